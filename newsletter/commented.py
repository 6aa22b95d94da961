"""A draft's page with, under each block, what was said of it and a form to say more."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django import forms

from network.names import hide_names
from newsletter.article import Block
from newsletter.draft import Draft
from newsletter.models import PreviewComment
from newsletter.rendering import render_web

_ANCHOR = re.compile(r"bloc-[a-z]+-\d+")


class CommentForm(forms.Form):
    """``name`` is asked of those who have no account."""

    name = forms.CharField(
        label="Votre nom",
        max_length=80,
        error_messages={"required": "Dites qui vous êtes : l’équipe pourra vous répondre."},
    )
    text = forms.CharField(
        label="Votre remarque",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Écrivez votre remarque."},
    )
    anchor = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args, anchor: str = "", asks_name: bool = True, **kwargs) -> None:
        # Sent back by the browser: anything may stand in its place.
        prefix = anchor if _ANCHOR.fullmatch(anchor) else "remarque"
        super().__init__(*args, initial={"anchor": anchor}, auto_id=f"{prefix}-%s", **kwargs)
        if not asks_name:
            del self.fields["name"]


@dataclass(frozen=True)
class Desk:
    """Where remarks are sent, with which proof, and the form that was just refused, if one was."""

    action: str
    token_name: str
    token: str
    asks_name: bool = True
    refused: CommentForm | None = None

    def form(self, anchor: str) -> CommentForm:
        if self.refused and self.refused["anchor"].value() == anchor:
            return self.refused
        return CommentForm(anchor=anchor, asks_name=self.asks_name)


@dataclass(frozen=True)
class CommentedBlock(Block):
    comments: tuple[PreviewComment, ...] = ()
    desk: Desk | None = None

    @property
    def templates(self) -> dict[str, str]:
        return super().templates | {"web": "newsletter/preview/block.html"}

    @property
    def page_template(self) -> str:
        return super().templates["web"]

    @property
    def form(self) -> CommentForm:
        return self.desk.form(self.anchor)

    @property
    def is_open(self) -> bool:
        return bool(self.comments) or self.form is self.desk.refused


def commented_body(draft: Draft, comments: Iterable[PreviewComment], desk: Desk) -> str:
    by_block = defaultdict(list)
    for comment in comments:
        by_block[comment.anchor].append(comment)

    def commented(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(
            CommentedBlock(**vars(block), comments=tuple(by_block[block.anchor]), desk=desk) for block in blocks
        )

    article = draft.article
    article = replace(
        article,
        cover=commented(article.cover),
        sections=tuple(replace(section, blocks=commented(section.blocks)) for section in article.sections),
    )
    return hide_names(render_web(article), draft.masked)
