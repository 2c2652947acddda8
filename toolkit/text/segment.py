"""The Segmenter: with compiled.py the only file that knows jieba's family.

rjieba is jieba's dictionary and algorithm in Rust: without the hidden Markov model it gives jieba's tokens, to the
last one, some twenty times as fast. jieba itself stands in where rjieba is not installed. Either one is a private
instance: nothing is added to or removed from a dictionary that another library in the process also uses.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba
    import rjieba

    from toolkit.text.compiled import Cutter

ENGINES = ("rjieba", "jieba")
COMPILED_PAYS = (
    400_000  # characters to cut before loading compiled code (a fifth of a second) takes less time than it soon saves
)
WHOLE, RUN = -1, -2  # keys of compiled code that do not say which piece it is: a span to stay whole, an unknown word


def _best_engine() -> str:
    return "rjieba" if importlib.util.find_spec("rjieba") else "jieba"


@dataclass(frozen=True)
class Segmenter:
    """Cuts Chinese text into words.

    engine: "rjieba" or "jieba"; the fast one where it is installed.
    hmm: guess words that are not in the dictionary, such as names. Off by default: on the PKU test set of news
        text words are then found better (F1 .836 against .818), and both engines agree to the last token.
    words: your own words, which are then never cut by the dictionary's preferences.

    >>> Segmenter().cut("会议强调高质量发展")
    ['会议', '强调', '高质量', '发展']
    >>> Segmenter(words=("澜江省",)).cut("澜江省召开会议")
    ['澜江省', '召开', '会议']
    """

    engine: str = field(default_factory=_best_engine)
    hmm: bool = False
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise ValueError(f"engine {self.engine!r} is unknown; choose one of {', '.join(ENGINES)}")

    def cut(self, text: str) -> list[str]:
        """Words and everything between them, in order: joined together they are the text again."""
        return self.cutter()(text)

    def cutter(self) -> Callable[[str], list[str]]:
        """`cut` as a plain function, for loops: the engine is then looked up once."""
        return _cutter(self)

    def tagger(self) -> Callable[[str], list[tuple[str, str]]]:
        """A plain function from a text to its words with their parts of speech (tags of jieba's dictionary)."""
        return _tagger(self)

    def compiled(self, seen: int) -> Cutter | None:
        """The cutter that yields numbers: once it is loaded, or `seen` characters make loading it worth while.

        It cuts as the fast engine does without HMM and without words of your own: None for any other setting.
        """
        if self.engine != "rjieba" or self.hmm or self.words:
            return None
        return _compiled() if seen > COMPILED_PAYS or _compiled.cache_info().currsize else None


def segmenter_for(given: Segmenter | None) -> Segmenter:
    """The segmenter given, else the usual one."""
    if given is not None and not isinstance(given, Segmenter):
        raise TypeError(f"segmenter takes a Segmenter, not {given!r}: Segmenter(engine='jieba'), for one")
    return given or Segmenter()


@cache
def _cutter(segmenter: Segmenter) -> Callable[[str], list[str]]:
    """A private engine, made once for each setting: loading the dictionary takes a tenth of a second or more."""
    if segmenter.engine == "rjieba":
        engine = _rjieba(segmenter.words)
        return lambda text: engine.cut(text, hmm=segmenter.hmm)
    return _jieba(segmenter)


@cache
def _tagger(segmenter: Segmenter) -> Callable[[str], list[tuple[str, str]]]:
    if segmenter.engine == "rjieba":
        engine = _rjieba(segmenter.words)
        return lambda text: engine.tag(text, hmm=segmenter.hmm)
    import jieba.posseg

    tagger = jieba.posseg.POSTokenizer(_private_jieba())
    return lambda text: [(pair.word, pair.flag) for pair in tagger.lcut(text, HMM=segmenter.hmm)]


@cache
def _rjieba(words: tuple[str, ...]) -> rjieba.Jieba:
    from rjieba import Jieba

    engine = Jieba()
    for word in words:
        engine.add_word(word, engine.suggest_freq(word), "n")
    return engine


def _jieba(segmenter: Segmenter) -> Callable[[str], list[str]]:
    engine = _private_jieba()
    for word in segmenter.words:
        engine.add_word(word)
    return lambda text: engine.lcut(text, HMM=segmenter.hmm)


def _private_jieba() -> jieba.Tokenizer:
    """What jieba's initialize() does, less the cache that it leaves in the temp folder for all users of the machine."""
    import jieba

    engine = jieba.Tokenizer()
    engine.FREQ, engine.total = engine.gen_pfdict(engine.get_dict_file())
    engine.initialized = True
    return engine


def package_folder(name: str) -> Path:
    """Where a package is installed; it is not imported, which for jieba takes a tenth of a second."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise ImportError(f"{name} is not installed")
    return Path(found.origin).parent


@cache
def _compiled() -> Cutter | None:
    try:
        from toolkit.text.compiled import Cutter

        return Cutter()
    except (ImportError, RuntimeError):  # no numba for this machine, or nowhere to keep what it compiles
        return None
