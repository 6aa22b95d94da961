from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0003_delegations_over_time_and_masked_names"),
        ("regions", "0003_kits"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="groupmembership",
            name="regions_membership_once",
        ),
        migrations.AddField(
            model_name="qualitygroup",
            name="mission",
            field=models.TextField(
                blank=True, help_text="Ce que la source dit qu’il fait.", verbose_name="rôle du groupe"
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmembership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on__isnull", True)),
                fields=("group", "person"),
                name="regions_membership_once",
                violation_error_message="Cette personne est déjà membre du groupe.",
            ),
        ),
    ]
