"""Models of every family over TF-IDF and their ONNX graphs."""

import math

import numpy
import pytest
from onnx import load_from_string
from trainyard_training.classic.export import to_onnx
from trainyard_training.classic.hyperparameters import Hyperparameters
from trainyard_training.classic.model import train
from trainyard_training.classic.parity import check_graph
from trainyard_training.errors import TrainingError
from trainyard_training.metrics import accuracy, log_loss, macro_f1, majority, metrics_line
from trainyard_training.rows import Rows

TEXTS = ["good film", "good phone", "bad film", "bad phone", "so so film", "so so phone"]
LABELS = [0, 0, 1, 1, 2, 2]


def parse(**raw):
    return Hyperparameters.parse({"family": "linear", "candidate": "x", "labels": '["bad", "good", "missing", "unsure"]', "min_df": "1", **raw})


def test_keeps_the_most_frequent_terms_and_breaks_ties_alphabetically():
    rows = Rows([f"common {word}" for word in "qwertyuiopasdfgh"], [0, 1] * 8)

    model = train(rows, parse(ngram_max="1", max_features="10"))

    assert model.front.terms == tuple(sorted(["common", *sorted("qwertyuiopasdfgh")[:9]]))


def test_never_gives_a_label_without_training_rows():
    model = train(Rows(TEXTS, [label if label < 2 else 3 for label in LABELS]), parse())

    assert model.probabilities(TEXTS)[:, 2].tolist() == [0] * len(TEXTS)


FAMILIES = [
    {"family": "linear", "c": "100"},
    {"family": "naive-bayes"},
    {"family": "naive-bayes", "variant": "complement", "alpha": "0.1"},
    {"family": "random-forest", "n_estimators": "7"},
    {"family": "random-forest", "n_estimators": "3", "max_depth": "1", "class_weight": "balanced"},
    {"family": "gradient-boosting", "max_iter": "5", "min_samples_leaf": "1"},
    # No split is allowed: every tree is its root.
    {"family": "gradient-boosting", "max_iter": "2", "min_samples_leaf": "100"},
]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("labels", [[0, 0, 1, 1, 3, 3], [1, 1, 3, 3, 1, 3]])
def test_exports_a_graph_that_agrees_with_it(family, labels):
    model = train(Rows(TEXTS, labels), parse(**family))

    check_graph(to_onnx(model), model, [*TEXTS, "unknown words", ""])


@pytest.mark.parametrize("family", FAMILIES)
def test_exports_the_same_bytes_twice(family):
    once, again = (to_onnx(train(Rows(TEXTS, LABELS), parse(**family))) for _time in range(2))

    assert once == again


@pytest.mark.parametrize("family", ["random-forest", "gradient-boosting"])
def test_exports_trees_of_real_texts_that_agree_with_it(family, sentences):
    rows = Rows([text for _id, text, _label in sentences], [int(label == "positive") for *_rest, label in sentences])
    model = train(
        Rows(rows.texts[:300], rows.labels[:300]), parse(family=family, max_features="60", max_depth="64", min_samples_leaf="1")
    )

    check_graph(to_onnx(model), model, rows.texts[300:])


def test_keeps_the_terms_that_tell_labels_apart_best_where_few_are_wanted():
    texts = [f"the {word} of it" for word in ("good", "bad") * 20] + [f"the rare{row} of it" for row in range(20)]

    model = train(Rows(texts, [0, 1] * 30), parse(family="random-forest", ngram_max="1", max_features="10"))

    assert {"good", "bad"} < set(model.front.terms)
    assert not {"the", "of", "it"} & set(model.front.terms)


def test_refuses_more_rows_and_terms_than_gradient_boosting_has_room_for(monkeypatch):
    monkeypatch.setattr("trainyard_training.classic.gradient_boosting._MOST_CELLS", 60)

    with pytest.raises(TrainingError, match="set max_features to 10 at most"):
        train(Rows(TEXTS, LABELS), parse(family="gradient-boosting"))


def test_learns_terms_from_the_rows_and_not_from_their_copies():
    rows = Rows(["good film", "good phone", "good day", "bad once"], [0, 0, 0, 1])

    model = train(rows, parse(min_df="2", sampling="balanced"))

    assert model.front.terms == ("good",)


