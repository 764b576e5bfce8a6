"""The programme exists right after `migrate`, with the defaults of [02-2.5-1]."""

from django.db import migrations


def create_programme(apps, schema_editor):
    programme = apps.get_model("cdcs", "ChuongTrinh")
    if not programme.objects.exists():
        programme.objects.create(ten="Chương trình 04/CTr-LĐLĐ: phát triển đoàn viên, thành lập CĐCS 2023-2028")


class Migration(migrations.Migration):
    dependencies = [("cdcs", "0001_khoi_tao")]

    operations = [migrations.RunPython(create_programme, migrations.RunPython.noop)]
