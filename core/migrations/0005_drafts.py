import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0004_outgoing_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("target_id", models.PositiveBigIntegerField(verbose_name="objet")),
                ("data", models.JSONField(default=dict, verbose_name="textes")),
                ("version", models.PositiveIntegerField(default=0, verbose_name="version")),
                ("saved_at", models.DateTimeField(auto_now=True, verbose_name="gardé le")),
                (
                    "owner",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="à",
                    ),
                ),
                (
                    "target_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                        verbose_name="genre",
                    ),
                ),
            ],
            options={
                "verbose_name": "texte en attente",
                "verbose_name_plural": "textes en attente",
                "ordering": ["-saved_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "target_type", "target_id"), name="core_draft_one_each")
                ],
            },
        ),
    ]
