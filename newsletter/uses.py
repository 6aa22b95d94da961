"""Where the Fil d’Info uses an object, said in the back-office before it is deleted."""

from collections.abc import Iterator

from django.conf import settings

from core import uses
from core.addresses import present_path
from core.uses import Going, Use, change_url
from newsletter.drafting.sources import SPEAKING
from newsletter.live import KINDS
from newsletter.mentions import LINK
from newsletter.models import DraftedBlock, FigurePlace, KeyFigures, Live, Mention, Text
from newsletter.models.mentions import SUBJECTS

MENTIONS = "Raconté dans les éditions publiées, qui ne changent pas"
LIVE = "Tiré par ces blocs : il n’y sera plus à la prochaine édition"
FIGURES = "Montré par ces chiffres clés : il n’y sera plus"
DRAFTED = "Ces textes d’un brouillon en viennent : ils resteront, sans leur source"
TEXTS = "Cité par ces textes : leur lien ne mènera plus à rien"


def register() -> None:
    uses.register(uses_in_issues)


def uses_in_issues(going: Going) -> Iterator[Use]:
    gone = {obj for objects in going.values() for obj in objects}
    yield from _mentions(going)
    for place in going.get(FigurePlace, ()):
        yield Use(place.figure, FIGURES, _named(place.block), change_url(place.block.parent))
    for block in Live.objects.select_related("parent__seminar"):
        shown = KINDS[block.kind].draw(block.parent)
        drawn = [obj for obj in (*shown.objects, *shown.told) if obj in gone]
        if drawn:
            count = f" ({len(drawn)} éléments)" if len(drawn) > 1 else ""
            yield Use(drawn[0] if len(drawn) == 1 else None, LIVE, _named(block) + count, change_url(block.parent))
    yield from _drafted(going)
    by_address = {obj.get_absolute_url(): obj for obj in gone if hasattr(obj, "get_absolute_url")}
    for block in Text.objects.select_related("parent"):
        paths = {address.removeprefix(settings.SITE_URL) for address in LINK.findall(block.body)}
        linked = {by_address.get(path) or by_address.get(present_path(path)) for path in paths}
        for obj in sorted(linked - {None}, key=str):
            yield Use(obj, TEXTS, _named(block), change_url(block.parent))


def _named(block: Live | Text | KeyFigures) -> str:
    return f"{block.parent} : « {block} »"


def _drafted(going: Going) -> Iterator[Use]:
    for kind, model in SPEAKING.items():
        gone = {obj.pk: obj for obj in going.get(model, ())}
        if not gone:
            continue
        for row in DraftedBlock.objects.filter(source_kind=kind, source_pk__in=gone).select_related("issue"):
            yield Use(gone[row.source_pk], DRAFTED, str(row.issue), f"{change_url(row.issue)}#{row.anchor}")


def _mentions(going: Going) -> Iterator[Use]:
    for model, column in SUBJECTS.items():
        told = Mention.objects.filter(**{f"{column}__in": going.get(model, ())})
        for mention in told.select_related("edition__issue", column):
            label = f"{mention.edition.issue}, édition {mention.edition.number} : « {mention.title} »"
            url = f"{mention.edition.issue.get_absolute_url()}#{mention.anchor}"
            yield Use(getattr(mention, column), MENTIONS, label, url)
