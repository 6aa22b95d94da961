"""Rich text: what browsers draw the same is kept in one writing, whoever wrote it."""

import pytest

from core.sanitize import sanitize_html


@pytest.mark.parametrize(
    ("one_way", "another"),
    [
        ("<ul><li><p>un</p></li></ul>", "<ul>\n  <li>un</li>\n</ul>"),
        (
            "<ul><li><p>un <em>mot</em></p><ol><li><p>a</p></li></ol></li></ul>",
            "<ul><li>un\n <em>mot</em>\n<ol><li>a</ol></ul>",
        ),
        ("<p>un\n  mot</p>\n\n<p>deux </p>", "<p>un mot</p><p>deux</p>"),
    ],
)
def test_what_browsers_draw_the_same_is_written_one_way(one_way, another):
    assert sanitize_html(one_way) == sanitize_html(another)


def test_item_of_two_paragraphs_keeps_them_and_no_break_spaces_stay():
    html = "<ul><li><p>un&nbsp;: a</p><p>deux</p></li></ul>"
    assert sanitize_html(html) == html
