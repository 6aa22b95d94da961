"""``manage.py load_content``: what the portal holds once a content file is loaded, and loaded again."""

from io import StringIO
from pathlib import Path

import pytest
from content_editor.contents import contents_for_item
from django.apps import apps
from django.core.management import CommandError, call_command

from coorace_quality.content.errors import ContentError
from coorace_quality.content.loader import load_file
from coorace_quality.content.writer import Tally
from network.models import Delegation, Enterprise, GlossaryTerm, Mandate, Person
from newsletter.models import BLOCK_MODELS, Image, Issue, KeyFigures, Live, Rubrique, Text
from proposals.models import (
    Observation,
    ObservationQuestion,
    ObservationTrack,
    Question,
    TrackQuestion,
    Trend,
    TrendQuestion,
    TrendTrack,
    WorkTrack,
)
from regions.models import GroupMembership, Meeting, QualityGroup
from seminars.models import AnnouncedFigure, Seminar, Stage, Visit

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
ISSUE_4 = ROOT / "content" / "fil-dinfo-4.yaml"
OTHER = ROOT / "tests" / "data" / "autre-numero.yaml"

COUNTS_OF_ISSUE_4 = {
    Delegation: 8,
    Enterprise: 6,
    Person: 15,
    Mandate: 16,
    Seminar: 1,
    Stage: 4,
    Visit: 6,
    AnnouncedFigure: 17,
    Observation: 7,
    Trend: 3,
    WorkTrack: 9,
    Question: 6,
    ObservationTrack: 1,
    ObservationQuestion: 1,
    TrendTrack: 2,
    TrendQuestion: 2,
    TrackQuestion: 3,
    QualityGroup: 2,
    GroupMembership: 16,
    Meeting: 1,
    GlossaryTerm: 23,
    Issue: 1,
    KeyFigures: 1,
    Rubrique: 6,
    Text: 6,
    Live: 9,
}


@pytest.fixture
def issue_4():
    load_file(ISSUE_4)
    return Issue.objects.get(number=4)


@pytest.fixture
def other(tmp_path):
    """The made-up file with replacements, in a folder of its own: ``other(("old", "new"))``."""
    (tmp_path / "pont.png").write_bytes((OTHER.parent / "pont.png").read_bytes())

    def write(*replacements: tuple[str, str]) -> Path:
        text = OTHER.read_text()
        for before, after in replacements:
            assert text.count(before) == 1
            text = text.replace(before, after)
        file = tmp_path / "autre.yaml"
        file.write_text(text)
        return file

    return write


