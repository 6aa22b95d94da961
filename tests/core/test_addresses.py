"""An object given another address is still found at those it had."""

import pytest
from django.test import Client

from core.models import FormerAddress
from network.enums import Role
from proposals.models import Question
from seminars.models import Seminar, Workshop
from tests.support import rows
from tests.support.rows import ATTESTED

pytestmark = pytest.mark.django_db


def reader() -> Client:
    return Client()


def retitled(question: Question, slug: str) -> Question:
    question = Question.objects.get(pk=question.pk)
    question.slug = slug
    question.save()
    return question


def test_former_address_leads_to_the_present_one_for_good():
    question = rows.question(1)
    former = question.get_absolute_url()
    retitled(question, "autre-titre")
    response = reader().get(f"{former}?q=1")
    assert (response.status_code, response["Location"]) == (301, "/questions/autre-titre/?q=1")


def test_address_left_twice_leads_to_the_last_in_one_step():
    question = rows.question(1)
    former = question.get_absolute_url()
    retitled(question, "deuxieme")
    retitled(question, "troisieme")
    assert [reader().get(path)["Location"] for path in (former, "/questions/deuxieme/")] == [
        "/questions/troisieme/",
        "/questions/troisieme/",
    ]


def test_address_come_back_to_is_its_own_again():
    question = rows.question(1)
    former = question.get_absolute_url()
    retitled(question, "ailleurs")
    retitled(question, question.slug)
    assert reader().get(former).status_code == 200
    assert reader().get("/questions/ailleurs/")["Location"] == former


def test_address_taken_by_another_object_is_the_other_s():
    question, other = rows.question(1), rows.question(2)
    former = question.get_absolute_url()
    retitled(question, "ailleurs")
    retitled(other, "question-1")
    response = reader().get(former)
    assert response.status_code == 200


def test_what_is_below_an_address_moves_with_it():
    visit = rows.visit(1)
    former = visit.get_absolute_url()
    seminar = Seminar.objects.get(pk=visit.stage.seminar_id)
    seminar.slug = "2031"
    seminar.save()
    assert reader().get(former)["Location"] == "/seminaires/2031/visites/liege/"


def test_what_goes_to_another_seminar_is_found_there():
    observation = rows.observation(1)
    former = observation.get_absolute_url()
    observation = type(observation).objects.get(pk=observation.pk)
    observation.seminar = rows.seminar(2)
    observation.save()
    assert reader().get(former)["Location"] == "/seminaires/seminaire-2/observations/1/"


def test_pages_below_exchanged_addresses_do_not_turn_round():
    first, second = rows.seminar(1), rows.seminar(2)
    for seminar, slug in ((first, "entre-deux"), (second, "seminaire-1"), (first, "seminaire-2")):
        seminar = Seminar.objects.get(pk=seminar.pk)
        seminar.slug = slug
        seminar.save()
    for place in ("seminaire-1", "seminaire-2", "entre-deux"):
        assert reader().get(f"/seminaires/{place}/ateliers/9/").status_code == 404
    Workshop.objects.create(seminar=first, number=9, theme="Atelier", **ATTESTED)
    for place in ("seminaire-1", "entre-deux"):
        assert reader().get(f"/seminaires/{place}/ateliers/9/")["Location"] == "/seminaires/seminaire-2/ateliers/9/"


def test_pages_below_an_address_taken_by_another_are_still_found():
    workshop = rows.workshop(1)
    former = workshop.get_absolute_url()
    for seminar, slug in ((workshop.seminar, "ailleurs"), (rows.seminar(2), "seminaire-1")):
        seminar = Seminar.objects.get(pk=seminar.pk)
        seminar.slug = slug
        seminar.save()
    assert reader().get(former)["Location"] == "/seminaires/ailleurs/ateliers/1/"


def test_address_and_object_are_written_together(monkeypatch):
    question = Question.objects.get(pk=rows.question(1).pk)
    question.slug = "ailleurs"
    monkeypatch.setattr(FormerAddress.objects, "update_or_create", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        question.save()
    assert Question.objects.get().slug == "question-1"


def test_address_of_what_is_reserved_says_nothing_of_the_new_one(client):
    question = rows.question(1)
    former = question.get_absolute_url()
    Question.objects.update(audience="reseau")
    retitled(question, "titre-reserve")
    assert reader().get(former).status_code == 404
    client.force_login(rows.account("membre@example.org", Role.MEMBER))
    assert client.get(former)["Location"] == "/questions/titre-reserve/"


def test_address_of_what_is_gone_is_not_found():
    question = rows.question(1)
    former = question.get_absolute_url()
    retitled(question, "ailleurs").delete()
    assert reader().get(former).status_code == 404


def test_saving_without_a_new_address_keeps_none():
    rows.question(1).save()
    Question.objects.get().save()
    assert FormerAddress.objects.count() == 0


def test_page_that_is_there_looks_no_address_up(django_assert_num_queries):
    rows.question(1)
    retitled(Question.objects.get(), "ailleurs")
    with django_assert_num_queries(1):
        assert reader().get("/nulle-part/").status_code == 404
