"""How blocks are shared out on paper, without laying out a file."""

import pytest

from newsletter import layout
from newsletter.enums import TextKind
from newsletter.models import Rubrique
from newsletter.templatetags import print_layout
from tests.support.made_issues import made_end, made_text, paragraphs


@pytest.mark.parametrize(
    ("weights", "count", "shares"),
    [
        ([], 4, []),
        ([5], 4, [[0]]),
        ([3, 1, 1, 1], 2, [[0], [1, 2, 3]]),
        ([10, 1, 1, 1, 1], 3, [[0], [1, 2], [3, 4]]),
        ([1] * 9, 4, [[0, 1], [2, 3], [4, 5], [6, 7, 8]]),
    ],
)
def test_sharing_out_keeps_the_order_and_leaves_no_column_empty(weights, count, shares):
    assert [list(share) for share in layout.share_out(weights, count)] == shares


@pytest.mark.parametrize("count", range(1, 25))
def test_rows_of_columns_hold_everything_once_and_stay_low(count):
    weights = [1 + index * 7 % 5 for index in range(count)]
    rows = layout.columns(weights, 4, 10)
    assert [index for row in rows for column in row for index in column] == list(range(count))
    assert all(sum(weights[index] for index in column) <= 10 for row in rows for column in row)


@pytest.mark.parametrize("lengths", [[10], [10, 10], [230, 130, 130, 400], [1, 1, 1, 9000], [0, 0, 0]])
def test_widths_share_all_the_tracks(lengths):
    given = layout.widths(lengths, total=24, least=5, lost=0.7)
    assert (sum(given), min(given) >= 5) == (24, True)
    assert given.index(max(given)) == lengths.index(max(lengths))


def test_short_text_stands_beside_the_next_issue_and_a_long_one_above_it():
    announcement, imprint = made_end()
    short, long = made_text("<p>Court.</p>", TextKind.BOX), made_text(paragraphs(9), TextKind.BOX)
    assert [part.kind for part in layout.parts([short, announcement, imprint])] == ["cards", "block"]
    assert [part.kind for part in layout.parts([long, announcement, imprint])] == ["block", "block", "block"]
    assert [part.kind for part in layout.parts([announcement, imprint])] == ["block", "block"]


def test_texts_that_follow_each_other_flow_together_and_notes_stay_out():
    texts = [
        made_text(paragraphs(2)),
        made_text("<p>Fort.</p>", TextKind.QUOTE),
        made_text("<p>Qui signe.</p>", TextKind.SIGNATURE),
        made_text("<p>* Une note.</p>", TextKind.NOTE),
        made_text("<p>Court.</p>"),
    ]
    assert [(part.kind, len(part.blocks), part.columns) for part in layout.parts(texts)] == [
        ("flow", 3, 2),
        ("block", 1, 1),
        ("flow", 1, 1),
    ]


def test_last_words_of_a_long_title_stay_together():
    title = "Les objectifs du Groupe Qualité national élargi"
    assert print_layout.even_lines(title) == (
        'Les objectifs du Groupe Qualité <span class="p-whole">national élargi</span>'
    )
    assert print_layout.even_lines("Pistes & travail") == "Pistes &amp; travail"


def test_compound_words_are_kept_whole():
    assert print_layout.whole_words("COORACE Île-de-France") == ('COORACE <span class="p-whole">Île-de-France</span>')


def test_footnotes_are_written_without_a_space_that_would_become_a_line():
    html = "<div>\n  <p>Un <em>mot</em>\n  <strong>fort</strong></p>\n  <ul> <li>puce</li> </ul>\n</div>"
    assert print_layout.tight(html) == ("<div><p>Un <em>mot</em> <strong>fort</strong></p><ul><li>puce</li></ul></div>")


def test_running_head_is_one_line():
    sentence = Rubrique(title="Un séminaire en 4 temps pour préparer, échanger, restituer, proposer et construire…")
    assert print_layout.head_name(sentence) == "Un séminaire en 4 temps pour préparer, échanger, restituer,…"
    sentence.kicker = "Vue d’ensemble"
    assert print_layout.head_name(sentence) == "Vue d’ensemble"
