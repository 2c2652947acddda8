"""jieba's algorithm in compiled code that yields numbers: making a string for every token is what bounds a count.

The same tokens as jieba without the hidden Markov model (a test says so): the words of its dictionary are in a trie,
and the most probable way through each run of characters is found from its end to its start, ties to the longer word.
The compiler takes two seconds once for each installation, loading its result and the dictionary a fifth of a second in
each process; so `Encoder` turns to it only when there is much to cut.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numba import njit
from numpy.typing import NDArray

from toolkit.scale.kept import Stamp, kept, stamp
from toolkit.text.codes import code_points
from toolkit.text.segment import RUN, WHOLE, package_folder

_BASIC = 0x10000  # jieba's dictionary and its runs know the basic plane only
_SLOTS = 1 << 20  # of the hash table: twice the half million nodes of the trie
_FILTER = 1 << 22  # bits: most look-ups find nothing, and these bits stay in the processor's cache
INSIDE = -1  # see `Cutter.beyond`
_OTHER, _WORD_CHARACTER, _LETTER = range(3)  # jieba cuts runs of the last two; letters of unknown words stay together


@dataclass(frozen=True)
class Trie:
    """The dictionary. A node is a word or the beginning of one.

    firsts: the node of each first character. table: a hash table from (node, next character) to node, all three in
    one number. seen: for each hash, modulo its size, whether the table may hold it. weights: the log probability of
    each node's word, NaN where it is none. unknown: that of an unlisted character.
    """

    firsts: NDArray[np.int32]
    table: NDArray[np.int64]
    seen: NDArray[np.uint8]
    weights: NDArray[np.float64]
    unknown: float


class Tally:
    """Counts keys, text by text."""

    def __init__(self) -> None:
        self._seen = np.zeros(0, np.int32)

    def count(self, keys: NDArray[np.int32], size: int) -> tuple[NDArray, NDArray, NDArray]:
        """Distinct keys below `size`, how often each occurs, and where it first does; WHOLE and RUN one by one."""
        if len(self._seen) < size:
            self._seen = np.zeros(2 * size, np.int32)
        firsts, counts = np.empty(len(keys), np.int32), np.ones(len(keys), np.int32)
        n = _tally(keys, self._seen, firsts, counts)
        return keys[firsts[:n]], counts[:n], firsts[:n]


class Cutter:
    """Cuts code points into pieces and gives each a key; the same piece has the same key.

    Keys from 0: words of the dictionary, then single characters by code point. Keys that do not say which piece it is:
    WHOLE for a span that was to stay whole, RUN for letters and digits that are no word.
    """

    def __init__(self) -> None:
        self._trie = _trie(stamp(package_folder("jieba") / "dict.txt"))
        self._character = len(self._trie.weights)
        self.size = self._character + 0x110000

    def cut(self, codes: NDArray[np.uint32], whole: list[tuple[int, int]]) -> tuple[NDArray, NDArray]:
        """Ends and keys of the pieces. In: code points of a text; spans to keep whole, in order, not overlapping."""
        size = len(codes)
        ends, keys = np.empty(size, np.int32), np.empty(size, np.int32)
        spans = np.array(whole, np.int64).reshape(-1, 2)
        weights, steps, words = np.empty(size + 1), np.empty(size, np.int32), np.empty(size, np.int32)
        trie = self._trie
        n = _cut(
            codes, spans, _classes(), trie.firsts, trie.table, trie.seen, trie.weights, trie.unknown, self._character,
            ends, keys, weights, steps, words,
        )  # fmt: skip
        return ends[:n], keys[:n]

    def beyond(self, codes: NDArray[np.uint32], starts: NDArray, ends: NDArray, around: int) -> NDArray[np.int32]:
        """What a word does to each of some spans when it is cut with `around` characters on either side.

        0: words begin and end where the span does; INSIDE: one begins before it and ends in it, or begins in it and ends behind it; else the
        end of the word that begins with the span and goes on behind it.
        """
        trie = self._trie
        return _beyond(
            codes, starts, ends, around, _classes(), trie.firsts, trie.table, trie.seen, trie.weights, trie.unknown
        )


@njit(cache=True, nogil=True)
def _tally(keys: NDArray, seen: NDArray, firsts: NDArray, counts: NDArray) -> int:
    """`seen` is all zeros before and after: its size is why it is not made for each text."""
    n = 0
    for i in range(len(keys)):
        key = keys[i]
        if key < 0:
            firsts[n] = i
            n += 1
        elif seen[key] == 0:
            firsts[n] = i
            n += 1
            seen[key] = n  # one more than its place in the answer
        else:
            counts[seen[key] - 1] += 1
    for j in range(n):
        if keys[firsts[j]] >= 0:
            seen[keys[firsts[j]]] = 0
    return n


@njit(cache=True, nogil=True)
def _hash(node: int, code: int) -> np.int64:
    key = (np.int64(node) << 16) | np.int64(code)
    return (key * np.int64(-7046029254386353131)) >> np.int64(30)  # Fibonacci hashing: 2**64 / golden ratio


@njit(cache=True, nogil=True)
def _slot(table: NDArray, hashed: np.int64, node: int, code: int) -> np.int64:
    """Where the hash table has the child of a node, or would have it."""
    key = (np.int64(node) << 16) | np.int64(code)
    mask = len(table) - 1
    slot = hashed & mask
    while table[slot] != -1 and table[slot] >> 20 != key:
        slot = (slot + 1) & mask
    return slot


@njit(cache=True, nogil=True)
def _insert(
    codes: NDArray, ends: NDArray, values: NDArray, firsts: NDArray, table: NDArray, seen: NDArray, weights: NDArray
) -> int:
    """Put words (their code points one after another) into the empty trie; the number of nodes."""
    size = 0
    reached = 0
    for word in range(len(ends)):
        node = firsts[codes[reached]]
        if node < 0:
            node = firsts[codes[reached]] = size
            size += 1
        for i in range(reached + 1, ends[word]):
            hashed = _hash(node, codes[i])
            slot = _slot(table, hashed, node, codes[i])
            if table[slot] == -1:
                table[slot] = (np.int64(node) << 36) | (np.int64(codes[i]) << 20) | size
                bit = hashed & (_FILTER - 1)
                seen[bit >> 3] |= 1 << (bit & 7)
                size += 1
            node = table[slot] & 0xFFFFF
        reached = ends[word]
        weights[node] = values[word]
    return size


@njit(cache=True, nogil=True)
def _cut(
    codes: NDArray, spans: NDArray, classes: NDArray, firsts: NDArray, table: NDArray, seen: NDArray,
    weights: NDArray, unknown: float, character: int, ends: NDArray, keys: NDArray, best: NDArray, steps: NDArray,
    words: NDArray,
) -> int:  # fmt: skip
    n = 0
    i = 0
    for span in range(len(spans) + 1):
        stop = spans[span, 0] if span < len(spans) else len(codes)
        while i < stop:
            start = i
            while i < stop and codes[i] < _BASIC and classes[codes[i]] != _OTHER:
                i += 1
            if i == start:
                i += 1
                ends[n] = i
                keys[n] = character + codes[start]
                n += 1
                continue
            # From the end of the run to its start: the best weight of what follows each place, and the first step.
            best[i] = 0.0
            for j in range(i - 1, start - 1, -1):
                node = firsts[codes[j]]
                weight = unknown
                if node >= 0 and weights[node] == weights[node]:
                    weight = weights[node]
                best[j] = weight + best[j + 1]
                steps[j] = j + 1
                end = j + 1
                while node >= 0 and end < i:
                    hashed = _hash(node, codes[end])
                    bit = hashed & (_FILTER - 1)
                    if not seen[bit >> 3] >> (bit & 7) & 1:
                        break
                    slot = _slot(table, hashed, node, codes[end])
                    if table[slot] == -1:
                        break
                    node = table[slot] & 0xFFFFF
                    end += 1
                    weight = weights[node] + best[end]
                    if weight >= best[j]:  # never true for NaN
                        best[j] = weight
                        steps[j] = end
                        words[j] = node
            j = start
            while j < i:
                end = steps[j]
                key = words[j]
                if end == j + 1:
                    key = character + codes[j]
                    if classes[codes[j]] == _LETTER:
                        while end < i and steps[end] == end + 1 and classes[codes[end]] == _LETTER:
                            end += 1
                        if end > j + 1:
                            key = RUN
                ends[n] = end
                keys[n] = key
                n += 1
                j = end
        if span < len(spans):
            i = spans[span, 1]
            ends[n] = i
            keys[n] = WHOLE
            n += 1
    return n


@njit(cache=True, nogil=True)
def _beyond(
    codes: NDArray, starts: NDArray, ends: NDArray, around: int, classes: NDArray, firsts: NDArray, table: NDArray, seen: NDArray,
    weights: NDArray, unknown: float,
) -> NDArray:  # fmt: skip
    longest = 2 * around
    for i in range(len(starts)):
        longest = max(longest, ends[i] - starts[i] + 2 * around)
    upto, keys, steps, words = np.empty((4, longest), np.int32)
    best, nothing = np.empty(longest + 1), np.empty((0, 2), np.int64)
    found = np.zeros(len(starts), np.int32)
    for i in range(len(starts)):
        left = max(0, starts[i] - around)
        right = min(len(codes), ends[i] + around)
        n = _cut(
            codes[left:right], nothing, classes, firsts, table, seen, weights, unknown, 0, upto, keys, best, steps, words
        )  # fmt: skip
        at = left
        for piece in range(n):
            end = left + upto[piece]
            if at < starts[i] < end or starts[i] < at < ends[i] < end:
                found[i] = INSIDE
            elif at == starts[i] and ends[i] < end:
                found[i] = end
            if end >= ends[i] or found[i]:
                break
            at = end
    return found


@cache
def _classes() -> NDArray[np.int8]:
    """The class of each character of the basic plane, as in jieba's re_han_default and re_eng."""
    classes = np.full(_BASIC, _OTHER, np.int8)
    classes[0x4E00:0x9FD6] = _WORD_CHARACTER
    classes[[ord(character) for character in "+#&._%-"]] = _WORD_CHARACTER
    for first, last in ("09", "az", "AZ"):
        classes[ord(first) : ord(last) + 1] = _LETTER
    return classes


