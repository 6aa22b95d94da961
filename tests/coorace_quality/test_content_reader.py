"""A bad content file is refused with its line, its field and a message in French."""

import unicodedata

import pytest

from coorace_quality.content.errors import ContentError
from coorace_quality.content.reader import read_content
from tests.coorace_quality.refusals import refusal

MINIMAL = """\
provenance: fictif
numéro:
  id: NUM-1
  numéro: 7
  titre: Essai
  éditeur: fédération
  dates: {précision: inconnue}
  blocs:
    - type: rubrique
      ancre: une
      titre: Une
"""


def test_minimal_file_is_read(file):
    file.write_text(MINIMAL)
    content = read_content(file).content
    assert content.issue.number == 7
    assert [block.title for block in content.issue.blocks] == ["Une"]
    assert content.seminar is None


def test_file_in_other_unicode_form_and_with_a_mark_is_read(file):
    file.write_bytes(b"\xef\xbb\xbf" + unicodedata.normalize("NFD", MINIMAL).encode())
    assert read_content(file).content.issue.publisher == "fédération"


def test_plain_values_stay_as_written(file):
    file.write_text(MINIMAL.replace("titre: Essai", "titre: 2010-11-05").replace("éditeur: fédération", "éditeur: no"))
    issue = read_content(file).content.issue
    assert (issue.title, issue.publisher) == ("2010-11-05", "no")


def test_folded_text_makes_paragraphs(file):
    file.write_text(MINIMAL + "      appel: >-\n        Un\n        deux.\n\n        Trois.\n")
    assert read_content(file).content.issue.blocks[0].teaser == "Un deux.\n\nTrois."


def test_message_names_file_line_and_field(file):
    file.write_text(MINIMAL.replace("type: rubrique", "type: rubriqe"))
    with pytest.raises(ContentError) as caught:
        read_content(file)
    assert str(caught.value) == (
        f"{file}, ligne 9, champ numéro.blocs[1] : type de bloc inconnu, « rubriqe » ; choix possibles : rubrique, "
        "texte, chiffres, image, vivant"
    )


# --- The file itself ------------------------------------------------------------------------------


def test_missing_file(file):
    with pytest.raises(ContentError, match=r"numero\.yaml : ce fichier n’existe pas$"):
        read_content(file)


def test_folder_instead_of_file(tmp_path):
    with pytest.raises(ContentError, match=r"c’est un dossier, pas un fichier$"):
        read_content(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "le fichier est vide"),
        ("# rien\n", "le fichier est vide"),
        (
            b"provenance: fictif\ntitre: \xe9t\xe9\n",
            "ligne 2 : le fichier n’est pas en UTF-8 : enregistrez-le dans cet encodage",
        ),
        (b"a: " + b"x" * (1024 * 1024), "le fichier pèse 1048579 octets ; 1048576 au plus sont acceptés"),
        (
            "provenance: fictif\nnuméro:\n\tid: A\n",
            "ligne 3 : tabulation en début de ligne : indentez avec des espaces",
        ),
        ("a: b\nc: \x07\n", "ligne 2 : caractère de commande, à retirer (U+0007)"),
        ("- un\n", "ligne 1 : des champs (« clé: valeur ») sont attendus"),
        ("[" * 5000, "ligne 1 : plus de 20 niveaux emboîtés les uns dans les autres"),
        (
            "a: b: c\n",
            "ligne 1 : deux-points inattendu : mettez le texte entre guillemets ou après « >- »",
        ),
        ("a: 'b\n", "ligne 2 : des guillemets ne sont pas fermés"),
        ("a: [b\n", "ligne 2 : une liste ou un ensemble entre crochets ou accolades n’est pas fermé"),
        ("a: @b\n", "ligne 1 : une valeur ne commence pas par « @ » : mettez-la entre guillemets"),
        ("a: * b\n", "ligne 1 : une valeur ne commence ni par « * » ni par « & » : mettez-la entre guillemets"),
        ("a: b\nc\n", "ligne 3 : il manque « : » après une clé, ou l’indentation est fausse"),
        ("a:\n  b: 1\n c: 2\n", "ligne 3 : l’indentation ou le début de la ligne est faux"),
        ('a: "\\q"\n', "ligne 1 : « \\ » dans un texte entre guillemets droits : doublez-le, ou passez par « >- »"),
        ("a: 1\n---\nb: 2\n", "ligne 2 : le fichier contient plusieurs documents (« --- ») : gardez-en un"),
        ("a: &b c\n", "ligne 1 : « &b » est une ancre YAML : si c’est un texte, mettez-le entre guillemets"),
        ("a: *b\n", "ligne 1 : « *b » renvoie ailleurs : si c’est un texte, mettez-le entre guillemets"),
        (
            "a: !!python/object/apply:os.system [ls]\n",
            "ligne 1 : « tag:yaml.org,2002:python/object/apply:os.system » est une étiquette YAML : si c’est un texte, "
            "mettez-le entre guillemets",
        ),
        ("a: 1\nb: 2\na: 3\n", "ligne 3, champ a : clé déjà donnée à la ligne 1"),
        ("? [a]\n: b\n", "ligne 1 : une clé est un mot, pas un ensemble"),
        ("a:\n", "ligne 1, champ a : valeur vide : donnez-en une, ou retirez la ligne"),
        ("a:\n  - b\n  -\n", "ligne 3, champ a[2] : valeur vide : donnez-en une, ou retirez la ligne"),
    ],
)
def test_malformed_file(file, content, message):
    assert refusal(file, content) == message


