"""Balanced training rows."""

from collections import Counter
from random import Random

import pytest
from trainyard_training.alter import alter
from trainyard_training.balance import rebalance
from trainyard_training.rows import Rows

# 30, 8 and 2 rows.
LABELS = [0] * 30 + [1] * 8 + [2] * 2
ROWS = Rows([f"text number {position} of all the rows here" for position in range(40)], LABELS)


def times_each(rows, label):
    return Counter(text for text, one in zip(rows.texts, rows.labels) if one == label)


def test_leaves_rows_as_they_are_where_nothing_is_asked_for():
    assert rebalance(ROWS, "none", "none", 1) == ROWS


def test_repeats_rare_labels_up_to_the_most_frequent_one_ten_times_at_most():
    balanced = rebalance(ROWS, "balanced", "none", 1)

    assert Counter(balanced.labels) == {0: 30, 1: 30, 2: 20}
    assert (balanced.texts[:40], balanced.labels[:40]) == (ROWS.texts, ROWS.labels)
    assert set(times_each(balanced, 0).values()) == {1}
    assert set(times_each(balanced, 1).values()) == {3, 4}
    assert set(times_each(balanced, 2).values()) == {10}


def test_keeps_of_each_label_as_many_rows_as_the_rarest_one_has():
    thinned = rebalance(ROWS, "undersampled", "none", 1)

    assert Counter(thinned.labels) == {0: 2, 1: 2, 2: 2}
    assert set(zip(thinned.texts, thinned.labels)) <= set(zip(ROWS.texts, ROWS.labels))
    assert len(set(thinned.texts)) == 6


@pytest.mark.parametrize("sampling", ["balanced", "undersampled"])
def test_chooses_alike_for_a_seed_and_otherwise_for_another(sampling):
    chosen = [rebalance(ROWS, sampling, "none", seed) for seed in (1, 1, 2)]

    assert chosen[0] == chosen[1]
    assert chosen[0] != chosen[2]


def test_takes_an_empty_channel():
    assert rebalance(Rows([], []), "balanced", "light", 1) == Rows([], [])


def test_alters_the_copies_and_never_the_rows():
    plain, altered = (rebalance(ROWS, "balanced", how, 1) for how in ("none", "light"))

    assert altered.labels == plain.labels
    assert altered.texts[:40] == ROWS.texts
    assert sum(a != b for a, b in zip(altered.texts[40:], plain.texts[40:])) > 20
    for before, after in zip(plain.texts[40:], altered.texts[40:]):
        assert after
        assert not Counter(after.split()) - Counter(before.split())


def test_drops_and_swaps_about_a_tenth_of_the_words():
    words = [str(number) for number in range(10_000)]

    kept = alter(" ".join(words), Random(1)).split()

    assert 8_850 < len(kept) < 9_150
    swapped = sum(int(a) > int(b) for a, b in zip(kept, kept[1:]))
    assert 600 < swapped < 1_200


@pytest.mark.parametrize("text", ["", "two words", "これは長い文章ですが空白がありません"])
def test_leaves_texts_of_few_words_as_they_are(text):
    assert all(alter(text, Random(seed)) == text for seed in range(50))
