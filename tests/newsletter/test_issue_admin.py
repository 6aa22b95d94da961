"""Composing and publishing an issue in the back-office."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml.html import document_fromstring
from PIL import Image as Picture

from network.enums import Role
from newsletter.article import build_article
from newsletter.enums import IssueState
from newsletter.models import Edition, Image, Issue, KeyFigures, Live, Rubrique, Text
from newsletter.rendering import render_web
from newsletter.services import Freezing
from seminars.models import AnnouncedFigure
from tests.support import rows
from tests.support.admin_forms import add_row, posted
from tests.support.rows import ATTESTED, account
from tests.support.tasks import work
from tests.support.web import small_issue

pytestmark = pytest.mark.django_db

RUBRIQUES = "newsletter_rubrique_set"
TEXTS = "newsletter_text_set"
IMAGES = "newsletter_image_set"
LIVES = "newsletter_live_set"
FIGURES = "newsletter_keyfigures_set"


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(account("redaction@example.org", Role.NATIONAL))
    return client


def change_url(issue: Issue) -> str:
    return reverse("admin:newsletter_issue_change", args=[issue.pk])


def publish_url(issue: Issue) -> str:
    return reverse("admin:newsletter_issue_publish", args=[issue.pk])


def block(ordering: int, **fields) -> dict:
    return {"region": "main", "ordering": ordering, **fields}


def errors_of(response) -> dict[str, dict]:
    """Return the refused fields of each inline's rows, by the rows' prefix."""
    return {
        form.prefix: dict(form.errors)
        for inline in response.context["inline_admin_formsets"]
        for form in inline.formset.forms
        if form.errors
    }


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def png(width: int, height: int) -> SimpleUploadedFile:
    content = BytesIO()
    Picture.new("1", (width, height)).save(content, "PNG")
    return SimpleUploadedFile("photo.png", content.getvalue(), "image/png")


# --- Composing ------------------------------------------------------------------------------------


def test_saving_the_real_issue_untouched_changes_nothing_readers_see(editor, issue_4):
    before = render_web(build_article(issue_4))
    answer = editor.post(change_url(issue_4), posted(editor.get(change_url(issue_4))))
    assert answer.status_code == 302
    assert render_web(build_article(Issue.objects.get(pk=issue_4.pk))) == before


def test_ends_of_line_as_browsers_send_them_change_no_text(editor, issue_4):
    data = posted(editor.get(change_url(issue_4)))
    sent = {name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in data.items()}
    assert editor.post(change_url(issue_4), sent).status_code == 302
    saved = Issue.objects.get(pk=issue_4.pk)
    assert (saved.next_summary, saved.imprint_printed) == (issue_4.next_summary, issue_4.imprint_printed)


def test_blocks_of_all_kinds_are_added_in_their_order(editor):
    issue = rows.issue(7)
    figure = rows.figure(8)
    data = posted(editor.get(change_url(issue)))
    data = add_row(data, TEXTS, **block(30, kind="texte", body="<p>Un texte.</p>"))
    data = add_row(data, RUBRIQUES, **block(20, title="L’été", anchor="l-ete", band="blanc"))
    data = add_row(data, FIGURES, **block(10, figures=[figure.pk]))
    data = add_row(data, LIVES, **block(40, kind="observations"))
    data = add_row(data, IMAGES, **block(50, picture=png(20, 10), alternative="Un pont", focus_x=50, focus_y=50))
    assert editor.post(change_url(issue), data).status_code == 302
    blocks = [block for model in (Text, Rubrique, KeyFigures, Live, Image) for block in model.objects.all()]
    assert [type(block) for block in sorted(blocks, key=lambda block: block.ordering)] == [
        KeyFigures,
        Rubrique,
        Text,
        Live,
        Image,
    ]
    assert KeyFigures.objects.get().figures == [figure]


def test_figures_keep_the_order_they_were_picked_in(editor):
    issue, first = rows.issue(7), rows.figure(8)
    second = AnnouncedFigure.objects.create(seminar=first.seminar, position=2, label="b", printed="b", **ATTESTED)
    data = posted(editor.get(change_url(issue)))
    data = add_row(data, FIGURES, **block(10, figures=[second.pk, first.pk]))
    assert editor.post(change_url(issue), data).status_code == 302
    assert KeyFigures.objects.get().figures == [second, first]

    data = posted(editor.get(change_url(issue)))
    assert data[f"{FIGURES}-0-figures"] == [second.pk, first.pk]
    options = document_fromstring(editor.get(change_url(issue)).content.decode()).xpath(
        f"//select[@name='{FIGURES}-0-figures']/option/@value"
    )
    assert options == [str(second.pk), str(first.pk)]

    data[f"{FIGURES}-0-figures"] = [first.pk, second.pk]
    assert editor.post(change_url(issue), data).status_code == 302
    assert KeyFigures.objects.get().figures == [first, second]


def test_script_and_script_links_are_cleaned_away(editor):
    issue = rows.issue(7)
    body = '<p onclick="x()">Oui <a href="javascript:alert(1)">lien</a></p><script>alert(1)</script><style>p{}</style>'
    data = posted(editor.get(change_url(issue))) | {"imprint": body}
    data = add_row(data, TEXTS, **block(10, kind="texte", body=body))
    assert editor.post(change_url(issue), data).status_code == 302
    issue.refresh_from_db()
    assert (Text.objects.get().body, issue.imprint) == ("<p>Oui lien</p>",) * 2


def test_two_rubriques_with_one_anchor_are_refused_and_nothing_typed_is_lost(editor):
    issue = rows.issue(7)
    data = posted(editor.get(change_url(issue)))
    data = add_row(data, RUBRIQUES, **block(10, title="Première", anchor="une", teaser="Appel un", band="blanc"))
    data = add_row(data, RUBRIQUES, **block(20, title="Seconde", anchor="une", teaser="Appel deux", band="blanc"))
    data = add_row(data, TEXTS, **block(30, kind="texte", body="<p>Un long texte tapé.</p>"))
    answer = editor.post(change_url(issue), data)
    assert errors_of(answer) == {f"{RUBRIQUES}-1": {"anchor": ["Une autre rubrique du numéro porte déjà cette ancre."]}}
    page = answer.content.decode()
    for typed in ("Première", "Seconde", "Appel un", "Appel deux", "Un long texte tapé."):
        assert typed in page
    assert not Rubrique.objects.exists()
    assert not Text.objects.exists()


def test_two_rubriques_exchange_their_anchors(editor):
    issue = rows.issue(7)
    for number, anchor in enumerate(("une", "deux")):
        Rubrique.objects.create(parent=issue, region="main", ordering=number, title=anchor, anchor=anchor)
    data = posted(editor.get(change_url(issue)))
    data |= {f"{RUBRIQUES}-0-anchor": "deux", f"{RUBRIQUES}-1-anchor": "une"}
    assert editor.post(change_url(issue), data).status_code == 302
    assert list(Rubrique.objects.values_list("title", "anchor")) == [("une", "deux"), ("deux", "une")]


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        (
            {"alternative": ""},
            {"alternative": ["Décrivez l’image, ou cochez « purement décorative » : l’un ou l’autre."]},
        ),
        (
            {"alternative": "Un pont", "is_decorative": "on"},
            {"alternative": ["Décrivez l’image, ou cochez « purement décorative » : l’un ou l’autre."]},
        ),
        (
            {"alternative": "Un pont", "picture": SimpleUploadedFile("a.jpg", b"pas une image", "image/jpeg")},
            {"picture": ["Ce fichier n’est pas une image JPEG, PNG ou WebP."]},
        ),
        ({"alternative": "Un pont", "picture": None}, {"picture": ["Ce champ est obligatoire."]}),
    ],
    ids=["no alternative", "both", "not a picture", "no file"],
)
def test_image_is_refused_in_french(editor, fields, refused):
    issue = rows.issue(7)
    fields = {"picture": png(20, 10), "focus_x": 50, "focus_y": 50, **fields}
    fields = {name: value for name, value in fields.items() if value is not None}
    data = add_row(posted(editor.get(change_url(issue))), IMAGES, **block(10, **fields))
    assert errors_of(editor.post(change_url(issue), data)) == {f"{IMAGES}-0": refused}


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (png(8001, 5000), "trop de pixels"),
        (SimpleUploadedFile("lourd.png", b"\0" * (10 * 1024 * 1024 + 1), "image/png"), "Mo"),
    ],
    ids=["pixels", "bytes"],
)
def test_picture_too_large_is_refused_in_french(editor, picture, words):
    issue = rows.issue(7)
    data = posted(editor.get(change_url(issue)))
    data = add_row(data, IMAGES, **block(10, picture=picture, alternative="Un pont", focus_x=50, focus_y=50))
    (error,) = errors_of(editor.post(change_url(issue), data))[f"{IMAGES}-0"]["picture"]
    assert words in error


def test_live_block_asks_for_a_seminar(editor):
    issue = rows.issue(7)
    data = posted(editor.get(change_url(issue))) | {"seminar": ""}
    data = add_row(data, LIVES, **block(10, kind="observations"))
    assert errors_of(editor.post(change_url(issue), data)) == {
        f"{LIVES}-0": {"kind": ["Ce bloc puise dans un séminaire : choisissez-en un pour le numéro."]}
    }


def test_new_issue_begins_from_the_latest(editor):
    Issue.objects.filter(pk=rows.issue(4).pk).update(publisher="COORACE", imprint="<p>Imprimé ici.</p>")
    form = editor.get(reverse("admin:newsletter_issue_add")).context["adminform"].form
    begun = {name: form[name].value() for name in ("number", "publisher", "imprint")}
    assert begun == {"number": 5, "publisher": "COORACE", "imprint": "<p>Imprimé ici.</p>"}


def test_state_is_not_taken_from_the_form(editor):
    issue = rows.issue(7)
    data = posted(editor.get(change_url(issue))) | {"state": "publie", "published_at": "2026-01-01"}
    editor.post(change_url(issue), data)
    issue.refresh_from_db()
    assert (issue.state, issue.published_at) == (IssueState.DRAFT, None)


# --- Publishing -----------------------------------------------------------------------------------


def test_saving_to_publish_saves_then_asks(editor):
    issue = small_issue(7)
    data = posted(editor.get(change_url(issue))) | {"title": "Un autre titre", "_publish": "1"}
    answer = editor.post(change_url(issue), data, follow=True)
    issue.refresh_from_db()
    assert issue.title == "Un autre titre"
    assert answer.redirect_chain == [(f"{publish_url(issue)}#content-start", 302)]
    assert messages_of(answer) == ["Fil d’Info n° 7 est enregistré."]
    page = answer.content.decode()
    assert "Ce numéro n’a jamais été publié." in page
    assert 'value="Publier l’édition 1"' in page


def test_publishing_says_the_edition_its_pages_and_its_weight(editor, issue_4, fonts):
    assert editor.get(change_url(issue_4)).context["has_absolute_url"] is False
    followed = editor.post(publish_url(issue_4)).url
    work()
    edition = Edition.objects.get()
    assert edition.created_by.email == "redaction@example.org"
    page = " ".join(document_fromstring(editor.get(followed).content.decode()).text_content().split())
    assert "L’édition 1 est en ligne page web, PDF (6 pages, " in page
    page = editor.get(change_url(issue_4)).content.decode()
    assert 'href="/fil-dinfo/4/" class="viewsitelink"' in page
    assert "Éditions gelées" in page
    assert "Les lecteurs voient l’édition 1" in editor.get(publish_url(issue_4)).content.decode()


def test_refusal_to_publish_is_shown_in_its_own_words(editor):
    issue = rows.issue(7)
    followed = editor.post(publish_url(issue)).url
    work()
    assert "Ce numéro n’a aucune rubrique\u00a0: il n’y a rien à publier." in editor.get(followed).content.decode()
    issue.refresh_from_db()
    assert issue.state == IssueState.DRAFT


def test_each_reason_leads_to_its_own_block(editor, settings):
    issue = rows.issue(7)
    Rubrique.objects.create(parent=issue, region="main", ordering=10, title="Une", anchor="une")
    broken = f'<p><a href="{settings.SITE_URL}/nulle-part/">Ici</a> ou là.</p>'
    texts = [Text.objects.create(parent=issue, region="main", ordering=20 + n, body=broken) for n in range(2)]
    followed = editor.post(publish_url(issue)).url
    work()
    page = document_fromstring(editor.get(followed).content.decode())
    led = [link.partition("#")[2] for link in page.xpath("//a[contains(@href, '#bloc-text-')]/@href")]
    assert led == [f"bloc-text-{text.pk}" for text in texts]


@pytest.mark.parametrize("role", [None, Role.MEMBER], ids=str)
def test_only_the_national_team_publishes(role):
    issue = rows.issue(7)
    client = Client()
    client.force_login(account("qui@example.org", role))
    assert [client.get(publish_url(issue)).status_code, client.post(publish_url(issue)).status_code] == [302, 302]
    assert not Edition.objects.exists()


def test_publishing_needs_the_token_of_the_page():
    issue = rows.issue(7)
    client = Client(enforce_csrf_checks=True)
    client.force_login(account("redaction@example.org", Role.NATIONAL))
    assert client.post(publish_url(issue)).status_code == 403


def test_frozen_files_are_handed_out_and_never_run_under_the_back_office(editor, published_4: Freezing):
    for rendering in published_4.edition.renderings.all():
        answer = editor.get(reverse("admin:newsletter_rendering_file", args=[rendering.pk]))
        content = b"".join(answer.streaming_content)
        assert len(content) == rendering.size
        disposition = "inline" if rendering.medium in ("pdf", "cover") else "attachment"
        assert answer["Content-Disposition"].startswith(disposition)


def test_missing_frozen_file_is_not_a_server_error(editor):
    rendering = rows.edition(7).renderings.get()
    assert editor.get(reverse("admin:newsletter_rendering_file", args=[rendering.pk])).status_code == 404


def test_published_issue_is_not_deleted(editor):
    issue = rows.edition(7).issue
    page = editor.post(reverse("admin:newsletter_issue_delete", args=[issue.pk]), {"post": "yes"})
    assert len(page.context["protected"]) == 1
    assert Issue.objects.filter(pk=issue.pk).exists()


def test_second_who_sends_another_picture_is_told_of_the_first_ones(editor):
    issue = small_issue(5)
    data = posted(editor.get(change_url(issue)))
    row = block(50, picture=png(20, 10), alternative="Un pont", focus_x=50, focus_y=50)
    assert editor.post(change_url(issue), add_row(data, IMAGES, **row)).status_code == 302
    data = posted(editor.get(change_url(issue)))
    Image.objects.update(alternative="Le pont")
    answer = editor.post(change_url(issue), data | {f"{IMAGES}-0-picture": png(30, 10)})
    assert errors_of(answer)[f"{IMAGES}-0"]["picture"] == ["Enregistré maintenant : « une image »"]
