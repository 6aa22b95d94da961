"""An issue in every medium, to be taken away: as readers have it, or as its draft stands."""

from functools import cached_property
from typing import Protocol

from django.conf import settings

from core.errors import DomainError
from newsletter.draft import draft_of
from newsletter.enums import Medium
from newsletter.models import Issue
from newsletter.published import PublishedIssue, latest_editions
from newsletter.rendering import render_pdf_file


class Copy(Protocol):
    """Each medium is read, or made, when it is asked for."""

    issue: Issue
    is_draft: bool
    data: dict
    body: str
    pdf: bytes
    mail: str
    text: str


class FrozenCopy:
    """What readers have: nothing is made, the files of the edition are read."""

    is_draft = False

    def __init__(self, published: PublishedIssue) -> None:
        self.published = published
        self.issue = published.edition.issue

    @property
    def data(self) -> dict:
        return self.published.data

    @property
    def body(self) -> str:
        return self.published.shown.body

    @property
    def pdf(self) -> bytes:
        return self._read(Medium.PDF)

    @property
    def mail(self) -> str:
        return self._read(Medium.MAIL).decode()

    @property
    def text(self) -> str:
        return self._read(Medium.TEXT).decode()

    def _read(self, medium: Medium) -> bytes:
        rendering = self.published.file_of(medium)
        if rendering is None:
            raise DomainError(
                f"{self.published.edition} n’a pas gelé ce support ({medium.label}), ou ne l’a plus : "
                "publiez le numéro de nouveau, ou demandez son brouillon (--brouillon)."
            )
        try:
            with rendering.file.open() as file:
                return file.read()
        except FileNotFoundError:
            raise DomainError(f"{rendering} : le fichier a disparu du serveur.") from None


class DraftCopy:
    """The issue as it stands, names taken out included: what publishing it now would freeze."""

    is_draft = True

    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        self.draft = draft_of(issue)

    @property
    def data(self) -> dict:
        return self.draft.data

    @property
    def body(self) -> str:
        return self.draft.body

    @cached_property
    def pdf(self) -> bytes:
        return render_pdf_file(self.draft.article, lambda: self.draft.pdf_source).content

    @property
    def mail(self) -> str:
        return self.draft.mail

    @property
    def text(self) -> str:
        return self.draft.text


def copy_of(issue: Issue, *, as_draft: bool) -> Copy:
    """What readers have of an issue; its draft if they have nothing of it yet, or if it is what is asked for."""
    edition = latest_editions(Issue.objects.filter(pk=issue.pk).published()).select_related("issue").first()
    return DraftCopy(issue) if as_draft or edition is None else FrozenCopy(PublishedIssue(edition))


def address_of(copy: Copy) -> str:
    return f"{settings.SITE_URL}{copy.issue.get_absolute_url()}"
