from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0004_subject_of_a_question"),
        ("seminars", "0004_workshops_go_with_their_seminar"),
    ]

    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="workshop",
            field=models.ForeignKey(
                verbose_name="atelier",
                to="seminars.workshop",
                on_delete=models.RESTRICT,
                related_name="proposals",
                null=True,
                blank=True,
            ),
        ),
    ]
