"""The assistant as a LangChain runnable over a LangChain retriever, and the language model it may phrase answers with.

The only file that imports LangChain. The steps are those of ``Assistant.answer``; nothing is decided here, and what the model says
is only passed on.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextvars import ContextVar
from dataclasses import dataclass, fields
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, Required, TypedDict

import openai
from langchain_core.callbacks import CallbackManagerForChainRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import get_config_list
from langchain_openai import ChatOpenAI
from pydantic import ConfigDict, SecretStr

from assistant.answer import Answer, Retrieved, Turn
from assistant.answering import Assistant, Plan, retrieved_from
from assistant.phrasing.endpoint import Endpoint, ModelFailed
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


MODEL_TOKENS = 700  # five sentences with quotes take half of it
MODEL_BYTES = 2_000_000  # a stream wraps each word in some hundred bytes; more is no answer
CONNECT_SECONDS = 2.0  # a machine that is there answers at once
WATCH_SECONDS = 0.05
_responses: ContextVar[list[Any]] = ContextVar("responses")  # of the request that the current task makes


class ChatModel:
    """A language model behind an OpenAI-compatible endpoint. Several threads may use it at once."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Prepare to ask; nothing is sent yet.

        :param endpoint: Address, model and key.
        """
        self._loop = asyncio.new_event_loop()  # one for all questions, so that connections are kept
        threading.Thread(target=self._loop.run_forever, name="language-model", daemon=True).start()
        self._chat = ChatOpenAI(
            model=endpoint.model,
            base_url=endpoint.url,
            api_key=SecretStr(endpoint.key or "none"),
            temperature=0,
            max_tokens=MODEL_TOKENS,  # type: ignore[call-arg]  # an alias the type checker does not see
            max_retries=0,  # there is no time for a second try
            stream_usage=False,  # servers that do not know it refuse the request
            stream_chunk_timeout=None,  # the whole answer has a limit
            use_responses_api=False,
            default_headers={"Accept-Encoding": "identity"},  # so that what is counted is what arrives
            http_async_client=openai.DefaultAsyncHttpxClient(
                timeout=openai.Timeout(None, connect=CONNECT_SECONDS),
                follow_redirects=False,  # what is asked goes to nobody but the address that was named
                event_hooks={"response": [_note_response]},
            ),
        )

    def stream(self, instructions: str, request: str, seconds: float) -> Iterator[str]:
        """Give the model's words as they come.

        :param instructions: What is always asked of the model.
        :param request: What is asked this time.
        :param seconds: Until the last word must be there.
        :yield: Pieces of text.
        :raises ModelFailed: if the words do not come in time, do not end or are no words.
        """
        pieces: SimpleQueue[str | ModelFailed | None] = SimpleQueue()
        ends = monotonic() + seconds
        reading = asyncio.run_coroutine_threadsafe(self._read(instructions, request, pieces), self._loop)
        try:
            while (piece := _next(pieces, ends)) is not None:
                if isinstance(piece, ModelFailed):
                    raise piece
                yield piece
        finally:
            _stop(reading)

    async def _read(self, instructions: str, request: str, pieces: SimpleQueue[str | ModelFailed | None]) -> None:
        """Read the model's words into a queue; whatever breaks on the way is told as one failure."""
        responses: list[Any] = []
        _responses.set(responses)
        task = asyncio.current_task()
        watch = asyncio.ensure_future(_stop_when_huge(responses, task, pieces))
        ended = ""
        try:
            async for chunk in self._chat.astream([SystemMessage(instructions), HumanMessage(request)]):
                if isinstance(chunk.content, str) and chunk.content:
                    pieces.put(chunk.content)
                ended = str(chunk.response_metadata.get("finish_reason") or ended)
        except openai.APIStatusError as error:
            pieces.put(ModelFailed(f"http_{error.status_code}"))
        except openai.APIConnectionError:
            pieces.put(ModelFailed("unreachable"))
        except Exception:  # an endpoint may send anything, and the libraries that read it raise anything
            pieces.put(ModelFailed("malformed"))
        else:
            failures = {"stop": None, "length": "truncated", "content_filter": "refused"}
            reason = failures.get(ended, "truncated")
            pieces.put(ModelFailed(reason) if reason else None)
        finally:
            watch.cancel()


async def _note_response(response: Any) -> None:  # noqa: ANN401  # httpx's or httpx2's, as openai's release has it
    """Note whose response is being read, so that its size can be watched."""
    _responses.get().append(response)
    if response.headers.get("content-encoding", "identity") != "identity":
        raise ValueError("the endpoint packs its answer although it was asked not to")


async def _stop_when_huge(
    responses: list[Any], task: asyncio.Task[None] | None, pieces: SimpleQueue[str | ModelFailed | None]
) -> None:
    """Stop reading a response that outgrows every answer."""
    while sum(response.num_bytes_downloaded for response in responses) <= MODEL_BYTES:
        await asyncio.sleep(WATCH_SECONDS)
    pieces.put(ModelFailed("too_long"))
    if task is not None:
        task.cancel()


def _next(pieces: SimpleQueue[str | ModelFailed | None], ends: float) -> str | ModelFailed | None:
    """Wait for the next piece until the time is up."""
    try:
        return pieces.get(timeout=max(0.0, ends - monotonic()))
    except Empty:
        return ModelFailed("slow")


def _stop(reading: Future[None]) -> None:
    """Stop reading; what is under way is given up and its connection closed."""
    reading.cancel()


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
        return plan if isinstance(plan, Answer) else self._conclude(plan, self._retrieve(plan, config))

    def _parts(
        self, questions: Iterator[ChainInput], run_manager: CallbackManagerForChainRun, config: RunnableConfig
    ) -> Iterator[AnswerPart]:
        """Yield the parts of an answer."""
        for question in questions:
            answer = self._plan(question)
            if isinstance(answer, Plan):
                ranking = self._retrieve(answer, config)
                yield Sources(retrieved_from(ranking.hits))
                answer = self._conclude(answer, ranking)
            yield from (TextPiece(line) for line in answer.text.splitlines(keepends=True))
            yield answer

    def _conclude(self, plan: Plan, ranking: Found) -> Answer:
        """Compose the whole answer: what a language model writes is a stream's text only once it is checked to its end."""
        *_, answer = self.assistant.phrase(plan, self.assistant.conclude(plan, ranking))
        return answer

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
