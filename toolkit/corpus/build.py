"""build(): a corpus from files, written so that it can be interrupted at any moment and brought up to date at any time.

A shard is named by a hash of what it is made of, and is moved into place when it is whole; the manifest, which alone says
which shards there are, is replaced at the very end. So an old corpus stays usable throughout, and what an interrupted
build has finished is found by the next.
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from operator import add
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.corpus.corpus import Corpus, key_of, lexicon_hash, shipped_lexicon
from toolkit.corpus.shard import Plan, Write, documents_of, is_whole
from toolkit.reading.parts import Files, Slice, file_parts, refuse_twice, unread, warn_of
from toolkit.reading.stored import FORMAT, LEXICON, MANIFEST, SHARDS, has_shards, manifest_of, shard_folder
from toolkit.scale.kept import digest
from toolkit.scale.run import run
from toolkit.terms.lexicon import Lexicon
from toolkit.text.segment import Segmenter

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
    with the same content); with another lexicon, segmenter or version everything is done anew, and a warning says so; what is damaged is, too. Out: the Corpus, which `count`, `find_terms` and `read` take as a source, too.
    A warning names the files that could not be read; whatever is made of the corpus later says no more of them.
    Raises ValueError if the folder holds something else or lies inside the source, and what `read` raises.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     written = (Path(place) / "notice.txt").write_text("会议强调，落实三个规定。", encoding="utf-8")
    ...     corpus = build(Path(place) / "notice.txt", Path(place) / "corpus")
    ...     corpus.search("三个规定")[["doc_id", "left", "node"]].values.tolist()
    [['notice.txt', '会议强调，落实', '三个规定']]
    """
    folder = Path(folder)
    lexicon = Lexicon.default() if lexicon is None else lexicon
    segmenter = segmenter or Segmenter()
    _check_place(source, folder)
    old = _manifest(folder)
    units = _units(source, columns, folders, old["units"] if old else {})
    key = key_of(lexicon, segmenter)
    made_of = digest(key, json.dumps(dict(columns or {}), sort_keys=True), *folders)
    same = old is not None and old["made_of"] == made_of
    if old and not same:
        what = "other settings or versions" if old["lexicon"] == lexicon_hash(lexicon) else "another lexicon"
        warnings.warn(f"{folder} was built with {what}: all of it is done anew", stacklevel=2)
    plans = list(_kept(folder, old, made_of, units)) if old and same else []
    plans += _new(units, plans, made_of)
    if not plans:
        raise ValueError(f"there is nothing to build a corpus of in {source}")
    (folder / SHARDS).mkdir(parents=True, exist_ok=True)
    shards = run(Write(str(folder.resolve()), lexicon, segmenter), plans, add, workers=workers, progress=progress)
    _check(folder, plans)
    lexicon.save(folder / LEXICON)
    manifest = {
        "format": FORMAT, "toolkit": version("tifa-toolkit"), "key": key, "made_of": made_of,
        "segmenter": {"engine": segmenter.engine, "hmm": segmenter.hmm, "words": list(segmenter.words)},
        "lexicon": lexicon_hash(lexicon), "own_lexicon": lexicon != Lexicon.default(), "shipped_lexicon": shipped_lexicon(), "concepts": len(lexicon),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}},
        "columns": dict(columns or {}), "folders": list(folders),
        "shards": [{**shard, "units": list(plan.units)} for shard, plan in zip(shards, plans, strict=True)],
        "units": {name: unit for name, (unit, _) in units.items()},
    }  # fmt: skip
    _replace(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    _clear(folder, {plan.name for plan in plans})
    return Corpus(folder)


def _check_place(source: object, folder: Path) -> None:
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


# --- what there is, and what has changed ------------------------------------------------------------------------------

Unit = dict[str, Any]  # size, mtime and hash of a file, or of the file that a slice is of


def _units(
    source: object, columns: Mapping[str, str] | None, folders: Sequence[str], known: dict[str, Unit]
) -> dict[str, tuple[Unit, Files | Slice]]:
    """Every file or slice by name, with what tells whether it has changed, and a part of its own."""
    units: dict[str, tuple[Unit, Files | Slice]] = {}
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
    with file.open("rb") as opened:
        hashed = hashlib.file_digest(opened, "blake2b").hexdigest()[:32]
    return {"size": told.st_size, "mtime": told.st_mtime_ns, "hash": hashed}


def _kept(folder: Path, old: dict[str, Any], made_of: str, units: dict[str, tuple[Unit, Any]]) -> Iterator[Plan]:
    """The old shards: as they are, or copied without the files that are gone or have changed."""
    same = {name for name, unit in old["units"].items() if name in units and units[name][0]["hash"] == unit["hash"]}
    for shard in old["shards"]:
        if not is_whole(shard_folder(folder, shard["id"])):
            continue
        kept = tuple(name for name in shard["units"] if name in same)
        if len(kept) == len(shard["units"]):
            yield Plan(shard["id"], None, "", kept, shard["bytes"])
        elif kept:
            size = sum(units[name][0]["size"] for name in kept)
            yield Plan(_name(made_of, kept, units), None, str(shard_folder(folder.resolve(), shard["id"])), kept, size)


def _new(units: dict[str, tuple[Unit, Files | Slice]], plans: Iterable[Plan], made_of: str) -> Iterator[Plan]:
    """Shards of what is in none yet, in order, as large as a part of a source."""
    done = {name for plan in plans for name in plan.units}
    left = {name: part for name, (_, part) in units.items() if name not in done}
    for part in _grouped(left.values()):
        names = (part.unit,) if isinstance(part, Slice) else tuple(name for _, name in part.files)
        yield Plan(_name(made_of, names, units), part, "", names, part.size)


def _grouped(parts: Iterable[Files | Slice]) -> Iterator[Files | Slice]:
    group: list[Files] = []
    for part in parts:
        if group and (isinstance(part, Slice) or sum(one.size for one in group) + part.size > _SHARD):
            yield _together(group)
            group = []
        if isinstance(part, Slice):
            yield part
        else:
            group.append(part)
    if group:
        yield _together(group)


def _together(group: list[Files]) -> Files:
    return Files(tuple(pair for one in group for pair in one.files), sum(one.size for one in group), group[0].plan)


def _name(made_of: str, names: Iterable[str], units: dict[str, tuple[Unit, Any]]) -> str:
    return digest(made_of, *(part for name in names for part in (name, units[name][0]["hash"])))


# --- the manifest -----------------------------------------------------------------------------------------------------


def _manifest(folder: Path) -> dict[str, Any] | None:
    """The old one, if it is of a format that can be brought up to date."""
    try:
        return manifest_of(folder)
    except ValueError:
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
