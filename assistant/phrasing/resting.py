"""Leaves a language model alone for a while after it failed twice in a row, so that not every question waits for it.

Knows nothing of how a model is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

from assistant.phrasing.endpoint import LanguageModel, ModelFailed

FAILURES_BORNE = 2  # one may be chance
REST_SECONDS = 30.0


class RestingModel:
    """A language model that is not asked while it rests. Several threads may use it at once."""

    def __init__(self, model: LanguageModel, now: Callable[[], float] = monotonic) -> None:
        """Watch over a model.

        :param model: The model.
        :param now: A clock, in seconds.
        """
        self._model = model
        self._now = now
        self._failures = 0
        self._rests_until = 0.0

    def stream(self, instructions: str, request: str, seconds: float) -> Iterator[str]:
        """Give the model's words as they come; the same as the model's own.

        :param instructions: What is always asked of the model.
        :param request: What is asked this time.
        :param seconds: Until the last word must be there.
        :yield: Pieces of text.
        :raises ModelFailed: if the model fails, or rests.
        """
        if self._now() < self._rests_until:
            raise ModelFailed("resting")
        try:
            yield from self._model.stream(instructions, request, seconds)
        except ModelFailed:
            self._failures += 1
            if self._failures >= FAILURES_BORNE:
                self._failures, self._rests_until = 0, self._now() + REST_SECONDS
            raise
        self._failures = 0
