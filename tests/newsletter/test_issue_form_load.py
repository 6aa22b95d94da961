"""What the form of an issue costs: few queries whatever it holds, and no error when several people open it at once."""

from threading import Barrier, Thread

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from network.enums import Role
from network.models import Person
from newsletter.models import FigurePlace, Issue, KeyFigures, Live, Rubrique, Text
from tests.support import rows
from tests.support.rows import account
from tests.support.tasks import shared_database
from tests.support.web import select

PEOPLE, OPENINGS = 8, 2


def issue_of(count: int) -> Issue:
    """``count`` blocks of each of five kinds: rubriques, texts, signatures, figures and live blocks."""
    made, figure = rows.issue(7), rows.figure(8)
    Issue.objects.filter(pk=made.pk).update(seminar=figure.seminar)
    for n in range(count):
        place = {"parent": made, "region": "main", "ordering": 50 * n}
        Rubrique.objects.create(**place, title=f"R{n}", anchor=f"r{n}")
        Text.objects.create(**place, body="<p>Mots</p>")
        Text.objects.create(**place, kind="signature", person=rows.person(80 + n))
        FigurePlace.objects.create(block=KeyFigures.objects.create(**place), figure=figure, position=1)
        Live.objects.create(**place, kind="observations")
    return made


def path_of(issue: Issue) -> str:
    return reverse("admin:newsletter_issue_change", args=[issue.pk])


def editor(n: int = 0) -> Client:
    client = Client()
    client.force_login(account(f"redaction{n}@example.org", Role.NATIONAL))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_form_of_an_issue_costs_the_same_whatever_it_holds(count, django_assert_num_queries):
    path, client = path_of(issue_of(count)), editor()
    client.get(path)
    with django_assert_num_queries(12):
        client.get(path)


@pytest.mark.django_db
def test_a_kept_row_names_its_signatory_as_they_are_called_now():
    path, client = path_of(issue_of(1)), editor()

    def signatories() -> list[str]:
        page = lxml.html.fromstring(client.get(path).content.decode())
        return [one.text for one in select(page, "#newsletter_text_set-1 .field-person option[selected]")]

    client.get(path)
    before = signatories()
    Person.objects.update(family_name="Renommée")
    assert (before, signatories()) == (["Hélène Nom 80"], ["Hélène Renommée"])


@pytest.mark.django_db(transaction=True)
def test_eight_people_open_an_issue_of_fifteen_blocks_at_once(tmp_path):
    path, together, answers = path_of(issue_of(3)), Barrier(PEOPLE), []
    clients = [editor(n) for n in range(PEOPLE)]

    def open_it(client: Client) -> None:
        together.wait()
        try:
            for _ in range(OPENINGS):
                answers.append(client.get(path).status_code)
        finally:
            connection.close()

    with shared_database(tmp_path):
        threads = [Thread(target=open_it, args=[client]) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [200] * PEOPLE * OPENINGS
