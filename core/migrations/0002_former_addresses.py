from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_search_index")]

    operations = [
        migrations.CreateModel(
            name="FormerAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=300, unique=True, verbose_name="ancienne adresse")),
                ("kind", models.CharField(max_length=80, verbose_name="type")),
                ("object_id", models.PositiveBigIntegerField(verbose_name="objet")),
                ("left_at", models.DateTimeField(auto_now=True, verbose_name="quittée le")),
            ],
            options={
                "verbose_name": "ancienne adresse",
                "verbose_name_plural": "anciennes adresses",
                "ordering": ["path"],
            },
        ),
    ]
