"""An issue being typed: what is kept before it is saved, taken up again, and joined to what a colleague saved."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Pixels

from core.models import Draft
from network.enums import Role
from network.models import User
from newsletter.models import Image, Issue, Rubrique, Text
from tests.support import rows
from tests.support.admin_forms import posted
from tests.support.rows import account

pytestmark = pytest.mark.django_db

TEXTS = "newsletter_text_set"


@pytest.fixture
def issue() -> Issue:
    made = rows.issue(7)
    Rubrique.objects.create(parent=made, region="main", ordering=10, title="Une", anchor="une")
    Text.objects.create(parent=made, region="main", ordering=20, body="<p>Deux</p>")
    return made


@pytest.fixture
def catherine() -> Client:
    return signed_in("catherine@example.org")


@pytest.fixture
def etienne() -> Client:
    return signed_in("etienne@example.org")


def signed_in(email: str) -> Client:
    client = Client(enforce_csrf_checks=False)
    client.force_login(account(email, Role.NATIONAL))
    return client


def address(name: str, issue: Issue | None = None) -> str:
    return reverse(f"admin:newsletter_issue_{name}", args=[issue.pk if issue else 0])


def text_key(issue: Issue) -> str:
    return f"{TEXTS}:{issue.newsletter_text_set.get().pk}"


def changed(base: dict, mine: dict, base_rows: dict | None = None, mine_rows: dict | None = None, **order) -> dict:
    return {
        "base": {"fields": base, "rows": base_rows or {}, "order": order.get("before", [])},
        "mine": {"fields": mine, "rows": mine_rows or {}, "order": order.get("after", [])},
    }


def keep(client: Client, issue: Issue | None, changes: dict | None, page: str = "1") -> dict:
    answer = client.post(address("draft", issue), {"page": page, "changes": changes}, content_type="application/json")
    return answer.json()


def save(client: Client, issue: Issue, data: dict, changes: dict):
    return client.post(address("change", issue), data | {"changes": json.dumps(changes), "_continue": "1"})


# --- Drafts ---------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_apart_until_it_is_saved(catherine, issue):
    before = (issue.updated_at, issue.title)
    assert keep(catherine, issue, changed({"title": issue.title}, {"title": "À moitié"}))["kept_at"]
    issue.refresh_from_db()
    assert (issue.updated_at, issue.title) == before
    page = catherine.get(address("change", issue)).content.decode()
    assert "n’est pas dans le numéro" in page
    assert "À moitié" not in page
    assert keep(catherine, issue, None)["kept_at"] == ""
    assert not Draft.objects.exists()


def test_a_draft_is_taken_up_with_its_blocks_and_goes_when_it_is_saved(catherine, issue):
    key, new = text_key(issue), f"{TEXTS}:+1"
    rubrique = f"newsletter_rubrique_set:{issue.newsletter_rubrique_set.get().pk}"
    old, mine = {"body": "<p>Deux</p>", "DELETE": ""}, {"body": "<p>Deux</p>", "DELETE": "on"}
    added = {"kind": "texte", "body": "<p>Neuf</p>", "region": "main"}
    changes = changed(
        {"title": issue.title}, {"title": "Repris"}, {key: old}, {key: mine, new: added},
        before=[rubrique, key], after=[new, rubrique, key],
    )  # fmt: skip
    keep(catherine, issue, changes)
    shown = catherine.get(address("change", issue), {"brouillon": "reprendre"})
    data = posted(shown)
    assert (data["title"], data[f"{TEXTS}-0-DELETE"], data[f"{TEXTS}-1-body"]) == ("Repris", "on", "<p>Neuf</p>")
    assert [data[f"{TEXTS}-1-ordering"], data["newsletter_rubrique_set-0-ordering"]] == [10, 20]
    assert shown.context["drafting"]["base"]["fields"]["title"] == issue.title
    assert save(catherine, issue, data, changes).status_code == 302
    issue.refresh_from_db()
    assert (issue.title, [text.body for text in issue.newsletter_text_set.all()]) == ("Repris", ["<p>Neuf</p>"])
    assert not Draft.objects.exists()


def test_an_issue_not_saved_yet_has_its_draft_too(catherine):
    keep(catherine, None, changed({}, {"title": "Tout neuf"}, {}, {"newsletter_rubrique_set:+0": {"title": "Une"}}))
    data = posted(catherine.get(reverse("admin:newsletter_issue_add"), {"brouillon": "reprendre"}))
    assert (data["title"], data["newsletter_rubrique_set-0-title"]) == ("Tout neuf", "Une")


def test_a_draft_nobody_decided_about_stays_when_the_form_is_saved(catherine, issue):
    keep(catherine, issue, changed({"title": issue.title}, {"title": "En attente"}))
    data = posted(catherine.get(address("change", issue)))
    catherine.post(address("change", issue), data | {"draft": "keep", "_continue": "1"})
    assert Draft.objects.get().data["mine"]["fields"] == {"title": "En attente"}


def test_a_draft_nobody_decided_about_is_still_offered_beside_an_error(catherine, issue):
    keep(catherine, issue, changed({"title": issue.title}, {"title": "En attente"}))
    data = posted(catherine.get(address("change", issue))) | {"title": "", "draft": "keep", "_continue": "1"}
    refused = catherine.post(address("change", issue), data)
    assert refused.status_code == 200
    assert refused.context["drafting"]["waiting"] == Draft.objects.get()
    assert "data-waiting" in refused.content.decode()


def test_a_draft_nobody_decided_about_stays_when_texts_are_joined(catherine, etienne, issue):
    keep(catherine, issue, changed({"title": issue.title}, {"title": "En attente"}))
    hers, his = posted(catherine.get(address("change", issue))), posted(etienne.get(address("change", issue)))
    save(etienne, issue, his | {"strapline": "De lui"}, changed({}, {}))
    changes = changed({"title": issue.title}, {"title": "D’elle"})
    assert save(catherine, issue, hers | {"title": "D’elle", "draft": "keep"}, changes).status_code == 302
    assert Draft.objects.get().data["mine"]["fields"] == {"title": "En attente"}


def test_a_draft_nobody_decided_about_stays_when_both_wrote(catherine, etienne, issue):
    keep(catherine, issue, changed({"title": issue.title}, {"title": "En attente"}))
    hers, his = posted(catherine.get(address("change", issue))), posted(etienne.get(address("change", issue)))
    save(etienne, issue, his | {"title": "De lui"}, changed({}, {}))
    changes = changed({"title": issue.title}, {"title": "D’elle"})
    asked = save(catherine, issue, hers | {"title": "D’elle", "draft": "keep"}, changes)
    assert "Choisissez avant de quitter cette page" in asked.content.decode()
    assert 'name="draft" value="keep"' in asked.content.decode()
    chosen = {name: asked.context[name] for name in ("changes", "shown_at")}
    catherine.post(address("compare", issue), chosen | {"choix:|title": "mien", "draft": "keep", "_continue": "1"})
    issue.refresh_from_db()
    assert issue.title == "D’elle"
    assert Draft.objects.get().data["mine"]["fields"] == {"title": "En attente"}


@pytest.mark.parametrize(("choice", "bodies"), [("mien", ["<p>Deux</p>", "<p>Neuf</p>"]), ("sien", ["<p>Deux</p>"])])
def test_a_new_block_of_a_draft_is_saved_only_as_chosen(catherine, issue, choice, bodies):
    key, new = text_key(issue), f"{TEXTS}:+1"
    added = {"kind": "texte", "body": "<p>Neuf</p>", "region": "main"}
    keep(catherine, issue, changed({}, {}, {}, {new: added}, before=[key], after=[key, new]))
    asked = catherine.get(address("compare", issue))
    places = [one["place"] for one in asked.context["differences"]]
    assert f"{new}|" in places
    chosen = {name: asked.context[name] for name in ("changes", "shown_at")} | {"_continue": "1"}
    saved = catherine.post(address("compare", issue), chosen | {f"choix:{place}": choice for place in places})
    assert saved.status_code == 302
    assert [text.body for text in issue.newsletter_text_set.order_by("ordering")] == bodies


def test_the_comparison_has_the_one_button_that_was_pressed(catherine, etienne, issue):
    hers, his = posted(catherine.get(address("change", issue))), posted(etienne.get(address("change", issue)))
    save(etienne, issue, his | {"title": "De lui"}, changed({}, {}))
    changes = changed({"title": issue.title}, {"title": "D’elle"})
    data = hers | {"title": "D’elle", "_beside": "", "_preview": "1", "changes": json.dumps(changes)}
    asked = catherine.post(address("change", issue), data)
    assert asked.context["pressed"] == ["_preview"]
    assert asked.content.decode().count("Enregistrer ce choix") == 1


def test_a_draft_is_ones_own(catherine, etienne, issue):
    keep(catherine, issue, changed({"title": issue.title}, {"title": "À moi"}))
    assert "n’est pas dans le numéro" not in etienne.get(address("change", issue)).content.decode()


def test_a_page_of_somebody_else_keeps_nothing_under_ones_name(catherine, etienne, issue):
    owner = str(User.objects.get(email="catherine@example.org").pk)
    sent = {"page": "1", "owner": owner, "changes": changed({"title": issue.title}, {"title": "D’elle"})}
    refused = etienne.post(address("draft", issue), sent, content_type="application/json")
    assert (refused.status_code, Draft.objects.exists()) == (422, False)
    assert refused.json()["refused"].startswith("Une autre personne s’est connectée dans ce navigateur")
    catherine.post(address("draft", issue), sent, content_type="application/json")
    assert [str(draft.owner_id) for draft in Draft.objects.all()] == [owner]


def test_a_draft_too_long_is_refused_in_french(catherine, issue):
    told = keep(catherine, issue, changed({}, {"title": "a" * 1_000_000}))
    assert told == {
        "refused": "Ce brouillon est trop long pour être gardé : enregistrez, ou partagez-le en plusieurs numéros."
    }
    assert not Draft.objects.exists()


def test_whoever_else_has_the_form_open_is_named(catherine, etienne, issue):
    def told(client: Client, page: str) -> tuple:
        answer = client.post(address("draft", issue), {"page": page}, content_type="application/json").json()
        return answer["others"], answer["twice"]

    assert told(catherine, "1") == ([], False)
    assert told(etienne, "2") == (["catherine@example.org"], False)
    assert told(catherine, "3") == (["etienne@example.org"], True)


def test_a_form_sent_once_the_session_is_over_comes_back_whole():
    client = Client()
    answer = client.post(reverse("admin:newsletter_issue_add"), {"title": "Pas « perdu »", "x-0-body": "<p>Long</p>"})
    assert answer.status_code == 401
    assert answer.context["fields"] == [("title", "Pas « perdu »"), ("x-0-body", "<p>Long</p>")]
    assert "&lt;p&gt;Long&lt;/p&gt;" in answer.content.decode()


# --- Two editors ----------------------------------------------------------------------------------


def test_what_each_of_two_wrote_is_joined(catherine, etienne, issue):
    key = text_key(issue)
    hers, his = posted(catherine.get(address("change", issue))), posted(etienne.get(address("change", issue)))
    save(etienne, issue, his | {"strapline": "De lui", f"{TEXTS}-0-body": "<p>De lui</p>"}, changed({}, {}))
    added = {"title": "D’elle", "anchor": "elle", "band": "blanc", "region": "main"}
    changes = changed(
        {"title": issue.title}, {"title": "D’elle"}, {}, {"newsletter_rubrique_set:+1": added},
        before=[key], after=[key, "newsletter_rubrique_set:+1"],
    )  # fmt: skip
    assert save(catherine, issue, hers | {"title": "D’elle"}, changes).status_code == 302
    issue.refresh_from_db()
    assert (issue.title, issue.strapline) == ("D’elle", "De lui")
    assert issue.newsletter_text_set.get().body == "<p>De lui</p>"
    assert list(issue.newsletter_rubrique_set.order_by("ordering").values_list("title", flat=True)) == ["Une", "D’elle"]


def test_what_both_wrote_is_put_to_the_second_and_saved_as_chosen(catherine, etienne, issue):
    key = text_key(issue)
    hers, his = posted(catherine.get(address("change", issue))), posted(etienne.get(address("change", issue)))
    save(
        etienne, issue, his | {"title": "De lui", f"{TEXTS}-0-body": "<p>De <strong>lui</strong></p>"}, changed({}, {})
    )
    changes = changed(
        {"title": issue.title}, {"title": "D’elle"}, {key: {"body": "<p>Deux</p>"}}, {key: {"body": "<p>D’elle</p>"}}
    )
    asked = save(catherine, issue, hers | {"title": "D’elle"}, changes)
    told = [(one["label"], one["mine"], one["theirs"]) for one in asked.context["differences"]]
    assert told == [("Titre", "D’elle", "De lui"), ("Texte", "<p>D’elle</p>", "<p>De <strong>lui</strong></p>")]
    issue.refresh_from_db()
    assert issue.title == "De lui"
    assert Draft.objects.get().data["mine"]["fields"] == {"title": "D’elle"}
    chosen = {
        name: asked.context[name] for name in ("changes", "shown_at")
    } | {"choix:|title": "mien", f"choix:{key}|body": "sien", "_continue": "1"}  # fmt: skip
    saved = catherine.post(address("compare", issue), chosen)
    assert (saved.status_code, saved["Location"]) == (302, address("change", issue))
    issue.refresh_from_db()
    assert (issue.title, issue.newsletter_text_set.get().body) == ("D’elle", "<p>De <strong>lui</strong></p>")
    assert not Draft.objects.exists()


def test_a_third_save_meanwhile_is_read_before_the_choice_counts(catherine, issue):
    keep(catherine, issue, changed({"title": issue.title}, {"title": "D’elle"}))
    asked = catherine.get(address("compare", issue))
    Issue.objects.get(pk=issue.pk).save()
    chosen = {name: asked.context[name] for name in ("changes", "shown_at")} | {"choix:|title": "mien"}
    again = catherine.post(address("compare", issue), chosen)
    assert [one["theirs"] for one in again.context["differences"]] == [issue.title]
    issue.refresh_from_db()
    assert issue.title != "D’elle"


def test_a_picture_joined_by_the_second_stays_with_its_block(catherine, etienne, issue):
    picture = rows.picture(50)
    other = Image.objects.create(parent=issue, region="main", ordering=30, picture=picture.picture, alternative="Un")
    hers, his = posted(catherine.get(address("change", issue))), posted(etienne.get(address("change", issue)))
    save(etienne, issue, his | {"newsletter_image_set-0-DELETE": "on"}, changed({}, {}))
    content = BytesIO()
    Pixels.new("RGB", (20, 10)).save(content, "PNG")
    key = "newsletter_image_set:+1"
    data = hers | {
        "newsletter_image_set-TOTAL_FORMS": 2,
        "newsletter_image_set-1-picture": SimpleUploadedFile("a.png", content.getvalue(), "image/png"),
    }
    added = {"alternative": "Deux", "region": "main", "focus_x": "50", "focus_y": "50"}
    changes = changed({}, {}, {}, {key: added}, after=[key])
    assert save(catherine, issue, data, changes).status_code == 302
    assert [one.alternative for one in issue.newsletter_image_set.all()] == ["Deux"]
    assert not Image.objects.filter(pk=other.pk).exists()
