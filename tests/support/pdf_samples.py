"""Documents for the tests of the PDF engine: one small, one of six pages with what an issue is made of."""

from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image

FONTS_CSS = Path(settings.BASE_DIR) / "static" / "print" / "fonts.css"

HEAD = """
<meta name="author" content="COORACE">
<meta name="description" content="Lettre du réseau Qualité">
<meta name="keywords" content="qualité, insertion">
<meta name="generator" content="Portail du réseau Qualité">
<meta name="dcterms.created" content="2010-12-15T09:00:00+01:00">
<meta name="dcterms.modified" content="2010-12-16T10:30:00+01:00">
"""

STYLE = """
html { font-family: "Texte"; font-size: 9.9pt; line-height: 1.38; hyphens: auto; hyphenate-character: "-" }
h1, h2, h3 { font-family: "Titre", "Texte"; font-weight: 800; hyphens: manual; color: #0c3a44 }
h3 { font-weight: 700 }
@page {
  size: A4; margin: 27mm 17mm 20mm; font-family: "Texte";
  @top-left { content: "Le Fil d’Info"; font-weight: 700; border-bottom: 1pt solid #f0502f }
  @bottom-right { content: counter(page) " / " counter(pages) }
}
.page-ref { display: block }
.page-ref::after { content: " p. " target-counter(attr(href url), page) }
.page-ref.is-range::after {
  content: " p. " target-counter(attr(href url), page) " à " target-counter(attr(data-end-href url), page)
}
.columns { columns: 2; column-gap: 8mm; column-rule: .5pt solid #9fd0c2 }
.edito { font-family: "Lecture", "Texte" }
.band { background: #e6f1ee; padding: 6mm; break-inside: avoid }
.figures { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 4mm; background: #f5b83d }
.figures strong { display: block; font: 800 24pt "Titre" }
.note { float: footnote; font-size: 8pt }
.start { break-before: page }
table { border-collapse: collapse; width: 100% }
th, td { border: .5pt solid #1a626b; padding: 1mm; text-align: left }
blockquote { border-left: 2pt solid #f0502f; padding-left: 4mm }
img { height: 45mm }
p img { height: 8mm }
ul { list-style-type: "● " }
"""

