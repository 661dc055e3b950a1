"""The pretrained model that a training starts from: a folder in the `base` channel."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModelForSequenceClassification, PretrainedConfig, PreTrainedModel
from transformers.utils import logging as transformers_logging

from ..errors import TrainingError
from ..label_codes import MULTI_LABEL
from .hyperparameters import Hyperparameters
from .randomness import seed_generators
from .tokenization import tokenizer_json

MODEL_TYPES = ("bert", "roberta", "distilbert", "deberta", "deberta-v2")

# What the platform says of the base, beside its files.
_DESCRIPTION = "base.json"
_PICKLED = ("*.bin", "*.pt", "*.pth", "*.ckpt")
# What a base that was trained for something else does not have.
_HEAD = ("classifier", "pooler", "pre_classifier")


@dataclass(frozen=True)
class Base:
    """A base that can be trained: its weights are checked when they are loaded."""

    folder: Path
    config: PretrainedConfig
    # As it goes into the artifact.
    tokenizer_json: bytes
    # The same, and it cuts texts to the tokens that are trained with.
    tokenizer: Tokenizer

    @staticmethod
    def open(folder: Path, max_tokens: int) -> Base:
        """Checks the folder's files. Raises `TrainingError` that says what is wrong with them."""
        if not (folder / "config.json").is_file():
            raise TrainingError("Channel base has no config.json: add the base with `trainyard base add`")
        _require_safetensors(folder)
        config = _read_config(folder)
        if config.model_type not in MODEL_TYPES:
            raise TrainingError(f"The base is of type {config.model_type}; these can be trained: {', '.join(MODEL_TYPES)}")
        longest = _longest_input(config)
        if max_tokens > longest:
            raise TrainingError(f"max_tokens is {max_tokens}, and the base takes {longest} tokens at most")
        content = tokenizer_json(folder)
        return Base(folder, config, content, _tokenizer(content, config, max_tokens))

    @property
    def pad_token_id(self) -> int:
        return int(self.config.pad_token_id)

    def digest(self) -> str:
        """SHA-256 of the canonical JSON of each file's SHA-256, as `domain/base/description.ts` has it."""
        digests: dict[str, str] = {}
        for path in self.folder.rglob("*"):
            if path.is_file() and path.name != _DESCRIPTION:
                with path.open("rb") as file:
                    digests[path.relative_to(self.folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
        return hashlib.sha256(json.dumps(digests, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def load_model(self, hyperparameters: Hyperparameters) -> PreTrainedModel:
        """The base with a fresh head, in float32 on the CPU; the seed decides the head. Raises `TrainingError`."""
        self.config.num_labels = len(hyperparameters.labels)
        multi_label = hyperparameters.task == MULTI_LABEL
        self.config.problem_type = f"{'multi' if multi_label else 'single'}_label_classification"
        seed_generators(hyperparameters.seed)
        try:
            model, report = AutoModelForSequenceClassification.from_pretrained(
                self.folder,
                config=self.config,
                dtype=torch.float32,
                use_safetensors=True,
                local_files_only=True,
                trust_remote_code=False,
                output_loading_info=True,
                ignore_mismatched_sizes=True,
            )
        except (OSError, ValueError, SafetensorError) as error:
            raise TrainingError(f"The base's weights cannot be read ({type(error).__name__}): add the base again") from None
        missing = sorted(name for name in report["missing_keys"] if not _in_head(name))
        if missing:
            raise TrainingError(f"The base's weights lack {len(missing)} tensors of its model, {missing[0]} first: add the base again")
        _freeze(model, hyperparameters.freeze_layers)
        return model


def _require_safetensors(folder: Path) -> None:
    if any(folder.glob("*.safetensors")):
        return
    pickled = sorted(path.name for pattern in _PICKLED for path in folder.glob(pattern))
    if pickled:
        raise TrainingError(
            f"The base has pickled weights only ({pickled[0]}), which can run code when they are read. Convert them where "
            "you trust them: AutoModel.from_pretrained(folder).save_pretrained(folder, safe_serialization=True)"
        )
    raise TrainingError("Channel base has no model.safetensors: add the base with `trainyard base add`")


def _read_config(folder: Path) -> PretrainedConfig:
    try:
        # A base's own code is never run.
        return AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError):
        raise TrainingError(f"The base's config.json is not that of a model of these types: {', '.join(MODEL_TYPES)}") from None


def _longest_input(config: PretrainedConfig) -> int:
    # RoBERTa counts positions from the one after the padding token's.
    reserved = int(config.pad_token_id) + 1 if config.model_type == "roberta" else 0
    return int(config.max_position_embeddings) - reserved


def _tokenizer(content: bytes, config: PretrainedConfig, max_tokens: int) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_str(content.decode("utf-8"))
    except Exception:
        # The library raises plain Exception for whatever it cannot read.
        raise TrainingError("The base's tokenizer.json is not a tokenizer: add the base again") from None
    if tokenizer.get_vocab_size() > config.vocab_size:
        raise TrainingError(
            f"The base's tokenizer has {tokenizer.get_vocab_size()} tokens and its model {config.vocab_size}: they do not belong together"
        )
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def _in_head(name: str) -> bool:
    return any(part in _HEAD for part in name.split("."))


def _freeze(model: PreTrainedModel, layers: int) -> None:
    if layers == 0:
        return
    stack = _layers(model)
    if layers > len(stack):
        raise TrainingError(f"freeze_layers is {layers}, and the base has {len(stack)} layers")
    for module in (model.base_model.embeddings, *stack[:layers]):
        module.requires_grad_(False)


def _layers(model: PreTrainedModel) -> torch.nn.ModuleList:
    body: Any = model.base_model
    return body.transformer.layer if model.config.model_type == "distilbert" else body.encoder.layer


transformers_logging.set_verbosity_error()
transformers_logging.disable_progress_bar()
