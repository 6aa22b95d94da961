"""Where the Fil d’Info uses an object, said in the back-office before it is deleted."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Model, Q

from core import uses
from core.uses import Use, change_url
from newsletter.live import KINDS
from newsletter.models import Live, Mention, Text
from newsletter.models.mentions import SUBJECTS

MENTIONS = "Raconté dans les éditions publiées, qui ne changent pas"
LIVE = "Tiré par ces blocs : il n’y sera plus à la prochaine édition"
TEXTS = "Cité par ces textes : leur lien ne mènera plus à rien"


def register() -> None:
    uses.register(uses_in_issues)


def uses_in_issues(obj: Model) -> Iterator[Use]:
    column = SUBJECTS.get(type(obj))
    if column is None:
        return
    for mention in Mention.objects.filter(**{column: obj}).select_related("edition__issue"):
        label = f"{mention.edition.issue}, édition {mention.edition.number} : « {mention.title} »"
        yield Use(MENTIONS, label, f"{mention.edition.issue.get_absolute_url()}#{mention.anchor}")
    for block in Live.objects.select_related("parent__seminar"):
        if obj in KINDS[block.kind].draw(block.parent).objects:
            yield Use(LIVE, f"{block.parent} : « {block} »", change_url(block.parent))
    address = f"{settings.SITE_URL}{obj.get_absolute_url()}"
    linking = Text.objects.filter(Q(body__contains=f'{address}"') | Q(body__contains=f"{address}#"))
    for block in linking.select_related("parent"):
        yield Use(TEXTS, f"{block.parent} : « {block} »", change_url(block.parent))
