"""Yardsticks of `make bench` in a process of its own: django-import-export and XlsxWriter beside ours (06 §6.1).

`python -m scripts.bench_yardsticks TASK …` prints JSON. The libraries are imported where they are measured, and before
the memory at rest is read.
"""

import tempfile
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

import django
from django.conf import settings

settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "scripts"]  # in this process alone: the plain table's label
django.setup()

from django.db import connection, models  # noqa: E402

from cdcs.models import CongDoan  # noqa: E402
from core.sheets.writer import SheetColumn, write_xlsx  # noqa: E402
from doanvien.importers.cot import DOAN_VIEN  # noqa: E402
from doanvien.models import DoanVien  # noqa: E402
from scripts import bench_tasks, bench_world  # noqa: E402

DIFFERENT = 20_000  # rows that the writers write over and over
# The columns of our list of members: a number, name, birth, sex, CCCD, code and name of the unit, admission, state.
LISTED = ("id", "ho_ten", "ngay_sinh", "gioi_tinh", "so_cccd", "cong_doan__ma", "cong_doan__ten", "ngay_ket_nap",
          "nam_sinh")  # fmt: skip


class PlainMember(models.Model):
    """The members' sheet as a plain table: twelve columns, the identity number unique, a foreign key to the unit."""

    ma_cdcs = models.ForeignKey(CongDoan, models.PROTECT, related_name="+")
    ho_ten = models.CharField(max_length=150)
    ngay_sinh = models.DateField()
    gioi_tinh = models.CharField(max_length=10)
    so_cccd = models.CharField(max_length=12, unique=True)
    so_the = models.CharField(max_length=20)
    dien_thoai = models.CharField(max_length=20)
    nghe_nghiep = models.CharField(max_length=150)
    ngay_ket_nap = models.DateField()
    so_quyet_dinh = models.CharField(max_length=100)
    ngay_vao_don_vi = models.DateField(null=True)
    hinh_thuc = models.CharField(max_length=30)

    class Meta:
        app_label = "scripts"

    def __str__(self):
        return self.ho_ten


def plain_resource(in_bulk: bool):
    """The resource of that table: as it comes, or in bulk mode with everything the manual offers for speed."""
    from import_export.fields import Field
    from import_export.instance_loaders import CachedInstanceLoader
    from import_export.resources import ModelResource
    from import_export.widgets import CachedForeignKeyWidget, ForeignKeyWidget

    class PlainResource(ModelResource):
        ma_cdcs = Field("ma_cdcs", "ma_cdcs", ForeignKeyWidget(CongDoan, "ma"))

        class Meta:
            model = PlainMember
            fields = bench_tasks.KEYS
            import_id_fields = ("so_cccd",)

    class BulkResource(PlainResource):
        ma_cdcs = Field("ma_cdcs", "ma_cdcs", CachedForeignKeyWidget(CongDoan, "ma"))

        class Meta(PlainResource.Meta):
            use_bulk = skip_diff = True
            instance_loader_class = CachedInstanceLoader

    return BulkResource() if in_bulk else PlainResource()


def import_export_task(mode: str, path: str) -> dict:
    """Import an .xlsx without bad rows, reading included, without the dry run that its pages do before."""
    from import_export.formats.base_formats import XLSX

    resource = plain_resource(mode == "bulk")
    with connection.schema_editor() as editor:
        editor.create_model(PlainMember)

    def work() -> None:
        dataset = XLSX().create_dataset(Path(path).read_bytes())
        dataset.headers = bench_tasks.KEYS
        result = resource.import_data(dataset, raise_errors=True)
        assert PlainMember.objects.count() == result.totals["new"] == len(dataset)

    cost = bench_tasks.measured(work)[1]
    return cost | {"rows": PlainMember.objects.count()}


def list_task(count: str) -> dict:
    """The first `count` members of our list as Excel, by django-import-export."""
    from import_export.formats.base_formats import XLSX
    from import_export.resources import modelresource_factory

    resource = modelresource_factory(DoanVien, meta_options={"fields": LISTED})()
    listed = DoanVien.objects.filter(cong_doan__isnull=False).select_related("cong_doan").order_by("khoa_ten", "pk")
    content, cost = bench_tasks.measured(lambda: XLSX().export_data(resource.export(listed[: int(count)])))
    return cost | {"rows": min(int(count), listed.count()), "bytes": len(content)}


def writer_task(name: str, count: str) -> dict:
    """Rows of the members' sheet into a file, by our writer or by XlsxWriter."""
    writers: dict[str, Callable[[Path, Iterator[list]], None]] = {"ours": put_ours, "xlsxwriter": put_xlsxwriter}
    rows = islice(cycle(list(bench_world.member_rows(DIFFERENT, 0))), int(count))
    import xlsxwriter  # noqa: F401 - at rest in both processes

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.xlsx"
        cost = bench_tasks.measured(lambda: writers[name](path, rows))[1]
        return cost | {"rows": int(count), "bytes": path.stat().st_size}


def put_ours(path: Path, rows: Iterator[list]) -> None:
    with path.open("wb") as file:
        write_xlsx(file, "doan_vien", [SheetColumn(column.label) for column in DOAN_VIEN], rows)


def put_xlsxwriter(path: Path, rows: Iterator[list]) -> None:
    """Text stays text and days are days, as with ours."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options | {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("doan_vien")
        sheet.write_row(0, 0, [column.label for column in DOAN_VIEN])
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)


if __name__ == "__main__":
    bench_tasks.main(globals())
