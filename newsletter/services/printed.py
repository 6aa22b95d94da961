"""The PDF of an issue that was printed before the portal."""

from hashlib import sha256

from django.core.files.base import ContentFile, File
from django.db import transaction

from core.errors import DomainError
from core.history import recorded
from core.pdf.reader import read_pdf
from newsletter.models import Issue
from newsletter.services.states import locked, log_step

LARGEST = 20 * 1024 * 1024


def keep_printed_pdf(*, issue: Issue, file: File, by) -> Issue:
    """Have a PDF published as it is instead of one we would lay out. Raises ``DomainError`` for what is not a PDF."""
    if file.size > LARGEST:
        raise DomainError("Ce PDF pèse plus de 20 Mo : enregistrez-le plus léger, puis recommencez.")
    content = file.read()
    read_pdf(content)
    name, storage = f"{sha256(content).hexdigest()}.pdf", Issue.printed_pdf.field.storage
    if not storage.exists(name):
        storage.save(name, ContentFile(content))
    return _set(issue, name, by=by, said="PDF d’origine déposé.")


def remove_printed_pdf(*, issue: Issue, by) -> Issue:
    """Have its PDF laid out from its blocks, as for any other. The file stays: a former version may come back."""
    return _set(issue, "", by=by, said="PDF d’origine retiré.")


@transaction.atomic
def _set(issue: Issue, name: str, *, by, said: str) -> Issue:
    with recorded(by=by, comment=said):
        issue = locked(issue)
        issue.printed_pdf = name
        issue.save(update_fields=["printed_pdf", "updated_at"])
        log_step(issue, by=by, said=said)
    return issue
