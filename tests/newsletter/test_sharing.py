"""A draft lent by a link, and what is said of its blocks."""

from datetime import timedelta

import lxml.html
import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.anonymous import LIFETIME
from core.dates import moment_in_words
from core.desk import cards_for
from core.tasks.schedule import run_due
from network.enums import Role
from newsletter.article import build_article
from newsletter.models import Issue, PreviewComment, PreviewLink, Text
from newsletter.retention import prune_links
from newsletter.sharing import comment_block, resolve_comment, revoke_link, share_preview
from tests.support.browser import axe_violations
from tests.support.rows import account
from tests.support.web import freeze, select, small_issue

pytestmark = pytest.mark.django_db

ORIGIN = {"origin": "http://testserver"}
HOSTILE = "<script>alert(1)</script>\n<b>gras</b> & « l’avis »"


@pytest.fixture
def team():
    return account("redaction@example.org", Role.NATIONAL)


@pytest.fixture
def editor(team) -> Client:
    client = Client()
    client.force_login(team)
    return client


@pytest.fixture
def issue() -> Issue:
    return small_issue(5)


@pytest.fixture
def lent(issue: Issue) -> str:
    """The address of a draft."""
    return reverse("preview:draft", args=[share_preview(issue=issue, label="le bureau", by=None).token])


def anchor_of(issue: Issue) -> str:
    return f"bloc-text-{Text.objects.get(parent=issue).pk}"


def page_of(answer) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(answer.text)


def token_in(client: Client, address: str) -> str:
    return page_of(client.get(address)).xpath("//input[@name='token']/@value")[0]


def sending(client: Client, address: str, issue: Issue, **fields) -> dict:
    token = fields.pop("token", None) or token_in(client, address)
    return {"token": token, "anchor": anchor_of(issue), "name": "Claire", "text": "Trop long."} | fields


def remark(issue: Issue, **fields) -> PreviewComment:
    said = {"anchor": anchor_of(issue), "author_name": "Claire", "body": "Trop long."} | fields
    return comment_block(article=build_article(issue), **said)


# --- The link -------------------------------------------------------------------------------------


def test_link_reads_the_saved_draft_without_a_cookie_nor_a_trace_in_search_engines(client, lent, issue):
    Issue.objects.update(title="Repris ce matin")
    answer = client.get(lent)
    shown = page_of(answer)
    assert (answer.status_code, answer.cookies, answer["X-Robots-Tag"]) == (200, {}, "noindex")
    assert "no-store" in answer["Cache-Control"]
    assert select(shown, "h1")[0].text_content() == "Repris ce matin"
    banner = " ".join(select(shown, ".preview-banner")[0].text_content().split())
    assert banner.startswith("Aperçu du numéro 5, brouillon du ")
    assert moment_in_words(issue.updated_at) in banner.replace("\u00a0", " ")
    assert "Un texte." in client.get(f"{lent}texte/").text


def test_token_is_kept_as_a_digest_alone_and_shown_once(editor, issue):
    links = reverse("admin:newsletter_issue_links", args=[issue.pk])
    made = editor.post(links, {"label": "Catherine"}, follow=True)
    (address,) = page_of(made).xpath("//ul[@class='messagelist']//a/@href")
    token = address.rstrip("/").rpartition("/")[2]
    link = PreviewLink.objects.get()
    assert (len(link.token_digest), token in link.token_digest, link.label) == (64, False, "Catherine")
    assert link.expires_at - link.created_at > timedelta(days=13, hours=23)
    assert token not in editor.get(links).text
    assert editor.get(address).status_code == 200


@pytest.mark.parametrize(
    ("close", "said"),
    [
        (lambda link: revoke_link(link=link), "La rédaction a retiré ce lien"),
        (lambda link: PreviewLink.objects.update(expires_at=timezone.now()), "Ce lien était valable jusqu’au"),
    ],
)
def test_closed_link_says_so_in_french(client, lent, issue, close, said):
    data = sending(client, lent, issue)
    close(PreviewLink.objects.get())
    answers = [client.get(lent), client.get(f"{lent}pdf/"), client.post(lent, data, headers=ORIGIN)]
    assert [(answer.status_code, said in answer.text) for answer in answers] == [(410, True)] * 3
    assert PreviewComment.objects.count() == 0


def test_published_issue_is_still_read_as_a_draft_and_leads_to_what_is_out(client, lent, issue):
    freeze(issue)
    issue.title = "Édition suivante"
    issue.save()
    shown = page_of(client.get(lent))
    assert select(shown, "h1")[0].text_content() == "Édition suivante"
    assert select(shown, ".preview-banner a")[0].get("href") == "/fil-dinfo/5/"


