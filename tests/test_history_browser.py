"""History, bin, log and imports in a real browser; and no screen of the back-office breaks its security policy."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from reversion.models import Revision

from core.history import discard, recorded
from core.history.discarded import Discarded
from network.enums import Role
from network.models import Enterprise, User
from newsletter.models import Issue, Rubrique
from tests.support import rows
from tests.support.browser import ENDS, axe_violations, show
from tests.support.web import small_issue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADER = "identifiant;nom;type;département;délégation;provenance;référence;note de provenance"


@pytest.fixture
def editor() -> User:
    return rows.account("catherine@example.org", Role.NATIONAL)


@pytest.fixture
def issue(editor) -> Issue:
    issue = small_issue(7)
    rows.picture(8)
    with recorded(by=editor):
        issue.title = "Un titre <script>alert(1)</script>"
        issue.save()
        Rubrique.objects.create(parent=issue, region="main", ordering=900, title="En plus", anchor="en-plus")
    discard(obj=rows.term(1), by=editor)
    return issue


def screens(issue: Issue) -> dict[str, str]:
    kind, (last, first) = (
        ContentType.objects.get_for_model(issue).pk,
        Revision.objects.filter(version__object_id=str(issue.pk), version__content_type__model="issue")
        .order_by("-pk")
        .distinct(),
    )
    name = "admin:newsletter_issue"
    return {
        "home": reverse("admin:index"),
        "list": reverse(f"{name}_changelist"),
        "form": reverse(f"{name}_change", args=[issue.pk]),
        "new form": reverse(f"{name}_add"),
        "publish": reverse(f"{name}_publish", args=[issue.pk]),
        "delete": reverse(f"{name}_delete", args=[issue.pk]),
        "history": reverse(f"{name}_history", args=[issue.pk]),
        "compare": reverse("admin:history_compare", args=[kind, issue.pk], query={"de": first.pk, "a": last.pk}),
        "restore": reverse("admin:history_restore", args=[kind, issue.pk, first.pk]),
        "bin": reverse("admin:bin"),
        "take back": reverse("admin:bin_restore", args=[Discarded.objects.get().pk]),
        "log": reverse("admin:admin_logentry_changelist"),
        "imports": reverse("admin:imports"),
        "import": reverse("admin:import", args=["structures"]),
    }


OURS = ("history", "compare", "restore", "bin", "take back", "log", "imports", "import")


def test_no_screen_breaks_its_policy_and_ours_are_within_reach_at_any_width(issue, editor, open_page, console_errors):
    found, places = {}, screens(issue)
    Revision.objects.update(date_created=timezone.now() - timedelta(days=1))
    page = open_page("/admin/", user=editor)
    for name, path in places.items():
        page.goto(path, wait_until="load")
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        for width, scheme in ENDS:
            show(page, width=width, scheme=scheme)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found[name, width, "overflow"] = "too wide"
        found[name, "policy"] = console_errors.copy()
        console_errors.clear()
        for width, scheme in ENDS if name in OURS else ():
            show(page, width=width, scheme=scheme)
            found[name, width, "axe"] = axe_violations(page)
        console_errors.clear()  # axe styles the page it reads, which the policy refuses
    assert {where: what for where, what in found.items() if what} == {}


def test_version_is_compared_and_restored_with_the_keyboard(issue, editor, open_page):
    page = open_page(reverse("admin:newsletter_issue_history", args=[issue.pk]), user=editor)
    page.get_by_role("button", name="Voir ce qui a changé").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".difference__text ins").first).to_contain_text("<script>alert(1)</script>")
    page.get_by_role("link", name="Rétablir la version").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Rétablir cette version").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("rétablie")
    assert Issue.objects.get(pk=issue.pk).title != issue.title
    assert not Rubrique.objects.filter(anchor="en-plus").exists()


def file_of(folder: Path, name: str, lines: list[str], encoding: str = "cp1252") -> Path:
    file = folder / name
    file.write_bytes("\r\n".join([HEADER, *lines]).encode(encoding))
    return file


def choose(page: Page, file: Path) -> None:
    page.get_by_label("Fichier CSV ou XLSX").set_input_files(file)
    page.get_by_role("button", name="Voir ce qu’il changerait").click()
    page.set_default_timeout(60_000)


def test_five_hundred_structures_with_errors_are_mended_imported_and_imported_again(editor, open_page, tmp_path):
    good = [f";Atelier été n° {number};ACI;{number % 90 + 1:02};;fictif;;" for number in range(500)]
    bad = good.copy()
    bad[41], bad[99] = ";Sans type;Inconnue;01;;fictif;;", ";Sans provenance;ACI;01;;;;"
    page = open_page(reverse("admin:import", args=["structures"]), user=editor)

    choose(page, file_of(tmp_path, "premier.csv", bad))
    expect(page.get_by_text("2 lignes refusées, 498 lignes nouvelles")).to_be_visible()
    expect(page.get_by_text("Ligne 43")).to_be_visible()
    expect(page.get_by_text("Colonne « provenance »")).to_be_visible()
    expect(page.get_by_role("button", name="Importer", exact=True)).to_have_count(0)
    assert Enterprise.objects.count() == 0

    choose(page, file_of(tmp_path, "second.csv", good))
    expect(page.get_by_text("0 ligne refusée, 500 lignes nouvelles")).to_be_visible()
    page.get_by_role("button", name="Importer", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("500 en plus")
    assert Enterprise.objects.filter(name="Atelier été n° 499").count() == 1

    choose(page, file_of(tmp_path, "encore.csv", good, encoding="utf-16"))
    expect(page.get_by_text("tout est déjà dans le portail")).to_be_visible()
    assert Enterprise.objects.count() == 500
