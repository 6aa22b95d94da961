"""Taking a name away: one action, and no reader finds it any more."""

from io import StringIO
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.management import call_command

from core.errors import DomainError
from core.models import OutgoingMail, SearchEntry
from core.search import search
from network.enums import Role
from network.history import KEPT
from network.masking import BY_HAND, FOLLOWS, JOURNALS, NAMESAKES, places_of
from network.models import Person
from network.services import mask_person, unmask_person
from newsletter.enums import Medium
from newsletter.masking import FROZEN
from newsletter.models import MaskingRecord, Mention
from newsletter.services import publish_issue
from proposals.enums import TrackStatus
from proposals.models import StatusChange, WorkTrack
from proposals.services import move_track
from tests.support import rows
from tests.support.crawl import crawl
from tests.support.tasks import work
from tests.support.web import freeze

NAME = "langlade"
REASON = "à la demande de la personne"


@pytest.fixture
def team(db):
    return rows.account("equipe@example.org", Role.NATIONAL)


@pytest.fixture
def pierre(published_4) -> Person:
    return Person.objects.get(family_name="LANGLADE")


@pytest.fixture
def member_client(published_4, client):
    client.force_login(rows.account("membre@example.org", Role.MEMBER))
    return client


def words_of(content: bytes) -> str:
    if not content.startswith(b"%PDF"):
        return content.decode(errors="replace").casefold()
    pages = pypdfium2.PdfDocument(content)
    return " ".join(page.get_textpage().get_text_range() for page in pages).casefold()


def naming(client) -> set[str]:
    read = crawl(client, "/robots.txt", "/sante/")
    return {address for address, content in read.items() if NAME in words_of(content)}


def files() -> dict[str, bytes]:
    folders = [settings.STORAGES["editions"]["OPTIONS"]["location"], settings.MEDIA_ROOT]
    return {str(path): path.read_bytes() for one in folders for path in Path(one).rglob("*") if path.is_file()}


@pytest.mark.once
def test_masking_someone_leaves_their_name_nowhere_for_readers(pierre, team, member_client):
    track = WorkTrack.objects.first()
    track.people.add(pierre)
    move_track(track=track, status=TrackStatus.COMMITTED, author=team, comment="Confiée à Pierre LANGLADE.")
    assert naming(member_client) == {
        "/fil-dinfo/4/",
        "/fil-dinfo/4/editions/1/",
        "/fil-dinfo/4/editions/1/pdf/",
        "/fil-dinfo/4/pdf/",
        "/groupe-qualite/",
        "/pistes/",
        "/pistes/2011/",
        track.get_absolute_url(),
        "/regions/paca-corse/",
        "/regions/siege-national/",
        "/seminaires/2010/",
    }

    mask_person(person=pierre, by=team, reason=REASON)
    # At once, before any worker: the pages, and no PDF.
    assert naming_but_pdf(member_client) == set()
    assert member_client.get("/fil-dinfo/4/pdf/").status_code == 503
    work()

    assert naming(member_client) == set()
    assert [path for path, content in files().items() if NAME in words_of(content)] == []
    assert list(search("Langlade", user=team)) == []
    assert [one for one in SearchEntry.objects.all() if NAME in f"{one.title} {one.text}".casefold()] == []
    assert list(Mention.objects.filter(title__icontains=NAME)) == []
    assert StatusChange.objects.get(track=track).comment == "Confiée à [nom retiré]."
    assert not OutgoingMail.objects.filter(text__icontains=NAME).exists()


def naming_but_pdf(client) -> set[str]:
    read = [client.get(url) for url in ("/", "/fil-dinfo/4/", "/groupe-qualite/", "/seminaires/2010/", "/pistes/2011/")]
    return {answer.request["PATH_INFO"] for answer in read if NAME in words_of(answer.content)}


