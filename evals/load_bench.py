"""Many chats at once: pages of the server, each asking, reading and asking again, while a version is published in the middle.

A chat is what a browser holds: a conversation, one question at a time, by the call that the page itself makes. The time is that from the
question to the first card. Bounded, and on this machine only; the server is started for it and stopped afterwards.
"""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import httpx

from evals.cases import Case
from evals.processes import Times, build, free_port, resident_mb, serving, take_times, wait_until_ready
from index import versions

ANSWER_TIMEOUT_SECONDS = 30.0
_VERSION = re.compile(r"(?:版本|version) (\d{8}-[\w+-]+)")  # at the foot of each card


@dataclass(frozen=True, slots=True)
class LoadTimes:
    """How many chats at once were served."""

    chats: int
    seconds: float
    first_card: Times
    one_alone: Times  # the baseline: the same questions in one chat, before the others came
    errors: tuple[str, ...]
    published: str  # the version published in the middle
    answered_by: tuple[str, ...]  # the versions that answers named, in the order they came first
    memory_mb: float

    def lines(self) -> list[str]:
        """Write the figures in lines."""
        ratio = self.first_card.p95_ms / self.one_alone.p95_ms
        return [
            f"{self.chats} 个对话同时进行 {self.seconds:.0f} 秒，共 {self.first_card.count} 问，出错 {len(self.errors)} 次；"
            f"中途发布版本 {self.published}，先后作答的版本：{'、'.join(self.answered_by)}",
            f"首张答案 p50 {self.first_card.p50_ms:.0f} ms，p95 {self.first_card.p95_ms:.0f} ms；"
            f"单个对话 p50 {self.one_alone.p50_ms:.0f} ms，p95 {self.one_alone.p95_ms:.0f} ms；p95 之比 {ratio:.1f} 倍",
            f"服务常驻内存 {self.memory_mb:.0f} MB",
            *self.errors[:10],
        ]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of one chat."""

    milliseconds: float
    version: str
    error: str
    conversation: str  # that it stands in


def measure_load(cases: Sequence[Case], chats: int, seconds: float, think_seconds: float) -> LoadTimes:
    """Serve the checkout's documents to many chats at once, from a state folder made for it.

    :param cases: Whose questions are asked, each chat beginning at another.
    :param chats: How many.
    :param seconds: For how long they ask.
    :param think_seconds: Between an answer and the next question of a chat.
    :return: What was measured.
    :raises BenchFailed: if a build fails or the server does not start.
    """
    with tempfile.TemporaryDirectory(prefix="assistant-load-") as folder:
        home = Path(folder)
        build(home, "--publish")
        build(home)
        return _measure(home, [case.question for case in cases], chats, seconds, think_seconds)


def _measure(home: Path, questions: Sequence[str], chats: int, seconds: float, think_seconds: float) -> LoadTimes:
    """Serve the published version of a state folder, and publish its other one at half time."""
    now = versions.current(home)
    publish = next(each.version for each in versions.list_versions(home) if each.version != now)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with serving(port, home) as server:
        wait_until_ready(f"{address}/api/health", server)
        alone = asyncio.run(hold_chats(address, questions, 1, min(20.0, seconds), 0.2))
        asked = asyncio.run(hold_chats(address, questions, chats, seconds, think_seconds, (publish, home)))
        memory_mb = resident_mb(server.pid)
    return LoadTimes(
        chats,
        seconds,
        take_times([each.milliseconds for each in asked if not each.error]),
        take_times([each.milliseconds for each in alone if not each.error]),
        tuple(each.error for each in (*alone, *asked) if each.error),
        publish,
        tuple(dict.fromkeys(each.version for each in asked if each.version)),
        memory_mb,
    )


async def hold_chats(
    address: str,
    questions: Sequence[str],
    chats: int,
    seconds: float,
    think_seconds: float,
    publish: tuple[str, Path] | None = None,
) -> list[Asked]:
    """Hold chats, beginning at different moments, and publish a version at half time.

    :param address: Of the server.
    :param questions: What is asked, each chat beginning at another.
    :param chats: How many.
    :param seconds: For how long they ask.
    :param think_seconds: Between an answer and the next question of a chat.
    :param publish: A version to publish at half time, and its state folder.
    :return: Every question, a failed one too.
    """
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=ANSWER_TIMEOUT_SECONDS, limits=limits) as client:
        until = perf_counter() + seconds
        publishing = asyncio.create_task(_publish(publish, seconds / 2))
        held = [
            _chat(client, questions, number * len(questions) // chats, until, think_seconds, number / chats)
            for number in range(chats)
        ]
        asked = [each for chat in await asyncio.gather(*held) for each in chat]
        await publishing
    return asked


async def _publish(publish: tuple[str, Path] | None, after_seconds: float) -> None:
    """Publish a version of a state folder, after a while."""
    if publish is not None:
        await asyncio.sleep(after_seconds)
        await asyncio.to_thread(versions.publish, *publish)


async def _chat(
    client: httpx.AsyncClient,
    questions: Sequence[str],
    first: int,
    until: float,
    think_seconds: float,
    begin: float,
) -> list[Asked]:
    """Ask one question after another, as one page does."""
    await asyncio.sleep(begin * think_seconds)
    conversation, asked, number = "", [], first
    while perf_counter() < until:
        answered = await _ask(client, conversation, questions[number % len(questions)])
        asked.append(answered)
        conversation = answered.conversation
        number += 1
        await asyncio.sleep(think_seconds)
    return asked


async def _ask(client: httpx.AsyncClient, conversation: str, question: str) -> Asked:
    """Ask by the page's own call, and read until the first part of the answer is there."""
    started, shown, part = perf_counter(), 0.0, {"turn": ""}
    body = {"question": question, "conversation": conversation, "scope": ""}
    try:
        async with client.stream("POST", "/chat/ask", json=body) as parts:
            parts.raise_for_status()
            async for line in parts.aiter_lines():
                shown = shown or 1000 * (perf_counter() - started)
                part = json.loads(line)
    except (httpx.HTTPError, ValueError) as error:
        return Asked(shown, "", f"{question}：{type(error).__name__} {error}", conversation)
    version = _VERSION.search(part["turn"])
    failed = "" if version and "card-error" not in part["turn"] else f"{question}：没有得到答案"
    return Asked(shown, version[1] if version else "", failed, part.get("conversation", conversation))
