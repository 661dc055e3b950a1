"""The loss over a global batch that is computed in parts."""

from __future__ import annotations

from typing import Protocol

import numpy
import torch
from torch.nn import functional

from ..label_codes import MULTI_LABEL
from ..label_sets import indicators


class BatchLoss(Protocol):
    """A mean over the whole batch, part by part."""

    def total_weight(self, labels: numpy.ndarray) -> float:
        """What the parts' sums are divided by, so that they add up to the batch's mean."""

    def __call__(self, logits: torch.Tensor, labels: torch.Tensor, total_weight: float) -> torch.Tensor:
        """A part's share of the batch's loss. `logits` [rows, labels] of any type; float32 scalar."""


def batch_loss(
    task: str, labels: numpy.ndarray, label_count: int, class_weight: str, label_smoothing: float, device: torch.device
) -> BatchLoss:
    """The loss of a task. `labels` int64 [rows], as one number each, are those of the training rows."""
    kind = BinaryCrossEntropy if task == MULTI_LABEL else CrossEntropy
    return kind(labels, label_count, class_weight, label_smoothing, device)


class CrossEntropy:
    """Weighted cross entropy with label smoothing, as `torch.nn.CrossEntropyLoss` means it over the whole batch."""

    def __init__(self, labels: numpy.ndarray, label_count: int, class_weight: str, label_smoothing: float, device: torch.device) -> None:
        """Balanced weights are rows / (labels x rows of the label)."""
        weights = numpy.ones(label_count)
        if class_weight == "balanced":
            counts = numpy.bincount(labels, minlength=label_count)
            weights = len(labels) / (max(1, int((counts > 0).sum())) * numpy.maximum(counts, 1))
        self._weights = weights
        self._weight = torch.tensor(weights, dtype=torch.float32, device=device)
        self._label_smoothing = label_smoothing

    def total_weight(self, labels: numpy.ndarray) -> float:
        return float(self._weights[labels].sum())

    def __call__(self, logits: torch.Tensor, labels: torch.Tensor, total_weight: float) -> torch.Tensor:
        total = functional.cross_entropy(
            logits.float(), labels, weight=self._weight, label_smoothing=self._label_smoothing, reduction="sum"
        )
        return total / total_weight


class BinaryCrossEntropy:
    """Cross entropy of each label for itself, the mean over rows and labels; smoothing moves each target towards a half."""

    def __init__(self, labels: numpy.ndarray, label_count: int, class_weight: str, label_smoothing: float, device: torch.device) -> None:
        """Balanced: a row that has a label weighs for it (rows without it) / (rows with it)."""
        positive = torch.ones(label_count)
        if class_weight == "balanced":
            there = indicators(labels, label_count).sum(axis=0)
            # Of a label that all rows have, or none, there is nothing to balance.
            weights = numpy.where((there > 0) & (there < len(labels)), (len(labels) - there) / numpy.maximum(there, 1), 1)
            positive = torch.tensor(weights, dtype=torch.float32)
        self._label_count = label_count
        self._positive_weight = positive.to(device)
        self._label_smoothing = label_smoothing

    def total_weight(self, labels: numpy.ndarray) -> float:
        return float(len(labels) * self._label_count)

    def __call__(self, logits: torch.Tensor, labels: torch.Tensor, total_weight: float) -> torch.Tensor:
        targets = targets_of(labels, self._label_count) * (1 - self._label_smoothing) + self._label_smoothing / 2
        total = functional.binary_cross_entropy_with_logits(
            logits.float(), targets, pos_weight=self._positive_weight, reduction="sum"
        )
        return total / total_weight


def targets_of(labels: torch.Tensor, label_count: int) -> torch.Tensor:
    """Sets of labels int64 [rows] as float32 [rows, labels]."""
    places = torch.arange(label_count, device=labels.device)
    return torch.bitwise_and(torch.bitwise_right_shift(labels[:, None], places), 1).float()
