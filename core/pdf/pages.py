"""What a reader would take for a mistake of the press: pages with nothing on them, words out of theirs, or nowhere.

Looked for in the laid-out pages, in the child process, without Django. Unlike ``core.pdf.conformance``, nothing is
refused here: the file is made, and says where to look.
"""

from collections import Counter
from itertools import chain

from core.pdf.conformance import below, words

# Layout rounds: a hair is not out of the page.
HAIR = 1


# What is drawn, not laid out, or is no text.
NO_TEXT = {"script", "style", "template", "{http://www.w3.org/2000/svg}svg"}


def flaws(root, document) -> list[dict]:
    """One of each kind a page, at most. ``near`` is the last identifier before it in the document, ``text`` the words
    that stick out; what is on no page, of page 0, comes last."""
    return [*_on_pages(document), *_nowhere(root, document)]


def _on_pages(document) -> list[dict]:
    from weasyprint.formatting_structure.boxes import MarginBox, ReplacedBox, TextBox

    found, near = [], ""
    for number, page in enumerate(document.pages, start=1):
        shows, out = False, ""
        for child in page._page_box.children:
            if isinstance(child, MarginBox):
                continue
            for box in below(child):
                if box.element is not None:
                    near = box.element.get("id") or near
                if isinstance(box, TextBox) and box.text.strip():
                    shows = True
                    out = out or (box.text.strip() if _is_out(box, page) else "")
                elif isinstance(box, ReplacedBox) or any(kind != "none" for kind, _ in box.style["background_image"]):
                    shows = True
        if not shows:
            found.append({"page": number, "kind": "empty", "near": near, "text": ""})
        if out:
            found.append({"page": number, "kind": "out", "near": near, "text": out[:200]})
    return found


def _is_out(box, page) -> bool:
    return (
        box.position_x < -HAIR
        or box.position_y < -HAIR
        or box.position_x + box.width > page.width + HAIR
        or box.position_y + box.height > page.height + HAIR
    )


def _nowhere(root, document) -> list[dict]:
    """Elements with fewer letters on the pages than in the document: a footnote taller than its page is dropped."""
    from weasyprint.formatting_structure.boxes import TextBox

    laid, everything = Counter(), []
    for page in document.pages:
        for box in below(page._page_box):
            if isinstance(box, TextBox):
                everything.append(_letters(box.text))
                laid[box.element] += len(everything[-1])
    # Running heads are laid out from copies of their element.
    everything = "".join(everything)
    near = ""
    for element in _read(root.find("body")):
        near = element.get("id") or near
        own = [_letters(element.text), *(_letters(child.tail) for child in element)]
        if laid[element] < sum(map(len, own)) and not all(part in everything for part in own):
            return [{"page": 0, "kind": "nowhere", "near": near, "text": words(element)}]
    return []


def _read(element):
    """An element and those below it whose text is laid out, in the order of the document."""
    if isinstance(element.tag, str) and element.tag not in NO_TEXT:
        yield element
        yield from chain.from_iterable(_read(child) for child in element)


def _letters(text: str | None) -> str:
    return "".join(filter(str.isalnum, text or ""))
