"""What is found, by whom, and how soon: the same on both databases."""

from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from core.enums import Audience
from core.models import SearchEntry
from core.search import described_together, matching, registered_models, search
from core.search.index import write_terms
from core.typography import french_slug
from network.enums import Role
from network.models import Delegation, Enterprise, GlossaryTerm, Mandate, Person, User
from proposals.models import Observation, WorkTrack
from regions.models import GroupMembership, QualityGroup
from seminars.models import Seminar
from tests.support import rows
from tests.support.rows import ATTESTED

pytestmark = pytest.mark.django_db

READER = AnonymousUser()

DOCUMENTS = {
    "évolutions": "Évolutions possibles : les métiers de l’accompagnement évoluent.",
    "référents": "Le rôle du référent qualité auprès des nouveaux entrants.",
    "journaux": "Les journaux de bord des salariés en parcours.",
    "œuvre": "Mise en œuvre d’une démarche dans l’entreprise.",
    "idée": "L’idée d’un jobcoach, vue à Liège pendant le séminaire.",
    "régions": "Trois rencontres régionales, du Nord à l’Aquitaine.",
    "sigles": "AI, ACI, EI et ETTI : des structures.",
    "formation": "Former les permanents : 25 journées de formation qualifiante.",
}


def term(name: str, meaning: str = "", **values) -> GlossaryTerm:
    return GlossaryTerm.objects.create(term=name, slug=french_slug(name), meaning=meaning, **ATTESTED | values)


def titles(query: str, user=READER, **kwargs) -> list[str]:
    return [entry.title for entry in search(query, user=user, **kwargs)]


def member() -> User:
    return rows.account("membre@example.org", Role.MEMBER)


# --- French ---------------------------------------------------------------------------------------

ANSWERS = [
    ("evolution", {"évolutions"}),
    ("ÉVOLUTIONS", {"évolutions"}),
    ("evol", {"évolutions"}),
    ("referents", {"référents"}),
    ("référent", {"référents"}),
    ("refer", {"référents"}),
    ("journal", {"journaux"}),
    ("journaux de bord", {"journaux"}),
    ("oeuvrer", {"œuvre"}),
    ("œuvre", {"œuvre"}),
    ("l’entreprise", {"œuvre"}),
    ("entreprises", {"œuvre"}),
    ("l'idée", {"idée"}),
    ("idees", {"idée"}),
    ("semin", {"idée"}),
    ("séminaires", {"idée"}),
    ("job", {"idée"}),
    ("liege", {"idée"}),
    ("rencontre regionale", {"régions"}),
    ("aquit", {"régions"}),
    ("salarié", {"journaux"}),
    ("formations qualifiantes", {"formation"}),
    ("25", {"formation"}),
    ("qualité", {"référents"}),
    ("quali", {"référents", "formation"}),
    ("AI", {"sigles"}),
    ("la structure aci", {"sigles"}),
    ("formation jobcoach", set()),
    ("introuvable", set()),
]


@pytest.fixture
def documents() -> None:
    for name, meaning in DOCUMENTS.items():
        term(name, meaning)


@pytest.mark.parametrize(("query", "expected"), ANSWERS)
def test_french_query_finds(documents, query, expected):
    assert set(titles(query)) == expected
    assert {one.term for one in matching(GlossaryTerm.objects.all(), query)} == expected


@pytest.mark.parametrize(
    "query",
    [
        '" OR 1=1 *',
        "') | 'idee':*",
        "title : idée NOT NEAR(a b)",
        "idée & | ! <->",
        "\x00",
        "a" * 10_000,
        "idée " * 2_000 + "introuvable",
        "🙂 — ¿?",
        "\ud800",
    ],
    ids=["fts5", "tsquery", "words of fts5", "signs of tsquery", "nul", "long", "many words", "no word", "surrogate"],
)
def test_hostile_query_is_only_words(documents, query):
    found = titles(query)
    assert found == [one.term for one in matching(GlossaryTerm.objects.all(), query)]
    assert set(found) <= {"idée"}


@pytest.mark.parametrize("query", ["", "  ", "\u00a0\n"])
def test_blank_query_searches_nothing_and_filters_nothing(documents, query):
    assert titles(query) == []
    assert matching(GlossaryTerm.objects.all(), query).count() == len(DOCUMENTS)


def test_word_of_the_title_comes_first():
    term("une fois", "Une seule fois le mot parcours, parmi bien d’autres mots.")
    term("souvent", "Parcours sur parcours, le parcours.")
    term("parcours qualifiant", "Tout autre chose, et longuement.")
    assert titles("parcours") == ["parcours qualifiant", "souvent", "une fois"]


