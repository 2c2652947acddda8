"""Tasks of tests, and their parts: in a module of little else, which each worker process loads."""

import os
import signal
import time
from dataclasses import dataclass

from toolkit.text.joined import runs


@dataclass(frozen=True)
class Letters:
    letters: str

    @property
    def size(self):
        return len(self.letters)


def spell(part, at):
    time.sleep(0.01 * (5 - len(part.letters)))  # the first are not the quickest
    return part.letters


def stumble(part, at):
    for letter in part.letters:
        at(f"document {letter}")
        if letter == "f":
            raise LookupError("no f here")
    return ""


def die(part, at):
    for letter in part.letters:
        at(f"文件 {letter}")
        if letter == "e":
            os.kill(os.getpid(), signal.SIGKILL)
    return ""


def die_of_several(part, at, least=1):
    """As what looks at many documents at once does: `at` is told the first of them."""
    for together in runs(part.letters):
        at(f"文件 {part.letters[together.start]}")
        if "e" in part.letters[together.start : together.stop] and len(together) >= least:
            os.kill(os.getpid(), signal.SIGKILL)
    return ""


def chatter(part, at):
    print("what a library prints", part.letters)
    return part.letters


def join(first, second):
    return first + second


def wait(part, at):
    time.sleep(3 if part.letters == "c" else 1.5)
    return part.letters


@dataclass(frozen=True)
class Wait:
    """A part of nothing, which takes a while or fails."""

    name: str
    size: int = 1

    def __str__(self):
        return self.name


def wait_or_fail(part, at):
    if part.name == "坏.txt":
        os._exit(1)
    if part.name == "error.txt":
        raise LookupError("no such word")
    time.sleep(0.2)
    return 1
