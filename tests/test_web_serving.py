"""Serving: the address is taken or refused at once, told when ready, and given back at the end."""

from __future__ import annotations

import inspect
import os
import pathlib
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from gradio.component_meta import create_or_modify_pyi
from gradio.components import Textbox

from assistant.web.gradio_import import without_stub_files
from assistant.web.login_page import HOW_TO_ADD
from assistant.web.serving import AddressNotUsable, PortInUse, address, listen, serve

if TYPE_CHECKING:
    from assistant.answering import Assistant

SERVE = """
import sys
def watch(event, arguments):
    if event == "socket.getaddrinfo" and arguments[0] != "127.0.0.1" or event == "socket.connect":
        print(event, arguments, file=sys.stderr)
sys.addaudithook(watch)
from fake_assistant import fake_assistant
from assistant.web.gradio_import import without_stub_files
from assistant.web.login_page import HOW_TO_ADD
from assistant.web.serving import serve
serve(fake_assistant, port=0, announce=lambda where: print(where, flush=True))
"""


def test_served_until_interrupted(tmp_path: Path) -> None:
    """The address is the only thing said, nobody is called; Ctrl-C is the normal end, also while a page is open."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE],
        cwd=Path(__file__).parent,
        env=os.environ
        | {"PYTHONPATH": f"{Path(__file__).parent.parent}:{Path(__file__).parent}", "ASSISTANT_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        where = process.stdout.readline().strip()
        assert httpx.get(f"{where}/api/health").json()["status"] == "ok"
        with httpx.stream("GET", f"{where}/gradio_api/heartbeat/page", timeout=10) as open_page:
            assert next(open_page.iter_lines()) == "data: ALIVE"
            process.send_signal(signal.SIGINT)
            said, complained = process.communicate(timeout=10)
    finally:
        process.kill()
    assert (process.returncode, said, complained) == (0, "", "")


def test_whoever_serves_others_is_told_how_to_add_an_account(tmp_path: Path) -> None:
    """Anybody who reaches the page is asked to log in, and nobody could."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE.replace("port=0", "'0.0.0.0', port=0").replace('"127.0.0.1"', '"0.0.0.0"')],
        cwd=Path(__file__).parent,
        env=os.environ
        | {"PYTHONPATH": f"{Path(__file__).parent.parent}:{Path(__file__).parent}", "ASSISTANT_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout
        where = process.stdout.readline().strip().replace("0.0.0.0", "127.0.0.1")
        assert process.stdout.readline().strip() == HOW_TO_ADD
        assert httpx.get(f"{where}/").headers["location"] == "/login?next=/"
        assert HOW_TO_ADD in httpx.get(f"{where}/login").text
        assert httpx.post(f"{where}/api/ask", json={"question": "方言"}).status_code == 401
    finally:
        process.kill()
        process.wait()


def test_gradio_is_imported_without_writing_its_stubs() -> None:
    """The names it goes by are still those of the installed Gradio, and nothing else is hidden, or hidden for long."""
    assert "inspect.getfile(component_class)" in inspect.getsource(create_or_modify_pyi)
    with without_stub_files():
        assert inspect.getfile(Path) == pathlib.__file__
        with pytest.raises(OSError, match="not wanted"):
            inspect.getfile(Textbox)
    assert inspect.getfile(Textbox).endswith("textbox.py")


def test_pages_are_served_without_the_packages_that_none_of_them_uses() -> None:
    """pandas and matplotlib take half a second and 40 MB; what a page does may ask for neither."""
    code = """
import sys
from assistant.web.gradio_import import importing_gradio
with importing_gradio():
    import gradio
import jinja2
with gradio.Blocks(analytics_enabled=False) as page:
    gradio.Textbox().submit(lambda said: said, None, None)
page.get_config_file()
with gradio.utils.MatplotlibBackendMananger():
    pass
print([name for name in ("pandas.core", "matplotlib") if name in sys.modules], isinstance(jinja2.Template, type))
import pandas
print(pandas.Series([1, 2]).sum())
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert ran.stdout == "[] True\n3\n"


def test_port_in_use_is_told_before_anything_is_opened() -> None:
    """One sentence with the port in it; the index is not opened for nothing."""

    def never() -> Assistant:
        pytest.fail("opened although the port is taken")

    with listen("127.0.0.1", 0) as taken, pytest.raises(PortInUse, match=f"端口 {taken.getsockname()[1]} 已被占用"):
        serve(never, "127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize(("host", "port"), [("203.0.113.7", 0), ("no such host", 0), ("127.0.0.1", 99_999)])
def test_address_that_cannot_be_listened_on_is_told(host: str, port: int) -> None:
    """An address of another machine, no address, no port."""
    with pytest.raises(AddressNotUsable, match="换一个"):
        listen(host, port)


def test_address_is_what_a_browser_opens() -> None:
    """With the port that was taken."""
    with listen("127.0.0.1", 0) as listening:
        host, port = address(listening).removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=5):
            pass
