"""What each rubrique of an issue tells of the thread, and how the thread shows it."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from core.addresses import present_path
from core.enums import Provenance
from network.masking import masked_people
from network.names import hide_in_text
from newsletter.article import Article
from newsletter.models import Edition, Issue, Mention, Text
from newsletter.models.mentions import SUBJECTS
from newsletter.published import latest_editions, readable_editions
from proposals.thread import KIND_OF, Kind, Thread, link_rows, node_rows, read_whole_thread, register

RUBRIQUE = "rubrique"

LINK = re.compile(r'href="([^"#?]+)')
_NUMBER = Cast("edition__issue__number", CharField())
_REF = Concat(_NUMBER, Value("-"), F("anchor"), output_field=CharField())
_TITLE = Concat(Value("N° "), _NUMBER, Value(" – "), F("title"), output_field=CharField())


@transaction.atomic
def record_mentions(*, edition: Edition, article: Article) -> None:
    """Keep what a frozen article tells, once: nothing is added to an edition that has its mentions.

    ``article`` must be what the edition froze. An edition of before mentions gets them from the draft it has remained
    the same as (``services.publish_issue`` compares their digests), and from nothing else.
    """
    Issue.objects.select_for_update().get(pk=edition.issue_id)
    if edition.mentions.exists():
        return
    masked = masked_people()
    for mention in mentions_of(article, read_whole_thread()):
        mention.edition = edition
        mention.title = hide_in_text(mention.title, masked)
        mention.save()


def mentions_of(article: Article, thread: Thread) -> Iterator[Mention]:
    """Yield, unsaved, what the article tells: what its live blocks draw and what its texts link to.

    ``thread`` is all there is, whoever may read it: the reader of a mention is checked when it is read.
    """
    columns = {KIND_OF[model]: name for model, name in SUBJECTS.items()}
    by_address = {node.url: node.key for node in thread.nodes.values() if node.kind.name in columns}
    for section in article.sections:
        told = dict.fromkeys(_told(section.blocks, by_address))
        for kind, pk in told:
            rubrique = section.rubrique
            yield Mention(anchor=section.anchor, title=rubrique.title, **{f"{columns[kind]}_id": pk})


def _told(blocks: tuple, by_address: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        for item in (*block.objects, *block.told):
            if isinstance(item, Model) and type(item) in SUBJECTS:
                yield KIND_OF[type(item)], str(item.pk)
        if isinstance(block.item, Text):
            for address in LINK.findall(block.item.body):
                path = address.removeprefix(settings.SITE_URL)
                if key := by_address.get(path) or by_address.get(present_path(path)):
                    yield key


def _nodes(user: Any) -> QuerySet:
    rows = Mention.objects.filter(edition__in=readable_editions(user).values("pk"))
    rows = rows.annotate(ref=_REF, named=_TITLE, provenance=Value(Provenance.ATTESTED)).distinct()
    return node_rows(
        rows,
        RUBRIQUE,
        key="ref",
        title="named",
        order="edition__issue__number",
        first="edition__issue__number",
        second="anchor",
    )


def _links() -> Iterator[QuerySet]:
    editions = latest_editions(Issue.objects.published())
    rows = Mention.objects.annotate(ref=_REF).filter(edition__in=editions.values("pk"))
    for model, name in SUBJECTS.items():
        yield link_rows(
            rows.filter(**{f"{name}__isnull": False}),
            (KIND_OF[model], f"{name}_id"),
            (RUBRIQUE, "ref"),
            provenance=Value(Provenance.ATTESTED),
            reason=Value("Raconté dans le Fil d’Info."),
        )


def _address(number: str, anchor: str) -> str:
    return f"{reverse('newsletter:issue', args=[number])}#{anchor}"


def register_rubriques() -> None:
    register(Kind(RUBRIQUE, "Fil d’Info", "rubriques du Fil d’Info", 100, _nodes, _address, tells=True), _links)
