"""The call of a language model over real HTTP: its words come in pieces, and whatever it does it is told in time."""

from __future__ import annotations

import socket
import subprocess
import sys
from time import monotonic

import pytest
from scripted_endpoint import MISBEHAVIOURS, endpoint, says, words_of

from assistant.chain import ChatModel
from assistant.phrasing.endpoint import Endpoint, ModelFailed

SECONDS = 0.5


def test_words_come_in_pieces_and_whole() -> None:
    with endpoint(says("严禁直接挂机[1]。" * 3)) as server:
        pieces = list(server.model().stream("只用条款", "客户讲方言", 5))
        assert "".join(pieces) == "严禁直接挂机[1]。" * 3
        assert len(pieces) > 3
        request = server.requests[0]
        assert words_of(request) == "只用条款\n客户讲方言"
        assert (request["model"], request["stream"], request["temperature"]) == ("scripted", True, 0)
        assert "tools" not in request


@pytest.mark.parametrize("name", [name for name, (_, reason) in MISBEHAVIOURS.items() if reason != "empty"])
def test_misbehaviour_is_told_in_time(name: str) -> None:
    script, reason = MISBEHAVIOURS[name]
    with endpoint(script) as server:
        began = monotonic()
        with pytest.raises(ModelFailed) as failure:
            list(server.model().stream("a", "b", SECONDS))
        assert failure.value.reason in (
            reason,
            "slow" if "floods" in name else reason,
        )  # on a slow machine time is up first
        assert monotonic() - began < SECONDS + 1.0


def test_nobody_listening_is_told_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = monotonic()
    with pytest.raises(ModelFailed, match="unreachable"):
        list(ChatModel(Endpoint(f"http://127.0.0.1:{port}/v1", "m")).stream("a", "b", 5))
    assert monotonic() - began < 2


def test_a_reader_who_goes_away_leaves_nothing_running() -> None:
    with endpoint(MISBEHAVIOURS["drips words"][0]) as server:
        model = server.model()
        words = model.stream("a", "b", 5)
        next(words)
        words.close()
        with pytest.raises(ModelFailed, match="slow"):  # the same client still works
            list(model.stream("a", "b", 0.3))


def test_no_library_of_models_is_loaded_while_it_is_off() -> None:
    code = (
        "import sys, assistant.answering, assistant.cli;"
        "print([m for m in ('openai', 'langchain_core', 'langchain_openai', 'torch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
