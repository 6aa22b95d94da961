"""What the portal holds of issue 4 once ``content/fil-dinfo-4.yaml`` is loaded."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from content_editor.contents import contents_for_item
from django.db import transaction

from coorace_quality.content.loader import load_file
from core.sanitize import plain_text
from network.models import Delegation, Enterprise, GlossaryTerm, Mandate, Person
from newsletter.models import BLOCK_MODELS, Issue, KeyFigures, Rubrique, Text
from proposals.models import Observation, Question, Trend, WorkTrack
from regions.models import GroupMembership, QualityGroup
from seminars.models import AnnouncedFigure, Seminar, Stage, Visit

pytestmark = pytest.mark.django_db

FILE = Path(__file__).resolve().parents[2] / "content" / "fil-dinfo-4.yaml"


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Loaded once: each test then runs in a transaction inside this one, which is undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_file(FILE)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def issue_4(_loaded, db) -> Issue:
    return Issue.objects.get(number=4)


def test_issue_number_and_date_are_deduced(issue_4):
    assert (issue_4.provenance, issue_4.source_ref) == ("deduit", "NUM-1")
    assert issue_4.provenance_note.startswith("Ni le numéro ni la date ne sont imprimés.")
    assert (issue_4.starts_on, issue_4.ends_on, issue_4.precision, issue_4.date_label) == (
        date(2010, 11, 5),
        date(2010, 12, 8),
        "floue",
        "novembre–décembre 2010",
    )
    assert (issue_4.title, issue_4.strapline) == ("Séminaire Qualité 2010", "avant et après… suivez le fil !")
    assert (issue_4.publisher, issue_4.state, issue_4.published_at) == ("fédération COORACE", "brouillon", None)
    assert issue_4.seminar.slug == "2010"


def test_issue_announces_the_next_one_and_signs(issue_4):
    assert issue_4.next_label == "N° 5, début 2011"
    assert issue_4.next_topics == ["La synthèse des travaux, région par région", "À suivre en 2011…"]
    assert plain_text(issue_4.imprint).split("\n") == [
        "Le Fil d’Info est édité par la fédération COORACE.",
        "Retrouvez les précédents Fils d’Info ainsi que les reportages et interviews réalisés dans le cadre du "
        "séminaire Qualité sur le site COORACE.",
        "17 rue Froment – 75011 PARIS",
        "Tél. 01 49 23 70 50 – Fax 01 48 05 67 98",
        "courrier@coorace.org – www.coorace.org",
    ]
    assert (
        '<a href="http://www.coorace.org/actualites/detail/19718/un-seminaire-qualite-2010-en-4-etapes-suivez-le-fil.html">'
        "sur le site COORACE</a>"
    ) in issue_4.imprint
    assert " sur le site COORACE ici.\n" in issue_4.imprint_printed


def test_blocks_follow_the_six_pages(issue_4):
    blocks = [
        (type(block).__name__, getattr(block, "anchor", "") or str(getattr(block, "kind", "")), block.band)
        if hasattr(block, "band")
        else (type(block).__name__, str(getattr(block, "kind", "")), None)
        for block in contents_for_item(issue_4, BLOCK_MODELS).main
    ]
    assert blocks == [
        ("KeyFigures", "", None),
        ("Rubrique", "edito", "blanc"),
        ("Text", "texte", None),
        ("Text", "signature", None),
        ("Text", "note", None),
        ("Rubrique", "vue-d-ensemble", "brume"),
        ("Live", "etapes", ""),
        ("Rubrique", "rencontre-du-4-novembre", "blanc"),
        ("Text", "texte", None),
        ("Text", "texte", None),
        ("Live", "groupe", "brume"),
        ("Rubrique", "tendances-et-evolutions", "blanc"),
        ("Live", "observations", ""),
        ("Live", "evolutions", "creme"),
        ("Rubrique", "pistes-de-travail", "blanc"),
        ("Live", "pistes-generales", "brume"),
        ("Live", "pistes-qualite", "blanc"),
        ("Live", "questions", "blanc"),
        ("Rubrique", "en-region", "blanc"),
        ("Text", "encadre", None),
        ("Live", "prochain-numero", ""),
        ("Live", "ours", ""),
    ]


def test_four_rubriques_are_announced_on_the_cover(issue_4):
    announced = Rubrique.objects.exclude(teaser="").order_by("ordering")
    assert [(one.source_ref, one.title, one.title_printed, one.printed_page) for one in announced] == [
        ("RUB-1", "La rencontre du 4 novembre…", "", "p. 3"),
        ("RUB-2", "Tendances & évolutions", "TENDANCES & EVOLUTIONS", "p. 4"),
        ("RUB-3", "Pistes de travail", "PISTES DE TRAVAIL", "p. 5 à 6"),
        ("RUB-4", "En région…", "EN REGION…", "p. 6"),
    ]
    figures = KeyFigures.objects.get().figures
    assert [(one.value, one.is_approximate, one.label) for one in figures] == [
        (6, False, "visites en Belgique"),
        (2, False, "journées de séminaire à Lille"),
        (8, False, "ateliers de travail"),
        (120, False, "participants"),
        (25, True, "propositions"),
    ]


def test_edito_is_corrected_signed_and_keeps_its_printed_form(issue_4):
    body, signature, note = Text.objects.filter(ordering__lte=50).order_by("ordering")
    assert "le culot il y a 25 ans d’inventer des modes de retour vers l’emploi" in body.body
    assert "le culot il y 25 ans, d’inventer des modes de retours vers l’emploi" in body.printed
    assert body.source_ref == ", ".join(f"EDITO-{rank}" for rank in range(1, 10))
    assert "territoire d’action* tandis que" in body.body
    assert (str(signature.person), plain_text(signature.body)) == (
        "Pierre LANGLADE",
        "Responsable politique du Groupe Qualité national",
    )
    assert plain_text(note.body).endswith("territoires solidaires.")
    assert note.printed.endswith("territoires solidaires")


def test_stages_and_visits(issue_4):
    stages = [
        (one.position, one.source_ref, one.starts_on, one.ends_on, one.precision, one.date_label, one.place)
        for one in issue_4.seminar.stages.all()
    ]
    places = "Tournai, Ath, Herstal, Quaregnon, La Louvière, Neuville-en-Condroz (Belgique)"
    regions = "en régions (au sein des délégations régionales COORACE)"
    assert stages == [
        (1, "ETAPE-1", date(2010, 9, 21), date(2010, 9, 22), "jour", "les 21 et 22 septembre 2010", places),
        (2, "ETAPE-2", date(2010, 10, 14), date(2010, 10, 15), "jour", "les 14 et 15 octobre 2010", "Lille (France)"),
        (3, "ETAPE-3", date(2010, 11, 4), date(2010, 11, 4), "jour", "4 novembre 2010", ""),
        (4, "ETAPE-4", date(2010, 11, 5), date(2011, 3, 31), "floue", "fin 2010, début 2011", regions),
    ]
    first = issue_4.seminar.stages.get(position=1)
    assert first.place_printed == places.replace("-en-", " en ")
    assert first.wording == (
        "6 visites d’entreprises et institutions et découvertes de leurs projets d’économie sociale et solidaire"
    )
    assert first.corrected_wording == first.wording.replace("découvertes", "découverte")
    assert [(one.source_ref, one.place, one.place_printed, one.host) for one in first.visits.all()] == [
        ("VIS-1", "Tournai", "", None),
        ("VIS-2", "Ath", "", None),
        ("VIS-3", "Herstal", "", None),
        ("VIS-4", "Quaregnon", "", None),
        ("VIS-5", "La Louvière", "", None),
        ("VIS-6", "Neuville-en-Condroz", "Neuville en Condroz", None),
    ]


def test_figures_are_those_announced(issue_4):
    figures = [(one.source_ref, one.value, one.nature, one.provenance) for one in issue_4.seminar.figures.all()]
    assert figures == [
        ("CH-1", 6, "exact", "atteste"),
        ("CH-2", 2, "exact", "atteste"),
        ("CH-3", 8, "exact", "atteste"),
        ("CH-4", 2, "exact", "atteste"),
        ("CH-5", 120, "exact", "atteste"),
        ("CH-6", 25, "approximatif", "atteste"),
        ("CH-7", 10, "exact", "atteste"),
        ("CH-8", 4, "exact", "atteste"),
        ("CH-9", 10, "exact", "atteste"),
        ("CH-10", 15, "decompte", "deduit"),
        ("CH-11", 7, "decompte", "deduit"),
        ("CH-12", 5, "exact", "atteste"),
        ("CH-13", 25, "approximatif", "atteste"),
        ("CH-14", 2, "exact", "atteste"),
        ("CH-15", 2009, "exact", "atteste"),
        ("CH-16", None, "exact", "atteste"),
        ("CH-17", None, "rhetorique", "atteste"),
    ]
    assert [one.source_ref for one in issue_4.seminar.figures.filter(is_approximate=True)] == ["CH-6"]


def test_observations_trends_tracks_and_questions(issue_4):
    seminar = issue_4.seminar
    assert [one.source_ref for one in seminar.observations.all()] == [f"OBS-{rank}" for rank in range(1, 8)]
    assert [one.label for one in seminar.trends.all()] == [
        "Changement de posture",
        "Projet d’entreprise",
        "Management par la Qualité et engagement politique",
    ]
    tracks = [(one.source_ref, one.year, one.slug, len(one.paragraphs)) for one in seminar.tracks.all()]
    assert tracks == [
        ("PG-1", 2011, "accompagnement", 2),
        ("PG-2", 2011, "referent-qualite", 2),
        ("PG-3", 2011, "echanges-de-pratique", 1),
        ("PQ-1", 2011, "transmission", 1),
        ("PQ-2", 2011, "instances-de-travail-en-region", 2),
        ("PQ-3", 2011, "renforcement-des-competences", 1),
        ("PQ-4", 2011, "renforcement-des-ressources", 1),
        ("PQ-5", 2011, "liens-entre-les-projets", 1),
        ("PQ-6", 2011, "renouvellement-de-certification", 1),
    ]
    first, second, third = (
        "Des modes d’évaluation à développer ?",
        "La participation posée en principe d’action ?",
        ("Des métiers à créer ou à faire évoluer ?"),
    )
    assert [(one.source_ref, one.theme) for one in seminar.questions.all()] == [
        ("Q-1a", first),
        ("Q-1b", first),
        ("Q-2", second),
        ("Q-3a", third),
        ("Q-3b", third),
        ("Q-3c", third),
    ]


def test_what_is_uncertain_says_so(issue_4):
    noted = [
        one.source_ref
        for model in (Stage, Observation, Trend, WorkTrack, Question, Person, Mandate)
        for one in model.objects.exclude(provenance_note="").order_by("pk")
    ]
    assert noted == ["ETAPE-3", "ETAPE-4", "OBS-7", "PQ-2", "PQ-3", "Q-1b", "P-14", "GQN-1"]
    sourced = (
        *(Issue, Seminar, Stage, Visit, AnnouncedFigure, Observation, Trend, WorkTrack, Question),
        *(Delegation, Enterprise, Person, Mandate, GlossaryTerm, QualityGroup, GroupMembership),
    )
    assert {one.source_ref for model in sourced for one in model.objects.exclude(provenance="atteste")} == {
        "NUM-1",
        "CH-10",
        "CH-11",
    }


def test_fifteen_people_under_their_mandate(issue_4):
    group = QualityGroup.objects.get(kind="elargi")
    assert group.stage.source_ref == "ETAPE-3"
    assert [
        (
            one.person.source_ref,
            str(one.person),
            one.mandate.role,
            str(one.mandate.enterprise or ""),
            str(one.mandate.territory),
        )
        for one in group.memberships.all()
    ] == [
        ("P-01", "Etienne LAURENT", "Responsable Qualité", "", "Siège national"),
        ("P-02", "Christophe LEMOINE", "Chargé de Mission Qualité et formateur CEDRE", "", "Siège national"),
        ("P-03", "Catherine GUERIN", "Assistante service Qualité", "", "Siège national"),
        ("P-04", "Elif AVARE", "Référente Qualité", "", "Siège national"),
        ("P-05", "Laurent BOUVET", "Délégué régional", "", "COORACE Basse-Normandie"),
        ("P-06", "Brigitte RENAUD", "Déléguée régionale", "", "COORACE Bourgogne"),
        ("P-07", "Virginie FERRAND", "Référente Qualité", "TRAVAIL ET SERVICE (71)", "COORACE Bourgogne"),
        ("P-08", "Clarisse MAGNON", "Déléguée régionale", "", "COORACE Centre-Limousin"),
        ("P-09", "Patricia MANIACI", "Déléguée régionale", "", "COORACE Île-de-France"),
        ("P-10", "Géraldine BERNARD", "Référente Qualité", "INITIATIVE EMPLOIS (92)", "COORACE Île-de-France"),
        (
            "P-11",
            "Pierre LANGLADE",
            "Président (et responsable politique du Groupe Qualité national)",
            "",
            "COORACE PACA-Corse",
        ),
        ("P-12", "Josette GALERA", "Référente Qualité", "", "COORACE PACA-Corse"),
        ("P-13", "Samuel MOUGIN", "Directeur", "ADPEI (13)", "COORACE PACA-Corse"),
        ("P-14", "Daniel VINCENT", "Président", "PASSERELLE VERS L'EMPLOI (49)", "COORACE Pays de la Loire"),
        ("P-15", "Emmanuelle BUARD", "Responsable Pôle Métier IAE", "", "COORACE Poitou-Charentes"),
    ]
    assert Mandate.objects.get(person__source_ref="P-06").role_printed == "Déléguée Régionale"
    assert Delegation.objects.get(slug="ile-de-france").name_printed == "COORACE Ile-de-France"
    assert Delegation.objects.get(slug="paca-corse").name_printed == "COORACE P.A.C.A.-Corse"
    assert Delegation.objects.get(is_head_office=True).name == "Siège national"


def test_national_group_announces_ten_and_names_one(issue_4):
    group = QualityGroup.objects.get(kind="national")
    assert (group.announced_size, group.since_year) == (10, 2009)
    assert group.mission.startswith("Le groupe a pour vocation de piloter, coordonner et évaluer")
    member = group.memberships.get()
    assert (str(member.person), member.role, str(member.mandate)) == (
        "Pierre LANGLADE",
        "responsable politique",
        "Pierre LANGLADE, vice-président de COORACE",
    )
    assert str(member.mandate.delegation) == "Siège national"


def test_foreign_organisations_and_unexpanded_acronyms(issue_4):
    assert [str(one) for one in Enterprise.objects.filter(kind="etrangere")] == ["DEFI +", "Groupe TERRE"]
    assert list(GlossaryTerm.objects.exclude(expansion="").values_list("term", "expansion")) == [
        ("OASP", "Organismes de Services à la Personne"),
        ("PSVE", "Participation des salariés à la vie de l'entreprise"),
    ]
