from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_scheduled_runs")]

    operations = [
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to", models.EmailField(max_length=254, verbose_name="à")),
                ("subject", models.CharField(max_length=200, verbose_name="objet")),
                ("text", models.TextField(verbose_name="texte")),
                ("html", models.TextField(blank=True, verbose_name="version HTML")),
                ("headers", models.JSONField(blank=True, default=dict, verbose_name="en-têtes")),
                ("message_id", models.CharField(max_length=200, unique=True, verbose_name="identifiant")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("attente", "en attente"),
                            ("depart", "en cours d’envoi"),
                            ("envoye", "envoyé"),
                            ("echec", "en échec"),
                        ],
                        default="attente",
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                ("last_error", models.TextField(blank=True, verbose_name="dernière erreur")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="écrit le")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="parti le")),
            ],
            options={
                "verbose_name": "courriel",
                "verbose_name_plural": "courriels",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "envoye")),
                            models.Q(models.Q(("state", "envoye"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="core_outgoingmail_sent_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "echec"), _negated=True),
                            models.Q(("last_error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="core_outgoingmail_failed_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("to__contains", "\n"), _negated=True),
                            models.Q(("to__contains", "\r"), _negated=True),
                            models.Q(("subject__contains", "\n"), _negated=True),
                            models.Q(("subject__contains", "\r"), _negated=True),
                        ),
                        name="core_outgoingmail_headers_on_one_line",
                    ),
                ],
            },
        ),
    ]
