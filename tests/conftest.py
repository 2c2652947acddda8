"""What several tests need: the real text that is not ours to ship, where it is there, and the sample corpus."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

import toolkit as tk

settings.register_profile("toolkit", deadline=None)  # a busy machine is no failure
settings.load_profile("toolkit")

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("TOOLKIT_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def sample() -> pd.DataFrame:
    return tk.read(ROOT / "data" / "sample", folders=["level"])


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real text to develop on; tests that use it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the real corpora are not here")
    return SHARED
