"""network(): which concepts keep company, sentence by sentence or document by document."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, triu

from toolkit.measure.collocation import association
from toolkit.measure.concepts import concepts_of, rows_in
from toolkit.tables import require
from toolkit.text.sentences import spans_of

if TYPE_CHECKING:
    import networkx

UNITS = ("sentence", "document")
_EDGES = {
    "source": "str", "target": "str", "n": "int64", "docs": "int64", "expected": float, "ll": float, "npmi": float,
    "jaccard": float, "cosine": float,
}  # fmt: skip
_NODES = {
    "concept": "str", "n": "int64", "units": "int64", "docs": "int64", "degree": "int64", "strength": "int64",
    "community": "int64",
}  # fmt: skip


@dataclass(frozen=True)
class Network:
    """Concepts that occur together: two tables, joined by the concepts' names. See `network` for their columns.

    Names in both languages for charts and files: `dataclasses.replace(found, nodes=tk.label(found.nodes))`.
    """

    edges: pd.DataFrame
    nodes: pd.DataFrame

    def __repr__(self) -> str:
        counted = f"{len(self.nodes):,} concepts, {len(self.edges):,} pairs, {self.nodes['community'].nunique():,} communities"
        return f"Network: {counted}; see nodes, edges, save(path)"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>{self.nodes.head(10).to_html(index=False)}"

    def to_graph(self) -> networkx.Graph:
        """As a graph of networkx: the tables' columns are its attributes (what is missing is left out), `weight` is n."""
        import networkx

        graph = networkx.Graph()
        for row in self.nodes.to_dict("records"):
            graph.add_node(row["concept"], **({"label": row["concept"]} | _known(row, ("concept",))))
        for row in self.edges.to_dict("records"):
            graph.add_edge(row["source"], row["target"], weight=row["n"], **_known(row, ("source", "target")))
        return graph

    def save(self, path: str | Path) -> Path:
        """Write GraphML, which Gephi, Cytoscape, igraph and networkx open. Out: the path, whose folders are made.

        Raises ValueError for another ending than .graphml.
        """
        import networkx

        path = Path(path)
        if path.suffix.lower() != ".graphml":
            raise ValueError(f"{path.name}: a network is saved as .graphml; its tables by network.edges.to_csv(…)")
        path.parent.mkdir(parents=True, exist_ok=True)
        networkx.write_graphml_xml(self.to_graph(), path, infer_numeric_types=True)
        return path


