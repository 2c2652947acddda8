"""Corpus: what is saved in a folder, as tables, counts and a search."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.corpus import index
from toolkit.corpus.shard import documents_of, flat, hits_of, rows_of, texts_of, tokens_of, vocabulary_of
from toolkit.reading.found import Found
from toolkit.reading.parts import tidy
from toolkit.reading.stored import FORMAT, lexicon_file, manifest_of, shard_folder
from toolkit.scale.kept import digest
from toolkit.terms.lexicon import Lexicon
from toolkit.text.normalise import normalise
from toolkit.text.segment import Segmenter
from toolkit.text.tokens import Stretch, token_table

_CUT_BY = ("jieba", "rjieba", "simplemma", "opencc")  # libraries that tokens and lemmas depend on


@dataclass(frozen=True)
class Corpus:
    """A saved corpus: `tk.Corpus("corpus/")`. Anything that takes a folder of files takes it, too: `tk.count(corpus, by="year")`.

    Its counts, tokens and hits are those of the lexicon and version that it was built with; a warning says where today's differ.
    Raises FileNotFoundError if the folder holds no corpus, and CorpusError for one in another format; so does whatever meets a file of it
    that is damaged or gone.
    """

    folder: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "folder", Path(self.folder))
        manifest = manifest_of(self.folder)
        if manifest is None:
            raise FileNotFoundError(
                f"{self.folder} holds no saved corpus; make one: toolkit build DATA -o {self.folder}"
            )
        warn_of_differences(self.folder, manifest)

    def __fspath__(self) -> str:
        return str(self.folder)

    def __len__(self) -> int:
        return sum(shard["documents"] for shard in self.manifest["shards"])

    def __repr__(self) -> str:
        shards = self.manifest["shards"]
        characters, pieces, hits = (sum(shard[name] for shard in shards) for name in ("characters", "pieces", "hits"))
        return f"Corpus({str(self.folder)!r}: {len(self):,} documents, {characters:,} characters, {pieces:,} pieces, {hits:,} hits)"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the corpus is made of and with: settings, versions, shards, and the source's files with their hashes."""
        manifest = manifest_of(self.folder)
        assert manifest is not None
        return manifest

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that it was built with. Raises CorpusError if its file is gone or has changed."""
        return Lexicon.from_csv(lexicon_file(self.folder, self.manifest))

    @cached_property
    def documents(self) -> pd.DataFrame:
        """docs without their texts; with them: `tk.read(corpus)`."""
        return tidy(pd.concat([documents_of(shard) for shard in self._shards()], ignore_index=True))

    def hits(self) -> pd.DataFrame:
        """Every formulation found when the corpus was built, as `find_terms` gives them."""
        parts = [Found(hits_of(shard), documents_of(shard)) for shard in self._shards()]
        found = sum(parts[1:], parts[0])
        return Found(found.rows, tidy(found.documents)).table()

    def tokens(self) -> pd.DataFrame:
        """Every token, as `tokenise` gives them; as large as the corpus."""
        tables = []
        upto = 0
        for shard in self._shards():
            texts = texts_of(shard)
            docs = self.documents.iloc[upto : upto + len(texts)].assign(text=texts.to_numpy())
            upto += len(texts)
            tables.append(token_table(docs, _stretches(shard), vocabulary_of(shard)))
        table = pd.concat(tables, ignore_index=True)
        categories = [name for name, kind in tables[0].dtypes.items() if kind == "category" and name != "kind"]
        return table.astype({"kind": tables[0]["kind"].dtype, **dict.fromkeys(categories, "category")})

    def search(self, query: str, *, limit: int | None = 100, context: int = 30) -> pd.DataFrame:
        """Every place of a string, found by an index: in milliseconds for the first hundred.

        In: query: Chinese of any length, whole words in Latin script, or both; case, width and traditional characters make no
        difference. limit: places to find at most, None for all; context: characters on either side. Out: one row per place, in
        the order of the corpus: doc_id, left, node, right, start, end, and the documents' metadata.
        Raises ValueError for a query without a word or a Chinese character, and for a limit or context that is no such number.
        """
        if not isinstance(query, str):
            raise TypeError(f"search() takes a string, not {query!r}")
        if limit is not None and not (isinstance(limit, Integral) and limit >= 1):
            raise ValueError(f"limit={limit!r}: how many places at most, a whole number from 1, or None for all")
        if not (isinstance(context, Integral) and context >= 0):
            raise ValueError(f"context={context!r}: how many characters on either side, a whole number from 0")
        query = normalise(query, width=False)  # as the texts are
        rows: list[tuple] = []
        documents = []
        for shard in self._shards():
            found = list(_places(Path(shard), query, context, None if limit is None else limit - len(rows)))
            if found:
                described = documents_of(shard)
                documents.append(described.iloc[[row[0] for row in found]])
                rows += [(described["doc_id"].iloc[row[0]], *row[1:]) for row in found]
            if limit is not None and len(rows) >= limit:
                break
        lines = pd.DataFrame(rows, columns=["doc_id", "left", "node", "right", "start", "end"])
        lines = lines.astype({"doc_id": "str", "left": "str", "node": "str", "right": "str", "start": int, "end": int})
        described = pd.concat(
            documents or [documents_of(shard).iloc[:0] for shard in self._shards()[:1]], ignore_index=True
        )
        shown = [name for name in ("title", "date", "source", "lang") if name in described]
        return pd.concat([lines, described[shown]], axis=1)

    def _shards(self) -> list[str]:
        return [str(shard_folder(self.folder, shard["id"])) for shard in self.manifest["shards"]]


def _stretches(shard: str) -> list[Stretch]:
    """The pieces of each document of a shard."""
    saved = tokens_of(shard)
    (codes, each), lengths = flat(saved.codes), flat(saved.lengths)[0]
    edges = np.cumsum([0, *each])
    return [
        Stretch(codes[first:last], np.cumsum(lengths[first:last]), sentences)
        for first, last, sentences in zip(edges[:-1], edges[1:], saved.sentences.to_numpy(), strict=True)
    ]


def _places(shard: Path, query: str, context: int, limit: int | None) -> Iterator[tuple[int, str, str, str, int, int]]:
    """Number of the document, left, node, right, start and end of each place in a shard."""
    given = 0
    for number, text in rows_of(shard, index.candidates(shard, query)):
        for start, end in index.places(text, query):
            if limit is not None and given >= limit:
                return
            given += 1
            left, right = text[max(0, start - context) : start], text[end : end + context]
            yield number, left.replace("\n", " "), text[start:end], right.replace("\n", " "), start, end


# --- what a corpus was built with -------------------------------------------------------------------------------------


def warn_of_differences(folder: object, manifest: dict[str, Any]) -> None:
    """Say what has changed in the toolkit since a corpus was built."""
    for difference in differences(manifest):
        warnings.warn(f"{folder}: {difference}; build it again to use today's", stacklevel=4)


def differences(manifest: dict[str, Any]) -> Iterator[str]:
    """What has changed in the toolkit since a corpus was built."""
    if manifest["toolkit"] != version("tifa-toolkit"):
        yield "built with version {} of the toolkit, this is {}".format(manifest["toolkit"], version("tifa-toolkit"))
    elif manifest["shipped_lexicon"] != shipped_lexicon():
        yield "built with an earlier lexicon than the toolkit's present one"
    for library in _CUT_BY:
        if manifest["versions"].get(library) != version(library):
            yield f"built with version {manifest['versions'].get(library)} of {library}, this is {version(library)}"


def shipped_lexicon() -> str:
    """A hash of the lexicon that comes with the toolkit."""
    return digest(files("toolkit.terms").joinpath("lexicon.csv").read_text(encoding="utf-8"))


def lexicon_hash(lexicon: Lexicon) -> str:
    """A hash of what a lexicon says, the same in every process."""
    return digest(*sorted(map(repr, lexicon)))


def key_of(lexicon: Lexicon, segmenter: Segmenter) -> str:
    """A hash of all that tokens and hits depend on besides the text."""
    versions = map(version, ("tifa-toolkit", *_CUT_BY))
    return digest(FORMAT, *versions, lexicon_hash(lexicon), repr(segmenter))
