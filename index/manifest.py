"""The manifest of a version: what it was built from, with what, and the sha256 of each of its files.

A version is opened only if every byte that is read is the one that was built.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from index.embedding import Embedder

MANIFEST_FILE = "manifest.json"
FORMAT = 6  # one more whenever a file of a version is written or meant differently
REBUILD = "assistant index build --publish"


class IndexDamaged(Exception):
    """A file of a version is missing or is not the one that was built."""


class IndexOutOfDate(Exception):
    """A version is whole, but made for another embedding model or by another release of the program."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of a version without opening it."""

    version: str
    built_at: str  # ISO 8601 in UTC
    commit: str  # of the checkout that built it; empty where there was none
    corpus_sha256: str  # of its units and regulations: equal means the same wording
    embedding_model: str
    dimension: int
    unit_count: int
    files: Mapping[str, str]  # name -> sha256
    format: int = FORMAT

    def to_json(self) -> str:
        """Write the manifest, its own sha256 last."""
        record = asdict(self)
        return json.dumps(record | {"sha256": _sha256_of_record(record)}, ensure_ascii=False, indent=2) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a version.

    :param folder: The version's folder.
    :return: Its manifest.
    :raises IndexDamaged: if it is missing or was changed.
    :raises IndexOutOfDate: if another release of the program wrote it.
    """
    text = _read(folder, MANIFEST_FILE).decode("utf-8", "replace")
    try:
        record = json.loads(text)
        sha256 = record.pop("sha256")
        if record["format"] != FORMAT:
            raise IndexOutOfDate(
                f"索引版本 {folder.name} 的格式是 {record['format']}，本程序用的是 {FORMAT}，请运行 {REBUILD} 重建索引。"
            )
        manifest = Manifest(**record)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder, MANIFEST_FILE, "内容已损坏") from error
    if sha256 != _sha256_of_record(record) or text != manifest.to_json():
        raise _damaged(folder, MANIFEST_FILE, "内容已损坏")
    return manifest


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compare every file of a version with its manifest.

    :param folder: The version's folder.
    :param manifest: Its manifest.
    :raises IndexDamaged: at the first file that is missing or was changed.
    """
    for name, sha256 in manifest.files.items():
        if hashlib.sha256(_read(folder, name)).hexdigest() != sha256:
            raise _damaged(folder, name, "内容已损坏")


def check_model(manifest: Manifest, embedder: Embedder) -> None:
    """Refuse to compare vectors of different models.

    :param manifest: The version's manifest.
    :param embedder: The model at hand.
    :raises IndexOutOfDate: if the version was built with another.
    """
    if (manifest.embedding_model, manifest.dimension) != (embedder.name, embedder.dimension):
        raise IndexOutOfDate(
            f"索引版本 {manifest.version} 用的是向量模型 {manifest.embedding_model}（{manifest.dimension} 维），"
            f"当前模型是 {embedder.name}（{embedder.dimension} 维），请换回原模型，或运行 {REBUILD} 重建索引。"
        )


def hash_files(folder: Path) -> dict[str, str]:
    """Hash every file in a folder, by name."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def _read(folder: Path, name: str) -> bytes:
    """Read a file of a version."""
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise _damaged(folder, name, "不见了") from error
    except OSError as error:
        raise _damaged(folder, name, f"无法读取（{error.strerror}）") from error


def _damaged(folder: Path, name: str, what: str) -> IndexDamaged:
    """Say which file is wrong and what mends it."""
    return IndexDamaged(f"索引版本 {folder.name} 的文件 {name} {what}，请运行 {REBUILD} 重建索引。")


def _sha256_of_record(record: Mapping[str, object]) -> str:
    """Hash the manifest's own fields."""
    return hashlib.sha256(json.dumps(record, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
