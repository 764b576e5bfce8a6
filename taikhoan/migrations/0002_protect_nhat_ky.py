"""The log and its chain are appended to only: both databases refuse every other change (06 §6.2 #11)."""

from django.db import migrations

from core import protect


class Migration(migrations.Migration):
    dependencies = [("taikhoan", "0001_khoi_tao")]
    operations = [
        protect.operation("taikhoan_nhatky"),
        protect.operation("taikhoan_nhatkychuoi"),
    ]
