"""The assistant as a LangChain runnable: the same answers, sources before text, batches in order."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from real_corpus import real_assistant

from assistant.answer import Answer, Status, Turn
from assistant.chain import AnswerChain, ChainInput, Sources, TextPiece, answer_chain


@pytest.fixture(scope="module")
def chain() -> AnswerChain:
    return answer_chain(real_assistant())


QUESTIONS: tuple[ChainInput, ...] = (
    {"question": "客户讲方言听不懂怎么办"},
    {"question": "第三十条第六项说什么"},
    {"question": "第三条"},
    {"question": "今天天气怎么样", "scope": ["三棵树"]},
    {"question": "要是他还是说方言呢", "history": [Turn("user", "客户讲方言听不懂怎么办")], "scope": None},
    {"question": "第三十条允许直接挂机，对吗", "history": None},
    {"question": ""},
)


def same(one: Answer, other: Answer) -> bool:
    """Whether two answers differ in nothing but the time they took."""
    return (one.text, one.points, one.citations, one.retrieved, one.status) == (
        other.text,
        other.points,
        other.citations,
        other.retrieved,
        other.status,
    )


@pytest.mark.parametrize("given", QUESTIONS)
def test_invoke_gives_what_the_assistant_gives(chain: AnswerChain, given: ChainInput) -> None:
    history = tuple(turn for turn in given.get("history") or () if isinstance(turn, Turn))
    expected = real_assistant().answer(given["question"], history, given.get("scope") or ())
    assert same(chain.invoke(given), expected)


def test_history_may_come_as_plain_messages(chain: AnswerChain) -> None:
    plain = {"role": "user", "content": "客户讲方言听不懂怎么办"}
    answer = chain.invoke({"question": "要是他还是说方言呢", "history": [plain, {"role": "assistant", "content": "…"}]})
    assert answer.citations[0].unit.locator == "第三十条（六）"


@pytest.mark.parametrize("given", QUESTIONS)
def test_a_stream_is_the_sources_then_the_text_then_the_answer(chain: AnswerChain, given: ChainInput) -> None:
    parts = list(chain.stream(given))
    answer = parts[-1]
    assert isinstance(answer, Answer)
    assert same(answer, chain.invoke(given))
    first = 0 if answer.status is Status.ERROR else 1
    if first:
        assert parts[0] == Sources(answer.retrieved)
    pieces = parts[first:-1]
    assert all(isinstance(piece, TextPiece) for piece in pieces)
    assert "".join(piece.text for piece in pieces if isinstance(piece, TextPiece)) == answer.text


def test_a_batch_keeps_the_order(chain: AnswerChain) -> None:
    answers = chain.batch(list(QUESTIONS))
    assert len(answers) == len(QUESTIONS)
    for given, answer in zip(QUESTIONS, answers, strict=True):
        assert isinstance(answer, Answer)
        assert same(answer, chain.invoke(given))


def test_it_works_in_an_event_loop(chain: AnswerChain) -> None:
    answer = asyncio.run(chain.ainvoke({"question": "客户骂人怎么办"}))
    assert isinstance(answer, Answer)
    assert answer.status is Status.ANSWERED


def test_the_retriever_gives_documents_with_the_published_words(chain: AnswerChain) -> None:
    documents = chain.retriever.invoke("客户讲方言听不懂怎么办")
    assert len(documents) == 10
    unit = real_assistant().clause_index.unit("cotton-exchange-conduct#30(6)")
    assert documents[0].page_content == unit.unit_text
    assert documents[0].metadata["locator"] == "第三十条（六）"
    assert [document.metadata["rank"] for document in documents] == list(range(1, 11))
    assert chain.retriever.invoke("") == []


def test_what_the_retriever_finds_can_be_traced(chain: AnswerChain) -> None:
    class Trace(BaseCallbackHandler):
        """Counts what it is told of."""

        def __init__(self) -> None:
            self.retrieved: list[int] = []

        def on_retriever_end(self, documents: Any, *, run_id: UUID, **kwargs: Any) -> None:  # noqa: ANN401
            self.retrieved.append(len(documents))

    trace = Trace()
    chain.invoke({"question": "客户骂人怎么办"}, {"callbacks": [trace]})
    list(chain.stream({"question": "客户骂人怎么办"}, {"callbacks": [trace]}))
    assert trace.retrieved == [10, 10]
