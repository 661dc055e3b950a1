"""Strings of hyperparameters.json to checked values."""

import json

import pytest
from trainyard_training.classic import linear
from trainyard_training.classic.cleaning_settings import Cleaning
from trainyard_training.classic.estimators import ESTIMATORS
from trainyard_training.classic.hyperparameters import Hyperparameters
from trainyard_training.errors import TrainingError
from trainyard_training.rules.all import OF_ONE_FIT

LABELS = {"family": "linear", "candidate": "chosen", "labels": '["b", "a"]'}


def problems_of(**raw):
    with pytest.raises(TrainingError) as raised:
        Hyperparameters.parse({**LABELS, **raw})
    return str(raised.value)


def test_reads_every_value_from_its_json_text():
    parsed = Hyperparameters.parse(
        {
            **LABELS,
            "candidate": '"bigram"',
            "ngram_min": "2",
            "ngram_max": "3",
            "min_df": "4",
            "max_features": "100",
            "sublinear_tf": "false",
            "c": "0.5",
            "class_weight": '"balanced"',
            "seed": "7",
            "sampling": '"balanced"',
            "augmentation": '"light"',
            "max_text_length": "50",
            "dataset_version": "9",
            "cleaning": json.dumps({"lowercase": False, "stopWords": "english"}),
        }
    )

    assert parsed == Hyperparameters(
        family="linear",
        labels=("a", "b"),
        candidate="bigram",
        ngram_min=2,
        ngram_max=3,
        min_df=4,
        max_features=100,
        sublinear_tf=False,
        seed=7,
        sampling="balanced",
        augmentation="light",
        max_text_length=50,
        dataset_version=9,
        cleaning=Cleaning(lowercase=False, stop_words="english"),
        rules=OF_ONE_FIT,
        settings=linear.Settings(c=0.5, class_weight="balanced"),
    )


def test_takes_names_with_and_without_quotes_and_numbers_as_names():
    for text in ("balanced", '"balanced"'):
        assert Hyperparameters.parse({**LABELS, "class_weight": text}).settings.class_weight == "balanced"
    assert Hyperparameters.parse({**LABELS, "candidate": "42"}).candidate == "42"


def test_leaves_out_what_sagemaker_adds():
    added = {"sagemaker_program": "train.py", "_tuning_objective_metric": "validation:accuracy"}
    assert Hyperparameters.parse({**LABELS, **added}).seed == 20_261


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("labels", '["a"]'),
        ("labels", '["a", "a"]'),
        ("labels", "a,b"),
        ("ngram_min", "0"),
        ("ngram_max", "true"),
        ("ngram_max", "1.5"),
        ("min_df", ""),
        ("sublinear_tf", "yes"),
        ("c", "NaN"),
        ("c", "Infinity"),
        ("c", "0"),
        ("class_weight", "heavy"),
        ("dataset_version", "null"),
        ("cleaning", "[]"),
        ("cleaning", '{"stemming": "german", "typo": 1}'),
    ],
)
def test_names_the_hyperparameter_that_is_wrong(name, text):
    assert name in problems_of(**{name: text})


def test_names_all_problems_at_once():
    message = problems_of(ngram_min="3", ngram_max="2", c="x", cleaning='{"lowercase": 1, "typo": 1}')

    for part in ("ngram_min must not be above ngram_max", "c must be", "lowercase must be", "typo is not"):
        assert part in message


@pytest.mark.parametrize(
    ("family", "name", "text"),
    [
        ("naive-bayes", "variant", "gaussian"),
        ("naive-bayes", "alpha", "0"),
        ("naive-bayes", "class_weight", "balanced"),
        ("random-forest", "max_depth", "65"),
        ("random-forest", "max_features", "50000"),
        ("gradient-boosting", "max_iter", "0"),
        ("gradient-boosting", "l2_regularization", "-1"),
        ("gradient-boosting", "c", "1"),
    ],
)
def test_checks_what_is_the_familys_own(family, name, text):
    assert name in problems_of(family=family, **{name: text})


@pytest.mark.parametrize("family", ESTIMATORS)
def test_has_defaults_for_everything_else(family):
    assert Hyperparameters.parse({**LABELS, "family": family}).family == family


def test_refuses_augmentation_where_nothing_is_repeated():
    assert "augmentation alters the copies" in problems_of(augmentation="light", sampling="undersampled")


def test_requires_what_the_platform_always_says():
    with pytest.raises(TrainingError, match="family is missing"):
        Hyperparameters.parse({})
    with pytest.raises(TrainingError, match="labels is missing; candidate is missing"):
        Hyperparameters.parse({"family": "linear"})
