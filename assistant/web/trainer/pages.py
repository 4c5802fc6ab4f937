"""The trainers' pages on answers: the queue, the verdict, disagreements and examples. Puts the parts together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from sqlalchemy import Engine

from assistant.web.trainer.desk import TrainerDesk
from assistant.web.trainer.disagreements import disagreement_pages
from assistant.web.trainer.examples import example_pages
from assistant.web.trainer.examples_check import Trials
from assistant.web.trainer.examples_trial import trial_pages
from assistant.web.trainer.queue import queue_pages
from assistant.web.trainer.units import unit_router
from assistant.web.trainer.verdict import verdict_pages

if TYPE_CHECKING:
    from assistant.answering import Assistant


def trainer_pages(assistant: Assistant, database: Engine) -> APIRouter:
    """Give the pages on which trainers judge answers and correct them.

    :param assistant: Whose answers; a ``LiveAssistant`` follows what trainers add at once.
    :param database: Holds the log and what trainers say of it.
    :return: The pages beneath ``/trainer``.
    """
    desk = TrainerDesk(assistant, database)
    trials = Trials(desk)
    router = APIRouter(include_in_schema=False)
    for pages in (
        queue_pages(desk, trials),
        verdict_pages(desk, trials),
        disagreement_pages(desk),
        trial_pages(desk, trials),  # before the examples, whose addresses would take its own for an id
        example_pages(desk, trials),
        unit_router(desk),
    ):
        router.include_router(pages)
    return router
