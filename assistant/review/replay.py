"""Gives a logged answer again: the stored question against the version and the examples that answered it then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from assistant.answer import Answer
from assistant.answering import Assistant
from assistant.masking import mask
from assistant.review.effect import ExamplesInEffect
from assistant.state.answer_log import LoggedAnswer, find_answer
from corpus.editions import CHINA
from index import versions
from index.clause_index import ClauseIndex
from index.embedding import Embedder
from index.manifest import IndexDamaged, IndexOutOfDate

MASKED = "问题里的个人信息在记录前已遮盖，重放用的是遮盖后的文字。"
SHORTENED = "对话中只留下了此前的问题，没有留下回答，追问的理解可能与当时不同。"
PHRASED = "当时的措辞可能由语言模型写成；重放不用语言模型，只比较状态、引用的条款和检索排序。"


class VersionGone(Exception):
    """The version that gave an answer is no longer kept, or cannot be opened any more."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A logged answer beside the same question asked again."""

    logged: LoggedAnswer
    answer: Answer
    differences: tuple[str, ...]  # what is not the same, for people
    limits: tuple[str, ...]  # why it may not be the same

    @property
    def same(self) -> bool:
        """Whether status, cited clauses, ranking and wording are the same."""
        return not self.differences


def replay(engine: Engine, home: Path, answer_id: str, embedder: Embedder, *, language_model: bool = False) -> Replay:
    """Ask a logged question again, as things stood when it was asked.

    :param engine: The database.
    :param home: The state folder with the versions.
    :param answer_id: The answer.
    :param embedder: The model of the version.
    :param language_model: Whether a language model may have worded the answer.
    :return: Both answers, what differs, and what may be the reason.
    :raises UnknownAnswer: if it is not in the log, or no longer.
    :raises VersionGone: if its version is no longer kept, or was written by another release.
    """
    logged = find_answer(engine, answer_id)
    version, _, revision = logged.index_version.partition("+")
    try:
        folder = versions.version_folder(version, home)
    except versions.UnknownVersion as error:
        raise VersionGone(
            f"回答 {answer_id} 出自索引版本 {version}，这个版本已清理，无法重放；原来的回答仍在日志里。"
        ) from error
    try:
        index = ClauseIndex.open(folder, embedder, datetime.fromisoformat(logged.asked_at).astimezone(CHINA).date())
    except (IndexOutOfDate, IndexDamaged) as error:
        raise VersionGone(
            f"回答 {answer_id} 出自索引版本 {version}，现在的程序打不开这个版本，无法重放；原来的回答仍在日志里。"
        ) from error
    if revision:
        index = ExamplesInEffect(engine, home).over(index, int(revision))
    answer = Assistant(index).answer(logged.question, logged.history, logged.scope)
    limits = [
        *([MASKED] if logged.masked else []),
        *([SHORTENED] if logged.history and all(turn.role == "user" for turn in logged.history) else []),
        *([PHRASED] if language_model else []),
    ]
    return Replay(logged, answer, tuple(_differences(logged, answer, with_text=not language_model)), tuple(limits))


def replay_json(again: Replay) -> dict[str, object]:
    """Write a replay as JSON."""
    return {
        "answer_id": again.logged.answer_id,
        "question": again.logged.question,
        "index_version": again.logged.index_version,
        "same": again.same,
        "differences": list(again.differences),
        "limits": list(again.limits),
        "text_then": again.logged.text,
        "text_now": again.answer.text,
    }


def _differences(logged: LoggedAnswer, answer: Answer, *, with_text: bool) -> list[str]:
    """Say what is not the same."""
    cited = tuple((citation.unit.unit_id, str(citation.relation)) for citation in answer.citations)
    retrieved = tuple((one.unit_id, round(one.score, 4)) for one in answer.retrieved)
    found = []
    if logged.status != answer.status.value:
        found.append(f"状态：当时 {logged.status}，现在 {answer.status.value}")
    if logged.cited != cited:
        found.append(f"引用的条款：当时 {_ids(logged.cited)}，现在 {_ids(cited)}")
    if logged.retrieved != retrieved:
        found.append(f"检索排序：当时 {_ids(logged.retrieved)}，现在 {_ids(retrieved)}")
    if with_text and logged.text != mask(answer.text):
        found.append("回答的文字不同")
    return found


def _ids(pairs: tuple[tuple[str, object], ...]) -> str:
    """Name the units of pairs."""
    return "、".join(unit_id for unit_id, _ in pairs) or "无"
