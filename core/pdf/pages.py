"""What a reader would take for a mistake of the press: pages with nothing on them, words that stick out of theirs.

Looked for in the laid-out pages, in the child process, without Django. Unlike ``core.pdf.conformance``, nothing is
refused here: the file is made, and says where to look.
"""

from core.pdf.conformance import below

# Layout rounds: a hair is not out of the page.
HAIR = 1


def flaws(document) -> list[dict]:
    """One of each kind a page at most. ``near`` is the last identifier before it in the document, ``text`` the words
    that stick out."""
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
