"""A BERT of a few thousand weights with a tokenizer of its own, and sentences that it can learn."""

from __future__ import annotations

import random
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

LABELS = ("negative", "neutral", "positive")

_WORDS = {
    "negative": ("awful", "broken", "cheap", "dull", "late", "ugly"),
    "neutral": ("average", "fine", "middling", "ordinary", "plain", "usual"),
    "positive": ("bright", "great", "lovely", "perfect", "soft", "superb"),
}
_FILLERS = ("the", "a", "dress", "shirt", "was", "and", "it", "fits", "size", "colour", "i", "bought", "for", "my", "week")
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")

Row = tuple[str, str, str]


def write_tiny_base(folder: Path, dropout: float = 0.1, seed: int = 5) -> Path:
    """A base as a channel has it. Dropout makes the result depend on every random number."""
    folder.mkdir(parents=True)
    vocabulary = [*_SPECIAL, *_FILLERS, *(word for words in _WORDS.values() for word in words)]
    tokenizer = Tokenizer(models.WordPiece({word: index for index, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
        # Larger than usual, so that it learns within a few dozen steps.
        initializer_range=0.1,
    )
    BertModel(config).save_pretrained(folder)
    return folder


def sentences_of_sets(count: int, seed: int) -> list[Row]:
    """Sentences with any number of labels, as they are stored, each with two words of each of them."""
    generator = random.Random(seed)
    rows = []
    for index in range(count):
        labels = [label for label in LABELS if generator.random() < 0.4]
        words = [generator.choice(_FILLERS) for _ in range(generator.randint(1, 20))]
        words += [word for label in labels for word in generator.sample(_WORDS[label], 2)]
        generator.shuffle(words)
        rows.append((f"{index:05}", " ".join(words), "|".join(labels)))
    return rows


def sentences(count: int, seed: int) -> list[Row]:
    """Sentences of 3 to 30 words, each with two words of its label."""
    generator = random.Random(seed)
    rows = []
    for index in range(count):
        label = LABELS[index % len(LABELS)]
        words = [generator.choice(_FILLERS) for _ in range(generator.randint(1, 28))]
        words += generator.sample(_WORDS[label], 2)
        generator.shuffle(words)
        rows.append((f"{index:05}", " ".join(words), label))
    return rows
