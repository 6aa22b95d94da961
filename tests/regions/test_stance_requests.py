"""Asking a delegation for its stance: one press in an empty cell, one mail to its delegates, and the way back."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from core.errors import DomainError
from network.enums import Role
from proposals.models import WorkTrack
from regions.enums import ReportState
from regions.models import StanceRequest
from regions.services.requests import ask_stance, withdraw_request
from tests.support import rows
from tests.support.mails import sent
from tests.support.matrix import hold, make_question, make_track, say
from tests.support.web import select

URL = "/regions/matrice/"
ASK, WITHDRAW = "/espace/avis/demander/", "/espace/avis/annuler/"


@pytest.fixture
def nord(db):
    return rows.delegation(1)


@pytest.fixture
def track(db):
    return make_track(rows.seminar(10), label="Transmettre")


@pytest.fixture
def national(db):
    return rows.account("equipe@example.org", Role.NATIONAL)


@pytest.fixture
def team(national) -> Client:
    client = Client()
    client.force_login(national)
    return client


def page_of(client: Client, query: str = "") -> html.HtmlElement:
    return html.document_fromstring(client.get(f"{URL}{query}").content.decode())


def buttons(page: html.HtmlElement) -> list[tuple[str, str, str]]:
    """What each button of a cell says, the address it sends to and what."""
    to = {form.get("id"): form.get("action") for form in page.forms if form.get("id")}
    return [
        (" ".join(one.text_content().split()), to[one.get("form")], one.get("value"))
        for one in select(page, "button[name=case]")
    ]


def values(delegation, subject, place: str = "case") -> dict[str, str]:
    return {"case": f"{place}-{delegation.pk}-{'piste' if hasattr(subject, 'year') else 'question'}-{subject.pk}"}


def messages_of(client: Client) -> list[str]:
    return [" ".join(one.text_content().split()) for one in select(page_of(client), ".matrix-message")]


# --- From the page --------------------------------------------------------------------------------


def test_empty_cell_asks_in_the_table_and_in_the_words(nord, track, team):
    case, line = values(nord, track)["case"], values(nord, track, "ligne")["case"]
    page = page_of(team)
    asks = "Demander à Délégation 1 : Transmettre"
    assert buttons(page) == [(asks, ASK, case), (asks, ASK, line)]
    # The button names the place the page comes back to.
    assert [len(page.xpath(f"//*[@id='{place}']")) for place in (case, line)] == [1, 1]


def test_asked_once_told_once_and_shown_with_its_day(nord, track, team, national):
    rows.account("lea@example.org", Role.DELEGATE, delegation=nord)
    rows.account("max@example.org", Role.DELEGATE, delegation=nord)
    rows.account("ailleurs@example.org", Role.DELEGATE, delegation=rows.delegation(2))
    for _ in range(2):
        answer = team.post(ASK, values(nord, track) | {"filtres": "par=region&annee=2011"})
        assert answer["Location"] == f"{URL}?par=region&annee=2011#{values(nord, track)['case']}"

    request = StanceRequest.objects.get()
    assert (request.delegation, request.subject, request.asked_by) == (nord, track, national)
    assert [mail.to for mail in sent()] == ["lea@example.org", "max@example.org"]
    page = page_of(team, "?region=delegation-1")
    (cell,) = page.xpath("//td")
    assert cell.xpath(".//time/@datetime") == [timezone.localdate().isoformat()]
    assert " ".join(cell.text_content().split()).startswith("demandé le ")


def test_mail_says_what_is_asked_and_leads_to_the_workspace(nord, track, team, settings):
    rows.account("lea@example.org", Role.DELEGATE, delegation=nord)
    team.post(ASK, values(nord, track))
    (mail,) = sent()
    assert mail.subject == "Votre avis est demandé sur une piste de travail"
    assert "l’avis de Délégation 1 sur :\n\n« Transmettre »" in mail.text
    assert f"\n{settings.SITE_URL}/espace/\n" in mail.text


def test_longest_question_is_asked_too(nord, team):
    rows.account("lea@example.org", Role.DELEGATE, delegation=nord)
    question = make_question(rows.seminar(10), theme="T" * 120, question="Q" * 299 + "?")
    team.post(ASK, values(nord, question))
    assert [mail.subject for mail in sent()] == ["Votre avis est demandé sur une question"]
    assert question.title in sent()[0].text


def test_request_is_withdrawn_once_or_twice(nord, track, team):
    team.post(ASK, values(nord, track))
    assert {button[:2] for button in buttons(page_of(team))} == {
        ("Annuler la demande à Délégation 1 : Transmettre", WITHDRAW)
    }
    for _ in range(2):
        answer = team.post(WITHDRAW, values(nord, track, "ligne"))
        assert answer["Location"] == f"{URL}#{values(nord, track, 'ligne')['case']}"
    assert StanceRequest.objects.count() == 0
    assert {button[1] for button in buttons(page_of(team))} == {ASK}


def test_team_is_told_when_nobody_is_there_to_read_it(nord, track, team):
    assert team.post(ASK, values(nord, track))["Location"] == URL
    assert messages_of(team) == ["C’est demandé, mais Délégation 1 n’a pas encore de délégué inscrit : invitez-en un."]
    assert (StanceRequest.objects.count(), sent()) == (1, [])


def test_answered_cell_has_no_button(nord, track, team):
    team.post(ASK, values(nord, track))
    say(hold(nord), track, "adhere")
    assert buttons(page_of(team)) == []


def test_remark_is_no_stance_which_may_still_be_asked_for(nord, track, team):
    say(hold(nord), track, "", "Nous en reparlerons.")
    assert {button[1] for button in buttons(page_of(team))} == {ASK}
    team.post(ASK, values(nord, track))
    assert StanceRequest.objects.get().subject == track


def test_request_about_what_was_closed_since_waits_no_more(nord, track, team):
    team.post(ASK, values(nord, track))
    WorkTrack.objects.update(status="aboutie")
    page = page_of(team)
    assert [" ".join(cell.text_content().split()) for cell in page.xpath("//td")] == ["sans réponse"]
    assert buttons(page) == []


def test_cell_that_is_gone_is_said_and_nothing_is_asked(nord, track, team):
    gone = (
        {},
        {"case": "n’importe quoi"},
        {"case": f"case-{nord.pk}-proposition-{track.pk}"},
        {"case": f"case-{nord.pk}-piste-999999"},
        {"case": f"case-{'9' * 18}-piste-{track.pk}"},
    )
    for sent_values in gone:
        assert team.post(ASK, sent_values)["Location"] == URL
        assert messages_of(team) == ["Cette case n’existe plus : voici le tableau d’aujourd’hui."]
    assert StanceRequest.objects.count() == 0


def test_refusal_is_said_on_the_page(nord, track, team):
    say(hold(nord), track, "adhere")
    assert team.post(ASK, values(nord, track))["Location"] == URL
    assert messages_of(team) == ["Délégation 1 s’est déjà exprimée : son avis est dans le tableau."]


def test_filters_of_the_page_never_lead_elsewhere(nord, track, team):
    rows.account("lea@example.org", Role.DELEGATE, delegation=nord)
    answer = team.post(ASK, values(nord, track) | {"filtres": "//ailleurs.example/?a=b\r\nX: y"})
    assert answer["Location"].startswith(f"{URL}?")
    assert "\n" not in answer["Location"]


@pytest.mark.parametrize("url", [ASK, WITHDRAW])
def test_only_the_team_asks(url, nord, track, client):
    client.force_login(rows.account("lea@example.org", Role.DELEGATE, delegation=nord))
    assert client.post(url, values(nord, track)).status_code == 403
    assert StanceRequest.objects.count() == 0


# --- The services ---------------------------------------------------------------------------------


def test_services_refuse_who_may_not(nord, track):
    delegate = rows.account("lea@example.org", Role.DELEGATE, delegation=nord)
    for service in (ask_stance, withdraw_request):
        with pytest.raises(DomainError, match="Seule l’équipe nationale"):
            service(delegation=nord, subject=track, by=delegate)


def test_delegation_of_the_past_and_head_office_are_not_asked(nord, track, national):
    nord.ends_on = date(2015, 1, 1)
    nord.save()
    head = rows.delegation(2)
    head.is_head_office = True
    head.save()
    for one in (nord, head):
        with pytest.raises(DomainError, match=f"{one} ne peut plus répondre"):
            ask_stance(delegation=one, subject=track, by=national)


def test_nothing_is_asked_of_what_is_closed(nord, national):
    seminar = rows.seminar(10)
    settled = make_question(seminar, status="tranchee", answer="Oui.", settled_on=date(2011, 6, 1))
    for subject in (make_track(seminar, 1, status="aboutie"), make_track(seminar, 2, status="abandonnee"), settled):
        with pytest.raises(DomainError, match="n’est plus en débat"):
            ask_stance(delegation=nord, subject=subject, by=national)


@pytest.mark.parametrize("state", [state for state in ReportState if state != ReportState.VALIDATED])
def test_what_is_not_validated_answers_nothing_yet(state, nord, track, national):
    say(hold(nord, state=state), track, "adhere")
    say(hold(rows.delegation(2)), track, "adhere")
    assert ask_stance(delegation=nord, subject=track, by=national).delegation == nord