def test_types_narrow_the_answers():
    rows.observation(1)
    rows.track(2)
    assert titles("mots", types=[WorkTrack]) == ["Piste 2"]
    assert set(titles("mots", types=[WorkTrack, Observation])) == {"Piste 2", "Évolution"}


def test_printed_slip_is_found_and_never_shown():
    Observation.objects.create(
        seminar=rows.seminar(1),
        position=1,
        label="Présence",
        wording="Elles sont présentent partout.",
        corrected_wording="Elles sont présentes partout.",
        **ATTESTED,
    )
    entry = search("presentent", user=READER).get()
    assert entry.text == "Elles sont présentes partout."


# --- Who finds what -------------------------------------------------------------------------------


def test_reserved_object_is_found_by_the_network_alone():
    term("secret", "Le mot réservé.", audience=Audience.NETWORK)
    assert (titles("reserve"), search("secret", user=READER).count()) == ([], 0)
    assert titles("reserve", user=member()) == ["secret"]
    assert titles("reserve", user=rows.account("compte@example.org")) == []


def test_object_that_becomes_reserved_is_no_longer_found():
    one = term("ouvert", "Lu de tous.")
    one.audience = Audience.NETWORK
    one.save()
    assert titles("ouvert") == []


@pytest.mark.parametrize("make", [rows.stage, rows.visit, rows.observation, rows.trend, rows.track, rows.question])
def test_seminar_that_becomes_reserved_hides_what_is_in_it(make):
    one = make(1)
    seminar = Seminar.objects.get()
    seminar.audience = Audience.NETWORK
    seminar.save()
    entries = SearchEntry.objects.filter(kind=one._meta.label_lower)
    assert (entries.visible_to(READER).count(), entries.visible_to(member()).count()) == (0, 1)


def test_accounts_and_mandates_are_for_the_back_office_alone():
    rows.mandate(1)
    administrator = rows.account("cachee@example.org", Role.ADMINISTRATOR)
    assert titles("cachee", user=administrator) == []
    assert search("referente", user=administrator, types=[Mandate]).count() == 0
    assert matching(User.objects.all(), "cachee").get() == administrator
    assert matching(Mandate.objects.all(), "helene referente").count() == 1


def test_people_are_found_by_the_network_and_by_the_groups_readers_see():
    seat = rows.membership(1)
    assert titles("nom helene") == [seat.group.name]
    assert set(titles("nom helene", user=member())) == {seat.group.name, "Hélène Nom 1"}


# --- How soon -------------------------------------------------------------------------------------


def test_edit_and_deletion_are_seen_at_once():
    one = term("avant", "Texte premier.")
    one.meaning = "Texte second."
    one.save()
    assert (titles("premier"), titles("second")) == ([], ["avant"])
    one.delete()
    assert (titles("second"), SearchEntry.objects.count()) == ([], 0)


def test_deletion_of_a_queryset_is_seen():
    term("un")
    term("deux")
    GlossaryTerm.objects.all().delete()
    assert SearchEntry.objects.count() == 0


def test_text_longer_than_an_index_takes_is_found_by_its_beginning():
    made = term("Volume")
    entry = SearchEntry.objects.get(object_id=made.pk, kind="network.glossaryterm")
    write_terms([(entry.pk, "volume", " ".join(f"m{n}" for n in range(150_000)))])
    found = [list(matching(GlossaryTerm.objects.all(), query)) for query in ("volume m500", "m149999")]
    assert found == [[made], []]


def test_what_is_written_together_is_described_once_at_its_end():
    seminar = rows.seminar(1)
    chaussons = matching(Observation.objects.all(), "chausson")
    with described_together():
        for position in range(1, 11):
            Observation.objects.create(
                seminar=seminar, position=position, label=f"Vu {position}", wording="Chausson", **ATTESTED
            )
        meanwhile = chaussons.count()
    assert (meanwhile, chaussons.count()) == (0, 10)

    @described_together()
    def delete_and_fail():
        seminar.observations.first().delete()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        delete_and_fail()
    assert chaussons.count() == 10


def test_refused_change_leaves_the_index_as_it_was():
    one = term("avant", "Texte premier.")
    with transaction.atomic():
        one.meaning = "Texte second."
        one.save()
        transaction.set_rollback(True)
    assert (titles("premier"), titles("second")) == (["avant"], [])


def test_change_of_a_row_that_feeds_another_is_seen():
    rows.enterprise(1)
    one = Delegation.objects.get()
    one.name = "Aquitaine"
    one.save()
    assert set(titles("aquitaine")) == {"Aquitaine", "Structure 1"}


