"""From pairs that are alike to issues: the tree of average likeness, cut where a branch has a name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import ClusterNode, linkage, to_tree
from scipy.spatial.distance import squareform

from nlu.hot.naming import Name, Names
from nlu.hot.reading import Rows

FEWEST = 3  # messages of an issue
_LEAST = 0.06  # likeness the messages of an issue have on average
_COVERED = 0.6  # of the messages say both expressions of the name
_FEW, _COVERED_BY_FEW = 10, 0.75  # so many messages are few: of them more say both
_OWN = 0.4  # of those who say both belong to the issue


@dataclass(frozen=True)
class Issue:
    """Messages about one thing, by their rows, and what they call it."""

    rows: Rows
    name: Name


def issues(alike: NDArray[np.float32], names: Names) -> list[Issue]:
    """The branches that have a name of their own, each as high up the tree as it still has one.

    No threshold of likeness fits both fifty letters on one building site and five on another. What fits both is
    that people who write about one thing call it by the same two expressions, a place and a matter, and that
    hardly anybody else says both.
    """
    if len(alike) < FEWEST:
        return []
    return list(_walk(_tree(alike), names))


def _tree(alike: NDArray[np.float32]) -> ClusterNode:
    apart = np.clip(1 - alike, 0, None)
    np.fill_diagonal(apart, 0)
    return to_tree(linkage(squareform(apart, checks=False), "average"))


def _walk(root: ClusterNode, names: Names) -> Iterator[Issue]:
    waiting = [root]
    while waiting:
        branch = waiting.pop()
        if branch.count < FEWEST:
            continue
        if branch.dist <= 1 - _LEAST:
            rows = np.sort(np.array(branch.pre_order(), np.int64))
            name = names.of(rows)
            if name is not None and name.covered >= _least_of(len(rows)) and name.own >= _OWN:
                yield Issue(rows, name)
                continue
        waiting += [branch.left, branch.right]


def _least_of(messages: int) -> float:
    return _COVERED if messages > _FEW else _COVERED_BY_FEW
