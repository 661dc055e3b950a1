"""A model's and an optimizer's tensors by name, to be saved and put back."""

from __future__ import annotations

from collections.abc import Mapping

import torch

Tensors = dict[str, torch.Tensor]


def model_tensors(model: torch.nn.Module) -> Tensors:
    return dict(model.state_dict())


def load_model(model: torch.nn.Module, tensors: Mapping[str, torch.Tensor]) -> None:
    """Puts the weights into the model's own memory. Raises `RuntimeError` when names or shapes differ."""
    model.load_state_dict(tensors, strict=True)


def optimizer_tensors(model: torch.nn.Module, optimizer: torch.optim.Optimizer) -> Tensors:
    """`<state>/<parameter>` of each parameter that took a step, such as `exp_avg/classifier.weight`."""
    return {
        f"{state}/{name}": tensor
        for name, parameter in model.named_parameters()
        for state, tensor in optimizer.state.get(parameter, {}).items()
    }


def load_optimizer(model: torch.nn.Module, optimizer: torch.optim.Optimizer, tensors: Mapping[str, torch.Tensor]) -> None:
    """Puts the states back beside their parameters."""
    parameters = dict(model.named_parameters())
    for key, tensor in tensors.items():
        state, name = key.split("/", 1)
        # A fresh tensor: those of a file may lie at addresses for which other instructions are chosen.
        optimizer.state[parameters[name]][state] = tensor.to(parameters[name].device, copy=True)
