import django.db.models.deletion
from django.db import migrations, models

import core.search.fields

# Apart from the entries' own table, which Django makes again on SQLite whenever one of its columns changes.
TABLE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE core_search_terms USING fts5 "
        "(title, body, tokenize='unicode61 remove_diacritics 2', prefix='2 3 4')"
    ],
    "postgresql": [
        "CREATE TABLE core_search_terms (rowid bigint PRIMARY KEY, core_search_terms tsvector NOT NULL)",
        "CREATE INDEX core_search_terms_index ON core_search_terms USING gin (core_search_terms)",
    ],
}


def create_terms(apps, schema_editor):
    for statement in TABLE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_terms(apps, schema_editor):
    schema_editor.execute("DROP TABLE core_search_terms")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=80, verbose_name="type")),
                ("object_id", models.PositiveBigIntegerField(verbose_name="objet")),
                ("title", models.TextField(verbose_name="titre")),
                ("text", models.TextField(blank=True, verbose_name="texte")),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="adresse")),
                (
                    "audience",
                    models.CharField(
                        blank=True,
                        choices=[("public", "public"), ("reseau", "réservé au réseau")],
                        max_length=10,
                        verbose_name="audience",
                    ),
                ),
                (
                    "provenance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("atteste", "attesté"),
                            ("deduit", "déduit"),
                            ("reconstitue", "reconstitué"),
                            ("fictif", "fictif"),
                        ],
                        max_length=12,
                        verbose_name="provenance",
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=80, verbose_name="délégation")),
                ("date", models.DateField(blank=True, null=True, verbose_name="date")),
            ],
            options={
                "verbose_name": "entrée de l’index",
                "verbose_name_plural": "index de recherche",
            },
        ),
        migrations.CreateModel(
            name="SearchTerms",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_column="rowid",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="terms",
                        serialize=False,
                        to="core.searchentry",
                        verbose_name="entrée",
                    ),
                ),
                ("index", core.search.fields.TermsField(db_column="core_search_terms", verbose_name="mots")),
            ],
            options={
                "verbose_name": "mots d’une entrée",
                "verbose_name_plural": "mots des entrées",
                "db_table": "core_search_terms",
                "managed": False,
            },
        ),
        migrations.AddConstraint(
            model_name="searchentry",
            constraint=models.UniqueConstraint(fields=("object_id", "kind"), name="core_searchentry_once_an_object"),
        ),
        migrations.RunPython(create_terms, drop_terms),
    ]
