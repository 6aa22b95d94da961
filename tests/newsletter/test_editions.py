"""The editions of an issue: each stays as it was, says what took its place, and what it corrected."""

import pickle
import random
import re
from base64 import b64decode
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, Model, TextField
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Frozen
from network.enums import Role
from network.services import mask_person
from newsletter.corrections import changes, corrected_edition
from newsletter.draft import draft_of
from newsletter.models import Edition, Issue, Publication, Rubrique, Text, Unscheduling
from newsletter.services import publish_issue
from tests.support import rows
from tests.support.web import correct, freeze, small_issue

ERRATUM = ("Un mot de l’ouverture.", "Il était faux.")

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(db) -> Issue:
    """Published, then corrected."""
    issue = small_issue(7)
    freeze(issue)
    correct(issue)
    return issue


@pytest.fixture
def member() -> Client:
    client = Client()
    client.force_login(rows.account("membre@example.org", Role.MEMBER))
    return client


def words(content: bytes) -> str:
    return " ".join(content.decode().replace("&nbsp;", " ").replace("\u202f", " ").split())


def status(client: Client, url: str) -> int:
    answer = client.get(url)
    b"".join(answer)  # a file is closed by whoever has read it all
    return answer.status_code


# --- What readers get -----------------------------------------------------------------------------


