import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def readable_since_frozen(apps, schema_editor):
    """Until now, freezing was publishing."""
    apps.get_model("newsletter", "Edition").objects.update(publish_at=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("newsletter", "0010_previews_lent_and_commented"),
        ("seminars", "0005_help_where_one_stands"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("en-attente", "en attente"),
                            ("en-cours", "en cours"),
                            ("faite", "faite"),
                            ("refusee", "refusée"),
                            ("echouee", "échouée"),
                        ],
                        default="en-attente",
                        editable=False,
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("publish_at", models.DateTimeField(blank=True, null=True, verbose_name="à publier le")),
                ("erratum_what", models.TextField(blank=True, verbose_name="ce qui est corrigé")),
                ("erratum_why", models.TextField(blank=True, verbose_name="pourquoi")),
                ("step", models.CharField(blank=True, editable=False, max_length=80, verbose_name="étape")),
                ("reason", models.TextField(blank=True, editable=False, verbose_name="pourquoi elle n’a pas abouti")),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="demandée le")),
                ("seen_at", models.DateTimeField(editable=False, null=True, verbose_name="dernier signe")),
                ("finished_at", models.DateTimeField(editable=False, null=True, verbose_name="finie le")),
            ],
            options={
                "verbose_name": "publication",
                "verbose_name_plural": "publications",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Unscheduling",
            fields=[
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="unscheduling",
                        serialize=False,
                        to="newsletter.edition",
                        verbose_name="édition",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="déprogrammée le")),
            ],
            options={
                "verbose_name": "déprogrammation",
                "verbose_name_plural": "déprogrammations",
            },
        ),
        migrations.RemoveConstraint(
            model_name="issue",
            name="newsletter_issue_published_has_time",
        ),
        migrations.AddField(
            model_name="edition",
            name="erratum_what",
            field=models.TextField(blank=True, verbose_name="ce qui est corrigé"),
        ),
        migrations.AddField(
            model_name="edition",
            name="erratum_why",
            field=models.TextField(blank=True, verbose_name="pourquoi"),
        ),
        migrations.AddField(
            model_name="edition",
            name="publish_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="lisible à partir du"),
        ),
        migrations.RunPython(readable_since_frozen, migrations.RunPython.noop),
        migrations.AddField(
            model_name="issue",
            name="withdrawal",
            field=models.TextField(blank=True, verbose_name="pourquoi il est retiré"),
        ),
        migrations.AddField(
            model_name="issue",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="retiré le"),
        ),
        migrations.AlterField(
            model_name="issue",
            name="state",
            field=models.CharField(
                choices=[
                    ("brouillon", "brouillon"),
                    ("a-relire", "à relire"),
                    ("programme", "programmé"),
                    ("publie", "publié"),
                    ("retire", "retiré"),
                ],
                default="brouillon",
                max_length=10,
                verbose_name="état",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("erratum_what", ""), ("erratum_why", "")),
                    models.Q(
                        models.Q(("erratum_what", ""), _negated=True), models.Q(("erratum_why", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="newsletter_edition_whole_erratum",
                violation_error_message="Un erratum dit ce qui est corrigé, et pourquoi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["brouillon", "a-relire"]), ("published_at__isnull", False), _connector="OR"
                ),
                name="newsletter_issue_published_has_time",
                violation_error_message="Un numéro publié porte l’heure de sa publication.",
            ),
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "retire"), _negated=True),
                    models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawal", ""), _negated=True)),
                    _connector="OR",
                ),
                name="newsletter_issue_withdrawn_says_why",
                violation_error_message="Un numéro retiré dit quand, et pourquoi.",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="asked_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="demandée par",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="edition",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="newsletter.edition",
                verbose_name="édition",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="issue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="publications",
                to="newsletter.issue",
                verbose_name="numéro",
            ),
        ),
        migrations.AddField(
            model_name="unscheduling",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="déprogrammée par",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("en-attente", "en-cours"))),
                fields=("issue",),
                name="newsletter_publication_one_at_a_time",
                violation_error_message="Une publication de ce numéro est déjà en cours.",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "faite"), _negated=True), ("edition__isnull", False), _connector="OR"
                ),
                name="newsletter_publication_done_has_edition",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["refusee", "echouee"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="newsletter_publication_refusal_has_reason",
            ),
        ),
    ]
