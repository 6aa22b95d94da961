from django.db import migrations, models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat, Length, Right
from django.db.models.lookups import Exact, LessThanOrEqual


class Migration(migrations.Migration):
    dependencies = [("proposals", "0003_links_of_the_thread")]

    operations = [
        migrations.AddField(
            model_name="question",
            name="subject",
            field=models.GeneratedField(
                verbose_name="sujet",
                expression=Case(
                    When(~Q(context="") & Q(LessThanOrEqual(Length("context"), 80)), then=F("context")),
                    When(Q(Exact(Right("theme", 1), "?")), then=F("theme")),
                    default=Concat("theme", Value(" :")),
                    output_field=models.TextField(),
                ),
                output_field=models.TextField(),
                db_persist=True,
            ),
        ),
    ]
