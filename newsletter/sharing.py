"""Lending a draft to colleagues without an account, and what is said of its blocks."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from core.errors import DomainError
from newsletter.article import Article, Block
from newsletter.models import Issue, PreviewComment, PreviewLink

LIFETIME = timedelta(days=14)


class Shared(NamedTuple):
    """``token`` is known now and never again."""

    link: PreviewLink
    token: str


@transaction.atomic
def share_preview(*, issue: Issue, label: str, by) -> Shared:
    token = secrets.token_urlsafe(32)
    link = PreviewLink.objects.create(
        issue=issue,
        label=label,
        token_digest=_digest(token),
        created_by=by,
        expires_at=timezone.now() + LIFETIME,
    )
    return Shared(link, token)


@transaction.atomic
def revoke_link(*, link: PreviewLink) -> PreviewLink:
    """Close the address at once; once closed, it stays as it was."""
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
    link.refresh_from_db()
    return link


def find_link(token: str) -> PreviewLink | None:
    """The link of an address, usable or not."""
    return PreviewLink.objects.select_related("issue").filter(token_digest=_digest(token)).first()


@transaction.atomic
def comment_block(
    *, article: Article, anchor: str, author_name: str, body: str, link: PreviewLink | None = None
) -> PreviewComment:
    """Write down what someone says of a block that is there; the title is kept for when the block is not."""
    block = next((block for block in article.blocks if block.anchor == anchor), None)
    if block is None:
        raise DomainError("Ce passage n’est plus dans le brouillon : rechargez la page pour lire sa suite.")
    return PreviewComment.objects.create(
        issue=article.issue,
        link=link,
        block_kind=block.item._meta.model_name,
        block_pk=block.item.pk,
        block_title=block_title(block),
        author_name=author_name,
        body=body,
    )


@transaction.atomic
def resolve_comment(*, comment: PreviewComment, by) -> PreviewComment:
    """Say that a remark was dealt with; the first to say so is the one who did."""
    open_ones = PreviewComment.objects.open().filter(pk=comment.pk)
    open_ones.update(resolved_at=timezone.now(), resolved_by=by)
    comment.refresh_from_db()
    return comment


def block_title(block: Block) -> str:
    return Truncator(str(block.item)).chars(160)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