def test_seat_that_changes_group_or_goes_is_seen_in_both():
    seat = rows.membership(1)
    other = QualityGroup.objects.create(kind="elargi", name="Autre groupe", slug="autre", **ATTESTED)
    seat.group = other
    seat.save()
    assert titles("helene") == ["Autre groupe"]
    seat.delete()
    assert titles("helene") == []


def test_person_who_goes_takes_their_seats_along():
    seat = rows.membership(1)
    seat.person.delete()
    assert not GroupMembership.objects.exists()
    assert {entry.kind for entry in SearchEntry.objects.all()} == {"network.delegation", "regions.qualitygroup"}
    assert titles("helene", user=member()) == []


def test_entry_holds_what_a_page_of_answers_needs():
    place = rows.delegation(1)
    Enterprise.objects.create(name="Atelier", slug="atelier", delegation=place, **ATTESTED)
    entry = search("atelier", user=READER).get()
    assert (entry.kind, entry.region, entry.audience, entry.provenance) == (
        "network.enterprise",
        "delegation-1",
        "public",
        "atteste",
    )


# --- Rebuilding -----------------------------------------------------------------------------------


def contents() -> list[tuple]:
    columns = ["kind", "object_id", "title", "text", "url", "audience", "provenance", "region", "date"]
    return list(SearchEntry.objects.order_by("kind", "object_id").values_list(*columns))


def reindex() -> str:
    said = StringIO()
    call_command("reindex", stdout=said)
    return said.getvalue()


def test_reindex_finds_what_saving_had_written():
    indexed = [model for model in rows.MAKERS if model in registered_models()]
    for model in indexed:
        rows.MAKERS[model](len(contents()) + 1)
    before = contents()
    assert {kind for kind, *_ in before} == {model._meta.label_lower for model in indexed}
    said = reindex()
    assert contents() == before
    assert said.endswith(f"En tout : {len(before)} objets dans l’index de recherche\n")
    assert reindex() == said


def test_reindex_sees_what_was_written_in_bulk_and_forgets_what_is_gone():
    kept = term("avant", "Ancien texte.")
    gone = term("parti", "Ancien texte.")
    GlossaryTerm.objects.filter(pk=kept.pk).update(meaning="Nouveau texte.")
    GlossaryTerm.objects.filter(pk=gone.pk)._raw_delete("default")
    SearchEntry.objects.create(kind="network.disparu", object_id=1, title="ancien modèle")
    reindex()
    assert (titles("ancien"), titles("nouveau")) == ([], ["avant"])
    assert SearchEntry.objects.count() == 1


def test_loading_content_leaves_the_index_right():
    call_command("load_content", stdout=StringIO())
    before = contents()
    reindex()
    assert contents() == before
    assert "référent Qualité" in titles("referents qualites")


@pytest.mark.django_db(transaction=True)
def test_index_outlives_the_making_again_of_its_table():
    """SQLite makes a table again to change a column; then a test's rows are emptied without the index knowing."""
    term("avant", "Texte premier.")
    was = SearchEntry._meta.get_field("url")
    other = models.CharField("adresse", max_length=301, blank=True)
    other.set_attributes_from_name("url")
    other.model = SearchEntry
    for old, new in ((was, other), (other, was)):
        with connection.schema_editor() as editor:
            editor.alter_field(SearchEntry, old, new)
        assert titles("premier") == ["avant"]
    SearchEntry.objects.all()._raw_delete("default")
    assert titles("premier") == []
    reindex()
    assert titles("premier") == ["avant"]


# --- Cost -----------------------------------------------------------------------------------------


def queries(action) -> int:
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def test_cost_does_not_depend_on_how_many_objects_there_are():
    who = member()
    who.is_network_member  # noqa: B018 - the account's roles are read once a request

    def costs() -> tuple[int, ...]:
        one = Observation.objects.first()
        return (
            queries(lambda: list(search("mots", user=who))),
            queries(lambda: list(matching(Observation.objects.all(), "mots"))),
            queries(one.save),
            queries(Seminar.objects.first().save),
            queries(reindex),
        )

    measured = []
    for first, last in ((1, 1), (2, 3), (4, 50)):
        for n in range(first, last + 1):
            seat = rows.mandate(n)
            rows.observation(n)
            rows.visit(1000 + n)
            group = rows.group(2000 + n)
            GroupMembership.objects.create(group=group, person=seat.person, mandate=seat, position=1, **ATTESTED)
        measured.append(costs())
    assert measured[0] == measured[1] == measured[2]
    assert measured[0][:2] == (1, 1)
    assert Person.objects.count() == 50
