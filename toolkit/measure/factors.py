"""Fitting topics: a matrix of documents and terms as a few topics, and any document as shares of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds
from threadpoolctl import threadpool_limits

METHODS = ("nmf", "lda")
MANY = 20_000  # documents from which on LDA learns from mini-batches; NMF's take longer than all at once, and fit worse
_BATCH = 256  # five passes then fit better than fifty over all at once; 4,096 leave too few to learn from (held-out perplexity)
_SMALL = 200  # rows or columns up to which all singular values are computed

# Matrices are too small to gain by threads, which on two cores cost ten times the processor time; and sums depend on their number.
_one_thread = threadpool_limits.wrap(limits=1, user_api="blas")

Singular = tuple[NDArray, NDArray, NDArray]  # left vectors in columns, values from the largest, right vectors in rows


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


@_one_thread
def fit(
    matrix: csr_matrix, k: int, method: str, seed: int, *, start: Singular | str = "nndsvda", tol: float = 1e-4
) -> Factors:
    """`start` of NMF: "nndsvda", by singular values and vectors, which may be given where several k are tried, or "random" (by the seed).

    tol: of NMF, below which share of the first round's violation of the optimum it stops.
    """
    from sklearn.decomposition import NMF, LatentDirichletAllocation

    if method == "lda":
        many = matrix.shape[0] >= MANY
        learning = {"learning_method": "online", "batch_size": _BATCH, "max_iter": 5} if many else {"max_iter": 50}
        model = LatentDirichletAllocation(k, random_state=seed, **learning)
        return Factors(model.fit(matrix), method, np.arange(k))
    init = start if start == "random" else "custom"
    given = {} if init == "random" else _nndsvda(matrix, k, singular(matrix, k) if isinstance(start, str) else start)
    model = NMF(k, init=init, random_state=seed, max_iter=1_000, tol=tol)
    with np.errstate(invalid="ignore"):  # NMF's reconstruction error, which is not used, may be a hair below zero
        return Factors(model.fit(matrix, **given), method, np.arange(k))


@_one_thread
def singular(matrix: csr_matrix, k: int) -> Singular:
    """The k largest singular values with their vectors, to the last digit (scikit-learn's start takes random ones, and three times as long)."""
    if min(matrix.shape) <= max(_SMALL, k):
        left, values, right = np.linalg.svd(matrix.toarray(), full_matrices=False)
        return left[:, :k], values[:k], right[:k]
    left, values, right = svds(matrix, k, random_state=0)
    return left[:, ::-1], values[::-1], right[::-1]


def _nndsvda(matrix: csr_matrix, k: int, found: Singular) -> dict[str, NDArray]:
    """Where NMF starts: of each pair of singular vectors the positive or the negative parts, whichever weigh more.

    Zeros are filled with the matrix's mean (Boutsidis and Gallopoulos 2008).
    """
    left, values, right = found
    start = {"W": np.empty((matrix.shape[0], k)), "H": np.empty((k, matrix.shape[1]))}
    for topic in range(k):
        u, v = left[:, topic], right[topic]
        sides = [(np.maximum(sign * u, 0), np.maximum(sign * v, 0)) for sign in (1, -1)]
        norms = [(np.linalg.norm(a), np.linalg.norm(b)) for a, b in sides]
        (a, b), (size_a, size_b) = max(zip(sides, norms, strict=True), key=lambda side: side[1][0] * side[1][1])
        weight = np.sqrt(values[topic] / (size_a * size_b)) if size_a * size_b > 0 else 0.0
        start["W"][:, topic], start["H"][topic] = weight * size_b * a, weight * size_a * b
    return {name: np.where(part > 0, part, matrix.mean()) for name, part in start.items()}


def normalised(rows: NDArray) -> NDArray:
    """Rows that sum to 1; NaN where there is nothing to share out."""
    total = rows.sum(axis=1, keepdims=True)
    return np.divide(rows, total, out=np.full_like(rows, np.nan, dtype=float), where=total > 0)


@_one_thread
def least_squares(basis: NDArray, targets: NDArray) -> NDArray:
    """For each row of targets the w ≥ 0 of least |target − basis·w|."""
    orthogonal, triangle = np.linalg.qr(basis)
    return np.array([nnls(triangle, target)[0] for target in targets @ orthogonal]).reshape(-1, basis.shape[1])


def _least_squares(rows: csr_matrix, components: NDArray) -> NDArray:
    return least_squares(components.T, rows) * components.sum(axis=1)
