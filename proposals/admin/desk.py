"""The thread's card of « à faire »."""

from django.urls import reverse

from core.desk import Card, Line, register
from proposals.admin.missing import gaps_of
from proposals.permissions import may_see_missing_links
from proposals.thread import read_whole_thread


def missing_links(user) -> Card | None:
    """A line a kind: how many come from nothing, how many led to nothing."""
    if not may_see_missing_links(user):
        return None
    gaps = list(gaps_of(read_whole_thread()))
    page = reverse("admin:missing_links")
    return Card(
        name="maillons",
        title="Maillons manquants du fil",
        empty="Rien ne manque : tout vient de quelque chose et a donné quelque chose.",
        lines=tuple(
            Line(
                gap.kind.plural.capitalize(),
                f"{page}#manque-{gap.kind.name}",
                " · ".join(
                    f"{len(missing)} {said}"
                    for missing, said in ((gap.upstream, "sans origine"), (gap.downstream, "sans suite"))
                    if missing
                ),
            )
            for gap in gaps
        ),
        count=sum(len(gap.upstream) + len(gap.downstream) for gap in gaps),
        url=page,
        more="Les relier",
    )


register(missing_links, order=30)
