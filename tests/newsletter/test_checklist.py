"""« Prêt à publier »: one made issue a check, and nothing said of what is right."""

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from lxml.html import document_fromstring
from PIL import Image as Pillow

from core.errors import DomainError
from core.pdf.engine import PageFlaw, PdfFile
from network.enums import Role
from network.models import GlossaryTerm, Person
from newsletter.checklist import Severity, findings, page_findings, review
from newsletter.checklist.blocking import lost_words
from newsletter.draft import Draft, draft_of
from newsletter.models import Edition, Image, Issue, Rubrique, Text
from newsletter.services import freezing, publish_issue
from tests.support import rows
from tests.support.made_issues import full_article, long_article
from tests.support.pictures import encode
from tests.support.web import freeze, select, small_issue

pytestmark = pytest.mark.django_db

BLOCKING, DOUBTFUL = Severity.BLOCKING, Severity.DOUBTFUL


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(found) -> list[tuple]:
    return [(one.severity, plain(one.sentence), one.block) for one in found]


@pytest.fixture
def issue(db) -> Issue:
    return small_issue(7)


def add(issue: Issue, body: str) -> Text:
    return Text.objects.create(parent=issue, region="main", ordering=30, body=body)


def add_picture(issue: Issue, size: tuple[int, int], **fields) -> Image:
    content = ContentFile(encode(Pillow.new("RGB", size, "#9fd0c2"), "PNG"), "p.png")
    return Image.objects.create(parent=issue, region="main", ordering=40, picture=content, **fields)


def test_sound_issue_has_nothing_to_mend(issue):
    add(issue, "<h3>Un titre</h3><h4>Un autre</h4><p>Le réseau COORACE (fédération) dit « oui ».</p>")
    add_picture(issue, (1600, 900), alternative="Un pont")
    assert told(findings(draft_of(issue))) == []


def test_the_real_issue_is_ready_and_has_three_long_sentences(published_4, rendered):
    draft = draft_of(published_4.edition.issue)
    caches["previews"].set(draft.pdf_digest, rendered[draft.pdf_source])
    seen = review(published_4.edition.issue, lay_out_pages=True)
    assert (seen.pages, seen.blocking) == (6, [])
    assert [plain(one.sentence) for one in seen.doubtful] == [
        "Une phrase de 42 mots, longue à lire : « Nous y avons également vu un groupe, le Groupe TERRE… »",
        "Une phrase de 41 mots, longue à lire : « À partir des échanges et réflexions autour des actions et… »",
        "Une phrase de 42 mots, longue à lire : « Parmi les travaux du groupe : la politique Qualité… »",
    ]


# --- What keeps an issue from being published -----------------------------------------------------


def test_issue_without_a_rubrique(db):
    issue = rows.issue(7)
    expected = "Ce numéro n’a aucune rubrique : il n’y a rien à publier."
    assert told(findings(draft_of(issue))) == [(BLOCKING, expected, None)]


def test_empty_rubrique(issue):
    row = Rubrique.objects.create(parent=issue, region="main", ordering=50, title="Et après ?", anchor="apres")
    expected = "La rubrique « Et après ? » est vide : ajoutez-lui un bloc, ou retirez-la."
    assert told(findings(draft_of(issue))) == [(BLOCKING, expected, row)]


def test_picture_described_by_a_space(issue):
    row = add_picture(issue, (1600, 900), alternative=" ")
    expected = "Une image n’est pas décrite : dites ce qu’elle montre à qui ne la voit pas."
    assert told(findings(draft_of(issue))) == [(BLOCKING, expected, row)]


def test_heading_that_skips_a_level(issue):
    row = add(issue, "<h4>Petit</h4><p>Un texte.</p><h3>Grand</h3>")
    expected = "Le petit intertitre « Petit » vient sans intertitre avant lui : faites-en un."
    assert told(findings(draft_of(issue))) == [(BLOCKING, expected, row)]


def test_heading_that_a_medium_sets_too_low(issue):
    row = add(issue, "<h3>Un titre</h3><p>Un texte.</p>")
    draft = draft_of(issue)
    vars(draft)["body"] = draft.body.replace("<h3>Un titre</h3>", "<h5>Un titre</h5>")
    expected = "Dans la page web, un titre manque avant « Un titre », qui est de niveau 5."
    assert told(findings(draft)) == [(BLOCKING, expected, row)]


def link(path: str, words: str) -> str:
    return f'<a href="{settings.SITE_URL}{path}">{words}</a>'


