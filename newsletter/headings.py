"""Headings of a rich text, set at the level of the place where it is read."""

import re

_HEADING = re.compile(r"<(?P<slash>/?)h(?P<level>[1-6])(?=[\s>])", re.IGNORECASE)


def nest_headings(html: str, top: int) -> str:
    """Return the fragment with its headings starting at ``top`` and never skipping a level.

    What matters is which heading stands under which, not the number the editor chose: h4, h4, h3 under a title of
    level 2 become h3, h3, h3; h3, h4 become h3, h4 there, and h4, h5 under a title of level 3.
    """
    open_levels: list[int] = []

    def renumber(match: re.Match[str]) -> str:
        if not match["slash"]:
            level = int(match["level"])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
        # A closing tag takes the level of the heading it closes: the last one opened.
        return f"<{match['slash']}h{min(6, top + max(0, len(open_levels) - 1))}"

    return _HEADING.sub(renumber, html)
