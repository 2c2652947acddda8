"""The house: who may import whom, and how quickly the front door opens."""

import ast
import subprocess
import sys
from importlib import import_module

import pytest

import toolkit
from tests.conftest import ROOT

# A floor stands only on the floors before it. `text` is pure strings and comes first: `reading` normalises with it.
# `scale` runs any task over any parts and knows nothing of texts, so that counts and hits can ask it to.
FLOORS = ["tables", "scale", "text", "reading", "terms", "corpus", "measure", "bilingual", "show", "cli"]
STEPS_ACROSS = {
    ("toolkit/text/tokens.py", "terms"),  # tokens asks for the spans that stay whole
    ("toolkit/measure/concordance.py", "show"),  # a notebook shows its lines aligned
    ("toolkit/measure/compare.py", "show"),  # a comparison writes a page of its own, with the font that pages carry
}
FILES = sorted((ROOT / "toolkit").rglob("*.py"))


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("toolkit"):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("toolkit"))


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])
def test_a_floor_stands_only_on_the_floors_below(path):
    relative = path.relative_to(ROOT)
    own = relative.parts[1].removesuffix(".py")
    if own in ("__init__", "__main__", "cli"):
        return
    for name in imported(path):
        floor = name.split(".")[1]
        assert floor in FLOORS, f"{relative} imports {name}: take the module, not the front door"
        allowed = FLOORS.index(floor) <= FLOORS.index(own) or (relative.as_posix(), floor) in STEPS_ACROSS
        assert allowed, f"{relative} imports {name}, which stands above it"


def test_every_public_name_is_there_and_explained():
    for name in toolkit._HOME:
        thing = getattr(toolkit, name)
        assert thing.__doc__, name
        assert name in dir(toolkit)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        toolkit.nonsense  # noqa: B018


def test_public_names_are_not_hidden_by_modules():
    """`toolkit.read` the function must survive the import of anything below it."""
    for path in FILES:
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    assert callable(toolkit.read) and callable(toolkit.report) and callable(toolkit.topics)


def test_importing_the_toolkit_is_quick_and_loads_nothing_heavy():
    code = "import sys; import toolkit; print(sorted({'pandas', 'numpy', 'matplotlib', 'sklearn'} & set(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
    microseconds = int(next(line for line in loaded.stderr.splitlines() if line.endswith(" toolkit")).split("|")[1])
    assert microseconds < 300_000
