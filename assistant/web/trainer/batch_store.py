"""Keeps what came of batches: each as a file in the state folder, personal data masked, for a week.

Knows nothing of pages or of how answers are made.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count
from pathlib import Path

from assistant.masking import mask
from assistant.review.batch_sheet import ANSWER_HEADS, CHECK_HEADS, BatchInput, BatchOutcome
from assistant.review.sheets import Sheet
from assistant.review.workbook import Cell
from assistant.state.tables import moment, now
from corpus.durable_files import replace_synced
from corpus.editions import CHINA

FOLDER = "batches"
KEPT_DAYS = 7
FOUND = "有不许说的"
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Batch:
    """A sheet with what came of it."""

    batch_id: str
    name: str  # of the file
    by: str
    at: str
    checked: bool  # lines of calls were checked, not questions answered
    sample_id: str  # where the answers wait to be judged; empty where none do
    column: int  # of what was asked or checked
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...] = ()  # of the rows in the sheet that was given; results of older versions have none

    @property
    def own_heads(self) -> int:
        """How many columns the sheet had before."""
        return len(self.heads) - len(CHECK_HEADS if self.checked else ANSWER_HEADS)

    def state(self, row: Sequence[Cell]) -> str:
        """Say in a word what came of a row."""
        result = str(row[self.own_heads] or "")
        return FOUND if self.checked and row[self.own_heads + 1] else result

    @property
    def counts(self) -> dict[str, int]:
        """How many rows came out alike, the most first."""
        return dict(Counter(filter(None, map(self.state, self.rows))).most_common())  # of a blank row nothing came

    @property
    def when(self) -> str:
        """When it was uploaded, in China."""
        return f"{datetime.fromisoformat(self.at).astimezone(CHINA):%Y-%m-%d %H:%M}"

    @property
    def sheet(self) -> Sheet:
        """The sheet as it is given back."""
        return Sheet("结果", self.heads, self.rows)


class BatchStore:
    """The batches of a state folder."""

    def __init__(self, home: Path) -> None:
        """Keep them in a folder of their own.

        :param home: The state folder.
        """
        self._folder = home / FOLDER

    def keep(self, batch_id: str, name: str, by: str, given: BatchInput, outcome: BatchOutcome) -> Batch:
        """Keep what came of a batch.

        :param batch_id: Its id.
        :param name: Of the file.
        :param by: Whose it is.
        :param given: What was to be done.
        :param outcome: What came of it; personal data in its cells is masked before anything is written.
        :return: The batch as kept.
        """
        rows = tuple(tuple(_masked(cell) for cell in row) for row in outcome.sheet.rows)
        heads = tuple(mask(head) for head in outcome.sheet.heads)
        batch = Batch(
            batch_id,
            mask(name),
            by,
            now(),
            outcome.checked,
            outcome.sample_id,
            given.column,
            heads,
            rows,
            given.numbers,
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_synced(self._file(batch_id), json.dumps(asdict(batch), ensure_ascii=False).encode())
        return batch

    def names(self) -> dict[str, str]:
        """Name the sheets by the spot check their answers are judged in."""
        found = (_checked_in(file) for file in self._folder.glob("*.json"))
        return {sample_id: name for sample_id, name in found if sample_id}

    def find(self, batch_id: str) -> Batch | None:
        """Read a batch; None where there is none, or no longer."""
        if not _ID.fullmatch(batch_id):
            return None
        try:
            record = json.loads(self._file(batch_id).read_text(encoding="utf-8"))
            record["heads"] = tuple(record["heads"])
            record["rows"] = tuple(map(tuple, record["rows"]))
            record["numbers"] = tuple(record.get("numbers", ()))
            return Batch(**record)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def all(self) -> tuple[Batch, ...]:
        """Read every batch, the latest first; those that were kept long enough are removed."""
        oldest = moment(datetime.now(UTC) - timedelta(days=KEPT_DAYS))
        found: list[Batch] = []
        for file in self._folder.glob("*.json"):
            batch = self.find(file.stem)
            if batch is not None and batch.at >= oldest:
                found.append(batch)
            elif batch is not None:
                self.remove(batch.batch_id)
        return tuple(sorted(found, key=lambda batch: batch.at, reverse=True))

    def remove(self, batch_id: str) -> None:
        """Remove a batch; answers in the log stay."""
        if _ID.fullmatch(batch_id):
            self._file(batch_id).unlink(missing_ok=True)

    def _file(self, batch_id: str) -> Path:
        return self._folder / f"{batch_id}.json"


def distinct_name(name: str, taken: Collection[str]) -> str:
    """Tell a sheet from others of the same name, as folders do.

    >>> distinct_name("问题.csv", {"问题.csv", "问题（2）.csv"})
    '问题（3）.csv'
    """
    stem, ending = Path(name).stem, Path(name).suffix
    numbered = (f"{stem}（{number}）{ending}" for number in count(2))
    return name if name not in taken else next(each for each in numbered if each not in taken)


@lru_cache(maxsize=1024)  # a file that was written is never changed
def _checked_in(file: Path) -> tuple[str, str]:
    """Read from a kept batch in which spot check it is judged, and its name; empty where it cannot be read."""
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        return str(record["sample_id"]), str(record["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", ""


def _masked(cell: Cell) -> Cell:
    """Mask a text."""
    return mask(cell) if isinstance(cell, str) else cell
