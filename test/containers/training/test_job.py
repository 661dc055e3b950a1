"""The container's entry point, run as SageMaker runs it."""

import hashlib
import json
import re


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


def expect_failure(job, reason):
    result = job.run()
    assert result.returncode == 1
    assert reason in job.failure()
    assert len(job.failure()) <= 1024
    assert "Traceback" not in result.stderr
    assert not (job.base / "model").exists()


def test_says_that_one_label_is_not_enough(job, sentences):
    job.hyperparameters()
    job.channel("train", [row for row in sentences if row[2] == "positive"])
    job.channel("validation", sentences[:10])

    expect_failure(job, "All 500 training rows have the label positive")


def test_says_which_channel_is_missing(job, sentences):
    job.hyperparameters()
    job.channel("train", sentences)

    expect_failure(job, "Channel validation has no Parquet file")


def test_says_which_file_is_broken(job, sentences):
    job.hyperparameters()
    job.channel("validation", sentences[:10])
    path = job.channel("train", sentences)
    path.write_bytes(path.read_bytes()[:-20])

    expect_failure(job, "part-0.parquet is not a readable Parquet file")


def test_says_that_a_label_is_unknown_without_quoting_it(job, sentences):
    job.hyperparameters()
    job.channel("train", [*sentences, ("x", "a text", "zyxcanary")])
    job.channel("validation", sentences[:10])

    expect_failure(job, "1 labels that the hyperparameter labels does not name")
    assert "zyxcanary" not in job.failure()


def test_says_that_no_term_is_frequent_enough(job, sentences):
    job.hyperparameters(min_df="5000")
    job.channel("train", sentences)
    job.channel("validation", sentences[:10])

    expect_failure(job, "No term occurs in 5000 training texts")


def test_says_that_no_term_is_left(job):
    job.hyperparameters()
    job.channel("train", [("1", "!!!", "negative"), ("2", "...", "positive")])
    job.channel("validation", [])

    expect_failure(job, "No term is left")


def test_says_that_a_text_is_missing(job, sentences):
    job.hyperparameters()
    job.channel("train", [*sentences, ("x", None, "positive")])
    job.channel("validation", sentences[:10])

    expect_failure(job, "Channel train has rows without a text")


def test_reports_every_wrong_hyperparameter(job):
    job.hyperparameters(ngram_min="5", c="-1", typo="1")

    expect_failure(job, "ngram_min must be")
    assert "c must be" in job.failure()
    assert "typo is not" in job.failure()


def test_says_that_the_hyperparameters_are_missing(job):
    expect_failure(job, "hyperparameters.json is missing")
