"""Peak memory and time of a streamed count, each size and number of workers in a process of its own.

    python benchmarks/memory.py [FOLDER] [--megabytes 100 300 1000] [--workers 1 2]

FOLDER holds UTF-8 .txt files (default: the sample corpus's Chinese ones). Their lines are shuffled (with a seed) into documents
of about 28 KB up to each size, a serial number in each, so that there is always something new. Memory is the greatest resident set of
the process that counts, and of the largest of its workers; "sum" is what all of them may hold at once.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from run import SAMPLE, utf8

import toolkit as tk

CHILD = """
import resource, sys, time
import toolkit as tk
start = time.perf_counter()
counts = tk.count(sys.argv[1], by="lang", workers=int(sys.argv[2]))
took = time.perf_counter() - start
own, largest = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(took, own, largest if int(sys.argv[2]) > 1 else 0, len(counts), int(counts["n"].sum()))
"""


def fill(folder: Path, lines: list[str], megabytes: float) -> None:
    chosen = random.Random(1)
    size = number = 0
    while size < megabytes * 1e6:
        data = "\n".join([f"文件第{number}号", *chosen.choices(lines, k=60)]).encode()
        (folder / f"{number:07}.txt").write_bytes(data)
        size, number = size + len(data), number + 1


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", nargs="?", type=Path, default=SAMPLE)
    options.add_argument("--megabytes", type=float, nargs="+", default=[100, 300, 1000])
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    chosen = options.parse_args()
    found = [
        text for path in sorted(chosen.folder.rglob("*.txt")) if (text := utf8(path)) and tk.language(text) == "zh"
    ]
    lines = [line for text in found for line in text.split("\n") if len(line) > 10]
    print(
        "| MB of text | workers | s | MB/s | peak MB: process | largest worker | sum | terms |\n|---|---|---|---|---|---|---|---|"
    )
    for megabytes in chosen.megabytes:
        with tempfile.TemporaryDirectory() as name:
            fill(Path(name), lines, megabytes)
            for workers in chosen.workers:
                done = subprocess.run(
                    [sys.executable, "-c", CHILD, name, str(workers)], capture_output=True, text=True, check=True
                )
                took, own, worker, terms, _ = map(float, done.stdout.split())
                own, worker = own / 1024, worker / 1024
                print(
                    f"| {megabytes:.0f} | {workers} | {took:.1f} | {megabytes / took:.1f} | {own:.0f} | {worker:.0f} "
                    f"| {own + workers * worker:.0f} | {terms:,.0f} |", flush=True,
                )  # fmt: skip


if __name__ == "__main__":
    main()
