"""Tries examples before they take effect, one after the other, while the trainer goes on judging.

An example that leads nothing elsewhere, or only to where it belongs, takes effect by itself; of one that would, the trainer is asked.
What is being tried lives in this process only: after a restart the trainer adds the example again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.review.examples import TrainerExample
from assistant.review.guard import GuardReport, Outcome, Progress, replay_probes
from assistant.review.verdicts import Trainer
from assistant.web.trainer.desk import TrainerDesk
from assistant.web.trainer.probes import probes_for
from index.embedding import Embedder
from index.remembering_embedder import RememberingEmbedder, remembering

_log = logging.getLogger(__name__)
KEPT = 100  # trials; the oldest that is decided goes first
SHOWN_SECONDS = 180  # how long a trial that ended well stands on the page

Try = Callable[[TrainerExample, Progress], GuardReport]


class TrialState(StrEnum):
    """How far a trial is."""

    RUNNING = "running"
    IN_EFFECT = "in_effect"
    ASKS = "asks"  # it would lead other questions elsewhere: the trainer decides
    DROPPED = "dropped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Trial:
    """One example on its way into effect."""

    draft: TrainerExample
    trainer: Trainer
    state: TrialState = TrialState.RUNNING
    done: int = 0
    total: int = 0
    report: GuardReport | None = None
    version: str = ""  # that answers since it took effect
    ended: float = 0.0  # on the clock of this process

    @property
    def under_way(self) -> bool:
        """Whether it will go on by itself."""
        return self.state is TrialState.RUNNING or (self.state is TrialState.IN_EFFECT and not self.version)

    @property
    def trial_id(self) -> str:
        """The id of the example, of which one is tried at a time."""
        return self.draft.example_id


class Trials:
    """The examples of one application that are on their way into effect; several threads may use it at once."""

    def __init__(self, desk: TrainerDesk, attempt: Try | None = None) -> None:
        """Try examples.

        :param desk: Where they are kept once they may be.
        :param attempt: How an example is tried; on cases and on questions of the log if not given.
        """
        self._desk = desk
        self._try = attempt or self._replay
        self._trials: dict[str, Trial] = {}
        self._changing = threading.Lock()
        self._embedder: RememberingEmbedder | None = None  # only the one worker uses it
        self._embedded_by: Embedder | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="example-trial")

    def begin(self, draft: TrainerExample, trainer: Trainer) -> Trial:
        """Begin to try an example; it takes effect by itself where nothing speaks against it.

        :param draft: The example.
        :param trainer: Who wants it.
        :return: The trial as it begins.
        """
        trial = Trial(draft, trainer)
        with self._changing:
            self._trials.pop(trial.trial_id, None)
            self._trials[trial.trial_id] = trial
            decided = [each.trial_id for each in self._trials.values() if each.state is not TrialState.RUNNING]
            for old in decided[: max(0, len(self._trials) - KEPT)]:
                del self._trials[old]
        self._worker.submit(self._run, trial)
        return trial

    def find(self, trial_id: str) -> Trial | None:
        """Give a trial; None where there is none, or none any more."""
        return self._trials.get(trial_id)

    def forget(self, trial_id: str) -> None:
        """Say no more of an example that has taken effect, since it was withdrawn."""
        with self._changing:
            trial = self._trials.get(trial_id)
            if trial and trial.state is TrialState.IN_EFFECT:
                del self._trials[trial_id]

    def shown_to(self, trainer: Trainer) -> tuple[Trial, ...]:
        """Give the trials that a trainer should see: what is under way, what asks, and what has just ended."""
        since = time.monotonic() - SHOWN_SECONDS
        with self._changing:
            own = [each for each in self._trials.values() if each.trainer == trainer]
        return tuple(
            each
            for each in own
            if each.state in (TrialState.RUNNING, TrialState.ASKS)
            or (each.state is not TrialState.DROPPED and each.ended > since)
        )

    def accept(self, trial_id: str) -> Trial | None:
        """Let an example that asks take effect all the same; None where it asks no more."""
        trial = self._leave(trial_id, TrialState.ASKS, TrialState.IN_EFFECT)
        return self._keep(trial) if trial else None

    def drop(self, trial_id: str) -> Trial | None:
        """Let an example go that is being tried or asks; None where there is none."""
        for state in (TrialState.ASKS, TrialState.RUNNING):
            if trial := self._leave(trial_id, state, TrialState.DROPPED):
                return trial
        return None

    def _leave(self, trial_id: str, before: TrialState, after: TrialState) -> Trial | None:
        """Bring a trial from one state to another, unless somebody else was quicker."""
        with self._changing:
            trial = self._trials.get(trial_id)
            if trial is None or trial.state is not before:
                return None
            self._trials[trial_id] = replace(trial, state=after, ended=time.monotonic())
            return self._trials[trial_id]

    def _run(self, trial: Trial) -> None:
        """Try an example and let it take effect where it may."""
        try:
            report = self._try(trial.draft, lambda done, total: self._advance(trial, done, total))
            with self._changing:
                self._set(trial, report=report)
            if asks(report):
                self._leave(trial.trial_id, TrialState.RUNNING, TrialState.ASKS)
            elif kept := self._leave(trial.trial_id, TrialState.RUNNING, TrialState.IN_EFFECT):
                self._keep(kept)
        except _Dropped:
            pass
        except Exception:  # a bug must not leave the page waiting; its traceback is in the log
            _log.exception("an example could not be tried")
            with self._changing:
                self._set(trial, state=TrialState.FAILED, ended=time.monotonic())

    def _replay(self, draft: TrainerExample, progress: Progress) -> GuardReport:
        """Ask the questions an example is likeliest to disturb, without it and with it."""
        index = self._desk.index
        if self._embedder is None or self._embedded_by is not index.embedder:
            self._embedder, self._embedded_by = remembering(index.embedder), index.embedder
        probes = probes_for(draft.question, self._desk.database, index.units)
        return replay_probes(index, self._desk.index_with(draft), probes, progress, self._embedder)

    def _keep(self, trial: Trial) -> Trial:
        """Keep the example and write down which version answers now."""
        version = self._desk.keep(trial.draft, trial.trainer)
        with self._changing:
            return self._set(trial, version=version)

    def _advance(self, trial: Trial, done: int, total: int) -> None:
        """Write down how far a trial is; stops one that was dropped."""
        with self._changing:
            known = self._trials.get(trial.trial_id)
            if known is None or known.state is not TrialState.RUNNING:
                raise _Dropped
            self._set(trial, done=done, total=total)

    def _set(self, trial: Trial, **values: object) -> Trial:
        """Change what is known of a trial; the lock is held."""
        known = replace(self._trials.get(trial.trial_id, trial), **values)  # type: ignore[arg-type]  # names and types are those of the callers above
        self._trials[trial.trial_id] = known
        return known


class _Dropped(Exception):
    """The trainer let the example go while it was being tried."""


def asks(report: GuardReport) -> bool:
    """Whether an example would lead a question elsewhere that is not known to be wrong now."""
    return any(change.outcome is not Outcome.BETTER for change in report.changes)