def test_links_that_lead_nowhere(issue):
    freeze(small_issue(8))
    reserved = small_issue(9, audience="reseau")
    freeze(reserved)
    good = ["/", "/fil-dinfo/8/#ouverture", "/fil-dinfo/7/#ouverture", "/fil-dinfo/8/pdf/#page=2", "/fil-dinfo/7/pdf/"]
    bad = {
        "/pistes/1999/": "page qui n’existe pas ou que le public ne peut pas lire.",
        "/fil-dinfo/9/": "page qui n’existe pas ou que le public ne peut pas lire.",
        "/espace/": "page qui n’existe pas ou que le public ne peut pas lire.",
        "/fil-dinfo/8/#absente": "mais rien dans cette page ne porte l’ancre « absente ».",
        "/fil-dinfo/7/#absente": "mais rien dans cette page ne porte l’ancre « absente ».",
    }
    links = ", ".join(link(path, f"vers {path.strip('/') or 'l’accueil'}") for path in (*good, *bad))
    row = add(issue, f'<p>{links}, <a href="https://exemple.org/nulle-part/">ailleurs</a>.</p>')
    assert told(findings(draft_of(issue))) == [
        (BLOCKING, f"Le lien « vers {path.strip('/')} » mène à {path}, {reason}", row) for path, reason in bad.items()
    ]


def test_word_one_medium_lost(issue):
    row = add(issue, f"<p>Un mot unique, puis {link('/fil-dinfo/7/', 'un lien d’ici')}.</p>")
    for name, medium in {"body": "page web", "pdf_source": "PDF", "mail": "courriel", "text": "texte seul"}.items():
        draft = draft_of(issue)
        vars(draft)[name] = getattr(draft, name).replace("unique", "")
        article = "La" if name == "body" else "Le"
        assert told(findings(draft)) == [(BLOCKING, f"{article} {medium} a perdu des mots : « unique ».", row)]


def test_words_that_a_link_or_a_hyphen_cuts_are_all_there(issue):
    add(issue, '<p>Nos <a href="https://exemple.org">enquête</a>s de 2010-</p><p>Suite des micro- et des grandes.</p>')
    assert told(lost_words(draft_of(issue))) == []


def test_every_block_says_the_same_in_every_medium():
    for article in (full_article(), long_article()):
        assert told(lost_words(Draft(article, ()))) == []


def test_pages_with_nothing_or_too_much_on_them(issue):
    row = add(issue, "<p>Des mots hors de la feuille, à droite.</p>")
    flaws = (
        PageFlaw(2, "empty", "fin-ouverture", ""),
        PageFlaw(3, "out", "", "mots hors de la feuille"),
        PageFlaw(0, "nowhere", "", "Des mots hors de la feuille, à droite."),
    )
    rubrique = Rubrique.objects.get(parent=issue)
    assert told(page_findings(draft_of(issue), PdfFile(b"", 3, flaws=flaws))) == [
        (BLOCKING, "La page 2 du PDF est vide : retirez ce qui l’a ouverte.", rubrique),
        (BLOCKING, "En page 3 du PDF, « mots hors de la feuille » sort de la feuille : raccourcissez.", row),
        (
            BLOCKING,
            "Le PDF n’imprime pas « Des mots hors de la feuille, à droite. » : le bloc est trop long pour sa place.",
            row,
        ),
    ]


def test_what_blocks_is_refused_by_the_service_too(issue, monkeypatch):
    flawed = PdfFile(b"%PDF-", 2, flaws=(PageFlaw(2, "empty", "", ""),))
    monkeypatch.setattr(freezing, "render_pdf_file", lambda article, source: flawed)
    with pytest.raises(DomainError) as refusal:
        publish_issue(issue=issue)
    assert plain(str(refusal.value)) == "La page 2 du PDF est vide : retirez ce qui l’a ouverte."
    add(issue, "<h4>Petit</h4>")
    Rubrique.objects.create(parent=issue, region="main", ordering=50, title="Vide", anchor="vide")
    with pytest.raises(DomainError) as refusal:
        publish_issue(issue=issue)
    assert plain(str(refusal.value)).splitlines() == [
        "La rubrique « Vide » est vide : ajoutez-lui un bloc, ou retirez-la.",
        "Le petit intertitre « Petit » vient sans intertitre avant lui : faites-en un.",
    ]
    assert Edition.objects.count() == 0


# --- What is worth a second look ------------------------------------------------------------------


def test_issue_without_dates(issue):
    Issue.objects.filter(pk=issue.pk).update(starts_on=None, ends_on=None, precision="inconnue")
    expected = (
        "Le numéro n’a pas de dates : l’archive le mettra en dernier, et l’accueil en montrera un autre. "
        "Donnez-en deux, même approximatives."
    )
    assert told(findings(draft_of(Issue.objects.get(pk=issue.pk)))) == [(DOUBTFUL, expected, None)]


def test_long_sentence_and_paragraph(issue):
    row = add(
        issue, f"<p>{'mot ' * 40}mot. Fin.</p><p>{('Dix mots, pas un de plus, dans une phrase courte. ' * 13)}</p>"
    )
    assert told(findings(draft_of(issue))) == [
        (
            DOUBTFUL,
            "Une phrase de 41 mots, longue à lire : « mot mot mot mot mot mot mot mot mot mot mot mot mot mot… »",
            row,
        ),
        (
            DOUBTFUL,
            "Un paragraphe de 130 mots, à couper en deux : « Dix mots, pas un de plus, dans une phrase courte. Dix… »",
            row,
        ),
    ]


