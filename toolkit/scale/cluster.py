"""The same work on a cluster of dask.distributed.

The task, with its lexicon, is a result that other results depend on: Dask gives it once to each worker, and makes it anew
for a worker that takes a lost one's place. Results are combined on the workers, in pairs of neighbours, level by level.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from tqdm import tqdm

from toolkit.scale.run import unasked


def on_cluster(task: Callable, parts: Sequence[Any], combine: Callable, client: Any, progress: bool) -> Any:
    """As `run`. Raises what the task raises, and Dask's KilledWorker where a part ends one worker after another."""
    from distributed import as_completed

    shared = client.submit(_itself, task, pure=False)
    named = uuid4().hex
    keys = [f"part-{named}-{number} ({part})" for number, part in enumerate(parts)]  # Dask's errors tell the key
    level = client.map(_apply, list(parts), task=shared, pure=False, key=keys)
    leaves = as_completed(level if progress else [])
    try:
        with tqdm(total=len(parts), unit="part", disable=not progress, leave=False) as bar:
            while len(level) > 1:
                level = _in_pairs(level, combine, client)
            for leaf in leaves:
                bar.update()
                if leaf.status == "error":
                    break
            return level[0].result()
    finally:  # what an error or Ctrl-C leaves undone is not gone on with
        client.cancel([*leaves.futures, *level])


def _in_pairs(level: list, combine: Callable, client: Any) -> list:
    pairs = zip(level[::2], level[1::2], strict=False)
    return [client.submit(combine, *pair, pure=False) for pair in pairs] + level[len(level) - len(level) % 2 :]


def _itself(task: Callable) -> Callable:
    return task


def _apply(part: Any, task: Callable) -> Any:
    return task(part, unasked)
