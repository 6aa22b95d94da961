"""Two people in one long form: what is joined without asking, and what is put to whoever saves second."""

import pytest

from core.admin.changes import MINE, THEIRS, Changes, Texts, merge
from core.errors import DomainError

A, B, C = "texte:1", "texte:2", "texte:3"
SHOWN = {"title": "Le fil", "strapline": "Suivez"}


def texts(fields: dict | None = None, **rows: str) -> Texts:
    """``texts(a="mots")``: rows in their order."""
    keys = {"a": A, "b": B, "c": C, "new": "texte:+4"}
    return Texts(fields or {}, {keys[name]: {"body": body} for name, body in rows.items()}, [keys[n] for n in rows])


def outcome(changes: Changes, theirs: Texts, choices: dict | None = None, **options):
    merged = merge(changes, theirs, choices or {}, **options)
    bodies = {key: row["body"] for key, row in merged.texts.rows.items() if not row.get("DELETE")}
    return [bodies[key] for key in merged.texts.order if key in bodies], [one.place for one in merged.differences]


def test_what_only_one_of_the_two_touched_is_joined_without_asking():
    changes = Changes(
        Texts({"title": "Le fil"}, {A: {"body": "un"}}, [A, B]),
        Texts({"title": "Mon fil"}, {A: {"body": "UN"}, "texte:+4": {"body": "neuf"}}, [A, "texte:+4", B]),
    )
    theirs = texts(SHOWN | {"strapline": "Écoutez"}, a="un", c="trois", b="DEUX")
    merged = merge(changes, theirs, {})
    assert merged.differences == []
    assert merged.texts.fields == {"title": "Mon fil", "strapline": "Écoutez"}
    assert outcome(changes, theirs) == (["UN", "neuf", "trois", "DEUX"], [])


@pytest.mark.parametrize(("choice", "kept"), [(MINE, "à moi"), (THEIRS, "à elle"), (None, "à moi")])
def test_a_text_both_wrote_is_put_to_the_second(choice, kept):
    changes = Changes(texts(a="un"), texts(a="à moi"))
    merged = merge(changes, texts(a="à elle"), {f"{A}|body": choice} if choice else {})
    assert [(one.place, one.mine, one.theirs, one.chosen) for one in merged.differences] == [
        (f"{A}|body", "à moi", "à elle", choice)
    ]
    assert merged.is_decided == bool(choice)
    assert merged.texts.rows[A] == {"body": kept}


def test_writing_the_same_words_is_no_difference():
    assert outcome(Changes(texts(a="un"), texts(a="deux")), texts(a="deux")) == (["deux"], [])


@pytest.mark.parametrize(("choice", "bodies"), [(MINE, ["à moi", "deux"]), (THEIRS, ["deux"])])
def test_a_row_deleted_while_one_wrote_in_it_is_put_to_them(choice, bodies):
    changes = Changes(texts(a="un", b="deux"), texts(a="à moi", b="deux"))
    assert outcome(changes, texts(b="deux"), {f"{A}|": choice}) == (bodies, [f"{A}|"])


def test_a_row_deleted_while_others_wrote_in_it_is_put_to_who_deleted():
    deleted = Texts({}, {A: {"body": "un", "DELETE": "on"}}, [A, B])
    changes = Changes(texts(a="un", b="deux"), deleted)
    assert outcome(changes, texts(a="un", b="deux")) == (["deux"], [])
    theirs = texts(a="à elle", b="deux")
    assert outcome(changes, theirs, {f"{A}|": THEIRS}) == (["à elle", "deux"], [f"{A}|"])
    assert outcome(changes, theirs, {f"{A}|": MINE}) == (["deux"], [f"{A}|"])


def test_two_orders_are_put_to_the_second_one_is_taken():
    start, mine, theirs = texts(a="1", b="2", c="3"), texts(b="2", a="1", c="3"), texts(a="1", c="3", b="2")
    moved = Changes(Texts(order=start.order), Texts(order=mine.order))
    assert outcome(moved, start) == (["2", "1", "3"], [])
    assert outcome(Changes(Texts(order=start.order), Texts(order=start.order)), theirs) == (["1", "3", "2"], [])
    assert outcome(moved, theirs, {"|ordre": MINE}) == (["2", "1", "3"], ["|ordre"])
    assert outcome(moved, theirs, {"|ordre": THEIRS}) == (["1", "3", "2"], ["|ordre"])


def test_all_that_changed_is_shown_to_whoever_compares():
    changes = Changes(texts({"title": "Le fil"}, a="un"), texts({"title": "Mon fil"}, a="un", new="neuf"))
    theirs = texts({"title": "Le fil"}, a="un")
    assert outcome(changes, theirs, ask_all=True) == (["un", "neuf"], ["|title", "texte:+4|"])
    chosen = {"|title": THEIRS, "texte:+4|": THEIRS}
    assert merge(changes, theirs, chosen, ask_all=True).texts == theirs


@pytest.mark.parametrize(
    "data",
    ["", "[]", "{", '{"base": {}}', '{"base": {}, "mine": {"rows": {"a": 1}}}', '{"base": {}, "mine": {"order": [1]}}'],
)
def test_what_no_page_of_ours_sends_is_refused(data):
    with pytest.raises(DomainError):
        Changes.read(data)
