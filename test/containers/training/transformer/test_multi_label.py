"""Texts with any number of labels: the loss, what the artifact says, and a training that is killed on the way."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy
import onnxruntime
import pytest
import torch
from conftest import TransformerJob
from moments import SignalAt
from test_interruptions import result_of
from tiny import sentences_of_sets
from tokenizers import Tokenizer
from trainyard_training.label_codes import code_of
from trainyard_training.label_sets import codes_of
from trainyard_training.metrics import accuracy, macro_f1
from trainyard_training.transformer.loss import batch_loss

NewJob = Callable[..., TransformerJob]


@pytest.fixture(scope="module")
def new_multi_label_job(new_job: NewJob) -> Callable[[], TransformerJob]:
    def create() -> TransformerJob:
        job = new_job(task="multi-label", class_weight="balanced", thresholds="tuned")
        job.channel("train", sentences_of_sets(200, seed=1))
        job.channel("validation", sentences_of_sets(48, seed=2))
        return job

    return create


@pytest.fixture(scope="module")
def trained(new_multi_label_job: Callable[[], TransformerJob]) -> TransformerJob:
    job = new_multi_label_job()
    ended = job.attempt()
    assert ended.status == 0, ended.log
    return job


def thresholds_of(job: TransformerJob) -> list[float]:
    return json.loads(job.model()["model.json"])["multiLabel"]["thresholds"]


@pytest.mark.parametrize("class_weight", ["none", "balanced"])
def test_the_parts_of_a_batch_add_up_to_the_mean_over_rows_and_labels(class_weight: str) -> None:
    codes = numpy.array([0b001, 0b011, 0b000, 0b001])
    logits = torch.tensor([[2.0, -1.0, 0.5], [0.1, 0.2, -3.0], [-1.0, 1.0, 0.0], [1.5, -0.5, -2.0]])
    loss = batch_loss("multi-label", codes, 3, class_weight, 0.0, torch.device("cpu"))
    total_weight = loss.total_weight(codes)

    parts = [loss(logits[part], torch.from_numpy(codes[part]), total_weight).item() for part in (slice(0, 1), slice(1, 4))]

    # Label 0 is on 3 of 4 rows, label 1 on 1, label 2 on none.
    positive = numpy.array([1 / 3, 3, 1]) if class_weight == "balanced" else numpy.ones(3)
    targets = numpy.array([[1, 0, 0], [1, 1, 0], [0, 0, 0], [1, 0, 0]])
    probabilities = 1 / (1 + numpy.exp(-logits.numpy().astype(float)))
    losses = -positive * targets * numpy.log(probabilities) - (1 - targets) * numpy.log(1 - probabilities)
    assert sum(parts) == pytest.approx(losses.mean(), rel=1e-6)


def test_the_artifact_gives_each_label_a_probability_and_a_threshold_of_its_own(trained: TransformerJob) -> None:
    model = trained.model()
    description = json.loads(model["model.json"])
    tokenizer = Tokenizer.from_str(model["tokenizer.json"].decode())
    session = onnxruntime.InferenceSession(model["model.onnx"])
    rows = sentences_of_sets(48, seed=2)
    position = {label: place for place, label in enumerate(description["labels"])}
    truth = [code_of("multi-label", labels, position) for _id, _text, labels in rows]

    said = []
    for _id, text, _labels in rows:
        ids = numpy.array([tokenizer.encode(text).ids], dtype=numpy.int64)
        (probabilities,) = session.run(["probabilities"], {"input_ids": ids, "attention_mask": numpy.ones_like(ids)})
        said.append(probabilities[0])

    def measured(thresholds: list[float]) -> tuple[float, float]:
        given = codes_of(numpy.array(said) >= thresholds)
        return accuracy(truth, given), macro_f1(truth, given, "multi-label", 3)

    best = max((line for line in trained.metrics() if "validation_macro_f1" in line), key=lambda line: line["validation_macro_f1"])
    at_half, tuned = measured([0.5] * 3), measured(thresholds_of(trained))
    assert at_half == pytest.approx((best["validation_accuracy"], best["validation_macro_f1"]), abs=1e-5)
    assert tuned[1] >= at_half[1] > 0.6
    assert thresholds_of(trained) != [0.5] * 3


@pytest.mark.parametrize("file", ["step.py", "evaluation.py"])
def test_a_training_that_was_killed_ends_with_the_very_bits_of_one_that_was_not(
    file: str, new_multi_label_job: Callable[[], TransformerJob], trained: TransformerJob
) -> None:
    job = new_multi_label_job()

    killed = job.attempt(SignalAt(20, within=file))
    finished = job.attempt()

    assert killed.status != 0
    assert finished.status == 0, finished.log
    assert result_of(job) == result_of(trained)
    assert thresholds_of(job) == thresholds_of(trained)
