"""The archive: covers made from the PDF, filtered by year and by theme."""

from io import BytesIO

import pytest
from lxml import html
from PIL import Image

from core.pdf.reader import read_pdf
from network.enums import Role
from network.models import Person
from network.services import mask_person
from newsletter.covers import make_missing_covers
from newsletter.enums import Medium
from newsletter.models import Edition, Mention, Rendering
from proposals.models import Question
from tests.support import rows, web
from tests.support.tasks import work
from tests.support.web import freeze, select, small_issue

pytestmark = pytest.mark.django_db


def cover_of(client, number: int) -> bytes:
    answer = client.get(f"/fil-dinfo/{number}/couverture/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    return answer.getvalue()


def archive(client, query: str = "") -> html.HtmlElement:
    answer = client.get(f"/fil-dinfo/{query}")
    assert answer.status_code == 200
    return html.document_fromstring(answer.content.decode())


def listed(page) -> list[str]:
    return [link.get("href") for link in select(page, ".issue-card__title a")]


@pytest.mark.once
def test_cover_is_the_first_page_of_the_pdf_and_comes_back_without_a_name(published_4, client):
    edition = published_4.edition
    frozen = cover_of(client, 4)
    with Image.open(BytesIO(frozen)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (640, 906))
    with edition.renderings.get(medium=Medium.PDF).file.open() as pdf:
        read = read_pdf(pdf.read())
    assert (read.cover, read.pages) == (frozen, 6)
    assert "Séminaire Qualité" in read.words
    (image,) = select(archive(client), ".issue-card__cover img")
    assert (image.get("src"), image.get("alt")) == ("/fil-dinfo/4/couverture/", "Première page du n°\xa04")

    mask_person(
        person=Person.objects.get(family_name="LANGLADE"),
        by=rows.account("equipe@example.org", Role.NATIONAL),
        reason="à sa demande",
    )
    assert client.get("/fil-dinfo/4/couverture/").status_code == 404
    work()
    assert edition.renderings.filter(medium=Medium.COVER, variant="masque-1").count() == 1
    assert len(cover_of(client, 4)) > 10_000


def test_cover_that_an_edition_of_before_covers_lacks_is_made_once(published_4, client):
    pdf = published_4.edition.renderings.get(medium=Medium.PDF)
    with pdf.file.open() as file:
        content = file.read()
    old, broken = freeze(small_issue(3), pdf=content), freeze(small_issue(2), pdf=b"%PDF-")
    for _ in range(2):
        make_missing_covers()
    covers = Rendering.objects.filter(medium=Medium.COVER)
    assert {one.edition for one in covers} == {published_4.edition, old}
    assert cover_of(client, 3) == cover_of(client, 4)
    assert client.get(f"/fil-dinfo/{broken.issue.number}/couverture/").status_code == 404


def test_archive_is_filtered_by_year_and_theme_as_its_address_says(client):
    for number, year in ((3, 2010), (4, 2011), (5, 2011)):
        freeze(small_issue(number, year=year))
    question, reserved = rows.question(1), rows.question(2)
    Question.objects.filter(pk=question.pk).update(theme="La participation")
    Question.objects.filter(pk=reserved.pk).update(theme="Une réserve", audience="reseau")
    for number, told in ((3, question), (5, question), (4, reserved)):
        edition = Edition.objects.get(issue__number=number)
        Mention.objects.create(edition=edition, anchor="ouverture", title="Ouverture", question=told)
    page = archive(client)
    assert listed(page) == ["/fil-dinfo/5/", "/fil-dinfo/4/", "/fil-dinfo/3/"]
    assert [[option.text for option in select(one, "option")] for one in select(page, "form select")] == [
        ["Toutes", "2011", "2010"],
        ["Tous", "La participation"],
    ]
    assert listed(archive(client, "?annee=2011")) == ["/fil-dinfo/5/", "/fil-dinfo/4/"]
    assert listed(archive(client, "?theme=La+participation")) == ["/fil-dinfo/5/", "/fil-dinfo/3/"]
    assert listed(archive(client, "?annee=2010&theme=La+participation")) == ["/fil-dinfo/3/"]
    wrong = archive(client, "?annee=1999&page=7")
    assert listed(wrong) == ["/fil-dinfo/5/", "/fil-dinfo/4/", "/fil-dinfo/3/"]
    said = " ".join(select(wrong, "[role=alert]")[0].text_content().split())
    assert "« 1999 » n’est pas dans la liste" in said
    assert "La page 7 n’existe pas : voici la première." in said


def test_archive_turns_its_pages(client):
    for number in range(1, 15):
        freeze(small_issue(number))
    assert listed(archive(client)) == [f"/fil-dinfo/{number}/" for number in range(14, 2, -1)]
    page = archive(client, "?annee=2011&page=2")
    assert listed(page) == ["/fil-dinfo/2/", "/fil-dinfo/1/"]
    assert [link.get("href") for link in select(page, ".pagination a")] == [
        "?annee=2011&page=1",
        "?annee=2011&page=1",
    ]


def test_undated_issues_are_listed_together_however_their_edition_says_so(client, monkeypatch):
    undated = {"starts_on": None, "ends_on": None, "precision": "inconnue", "date_label": ""}
    freeze(small_issue(2, **undated))
    of_before = web.article_data
    monkeypatch.setattr(
        web, "article_data", lambda one: {k: v for k, v in of_before(one).items() if not k.endswith("_on")}
    )
    freeze(small_issue(3, **undated))
    freeze(small_issue(4))
    assert sorted(listed(archive(client, "?annee=sans-date"))) == ["/fil-dinfo/2/", "/fil-dinfo/3/"]
