"""The sheet `chi_tieu`: quota lines (03 §3.3)."""

from cdcs.access import rights_of
from cdcs.enums import LoaiNhap
from cdcs.importers import SO_QUYET_DINH
from cdcs.models import ChuongTrinh, CongDoan, LoNhap
from chitieu.actions import may_give
from chitieu.enums import LoaiChiTieu
from chitieu.models import ChiTieu, QuyetDinhChiTieu
from core.dates import format_date, today, union_year
from core.importing import Column, ImportPlan, ParsedFile, ParsedRow, duplicate_keys, whole_key
from core.text import heading_key
from taikhoan.actions import record

COLUMNS = (
    Column("nam", "Năm", required=True, kind="code", synonyms=("Năm giao", "Năm chỉ tiêu"), is_shared=True),
    Column("don_vi", "Mã đơn vị", required=True, kind="code", synonyms=("Đơn vị", "Mã", "Mã công đoàn"), max_length=30),
    Column(
        "loai",
        "Chỉ tiêu",
        required=True,
        kind="choice",
        choices=tuple(LoaiChiTieu.choices),
        synonyms=("Loại chỉ tiêu", "Tên chỉ tiêu"),
        is_shared=True,
    ),
    Column("so_giao", "Số giao", required=True, kind="int", synonyms=("Số lượng", "Giao", "Chỉ tiêu giao")),
    Column("so_quyet_dinh", "Số quyết định", required=True, synonyms=SO_QUYET_DINH, max_length=100, is_shared=True),
    Column(
        "ngay",
        "Ngày quyết định",
        required=True,
        kind="date",
        synonyms=("Ngày QĐ", "Ngày ký", "Quyết định ngày"),
        is_shared=True,
    ),
)
OUTSIDE = "Ngoài phạm vi đơn vị của bạn."
NHIEM_KY = heading_key("Nhiệm kỳ")


class ChiTieuImporter:
    """Reads, judges and writes the sheet `chi_tieu`."""

    loai = LoaiNhap.CHI_TIEU
    columns = COLUMNS

    def __init__(self, *, by):
        self.by = by
        self.rights = rights_of(by)
        programme = ChuongTrinh.current()
        self.years = range(union_year(programme.ngay_bat_dau), union_year(programme.ngay_ket_thuc) + 1)

    def plan(self, parsed: ParsedFile) -> ImportPlan:
        """Judge every row; nothing is written."""
        plan = ImportPlan(self.loai, parsed, COLUMNS)
        dated = [row for row in plan.rows if row.values["nam"] and self._read_year(plan, row)]
        duplicate_keys(dated, _key, plan.columns["so_quyet_dinh"])
        self.units = {unit.ma: unit for unit in CongDoan.objects.all()}
        lines = ChiTieu.objects.select_related("quyet_dinh", "cong_doan").filter(
            quyet_dinh__so_quyet_dinh__in={row.values["so_quyet_dinh"] for row in plan.good()}
        )
        self.known = {(x.nam, x.cong_doan.ma, x.loai, x.quyet_dinh.so_quyet_dinh): x for x in lines}
        for row in plan.good():
            self._judge(plan, row)
        return plan

    def _read_year(self, plan: ImportPlan, row: ParsedRow) -> bool:
        """Put the year in the place of its text, None for the term; False where it can be neither."""
        text = row.values["nam"]
        if heading_key(text) == NHIEM_KY:
            row.values["nam"] = None
        elif text.isascii() and text.isdigit() and int(text) in self.years:
            row.values["nam"] = int(text)
        else:
            plan.error(row, "nam", f"Ghi năm từ {self.years[0]} đến {self.years[-1]}, hoặc Nhiệm kỳ.")
            return False
        return True

    def _judge(self, plan: ImportPlan, row: ParsedRow) -> None:
        unit = self.units.get(row.values["don_vi"])
        if unit is None or not (unit.la_cap_tren or unit.la_co_so or unit.loai == "ldld_tinh"):
            everything = self.rights.scope("import_chi_tieu_sap_xep").everything
            why = f"Không giao chỉ tiêu được cho {row.values['don_vi']}: cần mã công đoàn cấp trên hoặc CĐCS."
            plan.error(row, "don_vi", why if everything else OUTSIDE)
            return
        if not (self.rights.can_at("import_chi_tieu_sap_xep", unit) and may_give(unit, by=self.by)):
            plan.error(row, "don_vi", OUTSIDE)
            return
        if row.values["ngay"] > today():
            plan.error(row, "ngay", f"Ngày quyết định {format_date(row.values['ngay'])} ở sau hôm nay.")
            return
        known = self.known.get(_key(row))
        if known is None:
            plan.add(row, unit)
        elif known.so_giao != row.values["so_giao"]:
            plan.error(row, "so_giao", f"Quyết định {known.quyet_dinh} đã giao {known.so_giao}: điều chỉnh bằng "
                       "quyết định mới.")  # fmt: skip
        elif known.quyet_dinh.ngay != row.values["ngay"]:
            plan.error(row, "ngay", f"Số này đã giao theo quyết định {known.quyet_dinh}: so lại ngày, hoặc ghi số của "
                       "quyết định mới.")  # fmt: skip
        else:
            plan.change(row, known, {})

    def write(self, plan: ImportPlan, lo_nhap: LoNhap) -> None:
        """Write the good rows, one decision for each number and day; call it inside the transaction of the batch."""
        lines = []
        decisions: dict[tuple, QuyetDinhChiTieu] = {}
        for row in plan.new():
            key = row.values["so_quyet_dinh"], row.values["ngay"]
            if key not in decisions:
                decisions[key], _ = QuyetDinhChiTieu.objects.get_or_create(
                    so_quyet_dinh=key[0], ngay=key[1], noi_ban_hanh=None, defaults={"created_by": self.by}
                )
            lines.append(
                ChiTieu(quyet_dinh=decisions[key], nam=row.values["nam"], cong_doan=plan.data[row.dong],
                        loai=row.values["loai"], so_giao=row.values["so_giao"], lo_nhap=lo_nhap)
            )  # fmt: skip
        ChiTieu.objects.bulk_create(lines, batch_size=1000)
        record(by=self.by, act="import_chi_tieu_sap_xep", obj=lo_nhap, them_moi=len(lines))


def _key(row: ParsedRow):
    rest = whole_key(row, "don_vi", "loai", "so_quyet_dinh")
    return (row.values["nam"], *rest) if rest else None
