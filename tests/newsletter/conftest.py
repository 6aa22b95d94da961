"""The real issue, for tests of what it becomes."""

from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from core.pdf.engine import PdfFile
from newsletter.article import Article
from newsletter.models import Edition, Issue, Rubrique, Text
from newsletter.rendering import cover_of, render_pdf_file
from newsletter.services import Freezing, freezing, publish_issue
from tests.support import rows


@pytest.fixture(scope="session")
def fonts() -> None:
    """The faces both media need: built once, then cached by their packages' versions."""
    call_command("build_fonts", stdout=StringIO())
    assert (settings.FONTS_DIR / "print").is_dir()


@pytest.fixture
def issue_4(content) -> Issue:
    """Issue 4 as a draft, from ``content/fil-dinfo-4.yaml``."""
    return Issue.objects.get(number=4)


@pytest.fixture(scope="session")
def rendered() -> dict[str, PdfFile]:
    """The files the engine made, by their source: the same source gives the same bytes, so once is enough."""
    return {}


@pytest.fixture
def quick_pdf(fonts, rendered, monkeypatch) -> None:
    """What was laid out once for some test is not laid out again."""

    def render_once(article: Article, source: Callable[[], str]) -> PdfFile:
        key = source()
        if key not in rendered:
            made = render_pdf_file(article, source)
            rendered[key] = replace(made, cover=cover_of(made))
        return rendered[key]

    monkeypatch.setattr(freezing, "render_pdf_file", render_once)


@pytest.fixture
def published_4(issue_4: Issue, quick_pdf) -> Freezing:
    """Issue 4, frozen as its first edition."""
    return publish_issue(issue=issue_4)


@pytest.fixture
def illustrated(db, quick_pdf) -> Edition:
    """Published for good, with a picture and someone's name."""
    image = rows.picture(7)
    person = rows.person(1)
    Rubrique.objects.create(parent=image.parent, region="main", ordering=10, title="Ouverture", anchor="ouverture")
    body = f"<p>Un texte de Hélène {person.family_name}.</p>"
    Text.objects.create(parent=image.parent, region="main", ordering=40, body=body)
    return publish_issue(issue=image.parent).edition
