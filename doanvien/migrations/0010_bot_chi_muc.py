"""Indexes that no query needs: another one begins with the same column, or nearly every row holds NULL there.

Each one was paid for by every row of an import. They are dropped by hand: on SQLite an AlterField would rebuild the
tables without the triggers that protect the ledger and keep the index of names.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Table → columns whose index of a single column goes.
DROPPED = {
    "doanvien_biendong": ("cong_doan_id", "cong_doan_doi_ung_id", "created_by_id"),
    "doanvien_doanvien": ("cong_doan_id", "don_vi_cuoi_id", "gop_vao_id", "ten_khong_dau"),
    "doanvien_sodem": ("cong_doan_id",),
    "doanvien_sodemcap": ("cong_doan_id",),
}
TRIGRAMS = "doan_vien_tim_ten"  # of 0009, on a column named above


def drop_indexes(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for table, columns in DROPPED.items():
            for name, found in connection.introspection.get_constraints(cursor, table).items():
                alone = len(found["columns"]) == 1 and found["columns"][0] in columns
                if alone and found["index"] and not found["unique"] and name != TRIGRAMS:
                    cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")


def make_indexes(apps, schema_editor):
    quote = schema_editor.connection.ops.quote_name
    with schema_editor.connection.cursor() as cursor:
        for table, columns in DROPPED.items():
            for column in columns:
                cursor.execute(f"CREATE INDEX {quote(f'{table}_{column}')} ON {quote(table)} ({quote(column)})")


class Migration(migrations.Migration):
    dependencies = [
        ("cdcs", "0008_nguon_ghep_cot"),
        ("doanvien", "0009_tim_ten"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_indexes, make_indexes)],
            state_operations=[
                migrations.AlterField(
                    model_name="biendong",
                    name="cong_doan",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cdcs.congdoan",
                        verbose_name="đơn vị",
                    ),
                ),
                migrations.AlterField(
                    model_name="biendong",
                    name="cong_doan_doi_ung",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cdcs.congdoan",
                        verbose_name="đơn vị đối ứng",
                    ),
                ),
                migrations.AlterField(
                    model_name="biendong",
                    name="created_by",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người ghi",
                    ),
                ),
                migrations.AlterField(
                    model_name="doanvien",
                    name="cong_doan",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cdcs.congdoan",
                        verbose_name="đơn vị hiện nay",
                    ),
                ),
                migrations.AlterField(
                    model_name="doanvien",
                    name="don_vi_cuoi",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cdcs.congdoan",
                        verbose_name="đơn vị cuối",
                    ),
                ),
                migrations.AlterField(
                    model_name="doanvien",
                    name="gop_vao",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="doanvien.doanvien",
                        verbose_name="gộp vào",
                    ),
                ),
                migrations.AlterField(
                    model_name="doanvien",
                    name="ten_khong_dau",
                    field=models.CharField(editable=False, max_length=150, verbose_name="họ tên không dấu"),
                ),
                migrations.AlterField(
                    model_name="sodem",
                    name="cong_doan",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cdcs.congdoan",
                        verbose_name="đơn vị",
                    ),
                ),
                migrations.AlterField(
                    model_name="sodemcap",
                    name="cong_doan",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cdcs.congdoan",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="biendong",
            index=models.Index(
                condition=models.Q(("cong_doan_doi_ung__isnull", False)),
                fields=["cong_doan_doi_ung"],
                name="bien_dong_doi_ung",
            ),
        ),
        migrations.AddIndex(
            model_name="doanvien",
            index=models.Index(fields=["ten_khong_dau"], name="doan_vien_khong_dau"),
        ),
        migrations.AddIndex(
            model_name="doanvien",
            index=models.Index(
                condition=models.Q(("don_vi_cuoi__isnull", False)), fields=["don_vi_cuoi"], name="doan_vien_cuoi"
            ),
        ),
        migrations.AddIndex(
            model_name="doanvien",
            index=models.Index(
                condition=models.Q(("gop_vao__isnull", False)), fields=["gop_vao"], name="doan_vien_gop"
            ),
        ),
    ]
