"""What the authors of texts and styles may do that would make the file's PDF/UA-1 claim a lie (pdf.md § 4).

Looked for in the laid-out pages, in the child process, so that a document is refused with the place to mend rather
than filed with a false claim. The test suite's audit is stricter and looks at the bytes.
"""

import re

HEADING = re.compile(r"h[1-6]")


class UnfitError(Exception):
    """The document cannot conform as it is; the message, in French, says what to change."""


def check(document) -> None:
    """Raise ``UnfitError`` for the first thing in ``document``'s pages that no conforming file can hold."""
    from weasyprint.formatting_structure.boxes import MarginBox, ReplacedBox, TextBox

    for page in document.pages:
        for margin in page._page_box.children:
            if isinstance(margin, MarginBox) and any(box.link for box in below(margin)):
                raise UnfitError("Un lien est dans un titre courant ou un pied de page : laissez-y du texte seul.")
    level = 0
    heading = None
    links: dict = {}
    for box in flow(document, skip=MarginBox):
        tag = box.element_tag or ""
        if HEADING.fullmatch(tag) and box.element is not heading:
            heading = box.element
            if int(tag[1]) > level + 1:
                missing = f"un titre de niveau {level + 1} manque avant lui" if level else "le premier est de niveau 1"
                raise UnfitError(f"Le titre « {words(heading)} » est de niveau {tag[1]} : {missing}.")
            level = int(tag[1])
        if isinstance(box, ReplacedBox):
            _check_picture(box)
        elif box.style["opacity"] < 1 and any(isinstance(child, TextBox | ReplacedBox) for child in below(box)):
            raise UnfitError(
                f"Le passage « {words(box.element)} » est rendu translucide par « opacity » et perdrait ses "
                "balises : employez une couleur translucide."
            )
        if box.element_tag == "a" and box.element.get("href") is not None:
            says = any(
                isinstance(child, ReplacedBox) or (isinstance(child, TextBox) and child.text.strip())
                for child in below(box)
            )
            links[box.element] = links.get(box.element, False) or says
    for element, says in links.items():
        if not says:
            raise UnfitError(f"Un lien n’a pas de texte (il mène à {element.get('href') or 'rien'}).")


def _check_picture(box) -> None:
    if box.element.tag == "{http://www.w3.org/2000/svg}svg":
        title = box.element.find("{http://www.w3.org/2000/svg}title")
        if title is None or not (title.text or "").strip():
            raise UnfitError("Une illustration SVG n’a pas de titre (balise title) : décrivez-la.")
    elif box.element_tag == "img" and not (box.element.get("alt") or "").strip():
        source = box.element.get("src", "")[:100]
        raise UnfitError(
            f"L’image « {source} » n’a pas de texte de remplacement (alt) ; décorative, elle doit venir du style."
        )


def flow(document, skip=()):
    """All boxes of all pages in reading order, leaving aside those of the classes in ``skip`` and what they hold."""
    for page in document.pages:
        for child in page._page_box.children:
            if not isinstance(child, skip):
                yield from below(child)


def below(box):
    """``box`` and its descendants, absolutely positioned ones included."""
    # The placeholder of an absolute box passes every attribute on to it.
    box = getattr(box, "_box", box)
    yield box
    for child in box.children:
        yield from below(child)


def words(element) -> str:
    """The text of an HTML element on one line, with the alternative text of its pictures, at most 200 characters."""
    text = " ".join("".join(part or "" for part in _parts(element)).split())
    return text if len(text) <= 200 else text[:199] + "…"


def _parts(element):
    if element.tag == "img":
        yield element.get("alt")
    elif isinstance(element.tag, str):
        yield element.text
    for child in element:
        yield from _parts(child)
        yield child.tail
