"""An issue taken away: the page alone, and a folder that opens without a network."""

import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from newsletter.draft import draft_of
from newsletter.enums import Medium
from newsletter.models import Image, Issue, Text
from tests.support import rows
from tests.support.web import freeze, small_issue

pytestmark = pytest.mark.django_db


def export(folder: Path, number: int, kind: str, *options: str) -> bytes:
    target = folder / kind
    call_command("export_issue", str(number), "--format", kind, "-o", str(target), *options)
    return target.read_bytes()


def frozen(edition, medium: Medium) -> bytes:
    with edition.renderings.get(medium=medium).file.open() as file:
        return file.read()


@pytest.mark.once
def test_export_gives_what_was_published_and_the_draft_when_asked_for(published_4, tmp_path):
    edition = published_4.edition
    Issue.objects.filter(number=4).update(title="Un titre changé depuis")
    kinds = {"pdf": Medium.PDF, "mail": Medium.MAIL, "txt": Medium.TEXT}
    assert {kind: export(tmp_path, 4, kind) for kind in kinds} == {
        kind: frozen(edition, medium) for kind, medium in kinds.items()
    }
    page = export(tmp_path, 4, "html").decode()
    assert ("Un titre changé" in page, "Un brouillon du" in page) == (False, False)

    draft = draft_of(Issue.objects.get(number=4))
    assert export(tmp_path, 4, "mail", "--brouillon").decode() == draft.mail
    page = export(tmp_path, 4, "html", "--brouillon").decode()
    assert ("Un titre changé" in page, "Un brouillon du" in page) == (True, True)


def test_export_of_a_medium_that_was_not_frozen_says_so(tmp_path):
    freeze(small_issue(3))
    with pytest.raises(CommandError, match=r"n’a pas gelé ce support \(courriel\).*\(--brouillon\)"):
        export(tmp_path, 3, "mail")
    small_issue(2)
    assert export(tmp_path, 2, "txt").decode() == draft_of(Issue.objects.get(number=2)).text


def test_export_says_that_a_picture_has_gone(tmp_path):
    issue = small_issue(3)
    picture = rows.picture(1)
    Image.objects.filter(pk=picture.pk).update(parent=issue, ordering=40)
    freeze(issue)
    default_storage.delete(picture.widest.name)
    with pytest.raises(CommandError, match="a disparu du serveur"):
        export(tmp_path, 3, "html")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_page_opens_from_its_folder_without_a_network(browser, fonts, tmp_path, settings):
    settings.SITE_URL = "https://portail.example"
    issue = small_issue(3)
    body = f'<p><a href="{settings.SITE_URL}/propositions/">Les pistes</a></p>'
    Text.objects.create(parent=issue, region="main", ordering=30, body=body)
    picture = rows.picture(1)
    Image.objects.filter(pk=picture.pk).update(parent=issue, ordering=40)
    archive = export(tmp_path, 3, "zip")
    assert export(tmp_path, 3, "zip") == archive
    export(tmp_path, 3, "html")
    with zipfile.ZipFile(tmp_path / "zip") as file:
        file.extractall(tmp_path)
    (tmp_path / "html").rename(tmp_path / "seule.html")
    for page_file in (tmp_path / "fil-dinfo-3/fil-dinfo-3.html", tmp_path / "seule.html"):
        context = browser.new_context(offline=True)
        page, failed = context.new_page(), []
        page.on("requestfailed", lambda request, failed=failed: failed.append(request.url))
        page.goto(page_file.as_uri())
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('800 20px Titre'))") is True
        assert page.evaluate("[...document.images].map(one => one.naturalWidth > 0)") == [True, True]
        assert page.evaluate("getComputedStyle(document.querySelector('.hero')).backgroundColor") == "rgb(12, 58, 68)"
        links = page.evaluate("[...document.links].map(one => one.href)")
        outside = {link for link in links if not link.startswith("file:")}
        assert outside == {"https://portail.example/fil-dinfo/3/", "https://portail.example/propositions/"}
        anchors = {link.partition("#")[2] for link in links} - {""}
        assert page.evaluate("names => names.filter(name => !document.getElementById(name))", sorted(anchors)) == []
        assert failed == []
        context.close()
