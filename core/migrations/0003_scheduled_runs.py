from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_former_addresses")]

    operations = [
        migrations.CreateModel(
            name="ScheduledRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("job", models.CharField(max_length=80, verbose_name="travail")),
                ("slot", models.DateTimeField(verbose_name="échéance")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                ("started_at", models.DateTimeField(null=True, verbose_name="commencé le")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="fini le")),
                ("error", models.TextField(blank=True, verbose_name="erreur")),
            ],
            options={
                "verbose_name": "travail à son heure",
                "verbose_name_plural": "travaux à leur heure",
                "constraints": [models.UniqueConstraint(fields=("job", "slot"), name="core_scheduledrun_once_a_slot")],
            },
        ),
    ]
