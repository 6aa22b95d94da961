from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("seminars", "0003_where_visits_took_place")]

    operations = [
        migrations.AlterField(
            model_name="workshop",
            name="stage",
            field=models.ForeignKey(
                verbose_name="étape",
                to="seminars.stage",
                on_delete=models.RESTRICT,
                related_name="workshops",
                null=True,
                blank=True,
            ),
        ),
    ]
