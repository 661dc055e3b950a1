"""From which probability on a label is given."""

import numpy
import pytest
from trainyard_training.label_sets import codes_of, indicators
from trainyard_training.metrics import macro_f1
from trainyard_training.thresholds import thresholds_for


def tuned(codes, said):
    return thresholds_for("multi-label", "tuned", codes, said.shape[1], lambda: said)


def test_are_none_where_each_text_has_one_label():
    assert thresholds_for("single-label", "half", [0, 1], 2, lambda: pytest.fail("nobody needs them")) is None


def test_are_a_half_when_not_tuned_or_without_validation_rows():
    assert thresholds_for("multi-label", "half", [0, 1], 2, lambda: pytest.fail("nobody needs them")) == [0.5, 0.5]
    assert thresholds_for("multi-label", "tuned", [], 2, lambda: pytest.fail("there are none")) == [0.5, 0.5]


def test_lie_half_way_between_two_probabilities():
    # 10 of 40 rows have the label; the model is right about their order, but never says more than 0.3.
    codes = [1] * 10 + [0] * 30
    said = numpy.array([[0.3]] * 10 + [[0.1]] * 30)

    assert tuned(codes, said) == [0.2]


def test_stay_a_half_for_a_label_with_few_rows():
    codes = [1] * 9 + [0] * 31
    said = numpy.array([[0.3]] * 9 + [[0.1]] * 31)

    assert tuned(codes, said) == [0.5]


@pytest.mark.parametrize("seed", range(10))
def test_give_the_best_f1_of_all_and_the_same_for_rows_in_any_order(seed):
    generator = numpy.random.default_rng(seed)
    truth = generator.random((60, 1)) < 0.4
    # With two digits, since nearer probabilities are not told apart.
    said = numpy.round(0.3 * truth + generator.random((60, 1)) * 0.6, 2)
    codes = codes_of(truth)

    (threshold,) = tuned(codes, said)

    def f1(cut):
        return macro_f1(codes, codes_of(said >= cut), "multi-label", 1)

    assert f1(threshold) == max(f1(cut) for cut in [*said.ravel(), 0.5])
    order = generator.permutation(60)
    assert tuned([codes[row] for row in order], said[order]) == [threshold]


def test_are_those_of_the_sets():
    assert indicators([0b101], 3).tolist() == [[1, 0, 1]]
    assert codes_of(numpy.array([[True, False, True], [False, False, False]])) == [0b101, 0]
