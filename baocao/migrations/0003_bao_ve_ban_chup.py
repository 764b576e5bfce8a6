"""Snapshots and the steps of reports are appended to only: both databases refuse every other change (06 §6.2 #11)."""

from django.db import migrations

from core import protect


class Migration(migrations.Migration):
    dependencies = [("baocao", "0002_vong_bao_cao")]
    operations = [protect.operation("baocao_banchup"), protect.operation("baocao_buocbaocao")]
