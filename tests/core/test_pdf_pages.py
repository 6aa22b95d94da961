"""What the engine says of the pages it made: empty ones, words out of theirs, words on none."""

import pytest

from core.pdf.engine import PageFlaw, render_pdf
from tests.support.pdf_samples import FONTS_CSS, RESOURCES, page

pytestmark = pytest.mark.usefixtures("font_set")

BODY = """
<h1>Titre</h1>
<section id="une"><p>Un texte.</p></section>
<section id="vide" style="break-before: page; background: #eee; height: 20mm"></section>
<section id="large" style="break-before: page">
  <p style="margin-left: 165mm; white-space: nowrap">Une ligne qui sort de la feuille</p>
  <p style="position: absolute; top: -40mm">Un mot trop haut</p>
</section>
<section id="image" style="break-before: page">
  <div style="height: 20mm; background-image: url(portail:image/1)"></div>
</section>
"""
NOTE = '<style>.note { float: footnote }</style><p>Un appel<span class="note" id="note">%s</span>.</p>'


def test_empty_pages_and_words_out_of_theirs_are_told_with_their_place():
    pdf = render_pdf(html=page(BODY), stylesheets=[FONTS_CSS], resources=RESOURCES)
    assert pdf.pages == 4
    assert pdf.flaws == (
        PageFlaw(2, "empty", "vide", ""),
        PageFlaw(3, "out", "large", "Une ligne qui sort de la feuille"),
    )


def test_words_on_no_page_and_notes_taller_than_theirs_are_told():
    body = '<h1>Titre</h1><p id="perdu" style="display: none">Des mots <em>perdus</em></p>'
    pdf = render_pdf(html=page(body + NOTE % ("Une note sans fin. " * 900)), stylesheets=[FONTS_CSS])
    assert [(flaw.page, flaw.kind, flaw.near) for flaw in pdf.flaws] == [(2, "out", "note"), (0, "nowhere", "perdu")]
    assert pdf.flaws[1].text == "Des mots perdus"
    assert render_pdf(html=page(f"<h1>Titre</h1>{NOTE % 'Une note.'}"), stylesheets=[FONTS_CSS]).flaws == ()
