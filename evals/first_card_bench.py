"""From Enter to the card, as a browser sees it: Chromium types questions into the page of a server started for it.

The time ends when the frame with the new card has been drawn. Between two questions of the page another one goes to ``POST /api/ask``:
what the server alone takes is the baseline, measured in the same minutes.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.cases import Case
from evals.processes import BenchFailed, Times, build, free_port, post_question, serving, take_times, wait_until_ready

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
TURNS = 8  # questions of one conversation
WARMING = 3  # questions before the first that counts
READING_SECONDS = 0.8  # between a card and the next question, and between typing and Enter
WIDTH, HEIGHT = 1440, 900
CARD_SECONDS = 30
# A frame begins once the one before it is out. Looking at each frame instead would itself keep a core busy.
_WATCH = """() => {
  window.cards = [];
  window.cardAfter = (count) => new Promise((there) => {
    const look = () => (window.cards.length > count ? there() : window.addEventListener("card", look, { once: true }));
    look();
  });
  let pressed = 0;
  let newest = "";
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    pressed = performance.now();
    newest = document.querySelector("#conversation .turn:last-of-type")?.dataset.turn;
  }, true);
  new MutationObserver(() => {
    const turn = document.querySelector("#conversation .turn:last-of-type")?.dataset.turn;
    if (!pressed || turn === undefined || turn === newest) return;
    const began = pressed;
    pressed = 0;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      window.cards.push(performance.now() - began);
      window.dispatchEvent(new Event("card"));
    }));
  }).observe(document.querySelector("#conversation"), { childList: true, subtree: true });
}"""


@dataclass(frozen=True, slots=True)
class FirstCard:
    """How long an agent waits."""

    card: Times
    request: Times  # the baseline: other questions by the HTTP API, in turn with those of the page

    def lines(self) -> list[str]:
        """Write the figures in lines."""
        return [
            f"从按 Enter 到首张答案画出（Chromium，{self.card.count} 问，每个对话 {TURNS} 问）："
            f"p50 {self.card.p50_ms:.0f} ms，p95 {self.card.p95_ms:.0f} ms",
            f"基准：交替进行的 POST /api/ask（{self.request.count} 问）p50 {self.request.p50_ms:.0f} ms，"
            f"p95 {self.request.p95_ms:.0f} ms；p95 之比 {self.card.p95_ms / self.request.p95_ms:.1f} 倍",
        ]


def measure_first_card(cases: Sequence[Case], questions: int, seed: int = 0) -> FirstCard:
    """Ask in a browser.

    :param cases: Whose questions are asked, those that stand alone and are asked of all regulations.
    :param questions: How many are typed.
    :param seed: Chooses which.
    :return: What was measured.
    :raises BenchFailed: if there are too few questions or no Chromium, or the server does not start or answer.
    """
    plain = [case for case in cases if not case.history and not case.scope]
    pairs = min(len(plain) // 2, questions + WARMING)
    if pairs <= WARMING:
        raise BenchFailed(f"能单独提问的题只有 {len(plain)} 道，至少要 {2 * (WARMING + 1)} 道")
    chosen = random.Random(seed).sample(plain, 2 * pairs)
    typed, sent = chosen[:pairs], chosen[pairs:]
    with tempfile.TemporaryDirectory(prefix="assistant-first-card-") as folder:
        home, port = Path(folder), free_port()
        build(home, "--publish")
        with serving(port, home) as server:
            address = f"http://127.0.0.1:{port}"
            wait_until_ready(f"{address}/api/health", server)
            return _measure(address, typed, sent)


def _measure(address: str, typed: Sequence[Case], sent: Sequence[Case]) -> FirstCard:
    """Type one question, send another, and so on."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise BenchFailed("没有安装 playwright，请先运行 make install") from error
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        raise BenchFailed("没有找到 Chromium，请先安装，例如 apt-get install chromium")
    requests = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            page = browser.new_page(base_url=address, locale="zh-CN", viewport={"width": WIDTH, "height": HEIGHT})
            page.goto("/")
            page.wait_for_selector("#conversation .welcome")
            page.evaluate(_WATCH)
            for number, (case, other) in enumerate(zip(typed, sent, strict=True)):
                _type(page, case.question, begin=number > 0 and number % TURNS == 0)
                asked = time.perf_counter()
                post_question(f"{address}/api/ask", other)
                requests.append(1000 * (time.perf_counter() - asked))
            cards = page.evaluate("window.cards")
        except Error as error:
            raise BenchFailed(f"页面没有给出答案：{str(error).splitlines()[0]}") from error
        finally:
            browser.close()
    return FirstCard(take_times(cards[WARMING:]), take_times(requests[WARMING:]))


def _type(page: Page, question: str, *, begin: bool) -> None:
    """Ask one question as a person does, in a new conversation or the one that is open."""
    if begin:
        page.click("#new-conversation")
        page.wait_for_selector("#conversation .welcome")
    shown = page.evaluate("window.cards.length")
    page.fill("#question textarea", question)
    time.sleep(READING_SECONDS)
    page.keyboard.press("Enter")
    page.evaluate(
        "([shown, most]) => Promise.race([cardAfter(shown), new Promise((_, late) => setTimeout(late, most))])",
        [shown, 1000 * CARD_SECONDS],
    )
    time.sleep(READING_SECONDS)
