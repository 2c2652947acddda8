"""Worker processes of our own: they are sent the task once and then parts, and send results back.

They are started as commands, not by `multiprocessing`: a script needs no `if __name__ == "__main__"`, a notebook no
importable module. Each notes what it is at in memory that it shares with us, so that a worker which dies can be blamed on
a document. They end when we do: their input closes.
"""

from __future__ import annotations

import gc
import mmap
import os
import pickle
import selectors
import signal
import struct
import subprocess
import sys
import tempfile
import traceback
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from typing import IO, Any

from toolkit.scale import together

_LENGTH = struct.Struct("<Q")
_NOTE = 4096  # bytes of the shared note


class WorkerDied(RuntimeError):
    """A worker process ended before its work did; says which document it was at. part: the number of the part, -1 before there was one."""

    part = -1


def on_workers(task: Callable, parts: Sequence[Any], workers: int) -> Generator[tuple[int, Any]]:
    """(number of the part, result) as they are done. Whatever ends this generator ends the processes.

    The largest parts go first, so that none is left to the end. Raises what the task raises, and WorkerDied.
    """
    settings = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
    try:
        yield from _shared_out(settings, parts, workers)
    except WorkerDied as died:
        if died.part >= 0:
            _blame(settings, parts, died)
        raise


def _blame(settings: bytes, parts: Sequence[Any], died: WorkerDied) -> None:
    """Which document was it? Many are looked at together: the part is done once more, one at a time, and the worker that dies of it names it."""
    with _Worker(one_at_a_time=True) as worker:
        worker.begin(settings)
        worker.give(died.part, parts)
        worker.result()
    died.add_note(f"its part was done once more, one document at a time, and none did any harm: {parts[died.part]}")


def _shared_out(settings: bytes, parts: Sequence[Any], workers: int) -> Generator[tuple[int, Any]]:
    queue = deque(sorted(range(len(parts)), key=lambda number: -parts[number].size))
    with ExitStack() as stack, selectors.DefaultSelector() as ready:
        for _ in range(workers):
            worker = stack.enter_context(_Worker())
            worker.begin(settings)
            worker.give(queue.popleft(), parts)
            assert worker.process.stdout
            ready.register(worker.process.stdout, selectors.EVENT_READ, worker)
        left = len(parts)
        while left:
            for key, _ in ready.select():
                worker = key.data
                number, result = worker.at, worker.result()
                if queue:
                    worker.give(queue.popleft(), parts)
                left -= 1
                yield number, result


class _Worker:
    """One process, with the pipes to it and the note it keeps."""

    def __init__(self, *, one_at_a_time: bool = False) -> None:
        with tempfile.TemporaryFile() as file:  # unlinked: nobody else sees it, and it leaves nothing behind
            file.truncate(_NOTE)
            self.note = mmap.mmap(file.fileno(), _NOTE)
            self.process = subprocess.Popen(
                [sys.executable, "-c", _START, str(file.fileno()), *["one at a time"] * one_at_a_time],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[file.fileno()], start_new_session=True, bufsize=0,
            )  # fmt: skip
        self.at = -1

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *error: object) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        self.note.close()

    def begin(self, settings: bytes) -> None:
        self._send(pickle.dumps(sys.path))
        self._send(settings)

    def give(self, number: int, parts: Sequence[Any]) -> None:
        self.at = number
        self._send(pickle.dumps(parts[number], pickle.HIGHEST_PROTOCOL))

    def result(self) -> Any:
        assert self.process.stdout
        try:
            failed, result = pickle.loads(_receive(self.process.stdout))
        except EOFError:
            raise self._died() from None
        if failed:
            raise result
        return result

    def _send(self, message: bytes) -> None:
        assert self.process.stdin
        try:
            _write(self.process.stdin, message)
        except BrokenPipeError:
            raise self._died() from None

    def _died(self) -> WorkerDied:
        code = self.process.wait()
        how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        if code == -signal.SIGKILL:
            how += ", as a system does that runs out of memory"
        name = self.note[:].split(b"\0", 1)[0].decode("utf-8", "replace")
        where = f"while it was at {name!r}" if name else "before it came to a document"
        died = WorkerDied(f"a worker process died ({how}) {where}")
        died.part = self.at
        return died


# The first message is where to look for modules, folders that were put on the path by hand among them.
_START = (
    "import gc, sys, pickle; gc.disable(); sys.stdin.buffer.read(8); sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from toolkit.scale.workers import work; work(int(sys.argv[1]), len(sys.argv) > 2)"
)


def work(note: int, one_at_a_time: bool) -> None:
    """What a worker process does: receive the task, then a part at a time, and send (failed, result) of each."""
    if one_at_a_time:
        together.one_at_a_time()
    shared = mmap.mmap(note, _NOTE)

    def at(name: str) -> None:
        written = name.encode("utf-8", "replace")[: _NOTE - 1]
        shared[: len(written) + 1] = written + b"\0"

    inbox = sys.stdin.buffer
    outbox = os.fdopen(os.dup(1), "wb", 0)
    os.dup2(2, 1)  # what a library prints must not get between the results
    task = pickle.loads(_receive(inbox))
    gc.freeze()  # what is here stays: it is not looked through for what could go, neither while it is read nor later
    gc.enable()
    while True:
        try:
            part = pickle.loads(_receive(inbox))
        except EOFError:
            return
        at(str(part))
        try:
            message = pickle.dumps((False, task(part, at)), pickle.HIGHEST_PROTOCOL)
        except BaseException as error:
            message = _failure(error)
        try:
            _write(outbox, message)
        except BrokenPipeError:  # nobody is there any more
            return


def _failure(error: BaseException) -> bytes:
    """The error itself where it can be sent, else what it says; with where it happened in the worker."""
    error.add_note("in a worker process:\n" + "".join(traceback.format_exception(error)))
    try:
        message = pickle.dumps((True, error), pickle.HIGHEST_PROTOCOL)
        pickle.loads(message)
    except Exception:
        message = pickle.dumps((True, RuntimeError("".join(traceback.format_exception(error)))))
    return message


def _write(pipe: IO[bytes], message: bytes) -> None:
    for piece in (_LENGTH.pack(len(message)), message):
        view = memoryview(piece)
        while view:
            view = view[pipe.write(view) :]


def _receive(pipe: IO[bytes]) -> bytes:
    """A whole message. Raises EOFError where the other side is gone."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    received = bytearray()
    while len(received) < size:
        piece = pipe.read(min(size - len(received), 1 << 20))
        if not piece:
            raise EOFError
        received += piece
    return bytes(received)
