"""Taking a name out of frozen editions: what readers get changes at once, the PDF is laid out again by a worker."""

from collections.abc import Iterator

from django.db import transaction

from core.tasks import task
from core.uses import Use
from network import masking
from network.models import Person, User
from network.names import hide_in_data, hide_in_text, hide_names
from newsletter.enums import Medium
from newsletter.files import destroy, store
from newsletter.models import Edition, Issue, MaskingRecord, Publication, Rendering
from newsletter.rendering import cover_of, render_frozen_pdf

FROZEN = "Gelé dans ces éditions : leur page se lira aussitôt sans lui ; leur PDF sera refait, l’original détruit"

_HIDE = {Medium.MAIL: hide_names, Medium.TEXT: hide_in_text}


def register() -> None:
    frozen = (Edition, Rendering, MaskingRecord, Publication)
    masking.register(masking.Follower(frozen, editions_naming, mask_editions))


def editions_naming(person: Person) -> Iterator[Use]:
    for edition in Edition.objects.select_related("issue").prefetch_related("maskings").order_by("pk"):
        if _without(edition, person):
            yield Use(None, FROZEN, str(edition), edition.issue.get_absolute_url())


def mask_editions(person: Person, by: User) -> None:
    """Record, for each edition that names someone, the article without the name, and ask for its PDF."""
    # Whoever publishes at the same moment waits, then reads that the person is masked.
    list(Issue.objects.select_for_update().order_by("pk").values_list("pk"))
    for edition in Edition.objects.select_related("issue").prefetch_related("maskings").order_by("pk"):
        article = _without(edition, person)
        if article:
            number, former = len(edition.maskings.all()) + 1, edition.shown.variant
            record = MaskingRecord.objects.create(
                edition=edition, number=number, person=person, created_by=by, **article
            )
            _store_without_engine(record, person, former=former)
            remake_files.enqueue(record.pk)
    _hide_in_orders(person)


def _hide_in_orders(person: Person) -> None:
    """The erratum of an order is frozen when it is done; nobody writes it again."""
    for order in Publication.objects.exclude(erratum_what=""):
        order.erratum_what, order.erratum_why = (
            hide_in_text(text, [person]) for text in (order.erratum_what, order.erratum_why)
        )
        order.save(update_fields=["erratum_what", "erratum_why"])


def _store_without_engine(record: MaskingRecord, person: Person, *, former: str) -> None:
    """The page, the mail and the text: only the PDF waits to be laid out."""
    store(edition=record.edition, medium=Medium.WEB, content=record.body.encode(), variant=record.variant)
    for rendering in record.edition.renderings.filter(variant=former, medium__in=_HIDE):
        try:
            with rendering.file.open() as file:
                hidden = _HIDE[rendering.medium](file.read().decode(), [person])
        except FileNotFoundError:  # no name is left in what has gone; ``verify_editions`` says that it has
            continue
        store(edition=record.edition, medium=rendering.medium, content=hidden.encode(), variant=record.variant)


def _without(edition: Edition, person: Person) -> dict:
    """The article as readers get it, without someone's name; empty when it does not name them."""
    shown = edition.shown
    hidden = {
        "body": hide_names(shown.body, [person]),
        "data": hide_in_data(shown.data, [person]),
        "pdf_source": hide_names(shown.pdf_source, [person]),
    }
    return hidden if any(value != getattr(shown, name) for name, value in hidden.items()) else {}


@task
def remake_files(record_pk: int) -> None:
    """Destroy the files that hold the name, then lay out the PDF that does not.

    An edition of before its print source was kept has no PDF any more; its page stays.
    """
    record = MaskingRecord.objects.select_related("edition__issue").get(pk=record_pk)
    edition = record.edition
    former = ["", *(other.variant for other in edition.maskings.filter(number__lt=record.number))]
    for rendering in edition.renderings.filter(variant__in=former):
        destroy(rendering)
    if not record.pdf_source or not _lacks_pdf(record):
        return
    pdf = render_frozen_pdf(record.pdf_source)
    cover = cover_of(pdf)
    with transaction.atomic():
        Issue.objects.select_for_update().get(pk=edition.issue_id)
        if _lacks_pdf(record):
            store(edition=edition, medium=Medium.PDF, content=pdf.content, pages=pdf.pages, variant=record.variant)
            store(edition=edition, medium=Medium.COVER, content=cover, variant=record.variant)


def _lacks_pdf(record: MaskingRecord) -> bool:
    """Whether it is still the last of its edition, and no other worker made its PDF."""
    edition = record.edition
    is_last = not edition.maskings.filter(number__gt=record.number).exists()
    return is_last and not edition.renderings.filter(medium=Medium.PDF, variant=record.variant).exists()
