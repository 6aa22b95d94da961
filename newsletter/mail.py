"""An issue as a mail: its style sheet made ready for programs that read no sheet and know no variable."""

import re
from functools import cache
from pathlib import Path

import css_inline
from django.conf import settings

_PROPERTY = re.compile(r"(?P<name>--[\w-]+):\s*(?P<value>[^;]+);")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_RULE = re.compile(r"(?P<selector>[^{}]+)\{(?P<declarations>[^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def inlined(html: str) -> str:
    """Return a document with the styles of mails written in its tags."""
    inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False, extra_css=_sheets()[0])
    return inliner.inline(html)


def dark_rules() -> str:
    """What the head adds for dark screens: the colours of the sheet, as they are there."""
    return _sheets()[1]


@cache
def _sheets() -> tuple[str, str]:
    """The sheet with the colours of light screens, and what to add to it for dark ones."""
    folder = Path(settings.BASE_DIR) / "static"
    sheet = _COMMENT.sub("", (folder / "mail/mail.css").read_text())
    light, _, dark = (folder / "css/tokens.css").read_text().partition("@media screen")
    values = dict(_PROPERTY.findall(light))
    return _resolved(sheet, values), _dark(sheet, values | dict(_PROPERTY.findall(dark)))


def _dark(sheet: str, values: dict[str, str]) -> str:
    rules = []
    for rule in _RULE.finditer(sheet):
        coloured = [one.strip() for one in rule["declarations"].split(";") if _VARIABLE.search(one)]
        if coloured:
            # Stronger than what is written in the tags.
            declarations = "; ".join(f"{_resolved(one, values)} !important" for one in coloured)
            rules.append(f"{' '.join(rule['selector'].split())} {{ {declarations} }}")
    return f":root {{ color-scheme: light dark }} @media (prefers-color-scheme: dark) {{ {' '.join(rules)} }}"


def _resolved(css: str, values: dict[str, str]) -> str:
    while _VARIABLE.search(css):
        css = _VARIABLE.sub(lambda match: values[match[1]], css)
    return css