def test_acronym_nobody_explains(issue):
    GlossaryTerm.objects.create(term="Label RSE", slug="label-rse", **rows.ATTESTED)
    add(issue, "<p>TITRE EN CAPITALES</p><p>Un label RSE, le XIXe siècle, les groupements d’employeurs (GEIQ).</p>")
    row = Text.objects.create(
        parent=issue,
        region="main",
        ordering=35,
        body="<p>Le GRETA (groupement) et le GEIQ, l’AFPA. Puis l’AFPA encore.</p>",
    )
    expected = "Le sigle AFPA n’est ni expliqué là où il paraît d’abord, ni dans le glossaire."
    assert told(findings(draft_of(issue))) == [(DOUBTFUL, expected, row)]


def test_acronym_inside_a_name_is_no_name(issue):
    for given, family in (("Ève", "Marseille"), ("Ada", "Le Gréta-Bon")):
        Person.objects.create(given_name=given, family_name=family, **rows.ATTESTED)
    row = add(issue, "<p>Le RSE selon Ada GRETA.</p>")
    expected = "Le sigle RSE n’est ni expliqué là où il paraît d’abord, ni dans le glossaire."
    assert told(findings(draft_of(issue))) == [(DOUBTFUL, expected, row)]


def test_straight_quote_left_alone(issue):
    add(issue, "<p>Il dit \"oui\" et 'non'.</p>")
    row = Text.objects.create(parent=issue, region="main", ordering=35, body='<p>Il dit "oui.</p>')
    assert told(findings(draft_of(issue))) == [(DOUBTFUL, 'Un guillemet droit (") reste seul : « Il dit "oui. »', row)]


def test_link_that_does_not_say_where_it_leads(issue):
    row = add(
        issue, '<p><a href="https://exemple.org">Cliquez ici</a>, <a href="https://exemple.org">ici même</a>.</p>'
    )
    expected = "Le lien « Cliquez ici » ne dit pas où il mène : liez les mots qui le disent."
    assert told(findings(draft_of(issue))) == [(DOUBTFUL, expected, row)]


def test_picture_too_small_for_print(issue):
    row = add_picture(issue, (900, 506), alternative="Un pont")
    expected = (
        "L’image « Un pont » sera floue à l’impression (130 points par pouce, il en faut 150) : "
        "envoyez-la en 1 040 pixels de large au moins."
    )
    assert told(findings(draft_of(issue))) == [(DOUBTFUL, expected, row)]


# --- In the back-office ---------------------------------------------------------------------------


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(rows.account("redaction@example.org", Role.NATIONAL))
    return client


def laid_out(issue: Issue, pdf: PdfFile) -> None:
    """Known already: the pages are not laid out again."""
    caches["previews"].set(draft_of(issue).pdf_digest, pdf)


def page_of(answer):
    return document_fromstring(answer.content.decode())


def test_page_leads_to_each_block_and_the_form_counts_them(editor, issue):
    text = add(issue, '<p>Le GRETA, <a href="https://exemple.org">ici</a>.</p>')
    empty = Rubrique.objects.create(parent=issue, region="main", ordering=50, title="Vide", anchor="vide")
    laid_out(issue, PdfFile(b"", 2))
    page = page_of(editor.get(reverse("admin:newsletter_issue_check", args=[issue.pk])))
    change = reverse("admin:newsletter_issue_change", args=[issue.pk])
    assert [one.get("href") for one in select(page, ".findings a")] == [
        f"{change}#bloc-rubrique-{empty.pk}",
        f"{change}#bloc-text-{text.pk}",
        f"{change}#bloc-text-{text.pk}",
    ]
    count = editor.get(reverse("admin:newsletter_issue_check_count", args=[issue.pk]))
    assert count.json() == {"blocking": 1, "doubtful": 2}
    assert [one.get("href") for one in select(page_of(editor.get(change)), "a[data-count]")] == [
        reverse("admin:newsletter_issue_check", args=[issue.pk])
    ]


def test_page_to_publish_waits_for_what_blocks(editor, issue):
    url = reverse("admin:newsletter_issue_publish", args=[issue.pk])
    assert len(select(page_of(editor.get(url)), "input.publish")) == 1
    Rubrique.objects.create(parent=issue, region="main", ordering=50, title="Vide", anchor="vide")
    page = page_of(editor.get(url))
    assert (len(select(page, "input.publish")), len(select(page, ".findings--blocking li"))) == (0, 1)


def test_lost_picture_is_said(editor, issue):
    picture = add_picture(issue, (1600, 900), alternative="Un pont")
    for name in picture.file_names:
        picture.picture.storage.delete(name)
    page = page_of(editor.get(reverse("admin:newsletter_issue_check", args=[issue.pk])))
    assert [plain(one.text) for one in select(page, ".findings--blocking a")] == [
        "Le fichier de l’image « Un pont » a disparu du serveur : déposez-la de nouveau."
    ]
