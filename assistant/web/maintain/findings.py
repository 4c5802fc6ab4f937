"""How many things in each document somebody should look at, counted once for each state of a file and remembered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.corrections import hash_corrections, read_corrections
from corpus.document import parse_document
from corpus.parse_cache import code_digest
from corpus.safe_reading import ReadingProcess
from corpus.unreadable import UnreadableDocument

FOLDER = Path("cache") / "findings"


@dataclass(frozen=True, slots=True)
class Findings:
    """What to look at in one file."""

    numbering: tuple[int, ...]  # of each regulation that has units
    damaged: int  # stretches nobody could restore
    stale: int  # corrections that do not fit
    unread_pages: int

    def of(self, place: int) -> int:
        """Count what belongs to one regulation; what belongs to the file counts with its first."""
        own = self.numbering[place] if place < len(self.numbering) else 0
        return own + (self.damaged + self.stale + self.unread_pages if place == 0 else 0)


def count_findings(files: Sequence[Path], home: Path) -> dict[str, Findings]:
    """Count what to look at in files.

    :param files: The files.
    :param home: The state folder, where counts are remembered.
    :return: The counts by file name; a file that cannot be read has none.
    """
    found: dict[str, Findings] = {}
    with ReadingProcess() as process:
        for file in files:
            try:
                found[file.name] = _count(file, home / FOLDER, process)
            except (UnreadableDocument, OSError):
                continue  # the list of documents says so
    return found


def _count(file: Path, folder: Path, process: ReadingProcess) -> Findings:
    """Count, or remember."""
    corrections = read_corrections(file)
    parts = (hashlib.sha256(file.read_bytes()).hexdigest(), hash_corrections(corrections), code_digest())
    kept = folder / f"{hashlib.sha256(' '.join(parts).encode()).hexdigest()}.json"
    try:
        record = json.loads(kept.read_text(encoding="utf-8"))
        return Findings(tuple(record.pop("numbering")), **record)
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not counted yet
    text = process.read(file)
    if isinstance(text, UnreadableDocument):
        raise text
    parsed = parse_document(text, corrections)
    findings = Findings(
        tuple(len(part.findings) for part in parsed.regulations if part.units),
        len(parsed.account.marks),
        len(parsed.stale),
        len(parsed.unread_pages),
    )
    folder.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(asdict(findings)), encoding="utf-8")
    return findings
