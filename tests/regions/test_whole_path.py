"""A meeting from end to end, as its people live it: invited, written in a room without network, sent back, read."""

import re

import icalendar
import pytest
from playwright.sync_api import expect

from network.enums import Role
from network.models import User
from network.services import invite
from regions.models import Report
from tests.support import rows
from tests.support.invitations import link
from tests.support.mails import sent
from tests.support.meetings import meeting, national, network_of, path_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
SAVED = re.compile(r"Enregistré\s+à \d\d h \d\d")


def test_a_delegate_logs_a_meeting_and_readers_read_it(open_page, console_errors):
    team = national()
    held = meeting(rows.delegation(1), subjects=network_of(rows.seminar(9), tracks=9, questions=6))
    invite(email="zoe@example.org", role=Role.DELEGATE, delegation=held.delegation, invited_by=team)

    # Invited, she opens her account from the mail, and finds what she has to do.
    zoe = open_page(link(), **PHONE)
    zoe.get_by_role("button", name="Accepter l’invitation").click()
    zoe.get_by_role("button", name="Créer mon compte").click()
    zoe.wait_for_url("**/espace/")
    zoe.get_by_role("main").get_by_role("link", name=re.compile("compte rendu", re.IGNORECASE)).first.click()
    zoe.wait_for_url(f"**{path_of(held)}")

    # Nine tracks and six questions, the network gone half-way.
    for number, item in enumerate(held.items.all()):
        if number == 7:
            zoe.context.set_offline(True)
        zoe.locator(f"#id_item-{item.pk}-stance_{1 + number % 4}").check()
        zoe.locator(f"#id_item-{item.pk}-note").fill(f"Note {number}")
    expect(zoe.get_by_role("alert")).to_contain_text("Pas de réseau")
    zoe.locator("[name=summary]").fill("On avance.")
    zoe.locator("[name=count-ensemble]").fill("12")
    zoe.context.set_offline(False)
    expect(zoe.locator("#etat")).to_have_text(SAVED)
    zoe.get_by_role("button", name="Envoyer à l’équipe nationale").click()
    expect(zoe.get_by_role("status")).to_have_text("Compte rendu envoyé à l’équipe nationale.")
    report = Report.objects.get()
    said = [(item.outcome.stance, item.outcome.note) for item in held.items.select_related("outcome")]
    stances = ["adhere", "reserves", "retravailler", "sans-avis"]
    assert said == [(stances[number % 4], f"Note {number}") for number in range(15)]

    # The team is told, and sends it back in one step from its queue.
    assert (sent()[-1].to, path_of(held) in sent()[-1].text) == (team.email, True)
    editor = open_page("/espace/a-valider/", user=team)
    editor.get_by_label("Commentaire").fill("Il manque les décisions.")
    editor.get_by_role("button", name="Renvoyer à compléter").click()
    expect(editor.get_by_role("status")).to_contain_text("À compléter")

    # She is told too; the link of the mail lands where she writes.
    assert (sent()[-1].to, "Il manque les décisions." in sent()[-1].text) == ("zoe@example.org", True)
    zoe.goto(re.search(r"http://127\.0\.0\.1:8000(/espace/\S+)", sent()[-1].text)[1])
    expect(zoe.locator(".sent-back")).to_contain_text("Il manque les décisions.")
    zoe.locator("textarea[name$='-text']").first.fill("Écrire une fiche")
    zoe.get_by_role("button", name="Envoyer à l’équipe nationale").click()
    expect(zoe.get_by_role("status")).to_have_text("Compte rendu envoyé à l’équipe nationale.")

    editor.goto("/espace/a-valider/")
    editor.get_by_role("button", name="Valider").click()
    expect(editor.get_by_role("status")).to_contain_text("Validé")
    report.refresh_from_db()
    assert [step.after for step in report.steps.all()] == ["soumis", "a-completer", "soumis", "valide"]

    # Anyone reads it, on the page of the meeting and of what was debated, and puts the meeting in a calendar.
    reader = open_page(held.get_absolute_url(), **PHONE)
    for words in ("On avance.", "Note 0", "Écrire une fiche"):
        expect(reader.get_by_role("main")).to_contain_text(words)
    with reader.expect_download() as calendar:
        reader.get_by_role("link", name="L’ajouter à votre agenda").click()
    (event,) = icalendar.Calendar.from_ical(calendar.value.path().read_bytes()).events
    assert str(event["UID"]).startswith(str(held.uid))
    reader.goto("/pistes/2011/piste-1/")
    expect(reader.get_by_role("main")).to_contain_text("Note 0")
    assert User.objects.get(email="zoe@example.org").current_delegations == {held.delegation_id}
    console_errors.clear()
