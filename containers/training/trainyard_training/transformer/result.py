"""The trained model as an artifact."""

from __future__ import annotations

from pathlib import Path

from ..thresholds import thresholds_for
from .artifact import Description, write_artifact
from .checkpoint.tensors import load_model
from .evaluation import label_probabilities
from .export import export
from .inputs import Inputs
from .training import Training

# Texts on which the graph must say what PyTorch says.
_SAMPLE_TEXTS = 256


def write_result(folder: Path, inputs: Inputs, training: Training) -> None:
    """Exports the weights of the best validation, or the last ones where there are no validation rows."""
    if training.saver is not None and training.saver.best is not None:
        load_model(training.model, training.saver.best)
    rows = inputs.validation if len(inputs.validation) > 0 else inputs.train
    graph = export(training.model, [rows.row(position).tolist() for position in range(min(_SAMPLE_TEXTS, len(rows)))])
    hyperparameters = training.hyperparameters
    description = Description(
        labels=hyperparameters.labels,
        max_text_length=hyperparameters.max_text_length,
        max_tokens=hyperparameters.max_tokens,
        pad_token_id=inputs.base.pad_token_id,
        candidate=hyperparameters.candidate,
        seed=hyperparameters.seed,
        rows=len(inputs.train_rows),
        dataset_version=hyperparameters.dataset_version,
        hyperparameters=hyperparameters.configuration(),
        thresholds=thresholds_for(
            hyperparameters.task,
            hyperparameters.thresholds,
            inputs.validation.labels,
            len(hyperparameters.labels),
            lambda: label_probabilities(training.model, inputs.validation, training.world.device),
        ),
    )
    write_artifact(folder, description, graph, inputs.base.tokenizer_json)
    best = training.progress.best
    training.log(f"Wrote the model {'of the last step' if best is None else f'of step {best.step}'} with {len(graph)} bytes")
