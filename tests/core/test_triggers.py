"""Rows that never change: refused by the model, by its queries, and by the database to whoever goes around them."""

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import IntegrityError, connection, models, transaction

from core import triggers
from core.errors import DomainError
from core.models import Frozen
from newsletter.models import Edition, MaskingRecord, Mention, Rendering, Unscheduling
from proposals.models import StatusChange
from regions.models import ReportStep
from tests.support import rows


def a_masking() -> MaskingRecord:
    return MaskingRecord.objects.create(
        edition=rows.edition(1), number=1, person=rows.person(1), body="<p>Mots</p>", data={"title": "Titre"}
    )


MAKERS = {
    Edition: lambda: rows.edition(1),
    Rendering: lambda: rows.edition(1).renderings.get(),
    Unscheduling: lambda: Unscheduling.objects.create(edition=rows.edition(1)),
    MaskingRecord: a_masking,
    Mention: lambda: Mention.objects.create(edition=rows.edition(1), anchor="fin", title="La fin", track=rows.track(2)),
    StatusChange: lambda: rows.change(1),
    ReportStep: lambda: rows.report_step(1),
}
# A column that no reason changes, and another value of it.
CHANGES = {
    Edition: ("body", "<p>D’autres mots</p>"),
    Rendering: ("sha256", "1" * 64),
    Unscheduling: ("created_at", "2001-01-01 00:00:00+00:00"),
    MaskingRecord: ("body", "<p>D’autres mots</p>"),
    Mention: ("anchor", "debut"),
    StatusChange: ("after", "autre"),
    ReportStep: ("after", "valide"),
}
NEVER_DELETED = (Edition, Rendering, Unscheduling, MaskingRecord)


@pytest.fixture(params=MAKERS, ids=lambda model: model.__name__)
def row(request, db) -> Frozen:
    return MAKERS[request.param]()


def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def ways_to_change(row: Frozen) -> list:
    column, value = CHANGES[type(row)]
    setattr(row, column, value)
    table, key = row._meta.db_table, row._meta.pk.column
    around = models.QuerySet(type(row))
    return [
        row.save,
        lambda: type(row).objects.update(**{column: value}),
        lambda: around.update(**{column: value}),
        lambda: around.bulk_update([row], [column]),
        lambda: sql(f'UPDATE {table} SET "{column}" = %s WHERE {key} = %s', value, row.pk),  # noqa: S608
        lambda: sql(f'UPDATE {table} SET {key} = {key} + 1000, "{column}" = %s', value),  # noqa: S608
    ]


def ways_to_replace(row: Frozen) -> list:
    """By the same key, or by another with what no two rows share."""
    column, value = CHANGES[type(row)]
    table, key = row._meta.db_table, row._meta.pk.column
    columns = [field.column for field in row._meta.local_concrete_fields]
    names = ", ".join(f'"{name}"' for name in columns)
    others = ", ".join(f'"{name}"' if name != key else f"{key} + 1000" for name in columns)
    upsert = f'INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT ({key}) DO UPDATE SET "{column}" = %s'  # noqa: S608
    ways = [lambda: sql(upsert, value)]
    if connection.vendor == "sqlite":
        ways.append(lambda: sql(f"REPLACE INTO {table} SELECT * FROM {table}"))  # noqa: S608
        if any(isinstance(one, models.UniqueConstraint) for one in row._meta.constraints):
            ways.append(lambda: sql(f"REPLACE INTO {table} ({names}) SELECT {others} FROM {table}"))  # noqa: S608
    return ways


def ways_to_delete(row: Frozen) -> list:
    return [
        row.delete,
        type(row).objects.all().delete,
        models.QuerySet(type(row)).filter(pk=row.pk).delete,
        lambda: sql(f"DELETE FROM {row._meta.db_table}"),  # noqa: S608
    ]


def refusals(ways: list) -> list[str]:
    found = []
    for way in ways:
        with pytest.raises((DomainError, IntegrityError)) as error, transaction.atomic():
            way()
        found.append(str(error.value).splitlines()[0])
    return found


def test_every_frozen_table_has_its_triggers(db):
    always = ["UPDATE", "INSERT"] if connection.vendor == "sqlite" else ["UPDATE"]
    assert {
        model: list(triggers.triggers_of(model, connection.vendor).values()) for model in triggers.frozen_models()
    } == {model: [*always, "DELETE"] if model in NEVER_DELETED else always for model in MAKERS}
    assert triggers.missing() == []


def test_row_is_never_changed(row):
    before = type(row).objects.values().get(pk=row.pk)
    assert refusals(ways_to_change(row)) == [row.frozen_message] * 6
    said = f"UNIQUE constraint failed: {row._meta.db_table}" if connection.vendor == "sqlite" else row.frozen_message
    assert {one.partition(".")[0] for one in refusals(ways_to_replace(row))} == {said.partition(".")[0]}
    assert type(row).objects.values().get(pk=row.pk) == before


@pytest.mark.parametrize("model", NEVER_DELETED, ids=lambda model: model.__name__)
def test_row_is_never_deleted(model, db):
    row = MAKERS[model]()
    # Without its renderings an edition would be held by them first.
    assert refusals(ways_to_delete(row)[2 if model is Edition else 0 :])[-1] == row.kept_message
    assert model.objects.filter(pk=row.pk).exists()


def test_name_is_taken_out_of_journals_and_accounts_and_people_go(db):
    masking, change, step = a_masking(), rows.change(2), rows.report_step(3)
    around = models.QuerySet
    assert around(StatusChange).update(comment="[nom retiré]", author=None) == 1
    assert around(ReportStep).update(comment="[nom retiré]", author=None) == 1
    masking.person.delete()
    assert MaskingRecord.objects.get().person is None
    # To nobody, not to another.
    assert refusals([lambda: around(StatusChange).update(author=rows.account("autre@example.org"))]) == [
        StatusChange.frozen_message
    ]
    for owner in (change.subject, step.report):
        owner.delete()
    assert [StatusChange.objects.count(), ReportStep.objects.count()] == [0, 0]


@pytest.mark.django_db(transaction=True)
def test_triggers_come_back_after_a_migration_that_makes_the_table_anew():
    edition = rows.edition(1)
    former = Edition._meta.get_field("digest")
    longer = models.CharField(max_length=80)
    longer.set_attributes_from_name("digest")
    longer.model = Edition
    with connection.schema_editor() as editor:
        editor.alter_field(Edition, former, longer, strict=True)
        editor.alter_field(Edition, longer, former, strict=True)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias, apps=apps, plan=[])
    assert triggers.missing() == []
    assert refusals(ways_to_change(edition)[-2:]) == [edition.frozen_message] * 2
    assert len(refusals(ways_to_replace(edition))) == (3 if connection.vendor == "sqlite" else 1)