def network(
    hits: pd.DataFrame,
    *,
    docs: pd.DataFrame | None = None,
    unit: str = "sentence",
    min_n: int = 2,
    min_docs: int = 1,
    resolution: float = 1.0,
    seed: int = 0,
) -> Network:
    """Find the concepts that occur together.

    In: hits; docs: the documents that they were found in, which tell how many units there are, those without a hit
    included (without docs expected, ll and npmi are NaN); unit: "sentence" or "document"; min_n: least units that hold
    both of a pair; min_docs: least documents with such a unit; resolution of the communities: above 1 for more of them,
    below for fewer; seed: of Louvain's order. A concept is one in both languages, and counts once in each unit; an
    unlisted formulation goes by its surface.

    Out: a Network. Its edges, the most frequent first: source, target (in the order of their names; the pair has no direction),
    n (units with both), docs (documents with such a unit), and, u and v being the units that have either, of N in all,

    - expected: u × v / N; ll: log-likelihood of the 2 × 2 table of units, signed (Dunning 1993);
      npmi: ln(n / expected) / -ln(n / N), from -1 to 1 (Bouma 2009);
    - jaccard: n / (u + v - n) (Jaccard 1912); cosine: n / sqrt(u × v) (Ochiai 1957; Salton and McGill 1983).

    Its nodes, concepts that have an edge, the strongest first: concept, n (occurrences), units, docs, degree (edges), strength
    (sum of its edges' n), community (from 1, the largest first: modularity by the method of Blondel et al. 2008 on n).
    Raises ValueError if a column is missing, an argument out of range, or the hits are not of these docs.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["纠治四风，落实三个规定。开会。", "Rectify the Four Winds and implement the Three Regulations. Then they met."])
    >>> found = network(tk.find_terms(docs), docs=docs)
    >>> found.edges[["source", "target", "n", "expected", "npmi"]].values.tolist()
    [['三个规定', '四风', 2, 1.0, 1.0]]
    """
    if unit not in UNITS:
        raise ValueError(f"unit={unit!r} is unknown; choose {' or '.join(UNITS)}")
    if min_n < 1 or min_docs < 1 or not resolution > 0:
        raise ValueError(f"min_n={min_n} and min_docs={min_docs} are at least 1, resolution={resolution} above 0")
    require(hits, ["doc_id", "sent", "concept", "surface"], "network(hits)")
    concepts, names = pd.factorize(concepts_of(hits), sort=True)
    document, _ = pd.factorize(hits["doc_id"])
    place = document if unit == "document" else _sentences(document, hits["sent"])
    incidence = _incidence(place, concepts)
    edges = _edges(incidence, _document_of(place, document), unit == "document", min_n, min_docs)
    total = np.nan if docs is None else _number_of_units(docs, hits, unit)
    edges = edges.assign(**_measures(edges, np.asarray(incidence.sum(axis=0)).ravel(), total))
    nodes = _nodes(edges, concepts, incidence, _incidence(document, concepts), resolution, seed)
    for table, columns in ((edges, ("source", "target")), (nodes, ("concept",))):
        for column in columns:
            table[column] = pd.array(names, dtype="str").take(table[column].to_numpy())
    ordered = edges.sort_values(["n", "source", "target"], ascending=[False, True, True])
    ranked = nodes.sort_values(["strength", "n", "concept"], ascending=[False, False, True])
    return Network(*(_typed(table, types) for table, types in ((ordered, _EDGES), (ranked, _NODES))))


def _sentences(document: NDArray, sent: pd.Series) -> NDArray:
    """Each hit's sentence, numbered over all documents."""
    return pd.factorize(document * (int(sent.max()) + 1 if len(sent) else 1) + sent.to_numpy())[0]


