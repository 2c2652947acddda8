"""One task over many parts, here, on workers and on a cluster: the same result, and errors that say where."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.scale.tasks import Letters, chatter, die, die_of_several, join, spell, stumble
from toolkit.scale.run import _combined, run
from toolkit.scale.workers import WorkerDied, _Worker

PARTS = [Letters("ab"), Letters("c"), Letters("defg"), Letters("h"), Letters("ij")]


@pytest.mark.parametrize("workers", [1, 2, 3, 9])
def test_the_result_is_in_order_for_any_number_of_workers(workers):
    assert run(spell, PARTS, join, workers=workers) == "abcdefghij"


@given(st.permutations(range(9)))
def test_results_are_combined_in_order_whichever_is_first(order):
    assert _combined(((number, str(number)) for number in order), join) == "012345678"


def test_an_error_in_a_worker_is_that_error_with_where_it_was():
    with pytest.raises(LookupError, match="no f here") as raised:
        run(stumble, PARTS, join, workers=2)
    assert "in stumble" in raised.value.__notes__[0]


def test_a_worker_that_dies_is_an_error_that_names_the_document():
    with pytest.raises(WorkerDied, match=r"SIGKILL.*runs out of memory.*'文件 e'"):
        run(die, PARTS, join, workers=2)


def test_a_worker_that_dies_of_documents_looked_at_together_names_the_one():
    with pytest.raises(WorkerDied, match="'文件 e'") as raised:
        run(die_of_several, [Letters("abcdefgh"), Letters("xyz")], join, workers=2)
    assert not hasattr(raised.value, "__notes__")


def test_a_worker_that_dies_of_no_document_alone_names_the_first_of_those_looked_at_together():
    with pytest.raises(WorkerDied, match="'文件 a'") as raised:
        run(partial(die_of_several, least=2), [Letters("abcdefgh"), Letters("xyz")], join, workers=2)
    assert "one document at a time, and none did any harm" in raised.value.__notes__[0]


def test_what_a_library_prints_does_not_get_between():
    assert run(chatter, PARTS, join, workers=2) == "abcdefghij"


def test_nothing_to_do_and_nobody_to_do_it():
    with pytest.raises(ValueError, match="nothing to work on"):
        run(spell, [], join)
    with pytest.raises(ValueError, match="at least 1"):
        run(spell, PARTS, join, workers=0)


def children(pid):
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True
    ).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if "toolkit.scale.workers" in line]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_it_stops_at_once_and_leaves_no_process_behind(how):
    script = """
        import time
        from tests.scale.tasks import Letters, wait
        from toolkit.scale.run import run
        run(wait, [Letters("a"), Letters("b"), Letters("c")], str.__add__, workers=2)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while len(born := children(parent.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(born) == 2
    time.sleep(0.5)
    parent.send_signal(how)
    parent.wait(timeout=2)
    deadline = time.monotonic() + 5
    while any(alive(pid) for pid in born) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in born)


def test_interrupted_while_a_worker_is_told_its_task_it_leaves_no_process_behind(monkeypatch):
    born = []

    def interrupted(self, message):
        born.append(self.process.pid)
        raise KeyboardInterrupt

    monkeypatch.setattr(_Worker, "_send", interrupted)
    with pytest.raises(KeyboardInterrupt) as raised:
        run(spell, PARTS, join, workers=2)
    assert raised.traceback and born and not any(alive(pid) for pid in born)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return bool(status.strip()) and not status.startswith("Z")