def test_revoking_is_a_button_of_the_page_of_links(editor, client, lent, issue):
    link = PreviewLink.objects.get()
    editor.post(reverse("admin:newsletter_issue_link_revoke", args=[issue.pk, link.pk]))
    other = small_issue(6)
    wrong = editor.post(reverse("admin:newsletter_issue_link_revoke", args=[other.pk, link.pk]))
    assert (client.get(lent).status_code, wrong.status_code) == (410, 404)


# --- Remarks --------------------------------------------------------------------------------------


def test_remark_is_kept_as_text_beside_its_block_and_shown_escaped(client, lent, issue):
    answer = client.post(lent, sending(client, lent, issue, name="<i>Ève</i>", text=HOSTILE), headers=ORIGIN)
    assert answer["Location"] == f"{lent}#{anchor_of(issue)}"
    comment = PreviewComment.objects.get()
    assert (comment.body, comment.author_name, comment.block_title) == (HOSTILE, "<i>Ève</i>", "Un texte.")
    (remarks,) = select(page_of(client.get(lent)), f"details#{anchor_of(issue)}")
    assert "<script>alert(1)</script>" in remarks.text_content()
    assert select(remarks, "script, b, i") == []
    assert remarks.get("open") is not None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"text": ""}, "Écrivez votre remarque."),
        ({"name": " "}, "Dites qui vous êtes"),
        ({"text": "a" * 2001}, "2000"),
        ({"token": "faux"}, "Ce formulaire était incomplet"),
        ({"anchor": "bloc-text-999999"}, "Ce passage n’est plus dans le brouillon"),
        ({"anchor": "bloc-user-1"}, "Ce passage n’est plus dans le brouillon"),
        ({"anchor": "bloc-%d%s"}, "Ce passage n’est plus dans le brouillon"),
    ],
)
def test_refused_remark_says_why_and_loses_nothing(client, lent, issue, change, says):
    data = sending(client, lent, issue, **({"text": "Gardez-moi."} | change))
    answer = client.post(lent, data, headers=ORIGIN)
    shown = answer.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert (says in shown, data["text"] in shown, PreviewComment.objects.count()) == (True, True, 0)


def test_remark_sent_by_another_site_is_refused(client, lent, issue):
    data = sending(client, lent, issue)
    for headers in ({}, {"origin": "https://ailleurs.example"}, {"origin": "null"}):
        assert client.post(lent, data, headers=headers).status_code == 403
    assert PreviewComment.objects.count() == 0


def test_token_of_another_issue_or_of_yesterday_is_refused(client, lent, issue, monkeypatch):
    other = reverse("preview:draft", args=[share_preview(issue=small_issue(6), label="x", by=None).token])
    stolen = sending(client, lent, issue, token=token_in(client, other))
    assert "Ce formulaire était incomplet" in client.post(lent, stolen, headers=ORIGIN).text
    data = sending(client, lent, issue)
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + LIFETIME + 1)
    assert "Cette page était ouverte depuis longtemps" in client.post(lent, data, headers=ORIGIN).text
    assert PreviewComment.objects.count() == 0


def test_remarks_of_one_link_are_counted(client, lent, issue):
    data = sending(client, lent, issue)
    told = [client.post(lent, data, headers=ORIGIN).status_code for _ in range(31)]
    assert (told[:30], told[30], PreviewComment.objects.count()) == ([302] * 30, 200, 30)


def test_readers_of_a_link_read_their_remarks_and_not_those_of_the_team(client, lent, issue):
    remark(issue, body="Entre nous.")
    client.post(lent, sending(client, lent, issue), headers=ORIGIN)
    shown = client.get(lent).text
    assert ("Trop long." in shown, "Entre nous." in shown) == (True, False)


# --- In the editor --------------------------------------------------------------------------------


def test_team_comments_in_the_preview(editor, issue):
    page = reverse("admin:newsletter_issue_preview_web", args=[issue.pk])
    answer = editor.post(page, {"anchor": anchor_of(issue), "text": "À couper."})
    comment = PreviewComment.objects.get()
    assert (answer["Location"], comment.author_name) == (f"{page}#{anchor_of(issue)}", "redaction@example.org")


