"""The tokenizer of a base as it goes into the artifact: `tokenizer.json` and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import TrainingError

# What `containers/inference/core/features/transformer/tokenizer-file.ts` lets in.
_NORMALIZERS = frozenset({"BertNormalizer", "Lowercase", "NFC", "Replace", "Sequence", "Strip"})
_SPLITTERS = frozenset({"BertPreTokenizer", "ByteLevel", "Metaspace", "Punctuation", "Sequence"})
_FRAMES = frozenset({"BertProcessing", "RobertaProcessing", "TemplateProcessing"})
_MODELS = frozenset({"BPE", "Unigram", "WordPiece"})

_CONVERT = (
    "convert it with transformers 5: AutoTokenizer.from_pretrained(<base>).save_pretrained(<folder>) writes "
    "tokenizer.json; then add the base again"
)


def tokenizer_json(base: Path) -> bytes:
    """The base's `tokenizer.json` without its own truncation and padding: the same base gives the same bytes.

    `tokenizers.Tokenizer.from_str(tokenizer_json(base).decode())` is the tokenizer to train with.
    Raises `TrainingError` when the base has no such file or one that the inference core does not run.
    """
    try:
        tokenizer = json.loads((base / "tokenizer.json").read_text("utf-8"))
    except FileNotFoundError:
        problem = "The base has no tokenizer.json, only a slow or SentencePiece tokenizer"
        raise TrainingError(f"{problem}; {_CONVERT}") from None
    except ValueError:
        raise TrainingError(f"The base's tokenizer.json is not JSON; {_CONVERT}") from None
    if not isinstance(tokenizer, dict):
        raise TrainingError(f"The base's tokenizer.json is not a tokenizer; {_CONVERT}")
    problems = list(_problems(tokenizer))
    if problems:
        parts = ", ".join(problems)
        raise TrainingError(f"The base's tokenizer.json has {parts}, which the inference core does not run; {_CONVERT}")
    return json.dumps({**tokenizer, "truncation": None, "padding": None}, ensure_ascii=False).encode("utf-8")


def _problems(tokenizer: dict[str, Any]) -> Iterator[str]:
    parts = (
        ("normalizer", _NORMALIZERS | {None}, "normalizers"),
        ("pre_tokenizer", _SPLITTERS, "pretokenizers"),
        ("post_processor", _FRAMES, None),
        ("model", _MODELS, None),
    )
    for name, known, inner in parts:
        part = tokenizer.get(name) or {}
        for one in (part, *(part.get(inner, ()) if inner else ())):
            # Old byte-pair files leave their type out.
            kind = one.get("type", "BPE" if name == "model" and "merges" in one else None)
            if kind not in known:
                yield f"the {name} {kind}"
