"""Measures what runs in a process of its own: the server and a build, started as a user starts them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter, sleep

from evals.cases import Case
from evals.metrics import percentile

READY_TIMEOUT_SECONDS = 60
BUILD_TIMEOUT_SECONDS = 1800
POLL_SECONDS = 0.02
RSS_LINE = "VmRSS:"  # of /proc/<process>/status, in kB


class BenchFailed(RuntimeError):
    """The server or a build that was to be measured did not work."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long one thing took, over many times. Lower is better."""

    p50_ms: float
    p95_ms: float
    count: int


@dataclass(frozen=True, slots=True)
class ServerCost:
    """What the server takes, in a process of its own."""

    ready_seconds: float  # from starting the process to the first healthy reply
    memory_mb: float  # resident, after questions were answered
    request: Times  # one question over HTTP, one at a time


def take_times(milliseconds: Sequence[float]) -> Times:
    """Sum up how long one thing took."""
    return Times(percentile(milliseconds, 50), percentile(milliseconds, 95), len(milliseconds))


def measure_build() -> float:
    """Time a build of the documents into an empty folder, as ``assistant index build --publish`` does it.

    :return: Seconds, process start included.
    :raises BenchFailed: if the build fails.
    """
    with tempfile.TemporaryDirectory(prefix="assistant-bench-") as folder:
        started = perf_counter()
        build(Path(folder), "--publish")
        return perf_counter() - started


def build(home: Path, *options: str) -> None:
    """Build a version of the documents in a process of its own, as ``assistant index build`` does it.

    :param home: The state folder it goes to.
    :param options: Further options of the command.
    :raises BenchFailed: if the build fails.
    """
    run_command(home, "index", "build", *options)


def run_command(home: Path, *arguments: str) -> None:
    """Run a command of ours in a process of its own.

    :param home: Its state folder.
    :param arguments: What stands behind ``assistant``.
    :raises BenchFailed: if it fails.
    """
    finished = subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        env=os.environ | {"ASSISTANT_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=BUILD_TIMEOUT_SECONDS,
        check=False,
    )
    if finished.returncode:
        raise BenchFailed(f"assistant {' '.join(arguments[:2])} 失败：{finished.stderr.strip()[-300:]}")


def measure_server(cases: Sequence[Case]) -> ServerCost:
    """Start the server on a free port, ask it questions, read its memory, stop it.

    :param cases: Cases whose questions are asked one after another.
    :return: What it took.
    :raises BenchFailed: if it does not become ready or does not answer.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    started = perf_counter()
    with serving(port) as server:
        wait_until_ready(f"{address}/api/health", server)
        ready_seconds = perf_counter() - started
        milliseconds = []
        for case in cases:
            asked = perf_counter()
            post_question(f"{address}/api/ask", case)
            milliseconds.append(1000 * (perf_counter() - asked))
        return ServerCost(ready_seconds, resident_mb(server.pid), take_times(milliseconds))


def resident_mb(process_id: int) -> float:
    """Read the resident memory of a process, from ``/proc`` (Linux only).

    :param process_id: The process.
    :return: Megabytes of 1024 * 1024 bytes.
    :raises BenchFailed: if there is no such process, or no ``/proc``.
    """
    try:
        lines = Path(f"/proc/{process_id}/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(RSS_LINE)) / 1024
    except (OSError, StopIteration) as error:
        raise BenchFailed(f"读不到进程 {process_id} 的内存用量（只支持 Linux）") from error


@contextmanager
def serving(port: int, home: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server while the block runs.

    :param port: Where it listens, on this machine only.
    :param home: Its state folder; that of this process if not given.
    :yield: Its process.
    """
    command = [sys.executable, "-m", "assistant", "serve", "--host", "127.0.0.1", "--port", str(port)]
    environment = os.environ | ({"ASSISTANT_HOME": str(home)} if home else {})
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as server:
        try:
            yield server
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_until_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait for the first healthy reply.

    :param address: What to ask for.
    :param server: The process that should answer.
    :raises BenchFailed: if it ends, or does not answer in time.
    """
    until = monotonic() + READY_TIMEOUT_SECONDS
    while monotonic() < until:
        if server.poll() is not None:
            raise BenchFailed(f"服务没有启动（退出码 {server.returncode}），请先运行 assistant serve 看提示")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:  # not listening yet
            sleep(POLL_SECONDS)
    raise BenchFailed(f"服务 {READY_TIMEOUT_SECONDS} 秒内没有就绪")


def served_version(address: str) -> str:
    """Ask a server which version answers.

    :param address: Where it listens.
    :return: The name of the version.
    :raises BenchFailed: if it does not say.
    """
    try:
        with urllib.request.urlopen(f"{address}/api/health", timeout=30) as reply:
            return str(json.load(reply)["index_version"])
    except (OSError, ValueError, KeyError) as error:
        raise BenchFailed("服务没有说出它用的版本") from error


def post_question(address: str, case: Case) -> None:
    """Ask one question over HTTP; an answer of status ``error`` (422) is an answer too.

    :param address: Of the endpoint.
    :param case: Whose question.
    :raises BenchFailed: if there is no answer.
    """
    body = {
        "question": case.question,
        "history": [{"role": turn.role, "content": turn.content} for turn in case.history],
        "scope": list(case.scope),
    }
    request = urllib.request.Request(
        address, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            reply.read()
    except urllib.error.HTTPError as error:
        if error.code != 422:
            raise BenchFailed(f"服务对 {case.case_id} 的应答是 HTTP {error.code}") from error
    except OSError as error:
        raise BenchFailed(f"服务对 {case.case_id} 没有应答") from error


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
