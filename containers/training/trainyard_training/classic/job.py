"""The training job: rows to model artifact, with its metrics in the log."""

from __future__ import annotations

import numpy

from ..contract import Contract
from ..metrics import accuracy, log_loss, macro_f1, majority, metrics_line
from ..rows import Rows, read_rows
from .artifact import write_artifact
from .export import to_onnx
from .hyperparameters import Hyperparameters
from .model import Model, train
from .parity import check_graph


def run(contract: Contract) -> None:
    """Trains and exports one candidate. Raises `TrainingError` when it cannot."""
    hyperparameters = Hyperparameters.parse(contract.hyperparameters())
    rows = read_rows("train", contract.channel_files("train"), hyperparameters.labels)
    validation = read_rows("validation", contract.channel_files("validation"), hyperparameters.labels)
    _log(f"Training {hyperparameters.candidate} on {len(rows)} rows, {len(validation)} for validation")
    model = train(rows, hyperparameters)
    for warning in model.classifier.warnings:
        _log(f"Warning: {warning}")
    for label in sorted(set(range(len(model.labels))) - set(rows.labels)):
        _log(f"Warning: no training row has the label {model.labels[label]}; the model never gives it")
    _log_metrics(model, rows, validation)
    graph = to_onnx(model)
    check_graph(graph, model, validation.texts or rows.texts)
    write_artifact(contract.model_folder, model, graph, hyperparameters, len(rows))
    _log(f"Wrote the model with {len(model.front.terms)} terms and {len(graph)} bytes")


def _log_metrics(model: Model, rows: Rows, validation: Rows) -> None:
    probabilities = model.probabilities(rows.texts)
    _log(
        metrics_line(
            train_loss=log_loss(rows.labels, probabilities),
            train_accuracy=accuracy(rows.labels, _predicted(probabilities)),
        )
    )
    if len(validation) == 0:
        _log("Warning: channel validation has no rows")
        return
    probabilities = model.probabilities(validation.texts)
    predicted = _predicted(probabilities)
    _log(
        metrics_line(
            validation_loss=log_loss(validation.labels, probabilities),
            validation_accuracy=accuracy(validation.labels, predicted),
            validation_macro_f1=macro_f1(validation.labels, predicted),
        )
    )
    always = [majority(rows.labels)] * len(validation)
    _log(
        metrics_line(
            baseline_accuracy=accuracy(validation.labels, always), baseline_macro_f1=macro_f1(validation.labels, always)
        )
    )


def _predicted(probabilities: numpy.ndarray) -> list[int]:
    return numpy.argmax(probabilities, axis=1).tolist()


def _log(line: str) -> None:
    print(line, flush=True)
