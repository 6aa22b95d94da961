"""The delegations: the map and its list, those of the past, and the page of each."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.enums import Audience
from core.search import search
from network.enums import TimeZone
from network.models import Delegation, Mandate, Person
from proposals.models import WorkTrack
from regions.enums import GroupKind
from regions.models import GroupMembership, QualityGroup
from tests.support import rows
from tests.support.web import select

pytestmark = pytest.mark.django_db

FIRST, LAST, NEXT = datetime.date(2010, 1, 1), datetime.date(2015, 12, 31), datetime.date(2016, 1, 1)
ATTESTED = rows.ATTESTED


def text(element) -> str:
    return " ".join(element.text_content().split())


def texts(page, css: str) -> list[str]:
    return [text(element) for element in select(page, css)]


def made(name: str, slug: str, **values) -> Delegation:
    return Delegation.objects.create(**{"name": name, "slug": slug, **ATTESTED} | values)


@pytest.fixture
def merged() -> tuple[Delegation, Delegation, Delegation]:
    normandie = made("Normandie", "normandie", starts_on=NEXT, departments="14 27 50 61 76")
    basse = made("Basse-Normandie", "basse-normandie", starts_on=FIRST, ends_on=LAST, successor=normandie)
    haute = made("Haute-Normandie", "haute-normandie", ends_on=LAST, successor=normandie)
    return basse, haute, normandie


# --- The list -------------------------------------------------------------------------------------


def test_list_numbers_the_delegations_as_the_map_does_and_links_to_each(content, read):
    page = read("/regions/")
    assert texts(page, ".delegation-line__number") == [str(number) for number in range(1, 8)]
    assert [(text(link), link.get("href")) for link in select(page, ".delegation-line__name")][3:5] == [
        ("COORACE Île-de-France", "/regions/ile-de-france/"),
        ("COORACE PACA-Corse", "/regions/paca-corse/"),
    ]
    assert [image.get("src") for image in select(page, "main img")] == ["/carte-des-delegations.svg"]
    assert texts(page, "#national")[0] == "Au niveau national"
    assert [link.get("href") for link in select(page, ".band .actions a")] == [
        "/regions/siege-national/",
        "/groupe-qualite/",
    ]


def test_ended_delegations_stand_apart_with_what_took_over(merged, read):
    page = read("/regions/")
    assert texts(page, ".delegation-line__name") == ["Normandie"]
    assert texts(page, ".ended__one") == [
        "Basse-Normandie jusqu’au 31 décembre 2015 puis Normandie",
        "Haute-Normandie jusqu’au 31 décembre 2015 puis Normandie",
    ]


def test_last_day_of_a_delegation_is_still_its_own(read):
    made("Ici", "ici", ends_on=timezone.localdate())
    assert texts(read("/regions/"), ".delegation-line__name") == ["Ici"]


def test_empty_list_says_so(read):
    assert (
        texts(read("/regions/"), ".notice p")[0] == "Aucune délégation n’est encore publiée : la première paraîtra ici."
    )


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_as_many_questions_whatever_their_number(number, client, django_assert_num_queries):
    heir = rows.delegation(99)
    for n in range(number):
        rows.delegation(n)
        made(f"Ancienne {n}", f"ancienne-{n}", ends_on=LAST, successor=heir)
    with django_assert_num_queries(3):
        client.get("/regions/")


# --- Over time ------------------------------------------------------------------------------------


def test_page_of_an_ended_delegation_keeps_its_name_and_says_who_took_over(merged, read):
    page = read("/regions/basse-normandie/")
    assert (texts(page, "h1"), texts(page, ".hero__kicker")) == (["Basse-Normandie"], ["Ancienne délégation"])
    assert texts(page, ".lineage p") == [
        "Cette délégation a existé du 1er janvier 2010 au 31 décembre 2015. Sa page garde le nom d’alors. "
        "Depuis, Normandie lui a succédé."
    ]


def test_successor_says_what_it_comes_from(merged, read):
    page = read("/regions/normandie/")
    assert texts(page, ".lineage p") == [
        "Depuis le 1er janvier 2016, elle succède à Basse-Normandie et à Haute-Normandie."
    ]
    assert [link.get("href") for link in select(page, ".lineage a")] == [
        "/regions/basse-normandie/",
        "/regions/haute-normandie/",
    ]


def test_former_address_leads_to_the_present_one(client):
    moved = made("Centre", "centre")
    moved.slug = "centre-val-de-loire"
    moved.save()
    answer = client.get("/regions/centre/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/regions/centre-val-de-loire/")


def test_search_leads_to_the_page(merged):
    assert [one.url for one in search("Haute-Normandie", user=None, types=[Delegation])][:1] == [
        "/regions/haute-normandie/"
    ]


def test_delegation_is_not_in_its_own_line(merged):
    basse, _, normandie = merged
    normandie.successor, normandie.ends_on = basse, datetime.date(2020, 1, 1)
    with pytest.raises(ValidationError) as refusal:
        normandie.full_clean()
    assert refusal.value.message_dict["successor"][0].startswith("Elle a fini avant")
    basse.ends_on = None
    basse.successor = None
    basse.save()
    basse.ends_on, basse.successor = datetime.date(2021, 1, 1), normandie
    normandie.save()
    with pytest.raises(ValidationError) as refusal:
        basse.full_clean()
    assert refusal.value.message_dict["successor"] == [
        "Elle a fini avant celle à laquelle elle succéderait.",
    ]


def test_two_delegations_do_not_succeed_each_other():
    one = made("Une", "une", ends_on=LAST)
    other = made("Autre", "autre", ends_on=LAST, successor=one)
    one.successor = other
    with pytest.raises(ValidationError) as refusal:
        one.full_clean()
    assert refusal.value.message_dict == {"successor": ["Elle se succéderait à elle-même : Autre → Une."]}


def test_addresses_of_other_pages_are_refused_in_the_form(client):
    client.force_login(rows.account("equipe@example.org", "national"))
    for slug in ("matrice", "agenda", "pieces"):
        page = client.post(
            "/admin/network/delegation/add/",
            {"name": slug, "slug": slug, "time_zone": TimeZone.PARIS, "provenance": "reconstitue"},
        )
        assert page.context["adminform"].form.errors["slug"] == [
            "Cette adresse est celle d’une autre page : choisissez-en une autre."
        ]


# --- The page -------------------------------------------------------------------------------------


def test_page_shows_people_with_all_they_hold(paca, read):
    page = read("/regions/paca-corse/")
    assert texts(page, ".holder") == [
        "Pierre LANGLADE Président (et responsable politique du Groupe Qualité national) "
        "Aussi : vice-président de COORACE (Siège national) ; responsable politique (Groupe Qualité national)",
        "Josette GALERA Référente Qualité",
        "Samuel MOUGIN Directeur, ADPEI (13)",
    ]
    assert texts(page, ".hero__lead") == ["Départements : 04, 05, 06, 13, 83, 84, 2A, 2B"]


def test_role_is_read_as_corrected_with_what_was_printed(content, read):
    assert texts(read("/regions/bourgogne/"), ".holder")[0] == (
        "Brigitte RENAUD Déléguée régionale imprimé « Déléguée Régionale »"
    )


def test_people_of_the_past_stand_apart_only_when_dates_say_so(paca, read):
    pierre = Person.objects.get(family_name="LANGLADE")
    Mandate.objects.filter(person=pierre, delegation=paca).update(starts_on=FIRST, ends_on=LAST)
    page = read("/regions/paca-corse/")
    assert texts(page, ".former .holder__mandates") == [
        "Président (et responsable politique du Groupe Qualité national) du 1er janvier 2010 au 31 décembre 2015"
    ]
    assert [name for name in texts(page, ".holder__name") if name == "Josette GALERA"] == ["Josette GALERA"]
    assert texts(page, ".former .holder__name") == ["Pierre LANGLADE"]


def test_page_says_what_the_source_does_not(paca, read):
    quiet = texts(read("/regions/paca-corse/"), ".band > .wrap > .quiet")
    assert quiet == [
        "Aucun groupe Qualité régional n’est inscrit ici. "
        "Le Fil d’Info n° 4 parle des groupes Qualité régionaux sans en nommer un.",
        "Aucune rencontre n’est encore annoncée ici. "
        "Le Fil d’Info n° 4 dit que chaque région en communiquera les dates.",
        "Aucune pour l’instant. Le Fil d’Info n° 4 ne dit pas quelle délégation porte chaque piste.",
    ]


def test_page_shows_the_regional_group_and_the_tracks_that_a_reader_may_see(paca, read):
    group = QualityGroup.objects.create(
        kind=GroupKind.REGIONAL, name="Groupe PACA", slug="groupe-paca", delegation=paca, provenance="fictif"
    )
    josette = Person.objects.get(family_name="GALERA")
    GroupMembership.objects.create(group=group, person=josette, role="animatrice", position=1, provenance="fictif")
    public, reserved = WorkTrack.objects.all()[:2]
    for track in (public, reserved):
        track.delegations.add(paca)
    reserved.audience = Audience.NETWORK
    reserved.save()
    page = read("/regions/paca-corse/")
    assert texts(page, ".members li") == ["Josette GALERA (animatrice) fictif"]
    assert texts(page, "#pistes ~ *") == []
    assert [link.get("href") for link in select(page, ".led a")] == [public.get_absolute_url()]
    assert texts(page, ".stamp strong") == ["Données de démonstration"]


def test_unknown_delegation_is_not_found(read):
    read("/regions/nulle-part/", 404)


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_as_many_questions_whatever_it_shows(number, client, django_assert_num_queries):
    here = made("Ici", "ici")
    for n in range(number):
        mandate = rows.mandate(n)
        Mandate.objects.create(person=mandate.person, role="membre", delegation=here, **ATTESTED)
        rows.enterprise(n + 50)
        gathered = QualityGroup.objects.create(
            kind=GroupKind.REGIONAL, name=f"Groupe {n}", slug=f"g-{n}", delegation=here, **ATTESTED
        )
        GroupMembership.objects.create(
            group=gathered, person=mandate.person, mandate=mandate, role="membre", position=1, **ATTESTED
        )
        rows.track(n).delegations.add(here)
        made(f"Avant {n}", f"avant-{n}", ends_on=LAST, successor=here)
    with django_assert_num_queries(11):
        client.get("/regions/ici/")
