"""What a training leaves: a model that learned, metrics by step, and the weights of the best epoch."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable

import numpy
import onnxruntime
import pytest
from conftest import TransformerJob
from safetensors.torch import load_file
from tiny import LABELS, sentences
from tokenizers import Tokenizer

NewJob = Callable[..., TransformerJob]


def predict(job: TransformerJob, texts: list[str]) -> list[str]:
    """By the artifact alone."""
    model = job.model()
    tokenizer = Tokenizer.from_str(model["tokenizer.json"].decode())
    session = onnxruntime.InferenceSession(model["model.onnx"])
    said = []
    for text in texts:
        ids = numpy.array([tokenizer.encode(text).ids], dtype=numpy.int64)
        (probabilities,) = session.run(["probabilities"], {"input_ids": ids, "attention_mask": numpy.ones_like(ids)})
        said.append(LABELS[int(probabilities.argmax())])
    return said


def test_the_artifact_gives_the_validation_metrics_of_the_best_epoch(uninterrupted: TransformerJob) -> None:
    rows = sentences(48, seed=2)
    validations = [line for line in uninterrupted.metrics() if "validation_macro_f1" in line]
    best = max(validations, key=lambda line: line["validation_macro_f1"])

    said = predict(uninterrupted, [text for _id, text, _label in rows])

    right = sum(one == label for one, (_id, _text, label) in zip(said, rows))
    assert right / len(rows) == pytest.approx(best["validation_accuracy"], abs=1e-5)
    assert best["validation_accuracy"] > 0.5


def test_the_files_are_those_that_the_description_names(uninterrupted: TransformerJob) -> None:
    model = uninterrupted.model()
    description = json.loads(model["model.json"])

    assert sorted(model) == ["model.json", "model.onnx", "tokenizer.json"]
    assert description["files"] == {name: hashlib.sha256(model[name]).hexdigest() for name in ("model.onnx", "tokenizer.json")}
    assert description["preprocessing"] == {"maxTokens": 48, "padTokenId": 0}
    assert description["training"]["rows"] == 200


def test_metrics_of_each_logged_step_and_validation(uninterrupted: TransformerJob) -> None:
    lines = uninterrupted.metrics()
    steps = [line for line in lines if "train_loss" in line]

    assert [line["step"] for line in steps] == list(range(1, 40))
    assert set(steps[0]) == {
        *("step", "epoch", "seconds", "train_loss", "learning_rate", "gradient_norm", "samples_per_second"),
        *("data_seconds", "forward_seconds", "backward_seconds", "optimizer_seconds", "save_seconds"),
    }
    assert all(line["forward_seconds"] > 0 and line["backward_seconds"] > 0 for line in steps)
    assert steps[-1]["train_loss"] < steps[0]["train_loss"]
    validations = [line for line in lines if "validation_loss" in line]
    assert [line["step"] for line in validations] == [13, 26, 39]
    assert set(validations[0]) == {
        *("step", "epoch", "validation_loss", "validation_accuracy", "validation_macro_f1"),
        *("label_rows", "predicted_rows"),
    }
    assert all(sum(line[name].values()) == 48 for line in validations for name in ("label_rows", "predicted_rows"))


def test_early_stopping_keeps_the_best_epoch(new_job: NewJob) -> None:
    job = new_job(epochs=20, patience=2, learning_rate=0.01, save_steps=0)

    ended = job.attempt()

    assert ended.status == 0, ended.log
    scores = [line["validation_macro_f1"] for line in job.metrics() if "validation_macro_f1" in line]
    assert "Stopped early: 2 epochs without a better macro F1 on validation" in ended.log
    assert 3 < len(scores) < 20
    assert scores.index(max(scores)) == len(scores) - 3
    assert f"Wrote the model of step {13 * (len(scores) - 2)} " in ended.log


def test_frozen_layers_keep_the_weights_of_the_base(new_job: NewJob) -> None:
    job = new_job(rows=32, epochs=1, freeze_layers=1)

    ended = job.attempt()

    assert ended.status == 0, ended.log
    before = {f"bert.{name}": tensor for name, tensor in load_file(job.base_channel / "model.safetensors").items()}
    after = job.weights()
    same = {name for name in before if bool((before[name] == after[name]).all())}
    frozen = {name for name in before if re.match(r"bert\.(embeddings|encoder\.layer\.0)\.", name)}
    assert frozen <= same
    assert not any(name.startswith("bert.encoder.layer.1.") for name in same if "weight" in name)


def test_the_seed_decides(new_job: NewJob) -> None:
    jobs = [new_job(rows=32, epochs=1, seed=seed) for seed in (1, 1, 2)]
    for job in jobs:
        assert job.attempt().status == 0

    first, same, other = (job.model()["model.onnx"] for job in jobs)
    assert first == same
    assert first != other


def test_no_text_is_in_the_log(new_job: NewJob) -> None:
    job = new_job(rows=32, epochs=1)
    job.channel("train", [("1", "confidential dress great", "positive"), ("2", "confidential shirt awful", "negative")])

    ended = job.attempt()

    assert ended.status == 0, ended.log
    assert "confidential" not in ended.log
