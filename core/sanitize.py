"""What editors' rich text may hold, and the sanitiser that makes it so.

`EXTENSIONS` is the one list: the editor offers these tools, and the sanitiser's tags are derived from it.
"""

import re
from functools import cache, lru_cache
from html.parser import HTMLParser

import nh3
from django.core.exceptions import ValidationError
from django_prose_editor.config import allowlist_from_extensions

from core.typography import thousands

MAX_LENGTH = 100_000
MAX_DEPTH = 20
LINK_SCHEMES = ("http", "https", "mailto")

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [3, 4]},
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": list(LINK_SCHEMES), "defaultProtocol": "https"},
    "NoSpellCheck": False,  # the browser’s own checker helps whoever writes
    "SpecialCharacters": True,  # shows no-break spaces and soft hyphens while writing
}

# Of the attributes that the tools come with, only this one is kept: no class, style, title, rel or target.
# The empty set is needed: left out, it means `lang` and `title` on any tag.
_ATTRIBUTES = {"a": {"href"}, "*": set()}

_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[a-z][a-z0-9]*)(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
_INLINE = frozenset(
    ["a", "abbr", "b", "cite", "code", "em", "i", "q", "s", "small", "span", "strong", "sub", "sup", "u"]
)
_SILENT = frozenset(["script", "style"])
# « /pistes/ », « www.coorace.org/ »: someone typed it. A place in the text it was pasted from, or a trick, was not.
_INCOMPLETE = re.compile(r"/(?!/)|(?:[\w.+-]+@)?[\w-]+(?:\.[\w-]+)+(?:[/?#]|\Z)")
_LINK_TO_NOWHERE = re.compile(r"<a>(.*?)</a>", re.DOTALL)

# What browsers draw the same is written one way: by hand, by a content file or by the editor.
_SPACES = re.compile(r"[ \t\r\n\f]+")
_AROUND_BLOCKS = re.compile(r" ?(</?(?:p|h3|h4|ul|ol|li|blockquote)>) ?")
# The editor puts a paragraph in each item of a list; only an item of several paragraphs needs it.
_LONE_PARAGRAPH = re.compile(r"<li><p>((?:(?!</p>).)*)</p>(?=</li>|<ul>|<ol>)")


def allowed_tags() -> set[str]:
    """The tags the editor can write, and no other."""
    return set(allowlist_from_extensions(EXTENSIONS)["tags"])


@cache
def _cleaner() -> nh3.Cleaner:
    allowed = allowlist_from_extensions(EXTENSIONS)
    return nh3.Cleaner(
        tags=allowed["tags"],
        attributes=_ATTRIBUTES,
        url_schemes=allowed["url_schemes"],
        url_relative="deny",
        link_rel=None,
    )


def sanitize_html(html: str) -> str:
    """Keep of a fragment only what the editor can write, in the one way that it is written; a fragment without any text
    becomes an empty string.

    Applying it twice changes nothing more.
    """
    clean = _LINK_TO_NOWHERE.sub(r"\1", _cleaner().clean(html))
    clean = _AROUND_BLOCKS.sub(r"\1", _SPACES.sub(" ", clean)).strip(" ")
    clean = _LONE_PARAGRAPH.sub(r"<li>\1", clean)
    return clean if plain_text(clean).strip() else ""


def validate_length(html: str) -> None:
    if len(html) > MAX_LENGTH:
        raise ValidationError(
            "Ce texte est trop long : %(length)s signes avec sa mise en forme, pour un maximum de %(limit)s.",
            code="too_long",
            params={"length": thousands(len(html)), "limit": thousands(MAX_LENGTH)},
        )


def validate_links(html: str) -> None:
    """Refuse a link whose address lacks its beginning, which the sanitiser would take away without a word."""
    incomplete: list[str] = []

    def note(_tag: str, _attribute: str, address: str) -> str:
        if _INCOMPLETE.match(address):
            incomplete.append(address)
        return address

    if "href" in html.lower():
        nh3.Cleaner(
            tags={"a"}, attributes=_ATTRIBUTES, attribute_filter=note, url_relative="pass_through", link_rel=None
        ).clean(html)
    if incomplete:
        raise ValidationError(
            "Un lien mène à « %(address)s » : donnez son adresse entière, qui commence par https:// ou mailto:.",
            code="incomplete_link",
            params={"address": incomplete[0]},
        )


def validate_depth(html: str) -> None:
    if nesting_depth(html) > MAX_DEPTH:
        raise ValidationError(
            "Ce texte emboîte trop de listes ou de citations : pas plus de %(limit)s niveaux.",
            code="too_deep",
            params={"limit": MAX_DEPTH},
        )


def nesting_depth(html: str) -> int:
    """Return how many elements are open at once at most, in a sanitised fragment."""
    depth = deepest = 0
    for match in _TAG.finditer(html):
        if match["slash"]:
            depth -= 1
        elif match["name"] != "br":
            depth += 1
            deepest = max(deepest, depth)
    return deepest


# A page that names its texts by how they begin, and the search that reads them, ask again and again.
@lru_cache(maxsize=512)
def plain_text(html: str) -> str:
    """Return the text of a fragment, one line per block; marks, links and empty blocks leave no trace."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"[ \t\r\n\f]+", " ", line).strip(" ") for line in "".join(reader.parts).split("\0"))
    return "\n".join(line for line in lines if line)


class _TextReader(HTMLParser):
    """Gather the text of a fragment, with a NUL at each border of a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in _SILENT
        if tag not in _INLINE:
            self.parts.append("\0")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False
        if tag not in _INLINE:
            self.parts.append("\0")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
