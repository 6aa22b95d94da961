"""Covers of editions: their PDF's first page. Frozen with them; those of before covers get theirs from here."""

import logging

from django.db import transaction
from django.db.models import Exists, OuterRef

from core.errors import DomainError
from core.pdf.reader import read_pdf
from newsletter.enums import Medium
from newsletter.files import store
from newsletter.models import Issue, Rendering

logger = logging.getLogger(__name__)


def make_missing_covers() -> None:
    """Written to be run again: an edition that has its cover, or whose PDF a masking destroyed, is left alone."""
    for pdf in _without_cover().select_related("edition__issue").order_by("pk"):
        try:
            with pdf.file.open() as file:
                cover = read_pdf(file.read()).cover
        except (FileNotFoundError, DomainError) as error:
            logger.warning("no cover for %s: %s", pdf, error)
            continue
        with transaction.atomic():
            Issue.objects.select_for_update().get(pk=pdf.edition.issue_id)
            if _without_cover().filter(pk=pdf.pk).exists() and pdf.variant == pdf.edition.shown.variant:
                store(edition=pdf.edition, medium=Medium.COVER, content=cover, variant=pdf.variant)


def _without_cover():
    same = Rendering.objects.filter(edition=OuterRef("edition"), variant=OuterRef("variant"), medium=Medium.COVER)
    return Rendering.objects.filter(~Exists(same), medium=Medium.PDF)
