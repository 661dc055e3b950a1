"""Somebody's own training: logistic regression over words, by the contract of docs/bring-your-own-container.md."""

import json
import os
from pathlib import Path

import numpy
import pyarrow.dataset
from artifact import write_artifact
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

BASE = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))

told = json.loads((BASE / "input/config/hyperparameters.json").read_text())
rows = {
    channel: pyarrow.dataset.dataset(BASE / "input/data" / channel, format="parquet").to_table(["text", "label"]).to_pydict()
    for channel in ("train", "validation")
}

# As the platform tokenizes: words of at least one character, weighted as scikit-learn does.
vectorizer = TfidfVectorizer(token_pattern=r"(?u)[^\W_]+(?:'[^\W_]+)*", min_df=2)
vectors = vectorizer.fit_transform(rows["train"]["text"])
model = LogisticRegression(C=float(told.get("C", "1")), max_iter=200).fit(vectors, rows["train"]["label"])
accuracy = model.score(vectorizer.transform(rows["validation"]["text"]), rows["validation"]["label"])
print(f"validation accuracy: {accuracy:.4f}", flush=True)

labels = json.loads(told["labels"])
assert list(model.classes_) == labels, (model.classes_, labels)
# One row of scores for each of the two labels.
scores = numpy.concatenate([-model.coef_, model.coef_]) / 2
biases = numpy.concatenate([-model.intercept_, model.intercept_]) / 2
write_artifact(BASE / "model", vectorizer, scores, biases, told, len(rows["train"]["text"]))