COVER = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 90" width="400" height="90">
<title>Un fil rouge relie quatre perles devant des maisons</title>
<path d="M20 80 V40 L40 20 L60 40 V80 Z M90 80 V50 L110 30 L130 50 V80 Z" fill="#0c3a44"/>
<path d="M5 60 C 100 10 200 90 395 40" stroke="#f0502f" stroke-width="3" fill="none"/>
<circle cx="150" cy="47" r="6" fill="#f5b83d"/><circle cx="300" cy="60" r="6" fill="#f5b83d"/>
</svg>"""

PARAGRAPH = (
    "<p>Le Groupe Qualité national s’est réuni en vue d’analyser les apports des visites en Belgique et du séminaire "
    "qui s’est tenu les 14 et 15 octobre à Lille : échanges et réflexions autour des actions et travaux de nos "
    "homologues, et des quelque 25 propositions formulées par les 120 participants tout au long des huit ateliers. "
    "Vers quels outils ? « L’accompagnement » d’abord, l’évaluation ensuite.</p>"
)

TABLE = """
<table><caption>Positions des régions</caption>
<thead><tr><th scope="col">Piste</th><th scope="col">Bourgogne</th><th scope="col">Île-de-France</th></tr></thead>
<tbody>
<tr><th scope="row">Emploi-repère</th><td>adhère</td><td>réserves</td></tr>
<tr><th scope="row">Parcours</th><td colspan="2">ne se prononce pas</td></tr>
<tr><th scope="row" rowspan="2">Formation</th><td>adhère</td><td>adhère</td></tr>
<tr><td>à retravailler</td><td>adhère</td></tr>
</tbody></table>"""


def page(
    body: str, *, head: str = HEAD, title: str = "Le Fil d’Info n° 4", lang: str = "fr", style: str = STYLE
) -> str:
    """A whole document around ``body``, with the style sheet of the samples."""
    attribute = f' lang="{lang}"' if lang else ""
    return (
        f"<!DOCTYPE html><html{attribute}><head><meta charset=utf-8><title>{title}</title>{head}"
        f"<style>{style}</style></head><body>{body}</body></html>"
    )


def small(body: str = "<p>Un paragraphe.</p>", **options) -> str:
    """One page with a first heading and ``body``."""
    return page(f"<h1>Le Fil d’Info</h1>{body}", **options)


def picture(form: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (640, 480)) -> bytes:
    """A picture with something in it, the same bytes at each call."""
    image = Image.radial_gradient("L").resize(size).convert(mode)
    output = BytesIO()
    image.save(output, format=form)
    return output.getvalue()


def bomb(side: int) -> bytes:
    """``side`` squared black pixels in some kilobytes."""
    output = BytesIO()
    Image.new("1", (side, side)).save(output, format="PNG")
    return output.getvalue()


RESOURCES = {"image/1": picture(), "image/2": picture("PNG", "RGBA", (200, 200))}


def issue() -> str:
    """Six pages: cover, columns, lists, pictures, tables, notes; to be rendered with ``RESOURCES``."""
    parts = [("edito", "Édito"), ("rencontre", "La rencontre du 4 novembre"), ("observations", "Observations")]
    parts += [("pistes", "Pistes de travail 2011"), ("questions", "Questions à débattre")]
    summary = "".join(
        f'<li><a class="page-ref{" is-range" if name == "edito" else ""}" href="#{name}" '
        f'data-range-end="{name}-fin">{title}</a></li>'
        for name, title in parts
    )
    figures = "".join(
        f"<div><strong>{figure}</strong> {label}</div>"
        for figure, label in ((120, "participants"), (8, "ateliers"), (25, "propositions"), (6, "visites"))
    )
    lists = (
        "<ul><li>analyser les tendances<ul><li>visites</li><li>ateliers</li></ul></li><li>formuler des pistes</li></ul>"
        "<ol><li>première étape</li><li>seconde étape</li></ol><dl><dt>SIAE</dt><dd>structure de l’insertion</dd></dl>"
    )
    contents = {
        "edito": f'<div class="columns edito">{PARAGRAPH * 8}</div><p>Une note<span class="note">Source : '
        f"<em>séminaire 2010</em>.</span> en bas de page.</p>{PARAGRAPH * 2}",
        "rencontre": f'<div class="columns">{PARAGRAPH * 2}{lists}{PARAGRAPH * 2}</div><div class="band">'
        f"<h3>Un groupe élargi</h3>{lists}</div>",
        "observations": '<figure><img src="portail:image/1" alt="La salle du séminaire, à Lille">'
        f'<figcaption>La salle</figcaption></figure>{PARAGRAPH * 4}<p>Suite <img src="portail:image/2" alt="Logo"> '
        f"ici.</p>{TABLE}",
        "pistes": f"<blockquote>{PARAGRAPH}</blockquote><h3>Jobcoach → emploi ✓</h3>{PARAGRAPH * 5}",
        "questions": f"{PARAGRAPH}<p>Voir <a href='https://www.coorace.org/'>le <strong>site</strong> de COORACE</a>"
        " ou <a href='mailto:qualite@coorace.org'>écrire au réseau</a>.</p>",
    }
    sections = "".join(
        f'<section id="{name}" class="{"" if name == "questions" else "start"}"><h2>{title}</h2>{contents[name]}'
        f'<p id="{name}-fin">Fin de la rubrique.</p></section>'
        for name, title in parts
    )
    return page(
        f"<h1>Vers un élargissement de la Qualité</h1>{COVER}<div class='figures'>{figures}</div>"
        f"<h2>Sommaire</h2><ol>{summary}</ol>{PARAGRAPH}{sections}"
    )