def all_rows() -> dict[str, list]:
    """Every row of our tables, timestamps included."""
    ours = ("core", "network", "seminars", "proposals", "regions", "newsletter")
    models = [model for label in ours for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


def refusal(file: Path) -> str:
    with pytest.raises(ContentError) as caught:
        load_file(file)
    return str(caught.value).replace(f"{file}, ", "")


# --- Issue 4 --------------------------------------------------------------------------------------


def test_issue_4_is_created_whole():
    report = load_file(ISSUE_4)
    assert {model: tally.created for model, tally in report.tallies.items()} == COUNTS_OF_ISSUE_4
    assert {model: model.objects.count() for model in COUNTS_OF_ISSUE_4} == COUNTS_OF_ISSUE_4
    assert report.total == Tally(created=172)


def test_second_load_changes_nothing(issue_4):
    before = all_rows()
    report = load_file(ISSUE_4)
    assert report.tallies == {model: Tally(unchanged=count) for model, count in COUNTS_OF_ISSUE_4.items()}
    assert all_rows() == before


# --- Another file ---------------------------------------------------------------------------------


def test_another_file_makes_another_seminar_and_another_issue(issue_4):
    before = all_rows()
    report = load_file(OTHER)
    assert report.total == Tally(created=26)
    assert list(Issue.objects.order_by("number").values_list("number", "provenance", "seminar__slug")) == [
        (4, "deduit", "2010"),
        (12, "fictif", "iles-2031"),
    ]
    for label, rows in all_rows().items():
        assert rows[: len(before[label])] == before[label]


def test_another_file_fills_its_own_issue():
    load_file(OTHER)
    issue = Issue.objects.get()
    blocks = contents_for_item(issue, BLOCK_MODELS).main
    assert [str(block) for block in blocks] == [
        "En bref",
        "Les traversées",
        "Le premier pont",
        "Un pont orange sur une eau bleue",
        "image décorative",
        "Ada RIVAGE",
        "les étapes du séminaire",
    ]
    assert [figure.source_ref for figure in blocks[0].figures] == ["CH-2", "CH-1"]
    assert blocks[2].body == "<p>Il est <strong>long</strong>.</p><p>Il est étroit.</p>"
    assert (blocks[3].caption, blocks[3].credit) == ("Le pont du Nord", "Dessin d’essai")
    assert blocks[3].picture.name == blocks[4].picture.name
    assert (blocks[3].picture.width, blocks[3].picture.height) == (160, 90)
    stages = issue.seminar.stages.all()
    assert [(one.slug, one.precision, one.audience) for one in stages] == [
        ("l-ete-des-ponts", "inconnue", "public"),
        ("la-veillee", "mois", "reseau"),
    ]
    assert stages[1].paragraphs == ["Des récits.", "Des chants."]
    assert str(stages[0].visits.get().host) == "LES PASSEURS (2A)"
    assert str(QualityGroup.objects.get().delegation) == "Délégation des Îles"
    assert {row["provenance"] for rows in all_rows().values() for row in rows if "provenance" in row} == {"fictif"}


def test_second_load_of_another_file_keeps_its_pictures(other):
    load_file(other())
    before = all_rows()
    assert load_file(other()).total == Tally(unchanged=26)
    assert all_rows() == before


def test_picture_gone_from_the_disk_is_stored_again(other):
    load_file(other())
    picture = Image.objects.get(is_decorative=True).picture
    picture.storage.delete(picture.name)
    load_file(other())
    assert picture.storage.exists(picture.name)


# --- A changed file -------------------------------------------------------------------------------


def test_changed_wording_is_updated_in_place(other):
    load_file(other())
    before = all_rows()
    report = load_file(
        other(("La mer est forte.", "La mer est calme."), ("<p>Il est étroit.</p>", "<p>Il est large.</p>"))
    )
    assert report.total == Tally(updated=2, unchanged=24)
    assert (report.of(Observation), report.of(Text)) == (Tally(updated=1), Tally(updated=1, unchanged=1))
    changed = {
        (label, key)
        for label, rows in all_rows().items()
        for row, was in zip(rows, before[label], strict=True)
        for key in row
        if row[key] != was[key]
    }
    assert changed == {
        ("proposals.Observation", "wording"),
        ("proposals.Observation", "updated_at"),
        ("newsletter.Text", "body"),
        ("core.SearchEntry", "text"),
    }


def test_blocks_taken_from_the_file_are_removed_and_new_ones_inserted(other):
    load_file(other())
    signature = Text.objects.get(kind="signature").pk
    report = load_file(
        other(
            ("    - type: image\n      fichier: pont.png\n      décorative: oui\n", ""),
            (
                "    - type: texte\n      titre: Le premier pont",
                "    - type: texte\n      texte: <p>Avant.</p>\n    - type: texte\n      titre: Le premier pont",
            ),
        )
    )
    assert report.of(Image) == Tally(updated=1, removed=1)
    assert report.of(Text) == Tally(created=1, updated=1, unchanged=1)
    assert Text.objects.get(kind="signature").pk == signature
    assert [str(block) for block in contents_for_item(Issue.objects.get(), BLOCK_MODELS).main] == [
        "En bref",
        "Les traversées",
        "Avant.",
        "Le premier pont",
        "Un pont orange sur une eau bleue",
        "Ada RIVAGE",
        "les étapes du séminaire",
    ]


def test_changed_key_figures_count_as_an_update(other):
    load_file(other())
    for figures in (["CH-1", "CH-2"], ["CH-2"]):
        assert load_file(other(("[CH-2, CH-1]", f"[{', '.join(figures)}]"))).of(KeyFigures) == Tally(updated=1)
        assert [figure.source_ref for figure in KeyFigures.objects.get().figures] == figures


def test_lists_may_change_order(other):
    load_file(other())
    first = "    - id: OBS-1\n      étiquette: Houle\n      texte: La mer est forte.\n"
    second = "    - id: OBS-2\n      étiquette: Vent\n      texte: Il tourne.\n"
    load_file(other((first, first + second)))
    ids = dict(Observation.objects.values_list("source_ref", "pk"))
    report = load_file(other((first, second + first)))
    assert report.of(Observation) == Tally(updated=2)
    assert list(Observation.objects.order_by("position").values_list("source_ref", "position", "pk")) == [
        ("OBS-2", 1, ids["OBS-2"]),
        ("OBS-1", 2, ids["OBS-1"]),
    ]


def test_rows_the_file_does_not_name_are_left_alone(other):
    load_file(other())
    seminar = Seminar.objects.get()
    added = Observation.objects.create(
        seminar=seminar, position=9, label="Ajoutée", wording="Ailleurs.", provenance="fictif"
    )
    updated_at = added.updated_at
    assert load_file(other()).of(Observation) == Tally(unchanged=1)
    added.refresh_from_db()
    assert (added.position, added.updated_at) == (9, updated_at)


def test_published_issue_stays_published(other):
    load_file(other())
    issue = Issue.objects.get()
    issue.state, issue.published_at = "publie", issue.created_at
    issue.save()
    load_file(other(("accroche: de pont en pont", "accroche: de rive en rive")))
    issue.refresh_from_db()
    assert (issue.state, issue.published_at, issue.strapline) == ("publie", issue.created_at, "de rive en rive")


# --- Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "    - type: vivant\n      contenu: etapes",
            "    - type: texte\n      titre: Sans texte",
            "ligne 51, champ numéro.blocs[7] : Un bloc de texte a un texte, une signature au moins un signataire.",
        ),
        (
            "      alternative: Un pont orange sur une eau bleue\n",
            "",
            "ligne 39, champ numéro.blocs[4] : Décrivez l’image, ou cochez « purement décorative » : l’un ou l’autre.",
        ),
        (
            "dates: {du: 2031-05-02, au: 2031-05-02, précision: jour, libellé: 2 mai 2031}",
            "dates: {du: 2031-05-02, au: 2031-05-01, précision: jour}",
            "ligne 4, champ numéro : La date de fin précède la date de début.",
        ),
        (
            "        structure: STR-1",
            "        structure: STR-1\n        délégation: DEL-1",
            "ligne 130, champ personnes[1].fonctions[1] : Un mandat s’exerce dans une délégation ou dans une "
            "structure, pas les deux.",
        ),
    ],
)
def test_constraint_of_the_database_is_told_with_its_line_and_nothing_is_loaded(other, before, after, message):
    empty = all_rows()
    assert refusal(other((before, after))) == message
    assert all_rows() == empty


