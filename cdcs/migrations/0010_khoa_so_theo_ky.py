from datetime import date, timedelta

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


def hold_from_the_next_day(apps, schema_editor):
    """Closings of before held as soon as they were written: they hold from the day after the closed one on."""
    for row in apps.get_model("cdcs", "KhoaSo").objects.all():
        row.hieu_luc_tu = row.khoa_den_ngay + timedelta(days=1)
        row.save(update_fields=["hieu_luc_tu"])


class Migration(migrations.Migration):
    """A closing belongs to a round. The rows must be filled before the check stands, so both come in one step."""

    dependencies = [("cdcs", "0009_khen_thuong")]

    operations = [
        migrations.AlterField(
            "khoaso",
            "cong_doan",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cdcs.congdoan", verbose_name="đơn vị"
            ),
        ),
        migrations.AddField(
            "khoaso", "ma_ky", models.CharField(default="", max_length=30, verbose_name="mã kỳ báo cáo"),
            preserve_default=False,
        ),
        migrations.AddField(
            "khoaso", "hieu_luc_tu", models.DateField(default=date(1, 1, 1), verbose_name="có hiệu lực từ ngày"),
            preserve_default=False,
        ),
        migrations.RunPython(hold_from_the_next_day, migrations.RunPython.noop),
        migrations.AddConstraint(
            "khoaso", models.UniqueConstraint(fields=["cong_doan", "ma_ky"], name="khoa_so_mot_lan_mot_ky")
        ),
        migrations.AddConstraint(
            "khoaso", models.CheckConstraint(condition=Q(khoa_den_ngay__lt=F("hieu_luc_tu")), name="khoa_so_ngay")
        ),
    ]
