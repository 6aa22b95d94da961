"""What the web page does to an editor's text: heading levels, notes, key sentences. Words never change."""

import pytest

from newsletter.emphasis import mark_key_sentences, split_closing_question
from newsletter.headings import nest_headings
from newsletter.notes import Body, link_notes

# --- Headings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "top", "expected"),
    [
        ("<h3>A</h3><p>a</p><h4>B</h4>", 3, "<h3>A</h3><p>a</p><h4>B</h4>"),
        ("<h3>A</h3><h4>B</h4>", 4, "<h4>A</h4><h5>B</h5>"),
        ("<h4>A</h4><h4>B</h4>", 3, "<h3>A</h3><h3>B</h3>"),
        ("<h4>A</h4><h3>B</h3><h4>C</h4>", 3, "<h3>A</h3><h3>B</h3><h4>C</h4>"),
        ("<h3>A</h3><h4>B</h4><h3>C</h3>", 2, "<h2>A</h2><h3>B</h3><h2>C</h2>"),
        ("<h3>A</h3><h4>B</h4><h5>C</h5>", 5, "<h5>A</h5><h6>B</h6><h6>C</h6>"),
        ("<p>h3 < h4</p><hr>", 4, "<p>h3 < h4</p><hr>"),
    ],
    ids=["as it is", "one deeper", "no h4 first", "a level lost", "higher", "never past h6", "no heading"],
)
def test_headings_start_at_the_level_of_their_place_and_skip_none(html, top, expected):
    assert nest_headings(html, top) == expected


# --- Notes ----------------------------------------------------------------------------------------


def link(mark: str, kind: str, number: int = 1) -> str:
    here, there, label = {
        "call": ("appel", "note", "Note"),
        "note": ("note", "appel", "Retour au texte"),
    }[kind]
    return (
        f'<a class="note-{"call" if kind == "call" else "back"}" id="{here}-edito-{number}" '
        f'href="#{there}-edito-{number}" aria-label="{label}">{mark}</a>'
    )


def test_note_and_its_call_are_linked_both_ways():
    text = Body("<p>leur territoire d’action* tandis que 2 * 3</p>", is_note=False)
    note = Body("<p>* La rencontre nationale</p>", is_note=True)

    assert link_notes([text, Body("<p>Signature</p>", is_note=False), note], "edito") == [
        f"<p>leur territoire d’action{link('*', 'call')} tandis que 2 * 3</p>",
        "<p>Signature</p>",
        f"<p>{link('*', 'note')} La rencontre nationale</p>",
    ]


def test_each_mark_goes_to_its_own_note():
    bodies = [
        Body("<p>un** et <strong>deux</strong>*</p>", is_note=False),
        Body("<p>* deux</p>", is_note=True),
        Body("<p>** un</p>", is_note=True),
    ]

    assert link_notes(bodies, "edito") == [
        f"<p>un{link('**', 'call', 2)} et <strong>deux</strong>{link('*', 'call', 1)}</p>",
        f"<p>{link('*', 'note', 1)} deux</p>",
        f"<p>{link('**', 'note', 2)} un</p>",
    ]


@pytest.mark.parametrize(
    "bodies",
    [
        [Body("<p>sans appel</p>", False), Body("<p>* Une note</p>", True)],
        [Body("<p>appel*</p>", False), Body("<p>Une note sans marque</p>", True)],
        [Body("<p>* Une note d’abord</p>", True), Body("<p>appel*</p>", False)],
        [Body("<p>une *étoile devant</p>", False), Body("<p>* Une note</p>", True)],
        [Body('<p><a href="https://a.example/x*">lien*</a></p>', False), Body("<p>* Une note</p>", True)],
        [],
    ],
    ids=["no call", "no mark", "call after", "star before a word", "star in a link", "nothing"],
)
def test_what_is_not_a_note_and_its_call_stays_as_it_is(bodies):
    assert link_notes(bodies, "edito") == [body.html for body in bodies]


# --- Key sentences --------------------------------------------------------------------------------

KEY = '<strong class="key-sentence">'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p><strong>Et demain ?</strong></p>", f"<p>{KEY}Et demain ?</strong></p>"),
        ("<p>Hier. <strong>« Et demain ? »</strong></p>", f"<p>Hier. {KEY}« Et demain ? »</strong></p>"),
        ("<p>Un <strong>mot</strong></p>", "<p>Un <strong>mot</strong></p>"),
        ("<p><strong>Fin.</strong> Suite</p>", "<p><strong>Fin.</strong> Suite</p>"),
        ("<ul><li><strong>Fin.</strong></li></ul>", "<ul><li><strong>Fin.</strong></li></ul>"),
        (
            "<p><strong>a</strong> b</p><p>c <strong>d.</strong></p>",
            f"<p><strong>a</strong> b</p><p>c {KEY}d.</strong></p>",
        ),
    ],
)
def test_key_sentence_is_a_bold_one_that_ends_its_paragraph(html, expected):
    assert mark_key_sentences(html) == expected


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("Il le faut. Mais comment ?", ("Il le faut.", "Mais comment ?")),
        ("« Pourquoi ? Notre mission n’est-elle pas là ? ».", ("« Pourquoi ?", "Notre mission n’est-elle pas là ? ».")),
        ("Mais comment ?", ("Mais comment ?", "")),
        ("Comment ? Ainsi.", ("Comment ? Ainsi.", "")),
        ("Il le faut. Oui : comment faire ? un peu", ("Il le faut. Oui : comment faire ? un peu", "")),
        ("", ("", "")),
    ],
)
def test_closing_question_is_cut_from_what_leads_to_it(paragraph, expected):
    assert split_closing_question(paragraph) == expected
