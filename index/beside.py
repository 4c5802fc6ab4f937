"""Work on another core while this process goes on: in a copy of the process, which sends back what it made.

Only where no other thread of Python's runs in this process yet: a copy has one thread of all there were, and whatever another of them
held would be held for ever. What is done in it may use no library that keeps threads of its own, such as FAISS or ONNX Runtime.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import TypeVar

Made = TypeVar("Made")
_STANDARD_STREAMS = 3  # 0, 1, 2
_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h


class WorkLost(RuntimeError):
    """The copy ended without a result: killed, or out of memory."""


def _begin(work: Callable[[], object]) -> tuple[ForkProcess, Connection] | None:
    """Start the copy.

    :return: It, and where its result comes from; None where no process, or no pipe, is to be had.
    """
    try:
        receiver, sender = multiprocessing.Pipe(duplex=False)
    except OSError:
        return None
    copy = multiprocessing.get_context("fork").Process(target=_carry_out, args=(work, sender, os.getpid()), daemon=True)
    try:
        copy.start()
    except OSError:
        receiver.close()
        return None
    finally:
        sender.close()  # the copy's end alone is open: where it dies, receiving ends too
    return copy, receiver


@contextmanager
def beside(work: Callable[[], Made]) -> Iterator[Callable[[], Made]]:
    """Have work done beside what the block does.

    :param work: What is to be done; what it gives is pickled.
    :yield: Gives its result, waiting for it; raises what the work raised, or ``WorkLost``. Call it once.
    """
    begun = _begin(work)
    if begun is None:
        yield work
        return
    copy, receiver = begun

    def result() -> Made:
        try:
            done, made = receiver.recv()
        except EOFError as error:
            raise WorkLost from error
        if not done:
            raise made
        given: Made = made
        return given

    try:
        yield result
    finally:
        copy.kill()
        copy.join()
        receiver.close()


def has_core_to_spare() -> bool:
    """Tell whether a copy of this process would take nothing from it and miss none of its threads."""
    can_copy = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    return can_copy and len(os.sched_getaffinity(0)) > 1


def _carry_out(work: Callable[[], Made], sender: Connection, copied_from: int) -> None:
    """Do the work in the copy."""
    _end_with(copied_from)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the other's to say something about
    kept = sender.fileno()
    os.closerange(_STANDARD_STREAMS, kept)  # locks end with the process that took them, not with its copy
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))
    try:
        made: tuple[bool, object] = (True, work())
    except Exception as error:  # of any kind: it is raised where the result is asked for
        made = (False, error)
    with suppress(BrokenPipeError):  # nobody waits for it any more
        sender.send(made)


def _end_with(builder: int) -> None:
    """Let the copy be killed as soon as the process it was copied from ends, however it does; on Linux (prctl(2))."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != builder:  # it ended before that
        os._exit(1)
