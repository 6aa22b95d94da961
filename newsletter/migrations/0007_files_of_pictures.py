from django.db import migrations


def make_files(apps, schema_editor):
    """What readers get of the pictures already sent: made as their rows are written again."""
    for image in apps.get_model("newsletter", "Image").objects.order_by("pk"):
        image.save()


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0006_cropped_pictures")]

    operations = [migrations.RunPython(make_files, migrations.RunPython.noop, elidable=True)]
