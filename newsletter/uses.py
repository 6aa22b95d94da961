"""Where the Fil d’Info uses an object, said in the back-office before it is deleted."""

from collections.abc import Iterator

from django.conf import settings

from core import uses
from core.addresses import former_paths
from core.uses import Going, Use, change_url
from newsletter.live import KINDS
from newsletter.mentions import LINK
from newsletter.models import Live, Mention, Text
from newsletter.models.mentions import SUBJECTS

MENTIONS = "Raconté dans les éditions publiées, qui ne changent pas"
LIVE = "Tiré par ces blocs : il n’y sera plus à la prochaine édition"
TEXTS = "Cité par ces textes : leur lien ne mènera plus à rien"


def register() -> None:
    uses.register(uses_in_issues)


def uses_in_issues(going: Going) -> Iterator[Use]:
    objects = [obj for model in SUBJECTS for obj in going.get(model, ())]
    if not objects:
        return
    yield from _mentions(going)
    for block in Live.objects.select_related("parent__seminar"):
        for obj in KINDS[block.kind].draw(block.parent).objects:
            if obj in objects:
                yield Use(obj, LIVE, f"{block.parent} : « {block} »", change_url(block.parent))
    addresses = {obj: {obj.get_absolute_url(), *former_paths(obj)} for obj in objects}
    for block in Text.objects.select_related("parent"):
        linked = {address.removeprefix(settings.SITE_URL) for address in LINK.findall(block.body)}
        for obj in objects:
            if linked & addresses[obj]:
                yield Use(obj, TEXTS, f"{block.parent} : « {block} »", change_url(block.parent))


def _mentions(going: Going) -> Iterator[Use]:
    for model, column in SUBJECTS.items():
        told = Mention.objects.filter(**{f"{column}__in": going.get(model, ())})
        for mention in told.select_related("edition__issue", column):
            label = f"{mention.edition.issue}, édition {mention.edition.number} : « {mention.title} »"
            url = f"{mention.edition.issue.get_absolute_url()}#{mention.anchor}"
            yield Use(getattr(mention, column), MENTIONS, label, url)
