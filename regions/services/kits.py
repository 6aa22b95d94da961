"""The printed kit of a meeting: agenda, wordings to debate, reply sheet, sign-in sheet, in one PDF.

A download never lays out anything: whatever changes what the kit says asks for it anew, in the same transaction, and a
task lays it out. One that says what it said already is left as it is.
"""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string

from core.enums import Provenance
from core.pdf.engine import PdfFile, PdfKilledError, PdfTimeoutError, Renderer
from core.tasks import TransientError, task
from regions.enums import Stance
from regions.models import Kit, Meeting

STYLESHEETS = ("print/fonts.css", "css/tokens.css", "print/page.css", "print/blocks.css", "print/kit.css")
# People who may sign on the sheet; more of them write on a second copy.
SIGNATURES = 18


def stylesheets() -> list[Path]:
    return [Path(settings.BASE_DIR) / "static" / name for name in STYLESHEETS]


def kit_source(meeting: Meeting) -> str:
    """The whole HTML document the PDF engine lays out."""
    items = list(meeting.items.with_subjects())
    context = {
        "meeting": meeting,
        "items": items,
        "stances": Stance.labels,
        "signatures": range(SIGNATURES),
        "is_fictitious": Provenance.FICTITIOUS in {meeting.provenance, *(one.subject.provenance for one in items)},
    }
    return render_to_string("regions/kit.html", context)


def render_kit(source: str) -> PdfFile:
    with Renderer(stylesheets=stylesheets()) as renderer:
        return renderer.render(source)


def ask_for_kit(meeting: Meeting) -> None:
    """Have it laid out, or laid out again, once what is being done is done. Nobody needs it of a past meeting."""
    if meeting.has_kit_to_come:
        compose_kit.enqueue(meeting.pk)


def refresh_kits() -> None:
    """Have those of the meetings to come say what the wordings say today."""
    for meeting in Meeting.objects.coming():
        ask_for_kit(meeting)


@task
def compose_kit(meeting_id: int) -> None:
    meeting = Meeting.objects.told().filter(pk=meeting_id).first()
    if meeting is None or not meeting.has_kit_to_come:
        return
    source = kit_source(meeting)
    digest = _digest(source)
    if _is_there(meeting, digest):
        return
    try:
        pdf = render_kit(source)
    except (PdfTimeoutError, PdfKilledError) as error:
        raise TransientError(str(error)) from error
    _store(meeting, digest, pdf)


def _digest(source: str) -> str:
    parts = [source, *(sheet.read_text() for sheet in stylesheets())]
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def _is_there(meeting: Meeting, digest: str) -> bool:
    kit = Kit.objects.filter(meeting=meeting).first()
    return bool(kit and kit.digest == digest and kit.file.storage.exists(kit.file.name))


@transaction.atomic
def _store(meeting: Meeting, digest: str, pdf: PdfFile) -> None:
    # Two workers that laid it out at once store one after the other.
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    kit = Kit.objects.filter(meeting=meeting).first() or Kit(meeting=meeting)
    storage, former = kit.file.storage, kit.file.name
    kit.digest, kit.sha256, kit.size, kit.pages = digest, pdf.sha256, len(pdf.content), pdf.pages
    kit.file.save(f"{meeting.pk}/{pdf.sha256[:16]}.pdf", ContentFile(pdf.content), save=False)
    written = kit.file.name
    try:
        kit.save()
    except BaseException:
        storage.delete(written)
        raise
    if former and former != written:
        # A storage deletes what is no longer there without a word.
        transaction.on_commit(lambda: storage.delete(former))
