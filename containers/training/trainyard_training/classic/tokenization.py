r"""Tokens of a cleaned text; `containers/inference/core/features/tfidf/tokenization.ts` does the same to the letter (Unicode 17).

1. A token is a letter or digit with the letters, digits and marks after it, and such groups joined by single
   apostrophes; or one pictograph (emoji). Everything else separates.
2. `stopWords`: tokens in the list `english_stop_words.json` (scikit-learn's) are dropped.
3. `stemming`: tokens of a-z and apostrophes only are reduced by Snowball's English stemmer (version 2, Porter2).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import regex

from .cleaning_settings import Cleaning

_TOKEN = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:'[\p{L}\p{N}\p{M}]+)*|\p{Extended_Pictographic}")
_ENGLISH_WORD = regex.compile(r"[a-z']+")
_STOP_WORDS = frozenset(json.loads((Path(__file__).parent / "english_stop_words.json").read_text("utf-8")))


def create_tokenizer(cleaning: Cleaning) -> Callable[[str], list[str]]:
    """The tokenizer for cleaned texts."""
    stem = _english_stemmer() if cleaning.stemming == "english" else None

    def tokenize(cleaned: str) -> list[str]:
        tokens = _TOKEN.findall(cleaned)
        if cleaning.stop_words == "english":
            tokens = [token for token in tokens if token not in _STOP_WORDS]
        if stem is not None:
            tokens = [stem(token) if _ENGLISH_WORD.fullmatch(token) else token for token in tokens]
        return tokens

    return tokenize


def terms_of(tokens: list[str], minimum: int, maximum: int) -> list[str]:
    """Every run of `minimum` to `maximum` tokens, joined by a space; shorter runs first."""
    return [
        " ".join(tokens[start : start + length])
        for length in range(minimum, maximum + 1)
        for start in range(len(tokens) - length + 1)
    ]


def _english_stemmer() -> Callable[[str], str]:
    # The pure-Python class by name: the package's `stemmer()` would take PyStemmer, another version, where it is installed.
    from snowballstemmer.english_stemmer import EnglishStemmer

    stemmer = EnglishStemmer()
    return lru_cache(maxsize=100_000)(stemmer.stemWord)