def test_refuses_a_graph_that_disagrees():
    model = train(Rows(TEXTS, LABELS), parse())
    other = train(Rows(TEXTS, LABELS[::-1]), parse())

    with pytest.raises(TrainingError, match="differs from the trained model"):
        check_graph(to_onnx(other), model, TEXTS)


@pytest.mark.parametrize("family", FAMILIES)
def test_exports_standard_operators_without_external_data(family):
    graph = load_from_string(to_onnx(train(Rows(TEXTS, LABELS), parse(**family)))).graph

    assert {node.domain for node in graph.node} == {""}
    assert all(not tensor.external_data for tensor in graph.initializer)


def test_refuses_coefficients_that_are_not_finite(monkeypatch):
    def fit(self, _features, labels):
        self.classes_ = numpy.unique(labels)
        self.coef_, self.intercept_ = numpy.array([[numpy.nan]]), numpy.zeros(1)

    monkeypatch.setattr("sklearn.linear_model.LogisticRegression.fit", fit)

    with pytest.raises(TrainingError, match="not finite"):
        train(Rows(TEXTS, LABELS), parse())


def test_metrics_of_a_small_case():
    assert accuracy([0, 0, 1, 1], [0, 1, 1, 1]) == 0.75
    assert macro_f1([0, 0, 1, 1], [0, 1, 1, 1]) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert majority([2, 1, 1, 2]) == 1
    assert log_loss([0, 1], [[0.5, 0.5], [0.75, 0.25]]) == pytest.approx((math.log(2) + math.log(4)) / 2)
    assert log_loss([1], [[1.0, 0.0]]) == pytest.approx(23 * math.log(2))
    assert metrics_line(validation_macro_f1=0.5) == "validation:macro_f1=0.500000;"


SETS = ["", "0", "1", "0 1", "3", "0 3"]
CODES = [sum(1 << int(place) for place in labels.split()) for labels in SETS]


@pytest.mark.parametrize("family", FAMILIES[:3])
def test_gives_each_label_a_probability_of_its_own_when_a_text_may_have_several(family):
    model = train(Rows(TEXTS * 3, CODES * 3), parse(**family, task="multi-label"))

    check_graph(to_onnx(model), model, [*TEXTS, "unknown words", ""])
    probabilities = model.probabilities(TEXTS)
    # No row has label 2.
    assert probabilities[:, 2].tolist() == [0] * len(TEXTS)
    assert not numpy.allclose(probabilities.sum(axis=1), 1, atol=0.05)


def test_tells_labels_apart_as_classifiers_of_one_label_do():
    model = train(Rows(TEXTS, CODES), parse(c="10", task="multi-label"))

    for place in (0, 1, 3):
        alone = train(Rows(TEXTS, [code >> place & 1 for code in CODES]), parse(c="10"))
        assert model.probabilities(TEXTS)[:, place] == pytest.approx(alone.probabilities(TEXTS)[:, 1])


def test_is_sure_of_a_label_that_every_row_has():
    model = train(Rows(TEXTS, [code | 4 for code in CODES]), parse(task="multi-label"))

    check_graph(to_onnx(model), model, TEXTS)
    assert model.probabilities(TEXTS)[:, 2].tolist() == [1] * len(TEXTS)


def test_needs_a_label_that_some_rows_have_and_others_have_not():
    with pytest.raises(TrainingError, match="nothing to tell apart"):
        train(Rows(TEXTS, [1] * len(TEXTS)), parse(task="multi-label"))


@pytest.mark.parametrize("family", ["gradient-boosting", "random-forest"])
def test_says_which_families_cannot_learn_several_labels(family):
    with pytest.raises(TrainingError, match="use linear, naive-bayes or transformer"):
        train(Rows(TEXTS, CODES), parse(family=family, task="multi-label"))


def test_measures_sets_of_labels_by_their_definitions():
    # Label 0: 1 hit of 2 + 1; label 1: 2 hits of 2 + 3; label 2 occurs nowhere.
    truth, predicted = [0b01, 0b11, 0b10], [0b10, 0b11, 0b10]

    assert macro_f1(truth, predicted, "multi-label", 3) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert accuracy(truth, predicted) == pytest.approx(2 / 3)
    assert majority([0b01, 0b11, 0b100], "multi-label", 3) == 0b01
