"""The national Quality group and the extended one, as readers find them."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from core.enums import Audience
from regions.enums import GroupKind
from regions.models import GroupMembership, QualityGroup
from tests.support import rows
from tests.support.rows import ATTESTED
from tests.support.web import select

pytestmark = pytest.mark.django_db


def text(element) -> str:
    return " ".join(element.text_content().split())


def texts(page, css: str) -> list[str]:
    return [text(element) for element in select(page, css)]


def test_what_is_announced_stands_beside_what_is_recorded(content, read):
    page = read("/groupe-qualite/")
    assert texts(page, ".band h2") == ["Groupe Qualité national", "Groupe Qualité national élargi", "Et en région"]
    assert texts(page, ".group-counts") == [
        "Membres : 10 annoncés · 1 attesté 9 ne figurent pas ici : la source ne les nomme pas.",
        "Membres : 15 attestés",
    ]
    assert texts(page, ".section-head .lead") == ["Créé en 2009"]


def test_members_stand_by_delegation_with_their_role(content, read):
    page = read("/groupe-qualite/")
    national, extended = select(page, "section.band")[:2]
    assert texts(national, ".territory") == [
        "Siège national Pierre LANGLADE, vice-président de COORACE (responsable politique)"
    ]
    assert texts(extended, "h3") == [
        "Siège national",
        "COORACE Basse-Normandie",
        "COORACE Bourgogne",
        "COORACE Centre-Limousin",
        "COORACE Île-de-France",
        "COORACE PACA-Corse",
        "COORACE Pays de la Loire",
        "COORACE Poitou-Charentes",
    ]
    assert len(texts(extended, ".members li")) == 15
    assert select(extended, "h3 a")[5].get("href") == "/regions/paca-corse/"


def test_what_is_deduced_of_a_member_is_told_without_writing_the_name_by_hand(content, read):
    notes = texts(read("/groupe-qualite/"), ".edition-notes li")
    assert notes[0].startswith("Pierre LANGLADE Fonction donnée par l’article")
    assert len(select(read("/groupe-qualite/"), ".edition-notes li .person")) == len(notes)


def test_former_members_stand_apart_and_are_not_counted(content, read):
    GroupMembership.objects.filter(group__kind=GroupKind.NATIONAL).update(ends_on=datetime.date(2011, 1, 1))
    page = read("/groupe-qualite/")
    assert texts(page, ".group-counts")[0].startswith("Membres : 10 annoncés · 0 attesté 10 ne figurent")
    assert texts(page, ".former li") == [
        "Pierre LANGLADE, vice-président de COORACE (responsable politique) jusqu’au 1er janvier 2011"
    ]


def test_reserved_group_is_shown_to_the_network_only(client):
    QualityGroup.objects.create(
        kind=GroupKind.NATIONAL, name="Groupe", slug="g", audience=Audience.NETWORK, provenance="reconstitue"
    )
    assert "Groupe</h2>" not in client.get("/groupe-qualite/").content.decode()
    client.force_login(rows.account("membre@example.org", "membre"))
    assert "Groupe</h2>" in client.get("/groupe-qualite/").content.decode()


def test_no_group_yet_says_so(read):
    assert texts(read("/groupe-qualite/"), ".notice p")[0] == (
        "La composition du groupe Qualité n’est pas encore publiée : elle paraîtra ici."
    )


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_as_many_questions_whatever_it_shows(number, client, django_assert_num_queries):
    for n in range(number):
        rows.membership(n)
    with django_assert_num_queries(2):
        client.get("/groupe-qualite/")


def test_someone_leaves_and_comes_back(client):
    group, person = rows.group(1), rows.person(5)
    for values in ({"ends_on": datetime.date(2010, 12, 31)}, {"starts_on": datetime.date(2012, 1, 1)}):
        GroupMembership.objects.create(group=group, person=person, position=1, **values, **ATTESTED)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMembership.objects.create(group=group, person=person, position=2, **ATTESTED)


def test_group_says_what_it_is_for(client):
    QualityGroup.objects.create(
        kind="national", name="Groupe", slug="groupe", mission="Piloter.\n\nÉvaluer.", **ATTESTED
    )
    page = client.get("/groupe-qualite/").content.decode()
    assert "<p>Piloter.</p>\n\n<p>Évaluer.</p>" in page
