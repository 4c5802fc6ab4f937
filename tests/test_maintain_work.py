"""Work of the maintainers' pages that is broken off: its process ends with the server, and the next server says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from assistant.web.maintain.work import STOPPED, Kind, State, Works

BEGIN = """
import sys, time
from pathlib import Path
from assistant.web.maintain import work
work.COMMAND = (sys.executable, "-c", sys.argv[2])
works = work.Works(Path(sys.argv[1]))
works.start(work.Kind.BUILD, "", "maintainer", {}, str)
while not works.last(work.Kind.BUILD).done:
    time.sleep(0.02)
print(works.last(work.Kind.BUILD).step, flush=True)
time.sleep(60)
"""
LONG = """
import os, time
from assistant.web.beside import carry_out, tell
def work(order):
    tell(str(os.getpid()), 1, 2)
    time.sleep(60)
    return {}
carry_out(work)
"""


def _is_there(pid: int) -> bool:
    try:
        return "zombie" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_work_of_a_killed_server_ends_and_the_next_server_says_so(tmp_path: Path) -> None:
    server = subprocess.Popen([sys.executable, "-c", BEGIN, str(tmp_path), LONG], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    child = int(server.stdout.readline())
    assert _is_there(child)
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    server.stdout.close()
    until = time.monotonic() + 20
    while _is_there(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _is_there(child)
    left = Works(tmp_path).last(Kind.BUILD)
    assert left
    assert (left.state, left.text, left.by) == (State.FAILED, STOPPED, "maintainer")
    assert Works(tmp_path).last(Kind.BUILD) is None, "it is said once"
