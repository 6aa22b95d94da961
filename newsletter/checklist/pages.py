"""What only the laid-out pages tell."""

from collections.abc import Iterator

from core.pdf.engine import PdfFile
from newsletter.checklist.findings import Finding, blocking
from newsletter.checklist.said import quoted, row_saying
from newsletter.draft import Draft
from newsletter.models import Rubrique


def page_findings(draft: Draft, pdf: PdfFile) -> Iterator[Finding]:
    for flaw in pdf.flaws:
        start = " ".join(flaw.text.split()[:8])  # a long text is cut short, in the middle of a word
        row = (row_saying(draft, start) if start else None) or _rubrique_near(draft, flaw.near)
        if flaw.kind == "empty":
            yield blocking(f"La page {flaw.page} du PDF est vide : retirez ce qui l’a ouverte.", row)
        elif flaw.kind == "nowhere":
            yield blocking(f"Le PDF n’imprime pas {quoted(flaw.text)} : le bloc est trop long pour sa place.", row)
        else:
            yield blocking(f"En page {flaw.page} du PDF, {quoted(flaw.text)} sort de la feuille : raccourcissez.", row)


def _rubrique_near(draft: Draft, anchor: str) -> Rubrique | None:
    """That of the section the flaw stands in, or follows: its own anchor, or that of its end."""
    for section in draft.article.sections:
        if anchor in (section.anchor, section.end_anchor):
            return section.rubrique
    return None
