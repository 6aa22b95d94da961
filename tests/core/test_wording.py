"""Corrections of wording: which ones readers are shown."""

from pathlib import Path

import pytest

from core.typography import french
from core.wording import Correction, corrections

SOURCE = (Path(__file__).parent.parent / "data" / "fil-dinfo-4.source.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("printed", "corrected", "expected"),
    [
        (
            "COORACE a eu le culot il y 25 ans, d’inventer des modes",
            "COORACE a eu le culot il y a 25 ans, d’inventer des modes",
            ("il y 25 ans,", "il y a 25 ans,"),
        ),
        (
            "le culot il y 25 ans, d’inventer",
            "le culot il y a 25 ans d’inventer",
            ("il y 25 ans, d’inventer", "il y a 25 ans d’inventer"),
        ),
        (
            "De part l’accompagnement,",
            "De par l’accompagnement,",
            ("De part l’accompagnement,", "De par l’accompagnement,"),
        ),
        ("la qualité. De part l’effort", "la qualité. De par l’effort", ("De part l’effort", "De par l’effort")),
        (
            "et sont présentent dans les lieux",
            "et sont présentes dans les lieux",
            ("sont présentent dans", "sont présentes dans"),
        ),
        (
            "Des « jobcoach » contribuent",
            "Des « jobcoachs » contribuent",
            ("Des « jobcoach » contribuent", "Des « jobcoachs » contribuent"),
        ),
        (
            "avec quelques dizaine de milliers",
            "avec quelques dizaines de milliers",
            ("quelques dizaine de", "quelques dizaines de"),
        ),
        ("s’inscrire dans la durée", "s’inscrire dans la durée.", ("la durée", "la durée.")),
        ("et ce jusqu’à la mise", "et ce, jusqu’à la mise", ("et ce jusqu’à la", "et ce, jusqu’à la")),
        ("L’avis d’Etienne", "L’avis d’Étienne", ("L’avis d’Etienne", "L’avis d’Étienne")),
        ("à Neuville en Condroz.", "à Neuville-en-Condroz.", ("Neuville en Condroz", "Neuville-en-Condroz")),
        ("N°5", "n° 5", ("N°5", "n° 5")),
        ("au\nnouveaux entrants", "aux\nnouveaux entrants", ("au nouveaux entrants", "aux nouveaux entrants")),
        ("", "un mot", ("", "un mot")),
        ("un mot", "", ("un mot", "")),
    ],
)
def test_one_correction(printed, corrected, expected):
    assert corrections(printed, corrected) == [Correction(*expected)]


def test_corrections_far_apart_are_listed_in_order():
    printed = "Il y 25 ans, des modes de retours vers l’emploi ont été créés au sein de leur projets."
    corrected = "Il y a 25 ans, des modes de retour vers l’emploi ont été créés au sein de leurs projets."
    assert corrections(printed, corrected) == [
        Correction("Il y 25 ans,", "Il y a 25 ans,"),
        Correction("de retours vers", "de retour vers"),
        Correction("de leur projets", "de leurs projets"),
    ]


def test_corrections_close_together_are_one():
    assert corrections("mise en œuvre de leur projet commune", "mise en œuvre de leurs projets communs") == [
        Correction("leur projet commune", "leurs projets communs")
    ]
    assert corrections("il y 25 an passés", "il y a 25 ans passés") == [
        Correction("il y 25 an passés", "il y a 25 ans passés")
    ]


@pytest.mark.parametrize(
    ("printed", "corrected"),
    [
        ("la vie de l'entreprise", "la vie de l’entreprise"),
        ("«…créer des emplois", "« …créer des emplois"),
        ("peu qualifiés... au sein", "peu qualifiés… au sein"),
        ('le mot "fil" ?', "le mot «\u00a0fil\u00a0»\u202f?"),
        ("les  14 et\n15 octobre", "les 14 et 15 octobre"),
        ("N°5", "N°\u00a05"),
        ("", ""),
    ],
)
def test_typography_is_no_correction(printed, corrected):
    assert corrections(printed, corrected) == []


def test_setting_the_source_corrects_nothing():
    assert corrections(SOURCE, SOURCE) == []
    for paragraph in SOURCE.split("\n\n"):
        assert corrections(paragraph, french(paragraph)) == []


def test_corrections_of_the_source_text():
    pairs = [
        ("il y 25 ans,", "il y a 25 ans,"),
        ("des modes de retours vers", "des modes de retour vers"),
        ("De part l’accompagnement", "De par l’accompagnement"),
        ("sont présentent dans", "sont présentes dans"),
        ("quelques dizaine de", "quelques dizaines de"),
        ("de leur projets,", "de leurs projets,"),
        ("au \nnouveaux entrants", "aux \nnouveaux entrants"),
        ("se poursuivrent et", "se poursuivre et"),
    ]
    corrected = SOURCE
    for slip, mended in pairs:
        assert corrected.count(slip) == 1
        corrected = corrected.replace(slip, mended)
    assert corrections(SOURCE, corrected) == [
        Correction("il y 25 ans,", "il y a 25 ans,"),
        Correction("de retours vers", "de retour vers"),
        Correction("De part l’accompagnement des", "De par l’accompagnement des"),
        Correction("sont présentent dans", "sont présentes dans"),
        Correction("quelques dizaine de", "quelques dizaines de"),
        Correction("de leur projets,", "de leurs projets,"),
        Correction("démarche Qualité au nouveaux entrants,", "démarche Qualité aux nouveaux entrants,"),
        Correction("se poursuivrent et", "se poursuivre et"),
    ]