def test_refusal_at_the_very_end_leaves_the_portal_as_it_was(issue_4, other):
    load_file(other())
    before = all_rows()
    file = other(
        ("titre: Rencontres des Îles 2031", "titre: Autre titre"),
        ("La mer est forte.", "La mer est calme."),
        (
            "    - type: vivant\n      contenu: etapes",
            f"    - type: vivant\n      contenu: etapes\n      titre: {'x' * 201}",
        ),
    )
    assert refusal(file) == (
        "ligne 53, champ numéro.blocs[7].titre : Assurez-vous que cette valeur comporte au plus 200 caractères "
        "(actuellement 201)."
    )
    assert all_rows() == before


def test_refused_load_stores_no_picture(other, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    refusal(other(("    - type: vivant\n      contenu: etapes", "    - type: texte\n      titre: Sans texte")))
    assert not (tmp_path / "media").exists()


def test_several_refusals_of_a_list_are_told_at_once(other):
    file = other(("terme: bac", f"terme: {'x' * 81}\n  - id: GLO-2\n    terme: {'y' * 82}"))
    assert refusal(file) == (
        "ligne 145, champ glossaire[1].terme : Assurez-vous que cette valeur comporte au plus 80 caractères "
        "(actuellement 81).\n"
        "ligne 147, champ glossaire[2].terme : Assurez-vous que cette valeur comporte au plus 80 caractères "
        "(actuellement 82)."
    )


def test_fiction_never_replaces_what_is_attested(issue_4, other):
    before = all_rows()
    assert refusal(other(("numéro: 12", "numéro: 4"))) == (
        "ligne 4, champ numéro : « Fil d’Info n° 4 » existe déjà, déduit : un contenu fictif ne peut pas le remplacer"
    )
    assert refusal(other(("nom: Délégation des Îles", "nom: Îles\n    adresse: bourgogne"))) == (
        "ligne 114, champ délégations[1] : « Îles » existe déjà, attesté : un contenu fictif ne peut pas le remplacer"
    )
    assert all_rows() == before


# --- The command ----------------------------------------------------------------------------------


def run(*arguments: str) -> list[str]:
    output = StringIO()
    call_command("load_content", *arguments, stdout=output)
    return output.getvalue().splitlines()


def test_command_loads_issue_4_and_counts():
    first, second = run(), run()
    assert (first[0], first[-1]) == (
        "délégations : 8 créations, 0 modification, 0 sans changement",
        "En tout : 172 créations, 0 modification, 0 sans changement",
    )
    assert (second[0], second[-1]) == (
        "délégations : 0 création, 0 modification, 8 sans changement",
        "En tout : 0 création, 0 modification, 172 sans changement",
    )


def test_command_counts_removals(other):
    run("--file", str(other()))
    lines = run("--file", str(other(("    - type: vivant\n      contenu: etapes\n", ""))))
    assert "blocs vivants : 0 création, 0 modification, 0 sans changement, 1 suppression" in lines


def test_command_refuses_with_the_reasons(other):
    file = other(("signataire: P-01", "signataire: P-02"), ("terme: bac", "terme: bac\n    trame: x"))
    with pytest.raises(CommandError) as caught:
        run("--file", str(file))
    assert str(caught.value) == (
        f"{file}, ligne 146, champ glossaire[1].trame : ce champ n’existe pas ici (vouliez-vous écrire « terme » ?)\n"
        "Rien n’a été chargé."
    )
    assert caught.value.returncode == 1
