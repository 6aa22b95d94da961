"""Finding people's names in what was written by hand, and taking them out."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

from django.db.models import CharField, Model, TextField

from core.fields import RichTextField
from core.markup import Edit, read_markup, weave
from core.typography import fold
from network.models import Delegation, Enterprise, Person
from network.models.directory import NAME_REMOVED

# What readers are told in words by a tag, not by its text.
_TOLD = re.compile(
    r"""(?P<head>\s(?:alt|title|aria-label|content)=)(?P<quote>["'])(?P<value>.*?)(?P=quote)""", re.DOTALL
)
# What rows are called: another « Martin » keeps their name, or giving back what they were would take it away.
_OWN_NAMES = {
    Person: ("given_name", "family_name"),
    Enterprise: ("name",),
    Delegation: ("name", "name_printed"),
}
_CIVILITY = r"(?:m|mm|mr|mme|mlle|monsieur|madame|mademoiselle)\.?\s+"
# The accents of a text taken apart.
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_SAME = str.maketrans({"’": "'", "ʼ": "'", "\u2010": "-", "\u2011": "-"})


def hide_names(html: str, people: Iterable[Person]) -> str:
    """Return a fragment of HTML without these people's names; its tags stay as they are, what they say of them not."""
    for one in people:
        text, pieces = read_markup(html)
        edits = [Edit(start, end, NAME_REMOVED) for start, end in _places(text, one)]
        told = [(place, width, _hide_in_tag(source, one)) for place, width, source in pieces]
        html = weave(text, told, edits)
    return html


def hide_in_text(text: str, people: Iterable[Person]) -> str:
    for one in people:
        text = weave(text, [], [Edit(start, end, NAME_REMOVED) for start, end in _places(text, one)])
    return text


def hide_in_data(data: Any, people: Iterable[Person]) -> Any:
    """The same for all the texts of what JSON holds."""
    people = tuple(people)
    match data:
        case str():
            return hide_in_text(data, people)
        case list():
            return [hide_in_data(one, people) for one in data]
        case dict():
            return {key: hide_in_data(value, people) for key, value in data.items()}
    return data


def hide_in_row(model: type[Model], fields: dict[str, Any], title: str, people: Iterable[Person]) -> tuple[dict, str]:
    """The same for the values of a row, as they are serialised, and for what it is called."""
    people, own = tuple(people), _OWN_NAMES.get(model, ())
    hidden = {}
    for name, value in fields.items():
        is_text = isinstance(value, str) and isinstance(model._meta.get_field(name), CharField | TextField)
        if is_text and name not in own:
            rich = isinstance(model._meta.get_field(name), RichTextField)
            value = hide_names(value, people) if rich else hide_in_text(value, people)
        hidden[name] = value
    return hidden, title if own else hide_in_text(title, people)


def is_named(text: str, who: Person) -> bool:
    return any(_places(text, who))


def is_called(name: str, who: Person) -> bool:
    """Whether a whole name is theirs, in either order, whatever joins its words."""
    own = _words(who.given_name), _words(who.family_name)
    return _words(name) in (own[0] + own[1], own[1] + own[0])


def is_in_address(address: str, who: Person) -> bool:
    """Whether an address names them, its words joined or not: « /helene-faure/ », « hfaure@… »."""
    words = re.sub(r"[\W_]+", " ", unquote(address))
    given, family = ("".join(_words(name)) for name in (who.given_name, who.family_name))
    joined = fold(words).replace(" ", "")
    forms = (given + family, family + given, given[:1] + family)
    return is_named(words.upper(), who) or any(form in joined for form in forms)


def _words(name: str) -> list[str]:
    return re.split(r"[\s-]+", fold(name).strip())


def _hide_in_tag(source: str, who: Person) -> str:
    def told(match: re.Match) -> str:
        value = unescape(match["value"])
        hidden = hide_in_text(value, [who])
        return match[0] if hidden == value else f"{match['head']}{match['quote']}{escape(hidden)}{match['quote']}"

    return _TOLD.sub(told, source) if source.startswith("<") else source


def _places(text: str, who: Person) -> Iterator[tuple[int, int]]:
    """Where someone is named: in full in either order, after « M. » or an initial, or by the family name alone.

    Alone, it is theirs in capitals or as it is registered: « Laurent » is not « LAURENT ».
    """
    if not _may_name(text, who):
        return
    folded, origins = _folded(text)
    given, family = (_pattern(name) for name in (who.given_name, who.family_name))
    initial = rf"{re.escape(_folded(who.given_name)[0][:1])}\.[\s-]*"
    forms = (
        rf"{given}\s+{family}",
        rf"{family}\s+{given}",
        rf"(?:{_CIVILITY}|{initial}){family}",
        f"(?P<alone>{family})",
    )
    for match in re.finditer(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", folded):
        start, end = origins[match.start()], origins[match.end() - 1] + 1
        printed = text[start:end].translate(_SAME)
        if not match["alone"] or printed.isupper() or printed == who.family_name.translate(_SAME):
            yield start, end


def _may_name(text: str, who: Person) -> bool:
    """Whether a word of their family name is there at all: asked of the whole text at once, a hundred times faster."""
    letters = unicodedata.normalize("NFD", text.replace("\u00ad", "").translate(_SAME).casefold())
    return max(_folded(who.family_name)[0].replace("-", " ").split(), key=len, default="") in _MARKS.sub("", letters)


def _pattern(name: str) -> str:
    """A name's words, whatever joins them: « Jean-Pierre » is « Jean Pierre »."""
    return r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", _folded(name)[0].strip()) if word)


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without case nor accents, and where each of its characters comes from."""
    found, origins = [], []
    for place, char in enumerate(text):
        for one in _plain(char):
            found.append(one)
            origins.append(place)
    return "".join(found), origins


@cache
def _plain(char: str) -> str:
    if char == "\u00ad":  # a hyphen that shows at the end of a line only
        return ""
    if char.isspace():
        return " "
    decomposed = unicodedata.normalize("NFD", char.translate(_SAME).casefold())
    return "".join(one for one in decomposed if not unicodedata.combining(one))