def _incidence(place: NDArray, concepts: NDArray) -> csr_matrix:
    """Units × concepts: 1 where the unit has the concept, however often."""
    shape = tuple(int(codes.max()) + 1 if len(codes) else 0 for codes in (place, concepts))
    matrix = csr_matrix((np.ones(len(place), np.int64), (place, concepts)), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def _document_of(place: NDArray, document: NDArray) -> NDArray:
    """The document of each unit."""
    found = np.zeros(int(place.max()) + 1 if len(place) else 0, np.int64)
    found[place] = document
    return found


def _edges(incidence: csr_matrix, document: NDArray, whole: bool, min_n: int, min_docs: int) -> pd.DataFrame:
    """Pairs by their concepts' numbers. `whole`: the units are the documents."""
    pairs = triu(incidence.T @ incidence, k=1).tocoo()
    kept = pairs.data >= min_n
    edges = pd.DataFrame({"source": pairs.row[kept], "target": pairs.col[kept], "n": pairs.data[kept]}).astype("int64")
    edges["docs"] = edges["n"] if whole else _documents_of_pairs(incidence, document, edges)
    return edges[edges["docs"] >= min_docs].reset_index(drop=True)


def _documents_of_pairs(incidence: csr_matrix, document: NDArray, edges: pd.DataFrame) -> NDArray:
    """In how many documents each pair has a unit: all pairs of all units, each with its document once."""
    size = incidence.shape[1]
    wanted = edges["source"].to_numpy() * size + edges["target"].to_numpy()
    order = np.argsort(wanted)
    in_unit = np.diff(incidence.indptr)
    unit = np.repeat(np.arange(len(in_unit)), in_unit)
    later = incidence.indptr[unit + 1] - 1 - np.arange(len(unit))  # concepts that follow in the same unit
    first = np.repeat(np.arange(len(unit)), later)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(later) - later, later)
    concepts = incidence.indices.astype(np.int64)
    pair = concepts[first] * size + concepts[second]
    at = np.searchsorted(wanted, pair, sorter=order).clip(max=max(len(wanted) - 1, 0))
    known = wanted[order][at] == pair if len(wanted) else np.zeros(len(pair), bool)
    once = np.unique(order[at[known]] * (len(document) + 1) + document[unit[first[known]]])
    return np.bincount(once // (len(document) + 1), minlength=len(wanted))


def _number_of_units(docs: pd.DataFrame, hits: pd.DataFrame, unit: str) -> float:
    require(docs, ["doc_id", "lang", "text"], "network(hits, docs=docs)")
    rows = rows_in(docs, hits)
    if unit == "document":
        return float(docs["text"].str.strip().ne("").sum())
    sentences = np.array(list(map(len, spans_of(docs["text"].tolist(), docs["lang"].tolist()))), int)
    beyond = hits["sent"].to_numpy() >= sentences[rows] if len(hits) else np.zeros(0, bool)
    if beyond.any():
        row = hits[beyond].iloc[0]
        raise ValueError(
            f"a hit is in sentence {row['sent']} of {row['doc_id']!r}, which has fewer; give the docs it was found in"
        )
    return float(sentences.sum())


def _measures(edges: pd.DataFrame, units: NDArray, total: float) -> dict[str, NDArray]:
    n, u, v = edges["n"].to_numpy(float), *(units[edges[end].to_numpy()].astype(float) for end in ("source", "target"))
    measured = association(n, u, v, total)
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(n / measured["expected"]) / -np.log(n / total)
    return {
        "expected": measured["expected"],
        "ll": np.where(np.isnan(total), np.nan, measured["ll"]),
        "npmi": npmi,
        "jaccard": n / (u + v - n),
        "cosine": n / np.sqrt(u * v),
    }


def _nodes(
    edges: pd.DataFrame, concepts: NDArray, units: csr_matrix, docs: csr_matrix, resolution: float, seed: int
) -> pd.DataFrame:
    """Concepts with an edge, by their numbers."""
    size = units.shape[1]
    ends = np.concatenate([edges["source"], edges["target"]]).astype(np.int64)
    degree = np.bincount(ends, minlength=size)
    strength = np.bincount(ends, np.tile(edges["n"], 2), minlength=size)
    connected = np.flatnonzero(degree)
    community = _communities(edges, connected, strength, resolution, seed)
    columns = {
        "concept": np.arange(size), "n": np.bincount(concepts, minlength=size), "units": np.asarray(units.sum(axis=0)).ravel(),
        "docs": np.asarray(docs.sum(axis=0)).ravel(), "degree": degree, "strength": strength,
    }  # fmt: skip
    nodes = pd.DataFrame({name: values[connected] for name, values in columns.items()})
    return nodes.assign(community=[community[concept] for concept in connected.tolist()])


def _communities(
    edges: pd.DataFrame, connected: NDArray, strength: NDArray, resolution: float, seed: int
) -> dict[int, int]:
    """The community of each concept: numbered from 1, the most concepts first, then the strongest.

    The graph's nodes are numbers in order: of names, whose sets have another order in each process, Louvain would make
    other communities each time.
    """
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(connected.tolist())
    graph.add_weighted_edges_from(edges[["source", "target", "n"]].itertuples(index=False, name=None))
    found = networkx.community.louvain_communities(graph, resolution=resolution, seed=seed) if len(connected) else []
    ordered = sorted(found, key=lambda part: (-len(part), -strength[list(part)].sum(), min(part)))
    return {concept: number for number, part in enumerate(ordered, start=1) for concept in part}


def _typed(table: pd.DataFrame, types: dict[str, Any]) -> pd.DataFrame:
    return table[list(types)].astype(types).reset_index(drop=True)


def _known(row: dict[Any, Any], without: tuple[str, ...]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items() if name not in without and not pd.isna(value)}
