"""Takes the chat's own calls straight to Gradio, which is mounted behind all other routes.

To compare each of them with every other route of the application first took a tenth of the processor time of a question.
"""

from __future__ import annotations

from starlette.routing import BaseRoute, Match, Mount
from starlette.types import Receive, Scope, Send

CALLS = "/gradio_api/"


class GradioCalls(BaseRoute):
    """A route to stand before all others; what it does not take goes on to them."""

    def __init__(self, chat: Mount) -> None:
        """Lead to a page.

        :param chat: Where Gradio is mounted, behind the others.
        """
        self._chat = chat

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Take calls of Gradio only."""
        if scope["type"] == "http" and scope["path"].startswith(CALLS):
            return self._chat.matches(scope)
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Gradio answer."""
        await self._chat.handle(scope, receive, send)