def test_remarks_are_listed_counted_and_settled(editor, team, issue):
    comment = remark(issue)
    gone = remark(issue, body="Sur un bloc qui part.")
    PreviewComment.objects.filter(pk=gone.pk).update(block_pk=999_999)
    preview, change = (reverse(f"admin:newsletter_issue_{name}", args=[issue.pk]) for name in ("preview", "change"))
    listed = select(page_of(editor.get(preview)), ".preview__remarks li > p:first-child")
    assert ["(bloc supprimé)" in " ".join(one.text_content().split()) for one in listed] == [False, True]
    assert f'href="{change}#{comment.anchor}"' in editor.get(preview).text
    (form,) = select(page_of(editor.get(change)), "[data-marks]")
    marks = select(page_of(editor.get(form.get("data-marks"))), "a.block-remarks")
    assert {one.get("data-block"): one.text for one in marks}[comment.anchor] == "1 remarque"
    settle = reverse("admin:newsletter_issue_resolve", args=[issue.pk, comment.pk])
    assert editor.post(f"{settle}?support=texte")["Location"] == f"{preview}?support=texte"
    comment.refresh_from_db()
    assert (comment.resolved_by, PreviewComment.objects.open().get()) == (team, gone)


def test_settling_twice_keeps_the_first(team, issue):
    comment = resolve_comment(comment=remark(issue), by=team)
    again = resolve_comment(comment=comment, by=account("autre@example.org", Role.NATIONAL))
    assert (again.resolved_by, again.resolved_at) == (team, comment.resolved_at)


def test_links_ended_for_ninety_days_go_with_their_remarks_but_not_with_work_to_do(team, issue):
    links = {name: share_preview(issue=issue, label=name, by=None).link for name in ("settled", "open", "young")}
    for name, days in (("settled", 91), ("open", 91), ("young", 89)):
        PreviewLink.objects.filter(label=name).update(expires_at=timezone.now() - timedelta(days=days))
        said = remark(issue, body=name, link=links[name])
        if name != "open":
            resolve_comment(comment=said, by=team)
    remark(issue, body="team")
    prune_links()
    assert set(PreviewComment.objects.values_list("body", flat=True)) == {"open", "young", "team"}
    assert set(PreviewLink.objects.values_list("label", flat=True)) == {"open", "young"}

    freeze(issue)
    assert "newsletter.prune_links" in run_due()
    assert set(PreviewComment.objects.values_list("body", flat=True)) == {"young", "team"}


def test_desk_counts_what_is_to_settle(team, issue, django_assert_num_queries):
    def card():
        return next(card for card in cards_for(team) if card.name == "remarques")

    assert card().count == 0
    remark(issue)
    resolve_comment(comment=remark(issue), by=team)
    assert [line.label for line in card().lines] == ["Claire, sur « Un texte. »"]


def test_draft_reads_as_much_whatever_is_said_of_it(client, lent, issue, django_assert_num_queries):
    for count in (1, 2):
        for _ in range(count):
            client.post(lent, sending(client, lent, issue), headers=ORIGIN)
        with django_assert_num_queries(9):
            client.get(lent)


@pytest.mark.browser
def test_draft_is_commented_without_script_then_settled_in_the_editor(open_page, issue, team):
    from playwright.sync_api import expect

    address = reverse("preview:draft", args=[share_preview(issue=issue, label="le bureau", by=None).token])
    page = open_page(address, width=360, scheme="dark", javascript=False)
    block = page.locator(f"#{anchor_of(issue)}")
    block.locator("summary").click()
    block.get_by_label("Votre nom").fill("Claire")
    block.get_by_label("Votre remarque").fill("Trop long.")
    block.get_by_role("button", name="Envoyer la remarque").click()
    expect(block.locator(".remarks__list")).to_contain_text("Trop long.")
    page = open_page(address, width=360, scheme="dark")
    assert (axe_violations(page), page.evaluate("document.documentElement.scrollWidth")) == ([], 360)

    change = reverse("admin:newsletter_issue_change", args=[issue.pk])
    page = open_page(f"{change}?apercu=1", width=1600, user=team)
    frame = page.frame_locator(".preview-pane iframe")
    frame.get_by_role("link", name="Un texte.").click()
    expect(page.locator(".order-machine .inline-related:not(.collapsed) .block-remarks")).to_have_text("1 remarque")
    frame.get_by_role("button", name="Résolu").click()
    expect(frame.locator(".preview__said")).to_be_visible()
    expect(frame.locator(".preview__remarks")).to_have_count(0)
    page = open_page(reverse("admin:newsletter_issue_preview", args=[issue.pk]) + "?support=texte", user=team)
    assert axe_violations(page) == []
