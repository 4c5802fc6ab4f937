"""The assistant as a LangChain runnable over a LangChain retriever: ``invoke``, ``stream`` and ``batch``.

The only file that imports LangChain. The steps are those of ``Assistant.answer``; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Required, TypedDict

from langchain_core.callbacks import CallbackManagerForChainRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import get_config_list
from pydantic import ConfigDict

from assistant.answer import Answer, Retrieved, Turn
from assistant.answering import Assistant, Plan, retrieved_from
from index.search import Found, Hit


class ChainInput(TypedDict, total=False):
    """What the chain takes: one input line of the project's contract."""

    question: Required[str]
    history: Sequence[Turn | Mapping[str, str]] | None
    scope: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Sources:
    """First part of a stream: the clauses found, before a word of the answer."""

    retrieved: tuple[Retrieved, ...]


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Further parts of a stream; the pieces put together are the answer's text."""

    text: str


# A stream is one Sources (none where the question is unusable), then TextPieces, then the whole Answer.
AnswerPart = Sources | TextPiece | Answer


class ClauseRetriever(BaseRetriever):
    """Finds clauses as LangChain documents: the published words as content, where they stand as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, plan: Plan | None = None
    ) -> list[Document]:
        """Search for a question; an unusable one finds nothing."""
        planned = plan or self.assistant.plan(query)
        if isinstance(planned, Answer):
            return []
        ranking = self.assistant.rank(planned)
        return [_document(hit, rank, ranking) for rank, hit in enumerate(ranking.hits, 1)]


class AnswerChain(Runnable[ChainInput, AnswerPart]):
    """Plans, retrieves and concludes; what can be traced is traced."""

    def __init__(self, assistant: Assistant) -> None:
        """Answer with an assistant.

        :param assistant: The assistant; its index is what the retriever searches.
        """
        self.assistant = assistant
        self.retriever = ClauseRetriever(assistant=assistant)

    def invoke(self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: object) -> Answer:
        """Answer one question.

        :param input: The question with what belongs to it.
        :param config: LangChain's configuration: callbacks, tags.
        :param kwargs: Not used.
        :return: The answer, as ``Assistant.answer`` gives it.
        """
        answer = self._call_with_config(self._answer, input, config)
        assert isinstance(answer, Answer)  # _answer gives nothing else
        return answer

    def stream(self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: object) -> Iterator[AnswerPart]:
        """Answer one question in parts, the sources first.

        :param input: The question with what belongs to it.
        :param config: LangChain's configuration.
        :param kwargs: Not used.
        :yield: Sources, text pieces, and last the whole answer.
        """
        yield from self._transform_stream_with_config(iter([input]), self._parts, config)

    def batch(
        self,
        inputs: list[ChainInput],
        config: RunnableConfig | list[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **kwargs: object,
    ) -> list[AnswerPart]:
        """Answer many questions one after another: a second thread on the same cores makes each of them slower.

        :param inputs: The questions.
        :param config: LangChain's configuration, one for all or one each.
        :param return_exceptions: Whether a bug met by one question is returned in its place.
        :param kwargs: Not used.
        :return: The answers, in the same order.
        """
        configs = [RunnableConfig(**{**each, "max_concurrency": 1}) for each in get_config_list(config, len(inputs))]
        return super().batch(inputs, configs, return_exceptions=return_exceptions, **kwargs)

    def _answer(
        self, question: ChainInput, run_manager: CallbackManagerForChainRun, config: RunnableConfig
    ) -> AnswerPart:
        """Plan, retrieve, conclude."""
        plan = self._plan(question)
        return plan if isinstance(plan, Answer) else self.assistant.conclude(plan, self._retrieve(plan, config))

    def _parts(
        self, questions: Iterator[ChainInput], run_manager: CallbackManagerForChainRun, config: RunnableConfig
    ) -> Iterator[AnswerPart]:
        """Yield the parts of an answer."""
        for question in questions:
            answer = self._plan(question)
            if isinstance(answer, Plan):
                ranking = self._retrieve(answer, config)
                yield Sources(retrieved_from(ranking.hits))
                answer = self.assistant.conclude(answer, ranking)
            yield from (TextPiece(line) for line in answer.text.splitlines(keepends=True))
            yield answer

    def _plan(self, question: ChainInput) -> Plan | Answer:
        """Read the input."""
        turns = tuple(_turn(turn) for turn in question.get("history") or ())
        return self.assistant.plan(question["question"], turns, question.get("scope") or ())

    def _retrieve(self, plan: Plan, config: RunnableConfig) -> Found:
        """Search through the retriever."""
        documents = self.retriever.invoke(plan.question.search_text, config, plan=plan)
        hits = tuple(
            Hit(self.assistant.clause_index.unit(d.metadata["unit_id"]), d.metadata["score"], d.metadata["found_by"])
            for d in documents
        )
        nearness = documents[0].metadata["nearness"] if documents else {}
        return Found(hits, **nearness)


def answer_chain(assistant: Assistant) -> AnswerChain:
    """Give an assistant as a LangChain runnable.

    >>> chain = answer_chain(open_assistant())  # doctest: +SKIP
    >>> chain.invoke({"question": "客户讲方言听不懂怎么办"}).citations[0].unit.locator  # doctest: +SKIP
    '第三十条（六）'

    :param assistant: The assistant.
    :return: A runnable from a question, with history and scope, to its answer.
    """
    return AnswerChain(assistant)


def _document(hit: Hit, rank: int, ranking: Found) -> Document:
    """Write a hit as a document."""
    unit = hit.unit
    return Document(
        id=unit.unit_id,
        page_content=unit.unit_text,
        metadata={
            "unit_id": unit.unit_id,
            "regulation": unit.regulation,
            "issuer": unit.issuer,
            "locator": unit.locator,
            "context": list(unit.context),
            "source": unit.source,
            "rank": rank,
            "score": hit.score,
            "found_by": hit.found_by,
            "nearness": {each.name: getattr(ranking, each.name) for each in fields(ranking) if each.name != "hits"},
        },
    )


def _turn(turn: Turn | Mapping[str, str]) -> Turn:
    """Read one message of the history."""
    if isinstance(turn, Turn):
        return turn
    return Turn("assistant" if turn["role"] == "assistant" else "user", turn["content"])
