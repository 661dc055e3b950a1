"""Small sequence classifiers of every kind that can be exported, with weights that make their parts matter."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    DebertaConfig,
    DebertaForSequenceClassification,
    DebertaV2Config,
    DebertaV2ForSequenceClassification,
    DistilBertConfig,
    DistilBertForSequenceClassification,
    PreTrainedModel,
    RobertaConfig,
    RobertaForSequenceClassification,
)

VOCABULARY = 300
LONGEST = 130
_COMMON = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": LONGEST,
    "num_labels": 3,
}
_RELATIVE = {**_COMMON, "relative_attention": True}


def bert(**changes: object) -> PreTrainedModel:
    return seeded(BertForSequenceClassification(BertConfig(**{**_COMMON, **changes})))


def shapes() -> Iterator[tuple[str, PreTrainedModel]]:
    yield "bert", bert()
    yield "bert-gelu-new", bert(hidden_act="gelu_new")
    padding = {"pad_token_id": 1, "type_vocab_size": 1}
    yield "roberta", seeded(RobertaForSequenceClassification(RobertaConfig(**_COMMON, **padding)))
    distilled = {"vocab_size": VOCABULARY, "dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64, "num_labels": 3}
    yield "distilbert", seeded(DistilBertForSequenceClassification(DistilBertConfig(**distilled)))
    both = {"pos_att_type": ["c2p", "p2c"], "type_vocab_size": 0, "position_biased_input": False}
    buckets = {"position_buckets": 16, "norm_rel_ebd": "layer_norm", "share_att_key": True}
    yield "deberta-v3", seeded(DebertaV2ForSequenceClassification(DebertaV2Config(**_RELATIVE, **both, **buckets)))
    own = {"pos_att_type": ["c2p"], "max_relative_positions": 40, "type_vocab_size": 2, "position_biased_input": True}
    yield "deberta-v2", seeded(DebertaV2ForSequenceClassification(DebertaV2Config(**_RELATIVE, **own)))
    yield "deberta", seeded(DebertaForSequenceClassification(DebertaConfig(**_RELATIVE, **both)))


def seeded(model: PreTrainedModel, seed: int = 3) -> PreTrainedModel:
    """Fresh weights are so small that every text looks alike; these are not."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.2)
    return model.eval()
