"""Where the optional language model is, and what it is asked through. Off unless the environment names an address.

Knows nothing of prompts, and imports no library of a model: ``assistant.chain`` makes the call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

URL = "ASSISTANT_LLM_URL"  # https://host/v1
MODEL = "ASSISTANT_LLM_MODEL"
KEY = "ASSISTANT_LLM_KEY"  # may be absent: servers on one's own machine ask for none

ANSWER_SECONDS = 10.0  # from the first word sent to the last word read; the customer waits


class EndpointMisconfigured(Exception):
    """The environment names a language model that cannot be asked; the message says which variable to mend."""


class ModelFailed(Exception):
    """The model gave no usable words; ``reason`` is a code for the log: unreachable, slow, refused, truncated, malformed, too_long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible endpoint."""

    url: str  # up to and with the version: http://127.0.0.1:11434/v1
    model: str
    key: str = field(default="", repr=False)  # a secret: in no message and no log


class LanguageModel(Protocol):
    """Continues a conversation of two messages; the one in ``assistant.chain`` and a test's."""

    def stream(self, instructions: str, request: str, seconds: float) -> Iterator[str]:
        """Give the model's words as they come.

        :param instructions: What is always asked of the model.
        :param request: What is asked this time.
        :param seconds: Until the last word must be there.
        :return: Pieces of text.
        :raises ModelFailed: if the words do not come, do not end or are no words.
        """
        ...


def read_endpoint(environment: Mapping[str, str]) -> Endpoint | None:
    """Read from the environment which model is switched on.

    :param environment: ``os.environ``.
    :return: The endpoint, or None where the model is off.
    :raises EndpointMisconfigured: if only a part of it is named, or the address is none.
    """
    url, model = environment.get(URL, "").strip(), environment.get(MODEL, "").strip()
    if not url:
        return None
    if not model:
        raise EndpointMisconfigured(f"设置了 {URL}，还需要用 {MODEL} 写明模型名称；不用语言模型时请去掉 {URL}。")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise EndpointMisconfigured(f"{URL} 须为 http 或 https 网址，例如 http://127.0.0.1:11434/v1。")
    base = url.rstrip("/").removesuffix("/chat/completions")
    return Endpoint(base if parts.path.strip("/") else f"{base}/v1", model, environment.get(KEY, "").strip())
