"""build(): a corpus from files, written so that it can be interrupted at any moment and brought up to date at any time.

A shard is named by a hash of what it is made of, and is moved into place when it is whole; the manifest, which alone says
which shards there are, is replaced at the very end. So an old corpus stays usable throughout, and what an interrupted
build has finished is found by the next.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from itertools import groupby
from operator import add
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from toolkit.corpus.corpus import Corpus, key_of, lexicon_hash, shipped_lexicon
from toolkit.corpus.shard import Plan, Write, documents_of, is_whole
from toolkit.reading.parts import Files, Slice, file_parts, refuse_twice, unread, warn_of
from toolkit.reading.stored import (
    FORMAT,
    LEXICON,
    MANIFEST,
    SHARDS,
    CorpusError,
    checksum,
    has_shards,
    manifest_of,
    shard_folder,
)
from toolkit.scale.kept import digest
from toolkit.scale.run import run
from toolkit.terms.lexicon import Lexicon, lexicon_for
from toolkit.text.segment import Segmenter, segmenter_for

_SHARD = 32_000_000  # bytes of files in a shard: large enough for few indexes to ask, small enough to hold
_LIBRARIES = ("pandas", "numpy", "numba", "jieba", "rjieba", "simplemma", "opencc", "pyarrow")


def build(
    source: object,
    folder: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    folders: Sequence[str] = (),
    lexicon: Lexicon | None = None,
    segmenter: Segmenter | None = None,
    workers: int = 1,
    progress: bool = False,
) -> Corpus:
    """Read, cut and search documents once, and save what comes of it.

    In: anything that `read` takes but a DataFrame; the folder to write; columns and folders as for `read`; a lexicon and a segmenter;
    workers: processes; progress: a bar. Files that are as they were the last time are left as they are (of the same size and time, or
    with the same content), and the documents stand in the order of the source, as when all is done anew. So it is with another lexicon,
    segmenter or version, and where no file is as it was: a warning says so. What is damaged, told by its checksum, is done anew, too.
    Out: the Corpus, which `count`, `find_terms` and `read` take as a source, too.
    A warning names the files that could not be read; whatever is made of the corpus later says no more of them.
    Raises ValueError if the folder holds something else or lies inside the source, TypeError for a DataFrame or no folder, and what `read` raises.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     written = (Path(place) / "notice.txt").write_text("会议强调，落实三个规定。", encoding="utf-8")
    ...     corpus = build(Path(place) / "notice.txt", Path(place) / "corpus")
    ...     corpus.search("三个规定")[["doc_id", "left", "node"]].values.tolist()
    [['notice.txt', '会议强调，落实', '三个规定']]
    """
    lexicon = lexicon_for(source, lexicon)
    segmenter = segmenter_for(segmenter)
    folder = _place(source, folder)
    old = _manifest(folder)
    units = _units(source, columns, folders, old["units"] if old else {})
    if not units:
        raise ValueError(f"there is nothing to build a corpus of in {source}")
    key = key_of(lexicon, segmenter)
    made_of = digest(key, json.dumps(dict(columns or {}), sort_keys=True), *folders)
    same = _same(old["units"] if old else {}, units)
    whole: Shards = {}
    if old and old["made_of"] == made_of:
        if not same and not _is_one_that_changed(old["units"], units):
            warnings.warn(
                f"{folder} was built of other files than there are in {source}: all of it is replaced", stacklevel=2
            )
        whole = _whole(folder, old["shards"], progress)
    elif old:
        what = "other settings or versions" if old["lexicon"] == lexicon_hash(lexicon) else "another lexicon"
        warnings.warn(f"{folder} was built with {what}: all of it is done anew", stacklevel=2)
    plans = list(_plans(folder, whole, same, made_of, units))
    todo = [plan for plan in plans if plan.name not in whole]
    (folder / SHARDS).mkdir(parents=True, exist_ok=True)
    if todo:
        write = Write(str(folder.resolve()), lexicon, segmenter)
        whole |= {shard["id"]: shard for shard in run(write, todo, add, workers=workers, progress=progress)}
    _check(folder, plans)
    lexicon.save(folder / LEXICON)
    manifest = {
        "format": FORMAT, "toolkit": version("tifa-toolkit"), "key": key, "made_of": made_of,
        "segmenter": {"engine": segmenter.engine, "hmm": segmenter.hmm, "words": list(segmenter.words)},
        "lexicon": lexicon_hash(lexicon), "lexicon_file": checksum(folder / LEXICON), "own_lexicon": lexicon != Lexicon.default(),
        "shipped_lexicon": shipped_lexicon(), "concepts": len(lexicon),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}},
        "columns": dict(columns or {}), "folders": list(folders),
        "shards": [{**whole[plan.name], "units": list(plan.units)} for plan in plans],
        "units": {name: unit for name, (unit, _) in units.items()},
    }  # fmt: skip
    _replace(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    _clear(folder, {plan.name for plan in plans})
    return Corpus(folder)


def _place(source: object, folder: object) -> Path:
    """The folder, if a corpus of the source may be written there."""
    if isinstance(source, pd.DataFrame):
        raise TypeError(
            "build() takes files, which it can look at again, and no DataFrame: "
            "save it, docs.to_parquet('docs.parquet'), and build the corpus of that"
        )
    if not isinstance(folder, str | os.PathLike):
        raise TypeError(f"build() needs the folder to write the corpus to, not {folder!r}: build(source, 'corpus')")
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file: name a new or empty folder")
    ours = (folder / MANIFEST).exists() or has_shards(folder)
    if folder.exists() and not ours and any(path.name != SHARDS for path in folder.iterdir()):
        raise ValueError(f"{folder} holds something that is no corpus: name a new or empty folder")
    for part in source if isinstance(source, list | tuple | set) else [source]:
        if (
            isinstance(part, str | Path)
            and Path(part).is_dir()
            and folder.resolve().is_relative_to(Path(part).resolve())
        ):
            raise ValueError(f"{folder} lies inside {part}, and would be read as a part of it: name a folder elsewhere")
    return folder


# --- what there is, and what has changed ------------------------------------------------------------------------------

Unit = dict[str, Any]  # size, mtime and hash of a file, or of the file that a slice is of
Units = dict[str, tuple[Unit, Files | Slice]]  # by name, in the order of the source
Shards = dict[str, dict[str, Any]]  # what the manifest says of them, by name


def _units(source: object, columns: Mapping[str, str] | None, folders: Sequence[str], known: dict[str, Unit]) -> Units:
    """Every file or slice, with what tells whether it has changed, and a part of its own."""
    units: Units = {}
    for part in file_parts(source, columns=columns, folders=folders):
        if isinstance(part, Slice):
            units[part.unit] = _unit(part.path, known.get(part.unit)), part
            continue
        for path, name in part.files:
            unit = _unit(path, known.get(name))
            units[name] = unit, Files(((path, name),), unit["size"], part.plan)
    return units


def _unit(path: str, known: Unit | None) -> Unit:
    """A file of the same size and time as before is taken to be the same; any other is read to see."""
    file = Path(path)
    if not file.is_file():
        return {"size": 0, "mtime": 0, "hash": ""}
    told = file.stat()
    if known and (known["size"], known["mtime"]) == (told.st_size, told.st_mtime_ns):
        return known
    return {"size": told.st_size, "mtime": told.st_mtime_ns, "hash": checksum(file)}


def _same(old: dict[str, Unit], units: Units) -> set[str]:
    """The names of what has not changed since the last time."""
    return {name for name, unit in old.items() if name in units and units[name][0]["hash"] == unit["hash"]}


def _is_one_that_changed(old: dict[str, Unit], units: Units) -> bool:
    """Was it a single file, whole or in slices, which still goes by its name?"""
    return len({unit["hash"] for unit in old.values()}) == 1 and not old.keys().isdisjoint(units)


def _whole(folder: Path, shards: Sequence[dict[str, Any]], progress: bool) -> Shards:
    """The shards that are as they were written, by their names."""
    bar = tqdm(shards, desc="checking", unit="shard", delay=1, disable=not progress, leave=False)
    return {shard["id"]: shard for shard in bar if is_whole(shard_folder(folder, shard["id"]))}


def _plans(folder: Path, whole: Shards, same: set[str], made_of: str, units: Units) -> Iterator[Plan]:
    """Shards in the order of the source: an old one as it is where all of it still stands in a row, new ones of what is between.

    In the new ones nothing is read or cut again that an old shard has.
    """
    home = {name: shard for shard, told in whole.items() for name in told["units"] if name in same}

    def new(names: Iterable[str]) -> Iterator[Plan]:
        for group in _grouped(names, units):
            parts = [units[name][1] for name in group if name not in home]
            shards = dict.fromkeys(home[name] for name in group if name in home)
            copied = tuple(
                (str(shard_folder(folder.resolve(), shard)), tuple(name for name in group if home.get(name) == shard))
                for shard in shards
            )
            hashed = digest(made_of, *(part for name in group for part in (name, units[name][0]["hash"])))
            size = sum(units[name][1].size for name in group)
            yield Plan(hashed, tuple(group), tuple(_together(parts)), copied, size)

    between: list[str] = []
    for shard, run_of_names in groupby(units, home.get):
        names = tuple(run_of_names)
        if shard is None or names != tuple(whole[shard]["units"]):
            between += names
            continue
        yield from new(between)
        between = []
        yield Plan(shard, names, (), (), whole[shard]["bytes"])
    yield from new(between)


def _grouped(names: Iterable[str], units: Units) -> Iterator[list[str]]:
    """As many as go into a shard, in order."""
    group: list[str] = []
    size = 0
    for name in names:
        more = units[name][1].size
        if group and size + more > _SHARD:
            yield group
            group, size = [], 0
        group.append(name)
        size += more
    if group:
        yield group


def _together(parts: Iterable[Files | Slice]) -> Iterator[Files | Slice]:
    """The files as one part, the slices as they are."""
    files = [part for part in parts if isinstance(part, Files)]
    if files:
        pairs = tuple(pair for part in files for pair in part.files)
        yield Files(pairs, sum(part.size for part in files), files[0].plan)
    yield from (part for part in parts if isinstance(part, Slice))


# --- the manifest -----------------------------------------------------------------------------------------------------


def _manifest(folder: Path) -> dict[str, Any] | None:
    """The old one, if it is of a format that can be brought up to date."""
    try:
        return manifest_of(folder)
    except CorpusError as error:
        warnings.warn(f"{error}, which is done now", stacklevel=3)
        return None


def _check(folder: Path, plans: Sequence[Plan]) -> None:
    """Raises ReadError for a doc_id that stands twice, or if no file could be read; says which ones could not."""
    shards = [documents_of(str(shard_folder(folder, plan.name))) for plan in plans]
    documents = pd.concat([shard[["doc_id", "path", "problem"]] for shard in shards], ignore_index=True)
    refuse_twice(documents)
    warn_of(unread(documents), len(documents))


def _replace(path: Path, text: str) -> None:
    """At once, so that whoever reads it sees the old one or the new one."""
    written = path.with_name(path.name + ".partial")
    written.write_text(text, encoding="utf-8")
    written.replace(path)


def _clear(folder: Path, wanted: set[str]) -> None:
    for path in (folder / SHARDS).iterdir():
        if path.name not in wanted:
            shutil.rmtree(path, ignore_errors=True)
