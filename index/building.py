"""Building a version: units in, a checked folder out, or nothing.

The folder is written beside the versions, every file is brought to the disk, and only then it gets its name. What a
killed build left behind is cleared away by the next one.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain, compress, count
from pathlib import Path

import numpy as np

from corpus.durable_files import sync_file, sync_folder, write_synced
from corpus.editions import CHINA, edition_unit_id
from corpus.question_bank import ExampleQuestion
from corpus.regulation import Regulation, Unit
from index.beside import WorkLost, beside, has_core_to_spare
from index.conflicts import CONFLICTS_FILE, conflicts_to_json, find_conflicts
from index.dense import build_dense
from index.embedding import Embedder, TokenEmbedder
from index.embedding_cache import Progress, TextKind, embed_once, read_tokens_once
from index.examples import Example, ExampleIndex
from index.indexing import searched_form, searched_text
from index.manifest import FORMAT, MANIFEST_FILE, Manifest, hash_files
from index.store import InProcessStore
from index.token_matching import TokenIndex
from index.unit_records import regulations_to_json, units_to_json
from index.versions import HALF_BUILT, REGULATIONS_FILE, UNITS_FILE, build_lock, clear_leftovers, versions_folder
from index.word_counts import WordCounts, count_words

CACHE_FILE = Path("cache") / "vectors.sqlite"

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
    counted: Callable[[], WordCounts] | None = None,
) -> Manifest:
    """Build a version in the state folder, without publishing it.

    :param units: What can be cited, in document order.
    :param regulations: Where it stands.
    :param embedder: The model.
    :param home: The state folder.
    :param progress: Called with texts embedded so far and texts to embed.
    :param bank: Example questions by unit id.
    :param left_open: Questions that no unit answers; used only with a bank.
    :param counted: Gives the counts of the words, where they are counted beside this; see ``counting``.
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
                units,
                regulations,
                embedder,
                temporary,
                home / CACHE_FILE,
                version,
                built_at,
                progress,
                bank,
                left_open,
                counted,
            )
            temporary.chmod(0o755)  # a temporary folder is its owner's only; a version may be read by others
            temporary.rename(folder / version)
        except BaseException as error:  # a stopped build (Ctrl-C) too leaves nothing behind
            shutil.rmtree(temporary, ignore_errors=True)
            if isinstance(error, OSError) and error.errno is None:  # NumPy's "requested and written": the disk is full
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(temporary)) from error
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
    counted: Callable[[], WordCounts] | None = None,
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
    :param counted: Gives the counts of the words, where they are counted beside this; see ``counting``.
    :return: The manifest.
    :raises NothingToIndex: if there is no unit.
    """
    _check(units, regulations)
    passages = [searched_form(searched_text(unit)) for unit in units]
    examples = _examples_of(units, bank or {})
    still_open = _still_open(left_open, examples)
    bare = [not _questions_of(unit, bank or {}) for unit in units]
    if isinstance(embedder, TokenEmbedder) and any(bare):
        _build_tokens(passages, bare, embedder, cache_file, progress).save(folder)
    vectors = embed_once(passages, embedder, cache_file, progress)
    questions = [searched_form(example.text) for example in examples]
    asked = embed_once([*questions, *still_open], embedder, cache_file, progress, TextKind.QUESTION)
    write_synced(folder / CONFLICTS_FILE, conflicts_to_json(find_conflicts(units, vectors)))
    counts = counted() if counted else count_words(passages, examples, still_open)
    indexed = (
        ExampleIndex.build(examples, asked[: len(examples)], asked[len(examples) :], counts.left_open)
        if examples
        else None
    )
    regulation_ids = [unit.regulation_id for unit in units]
    InProcessStore(build_dense(vectors), counts.clauses, regulation_ids, indexed, counts.expanded).save(folder)
    counts.spelling.save(folder)
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


def _examples_of(units: Sequence[Unit], bank: Bank) -> list[Example]:
    """List the example questions of all units."""
    return [
        Example(row, question.text, question.kind, question.writer, question.method)
        for row, unit in enumerate(units)
        for question in _questions_of(unit, bank)
    ]


def _still_open(left_open: Sequence[str], examples: Sequence[Example]) -> list[str]:
    """List the search forms of the questions left open, without those that are an example of a unit by now."""
    if not examples:
        return []
    answered = {searched_form(example.text) for example in examples}
    return [form for question in left_open if (form := searched_form(question)) not in answered]


def _questions_of(unit: Unit, bank: Bank) -> Sequence[ExampleQuestion]:
    """List the example questions of a unit."""
    return bank.get(edition_unit_id(unit)) or bank.get(unit.unit_id, ())


@contextmanager
def counting(units: Sequence[Unit], bank: Bank, left_open: Sequence[str]) -> Iterator[Callable[[], WordCounts]]:
    """Have the words of a version counted beside what the block does, where there is a core for it: loading a model and building.

    :param units: As given to ``build_version``.
    :param bank: As given to it.
    :param left_open: As given to it.
    :yield: Gives the counts; for ``build_version``.
    """

    def count_all() -> WordCounts:
        examples = _examples_of(units, bank)
        passages = [searched_form(searched_text(unit)) for unit in units]
        return count_words(passages, examples, _still_open(left_open, examples))

    if not has_core_to_spare():
        yield count_all
        return
    with beside(count_all) as counted:

        def counted_or_again() -> WordCounts:
            try:
                return counted()
            except WorkLost:
                return count_all()

        yield counted_or_again


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