@pytest.mark.once
def test_place_and_role_stay_in_the_page_and_in_the_pdf(pierre, team, client, published_4):
    before = published_4.edition.renderings.get(medium=Medium.PDF)
    mask_person(person=pierre, by=team, reason=REASON)
    work()
    page = client.get("/fil-dinfo/4/").content.decode()
    assert page.count("[nom retiré]") == 3
    assert "[nom retiré], vice-président de COORACE" in page.replace("&nbsp;", " ")
    pdf = client.get("/fil-dinfo/4/pdf/")
    assert "[nom retiré]" in words_of(pdf.getvalue())
    assert not before.file.storage.exists(before.file.name)
    made = published_4.edition.renderings.get(medium=Medium.PDF, variant="masque-1")
    assert (pdf["ETag"], made.pages) == (f'"{made.sha256}"', before.pages)


def test_masking_is_recorded_beside_editions_that_did_not_change(pierre, team, published_4):
    edition = published_4.edition
    mask_person(person=pierre, by=team, reason=REASON)
    record = MaskingRecord.objects.get()
    edition.refresh_from_db()
    assert (record.edition, record.number, record.person, record.created_by) == (edition, 1, pierre, team)
    assert ("LANGLADE" in edition.body, "LANGLADE" in record.body) == (True, False)
    for change in (record.save, record.delete):
        with pytest.raises(DomainError):
            change()


def test_second_masking_starts_from_the_first(pierre, team, published_4, client):
    other = Person.objects.get(family_name="BUARD")
    mask_person(person=pierre, by=team, reason=REASON)
    mask_person(person=other, by=team, reason=REASON)
    page = client.get("/fil-dinfo/4/").content.decode()
    assert [name in page for name in ("LANGLADE", "BUARD", "LEMOINE")] == [False, False, True]
    assert list(MaskingRecord.objects.values_list("number", flat=True)) == [1, 2]
    first = published_4.edition.renderings.get(variant="masque-1", medium=Medium.WEB)
    assert first.file.storage.exists(first.file.name)


def test_file_that_has_gone_keeps_no_name_in_place(pierre, team, published_4, client):
    mail = published_4.edition.renderings.get(medium=Medium.MAIL)
    mail.file.storage.delete(mail.file.name)
    mask_person(person=pierre, by=team, reason=REASON)
    assert "LANGLADE" not in client.get("/fil-dinfo/4/").content.decode()
    kept = published_4.edition.renderings.filter(variant="masque-1").values_list("medium", flat=True)
    assert set(kept) == {Medium.WEB, Medium.TEXT}


def test_confirmation_says_where_the_name_stands(pierre):
    places = {heading: sorted(use.label for use in uses) for heading, uses in places_of(pierre).items()}
    assert places == {
        FOLLOWS: [
            "mandat « Pierre LANGLADE, Président (et responsable politique du Groupe Qualité national) »",
            "mandat « Pierre LANGLADE, vice-président de COORACE »",
            "membre d’un groupe « Pierre LANGLADE (Groupe Qualité national élargi) »",
            "membre d’un groupe « Pierre LANGLADE (Groupe Qualité national) »",
            "texte « Pierre LANGLADE » (Fil d’Info n° 4)",
        ],
        FROZEN: ["Fil d’Info n° 4, édition 1"],
        KEPT: ["4 versions"],
        BY_HAND: [
            "texte « Le rôle du Groupe Qualité national au sein du réseau COORACE » (Fil d’Info n° 4), "
            "« texte », « texte imprimé »"
        ],
    }


def test_journals_are_said_apart(pierre, team):
    track = WorkTrack.objects.first()
    move_track(track=track, status=TrackStatus.COMMITTED, author=team, comment="Confiée à M. Langlade.")
    assert [use.label for use in places_of(pierre)[JOURNALS]] == [
        f"changement d’état « {StatusChange.objects.get()} », « pourquoi »"
    ]


def test_another_row_of_the_same_name_is_told(pierre):
    other = Person.objects.create(given_name="Pierre", family_name="Langlade", provenance="atteste", source_ref="X-9")
    assert [use.label for use in places_of(pierre)[NAMESAKES]] == ["Pierre Langlade (X-9)"]
    assert [use.url for use in places_of(other)[NAMESAKES]] == [f"/admin/network/person/{pierre.pk}/change/"]


