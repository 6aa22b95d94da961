"""HTML read as plain text: lines of 72 signs, underlined headings, addresses of links at the end."""

import re
from html.parser import HTMLParser
from textwrap import wrap

WIDTH = 72
_UNDERLINES = {"h1": "=", "h2": "=", "h3": "-", "h4": "~", "h5": "~", "h6": "~"}
_BLOCKS = {"p", "div", "ul", "ol", "li", "blockquote", "table", "tr", "td", "hr", *_UNDERLINES}
_LISTS = {"ul", "ol"}
# Not the no-break ones: French typography put them where a line must not end.
_SPACES = re.compile(r"[ \t\r\n\f]+")
_SCHEME = re.compile(r"\A(?:https?://|mailto:)")
# The numbers of links, until the block ends: put after the word that the links end in, which may go on after them.
_NUMBER = re.compile(r"\x00(\d+)\x00")
_CALLS = re.compile(r"(?<=\w)(?:\x00\d+\x00(?:[-’']?\w+)*)+|\x00\d+\x00")


def underlined(title: str, sign: str = "=") -> str:
    lines = wrap(title, WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join([*lines, sign * max(map(len, lines), default=0)])


def _called(calls: re.Match) -> str:
    numbers = "".join(f" [{number}]" for number in _NUMBER.findall(calls[0]))
    return _NUMBER.sub("", calls[0]) + numbers


def read_aloud(html: str, *, home: str) -> str:
    """Return the text of a fragment.

    A link within the page, or to a place of ``home``, its address online, is read without its address: the place is
    in the text already.
    """
    reader = _Reader(home)
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self, home: str) -> None:
        super().__init__(convert_charrefs=True)
        self.home = home
        self.lines: list[str] = []
        self.addresses: list[str] = []
        self._words = ""
        self._link, self._link_start = "", 0
        self._tag = ""  # of the block being read; « kicker » for the line above a title
        self._margins: list[str] = []  # what each open list or quotation puts before its lines
        self._numbers: list[int | None] = []  # of the next item of each open list; None without numbers
        self._mark = ""  # of the item that starts
        self._is_tight = False  # whether what comes follows an item with no empty line between

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in _BLOCKS:
            self._end_block()
            self._tag = tag
        match tag:
            case "ul" | "ol":
                self._numbers.append(1 if tag == "ol" else None)
                self._is_tight = len(self._numbers) > 1
            case "li":
                number = self._numbers[-1] if self._numbers else None
                self._mark = "– " if number is None else f"{number}. "
                if number is not None:
                    self._numbers[-1] = number + 1
                self._margins.append(" " * len(self._mark))
            case "blockquote":
                self._margins.append("> ")
            case "br":
                self._words += "\n"
            case "hr":
                self.lines += ["", "-" * WIDTH]
            case "img" if attributes.get("alt"):
                self._words += f"[Image : {attributes['alt']}]"
                self._end_block()
            case "p" if attributes.get("class") == "kicker":
                self._tag = "kicker"
            case "a":
                self._link, self._link_start = attributes.get("href") or "", len(self._words)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_block()
            self._tag = ""
        if tag in _LISTS and self._numbers:
            self._numbers.pop()
            self._is_tight = bool(self._numbers)
        elif tag in ("li", "blockquote") and self._margins:
            self._margins.pop()
            self._is_tight = tag == "li"
        elif tag == "a":
            says_itself = _SCHEME.sub("", self._link).rstrip("/") == self._words[self._link_start :].strip()
            if self._link and not says_itself and not self._link.startswith(("#", f"{self.home}#")):
                self.addresses.append(self._link)
                self._words += f"\0{len(self.addresses)}\0"
            self._link = ""

    def handle_data(self, data: str) -> None:
        self._words += _SPACES.sub(" ", data)

    def text(self) -> str:
        self._end_block()
        if self.addresses:
            self.lines += ["", underlined("Liens", "-"), ""]
            self.lines += [f"[{number}] {address}" for number, address in enumerate(self.addresses, start=1)]
        return "\n".join(self.lines).strip("\n")

    def _end_block(self) -> None:
        said = _CALLS.sub(_called, self._words)
        paragraphs = [line for line in (re.sub(" +", " ", one).strip(" ") for one in said.split("\n")) if line]
        self._words = ""
        if not paragraphs:
            return
        if self.lines and not self._is_tight:
            self.lines += [""] * (2 if self._tag in ("h1", "h2", "kicker") else 1)
        self._is_tight = self._tag == "kicker"
        if self._tag in _UNDERLINES:
            self.lines += underlined(" ".join(paragraphs), _UNDERLINES[self._tag]).split("\n")
            return
        margin = "".join(self._margins)
        first = margin.removesuffix(" " * len(self._mark)) + self._mark if self._mark else margin
        for paragraph in paragraphs:
            self.lines += wrap(
                paragraph,
                WIDTH,
                initial_indent=first,
                subsequent_indent=margin,
                break_long_words=False,
                break_on_hyphens=False,
            )
            first = margin
        self._mark = ""
