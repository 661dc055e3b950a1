"""Decision trees as flat tables, which an ONNX graph of ordinary operators walks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy


@dataclass(frozen=True)
class Tree:
    """A binary tree by node, the root first: a text goes to `left` where its `feature` is at most `threshold`.

    `is_leaf` [nodes], `values` [nodes, width] (those of inner nodes count for nothing), the others [nodes].
    """

    is_leaf: numpy.ndarray
    left: numpy.ndarray
    right: numpy.ndarray
    feature: numpy.ndarray
    threshold: numpy.ndarray
    values: numpy.ndarray


@dataclass(frozen=True)
class Forest:
    """All nodes of all trees, each left child right behind its parent.

    A leaf is its own right child and never goes left: its feature is 0, the padding, which is always 0, and its threshold
    -1. So every walk may take `depth` steps. Features count from 1; thresholds are float32, rounded down, which changes
    no comparison with a float32. `leaf` is the row of `values` [rows, width] at a leaf.
    """

    roots: numpy.ndarray
    feature: numpy.ndarray
    threshold: numpy.ndarray
    right: numpy.ndarray
    leaf: numpy.ndarray
    values: numpy.ndarray
    depth: int


def plant(trees: Sequence[Tree]) -> Forest:
    """The trees as one forest, in their order."""
    roots, feature, threshold, right, leaves = [], [], [], [], []
    depth = 0
    for tree in trees:
        order, deepest = _preorder(tree)
        depth = max(depth, deepest)
        start = sum(len(part) for part in feature)
        place = numpy.zeros(len(order), dtype=numpy.int64)
        place[order] = numpy.arange(start, start + len(order))
        is_leaf = tree.is_leaf[order]
        roots.append(start)
        feature.append(numpy.where(is_leaf, 0, tree.feature[order] + 1))
        threshold.append(numpy.where(is_leaf, numpy.float32(-1), _rounded_down(tree.threshold[order])))
        right.append(numpy.where(is_leaf, place[order], place[numpy.where(is_leaf, 0, tree.right[order])]))
        leaves.append(numpy.where(is_leaf[:, None], tree.values[order], 0).astype(numpy.float32))
    values, leaf = numpy.unique(numpy.concatenate(leaves), axis=0, return_inverse=True)
    return Forest(
        roots=numpy.array(roots, dtype=numpy.int32),
        feature=numpy.concatenate(feature).astype(numpy.int32),
        threshold=numpy.concatenate(threshold).astype(numpy.float32),
        right=numpy.concatenate(right).astype(numpy.int32),
        leaf=leaf.reshape(-1).astype(numpy.int32),
        values=values,
        depth=depth,
    )


def _preorder(tree: Tree) -> tuple[list[int], int]:
    """Nodes so that each left child follows its parent, and the depth of the deepest one."""
    is_leaf, left, right = tree.is_leaf.tolist(), tree.left.tolist(), tree.right.tolist()
    order, deepest = [], 0
    waiting = [(0, 0)]
    while waiting:
        node, depth = waiting.pop()
        order.append(node)
        deepest = max(deepest, depth)
        if not is_leaf[node]:
            waiting += [(right[node], depth + 1), (left[node], depth + 1)]
    return order, deepest


def _rounded_down(thresholds: numpy.ndarray) -> numpy.ndarray:
    single = thresholds.astype(numpy.float32)
    return numpy.where(single > thresholds, numpy.nextafter(single, numpy.float32(-numpy.inf)), single)
