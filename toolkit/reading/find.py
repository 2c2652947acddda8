"""Where the files of a source are, and what is in them as bytes."""

from __future__ import annotations

import glob
import os
from pathlib import Path

import pandas as pd

from toolkit.reading.encoding import Unreadable
from toolkit.reading.formats import is_document
from toolkit.reading.stored import manifest_of


class ReadError(ValueError):
    """Nothing could be read, or a table cannot be taken for documents; says why and what to do."""


def files(source: object) -> list[tuple[str, str]]:
    """Files and the names they go by: their paths below the source. Folders that cannot be opened are among them."""
    if isinstance(source, list | tuple | set):
        parts = sorted(source, key=str) if isinstance(source, set) else source
        found = list(dict.fromkeys(pair for part in parts for pair in files(part)))
        names = pd.Series([name for _, name in found]).duplicated(keep=False)
        return [
            (path, Path(path).as_posix() if twice else name) for (path, name), twice in zip(found, names, strict=True)
        ]
    if not isinstance(source, str | os.PathLike):
        raise TypeError(f"read() takes a path, a pattern, a list of paths or a DataFrame, not {type(source).__name__}")
    path = Path(source).expanduser()
    try:
        if path.is_file():
            return [(str(path), _shown(path.name))]
        if path.is_dir():
            if manifest_of(path):
                raise ReadError(
                    f"{path} is a saved corpus: give it alone, and to build one give the files that it was built of"
                )
            return _below(str(path))
        matches = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207  Path.glob takes no absolute pattern
    except OSError as error:  # a name that is too long is no path at all
        raise _nowhere(f"{str(source)[:60]!r} … is no path") from error
    if not matches:
        raise _nowhere(
            f"{str(source)[:200]!r}: no such file or folder, and no file matches it as a pattern (now in {Path.cwd()})"
        )
    return [pair for match in matches if is_document(Path(match).name) for pair in files(match)]


def _nowhere(said: str) -> FileNotFoundError:
    error = FileNotFoundError(said)
    error.add_note("For texts use from_texts([...])")  # of no use on the command line, which leaves notes out
    return error


def _below(folder: str) -> list[tuple[str, str]]:
    closed: list[str] = []
    root = os.path.join(folder, "")  # noqa: PTH118
    walk = os.walk(root, onerror=lambda error: closed.append(str(error.filename)))
    paths = [os.path.join(where, name) for where, _, names in walk for name in names]  # noqa: PTH118
    named = {_shown(path[len(root) :]).replace(os.sep, "/"): path for path in (*paths, *closed)}
    found = [(named[name], name) for name in sorted(named) if is_document(name)]
    if not found:
        raise ReadError(f"{folder}: the folder holds no documents")
    return found


def _shown(name: str) -> str:
    """A name as it can be written down: one of bytes that are no UTF-8 is most likely from a Chinese Windows."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        written = os.fsencode(name)
        try:
            return written.decode("gb18030")
        except UnicodeDecodeError:
            return written.decode("utf-8", "backslashreplace")
    return name


def content(path: str) -> bytes:
    # Strings and os.path, not Path: of 100,000 small files, Path would take longer than reading them.
    if os.path.isfile(path):  # noqa: PTH113
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read()
    if os.path.isdir(path):  # noqa: PTH112
        raise Unreadable("this folder may not be opened")
    raise Unreadable("a link to a file that is not there" if Path(path).is_symlink() else "not a regular file")
