"""What leaves a training: graphs that say what PyTorch says, tokenizers that the core runs."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import torch
from shapes import LONGEST, VOCABULARY, bert, shapes
from trainyard_training.errors import TrainingError
from trainyard_training.transformer.export import export, require_exportable
from trainyard_training.transformer.parity import check_graph
from trainyard_training.transformer.tokenization import tokenizer_json
from transformers import (
    AlbertConfig,
    AlbertForSequenceClassification,
    DebertaV2Config,
    DebertaV2ForSequenceClassification,
)

_SMALL = {"vocab_size": 9, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}


def _texts(count: int = 24) -> list[list[int]]:
    generator = random.Random(7)
    lengths = [1, 2, LONGEST - 2, *(generator.randint(1, LONGEST - 2) for _ in range(count - 3))]
    return [[generator.randrange(VOCABULARY) for _ in range(length)] for length in lengths]


def _changed(model: torch.nn.Module) -> torch.nn.Module:
    with torch.no_grad():
        next(parameter for name, parameter in model.named_parameters() if name.endswith("key.weight")).mul_(1.05)
    return model


def test_a_model_of_every_kind_leaves_as_a_graph_that_says_the_same() -> None:
    for name, model in shapes():
        assert export(model, _texts()) == export(model, []), f"{name} gives other bytes the second time"


def test_a_graph_that_differs_a_little_does_not_pass() -> None:
    graph = export(bert(), _texts())

    with pytest.raises(TrainingError, match="differs from the trained model by"):
        check_graph(graph, _changed(bert()), _texts())


def test_a_model_in_half_precision_is_exported_and_left_as_it_is() -> None:
    model = bert().to(torch.bfloat16)

    export(model, _texts(4))

    assert {parameter.dtype for parameter in model.parameters()} == {torch.bfloat16}


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (lambda: bert(hidden_act="silu"), "activation silu cannot be exported"),
        (
            lambda: AlbertForSequenceClassification(AlbertConfig(**_SMALL)),
            "type albert cannot be exported; the base must be one of bert, deberta",
        ),
        (
            lambda: DebertaV2ForSequenceClassification(DebertaV2Config(**_SMALL, conv_kernel_size=3)),
            "convolution cannot be exported",
        ),
    ],
)
def test_a_model_that_cannot_leave_is_refused_before_it_is_trained(model, why: str) -> None:
    with pytest.raises(TrainingError, match=why):
        require_exportable(model())


def test_a_base_without_a_fast_tokenizer_is_refused_with_how_to_convert_it(tmp_path: Path) -> None:
    (tmp_path / "spm.model").write_bytes(b"\x00")

    with pytest.raises(TrainingError, match=r"no tokenizer\.json.*save_pretrained"):
        tokenizer_json(tmp_path)


@pytest.mark.parametrize(
    ("tokenizer", "why"),
    [
        ("{", "not JSON"),
        ("[]", "not a tokenizer"),
        (json.dumps({"model": {"type": "WordLevel"}}), "the post_processor None, the model WordLevel"),
        (json.dumps({"normalizer": {"type": "Sequence", "normalizers": [{"type": "Precompiled"}]}}), "Precompiled"),
    ],
)
def test_a_tokenizer_that_the_core_does_not_run_is_refused(tmp_path: Path, tokenizer: str, why: str) -> None:
    (tmp_path / "tokenizer.json").write_text(tokenizer)

    with pytest.raises(TrainingError, match=why):
        tokenizer_json(tmp_path)
