"""The one web application: the HTTP API, its documentation, and the chat page."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import gradio as gr
from fastapi import Depends, FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from assistant.live import LiveSuggestions
from assistant.web.api.ask import api_router
from assistant.web.api.changed import changed_router
from assistant.web.api.history import history_router
from assistant.web.api.login import login_router
from assistant.web.api.signal import signal_router
from assistant.web.api.suggest import suggest_router
from assistant.web.browse.pages import browse_pages
from assistant.web.chat.assets import STATIC, asset_routes
from assistant.web.chat.conversations import Conversations
from assistant.web.chat.dialogue import Dialogue
from assistant.web.chat.history import History
from assistant.web.chat.page import build_chat
from assistant.web.chat.page_shell import PageShell
from assistant.web.chat.panel import Panel
from assistant.web.chat.routes import chat_routes
from assistant.web.errors import answer_errors, missing_pages
from assistant.web.gate import Gate, Guard
from assistant.web.identity import Accounts
from assistant.web.logging_answers import AnswerLog
from assistant.web.login_forms import login_forms
from assistant.web.maintain.pages import maintain_pages
from assistant.web.pages import APPLICATION, page_token
from assistant.web.passwords import Passwords
from assistant.web.protection import BodyLimit, Protection
from assistant.web.rate_limit import RateLimit
from assistant.web.trainer.answers import answer_pages
from assistant.web.trainer.batch import batch_pages
from assistant.web.trainer.evals import eval_pages
from assistant.web.trainer.figures import figures_pages
from assistant.web.trainer.pages import trainer_pages
from index.versions import home

if TYPE_CHECKING:
    from starlette.routing import Mount

    from assistant.answering import Assistant

_GRADIO_SETTINGS = {
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",  # else it sums up its last events after each one
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "MPLBACKEND": "agg",  # it asks matplotlib for its backend with each event; unset, that loads all of its plotting
}
# System fonts only: Gradio's themes fetch theirs from a foreign host.
_FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "system-ui", "sans-serif")


def create_app(assistant: Assistant, database: Engine, *, on_loopback: bool, own: Path | None = None) -> FastAPI:
    """Build the application.

    :param assistant: Answers the questions of the API and the page.
    :param database: Holds accounts, sessions and the log of answers.
    :param on_loopback: Whether it will be reached from this machine only; then nobody needs an account until there is one.
    :param own: Another folder than that of the documents that come with the program.
    :return: An ASGI application; serve it with ``assistant.web.serving``.
    """
    for name, value in _GRADIO_SETTINGS.items():
        os.environ.setdefault(name, value)
    accounts, answer_log, rate_limit = Accounts(database, on_loopback=on_loopback), AnswerLog(database), RateLimit()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(answer_log.close)

    app = FastAPI(
        title=f"{APPLICATION} API",
        description="按规定逐字引用、注明条款地回答客户服务问题。",
        version=assistant.clause_index.version,
        docs_url=None,  # FastAPI's own page loads its scripts from a foreign host
        redoc_url=None,
        openapi_url=None,  # FastAPI's own route would not ask who calls
        dependencies=[Depends(Guard(accounts))],
        lifespan=lifespan,
    )
    suggestions, panel = LiveSuggestions(assistant), Panel(assistant, home())
    conversations = Conversations(History(database, home()))
    dialogue = Dialogue(assistant, suggestions, answer_log, rate_limit, conversations, panel)
    app.include_router(chat_routes(dialogue, panel))
    app.include_router(suggest_router(assistant, suggestions))
    app.include_router(api_router(assistant, answer_log))
    app.include_router(signal_router(answer_log))
    app.include_router(changed_router(assistant, home()))
    app.include_router(history_router(database))
    passwords = Passwords(accounts)
    app.include_router(login_router(passwords))
    app.include_router(login_forms(accounts, passwords))
    app.include_router(browse_pages(assistant, database, home()))
    app.include_router(maintain_pages(assistant, database, home(), own))
    app.include_router(trainer_pages(assistant, database))
    for pages_of_trainers in (figures_pages, batch_pages, eval_pages, answer_pages):
        app.include_router(pages_of_trainers(assistant, database, home()))
    app.include_router(missing_pages())
    answer_errors(app, assistant)
    app.include_router(asset_routes())
    app.mount("/page", StaticFiles(directory=STATIC))

    @app.get("/docs", include_in_schema=False)
    def docs() -> FileResponse:
        return FileResponse(STATIC / "docs.html")

    @app.get("/form-token", include_in_schema=False)
    def token(request: Request) -> JSONResponse:
        return JSONResponse({"form_token": page_token(request)}, headers={"cache-control": "no-store"})

    @app.get("/openapi.json", include_in_schema=False)
    def description() -> JSONResponse:
        return JSONResponse(app.openapi())

    async def name_of(request: Request) -> str | None:  # Gradio asks this before it answers
        identity = await accounts.identify(request.scope)
        return identity.name if identity else None

    gr.mount_gradio_app(
        app,
        build_chat(assistant, dialogue, rate_limit),
        path="/",
        auth_dependency=name_of,
        theme=gr.themes.Base(font=_FONTS, font_mono=("ui-monospace", "monospace")),
        footer_links=[],
        run_history=False,  # would keep customers' words in the browser
        show_error=False,  # the page says that something failed; the log says what
        max_file_size="1kb",  # no page takes files
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
    )
    # Every open page holds a connection that only Gradio can end; the server calls this before it stops.
    chat = cast("Mount", app.routes[-1])
    app.state.let_go_of_pages = cast("gr.routes.App", chat.app).stop_event.set
    app.add_middleware(PageShell)
    app.add_middleware(BodyLimit)
    app.add_middleware(Gate, accounts=accounts, rate_limit=rate_limit)
    app.add_middleware(Protection, accounts=accounts)
    return app
