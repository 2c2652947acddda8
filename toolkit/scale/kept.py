"""What takes long to make is kept on this machine, in the user's cache folder: for the next session, and for each worker process.

It is known by what it was made from, by the files of the toolkit and by the libraries that had a part in it, so that it is made anew when any of
them has changed. Where nothing can be written, or what was written cannot be read, it is made again. The folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
import tempfile
from collections.abc import Callable
from functools import cache, wraps
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from platformdirs import user_cache_path

from toolkit.scale.collection import collection_paused

_LONG = 0.05  # seconds: what is made faster is not kept
_LIBRARIES = ("numpy", "opencc", "simplemma", "jieba", "rjieba")  # tables of characters and dictionaries are theirs
_AT_MOST = 4  # things kept that one function made, the last ones used

T = TypeVar("T")
Stamp = tuple[str, int, int]  # of a file: its name, when it was written, its size


def digest(*parts: str) -> str:
    """A short name for what some strings say, the same in every process."""
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def stamp(path: Path) -> Stamp:
    """What a file is known by while it does not change. Raises OSError if it is not there."""
    of = path.stat()
    return str(path), of.st_mtime_ns, of.st_size


def kept(make: Callable[..., T]) -> Callable[..., T]:
    """A function that makes a thing once on this machine and once in each process. What its arguments are is told by their `all_of_it`, if they
    have one, else by their `repr`."""

    @cache
    @wraps(make)
    def get(*of: Any) -> T:
        path = folder() / f"{make.__module__}.{make.__qualname__}-{digest(_made_by(), *map(_told, of))}.pickle"
        try:
            return _read(path)
        except (
            Exception
        ):  # it is not there; or cut short, or of a library that has changed: each says so in its own way
            start = perf_counter()
            thing = make(*of)
            if perf_counter() - start > _LONG:
                _keep(path, thing)
            return thing

    return get


def _told(thing: object) -> str:
    return str(getattr(thing, "all_of_it", None) or repr(thing))


def folder() -> Path:
    """Where things are kept."""
    return user_cache_path("tifa-toolkit", appauthor=False)


@cache
def _made_by() -> str:
    """The toolkit's files, and what else things are made by."""
    package = Path(__file__).parent.parent
    files = sorted(path for kind in ("*.py", "*.csv") for path in package.rglob(kind))
    return digest(sys.version, *map(version, _LIBRARIES), *(repr(stamp(path)) for path in files))


@collection_paused()
def _read(path: Path) -> Any:
    with path.open("rb") as file:
        thing = pickle.load(file)
    path.touch()
    return thing


def _keep(path: Path, thing: object) -> None:
    """Write it beside its place and then move it there, so that nobody reads half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            beside = Path(file.name)
            try:
                pickle.dump(thing, file, pickle.HIGHEST_PROTOCOL)
                file.close()
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)  # there is nothing but where it could not be written
        alike = path.parent.glob(path.name.rsplit("-", 1)[0] + "-*")
        for old in sorted(alike, key=lambda other: other.stat().st_mtime)[:-_AT_MOST]:
            old.unlink(missing_ok=True)
    except OSError:  # no room, or not ours to write: it is made each time
        return