def test_list_tells_every_edition_that_readers_had(issue, client):
    Unscheduling.objects.create(edition=freeze(issue, publish_at=timezone.now() + timedelta(days=3)))
    freeze(issue, publish_at=timezone.now() + timedelta(days=4))
    page = words(client.get("/fil-dinfo/7/editions/").content)
    assert [f"Édition {number}</h2>" in page for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert [page.count(said) for said in ("Annulée avant sa parution", "Remplacée le", "C’est celle que l’on lit")] == [
        1,
        1,
        1,
    ]
    assert (ERRATUM[0] in page, ERRATUM[1] in page) == (True, True)
    for edition in Edition.objects.filter(number__in=(1, 2)):
        assert page.count(edition.renderings.get().sha256) == 2  # the stand-ins are the same


def test_list_asks_as_much_of_one_edition_as_of_three(client, django_assert_max_num_queries):
    issue = small_issue(7)
    counts = []
    for number in (1, 2):
        for _ in range(number):
            freeze(issue)
        with django_assert_max_num_queries(20) as asked:
            client.get("/fil-dinfo/7/editions/")
        counts.append(len(asked))
    assert (counts[0], Edition.objects.count()) == (counts[1], 3)


def test_replaced_edition_reads_as_it_was_and_leads_to_the_present_one(issue, client):
    former = client.get("/fil-dinfo/7/editions/1/")
    page = words(former.content)
    assert ("Un texte." in page, "Un autre texte." in page) == (True, False)
    assert ("Cette édition a été remplacée le" in page, 'content="noindex"' in page) == (True, True)
    assert 'href="/fil-dinfo/7/editions/2/difference/"' in page
    present = words(client.get("/fil-dinfo/7/").content)
    assert ("Un autre texte." in present, ERRATUM[0] in present) == (True, True)
    assert 'href="/fil-dinfo/7/editions/2/difference/">ce qui a changé' in present
    assert "remplacée" not in words(client.get("/fil-dinfo/7/editions/2/").content)
    pdf = client.get("/fil-dinfo/7/editions/1/pdf/")
    assert (pdf.status_code, pdf["Content-Type"], b"".join(pdf.streaming_content)) == (200, "application/pdf", b"%PDF-")


def test_edition_that_nobody_had_is_not_found(issue, client):
    Unscheduling.objects.create(edition=freeze(issue, publish_at=timezone.now() + timedelta(days=3)))
    freeze(issue, publish_at=timezone.now() + timedelta(days=4))
    urls = [f"/fil-dinfo/7/editions/{number}/{end}" for number in (3, 4, 5) for end in ("", "pdf/", "difference/")]
    urls += ["/fil-dinfo/7/editions/1/difference/", "/fil-dinfo/8/editions/"]
    assert {client.get(url).status_code for url in urls} == {404}


def test_edition_frozen_for_the_network_stays_the_network_s(client, member):
    issue = small_issue(7, audience="reseau")
    freeze(issue)
    Issue.objects.update(audience="public")
    Text.objects.update(body="<p>Un autre texte.</p>")
    freeze(Issue.objects.get(), erratum=ERRATUM)
    urls = ["/fil-dinfo/7/editions/1/", "/fil-dinfo/7/editions/1/pdf/", "/fil-dinfo/7/editions/2/difference/"]
    assert [status(client, url) for url in urls] == [404] * 3
    assert [status(member, url) for url in urls] == [200] * 3
    listed = [words(one.get("/fil-dinfo/7/editions/").content).count("edition-1") for one in (client, member)]
    assert listed == [0, 1]
    assert "ce qui a changé" not in words(client.get("/fil-dinfo/7/").content)


def test_pictures_of_a_replaced_edition_stay(client):
    image = rows.picture(7)
    Rubrique.objects.create(parent=image.parent, region="main", ordering=10, title="Ouverture", anchor="ouverture")
    freeze(image.parent)
    url = image.widest.url
    image.delete()
    Text.objects.create(parent=image.parent, region="main", ordering=20, body="<p>Sans image.</p>")
    freeze(image.parent, erratum=ERRATUM)
    assert status(client, url) == 200


# --- What changed ---------------------------------------------------------------------------------


def test_back_office_tells_the_erratum_and_leads_to_the_edition(issue, client):
    client.force_login(rows.account("equipe@example.org", Role.NATIONAL))
    edition = Edition.objects.get(number=2)
    page = words(client.get(reverse("admin:newsletter_edition_change", args=[edition.pk])).content)
    assert (ERRATUM[0] in page, ERRATUM[1] in page) == (True, True)
    assert 'href="/fil-dinfo/7/editions/2/"' in page


def test_difference_is_told_word_by_word_under_its_rubrique(issue, client):
    former, present = Edition.objects.order_by("number")
    assert [(one.rubrique, one.pieces) for one in changes(former, present)] == [
        ("Ouverture", [("same", "Un "), ("new", "autre "), ("same", "texte.")])
    ]
    page = words(client.get("/fil-dinfo/7/editions/2/difference/").content)
    assert '<h2 class="changes__title">Ouverture</h2>' in page
    assert "Un <ins>" in page


def test_link_or_picture_alone_is_told_and_demands_an_erratum(client):
    """The same words lead elsewhere, the same description is of another file: readers get something else."""
    image, person = rows.picture(7), rows.person(1)
    issue = image.parent
    Rubrique.objects.create(parent=issue, region="main", ordering=10, title="Ouverture", anchor="ouverture")
    text = Text(parent=issue, region="main", ordering=40)

    def lead_to(address: str) -> None:
        text.body = f'<p>Lisez <a href="{address}">le programme</a>.</p>'
        text.save()

    def demanded() -> bool:
        return corrected_edition(issue, draft_of(issue)) is not None

    lead_to("https://example.org/ancien/")
    freeze(issue)
    with image.picture.open() as file:
        image.picture = ContentFile(file.read(), name="la-meme.jpg")
    image.save()
    assert not demanded()
    image.ratio = "1:1"
    image.save()
    assert demanded()
    freeze(issue, erratum=ERRATUM)
    lead_to(f"https://example.org/{person.family_name.lower()}/")
    assert demanded()
    freeze(issue, erratum=ERRATUM)

    crop, link = (words(client.get(f"/fil-dinfo/7/editions/{number}/difference/").content) for number in (2, 3))
    assert ("Image remplacée ou recadrée : Un aplat vert" in crop, image.widest.name[-12:] in crop) == (True, False)
    told = "Lien « le programme » : <del>[retiré :] {} [fin]</del> → <ins>[ajouté :] {} [fin]</ins>"
    lost, found = "https://example.org/ancien/", f"https://example.org/{person.family_name.lower()}/"
    assert told.format(lost, found) in re.sub(r"</?span[^>]*>", "", link)
    mask_person(person=person, by=rows.account("equipe@example.org", Role.NATIONAL), reason="à sa demande")
    said = re.sub(r"</?span[^>]*>", "", words(client.get("/fil-dinfo/7/editions/3/difference/").content))
    assert told.format(lost, "[nom retiré]") in said
    # Each difference is worked out once, and what is kept of it holds no word: no name stays in there.
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM portail_cache WHERE cache_key LIKE '%difference-%'")
        kept = sorted(pickle.loads(b64decode(value)) for (value,) in cursor)  # noqa: S301 -- what Django's cache wrote
    assert kept == [[(4, 5, 4, 5, [])], [(5, 6, 5, 6, [])]]


def test_difference_never_shows_a_name_that_was_taken_out(issue, client):
    person = rows.person(1)
    named = f"Hélène {person.family_name}"
    Text.objects.update(body=f"<p>Un texte de {named}.</p>")
    freeze(issue, erratum=("Le nom.", f"{named} l’a demandé."))
    Publication.objects.create(issue=issue, erratum_what="Le nom.", erratum_why=f"{named} l’a demandé.")
    mask_person(person=person, by=rows.account("equipe@example.org", Role.NATIONAL), reason="à sa demande")
    Text.objects.update(body="<p>Un texte de personne.</p>")
    freeze(issue, erratum=ERRATUM)
    pages = ["", "editions/", *(f"editions/{number}/" for number in (3, 4))]
    pages += [f"editions/{number}/difference/" for number in (3, 4)]
    read = [words(client.get(f"/fil-dinfo/7/{page}").content) for page in pages]
    assert [person.family_name in page for page in read] == [False] * len(pages)
    assert "[nom retiré] l’a demandé." in read[1]
    assert Publication.objects.get().erratum_why == "[nom retiré] l’a demandé."


# --- Correcting -----------------------------------------------------------------------------------


def test_correction_says_what_and_why_and_a_new_layout_need_not(illustrated, client):
    Rubrique.objects.update(title="Une ouverture corrigée")
    said = "Les lecteurs ont déjà l’édition 1, et ce qu’ils lisent change"
    with pytest.raises(CommandError, match=said):
        call_command("publish_issue", "7")
    with pytest.raises(CommandError, match="Un erratum dit ce qui est corrigé, et pourquoi"):
        call_command("publish_issue", "7", "--erratum-what", ERRATUM[0])
    call_command("publish_issue", "7", "--erratum-what", ERRATUM[0], "--erratum-why", ERRATUM[1], stdout=StringIO())
    edition = Edition.objects.get(number=2)
    assert (edition.erratum_what, edition.erratum_why) == ERRATUM
    page = words(client.get("/fil-dinfo/7/").content)
    assert (ERRATUM[0] in page, ERRATUM[1] in page) == (True, True)
    # A file is gone: the same words are frozen again, and there is nothing to say of them.
    pdf = edition.renderings.get(medium="pdf")
    pdf.file.storage.delete(pdf.file.name)
    again = publish_issue(issue=Issue.objects.get(number=7)).edition
    assert (again.number, again.erratum_what) == (3, "")


def test_page_to_publish_asks_for_the_erratum_when_there_is_one_to_give(client):
    client.force_login(rows.account("equipe@example.org", Role.NATIONAL))
    issue = small_issue(7)
    url = reverse("admin:newsletter_issue_publish", args=[issue.pk])
    assert "erratum_what" not in client.get(url).content.decode()
    freeze(issue)
    assert "Le texte, les liens et les images sont ceux que les lecteurs ont déjà" in words(client.get(url).content)
    Text.objects.update(body="<p>Un autre texte.</p>")
    asked = client.get(url)
    assert "Ce que l’on lit n’est plus l’édition 1" in words(asked.content)
    assert [(one.rubrique, one.pieces) for one in asked.context["form"].changes] == [
        ("Ouverture", [("same", "Un "), ("new", "autre "), ("same", "texte.")])
    ]
    refused = client.post(url, {"erratum_what": ERRATUM[0]})
    assert refused.context["form"].errors == {"erratum_why": ["Dites pourquoi c’est corrigé."]}
    assert ERRATUM[0] in words(refused.content)
    assert not Publication.objects.exists()
    client.post(url, {"erratum_what": ERRATUM[0], "erratum_why": ERRATUM[1]})
    assert list(Publication.objects.values_list("erratum_what", "erratum_why")) == [ERRATUM]


# --- What never changes ---------------------------------------------------------------------------


READ = ("", "pdf/", "couverture/", "editions/", "editions/1/", "editions/1/pdf/")


def published_bytes(client: Client, edition: Edition) -> dict[str, bytes]:
    answers = {url: client.get(f"/fil-dinfo/4/{url}") for url in READ}
    found = {url: b"".join(one.streaming_content) if one.streaming else one.content for url, one in answers.items()}
    for rendering in edition.renderings.all():
        with rendering.file.open() as file:
            found[rendering.medium] = file.read()
    return found


def live_texts() -> list[tuple[type[Model], list[str]]]:
    """The models that are edited, and their free texts."""
    found = []
    for name in ("network", "seminars", "proposals", "regions", "newsletter"):
        for model in apps.get_app_config(name).get_models():
            texts = [
                field.name
                for field in model._meta.local_concrete_fields
                if isinstance(field, CharField | TextField) and not (field.choices or field.unique or field.db_index)
            ]
            if texts and not issubclass(model, Frozen) and model._base_manager.exists():
                found.append((model, texts))
    return found


def test_published_bytes_are_the_same_after_a_thousand_edits(published_4, client):
    before = published_bytes(client, published_4.edition)
    assert sorted(before) == sorted([*READ, "cover", "mail", "pdf", "text", "web"])
    chance = random.Random(7)  # noqa: S311 -- the same edits each time
    models = live_texts()
    keys = {model: list(model._base_manager.values_list("pk", flat=True)) for model, _ in models}
    edits = 0
    while edits < 1000:
        model, texts = chance.choice(models)
        row = model._base_manager.get(pk=chance.choice(keys[model]))
        name = chance.choice(texts)
        value = f"<p>Texte changé {edits}</p>"[: row._meta.get_field(name).max_length or 40]
        with suppress(IntegrityError), transaction.atomic():  # some texts depend on a state
            edits += model._base_manager.filter(pk=row.pk).update(**{name: value})
    assert published_bytes(client, published_4.edition) == before
    assert "Texte changé" in words(client.get("/groupe-qualite/").content)  # what is live did change
