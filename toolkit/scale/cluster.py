"""The same work on a cluster of dask.distributed.

The task, with its lexicon, is a result that other results depend on: Dask gives it once to each worker, and makes it anew
for a worker that takes a lost one's place. Results are combined on the workers, in pairs of neighbours, level by level.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from tqdm import tqdm

from toolkit.scale.run import unasked
from toolkit.scale.workers import WorkerDied


def on_cluster(task: Callable, parts: Sequence[Any], combine: Callable, client: Any, progress: bool) -> Any:
    """As `run`. Raises what the task raises, and WorkerDied where a part ends one worker after another."""
    from distributed import Client, KilledWorker, as_completed

    if not isinstance(client, Client):
        address = client if isinstance(client, str) else "tcp://…"
        raise TypeError(f"client takes a Client, not {client!r}: distributed.Client({address!r})")
    # All at once: of what is submitted one after the other Dask may look at a part of the tree before what it is made of.
    graph, leaves, last = _graph(task, parts, combine)
    result, *futures = client.get(graph, [last, *(leaves if progress else [])], sync=False)
    done = as_completed(futures)
    del futures  # what is told by the bar need not be kept
    try:
        with tqdm(total=len(parts), unit="part", disable=not progress, leave=False) as bar:
            for leaf in done:
                bar.update()
                if leaf.status == "error":
                    break
            return result.result()
    except KilledWorker as error:
        raise WorkerDied(f"one worker after another ended at {error.task}; see the workers' logs for why") from error
    finally:  # what an error or Ctrl-C leaves undone is not gone on with
        client.cancel([*done.futures, result])


def _graph(task: Callable, parts: Sequence[Any], combine: Callable) -> tuple[dict[str, tuple], list[str], str]:
    """What is to be done, the keys of the parts' results, and that of the last one."""
    named = uuid4().hex
    shared = f"task-{named}"
    leaves = [f"part-{named}-{number} ({part})" for number, part in enumerate(parts)]  # Dask's errors tell the key
    graph: dict[str, tuple] = {shared: (partial(_itself, task),)}
    graph |= {key: (partial(_apply, part), shared) for key, part in zip(leaves, parts, strict=True)}
    level = leaves
    while len(level) > 1:
        pairs = {f"{one}+": (one, other) for one, other in zip(level[::2], level[1::2], strict=False)}
        graph |= {key: (combine, *pair) for key, pair in pairs.items()}
        level = [*pairs, *level[len(level) - len(level) % 2 :]]
    return graph, leaves, level[0]


def _itself(task: Callable) -> Callable:
    return task


def _apply(part: Any, task: Callable) -> Any:
    return task(part, unasked)
