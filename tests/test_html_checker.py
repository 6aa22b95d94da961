"""Public pages before the Nu HTML checker. Left out where it is not installed (``tests/conftest.py``)."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from network.enums import Role
from newsletter.article import build_article
from newsletter.enums import LiveKind
from newsletter.models import Issue, Live
from newsletter.rendering import render_mail
from newsletter.services import withdraw
from newsletter.sharing import comment_block, revoke_link, share_preview
from proposals.models import WorkTrack
from regions.enums import ReportState
from regions.models import AgendaItem, StanceRequest
from seminars.models import Seminar
from tests.support import made_meetings, rows
from tests.support.html_checker import html_errors
from tests.support.matrix import make_voices
from tests.support.proposals import make_demonstration
from tests.support.reports import days_ago, make_meeting, make_report, say, take
from tests.support.web import correct, freeze, small_issue

PROPOSALS = (
    "/propositions/",
    "/propositions/?q=jobcoach&etat=perdue&page=9",
    "/propositions/2/",
    "/pistes/2011/",
    "/pistes/2012/",
    "/pistes/2012/metiers/",
    "/questions/",
    "/questions/partager-un-jobcoach/",
    "/seminaires/2010/observations/7/",
    "/seminaires/2010/evolutions/1/",
    "/fil-rouge/",
)
REGIONS = (
    "/regions/",
    "/regions/paca-corse/",
    "/regions/siege-national/",
    "/groupe-qualite/",
    "/regions/matrice/?annee=2011",
    "/regions/matrice/?annee=2011&par=region&genre=inconnu",
)
SEMINARS = ("/seminaires/", "/seminaires/2010/", "/seminaires/2010/visites/ath/", "/seminaires/essai/ateliers/3/")


def pages_of_meetings(client: Client) -> dict[str, str]:
    delegation = made_meetings.make_delegation("COORACE Essais", slug="essais")
    made = made_meetings.make_meeting(delegation, welcome="Repas sur place.", provenance="fictif")
    AgendaItem.objects.create(meeting=made, position=1, track=WorkTrack.objects.first())
    made_meetings.undated(delegation)
    member = Client()
    member.force_login(made_meetings.make_delegate(delegation))
    form = f"/espace/rencontres/{made.pk}/"
    asked = [(client, url) for url in ("/", "/agenda/", "/agenda/?delegation=perdue", made.get_absolute_url())]
    asked += [(member, url) for url in ("/espace/rencontres/nouvelle/", form)]
    return {f"meetings {url}": one.get(url).content.decode() for one, url in asked} | {
        "meetings kit": client.get(made.kit_url).content.decode(),
        "meetings refused": member.post(form, {}).content.decode(),
    }


def pages_of_drafts(client: Client) -> dict[str, str]:
    """A draft lent with a remark, one being sent wrong, then the link closed; and the draft as a mail."""
    issue = Issue.objects.get(number=4)
    article = build_article(issue)
    shared = share_preview(issue=issue, label="le bureau", by=None)
    anchor = article.cover[0].anchor
    comment_block(article=article, anchor=anchor, author_name="Claire", body="Oui.", link=shared.link)
    address = reverse("preview:draft", args=[shared.token])
    ours = {"origin": "http://testserver"}
    pages = {
        "draft": client.get(address).text,
        "draft refused": client.post(address, {"anchor": anchor}, headers=ours).text,
        "mail": render_mail(article),
    }
    revoke_link(link=shared.link)
    return pages | {"draft closed": client.get(address).text}


def pages_of_the_national_picture(client: Client) -> dict[str, str]:
    """What an issue draws of the regions and of what moved, on its page and as a mail."""
    issue = Issue.objects.get(number=5)
    for place, kind in enumerate((LiveKind.STANCES, LiveKind.SILENCE, LiveKind.MOVES)):
        Live.objects.create(parent=issue, region="main", ordering=100 + place, kind=kind, title=f"Titre {place}")
    freeze(issue)
    return {"national": client.get("/fil-dinfo/5/").text, "national mail": render_mail(build_article(issue))}


@pytest.mark.once
@pytest.mark.django_db
def test_public_pages_hold_no_html_error(tmp_path):
    client = Client()
    empty = ("/", "/fil-dinfo/", "/fil-dinfo/4/", "/propositions/", "/pistes/", "/questions/", "/seminaires/")
    pages = {f"empty {url}": client.get(url).content.decode() for url in (*empty, "/regions/matrice/")}
    call_command("load_content", stdout=StringIO())
    freeze(Issue.objects.get(number=4))
    freeze(small_issue(5, seminar=Seminar.objects.get(), provenance="fictif"))
    for url in ("/", "/fil-dinfo/", "/fil-dinfo/?annee=1999", "/fil-dinfo/4/", "/fil-dinfo/5/", "/nulle-part/"):
        pages[url] = client.get(url).content.decode()
    correct(Issue.objects.get(number=5))
    for url in ("", "editions/", "editions/1/", "editions/2/difference/"):
        pages[f"corrected {url}"] = client.get(f"/fil-dinfo/5/{url}").content.decode()
    withdraw(issue=Issue.objects.get(number=5), by=None, reason="Une photo sans accord.")
    pages["withdrawn"] = client.get("/fil-dinfo/5/").content.decode()
    pages |= pages_of_drafts(client)
    make_demonstration()
    make_voices()
    pages |= pages_of_the_national_picture(client)
    for url in (*PROPOSALS, *SEMINARS, "/aide/", "/aide/valider-un-compte-rendu/", *REGIONS):
        pages[url] = client.get(url).content.decode()
    for url, page in pages_of_meetings(client).items():
        pages[url] = page
    pages["unknown host"] = client.get("/", headers={"host": "ailleurs.example"}).content.decode()

    assert html_errors(pages, tmp_path) == []


@pytest.mark.once
@pytest.mark.django_db
def test_pages_of_the_workspace_hold_no_html_error(tmp_path):
    region, track = rows.delegation(1), rows.track(1)
    users = {
        "delegate": rows.account("nord@example.org", Role.DELEGATE, delegation=region),
        "team": rows.account("equipe@example.org", Role.NATIONAL),
        "member": rows.account("membre@example.org", Role.MEMBER),
    }
    back = (ReportState.SUBMITTED, users["delegate"]), (ReportState.TO_COMPLETE, users["team"], "Et la suite ?")
    for steps in ((), back, (*back, (ReportState.SUBMITTED, users["delegate"]))):
        meeting = make_meeting(region, days_ago(9))
        say(meeting, track, "reserves", "Oui, à deux.")
        take(make_report(meeting), *steps)
    make_meeting(region, days_ago(3))
    make_meeting(region, days_ago(-3))
    make_meeting(region, days_ago(40), precision="mois", date_label="octobre")
    StanceRequest.objects.create(delegation=region, track=rows.track(2))
    pages = {}
    for name, user in users.items():
        client = Client()
        client.force_login(user)
        for url in ("/espace/", "/espace/?etat=inconnu", "/espace/a-valider/"):
            pages[f"{name} {url}"] = client.get(url).content.decode()
    assert html_errors(pages, tmp_path) == []
