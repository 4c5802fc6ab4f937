"""Serves the application on one address, and says so once it is ready."""

from __future__ import annotations

import contextlib
import errno
import gc
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import uvicorn

from assistant.web.gradio_import import importing_gradio
from index.versions import home

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from assistant.answering import Assistant

_log = logging.getLogger(__name__)

LAST_PORT = 65_535
LAST_WORDS_SECONDS = 3  # an answer takes hundredths of a second; stopping waits no longer for one under way
KEEP_ALIVE_SECONDS = 75  # an agent asks again within a minute or so, and then needs no new connection


class PortInUse(RuntimeError):
    """Another program listens on the address."""


class AddressNotUsable(RuntimeError):
    """The host or port is none this machine can listen on."""


class _Server(uvicorn.Server):
    """A server that says when it is ready, and lets go of open pages when it is to stop."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], let_go: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._let_go = let_go

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._let_go()
        await super().shutdown(sockets)


def serve(
    assistant: Assistant | Callable[[], Assistant],
    host: str = "127.0.0.1",
    port: int = 7860,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve the application until it is stopped.

    :param assistant: The assistant, or what opens it; opened only once the address is ours.
    :param host: Address to listen on.
    :param port: Port to listen on; 0 takes a free one.
    :param announce: Told the address of the page once it is ready.
    :raises PortInUse: if another program listens on the address.
    :raises AddressNotUsable: if the host or port is none this machine can listen on.
    :raises DatabaseUnavailable: if the database cannot be opened.
    :raises UnusableSetting: if a setting of the environment makes no sense.
    """
    _log_what_models_do()
    listening = listen(host, port)
    with contextlib.closing(listening), ThreadPoolExecutor(1) as beside:
        with _keeping_what_is_made():
            opening = beside.submit(_open_database)  # while the index is opened: it takes about as long
            opened = assistant() if callable(assistant) else assistant
            database = opening.result()
            with importing_gradio():  # late: importing Gradio takes seconds, but a taken port is told at once
                from assistant.web.app import create_app
            from assistant.state.users import has_users
            from assistant.web.identity import is_loopback
            from assistant.web.login_page import HOW_TO_ADD

            on_loopback = is_loopback(listening.getsockname()[0])
            app = create_app(opened, database, on_loopback=on_loopback)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",  # the page uses none
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=LAST_WORDS_SECONDS,
        )

        def ready() -> None:
            announce(address(listening))
            if not on_loopback and not has_users(database):
                announce(HOW_TO_ADD)
            threading.Thread(target=_warm_up, args=(opened,), daemon=True).start()
            threading.Thread(target=_purge, args=(database,), daemon=True).start()

        server = _Server(config, ready, app.state.let_go_of_pages)
        with contextlib.suppress(KeyboardInterrupt):  # stopping with Ctrl-C is the normal end
            server.run(sockets=[listening])
        database.dispose()  # the last connection brings what stands in the write-ahead log into app.db


@contextlib.contextmanager
def _keeping_what_is_made() -> Iterator[None]:
    """Look for no garbage while modules and the index are loaded, and never again among them.

    Nothing of them is garbage, and going through all of it took 0.6 s of the start, and 0.2 s of a question now and then.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def _log_what_models_do() -> None:
    """Log on stderr what came of asking a language model, in ids and codes: whoever serves sees why a sentence was dropped."""
    log = logging.getLogger("assistant.phrasing")
    log.setLevel(logging.INFO)
    if not any(isinstance(handler, _ModelLog) for handler in log.handlers):
        handler = _ModelLog()
        handler.addFilter(lambda record: record.levelno < logging.WARNING)  # from there on the general handler shows it
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        log.addHandler(handler)


class _ModelLog(logging.StreamHandler[Any]):
    """Where ``_log_what_models_do`` writes; a second call of ``serve`` in one process must not write twice."""


def _warm_up(assistant: Assistant) -> None:
    """Load what is loaded with the first question only, so that nobody waits for it."""
    assistant.answer("接听客户电话")


def _open_database() -> Engine:
    """Open the database of the state folder; a setting of it that makes no sense is told before anything is served."""
    from assistant.state.database import open_database
    from assistant.state.retention import days_kept
    from assistant.web.embed_origins import embed_origins

    days_kept()
    embed_origins()
    return open_database(home())


def _purge(database: Engine) -> None:
    """Remove what the log has kept long enough; what is served does not depend on it."""
    from assistant.state.deeds import ITSELF, Deed, record_deed, subject_of_forgetting
    from assistant.state.retention import days_kept, keep_days

    try:
        days = days_kept()
        removed = keep_days(database, days)
        if days is not None and removed:
            record_deed(database, ITSELF, Deed.FORGOT, subject_of_forgetting(removed, days))
    except Exception:
        _log.exception("过期的回答日志没有清理成功，下次启动时再试")


def listen(host: str, port: int) -> socket.socket:
    """Take an address.

    :param host: Address to listen on.
    :param port: Port to listen on; 0 takes a free one.
    :return: A listening socket.
    :raises PortInUse: if another program listens on the address.
    :raises AddressNotUsable: if the host or port is none this machine can listen on.
    """
    if not 0 <= port <= LAST_PORT:
        raise AddressNotUsable(f"端口 {port} 不存在，请用 --port 换一个 0 到 {LAST_PORT} 之间的端口。")
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise AddressNotUsable(f"认不出 --host {host} 这个地址，请换一个，例如 127.0.0.1 或 0.0.0.0。") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a restart need not wait for old connections
        listening.bind(where)
        listening.listen()
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(f"端口 {port} 已被占用，请停掉占用它的程序，或用 --port 换一个端口。") from error
        raise AddressNotUsable(
            f"无法在 {host}:{port} 上提供服务（{error}），请用 --host 和 --port 换一个地址。"
        ) from error
    return listening


def address(listening: socket.socket) -> str:
    """Give the address a browser opens for a listening socket."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
