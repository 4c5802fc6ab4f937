"""The application with a small index that follows trainers at once, accounts of every role, and a log; for tests of their pages."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import httpx
import pytest
from argon2 import PasswordHasher
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from web_site import HERE

import assistant.live
from assistant.live import LiveAssistant
from assistant.state import sessions, users
from assistant.state.answer_log import record_answer
from assistant.state.database import open_database
from assistant.state.users import Role
from assistant.web.app import create_app
from assistant.web.trainer import probes as trainer_probes
from index.building import build_version
from index.versions import publish

if TYPE_CHECKING:
    from assistant.answering import Assistant

PASSWORD = "a long enough one"
ACCOUNTS = {"ann": Role.TRAINER, "bob": Role.TRAINER, "eve": Role.TRAINER, "ada": Role.AGENT, "max": Role.MAINTAINER}
TRIAL_SECONDS = 120


@dataclass(frozen=True, slots=True)
class TrainerSite:
    """An application and those who use it."""

    client: TestClient
    engine: Engine
    live: LiveAssistant
    tokens: Mapping[str, str]

    def get(self, path: str, name: str = "ann", **headers: str) -> httpx.Response:
        """Open a page as somebody."""
        return self.client.get(path, headers=self._as(name) | headers, follow_redirects=False)

    def post(self, path: str, fields: Mapping[str, object], name: str = "ann", *, token: str | None = None) -> str:
        """Send a form as somebody whose page it stands on, and give the address or the text that comes back."""
        answer = self.send(path, fields, name, token=token)
        assert answer.status_code in (303, 400, 404, 409), answer.text
        return answer.headers.get("location", answer.text)

    def send(
        self, path: str, fields: Mapping[str, object], name: str = "ann", *, token: str | None = None
    ) -> httpx.Response:
        """Send a form as somebody; its token is that of the page if not given."""
        if token is None:
            page = self.get("/trainer", name).text
            token = re.findall('name="form-token" content="([^"]+)"', page)[0]
        headers = self._as(name) | {"accept": "text/html"}
        sent = {"form_token": token, **fields}
        return self.client.post(path, data=sent, headers=headers, follow_redirects=False)

    def ask(self, question: str) -> str:
        """Ask as an agent does, and log the answer; its id."""
        return record_answer(self.engine, self.live.answer(question))

    def first(self, question: str) -> str:
        """Tell which unit the assistant puts first now."""
        return self.live.answer(question).retrieved[0].unit_id

    def draw(self) -> str:
        """Draw a spot check of all that is logged; where its judging begins."""
        return self.post("/trainer/checks", {"days": "30", "precision": "0.03"})

    def ended(self, trial_id: str, name: str = "ann") -> dict[str, object]:
        """Wait until an example was tried; what is then said of it."""
        until = time.monotonic() + TRIAL_SECONDS
        while time.monotonic() < until:
            trials = self.get("/trainer/examples/trials", name).json()["trials"]
            trial = next((each for each in trials if each["trial_id"] == trial_id), None)
            if trial and not trial["under_way"]:
                return cast("dict[str, object]", trial)
            time.sleep(0.05)
        raise AssertionError("the trial did not end")

    def _as(self, name: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens[name]}"} if name else {}


@contextmanager
def trainer_site(home: Path) -> Iterator[TrainerSite]:
    """Make the application over a state folder."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ASSISTANT_HOME", str(home))
        patched.setattr(assistant.live, "load_embedder", lambda _: CountingEmbedder())
        patched.setattr(users, "_hasher", lambda: PasswordHasher(1, 8, 1))  # slow on purpose; here it need not be
        patched.setattr(trainer_probes, "_shipped_cases", lambda: ())  # of clauses that this small index does not have
        publish(build_version(UNITS, REGULATIONS, CountingEmbedder(), home).version, home)
        engine = open_database(home)
        live = LiveAssistant(home)
        accounts = {name: users.add_user(engine, name, role, PASSWORD) for name, role in ACCOUNTS.items()}
        tokens = {name: sessions.open_session(engine, user) for name, user in accounts.items()}
        app = create_app(cast("Assistant", live), engine, on_loopback=True)
        with TestClient(app, base_url=HERE) as client:
            yield TrainerSite(client, engine, live, tokens)
