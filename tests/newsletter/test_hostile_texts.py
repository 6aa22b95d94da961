"""Some 170 hostile rich texts, by every way in: stored clean, and clean wherever they are shown."""

import html
import re
from pathlib import Path

import pytest
import yaml
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from coorace_quality.content.errors import ContentError
from coorace_quality.content.loader import load_file
from core.history import discard, recorded
from core.history.discarded import Discarded
from core.history.snapshots import versions_of
from core.sanitize import allowed_tags, sanitize_html
from network.enums import Role
from network.models import GlossaryTerm, User
from newsletter.draft import draft_of
from newsletter.models import Issue, Text
from tests.support import rows
from tests.support.admin_forms import add_row, posted
from tests.support.hostile import DEEP, MUTATIONS, NULS, POSTED, RUN, SAMPLES, dangers, numbered, read
from tests.support.web import freeze, small_issue

TEXTS = "newsletter_text_set"
DATES = {"du": "2031-05-02", "au": "2031-05-02", "précision": "jour", "libellé": "2 mai 2031"}


@pytest.fixture
def editor(db) -> User:
    return rows.account("catherine@example.org", Role.NATIONAL)


@pytest.fixture
def client(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def save_all(issue: Issue, samples: tuple[str, ...] = SAMPLES) -> None:
    for place, body in enumerate(numbered(samples), start=100):
        Text.objects.create(parent=issue, region="main", ordering=place, body=body)


def bodies(issue: Issue) -> list[str]:
    return list(
        Text.objects.filter(parent=issue, ordering__gte=100).order_by("ordering").values_list("body", flat=True)
    )


def assert_clean(stored: list[str]) -> None:
    assert dangers({body[:40]: body for body in stored}) == {}
    readers = [read(body) for body in stored]
    assert set().union(*(one.tags for one in readers)) <= allowed_tags()
    assert set().union(*(one.attributes for one in readers)) <= {"href"}
    assert [body for body in stored if "\0" in body] == []
    assert [body for body in stored if sanitize_html(body) != body] == []


def test_there_are_samples_of_all_kinds():
    assert len(set(SAMPLES)) == len(SAMPLES) >= 150


@pytest.mark.django_db
def test_saved_texts_are_clean_and_shown_clean_everywhere(client, editor):
    issue = small_issue(7)
    with recorded(by=editor):
        save_all(issue)
    stored = bodies(issue)
    assert len(stored) == len(SAMPLES)
    assert_clean(stored)

    draft = draft_of(issue)
    freeze(issue)
    kind = ContentType.objects.get_for_model(issue).pk
    revision = versions_of(Issue, issue.pk).last().revision_id
    urls = {
        "page": issue.get_absolute_url(),
        "back-office search": "/admin/recherche/?q=mot",
        "list": reverse("admin:newsletter_issue_changelist"),
        "history": reverse("admin:newsletter_issue_history", args=[issue.pk]),
        "compare": reverse("admin:history_compare", args=[kind, issue.pk], query={"de": revision}),
        "publish": reverse("admin:newsletter_issue_publish", args=[issue.pk]),
    }
    shown = {name: client.get(url) for name, url in urls.items()}
    assert {name: page.status_code for name, page in shown.items()} == dict.fromkeys(urls, 200)
    pages = {name: page.content.decode() for name, page in shown.items()}
    media = {"web": draft.body, "PDF": draft.pdf_source, "mail": draft.mail}
    assert dangers(pages | media) == {}
    told = {name for name, page in (pages | media).items() if "Mot n" in page}
    assert told >= {"page", "compare", "web", "PDF", "mail"}


@pytest.mark.django_db
def test_posted_texts_are_stored_clean(client):
    issue = small_issue(7)
    form = reverse("admin:newsletter_issue_change", args=[issue.pk])
    data = posted(client.get(form))
    for place, body in enumerate(numbered(POSTED), start=100):
        data = add_row(data, TEXTS, region="main", ordering=place, kind="texte", body=body)
    assert client.post(form, data).status_code == 302
    stored = bodies(issue)
    assert len(stored) == len(POSTED)
    assert_clean(stored)


@pytest.mark.django_db
@pytest.mark.parametrize("sample", [*DEEP, NULS[0]], ids=["lists", "quotes", "nul"])
def test_what_a_form_refuses_is_said_and_stays_in_it_harmless(client, sample):
    issue = small_issue(7)
    form = reverse("admin:newsletter_issue_change", args=[issue.pk])
    body = f"<p>Mot.</p>{sample}"
    answer = client.post(
        form, add_row(posted(client.get(form)), TEXTS, region="main", ordering=100, body=body, kind="texte")
    )
    page = answer.content.decode()
    assert (answer.status_code, bodies(issue)) == (200, [])
    assert "errorlist" in page
    assert dangers({"form": page}) == {}


def content_file(folder: Path, texts: list[str]) -> Path:
    blocks = [{"type": "rubrique", "ancre": "mots", "titre": "Mots", "ids": ["RUB-1"]}]
    blocks += [{"type": "texte", "ids": [f"TXT-{place}"], "texte": text} for place, text in enumerate(texts, start=1)]
    issue = {"id": "NUM-1", "numéro": 12, "titre": "Essai", "éditeur": "Essai", "dates": DATES, "blocs": blocks}
    file = folder / "numero.yaml"
    file.write_text(yaml.safe_dump({"provenance": "fictif", "numéro": issue}, allow_unicode=True))
    return file


def refused_in(file: Path) -> set[int]:
    """The texts a file is refused for, by their place among the texts: the rubrique is its first block."""
    try:
        load_file(file)
    except ContentError as error:
        return {int(re.search(r"blocs\[(\d+)\]", problem.field)[1]) - 2 for problem in error.problems}
    return set()


@pytest.mark.django_db
def test_content_file_is_refused_where_it_is_hostile_and_the_rest_is_stored_clean(tmp_path):
    texts = list(numbered(SAMPLES))
    refused = refused_in(content_file(tmp_path, texts))
    assert (len(refused) > 100, Text.objects.count()) == (True, 0)

    # The file is read first, then each row is judged: what is left may still be refused.
    taken = [text for place, text in enumerate(texts) if place not in refused]
    refused = refused_in(content_file(tmp_path, taken))
    taken = [text for place, text in enumerate(taken) if place not in refused]
    Issue.objects.all().delete()
    assert refused_in(content_file(tmp_path, taken)) == set()
    stored = list(Text.objects.values_list("body", flat=True))
    assert len(stored) == len(taken) > 20
    assert_clean(stored)


@pytest.mark.django_db
def test_hostile_names_are_words_in_lists_bin_and_log(client, editor):
    name = f"<img src=x onerror={RUN}>"
    kept, gone = (
        GlossaryTerm.objects.create(term=f"{name}{n}", slug=f"a-{n}", meaning=name, **rows.ATTESTED) for n in "12"
    )
    form = reverse("admin:network_glossaryterm_change", args=[kept.pk])
    client.post(form, posted(client.get(form)) | {"meaning": f"{name} autre"})
    discard(obj=gone, by=editor)
    urls = [
        *(reverse(f"admin:{name}") for name in ("index", "bin", "admin_logentry_changelist")),
        reverse("admin:network_glossaryterm_changelist"),
        reverse("admin:network_glossaryterm_history", args=[kept.pk]),
        reverse("admin:bin_restore", args=[Discarded.objects.get().pk]),
    ]
    pages = {url: client.get(url).content.decode() for url in urls}
    assert {url: page for url, page in pages.items() if name in page} == {}
    assert [url for url, page in pages.items() if html.escape(name) not in page] == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_no_sample_runs_in_a_browser(open_page, external_requests):
    editor = rows.account("catherine@example.org", Role.NATIONAL)
    issue = small_issue(7)
    with recorded(by=editor):
        save_all(issue)
    freeze(issue)
    edited = small_issue(8)
    save_all(edited, MUTATIONS)
    kind = ContentType.objects.get_for_model(issue).pk
    revision = versions_of(Issue, issue.pk).last().revision_id
    page = open_page(issue.get_absolute_url(), user=editor)
    for url in (
        issue.get_absolute_url(),
        reverse("admin:history_compare", args=[kind, issue.pk], query={"de": revision}),
        reverse("admin:newsletter_issue_change", args=[edited.pk]),
    ):
        page.goto(url, wait_until="load")
        expect(page.get_by_text("Mot n° 3").first).to_be_attached()
        assert (url, page.evaluate("window.FORCE")) == (url, None)
    assert external_requests == []
