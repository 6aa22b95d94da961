"""Give each figure of a band its place: the order was the seminar's, whatever the page said."""

import django.db.models.deletion
from django.db import migrations, models


def give_places(apps, schema_editor):
    key_figures = apps.get_model("newsletter", "KeyFigures")
    figure_place = apps.get_model("newsletter", "FigurePlace")
    figure_place.objects.bulk_create(
        figure_place(block=block, figure=figure, position=position)
        for block in key_figures.objects.all()
        for position, figure in enumerate(block.figures.order_by("seminar", "position"), start=1)
    )


def take_places_away(apps, schema_editor):
    for place in apps.get_model("newsletter", "FigurePlace").objects.all():
        place.block.figures.add(place.figure)


class Migration(migrations.Migration):
    dependencies = [
        ("newsletter", "0001_initial"),
        ("seminars", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FigurePlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "block",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="newsletter.keyfigures",
                        verbose_name="chiffres clés",
                    ),
                ),
                (
                    "figure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="seminars.announcedfigure",
                        verbose_name="chiffre",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="rang")),
            ],
            options={
                "verbose_name": "place d’un chiffre",
                "verbose_name_plural": "places des chiffres",
                "ordering": ["block", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("block", "figure"), name="newsletter_figure_once"),
                    models.UniqueConstraint(fields=("block", "position"), name="newsletter_figure_position"),
                ],
            },
        ),
        migrations.RunPython(give_places, take_places_away),
        migrations.RemoveField(model_name="keyfigures", name="figures"),
    ]
