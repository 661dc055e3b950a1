"""The training job: rows to model artifact, with its metrics in the log."""

from __future__ import annotations

from typing import Any

import numpy

from ..contract import Contract
from ..errors import TrainingError
from ..label_sets import codes_of, labels_seen
from ..metrics import accuracy, log_loss, macro_f1, majority, metrics_line, rows_by_label
from ..metrics_log import MetricsLog
from ..rows import Rows, read_rows
from ..rules.watch import Watch
from ..thresholds import thresholds_for
from .artifact import write_artifact
from .export import to_onnx
from .hyperparameters import Hyperparameters
from .model import Model, train
from .parity import check_graph


def run(contract: Contract) -> None:
    """Trains and exports one candidate. Raises `TrainingError` when it cannot."""
    hyperparameters = Hyperparameters.parse(contract.hyperparameters())
    rows = read_rows("train", contract.channel_files("train"), hyperparameters.labels, hyperparameters.task)
    validation = read_rows("validation", contract.channel_files("validation"), hyperparameters.labels, hyperparameters.task)
    _log(f"Training {hyperparameters.candidate} on {len(rows)} rows, {len(validation)} for validation")
    model = train(rows, hyperparameters)
    for warning in model.classifier.warnings:
        _log(f"Warning: {warning}")
    for label in sorted(set(range(len(model.labels))) - labels_seen(hyperparameters.task, rows.labels, len(model.labels))):
        _log(f"Warning: no training row has the label {model.labels[label]}; the model never gives it")
    thresholds = thresholds_for(
        hyperparameters.task,
        hyperparameters.thresholds,
        validation.labels,
        len(model.labels),
        lambda: model.probabilities(validation.texts),
    )
    _watch(contract, hyperparameters, _log_metrics(model, rows, validation, hyperparameters.task, thresholds))
    graph = to_onnx(model)
    check_graph(graph, model, validation.texts or rows.texts)
    write_artifact(contract.model_folder, model, graph, hyperparameters, len(rows), thresholds)
    _log(f"Wrote the model with {len(model.front.terms)} terms and {len(graph)} bytes")


def _watch(contract: Contract, hyperparameters: Hyperparameters, metrics: dict[str, Any]) -> None:
    """Records the metrics of the one fit. Raises `TrainingError` when a rule ends the training over them."""
    log = MetricsLog(contract.metrics_file)
    log.restore(b"")
    reason = Watch(hyperparameters.rules, contract.findings_file, _log).see(log.append(step=1, epoch=1, **metrics))
    if reason is not None:
        raise TrainingError(reason)


def _log_metrics(
    model: Model, rows: Rows, validation: Rows, task: str, thresholds: list[float] | None
) -> dict[str, Any]:
    label_count = len(model.labels)
    probabilities = model.probabilities(rows.texts)
    fit = {
        "train_loss": log_loss(rows.labels, probabilities, task),
        "train_accuracy": accuracy(rows.labels, _predicted(probabilities, thresholds)),
    }
    _log(metrics_line(**fit))
    if len(validation) == 0:
        _log("Warning: channel validation has no rows")
        return fit
    probabilities = model.probabilities(validation.texts)
    predicted = _predicted(probabilities, thresholds)
    scores = {
        "validation_loss": log_loss(validation.labels, probabilities, task),
        "validation_accuracy": accuracy(validation.labels, predicted),
        "validation_macro_f1": macro_f1(validation.labels, predicted, task, label_count),
    }
    _log(metrics_line(**scores))
    always = [majority(rows.labels, task, label_count)] * len(validation)
    _log(
        metrics_line(
            baseline_accuracy=accuracy(validation.labels, always),
            baseline_macro_f1=macro_f1(validation.labels, always, task, label_count),
        )
    )
    counts = {
        "label_rows": rows_by_label(model.labels, validation.labels, task),
        "predicted_rows": rows_by_label(model.labels, predicted, task),
    }
    return {**fit, **scores, **counts}


def _predicted(probabilities: numpy.ndarray, thresholds: list[float] | None) -> list[int]:
    if thresholds is not None:
        return codes_of(probabilities >= thresholds)
    return numpy.argmax(probabilities, axis=1).tolist()


def _log(line: str) -> None:
    print(line, flush=True)
