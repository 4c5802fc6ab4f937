"""Building a version: units in, a checked folder out, or nothing.

The folder is written beside the versions, every file is brought to the disk, and only then it gets its name. What a
killed build left behind is cleared away by the next one.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain, compress, count
from pathlib import Path

import numpy as np

from corpus.durable_files import sync_file, sync_folder, write_synced
from corpus.editions import CHINA, edition_unit_id
from corpus.question_bank import ExampleQuestion
from corpus.regulation import Regulation, Unit
from index.conflicts import CONFLICTS_FILE, conflicts_to_json, find_conflicts
from index.embedding import Embedder, TokenEmbedder
from index.embedding_cache import Progress, TextKind, embed_once, read_tokens_once
from index.examples import Example, ExampleIndex
from index.indexing import CutOnce, searched_form, searched_text
from index.manifest import FORMAT, MANIFEST_FILE, Manifest, hash_files
from index.spelling import Spelling
from index.store import InProcessStore
from index.token_matching import TokenIndex
from index.unit_records import regulations_to_json, units_to_json
from index.versions import HALF_BUILT, REGULATIONS_FILE, UNITS_FILE, build_lock, clear_leftovers, versions_folder

CACHE_FILE = Path("cache") / "vectors.sqlite"
MISSPELT_KIND = "typo_or_traditional"  # example questions that spelling is not learnt from

# Example questions by unit id, or by ``edition_unit_id`` where a regulation is there in several editions.
Bank = Mapping[str, Sequence[ExampleQuestion]]


class NothingToIndex(Exception):
    """The documents hold no unit."""


def build_version(
    units: Sequence[Unit],
    regulations: Sequence[Regulation],
    embedder: Embedder,
    home: Path,
    progress: Progress | None = None,
    bank: Bank | None = None,
    left_open: Sequence[str] = (),
) -> Manifest:
    """Build a version in the state folder, without publishing it.

    :param units: What can be cited, in document order.
    :param regulations: Where it stands.
    :param embedder: The model.
    :param home: The state folder.
    :param progress: Called with texts embedded so far and texts to embed.
    :param bank: Example questions by unit id.
    :param left_open: Questions that no unit answers; used only with a bank.
    :return: The manifest of the new version.
    :raises NothingToIndex: if there is no unit.
    :raises BuildRunning: if another process is building.
    """
    folder = versions_folder(home)
    with build_lock(home):
        clear_leftovers(home)
        temporary = Path(tempfile.mkdtemp(prefix=HALF_BUILT, dir=folder))
        try:
            built_at = datetime.now(UTC)
            version = name_version(built_at, hash_corpus(units, regulations), embedder, folder)
            manifest = write_version(
                units, regulations, embedder, temporary, home / CACHE_FILE, version, built_at, progress, bank, left_open
            )
            temporary.chmod(0o755)  # a temporary folder is its owner's only; a version may be read by others
            temporary.rename(folder / version)
        except BaseException:  # a stopped build (Ctrl-C) too leaves nothing behind
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        sync_folder(folder)
    return manifest


def write_version(
    units: Sequence[Unit],
    regulations: Sequence[Regulation],
    embedder: Embedder,
    folder: Path,
    cache_file: Path,
    version: str,
    built_at: datetime,
    progress: Progress | None = None,
    bank: Bank | None = None,
    left_open: Sequence[str] = (),
) -> Manifest:
    """Write all files of a version, the manifest last.

    :param units: What can be cited, in document order.
    :param regulations: Where it stands.
    :param embedder: The model.
    :param folder: An empty folder.
    :param cache_file: Where vectors are kept between builds.
    :param version: Name of the version.
    :param built_at: When it is built.
    :param progress: Called with texts embedded so far and texts to embed.
    :param bank: Example questions by unit id; those of no unit here are left out.
    :param left_open: Questions that no unit answers; used only with a bank.
    :return: The manifest.
    :raises NothingToIndex: if there is no unit.
    """
    _check(units, regulations)
    passages = [searched_form(searched_text(unit)) for unit in units]
    bare = [not _questions_of(unit, bank or {}) for unit in units]
    if isinstance(embedder, TokenEmbedder) and any(bare):
        _build_tokens(passages, bare, embedder, cache_file, progress).save(folder)
    vectors = embed_once(passages, embedder, cache_file, progress)
    cut = CutOnce()
    examples = _build_examples(units, bank or {}, left_open, embedder, cache_file, progress, cut)
    regulation_ids = [unit.regulation_id for unit in units]
    InProcessStore.build(passages, vectors, regulation_ids, examples, cut.terms).save(folder)
    spelt = [example.text for example in examples.examples if example.kind != MISSPELT_KIND] if examples else []
    Spelling.build([*passages, *spelt]).save(folder)
    write_synced(folder / CONFLICTS_FILE, conflicts_to_json(find_conflicts(units, vectors)))
    write_synced(folder / UNITS_FILE, units_to_json(units))
    write_synced(folder / REGULATIONS_FILE, regulations_to_json(regulations))
    manifest = Manifest(
        version=version,
        built_at=built_at.isoformat(),
        commit=_commit(),
        corpus_sha256=hash_corpus(units, regulations),
        embedding_model=embedder.name,
        dimension=embedder.dimension,
        unit_count=len(units),
        files=hash_files(folder),
    )
    write_synced(folder / MANIFEST_FILE, manifest.to_json())
    for file in folder.iterdir():
        sync_file(file)
    sync_folder(folder)
    return manifest


def _build_tokens(
    passages: Sequence[str], bare: Sequence[bool], embedder: TokenEmbedder, cache_file: Path, progress: Progress | None
) -> TokenIndex:
    """Index the tokens of the units without example questions; of the others there is none."""
    read = iter(read_tokens_once(list(compress(passages, bare)), embedder, cache_file, progress))
    none = np.empty((0, embedder.dimension // 8), np.uint8)
    return TokenIndex.build([next(read) if without else none for without in bare])


def _build_examples(
    units: Sequence[Unit],
    bank: Bank,
    left_open: Sequence[str],
    embedder: Embedder,
    cache_file: Path,
    progress: Progress | None,
    cut: CutOnce,
) -> ExampleIndex | None:
    """Index the example questions of units and the questions left open; None where no unit has an example."""
    examples = [
        Example(row, question.text, question.kind, question.writer, question.method)
        for row, unit in enumerate(units)
        for question in _questions_of(unit, bank)
    ]
    if not examples:
        return None
    questions = [cut.form(example.text) for example in examples]
    answered = set(questions)  # a question that was left open once, and is an example of a unit by now
    still_open = [form for question in left_open if (form := cut.form(question)) not in answered]
    vectors = embed_once([*questions, *still_open], embedder, cache_file, progress, TextKind.QUESTION)
    return ExampleIndex.build(examples, vectors[: len(questions)], still_open, vectors[len(questions) :], cut.words)


def _questions_of(unit: Unit, bank: Bank) -> Sequence[ExampleQuestion]:
    """List the example questions of a unit."""
    return bank.get(edition_unit_id(unit)) or bank.get(unit.unit_id, ())


def name_version(built_at: datetime, corpus_sha256: str, embedder: Embedder, folder: Path) -> str:
    """Name a version after its time and content; a name already taken gets a number.

    :param built_at: When it is built.
    :param corpus_sha256: Hash of its units and regulations.
    :param embedder: The model.
    :param folder: Where the versions lie.
    :return: A name such as ``20261121-215307-3f9a1c`` that no version there has.
    """
    content = hashlib.sha256(f"{corpus_sha256} {embedder.name} {FORMAT}".encode()).hexdigest()
    name = f"{built_at.astimezone(CHINA):%Y%m%d-%H%M%S}-{content[:6]}"  # people read the day off it
    numbered = (f"{name}-{number}" for number in count(2))
    return next(free for free in chain((name,), numbered) if not (folder / free).exists())


def _check(units: Sequence[Unit], regulations: Sequence[Regulation]) -> None:
    """Refuse units that could not be found or told apart."""
    if not units:
        raise NothingToIndex(
            "文件里没有找到任何条款，请检查文件夹里有没有规定文件，或运行 assistant corpus check 查看原因。"
        )
    counted = Counter((unit.unit_id, unit.source) for unit in units)  # another file: another edition, at another time
    repeated = [unit_id for (unit_id, _), times in counted.items() if times > 1]
    if repeated:
        raise ValueError(f"unit ids used more than once: {', '.join(repeated[:5])}")
    strange = {unit.regulation_id for unit in units} - {regulation.regulation_id for regulation in regulations}
    if strange:
        raise ValueError(f"units of regulations that are not given: {', '.join(sorted(strange))}")


def hash_corpus(units: Sequence[Unit], regulations: Sequence[Regulation]) -> str:
    """Hash the wording that goes into a version; the manifest keeps it as ``corpus_sha256``."""
    return hashlib.sha256((units_to_json(units) + regulations_to_json(regulations)).encode()).hexdigest()


def _commit() -> str:
    """Name the commit of the checkout this runs from; empty where there is none."""
    try:
        answer = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=Path(__file__).parent, capture_output=True, text=True, timeout=5
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""
