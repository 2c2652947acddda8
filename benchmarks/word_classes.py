"""Write toolkit/terms/wordnet_en.csv: the classes of English words that the grammar of formulations looks at, from WordNet.

    python benchmarks/word_classes.py /usr/share/wordnet

In: the folder of WordNet 3.0's database files (Debian and Ubuntu: the package wordnet-base). Out: a row for each class, with the single words
that are in it, small letters: supersense, the lexicographer's file of a word's commonest sense (noun.person, verb.social …); hypernym, the synset
some steps below the root that its commonest noun sense is under (empty where it is no noun). What is commonest is told by WordNet's counts in texts.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

OUT = Path(__file__).parent.parent / "toolkit" / "terms" / "wordnet_en.csv"
DEPTH = 7  # steps below "entity", or the word itself where there are fewer: "worker", "creator", "mechanism"
LETTERS = re.compile("[a-z]{2,}")
SUPERSENSES = (  # by number; man 5 lexnames
    "adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute noun.body noun.cognition noun.communication noun.event "
    "noun.feeling noun.food noun.group noun.location noun.motive noun.object noun.person noun.phenomenon noun.plant noun.possession noun.process "
    "noun.quantity noun.relation noun.shape noun.state noun.substance noun.time verb.body verb.change verb.cognition verb.communication "
    "verb.competition verb.consumption verb.contact verb.creation verb.emotion verb.motion verb.perception verb.possession verb.social verb.stative "
    "verb.weather adj.ppl"
).split()
PARTS = ("noun", "verb", "adj", "adv")  # of speech; of equally common ones the first


def lines(file: Path) -> Iterator[list[str]]:
    """The lines of a database file as fields, without the licence at its head."""
    with file.open(encoding="latin-1") as opened:
        yield from (line.split() for line in opened if not line.startswith("  "))


def synsets(folder: Path, part: str) -> dict[str, tuple[str, str, str]]:
    """Of each synset, by its place in the file: its supersense, its first word, and the place of the synset above it, "" at the top."""
    found = {}
    for place, number, _, words, *fields in lines(folder / f"data.{part}"):
        count = int(words, 16)
        pointers = fields[2 * count + 1 :]
        above = next((where for kind, where in pairwise(pointers) if kind in ("@", "@i")), "")
        found[place] = SUPERSENSES[int(number)], fields[0], above
    return found


def uses(folder: Path) -> dict[str, Counter[str]]:
    """How often each word was met in each supersense."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for key, _, times in lines(folder / "cntlist.rev"):
        word, _, sense = key.partition("%")
        counts[word][SUPERSENSES[int(sense.split(":")[1])]] += int(times)
    return counts


def hypernym(place: str, nouns: dict[str, tuple[str, str, str]]) -> str:
    path: list[str] = []
    while place:
        _, word, place = nouns[place]
        path.insert(0, word)
    return path[min(DEPTH, len(path) - 1)]


def classes(folder: Path) -> dict[tuple[str, str], list[str]]:
    """The words of each class: (supersense, hypernym)."""
    counts, senses, above = uses(folder), defaultdict[str, dict[str, str]](dict), {}
    for part in PARTS:
        known = synsets(folder, part)
        for word, _, many, *fields in lines(folder / f"index.{part}"):
            if LETTERS.fullmatch(word):
                first = fields[-int(many)]
                met = {sense: times for sense, times in counts[word].items() if sense.startswith(part)}
                senses[word][part] = max(met, key=lambda sense: met[sense]) if met else known[first][0]
                if part == "noun":
                    above[word] = hypernym(first, known)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for word, of in sorted(senses.items()):
        common = max(of, key=lambda part: sum(n for sense, n in counts[word].items() if sense.startswith(part)))
        found[of[common], above.get(word, "")].append(word)
    return found


def main() -> None:
    found = classes(Path(sys.argv[1]))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("supersense", "hypernym", "words"))
        writer.writerows((*of, " ".join(words)) for of, words in sorted(found.items()))
    print(f"{sum(map(len, found.values()))} words in {len(found)} classes")


if __name__ == "__main__":
    main()
