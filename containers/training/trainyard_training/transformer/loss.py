"""Cross entropy over a global batch that is computed in parts."""

from __future__ import annotations

import numpy
import torch
from torch.nn import functional


class BatchLoss:
    """Weighted cross entropy with label smoothing, as `torch.nn.CrossEntropyLoss` means it over the whole batch."""

    def __init__(self, labels: numpy.ndarray, label_count: int, class_weight: str, label_smoothing: float, device: torch.device) -> None:
        """`labels` int64 [rows] are those of the training rows; balanced weights are rows / (labels x rows of the label)."""
        weights = numpy.ones(label_count)
        if class_weight == "balanced":
            counts = numpy.bincount(labels, minlength=label_count)
            weights = len(labels) / (max(1, int((counts > 0).sum())) * numpy.maximum(counts, 1))
        self._weights = weights
        self._weight = torch.tensor(weights, dtype=torch.float32, device=device)
        self._label_smoothing = label_smoothing

    def total_weight(self, labels: numpy.ndarray) -> float:
        """What the parts' sums are divided by, so that they add up to the batch's mean."""
        return float(self._weights[labels].sum())

    def __call__(self, logits: torch.Tensor, labels: torch.Tensor, total_weight: float) -> torch.Tensor:
        """A part's share of the batch's loss. `logits` [rows, labels] of any type; float32 scalar."""
        total = functional.cross_entropy(
            logits.float(), labels, weight=self._weight, label_smoothing=self._label_smoothing, reduction="sum"
        )
        return total / total_weight
