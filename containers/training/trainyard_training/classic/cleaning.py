r"""Cleaning, step by step; `containers/inference/core/features/tfidf/cleaning.ts` does the same to the letter (Unicode 17).

1. `stripHtml`: every `<`, a letter or one of `/!?`, and what follows up to the next `>` without another `<`, becomes a
   space; then, in one pass, `&amp; &lt; &gt; &quot; &apos; &nbsp;` and numeric references become their character
   (U+FFFD when there is none).
2. `stripUrls`: `http://`, `https://` or `www.` in any case, with all that follows up to a separator, a control
   character, a quotation mark or an angle bracket, becomes a space.
3. `asciiFold`: compatibility decomposition (NFKD), then every mark is dropped.
4. `lowercase`: Unicode's lower-case mapping without regard to neighbours or language.
5. Always: the typographic apostrophe U+2019 becomes `'`.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import regex

from .cleaning_settings import Cleaning

_TAG = regex.compile(r"<[A-Za-z/!?][^<>]*>")
_ENTITY = regex.compile(r"&(?:(amp|lt|gt|quot|apos|nbsp)|#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\u00a0"}
_URL = regex.compile(r'(?:[hH][tT][tT][pP][sS]?://|[wW][wW][wW]\.)[^\p{Z}\p{C}<>"]+')
_MARKS = regex.compile(r"\p{M}+")


def _additions(mapping: str) -> dict[int, str]:
    """What Unicode 17 maps and the interpreter's own tables (Unicode 13 in Python 3.10) may not know yet."""
    table = json.loads((Path(__file__).parent / "unicode_17.json").read_text("utf-8"))[mapping]
    return {int(code, 16): "".join(chr(int(point, 16)) for point in points.split()) for code, points in table.items()}


_LOWER_ADDITIONS = {**_additions("lower"), ord("Σ"): "σ"}
_FOLD_ADDITIONS = _additions("fold")


def create_cleaner(cleaning: Cleaning) -> Callable[[str], str]:
    """The chosen steps as one function."""
    steps: list[Callable[[str], str]] = []
    if cleaning.strip_html:
        steps.append(_strip_html)
    if cleaning.strip_urls:
        steps.append(lambda text: _URL.sub(" ", text))
    if cleaning.ascii_fold:
        steps.append(_ascii_fold)
    if cleaning.lowercase:
        steps.append(_lowercase)
    steps.append(lambda text: text.replace("\u2019", "'"))

    def clean(text: str) -> str:
        for step in steps:
            text = step(text)
        return text

    return clean


def _strip_html(text: str) -> str:
    return _ENTITY.sub(_decode_entity, _TAG.sub(" ", text))


def _decode_entity(entity: regex.Match[str]) -> str:
    name, decimal, hexadecimal = entity.groups()
    if name is not None:
        return _NAMED[name]
    code_point = int(decimal) if decimal is not None else int(hexadecimal, 16)
    is_scalar = 0 < code_point <= 0x10FFFF and not 0xD800 <= code_point <= 0xDFFF
    return chr(code_point) if is_scalar else "\ufffd"


def _ascii_fold(text: str) -> str:
    if text.isascii():
        return text
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_FOLD_ADDITIONS)))


def _lowercase(text: str) -> str:
    # The final sigma is the one mapping that looks at its neighbours; the table takes it out beforehand.
    return text.lower() if text.isascii() else text.translate(_LOWER_ADDITIONS).lower()
