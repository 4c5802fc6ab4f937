"""The one web application: the HTTP API, its documentation, and the chat page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from assistant.web.api import answer_errors_in_json, api_router
from assistant.web.chat import TITLE, build_chat
from assistant.web.page_shell import PageShell
from assistant.web.protection import Protection

if TYPE_CHECKING:
    from starlette.routing import Mount

    from assistant.answering import Assistant

STATIC = Path(__file__).parent / "static"
_GRADIO_SETTINGS = {
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",  # else it sums up its last events after each one
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "MPLBACKEND": "agg",  # it asks matplotlib for its backend with each event; unset, that loads all of its plotting
}
# System fonts only: Gradio's themes fetch theirs from a foreign host.
_FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "system-ui", "sans-serif")


def create_app(assistant: Assistant) -> FastAPI:
    """Build the application.

    :param assistant: Answers the questions of the API and the page.
    :return: An ASGI application; serve it with ``assistant.web.serving``.
    """
    for name, value in _GRADIO_SETTINGS.items():
        os.environ.setdefault(name, value)
    app = FastAPI(
        title=f"{TITLE} API",
        description="按规定逐字引用、注明条款地回答客户服务问题。",
        version=assistant.clause_index.version,
        docs_url=None,  # FastAPI's own page loads its scripts from a foreign host
        redoc_url=None,
    )
    app.include_router(api_router(assistant))
    answer_errors_in_json(app, assistant)
    app.mount("/page", StaticFiles(directory=STATIC))

    @app.get("/docs", include_in_schema=False)
    def docs() -> FileResponse:
        return FileResponse(STATIC / "docs.html")

    gr.mount_gradio_app(
        app,
        build_chat(assistant),
        path="/",
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
    pages = cast("gr.routes.App", cast("Mount", app.routes[-1]).app)
    app.state.let_go_of_pages = pages.stop_event.set
    app.add_middleware(PageShell)
    app.add_middleware(Protection)
    return app
