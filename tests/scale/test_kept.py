"""What takes long to make is kept, made anew when something changed, and never missed when it cannot be kept."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import toolkit as tk
from toolkit.scale import kept as module
from toolkit.scale.kept import kept
from toolkit.terms import match

TEXTS = ["增强“四个意识”、做到两个维护，６稳６保", "Implement the three regulations and the eight-point decision."]


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(module, "folder", lambda: tmp_path / "not yet there")
    return tmp_path / "not yet there"


def slow(*of: str) -> list[str]:
    """Made anew in each test: `kept` remembers within a process, too."""
    time.sleep(0.11)
    return list(of)


def another_process(make, *of):
    """What a process gets that begins anew."""
    return kept(make)(*of)


def refuse(*of: str) -> list[str]:
    raise AssertionError("made a second time")


refuse.__qualname__ = slow.__qualname__


def test_made_once_on_a_machine(folder):
    assert kept(slow)("a", "b") == ["a", "b"]
    assert another_process(refuse, "a", "b") == ["a", "b"]
    with pytest.raises(AssertionError, match="second time"):
        another_process(refuse, "a")


def test_made_anew_when_the_toolkit_changes(folder, monkeypatch):
    kept(slow)("a")
    monkeypatch.setattr(module, "_made_by", lambda: "another version")
    with pytest.raises(AssertionError, match="second time"):
        another_process(refuse, "a")


def test_made_again_when_what_was_written_is_cut_short(folder):
    kept(slow)("a")
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-3])
    assert another_process(slow, "a") == ["a"]
    assert another_process(refuse, "a") == ["a"]


def test_only_the_last_ones_used_stay(folder):
    for letter in "abcdef":
        kept(slow)(letter)
    assert len(list(folder.iterdir())) == module._AT_MOST
    assert another_process(refuse, "f") == ["f"]


def test_a_folder_that_cannot_be_written(folder):
    folder.parent.joinpath("a file").write_text("")
    folder.symlink_to(folder.parent / "a file")
    assert kept(slow)("a") == ["a"]


def test_what_is_made_fast_is_not_kept(folder):
    assert kept(lambda *of: of)("a") == ("a",)
    assert not folder.exists()


def test_a_lexicon_read_from_the_folder_finds_the_same(folder):
    lexicon = tk.Lexicon.default().add("四抓四促", en=["four grasps and four promotions"])
    made = match.Matcher(lexicon)
    (file,) = folder.glob("*_look_of*")
    match._look_of.cache_clear()
    before = file.stat().st_mtime_ns
    read = match.Matcher(lexicon)
    assert file.stat().st_mtime_ns > before and read._look is not made._look
    found, again = (list(map(list, matcher([*TEXTS, "四抓四促"]))) for matcher in (made, read))
    assert again == found
