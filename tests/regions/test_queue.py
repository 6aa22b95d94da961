"""The queue of the national team: the oldest first, read in place, accepted or sent back in one step."""

import pytest
from lxml import html

from core.enums import Category
from core.search import described_together
from regions.enums import ReportState
from regions.models import AgendaItem, Attendance, Decision, Report
from regions.services.reports import Sent, cells_of, digest, save_report
from tests.support import rows
from tests.support.mails import sent
from tests.support.reports import days_ago, make_meeting, make_report, say, take
from tests.support.web import select

pytestmark = pytest.mark.django_db

QUEUE = "/espace/a-valider/"
SUBMITTED, TO_COMPLETE, VALIDATED = ReportState.SUBMITTED, ReportState.TO_COMPLETE, ReportState.VALIDATED


def page(client) -> html.HtmlElement:
    return html.document_fromstring(client.get(QUEUE).content.decode())


def text(element) -> str:
    return " ".join(element.text_content().split())


def texts(tree, css: str) -> list[str]:
    return [text(element) for element in select(tree, css)]


def names(client) -> list[str]:
    return texts(page(client), "article h2")


def submit(delegation, by, title: str) -> Report:
    return take(make_report(make_meeting(delegation, days_ago(9), title=title)), (SUBMITTED, by))


def write(report: Report, by, **texts: str) -> None:
    """Write in a report as its form does."""
    report = Report.objects.get(pk=report.pk)
    shown = {name: digest(text) for name, text in cells_of(report).items()}
    save_report(report=report, by=by, sent=Sent(texts=texts, shown=shown))


def test_oldest_waits_at_the_top_with_its_age(clock, nord, sud, delegate, other_delegate, national, signed_in):
    submit(nord, delegate, "Première")
    clock(days=2)
    submit(sud, other_delegate, "Deuxième")
    clock(days=1)
    submit(nord, delegate, "Troisième")
    make_report(make_meeting(nord, days_ago(5), title="Brouillon"))

    tree = page(signed_in(national))
    assert texts(tree, "article h2") == ["Première", "Deuxième", "Troisième"]
    assert texts(tree, "article .states span:last-child") == ["reçu il y a 3 jours", "reçu hier", "reçu aujourd’hui"]
    assert [bool(one.get("open") is not None) for one in select(tree, "article details:first-of-type")] == [
        True,
        False,
        False,
    ]


def test_whole_text_is_read_in_place(nord, delegate, national, signed_in):
    meeting = make_meeting(nord, days_ago(3), title="À Lille")
    report = make_report(meeting, summary="On a parlé métiers.", next_steps="Une visite.")
    Attendance.objects.update(category=Category.ON_A_PATH, count=4)
    say(meeting, rows.track(1), "reserves", "Oui, à condition d’être deux.")
    Decision.objects.create(report=report, text="Écrire une fiche.", who="Zoé")
    take(report, (SUBMITTED, delegate))

    shown = text(select(page(signed_in(national)), "article details")[0])
    for part in (
        "On a parlé métiers.",
        "salariés en parcours (4)",
        "Piste 1",
        "réserves",
        "Oui, à condition d’être deux.",
        "Écrire une fiche. (Zoé)",
        "Une visite.",
    ):
        assert part in shown


def test_validating_takes_one_click_and_the_next_one_comes_to_the_top(
    nord, sud, delegate, other_delegate, national, signed_in
):
    first, second = submit(nord, delegate, "Première"), submit(sud, other_delegate, "Deuxième")
    client = signed_in(national)
    (form, _) = select(page(client), "article form")
    fields = {"next": "queue", "version": "0", "comment": "", "state": "valide"}
    assert {one.get("name") for one in form.iter("input", "textarea", "button")} == {"csrfmiddlewaretoken", *fields}

    answer = client.post(form.get("action"), fields, follow=True)
    tree = html.document_fromstring(answer.content.decode())
    assert answer.redirect_chain == [(QUEUE, 302)]
    assert texts(tree, "[role=status]") == ["Validé : Première."]
    assert texts(tree, "article h2") == ["Deuxième"]
    assert [Report.objects.get(pk=one.pk).state for one in (first, second)] == [VALIDATED, SUBMITTED]


def test_pressing_twice_takes_one_step(nord, delegate, national, signed_in):
    report = submit(nord, delegate, "Première")
    client, before = signed_in(national), len(sent())
    for _ in range(2):
        client.post(f"/espace/rencontres/{report.meeting_id}/compte-rendu/etape/", {"state": "valide", "next": "queue"})

    assert (report.steps.count(), len(sent()) - before) == (2, 1)


def test_sending_back_goes_with_its_word_and_leaves_the_queue(nord, delegate, national, signed_in):
    report = submit(nord, delegate, "Première")
    fields = {"state": "a-completer", "comment": "Et la suite ?", "next": "queue"}
    client = signed_in(national)
    client.post(f"/espace/rencontres/{report.meeting_id}/compte-rendu/etape/", fields)

    step = report.steps.last()
    assert (step.after, step.comment, step.author) == (TO_COMPLETE, "Et la suite ?", national)
    assert names(client) == []


def test_report_that_comes_back_says_what_was_asked_and_what_was_rewritten(clock, nord, delegate, national, signed_in):
    meeting = make_meeting(nord, days_ago(3), title="À Lille")
    report = make_report(meeting)
    item = AgendaItem.objects.create(meeting=meeting, position=1, track=rows.track(1))
    write(report, delegate, next_steps="Avant.")
    take(report, (SUBMITTED, delegate))
    clock(days=1)
    take(report, (TO_COMPLETE, national, "Qui porte la piste ?"))
    clock(hours=1)
    write(report, delegate, **{"summary": "Mieux dit.", f"item-{item.pk}-stance": "adhere", "count-parcours": "3"})
    clock(hours=1)
    take(report, (SUBMITTED, delegate))

    assert texts(page(signed_in(national)), ".sent-back") == [
        "Renvoyé le 3 mars 2026 avec ce mot : Qui porte la piste ? "
        "Réécrit depuis : l’essentiel, les participants et « Piste 1 »."
    ]


def test_report_sent_again_untouched_says_so(nord, delegate, national, signed_in):
    report = submit(nord, delegate, "Première")
    take(report, (TO_COMPLETE, national, "Et la suite ?"), (SUBMITTED, delegate))

    assert "Rien n’a été réécrit depuis." in text(select(page(signed_in(national)), ".sent-back")[0])


def test_queue_is_read_in_as_many_queries_at_1_3_and_50(nord, delegate, national, signed_in, django_assert_num_queries):
    client = signed_in(national)
    client.get(QUEUE)
    track = rows.track(1)
    made = 0
    for total in (1, 3, 50):
        with described_together():
            for number in range(made, total):
                report = make_report(make_meeting(nord, days_ago(3), title=f"Rencontre {number}"))
                say(report.meeting, track, "adhere")
                Decision.objects.create(report=report, text="Oui.")
                take(report, (SUBMITTED, delegate), (TO_COMPLETE, national, "Et ?"), (SUBMITTED, delegate))
        made = total
        with django_assert_num_queries(10):
            assert len(names(client)) == total


def test_delegate_has_no_queue(delegate, signed_in):
    assert signed_in(delegate).get(QUEUE).status_code == 403


def test_nothing_waiting_is_said(national, signed_in):
    assert "Rien n’attend." in text(page(signed_in(national)))
