"""Long work in a process beside the server: one order of JSON goes in, lines of JSON come out, and nobody who asks waits for it.

Lines are ``step`` with ``done`` and ``total``, or ``note``; the last one says what came of it, or ``failed`` with one sentence. ``follow`` is
the server's end, ``carry_out`` and ``tell`` are that of the process. Knows nothing of what the work is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence

_NICENESS = 10  # gives way to everything else on the machine
_LOOK_SECONDS = 0.5
_TOLD_AT_ONCE = 200  # lines at most for one step: as many as a bar can show

Told = Mapping[str, object]


def command_of(module: str) -> tuple[str, ...]:
    """Give the command that runs a module of ours, whatever lies in the folder it is run in."""
    return (sys.executable, "-P", "-m", module)


def follow(
    command: Sequence[str],
    order: Told,
    hear: Callable[[Told], None],
    broke_off: str,
    begun: Callable[[Callable[[], None]], None] | None = None,
) -> Told:
    """Run a process and hear what it tells; it ends with whoever follows it.

    :param command: What to run.
    :param order: What it is told to do.
    :param hear: Called with each line but the last.
    :param broke_off: The sentence for a process that ends without a word.
    :param begun: Given what ends the process at once, as soon as it runs.
    :return: What came of it: its last line.
    """
    last: Told = {"failed": broke_off}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            if begun is not None:
                begun(process.kill)
            process.stdin.write(json.dumps(order))
            process.stdin.close()
            for line in process.stdout:
                told: dict[str, object] = json.loads(line)
                if "step" in told or "note" in told:
                    hear(told)
                else:
                    last = told
        except BaseException:
            process.kill()
            raise
    return last


def carry_out(work: Callable[[Told], Told]) -> None:
    """Do what the order on standard input says, and write what came of it; the whole life of such a process.

    :param work: Does it; what a person can mend is told in one sentence, anything else keeps its traceback.
    """
    os.nice(_NICENESS)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    order: dict[str, object] = json.loads(sys.stdin.read())
    try:
        outcome = work(order)
    except Exception as error:  # of any kind of work: what has a sentence is told, all else is raised again
        text = _sentence(error)
        if not text:
            raise
        outcome = {"failed": text}
    write(outcome)


def _end_with(parent: int) -> None:
    """End this process when the one that began it is gone: what nobody follows, nobody would learn of."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


def tell(step: str, done: int = 0, total: int = 0) -> None:
    """Say how far the work has come; a total of 0 where nobody can say."""
    if total <= _TOLD_AT_ONCE or done == total or done % (total // _TOLD_AT_ONCE) == 0:
        write({"step": step, "done": done, "total": total})


def write(told: Told) -> None:
    """Write one line; a server that is gone ends the process here."""
    try:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still held back is flushed at the end
        raise SystemExit(1) from None


def _sentence(error: Exception) -> str:
    """Say what a person can mend; empty for a fault of the program."""
    from assistant.cli_errors import mendable_errors, state_folder_trouble

    text = str(error) if isinstance(error, mendable_errors()) else ""
    return text or (state_folder_trouble(error) if isinstance(error, OSError) else "") or ""