# --- Types ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("  titre: Essai\n", "", "ligne 2, champ numéro.titre : ce champ manque"),
        (
            "  titre: Essai",
            "  tittre: Essai",
            "ligne 2, champ numéro.titre : ce champ manque\n"
            "ligne 5, champ numéro.tittre : ce champ n’existe pas ici (vouliez-vous écrire « titre » ?)",
        ),
        ("  titre: Essai", "  titre: Essai\n  zzz: 1", "ligne 6, champ numéro.zzz : ce champ n’existe pas ici"),
        # « siège » is a key of delegations and « chapeau » of live blocks: neither is one here.
        (
            "  titre: Essai",
            "  titre: Essai\n  siege: x",
            "ligne 6, champ numéro.siege : ce champ n’existe pas ici",
        ),
        (
            "      titre: Une",
            "      titre: Une\n      chapeaux: x\n      apel: y",
            "ligne 12, champ numéro.blocs[1].chapeaux : ce champ n’existe pas ici\n"
            "ligne 13, champ numéro.blocs[1].apel : ce champ n’existe pas ici (vouliez-vous écrire « appel » ?)",
        ),
        (
            "dates: {précision: inconnue}",
            "dates: {précision: inconnue, libelé: x}",
            "ligne 7, champ numéro.dates.libelé : ce champ n’existe pas ici (vouliez-vous écrire « libellé » ?)",
        ),
        ("titre: Essai", 'titre: ""', "ligne 5, champ numéro.titre : texte vide : donnez-en un, ou retirez la ligne"),
        ("titre: Essai", "titre: [a]", "ligne 5, champ numéro.titre : un texte est attendu, pas une liste"),
        (
            "titre: Essai",
            "titre: {a: b}",
            "ligne 5, champ numéro.titre : un texte est attendu, pas un ensemble de champs",
        ),
        *(
            (
                "numéro: 7",
                f"numéro: {number}",
                f"ligne 4, champ numéro.numéro : un nombre entier, en chiffres seuls, est attendu, pas « {number} »",
            )
            for number in ("sept", "7.5", "7.0", "1_0", "010", "0x10", "1:30", "+7", "٧")
        ),
        ("numéro: 7", "numéro: 0", "ligne 4, champ numéro.numéro : 1 au moins"),
        ("numéro: 7", "numéro: 99999", "ligne 4, champ numéro.numéro : 32767 au plus"),
        (
            "id: NUM-1",
            "id: NUM 1",
            "ligne 3, champ numéro.id : « NUM 1 » refusé : des lettres sans accent, des chiffres et des "
            "traits d’union seulement",
        ),
        ("id: NUM-1", f"id: {'x' * 41}", "ligne 3, champ numéro.id : 41 caractères, pour 40 au plus"),
        (
            "provenance: fictif",
            "provenance: inventé",
            "ligne 1, champ provenance : « inventé » n’est pas un choix possible : atteste, deduit, "
            "reconstitue, fictif",
        ),
        (
            "dates: {précision: inconnue}",
            "dates: {précision: jour, du: 2010-02-30, au: 5 mars 2010}",
            "ligne 7, champ numéro.dates.au : écrivez la date sous la forme AAAA-MM-JJ\n"
            "ligne 7, champ numéro.dates.du : cette date n’existe pas",
        ),
        (
            "dates: {précision: inconnue}",
            "dates: hier",
            "ligne 7, champ numéro.dates : des champs (« clé: valeur ») sont attendus, pas « hier »",
        ),
        (
            "ancre: une",
            "ancre: À la Une",
            "ligne 10, champ numéro.blocs[1].ancre : « À la Une » refusé : des minuscules sans accent, des "
            "chiffres et des traits d’union seulement",
        ),
        (
            "      titre: Une",
            "      titre: Une\n      nouvelle_page: true",
            "ligne 12, champ numéro.blocs[1].nouvelle_page : écrivez « oui » ou « non »",
        ),
        (
            "      titre: Une",
            "      titre: Une\n      fond: bleu",
            "ligne 12, champ numéro.blocs[1].fond : « bleu » n’est pas un choix possible : blanc, brume, creme",
        ),
        (
            "      titre: Une",
            "      titre: Une\n      ids: RUB-1",
            "ligne 12, champ numéro.blocs[1].ids : une liste est attendue, pas « RUB-1 »",
        ),
        (
            "      titre: Une",
            "      texte: Une",
            "ligne 9, champ numéro.blocs[1].titre : ce champ manque\n"
            "ligne 11, champ numéro.blocs[1].texte : ce champ n’existe pas ici (vouliez-vous écrire « titre » ?)",
        ),
        (
            "    - type: rubrique\n",
            "    - typ: rubrique\n",
            "ligne 9, champ numéro.blocs[1] : ce bloc ne dit pas son type (« type: rubrique », par exemple)",
        ),
        (
            "    - type: rubrique\n      ancre: une\n      titre: Une\n",
            "    []\n",
            "ligne 8, champ numéro.blocs : liste vide",
        ),
    ],
)
def test_wrong_field(file, before, after, message):
    assert MINIMAL.count(before) == 1
    assert refusal(file, MINIMAL.replace(before, after)) == message
