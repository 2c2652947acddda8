"""Fitting topics: a matrix of documents and terms as a few topics, and any document as shares of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls
from scipy.sparse import csr_matrix

METHODS = ("nmf", "lda")
MANY = 20_000  # documents from which on scikit-learn's mini-batch variants are used
_BATCH = 4_096


@dataclass(frozen=True)
class Factors:
    """Topics × terms, not negative, and scikit-learn's model of them. order: the topics' numbers in that model."""

    estimator: Any
    method: str
    order: NDArray[np.int64]

    @property
    def components(self) -> NDArray:
        return self.estimator.components_[self.order]

    def reordered(self, order: NDArray[np.int64]) -> Factors:
        return replace(self, order=self.order[order])

    def shares(self, matrix: csr_matrix) -> NDArray:
        """Documents × topics, each document by itself: it makes no difference which others are there.

        Shares sum to 1; NaN where a document has none of the terms. NMF: non-negative least squares (Lawson and Hanson
        1974), a topic counting by the weight it gives to the document's terms. LDA: the variational distribution's mean.
        """
        known = np.flatnonzero(np.asarray(matrix.sum(axis=1)).ravel() > 0)
        found = np.full((matrix.shape[0], len(self.order)), np.nan)
        if len(known) and self.method == "lda":
            found[known] = self.estimator.transform(matrix[known])[:, self.order]
        elif len(known):
            found[known] = _least_squares(matrix[known], self.components)
        return normalised(found)


def fit(matrix: csr_matrix, k: int, method: str, seed: int, *, start: str = "nndsvda") -> Factors:
    """`start`: "nndsvda" (from singular vectors) or "random" (by the seed), for NMF."""
    from sklearn.decomposition import NMF, LatentDirichletAllocation, MiniBatchNMF

    many = matrix.shape[0] >= MANY
    if method == "lda":
        learning = {"learning_method": "online", "batch_size": _BATCH, "max_iter": 5} if many else {"max_iter": 50}
        model = LatentDirichletAllocation(k, random_state=seed, **learning)
    elif many:
        model = MiniBatchNMF(k, init=start, random_state=seed, batch_size=_BATCH)
    else:
        model = NMF(k, init=start, random_state=seed, max_iter=1_000, tol=1e-4)
    with np.errstate(invalid="ignore"):  # NMF's reconstruction error, which is not used, may be a hair below zero
        return Factors(model.fit(matrix), method, np.arange(k))


def normalised(rows: NDArray) -> NDArray:
    """Rows that sum to 1; NaN where there is nothing to share out."""
    total = rows.sum(axis=1, keepdims=True)
    return np.divide(rows, total, out=np.full_like(rows, np.nan, dtype=float), where=total > 0)


def least_squares(basis: NDArray, targets: NDArray) -> NDArray:
    """For each row of targets the w ≥ 0 of least |target − basis·w|."""
    orthogonal, triangle = np.linalg.qr(basis)
    return np.array([nnls(triangle, target)[0] for target in targets @ orthogonal]).reshape(-1, basis.shape[1])


def _least_squares(rows: csr_matrix, components: NDArray) -> NDArray:
    return least_squares(components.T, rows) * components.sum(axis=1)
