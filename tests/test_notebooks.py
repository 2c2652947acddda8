"""The notebooks run from top to bottom, say nothing on stderr, and are stored with their outputs."""

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_notebook(path):
    notebook = nbformat.read(path, as_version=4)
    assert notebook.metadata.kernelspec.name == "python3"
    stored = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in stored), "run it before it is committed"
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": path.parent}}).execute()
    for cell in stored:
        drawn = [output for output in cell.outputs if "image/png" in output.get("data", {})]
        assert drawn or not cell.source.rstrip().endswith(";"), f"a chart is missing: {cell.source}"
    streams = [output for cell in stored for output in cell.outputs if output.output_type == "stream"]
    assert not [stream.text for stream in streams if stream.name == "stderr"]


def test_there_are_seven():
    assert len(NOTEBOOKS) == 7
