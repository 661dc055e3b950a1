"""Answers each line {hyperparameters, rows, texts, folder}: trains, writes the artifact, gives scikit-learn's probabilities."""

import json
import sys
from pathlib import Path

from trainyard_training.classic.artifact import write_artifact
from trainyard_training.classic.export import to_onnx
from trainyard_training.classic.hyperparameters import Hyperparameters
from trainyard_training.classic.model import train
from trainyard_training.rows import Rows

for line in sys.stdin:
    question = json.loads(line)
    hyperparameters = Hyperparameters.parse({"family": "linear", "candidate": "reference", **question["hyperparameters"]})
    rows = Rows(
        texts=[row["text"] for row in question["rows"]],
        labels=[hyperparameters.labels.index(row["label"]) for row in question["rows"]],
    )
    model = train(rows, hyperparameters)
    write_artifact(Path(question["folder"]), model, to_onnx(model), hyperparameters, len(rows))
    print(json.dumps(model.probabilities(question["texts"]).tolist()), flush=True)
