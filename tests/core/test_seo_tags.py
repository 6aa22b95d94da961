"""Structured data stays data, whatever the texts in it."""

import json

from django.template import Context, Template


def test_texts_cannot_leave_the_element():
    data = {"name": "</script><script>alert(1)</script> & « l’été »\u2028"}
    written = Template("{% load seo %}{% json_ld data %}").render(Context({"data": data}))
    opening, closing = '<script type="application/ld+json">', "</script>"
    assert (written[: len(opening)], written[-len(closing) :]) == (opening, closing)
    inside = written[len(opening) : -len(closing)]
    assert json.loads(inside) == data
    assert [character for character in "<>&\u2028" if character in inside] == []
