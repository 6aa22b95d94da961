"""Reading a draft as it would be published, in the back-office."""

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from lxml.html import fromstring

from core.errors import DomainError
from core.pdf.engine import PdfFile, Renderer
from core.pdf.spare import Spare
from network.enums import Role
from newsletter import previews
from newsletter.draft import draft_of
from newsletter.models import Image, Issue, Text
from newsletter.previews import preview_pdf
from newsletter.rendering import print_stylesheets
from newsletter.sharing import share_preview
from tests.support.admin_forms import posted
from tests.support.rows import account
from tests.support.web import small_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(account("redaction@example.org", Role.NATIONAL))
    return client


@pytest.fixture
def issue() -> Issue:
    """A draft whose PDF was laid out already, as it is."""
    issue = small_issue(5)
    remember_pdf(issue)
    return issue


def remember_pdf(issue: Issue) -> None:
    caches["previews"].set(draft_of(issue).pdf_digest, PdfFile(content=b"%PDF-5", pages=3))


def address(name: str, issue: Issue) -> str:
    return reverse(f"admin:newsletter_issue_{name}", args=[issue.pk])


def test_each_medium_is_what_would_be_published(editor, issue):
    draft = draft_of(issue)
    answers = {name: editor.get(address(f"preview_{name}", issue)) for name in ("web", "pdf", "mail", "text")}
    page = fromstring(answers["web"].content)
    for remarks in page.xpath("//details[@class='remarks']"):
        remarks.drop_tree()
    (article,) = page.xpath("//div[@class='article']")
    assert article.text_content().split() == fromstring(draft.body).text_content().split()
    assert (answers["pdf"].content, answers["pdf"]["Content-Type"]) == (b"%PDF-5", "application/pdf")
    assert answers["mail"].text.replace('<a target="_blank" ', "<a ") == draft.mail
    assert (answers["text"].text, answers["text"]["Content-Type"]) == (draft.text, "text/plain; charset=utf-8")
    for answer in answers.values():
        assert (answer["X-Frame-Options"], "no-store" in answer["Cache-Control"]) == ("SAMEORIGIN", True)
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def test_mail_is_shown_with_its_styles_and_nothing_else(editor, issue):
    policy = editor.get(address("preview_mail", issue))["Content-Security-Policy"]
    assert sorted(policy.split("; ")) == [
        "base-uri 'none'",
        "default-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "img-src 'self'",
        "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
        "style-src 'unsafe-inline'",
    ]


@pytest.mark.parametrize(
    ("support", "said"),
    [
        ("web", "PDF de 3 pages."),
        ("pdf", "PDF de 3 pages. Ce support pèse 6 octets."),
        ("texte", "Ce support pèse"),
        ("nimporte", 'aria-current="page">Web</a>'),
    ],
)
def test_page_says_pages_and_weight(editor, issue, support, said):
    shown = editor.get(address("preview", issue), {"support": support}).text
    assert said in " ".join(shown.replace("\u00a0", " ").split())


def test_preview_saves_first_and_opens_beside_where_there_is_room(editor, issue):
    change = address("change", issue)
    data = posted(editor.get(change)) | {"title": "Repris", "_preview": "1"}
    assert editor.post(change, data)["Location"] == address("preview", issue) + "#content-start"
    assert Issue.objects.get().title == "Repris"
    data = posted(editor.get(change)) | {"title": "Repris encore", "_preview": "1", "_beside": "1"}
    answer = editor.post(change, data)
    assert answer["Location"] == f"{change}?apercu=1#content-start"
    pane = f'<iframe src="{address("preview", issue)}?cadre=1"'
    assert [pane in editor.get(path).text for path in (f"{change}?apercu=1", change)] == [True, False]


def test_draft_that_cannot_be_shown_says_why(editor, issue):
    Image.objects.create(parent=issue, region="main", ordering=5, picture="images/absente.jpg", alternative="Un pont")
    said = "Le fichier de l’image « Un pont » a disparu du serveur"
    assert said in editor.get(address("preview", issue)).text.replace("\u00a0", " ")
    answer = editor.get(address("preview_mail", issue))
    assert (answer.status_code, said in answer.text) == (409, True)


def test_pdf_asked_while_others_are_laid_out_is_not_waited_for(client, monkeypatch):
    monkeypatch.setattr(previews, "PATIENCE", 0.01)
    lent = reverse("preview:draft-pdf", args=[share_preview(issue=small_issue(6), label="x", by=None).token])
    with previews._at_once, previews._at_once:
        answer = client.get(lent)
    said = "Un autre PDF est en cours : réessayez dans un instant."
    shown = answer.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert (answer.status_code, said in shown) == (409, True)


def test_pdf_that_cannot_be_laid_out_is_not_tried_again_at_once():
    draft = draft_of(small_issue(6))
    vars(draft)["pdf_source"] = "\ud800"
    vars(draft)["pdf_digest"] = "page-refusee"
    said = "Le texte contient un caractère illisible : ressaisissez le passage collé."
    with pytest.raises(DomainError, match=said):
        preview_pdf(draft)
    vars(draft)["pdf_source"] = "<p>Un texte lisible.</p>"
    with pytest.raises(DomainError, match=said):
        preview_pdf(draft)


QUERIES = 13


def test_preview_reads_as_much_whatever_the_issue_holds(editor, issue, django_assert_num_queries):
    editor.get(address("preview", issue))
    with django_assert_num_queries(QUERIES):
        editor.get(address("preview", issue))
    for ordering in (30, 40):
        Text.objects.create(parent=issue, region="main", ordering=ordering, body="<p>Un autre texte.</p>")
    with django_assert_num_queries(QUERIES):
        editor.get(address("preview", issue))


# --- The child that waits -------------------------------------------------------------------------

HTML = '<!DOCTYPE html><html lang="fr"><head><title>x</title></head><body><p>Un mot.</p></body></html>'


def waiting(spare: Spare) -> Renderer:
    """The child that was asked for, once it is there."""
    with spare._change:
        assert spare._change.wait_for(lambda: spare._waiting, timeout=60)
        return spare._waiting[1]


@pytest.fixture
def spare() -> Spare:
    spare = Spare()
    yield spare
    spare.close()


def test_spare_child_serves_once_and_gives_the_same_file(spare, fonts):
    spare.prepare(print_stylesheets())
    child = waiting(spare)
    with spare.renderer(print_stylesheets()) as renderer:
        kept = renderer.render(HTML)
    with spare.renderer(print_stylesheets()) as other:
        assert (renderer is child, other is child) == (True, False)
        assert other.render(HTML).sha256 == kept.sha256
    assert child.is_alive is False


def test_spare_child_that_died_or_read_other_sheets_is_left(spare, fonts, tmp_path):
    sheet = tmp_path / "feuille.css"
    sheet.write_text("p { color: red }")
    spare.prepare([sheet])
    child = waiting(spare)
    with spare.renderer(print_stylesheets()) as renderer:
        assert (renderer is child, child.is_alive) == (False, False)


def test_spare_child_goes_when_nobody_asks(fonts):
    spare = Spare(idle_seconds=1)
    spare.prepare(print_stylesheets())
    child = waiting(spare)
    with spare._change:
        assert spare._change.wait_for(lambda: not child.is_alive, timeout=60)
    assert spare._waiting is None
