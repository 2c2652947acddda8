"""Figures that pycorpdiff 0.1.0a27 gives for the same counts: it needs pandas below 3, so they were computed apart and are kept here.

Its MTLD leaves out a last stretch in which no word is repeated; there is none for texts where that would matter.
"""

import json

import numpy as np
import pytest

import toolkit as tk
from tests.conftest import ROOT
from toolkit.measure.collocation import association
from toolkit.measure.dispersion import spread
from toolkit.measure.keyness import measure

CASES = [json.loads(line) for line in (ROOT / "tests/cases/pycorpdiff.jsonl").read_text(encoding="utf-8").splitlines()]


def of(what):
    return [case for case in CASES if case["what"] == what]


def one(case, names):
    return {name: case[name] for name in names if case[name] is not None}


@pytest.mark.parametrize("case", of("keyness"), ids=str)
def test_keyness(case):
    got = measure(np.array([case["a"]]), np.array([case["b"]]), case["c"], case["d"])
    for name, wanted in one(case, ["g2", "g2_4cell", "chi2", "diff", "log_ratio"]).items():
        assert abs(got[name][0]) == pytest.approx(abs(wanted), rel=1e-8), name
    assert (
        got["bayes"][0] / 2 == pytest.approx(np.log(case["bayes"]), abs=1e-6) or case["bayes"] == np.inf
    )  # ours is twice the logarithm of the factor


@pytest.mark.parametrize("case", of("dispersion"), ids=str)
def test_dispersion(case):
    got = spread(np.array([case["counts"]], float), np.array(case["sizes"], float))
    for name, wanted in one(case, ["juilland_d", "dp"]).items():
        assert got[name][0] == pytest.approx(wanted, rel=1e-8), name


@pytest.mark.parametrize("case", of("collocation"), ids=str)
def test_collocation(case):
    got = association(np.array([float(case["n"])]), case["first"], np.array([float(case["second"])]), case["total"])
    for name, wanted in one(case, ["mi", "mi3", "t"]).items():
        assert got[name][0] == pytest.approx(wanted, rel=1e-8), name


@pytest.mark.parametrize("case", of("diversity"), ids=lambda case: str(len(case["text"])))
def test_diversity(case):
    got = tk.diversity(tk.from_texts([case["text"]], lang="en"), types="token").iloc[0]
    for name, wanted in one(case, ["ttr", "mattr", "mtld"]).items():
        assert got[name] == pytest.approx(wanted, rel=1e-8), name
    assert got["hdd"] * 42 == pytest.approx(case["hdd"], rel=1e-8)  # types expected in 42 tokens; ours is their share
