"""Tables of structures, people, proposals and participation: told line by line, all or nothing, once and for all."""

import html
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reversion.models import Revision, Version

from core.admin import imports as pages
from core.imports import Report, import_named, run_import
from network.enums import Role
from network.models import Enterprise, Mandate, Person, User
from network.services import mask_person
from proposals.models import Proposal
from seminars.models import Participation
from tests.support import rows

pytestmark = pytest.mark.django_db

HEADERS = {
    "structures": "identifiant;nom;type;département;délégation;provenance;référence;note de provenance",
    "personnes": "prénom;nom;fonction;délégation;structure;depuis le;jusqu’au;provenance;référence;note de provenance",
    "propositions": (
        "numéro;séminaire;atelier;numéro imprimé;formulation courte;thème;texte imprimé;texte corrigé;texte retenu;"
        "audience;provenance;référence;note de provenance"
    ),
    "participation": "séminaire;étape;catégorie;nombre;provenance;référence;note de provenance",
}


@pytest.fixture
def editor() -> User:
    return rows.account("catherine@example.org", Role.NATIONAL)


@pytest.fixture
def client(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def table(name: str, *lines: str) -> bytes:
    return "\n".join([HEADERS[name], *lines]).encode()


def take(editor: User, name: str, content: bytes, *, write: bool = True) -> Report:
    asked = {"kind": import_named(name), "content": content, "filename": "essai.csv", "by": editor}
    told = run_import(**asked)
    return run_import(**asked, confirmed=told.digest) if write else told


def counts(report: Report) -> dict[str, int]:
    return {kind: len(outcomes) for kind, outcomes in report.counts if outcomes}


GOOD = {
    "structures": [";Ateliers d’Œuvre;ACI;59;Délégation 1;attesté;X-1;", ";Été;;;;fictif;;", "=x;=1+1;AI;;;fictif;;"][
        :2
    ],
    "personnes": [
        "Hélène;Dupré;référente;Délégation 1;;01/09/2026;;attesté;X-1;",
        "Zoé;Œuvrard;directrice;;s-2;;;déduit;;D’après sa signature",
    ],
    "propositions": [
        ';seminaire-3;;7;Partager un jobcoach;Emploi;"Un jobcoach ; partagé";;;;attesté;X-1;',
        ";seminaire-3;;;Sans numéro;;Mots;;;réservé au réseau;fictif;;",
    ],
    "participation": ["seminaire-4;e;salariés en parcours;12;attesté;X-1;"],
}
MODELS = {"structures": Enterprise, "personnes": Mandate, "propositions": Proposal, "participation": Participation}


@pytest.mark.parametrize("name", HEADERS)
def test_second_run_and_reimported_export_change_nothing(client, editor, name):
    rows.delegation(1), rows.enterprise(2), rows.seminar(3), rows.stage(4)
    Enterprise.objects.filter(pk=Enterprise.objects.get(slug="s-2").pk).update(name=" =Structure\r\n2")
    content = table(name, *GOOD[name])
    first = take(editor, name, content)
    assert ([one.problems for one in first.outcomes], first.is_written) == ([()] * len(GOOD[name]), True)
    assert {one.kind for one in first.outcomes} == {"nouvelle"}
    before = list(MODELS[name].objects.order_by("pk").values())

    assert counts(take(editor, name, content)) == {"inchangée": len(GOOD[name])}
    for form in ("csv", "xlsx"):
        exported = client.get(reverse("admin:export", args=[name, form])).content
        again = take(editor, name, exported)
        assert (set(counts(again)), len(again.outcomes)) == ({"inchangée"}, len(before))
    assert list(MODELS[name].objects.order_by("pk").values()) == before


def test_each_refusal_says_its_line_its_column_and_why(editor):
    rows.delegation(1)
    report = take(
        editor,
        "structures",
        table(
            "structures",
            ";Bonne;ACI;59;Délégation 1;attesté;X-1;",
            ";;ACI;59;;attesté;X-1;",
            ";Type;Autre chose;59;;attesté;X-1;",
            ";Délégation;ACI;59;Ailleurs;attesté;X-1;",
            ";Provenance;ACI;59;;;;",
            ";Référence;ACI;59;;attesté;;",
            ";Note;ACI;59;;déduit;;",
            ";Trop long;ACI;59000;;fictif;;",
            ";Bonne;AI;59;;fictif;;",
        ),
    )
    told = {one.number: one.problems for one in report.of("refusée")}
    assert {number: [column for column, _ in problems] for number, problems in told.items()} == {
        3: ["nom"],
        4: ["type"],
        5: ["délégation"],
        6: ["provenance"],
        7: ["référence"],
        8: ["note de provenance"],
        9: ["département"],
        10: [""],
    }
    assert told[5] == (("délégation", "La délégation « Ailleurs » n’existe pas encore dans le portail."),)
    assert told[7] == (("référence", "Un objet attesté donne la référence du passage qui l’atteste."),)
    assert told[10] == (("", "C’est le même objet qu’à la ligne 2 : gardez une seule des deux."),)
    assert (Enterprise.objects.count(), Version.objects.count(), report.is_written) == (0, 0, False)


def test_dry_run_tells_what_changes_field_by_field_and_writes_nothing(editor):
    made = rows.enterprise(1)
    line = "s-1;Structure une;ACI;;Délégation 1;attesté;X-1;"
    report = take(editor, "structures", table("structures", line), write=False)
    (outcome,) = report.outcomes
    assert [(one.column, one.was, one.now) for one in outcome.changes] == [
        ("nom", "Structure 1", "Structure une"),
        ("type", "type non précisé", "atelier et chantier d’insertion"),
    ]
    made.refresh_from_db()
    assert (made.name, report.may_be_written, Revision.objects.count()) == ("Structure 1", True, 0)

    take(editor, "structures", table("structures", line))
    made.refresh_from_db()
    assert made.name == "Structure une"
    assert [(one.user, one.comment) for one in Revision.objects.order_by("-pk")] == [
        (editor, "Importé de « essai.csv »."),
        (None, ""),
    ]


def test_people_known_masked_and_namesakes(editor):
    rows.delegation(1)
    first = Person.objects.create(given_name="Hélène", family_name="Dupré", provenance="atteste", source_ref="A-1")
    line = "Hélène;Dupré;référente;Délégation 1;;;;attesté;{};"
    assert counts(take(editor, "personnes", table("personnes", line.format("B-2")))) == {"nouvelle": 1}
    assert (Mandate.objects.get().person, Person.objects.count()) == (first, 1)

    Person.objects.create(given_name="Hélène", family_name="Dupré", provenance="atteste", source_ref="C-3")
    refused = take(editor, "personnes", table("personnes", line.format("D-4"))).outcomes[0].problems
    assert refused == (("nom", "Plusieurs personnes portent ce nom : donnez la référence de l’une."),)

    mask_person(person=first, by=editor, reason="À sa demande")
    refused = take(editor, "personnes", table("personnes", "helene;DUPRE;x;Délégation 1;;;;fictif;;")).outcomes[0]
    assert refused.problems == (("nom", "Le nom de cette personne a été retiré : il ne revient pas par un fichier."),)
    assert import_named("personnes").rows().count() == 0


@pytest.mark.parametrize("name", ["Jean Pierre;Œuvrard", "OEUVRARD;jean-pierre"])
def test_masked_name_comes_back_neither_joined_nor_turned_otherwise(editor, name):
    rows.delegation(1)
    person = Person.objects.create(given_name="Jean-Pierre", family_name="Œuvrard", **rows.ATTESTED)
    mask_person(person=person, by=editor, reason="Demande de Jean-Pierre Œuvrard")
    assert LogEntry.objects.get().change_message == "Nom retiré : Demande de [nom retiré]"
    refused = take(editor, "personnes", table("personnes", f"{name};x;Délégation 1;;;;fictif;;")).outcomes[0]
    assert refused.problems == (("nom", "Le nom de cette personne a été retiré : il ne revient pas par un fichier."),)


def test_text_that_forms_refuse_is_refused(editor):
    report = take(editor, "structures", table("structures", '"s-9";"A\nB";;;;fictif;;', ";A中;;;;fictif;;"))
    assert [one.problems for one in report.outcomes] == [
        (("nom", "Ce texte doit tenir sur une ligne."),),
        (("nom", "Aucune police du portail n’a ces caractères : « 中 » (U+4E2D). Remplacez-les."),),
    ]


def test_a_mandate_is_in_one_place_and_a_number_is_a_number(editor):
    rows.delegation(1), rows.enterprise(2), rows.stage(4)
    both = "Hélène;Dupré;référente;Délégation 1;s-2;32/01/2026;;attesté;X-1;"
    problems = dict(take(editor, "personnes", table("personnes", both)).outcomes[0].problems)
    assert problems["depuis le"] == "« 32/01/2026 » n’est pas une date : écrivez 31/12/2026."
    both = both.replace("32/01/2026", "2026-01-31")
    (problem,) = take(editor, "personnes", table("personnes", both)).outcomes[0].problems
    assert problem == ("structure", "Un mandat s’exerce dans une délégation ou dans une structure, pas les deux.")
    line = "seminaire-4;e;salariés en parcours;douze;attesté;X-1;"
    problems = dict(take(editor, "participation", table("participation", line)).outcomes[0].problems)
    assert problems["nombre"] == "« douze » n’est pas un nombre entier."
    assert Person.objects.filter(family_name="Dupré").count() == 0


def test_states_of_proposals_are_left_as_they_are(editor):
    proposal = rows.proposal(5)
    Proposal.objects.update(state="etudiee")
    line = f"5;{proposal.seminar.slug};1;5;Autrement dit;;Mots;;;;attesté;X-1;"
    assert counts(take(editor, "propositions", table("propositions", line))) == {"changée": 1}
    proposal.refresh_from_db()
    assert (proposal.label, proposal.state, proposal.workshop.number) == ("Autrement dit", "etudiee", 1)


def test_empty_audience_does_not_make_public(editor):
    proposal = rows.proposal(5)
    Proposal.objects.update(audience="reseau")
    line = f"5;{proposal.seminar.slug};1;5;Autrement dit;;Mots;;;;attesté;X-1;"
    take(editor, "propositions", table("propositions", line))
    proposal.refresh_from_db()
    assert (proposal.label, proposal.audience) == ("Autrement dit", "reseau")


def test_pages_tell_then_write_then_have_nothing_more_to_do(client):
    rows.delegation(1)
    url = reverse("admin:import", args=["structures"])

    def told(page) -> str:
        return re.sub("[\u00a0\u202f\\s]+", " ", html.unescape(page.content.decode()))

    def choose(*lines: str):
        return client.post(url, {"file": SimpleUploadedFile("essai.csv", table("structures", *lines))})

    page = choose(";Bonne;ACI;59;;attesté;X-1;", ";<b>Sans provenance</b>;ACI;59;;;;")
    assert "1 ligne refusée, 1 ligne nouvelle, 0 ligne changée" in told(page)
    assert "Colonne « provenance »" in told(page)
    assert "<b>Sans" not in page.content.decode()
    assert 'value="Importer"' not in page.content.decode()

    page = choose(";Bonne;ACI;59;;attesté;X-1;")
    hidden = dict(re.findall(r'name="(content|filename|report)" value="([^"]*)"', page.content.decode()))
    assert Enterprise.objects.count() == 0
    done = client.post(url, hidden, follow=True)
    assert "C’est importé : 1 en plus, 0 changés, 0 inchangés." in told(done)
    assert Enterprise.objects.get().slug == "bonne-59"
    assert "tout est déjà dans le portail" in told(choose(";Bonne;ACI;59;;attesté;X-1;"))
    assert "Le fichier s’est perdu en route" in told(client.post(url, {"content": "é"}))
    assert "Choisissez un fichier." in told(client.post(url, {}))
    assert client.get(reverse("admin:import", args=["autre"])).status_code == 404


def test_what_would_do_something_else_than_what_was_read_is_refused_and_told_again(client):
    """Someone else wrote the same structure otherwise between the reading and the button."""
    rows.delegation(1)
    url = reverse("admin:import", args=["structures"])
    there = Enterprise.objects.create(slug="s-1", name="Ancien", kind="aci", **rows.ATTESTED)
    line = "s-1;Nouveau;ACI;59;;attesté;X-1;"
    page = client.post(url, {"file": SimpleUploadedFile("essai.csv", table("structures", line))}).content.decode()
    read = dict(re.findall(r'name="(content|filename|report)" value="([^"]*)"', page))
    Enterprise.objects.filter(pk=there.pk).update(name="Réécrit par Zoé")

    page = html.unescape(client.post(url, read).content.decode())
    assert Enterprise.objects.get().name == "Réécrit par Zoé"
    assert "Rien n’est écrit" in page
    assert "<del>Réécrit par Zoé</del> <ins>Nouveau</ins>" in page

    again = dict(re.findall(r'name="(content|filename|report)" value="([^"]*)"', page))
    assert again["report"] != read["report"]
    client.post(url, again)
    assert Enterprise.objects.get().name == "Nouveau"
    # A page that does not say what was read writes nothing.
    Enterprise.objects.update(name="Ancien")
    client.post(url, again | {"report": ""})
    assert Enterprise.objects.get().name == "Ancien"


@pytest.mark.parametrize("name", HEADERS)
def test_template_has_the_columns_and_takes_nothing_in(client, editor, name):
    for form in ("csv", "xlsx"):
        content = client.get(reverse("admin:import_template", args=[name, form])).content
        assert take(editor, name, content).outcomes == []
    assert (
        client.get(reverse("admin:import_template", args=[name, "csv"])).content.decode("utf-8-sig").splitlines()[0]
        == HEADERS[name]
    )


def test_structures_take_few_queries_a_line(editor):
    lines = [f";Structure {number};ACI;59;;fictif;;" for number in range(50)]
    told = take(editor, "structures", table("structures", *lines), write=False)
    with CaptureQueriesContext(connection) as captured:
        report = run_import(
            kind=import_named("structures"),
            content=table("structures", *lines),
            filename="essai.csv",
            by=editor,
            confirmed=told.digest,
        )
    assert counts(report) == {"nouvelle": 50}
    assert len(captured) < 50 * 18


def test_lines_beyond_what_a_page_shows_are_counted(client, monkeypatch):
    monkeypatch.setattr(pages, "LINES_SHOWN", 2)
    lines = [f";Structure {number};ACI;59;;fictif;;" for number in range(4)]
    file = SimpleUploadedFile("essai.csv", table("structures", *lines))
    page = client.post(reverse("admin:import", args=["structures"]), {"file": file}).content.decode()
    assert "Les 2 premières sont montrées." in page.replace("\u00a0", " ")
