"""Files joined to a report: looked at before they are kept, and never served as a page."""

import zipfile
import zlib
from hashlib import sha256
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core.errors import DomainError
from core.images import normalized_jpeg
from network.models import User
from regions.models import Attachment, Report
from regions.permissions import may_write_report

LARGEST = 10 * 1024 * 1024  # bytes
MOST = 10
PDF, JPEG = "application/pdf", "image/jpeg"
OFFICE = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,.odt,.ods,.docx,.xlsx"
# What an archive that is none, or that was made to break, brings about (NotImplementedError is a RuntimeError).
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
REFUSED = "Joignez un PDF, une image ou un document de bureau (odt, ods, docx, xlsx)."


def join_file(*, report: Report, file: UploadedFile, by: User) -> Attachment:
    """Join a file to a report that is being written; the same one joined twice is one.

    Pictures are kept as a web page shows them, upright and without metadata. Raises ``DomainError`` for a file that is
    not kept, and says why.
    """
    if file.size > LARGEST:
        raise DomainError(f"« {file.name} » est trop lourd : 10 Mo au plus.")
    if not file.size:
        raise DomainError(f"« {file.name} » est vide.")
    # A picture takes its time: nobody who writes waits for it.
    content, content_type, suffix = _read(file)
    digest = sha256(content).hexdigest()
    stem = PurePath(file.name).stem.strip()[:150] or "document"
    with transaction.atomic():
        report = _open(report, by)
        if held := report.attachments.filter(sha256=digest).first():
            return held
        if report.attachments.count() >= MOST:
            raise DomainError(f"Pas plus de {MOST} pièces jointes.")
        attachment = Attachment(
            report=report,
            name=f"{stem}.{suffix}",
            content_type=content_type,
            size=len(content),
            sha256=digest,
            added_by=by,
        )
        attachment.file.save(f"{digest}.{suffix}", ContentFile(content), save=False)
        attachment.save()
        _rewritten(report)
        return attachment


@transaction.atomic
def remove_file(*, attachment: Attachment, by: User) -> None:
    """Take a file away from a report that is being written."""
    report = _open(attachment.report, by)
    attachment.delete()
    _rewritten(report)


def forget_bytes(instance: Attachment, **kwargs) -> None:
    """A file goes with its row, once it is sure that the row does: alone, or with its report or its meeting."""
    storage, name = instance.file.storage, instance.file.name
    transaction.on_commit(lambda: storage.delete(name))


def _rewritten(report: Report) -> None:
    """Whoever looked at the report before has not seen its files of now."""
    report.version += 1
    report.save(update_fields=["version", "updated_at"])


def _open(report: Report, by: User) -> Report:
    """The report as it stands, as long as it is written; nobody sends it meanwhile."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.why_closed:
        raise DomainError(report.why_closed)
    if not may_write_report(by, report):
        raise DomainError("Ce compte rendu est celui d’une autre délégation.")
    return report


def _read(file: UploadedFile) -> tuple[bytes, str, str]:
    """Return what is kept of a file, its type and the end of its name; what it says it is counts for nothing."""
    file.seek(0)
    content = file.read()
    if content.startswith(b"%PDF-"):
        return content, PDF, "pdf"
    if content.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF")):
        try:
            return normalized_jpeg(file), JPEG, "jpg"
        except ValidationError as error:
            raise DomainError(f"« {file.name} » : {' '.join(error.messages)}") from error
    suffix = _office_suffix(content)
    if not suffix:
        raise DomainError(f"« {file.name} » n’est pas accepté. {REFUSED}")
    return content, OFFICE[suffix], suffix


def _office_suffix(content: bytes) -> str:
    """Which office document a file is, from what its archive holds; empty when it is none, or runs macros."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
                return ""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                return next((suffix for suffix, known in OFFICE.items() if known == kind), "")
    except UNREADABLE:
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else ""
