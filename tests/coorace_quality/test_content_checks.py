"""Parts of a content file that do not fit together, and pictures that will not do."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from coorace_quality.content.reader import read_content
from tests.coorace_quality.refusals import refusal

DATA = Path(__file__).resolve().parents[1] / "data"
PICTURE = (DATA / "pont.png").read_bytes()

OTHER = (DATA / "autre-numero.yaml").read_text()


def line_of(text: str, fragment: str) -> int:
    return text[: text.index(fragment)].count("\n") + 1


@pytest.fixture
def picture(tmp_path) -> Path:
    picture = tmp_path / "pont.png"
    picture.write_bytes(PICTURE)
    return picture


@pytest.mark.parametrize(
    ("before", "after", "at", "message"),
    [
        (
            "signataire: P-01",
            "signataire: P-99",
            "P-99",
            "champ numéro.blocs[6].signataire : « P-99 » n’est l’identifiant d’aucune personne du fichier",
        ),
        (
            "[CH-2, CH-1]",
            "[CH-2, CH-9]",
            "CH-9",
            "champ numéro.blocs[1].chiffres[2] : « CH-9 » n’est l’identifiant d’aucun chiffre du séminaire",
        ),
        (
            "hôte: STR-1",
            "hôte: STR-2",
            "STR-2",
            "champ séminaire.étapes[1].visites[1].hôte : « STR-2 » n’est l’identifiant d’aucune structure du fichier",
        ),
        (
            "    département: 2A\n    délégation: DEL-1",
            "    délégation: DEL-3",
            "DEL-3",
            "champ structures[1].délégation : « DEL-3 » n’est l’identifiant d’aucune délégation du fichier",
        ),
        (
            "        structure: STR-1",
            "        structure: STR-7",
            "STR-7",
            "champ personnes[1].fonctions[1].structure : « STR-7 » n’est l’identifiant d’aucune structure du fichier",
        ),
        (
            "étape: ETAPE-1",
            "étape: ETAPE-5",
            "ETAPE-5",
            "champ groupes[1].étape : « ETAPE-5 » n’est l’identifiant d’aucune étape du fichier",
        ),
        *(
            (
                "glossaire:\n",
                f"rencontres:\n  - id: R-1\n    genre: groupe\n    {key}: X-9\n"
                "    dates: {précision: inconnue}\nglossaire:\n",
                "X-9",
                f"champ rencontres[1].{key} : « X-9 » n’est l’identifiant d’{article} {key} du fichier",
            )
            for key, article in (("délégation", "aucune"), ("groupe", "aucun"), ("étape", "aucune"))
        ),
        (
            "personne: P-01",
            "personne: P-02",
            "P-02",
            "champ groupes[1].membres[1].personne : « P-02 » n’est l’identifiant d’aucune personne du fichier",
        ),
        (
            "rôle: animatrice",
            "fonction: X-1",
            "X-1",
            "champ groupes[1].membres[1].fonction : « X-1 » n’est aucune des fonctions de « P-01 »",
        ),
        (
            "imprimé: traverséees",
            "imprimé: traverses",
            "imprimé: traverses",
            "champ numéro.blocs[2].corrections[1].imprimé : « traverses » n’est pas dans le texte à corriger",
        ),
        (
            "imprimé: traverséees",
            "imprimé: e",
            "imprimé: e",
            "champ numéro.blocs[2].corrections[1].imprimé : « e » est 5 fois dans le texte : donnez un fragment "
            "plus long",
        ),
        (
            "          corrigé: traversées",
            "          corrigé: traversées\n        - imprimé: verséees\n          corrigé: vers",
            "imprimé: verséees",
            "champ numéro.blocs[2].corrections[2].imprimé : « verséees » chevauche le fragment d’une autre correction",
        ),
        (
            "          corrigé: traversées",
            "          corrigé: traversées\n        - imprimé: traverséees\n          corrigé: vers",
            "imprimé: traverséees\n          corrigé: vers",
            "champ numéro.blocs[2].corrections[2].imprimé : « traverséees » est déjà corrigé",
        ),
        (
            "id: OBS-1",
            "id: CH-1",
            "id: CH-1\n      étiquette",
            "champ séminaire.observations[1].id : « CH-1 » est déjà l’identifiant de séminaire.chiffres[1]",
        ),
        (
            "    - type: vivant",
            "    - type: rubrique\n      ancre: traversees\n      titre: Z\n    - type: vivant",
            "ancre: traversees\n      titre: Z",
            "champ numéro.blocs[7].ancre : « traversees » est déjà l’ancre de numéro.blocs[2]",
        ),
        (
            "nom: La veillée",
            "nom: La veillée\n      adresse: l-ete-des-ponts",
            "adresse: l-ete",
            "champ séminaire.étapes[2].adresse : « l-ete-des-ponts » est déjà l’adresse de séminaire.étapes[1]",
        ),
        (
            "<p>Un numéro d’essai.</p>",
            "<h2>Un</h2> <p>numéro</p>",
            "<h2>",
            "champ numéro.ours.texte : la balise « h2 » n’est pas permise : a, blockquote, br, em, h3, h4, li, ol, p, "
            "strong, ul",
        ),
        (
            "<p>Un numéro d’essai.</p>",
            "<p> </p><p><strong></strong></p>",
            "<p> </p>",
            "champ numéro.ours.texte : ce texte n’a que des balises : écrivez-en un, ou retirez la ligne",
        ),
        *(
            (
                "<p>Un numéro d’essai.</p>",
                f"<p>Un {link}lien</a>, <a href='https://a.example'>un autre</a>.</p>",
                "<p>Un ",
                f"champ numéro.ours.texte : « {link} » n’a pas d’adresse permise : elle commence par http:, https:, "
                "mailto:",
            )
            for link in ("<a href='javascript:alert(1)'>", "<a href='/ici'>", "<a>")
        ),
        (
            "<p>Un numéro d’essai.</p>",
            "<p>Un <em>&#x2605;</em> ★.</p>",
            "<p>Un <em>",
            "champ numéro.ours.texte : aucune police du portail n’a ces caractères : « ★ » (U+2605). Remplacez-les.",
        ),
        (
            "corrigé: traversées",
            "corrigé: traversées 🎉",
            "titre: Les traver",
            "champ numéro.blocs[2].titre : aucune police du portail n’a ces caractères : « 🎉 » (U+1F389). "
            "Remplacez-les.",
        ),
        (
            "[CH-2, CH-1]",
            "[CH-2, CH-1, CH-2]",
            "[CH-2",
            "champ numéro.blocs[1].chiffres[3] : « CH-2 » est déjà donné à numéro.blocs[1].chiffres[1]",
        ),
        (
            "    - type: vivant",
            "    - type: chiffres\n      chiffres: [CH-1]\n    - type: vivant",
            "chiffres: [CH-1]",
            "champ numéro.blocs[7].chiffres[1] : « CH-1 » est déjà donné à numéro.blocs[1].chiffres[2]",
        ),
        (
            "<p>Un numéro d’essai.</p>",
            "<p>a</p>\n    liens: [{id: LIEN-1, url: http://a.example}]",
            "LIEN-1",
            "champ numéro.ours.liens[1].url : l’ours ne contient aucun lien vers « http://a.example »",
        ),
        (
            "      fichier: pont.png\n      alt",
            "      fichier: gue.png\n      alt",
            "gue.png",
            "champ numéro.blocs[4].fichier : l’image « gue.png » n’existe pas dans le dossier du fichier de contenu",
        ),
        (
            "      fichier: pont.png\n      alt",
            "      fichier: ../pont.png\n      alt",
            "../pont",
            "champ numéro.blocs[4].fichier : « ../pont.png » sort du dossier du fichier de contenu",
        ),
        (
            "      fichier: pont.png\n      alt",
            "      fichier: /etc/passwd\n      alt",
            "/etc",
            "champ numéro.blocs[4].fichier : « /etc/passwd » sort du dossier du fichier de contenu",
        ),
    ],
)
def test_parts_that_do_not_fit(file, picture, before, after, at, message):
    assert OTHER.count(before) == 1
    text = OTHER.replace(before, after)
    line = line_of(text, at)
    assert refusal(file, text) == f"ligne {line}, {message}"


def test_character_that_a_correction_takes_away_is_accepted(file, picture):
    """The printed form is kept, and read nowhere."""
    file.write_text(OTHER.replace("traverséees", "★traverséees"))
    assert read_content(file).content.issue.blocks[1].reading("title") == "Les traversées"


def too_many_pixels() -> bytes:
    stream = BytesIO()
    Image.new("1", (8001, 5001)).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"GIF89a", "Ce fichier n’est pas une image JPEG, PNG ou WebP."),
        (b"", "Ce fichier est vide."),
        (PICTURE[:-40], "Cette image est abîmée ou incomplète : elle ne peut pas être lue."),
        (PICTURE + b"\0" * 10 * 1024 * 1024, "Cette image pèse plus de 10 Mo : réduisez-la avant de l’envoyer."),
        (
            too_many_pixels(),
            "Cette image compte trop de pixels : pas plus de 40 millions, soit par exemple 8 000 × 5 000.",
        ),
    ],
    ids=["format", "empty", "broken", "heavy", "pixels"],
)
def test_bad_picture(file, picture, content, message):
    picture.write_bytes(content)
    assert refusal(file, OTHER) == (
        f"ligne 40, champ numéro.blocs[4].fichier : {message}\nligne 45, champ numéro.blocs[5].fichier : {message}"
    )
