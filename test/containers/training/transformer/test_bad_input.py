"""What cannot be trained is refused in words that say what to do, before anything is spent on it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from conftest import TransformerJob
from safetensors.torch import load_file, save_file

NewJob = Callable[..., TransformerJob]


def refused(job: TransformerJob) -> str:
    ended = job.attempt()
    assert ended.status == 1, ended.log
    assert job.model() == {}
    return job.failure()


def edit_config(job: TransformerJob, **values: object) -> None:
    path = job.base_channel / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_every_wrong_hyperparameter_is_named_at_once(new_job: NewJob) -> None:
    job = new_job(
        base=None, epochs=0, learning_rate="fast", label_smoothing=0.9, precision="int8", base_digest="abc", warmup_steps=10, max_tokens=1.5
    )

    assert refused(job) == (
        "Hyperparameters are invalid: max_tokens must be an integer of at least 8 and at most 512; "
        "epochs must be an integer of at least 1 and at most 50; "
        "learning_rate must be a number above 0 and at most 1; "
        "label_smoothing must be a number of at least 0 and at most 0.5; "
        "precision must be auto or bf16 or fp16 or fp32; "
        "base_digest must be a SHA-256 in 64 hexadecimal digits; "
        "warmup_steps is not a hyperparameter of this family; "
        "base is missing"
    )


@pytest.mark.parametrize("channel", ["base", "train", "validation"])
def test_a_missing_channel(channel: str, job: TransformerJob) -> None:
    (job.base / "input" / "data" / channel).rename(job.base / "elsewhere")

    assert refused(job) in (f"Channel {channel} is missing", f"Channel {channel} has no Parquet file")


def test_a_base_with_pickled_weights_only(job: TransformerJob) -> None:
    weights = load_file(job.base_channel / "model.safetensors")
    torch.save(weights, job.base_channel / "pytorch_model.bin")
    (job.base_channel / "model.safetensors").unlink()

    reason = refused(job)

    assert "pickled weights only (pytorch_model.bin), which can run code when they are read" in reason
    assert "save_pretrained(folder, safe_serialization=True)" in reason


def test_pickled_weights_beside_safe_ones_are_not_read(new_job: NewJob) -> None:
    job = new_job(rows=32, epochs=1)
    (job.base_channel / "pytorch_model.bin").write_bytes(b"\x80\x04cos\nsystem\n(S'touch /tmp/pickled'\ntR.")

    ended = job.attempt()

    assert ended.status == 0, ended.log
    assert not Path("/tmp/pickled").exists()


def test_a_base_whose_files_are_not_those_that_were_added(new_job: NewJob) -> None:
    job = new_job(base_digest="0" * 64)

    assert refused(job) == "The files in channel base are not those of the base tiny: add it again"


def test_a_base_with_the_files_that_were_added(new_job: NewJob) -> None:
    job = new_job(rows=32, epochs=1)
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(job.base_channel.iterdir())}
    (job.base_channel / "base.json").write_text("{}")
    digest = hashlib.sha256(json.dumps(files, separators=(",", ":")).encode()).hexdigest()
    job.hyperparameters(epochs=1, base_digest=digest)

    ended = job.attempt()

    assert ended.status == 0, ended.log


def test_a_base_without_weights(job: TransformerJob) -> None:
    (job.base_channel / "model.safetensors").unlink()

    assert refused(job) == "Channel base has no model.safetensors: add the base with `trainyard base add`"


def test_a_base_whose_weights_are_cut_off(job: TransformerJob) -> None:
    path = job.base_channel / "model.safetensors"
    path.write_bytes(path.read_bytes()[:5000])

    assert refused(job) == "The base's weights cannot be read (SafetensorError): add the base again"


def test_a_base_that_lacks_weights_of_its_model(job: TransformerJob) -> None:
    path = job.base_channel / "model.safetensors"
    weights = load_file(path)
    del weights["encoder.layer.1.output.dense.weight"]
    save_file(weights, path, metadata={"format": "pt"})

    assert "The base's weights lack 1 tensors of its model, bert.encoder.layer.1.output.dense.weight first" in refused(job)


def test_a_base_of_a_type_that_is_not_trained_here(job: TransformerJob) -> None:
    edit_config(job, model_type="gpt2")

    assert refused(job).startswith("The base is of type gpt2; these can be trained: bert, roberta,")


def test_a_base_that_brings_code_along_is_not_run(job: TransformerJob) -> None:
    edit_config(job, model_type="mine", auto_map={"AutoConfig": "mine.Config"})
    (job.base_channel / "mine.py").write_text("open('/tmp/ran', 'w')\nclass Config: pass\n")

    assert refused(job).startswith("The base's config.json is not that of a model of these types")
    assert not Path("/tmp/ran").exists()


def test_more_tokens_than_the_base_takes(new_job: NewJob) -> None:
    assert refused(new_job(max_tokens=128)) == "max_tokens is 128, and the base takes 64 tokens at most"


def test_more_frozen_layers_than_the_base_has(new_job: NewJob) -> None:
    assert refused(new_job(freeze_layers=3)) == "freeze_layers is 3, and the base has 2 layers"


def test_a_tokenizer_of_another_model(job: TransformerJob) -> None:
    edit_config(job, vocab_size=20)

    assert "they do not belong together" in refused(job)


def test_weights_that_are_not_numbers(job: TransformerJob) -> None:
    path = job.base_channel / "model.safetensors"
    weights = load_file(path)
    weights["embeddings.word_embeddings.weight"][10] = float("nan")
    save_file(weights, path, metadata={"format": "pt"})

    reason = refused(job)

    assert reason.startswith("TRAINING_STOPPED: nonFiniteLoss: the loss of step 1 is not a finite number: lower learning_rate")
    assert job.checkpoints == []


def test_half_precision_without_a_gpu(new_job: NewJob) -> None:
    assert refused(new_job(precision="fp16")) == "precision fp16 needs a GPU; use auto, bf16 or fp32"


def test_rows_of_one_label_only(job: TransformerJob) -> None:
    job.channel("train", [("1", "great", "positive"), ("2", "lovely", "positive")])

    assert refused(job) == "All 2 training rows have the label positive: a classifier needs two"


def test_a_layout_of_machines_that_cannot_be_read(job: TransformerJob) -> None:
    (job.base / "input" / "config" / "resourceconfig.json").write_text('{"hosts": ["algo-1"], "current_host": "algo-2"}')

    assert refused(job).startswith("input/config/resourceconfig.json does not say which hosts there are")
