"""Light changes of a text that leave what it says: some words dropped, some neighbours swapped.

Random deletion and random swap of "EDA: Easy Data Augmentation" (Wei and Zou 2019), at their share of a tenth of the words;
no synonyms and no insertions, so it needs no language. A word is what white space separates: a text of fewer than four
such words, as one in Chinese or Japanese mostly is, stays as it is.
"""

from __future__ import annotations

from random import Random

_SHARE = 0.1
_FEWEST_WORDS = 4


def alter(text: str, random: Random) -> str:
    """The text with each word dropped, or swapped with the next one, by a chance of a tenth each; joined by spaces."""
    words = text.split()
    if len(words) < _FEWEST_WORDS:
        return text
    for position in range(len(words) - 1):
        if random.random() < _SHARE:
            words[position], words[position + 1] = words[position + 1], words[position]
    kept = [word for word in words if random.random() >= _SHARE]
    # Dropping everything would leave a label without a text.
    return " ".join(kept or words)
