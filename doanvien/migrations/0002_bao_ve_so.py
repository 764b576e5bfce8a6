"""The ledger is append-only: the database itself refuses UPDATE, DELETE and TRUNCATE [06-6.2-11]."""

from django.db import migrations

from core import protect


class Migration(migrations.Migration):
    dependencies = [("doanvien", "0001_khoi_tao")]
    operations = [protect.operation("doanvien_biendong")]