@kept
def _trie(dictionary: Stamp) -> Trie:
    import pyarrow.compute as pc
    from pyarrow import csv

    with Path(dictionary[0]).open("rb") as file:
        listed = csv.read_csv(
            file,
            csv.ReadOptions(column_names=["word", "frequency", "tag"], use_threads=False),
            csv.ParseOptions(delimiter=" ", quote_char=False),
            csv.ConvertOptions(
                column_types={"word": "string", "frequency": "int64", "tag": "string"}, strings_can_be_null=False
            ),
        )
    words, frequencies = listed["word"], listed["frequency"].to_numpy()
    total = math.log(frequencies.sum())
    each, place = np.unique(
        frequencies, return_inverse=True
    )  # the logarithm of the C library, as in jieba, of few numbers
    values = np.array([math.log(frequency or 1) - total for frequency in each.tolist()])[place]
    codes = code_points("".join(words.to_pylist()))
    ends = np.cumsum(pc.utf8_length(words).to_numpy()).astype(np.int64)
    firsts, table = np.full(_BASIC, -1, np.int32), np.full(_SLOTS, -1, np.int64)
    seen, weights = np.zeros(_FILTER // 8, np.uint8), np.full(_SLOTS, np.nan)
    size = _insert(codes, ends, values, firsts, table, seen, weights)
    return Trie(firsts, table, seen, weights[:size].copy(), -total)
