"""Text reduced to the words it is found by, alike for what is indexed and for what is asked."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from core.typography import fold

# As folded; elided words stand without their apostrophe. « ai » is none of them: AI is a kind of enterprise.
_STOP = """
a ait as au aux avec avez avons c ce ceci cela ces cet cette ceux d dans de des du elle elles en es est et eu eux
ont font il ils j je l la le les leur leurs lui m ma mais me meme mes moi mon n ne nos notre nous on ou par pas pour
qu que qui s sa se ses si son sont sur t ta te tes toi ton tu un une vos votre vous y
"""
STOP_WORDS = frozenset(_STOP.split())

MAX_WORD = 40
# What a question is read of: past it, each database has a limit of its own.
MAX_QUERY = 500
MAX_QUERY_WORDS = 12

SOFT_HYPHEN = "\u00ad"
_WORD = re.compile(r"[^\W_]+")
_FOLDED = re.compile(r"[a-z0-9]+")


def split_words(text: str) -> list[str]:
    """Return the words of a text in their order, without case, accents or ligatures."""
    plain = unicodedata.normalize("NFC", text).replace(SOFT_HYPHEN, "")
    return [word for written in _WORD.findall(plain) for word in _fold_word(written)]


@lru_cache(maxsize=50_000)
def _fold_word(written: str) -> tuple[str, ...]:
    return tuple(word[:MAX_WORD] for word in _FOLDED.findall(fold(written)))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What the forms of a French word have in common: « emplois » and « emploi » give « emploi »."""
    # A stemmer keeps the word it works on: two threads cannot share one.
    stemmed = snowballstemmer.stemmer("french").stemWord(word)
    # Snowball leaves the plural of what ends with a vowel other than e: emplois, délais, enjeux.
    return stemmed[:-1] if len(stemmed) > 3 and stemmed[-1] in "sx" else stemmed


def index_terms(text: str) -> str:
    """Return the words of a text that are not stop words, each followed by its stem where it differs."""
    terms = []
    for word in split_words(text):
        if word not in STOP_WORDS:
            terms.append(word)
            if stem(word) != word:
                terms.append(stem(word))
    return " ".join(terms)


@dataclass(frozen=True)
class Query:
    """The words of a question: each must be in the object found, in any of its forms or as the start of a word."""

    words: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Query":
        words = list(dict.fromkeys(split_words(text[:MAX_QUERY])))
        # Stop words alone are looked for as the start of others: « son » is on its way to « sondage ».
        kept = [word for word in words if word not in STOP_WORDS] or words
        return cls(tuple(kept[:MAX_QUERY_WORDS]))

    def __bool__(self) -> bool:
        return bool(self.words)

    # Words are made of [a-z0-9] alone: nothing in them can be read as an operator.

    @property
    def fts5(self) -> str:
        return " AND ".join(f'("{stem(word)}" OR "{word}"*)' for word in self.words)

    @property
    def tsquery(self) -> str:
        return " & ".join(f"('{stem(word)}' | '{word}':*)" for word in self.words)

    def matches(self, word: str) -> bool:
        return any(stem(word) == stem(asked) or word.startswith(asked) for asked in self.words)
