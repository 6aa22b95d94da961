"""What migrations do to the rows they find."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from newsletter.models import FigurePlace, KeyFigures
from newsletter.services import set_key_figures
from seminars.models import AnnouncedFigure
from tests.support import rows


@pytest.mark.django_db(transaction=True)
def test_bands_of_figures_get_the_order_they_were_shown_in():
    first = rows.figure(1)
    second = AnnouncedFigure.objects.create(seminar=first.seminar, position=2, label="b", printed="b", **rows.ATTESTED)
    block = KeyFigures.objects.create(parent=rows.issue(7), region="main", ordering=10)
    set_key_figures(block=block, figures=[second, first])
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("newsletter")

    MigrationExecutor(connection).migrate([("newsletter", "0001_initial")])
    MigrationExecutor(connection).migrate(latest)

    assert list(FigurePlace.objects.values_list("figure", "position")) == [(first.pk, 1), (second.pk, 2)]
