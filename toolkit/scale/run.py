"""run(): one task over many parts, and their results combined, wherever the work is done.

A task is a pure function of a part that can be pickled, and `combine` is associative: so the result is the same however
many workers there are and whichever is first. Results are combined in pairs, then pairs of pairs, in the order of the
parts: a running total would be copied for each part.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from numbers import Integral
from typing import Any, Protocol, TypeVar

from tqdm import tqdm

from toolkit.scale.workers import on_workers

Result = TypeVar("Result")
At = Callable[[str], None]  # told the name of what is worked on, in case it is the last thing that a worker does


class Part(Protocol):
    """Some of the documents: files, rows of a table, a shard of a corpus."""

    @property
    def size(self) -> int:
        """Roughly the bytes there are to read."""


Task = Callable[[Any, At], Result]


def run(
    task: Task[Result],
    parts: Sequence[Part],
    combine: Callable[[Result, Result], Result],
    *,
    workers: int = 1,
    client: Any = None,
    progress: bool = False,
) -> Result:
    """The task's results of all parts, combined.

    In: a task (part, at) -> result; parts; combine (result, result) -> result, associative; workers: processes on this machine;
    client: a dask.distributed Client, whose workers must be able to reach the parts' files; progress shows a bar.
    Raises ValueError for no parts or no workers, TypeError for a client that is none, whatever the task raises, and WorkerDied where a
    process is lost.

    >>> from dataclasses import make_dataclass
    >>> part = make_dataclass("part", [("size", int)])
    >>> run(lambda part, at: [part.size], [part(1), part(2), part(3)], lambda a, b: a + b)
    [1, 2, 3]
    """
    if not parts:
        raise ValueError("there is nothing to work on")
    if not isinstance(workers, Integral) or workers < 1:
        raise ValueError(f"workers={workers!r}: how many processes, a whole number, at least 1")
    if client is not None:
        from toolkit.scale.cluster import on_cluster

        return on_cluster(task, parts, combine, client, progress)
    workers = min(workers, len(parts))
    total = sum(part.size for part in parts)
    with (
        tqdm(total=total, unit="B", unit_scale=True, disable=not progress, leave=False) as bar,
        closing(on_workers(task, parts, workers) if workers > 1 else _here(task, parts)) as done,
    ):
        return _combined(_told(done, parts, bar), combine)


def _here(task: Task[Result], parts: Sequence[Part]) -> Generator[tuple[int, Result]]:
    for number, part in enumerate(parts):
        yield number, task(part, unasked)


def unasked(name: str) -> None:
    """An `At` where nobody asks what is worked on."""


def _told(done: Iterator[tuple[int, Result]], parts: Sequence[Part], bar: tqdm) -> Iterator[tuple[int, Result]]:
    for number, result in done:
        bar.update(parts[number].size)
        yield number, result


def _combined(done: Iterator[tuple[int, Result]], combine: Callable[[Result, Result], Result]) -> Result:
    """Results that arrive in any order, combined in the order of their numbers; few are held at a time."""
    waiting: dict[int, Result] = {}
    heap: list[tuple[int, Result]] = []  # with how many parts are in each; smaller ones towards the end
    upto = 0
    for number, result in done:
        waiting[number] = result
        while upto in waiting:
            heap.append((1, waiting.pop(upto)))
            upto += 1
            while len(heap) > 1 and heap[-2][0] <= heap[-1][0]:
                _combine_last(heap, combine)
    while len(heap) > 1:
        _combine_last(heap, combine)
    return heap[0][1]


def _combine_last(heap: list[tuple[int, Result]], combine: Callable[[Result, Result], Result]) -> None:
    (many, first), (more, second) = heap[-2:]
    heap[-2:] = [(many + more, combine(first, second))]