def test_loading_the_content_again_gives_no_name_back(pierre, team, client):
    mask_person(person=pierre, by=team, reason=REASON)
    call_command("load_content", stdout=StringIO())
    assert NAME not in words_of(client.get("/groupe-qualite/").content)


@pytest.mark.once
def test_edition_of_before_its_print_source_was_kept_loses_its_pdf_and_keeps_its_page(issue_4, team, client):
    edition = freeze(issue_4)
    mask_person(person=Person.objects.get(family_name="LANGLADE"), by=team, reason=REASON)
    work()
    assert [client.get(f"/fil-dinfo/4/{end}").status_code for end in ("", "pdf/")] == [200, 404]
    assert [one.file.storage.exists(one.file.name) for one in edition.renderings.filter(variant="")] == [False]


@pytest.mark.once
def test_unmasking_brings_the_name_back_to_live_pages_and_to_the_next_edition(pierre, team, client, published_4):
    mask_person(person=pierre, by=team, reason=REASON)
    hidden = publish_issue(issue=published_4.edition.issue, user=team)
    assert (hidden.is_new, "LANGLADE" in hidden.edition.body, "LANGLADE" in hidden.edition.pdf_source) == (
        True,
        False,
        False,
    )
    unmask_person(person=pierre, by=team, reason="il a changé d’avis")
    live = ("/groupe-qualite/", "/regions/paca-corse/", "/seminaires/2010/", "/fil-dinfo/4/")
    assert [NAME in words_of(client.get(url).content) for url in live] == [True, True, True, False]

    said = {"erratum_what": "Un nom est revenu.", "erratum_why": "Il a changé d’avis."}
    again = publish_issue(issue=published_4.edition.issue, user=team, **said)
    assert (again.is_new, again.edition.number) == (True, 3)
    assert NAME in words_of(client.get("/fil-dinfo/4/").content)
    assert [one.object_id for one in search("Langlade", user=team, types=[Person])] == [pierre.pk]


def test_reason_is_kept_in_the_log_alone(pierre, team):
    mask_person(person=pierre, by=team, reason=REASON)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr, entry.get_change_message()) == (
        team,
        "[nom retiré]",
        f"Nom retiré : {REASON}",
    )


def test_masking_is_refused_to_others_and_twice(pierre, team):
    delegate = rows.account("deleguee@example.org", Role.DELEGATE, delegation=rows.delegation(1))
    with pytest.raises(DomainError, match="équipe nationale"):
        mask_person(person=pierre, by=delegate, reason=REASON)
    with pytest.raises(DomainError, match="n’est pas retiré"):
        unmask_person(person=pierre, by=team, reason=REASON)
    mask_person(person=pierre, by=team, reason=REASON)
    with pytest.raises(DomainError, match="déjà retiré"):
        mask_person(person=pierre, by=team, reason=REASON)


def test_one_button_of_the_back_office_masks_after_saying_where(pierre, team, client):
    client.force_login(team)
    url = f"/admin/network/person/{pierre.pk}/nom/"
    page = client.get(url).content.decode()
    assert [words in page for words in ("Pierre LANGLADE", "Gelé dans ces éditions", "Retirer le nom partout")] == [
        True
    ] * 3

    refused = client.post(url, {"reason": ""})
    assert "Dites pourquoi" in refused.content.decode()
    pierre.refresh_from_db()
    assert not pierre.is_masked

    done = client.post(url, {"reason": REASON}, follow=True).content.decode()
    pierre.refresh_from_db()
    assert (pierre.is_masked, pierre.masked_by) == (True, team)
    assert [words in done for words in ("Écrit à la main dans", "Rétablir le nom", "Gelé dans ces")] == [
        True,
        True,
        False,
    ]
    listed = client.get("/admin/network/person/?nom=retire").content.decode()
    assert ("LANGLADE" in listed, "LEMOINE" in listed) == (True, False)
