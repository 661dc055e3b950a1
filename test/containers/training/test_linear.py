"""The classifier and its ONNX graph."""

import numpy
import pytest
from onnx import load_from_string
from trainyard_training.errors import TrainingError
from trainyard_training.classic.export import to_onnx
from trainyard_training.classic.hyperparameters import Hyperparameters
from trainyard_training.classic.linear import train
from trainyard_training.metrics import accuracy, macro_f1, majority, metrics_line
from trainyard_training.classic.parity import check_graph
from trainyard_training.rows import Rows

TEXTS = ["good film", "good phone", "bad film", "bad phone", "so so film", "so so phone"]
LABELS = [0, 0, 1, 1, 2, 2]


def parse(**raw):
    return Hyperparameters.parse({"family": "linear", "candidate": "x", "labels": '["bad", "good", "missing", "unsure"]', "min_df": "1", **raw})


def test_keeps_the_most_frequent_terms_and_breaks_ties_alphabetically():
    rows = Rows([f"common {word}" for word in "qwertyuiopasdfgh"], [0, 1] * 8)

    model = train(rows, parse(ngram_max="1", max_features="10"))

    assert model.terms == tuple(sorted(["common", *sorted("qwertyuiopasdfgh")[:9]]))


def test_never_gives_a_label_without_training_rows():
    model = train(Rows(TEXTS, [label if label < 2 else 3 for label in LABELS]), parse())

    assert model.probabilities(TEXTS)[:, 2].tolist() == [0] * len(TEXTS)


@pytest.mark.parametrize("labels", [[0, 0, 1, 1, 3, 3], [1, 1, 3, 3, 1, 3]])
def test_exports_a_graph_that_agrees_with_it(labels):
    model = train(Rows(TEXTS, labels), parse(c="100"))

    check_graph(to_onnx(model), model, [*TEXTS, "unknown words", ""])


def test_refuses_a_graph_that_disagrees():
    model = train(Rows(TEXTS, LABELS), parse())
    other = train(Rows(TEXTS, LABELS[::-1]), parse())

    with pytest.raises(TrainingError, match="differs from the trained model"):
        check_graph(to_onnx(other), model, TEXTS)


def test_exports_standard_operators_without_external_data():
    graph = load_from_string(to_onnx(train(Rows(TEXTS, LABELS), parse()))).graph

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
    assert metrics_line(validation_macro_f1=0.5) == "validation:macro_f1=0.500000;"
