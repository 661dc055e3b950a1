"""Cleaning and tokens. That the inference core does the same is proved by the parity tests."""

import pytest
from trainyard_training.classic.cleaning import create_cleaner
from trainyard_training.classic.cleaning_settings import Cleaning
from trainyard_training.classic.tokenization import create_tokenizer, terms_of

NOTHING = dict(lowercase=False, strip_urls=False, strip_html=False)


def clean(text, **settings):
    return create_cleaner(Cleaning(**{**NOTHING, **settings}))(text)


def tokens(text, **settings):
    cleaning = Cleaning(**settings)
    return create_tokenizer(cleaning)(create_cleaner(cleaning)(text))


@pytest.mark.parametrize(
    ("settings", "text", "expected"),
    [
        ({}, "<b>Sehr\u2019s</b>", "<b>Sehr's</b>"),
        ({"strip_html": True}, "<b>A</b>&amp;lt;&#33;&#x41;&#0;&nope;", " A &lt;!A\ufffd&nope;"),
        ({"strip_html": True}, "a < b > c", "a < b > c"),
        ({"strip_urls": True}, "see HTTPS://x.y/z?a=b, www.x.org now", "see     now"),
        ({"ascii_fold": True}, "Café ﬁne", "Cafe fine"),
        ({"lowercase": True}, "ΟΔΟΣ", "οδοσ"),
    ],
)
def test_cleans_what_is_asked_for(settings, text, expected):
    assert clean(text, **settings) == expected


def test_finds_words_numbers_and_pictographs():
    assert tokens("I don't like 2 of the GREAT-phones 👎!") == ["i", "don't", "like", "2", "of", "the", "great", "phones", "👎"]


def test_drops_stop_words_and_stems_the_rest():
    assert tokens("The cats were running happily", stop_words="english", stemming="english") == ["cat", "run", "happili"]


def test_joins_neighbours_to_terms():
    assert terms_of(["a", "b", "c"], 1, 2) == ["a", "b", "c", "a b", "b c"]
    assert terms_of(["a"], 2, 3) == []
