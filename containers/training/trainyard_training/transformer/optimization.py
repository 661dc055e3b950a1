"""AdamW, and the learning rate of each step."""

from __future__ import annotations

import torch

from .hyperparameters import Hyperparameters


def create_optimizer(model: torch.nn.Module, hyperparameters: Hyperparameters) -> torch.optim.AdamW:
    """AdamW over what is trained. Vectors (biases, the scales of layer norms) do not decay."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [
        {"params": [one for one in trained if one.ndim > 1], "weight_decay": hyperparameters.weight_decay},
        {"params": [one for one in trained if one.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=hyperparameters.learning_rate, fused=True)


def learning_rate(step: int, total_steps: int, hyperparameters: Hyperparameters) -> float:
    """Of the step with this number (from 0): a linear rise over the warm-up, then a linear fall to 0."""
    warmup = round(total_steps * hyperparameters.warmup_ratio)
    if step < warmup:
        return hyperparameters.learning_rate * (step + 1) / warmup
    return hyperparameters.learning_rate * (total_steps - step) / max(1, total_steps - warmup)


def set_learning_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate
