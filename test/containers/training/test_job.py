"""The container's entry point, run as SageMaker runs it."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from trainyard_training.balance import rebalance
from trainyard_training.metrics import accuracy


def test_writes_an_artifact_with_the_digests_of_its_files(job, sentences):
    job.hyperparameters(candidate="bigram", dataset_version="4", c="2.5", cleaning='{"stemming": "english"}')
    job.channel("train", sentences[:800])
    job.channel("validation", sentences[800:])

    result = job.run()

    assert result.returncode == 0, result.stderr
    files = job.model()
    assert sorted(files) == ["model.json", "model.onnx", "vocabulary.json"]
    description = json.loads(files["model.json"])
    assert description["files"] == {
        name: hashlib.sha256(files[name]).hexdigest() for name in ("model.onnx", "vocabulary.json")
    }
    assert description["labels"] == ["negative", "positive"]
    assert description["preprocessing"]["cleaning"]["stemming"] == "english"
    assert description["training"]["candidate"] == "bigram"
    assert description["training"]["datasetVersion"] == 4
    assert description["training"]["rows"] == 800
    assert description["training"]["hyperparameters"]["c"] == 2.5


def test_logs_metrics_beside_the_baseline_and_no_text(job, sentences):
    job.hyperparameters()
    job.channel("train", sentences[:800])
    job.channel("validation", sentences[800:])

    result = job.run()

    accuracy = float(re.search(r"validation:accuracy=([0-9.]+);", result.stdout).group(1))
    baseline = float(re.search(r"baseline:accuracy=([0-9.]+);", result.stdout).group(1))
    assert accuracy > 0.7 > baseline
    assert not any(text in result.stdout + result.stderr for _row_id, text, _label in sentences if len(text) > 8)


def test_balances_the_training_rows_and_never_those_that_it_is_measured_on(job, sentences, monkeypatch):
    positive = [row for row in sentences if row[2] == "positive"]
    negative = [row for row in sentences if row[2] == "negative"]
    job.hyperparameters(sampling="balanced", augmentation="light")
    job.channel("train", [*positive[:60], *negative[:20]])
    job.channel("validation", [*positive[60:90], *negative[20:30]])
    balanced, measured = [], []

    def spy(rows, *options):
        balanced.append(rebalance(rows, *options))
        return balanced[-1]

    def measure(truth, predicted):
        measured.append(list(truth))
        return accuracy(truth, predicted)

    monkeypatch.setattr("trainyard_training.classic.model.rebalance", spy)
    monkeypatch.setattr("trainyard_training.classic.job.accuracy", measure)

    assert job.run_here(monkeypatch) == 0

    assert [Counter(rows.labels) for rows in balanced] == [{0: 60, 1: 60}]
    assert [Counter(truth) for truth in measured] == [{0: 20, 1: 60}, {0: 10, 1: 30}, {0: 10, 1: 30}]
    assert json.loads(job.model()["model.json"])["training"]["rows"] == 80


def test_gives_the_same_bytes_whatever_the_layout_of_the_files(job, sentences, tmp_path):
    job.hyperparameters()
    job.channel("validation", sentences[800:])
    job.channel("train", sentences[:800])
    assert job.run().returncode == 0
    once = job.model()

    job.channel("train", sentences[799:399:-1])
    job.channel("train", sentences[:400], "nested/part-1.parquet")
    assert job.run().returncode == 0

    assert job.model() == once


def test_trains_without_validation_rows(job, sentences):
    job.hyperparameters()
    job.channel("train", sentences)
    job.channel("validation", [])

    result = job.run()

    assert result.returncode == 0
    assert "channel validation has no rows" in result.stdout


@pytest.fixture
def expect_failure(job, monkeypatch, capsys):
    """Runs the job and expects it to end with the reason, in the failure file and on stderr alike."""

    def expect(reason):
        assert job.run_here(monkeypatch) == 1
        assert reason in job.failure()
        assert len(job.failure()) <= 1024
        assert capsys.readouterr().err == job.failure() + "\n"
        assert not (job.base / "model").exists()

    return expect


def test_ends_with_status_1_and_no_stack_trace(job):
    job.hyperparameters(c="-1")

    result = job.run()

    assert result.returncode == 1
    assert result.stderr == "Hyperparameters are invalid: c must be a number above 0\n"


def test_says_where_an_unexpected_error_came_from_but_not_its_message(expect_failure, job, monkeypatch):
    def fail(_contract):
        raise ValueError("zyxcanary")

    job.hyperparameters()
    monkeypatch.setattr("trainyard_training.classic.job.run", fail)

    expect_failure("UNEXPECTED: ValueError in test_job.py, line")
    assert "zyxcanary" not in job.failure()


def test_says_that_one_label_is_not_enough(expect_failure, job, sentences):
    job.hyperparameters()
    job.channel("train", [row for row in sentences if row[2] == "positive"])
    job.channel("validation", sentences[:10])

    expect_failure("All 500 training rows have the label positive")


def test_says_which_channel_is_missing(expect_failure, job, sentences):
    job.hyperparameters()
    job.channel("train", sentences)

    expect_failure("Channel validation has no Parquet file")


def test_says_which_file_is_broken(expect_failure, job, sentences):
    job.hyperparameters()
    job.channel("validation", sentences[:10])
    path = job.channel("train", sentences)
    path.write_bytes(path.read_bytes()[:-20])

    expect_failure("part-0.parquet is not a readable Parquet file")


def test_says_that_a_label_is_unknown_without_quoting_it(expect_failure, job, sentences):
    job.hyperparameters()
    job.channel("train", [*sentences, ("x", "a text", "zyxcanary")])
    job.channel("validation", sentences[:10])

    expect_failure("1 labels that the hyperparameter labels does not name")
    assert "zyxcanary" not in job.failure()


def test_says_that_no_term_is_frequent_enough(expect_failure, job, sentences):
    job.hyperparameters(min_df="5000")
    job.channel("train", sentences)
    job.channel("validation", sentences[:10])

    expect_failure("No term occurs in 5000 training texts")


def test_says_that_no_term_is_left(expect_failure, job):
    job.hyperparameters()
    job.channel("train", [("1", "!!!", "negative"), ("2", "...", "positive")])
    job.channel("validation", [])

    expect_failure("No term is left")


def test_says_that_a_text_is_missing(expect_failure, job, sentences):
    job.hyperparameters()
    job.channel("train", [*sentences, ("x", None, "positive")])
    job.channel("validation", sentences[:10])

    expect_failure("Channel train has rows without a text")


def test_reports_every_wrong_hyperparameter(expect_failure, job):
    job.hyperparameters(ngram_min="5", c="-1", typo="1")

    expect_failure("ngram_min must be")
    assert "c must be" in job.failure()
    assert "typo is not" in job.failure()


@pytest.mark.parametrize("family", ["oracle", "[1]", '{"a": 1}'])
def test_says_that_a_family_is_unknown(expect_failure, job, family):
    job.hyperparameters(family=family)

    expect_failure("family must be linear")


def test_says_that_the_hyperparameters_are_missing(expect_failure, job):
    expect_failure("hyperparameters.json is missing")


def test_imports_nothing_that_starts_threads_before_their_number_is_set():
    imported = "import sys, trainyard_training.__main__; sys.exit('numpy' in sys.modules)"
    path = {"PYTHONPATH": str(Path(__file__).parents[3] / "containers" / "training"), "PYTHONDONTWRITEBYTECODE": "1"}

    assert subprocess.run([sys.executable, "-c", imported], env={**os.environ, **path}, timeout=120).returncode == 0
