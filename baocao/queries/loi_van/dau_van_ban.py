"""What stands around the text of a report: issuer, number, place, day, who signs, who receives (sentences.md 8)."""

from dataclasses import dataclass
from datetime import date

from baocao.queries.bang import ngay_dai, tap_the
from baocao.queries.loi_van.nguon import province_of
from cdcs.enums import LoaiCongDoan
from cdcs.models import CongDoan, co_cau
from core.dates import today

LDLD, LDLD_DAY_DU, TONG = "LĐLĐ", "Liên đoàn Lao động", "TỔNG LĐLĐ VIỆT NAM"
# Where the name of an issuer breaks into two lines, the longest beginning first.
NGAT_DONG = (
    ("LĐLĐ ", "LIÊN ĐOÀN LAO ĐỘNG"),
    ("Công đoàn các KCN ", "CÔNG ĐOÀN CÁC KCN"),
    ("Công đoàn ngành ", "CÔNG ĐOÀN NGÀNH"),
    ("Công đoàn ", "CÔNG ĐOÀN"),
)
CHO_TRONG = "." * 12


def hai_dong(name: str) -> tuple[str, str]:
    """The issuer's name on two lines in capitals; the second is empty where it does not part."""
    for start, line in NGAT_DONG:
        if name.startswith(start):
            return line, name[len(start) :].upper()
    return name.upper(), ""


@dataclass(frozen=True)
class DauVanBan:
    """The head and the foot of a document; an empty number leaves room for the hand."""

    cap_tren: str
    so: str = ""
    ky_hieu: str = "BC-LĐLĐ"
    dia_danh: str = ""
    ngay: date | None = None
    kinh_gui: str = ""
    chuc_danh: str = "CHỦ TỊCH"
    nguoi_ky: str = ""
    noi_nhan: tuple[str, ...] = ()

    @property
    def dong_so(self) -> str:
        return f"Số: {self.so or ' ' * 6}/{self.ky_hieu}"

    @property
    def noi_ngay(self) -> str:
        return f"{self.dia_danh or CHO_TRONG}, {ngay_dai(self.ngay)}"


def load_dau(unit: CongDoan) -> DauVanBan:
    """The head of a unit's report as its settings and its province give it; number, day and signer are open."""
    province = province_of(unit, today())
    name = province.ten if province else "LĐLĐ tỉnh"
    place = unit.goi_dia_danh or (province.goi_dia_danh if province else "")
    mark = "BC-LĐLĐ" if unit.ten.startswith(LDLD) else "BC-CĐ"
    if unit.loai == LoaiCongDoan.LDLD_TINH:
        receivers = ("Tổng Liên đoàn Lao động Việt Nam (để b/c)", "Ban Chấp hành LĐLĐ tỉnh", "Các ban LĐLĐ tỉnh",
                     "Công đoàn cấp trên trực tiếp cơ sở")  # fmt: skip
        return DauVanBan(TONG, "", mark, place, noi_nhan=(*receivers, "Lưu: ToC-KT, VP"))
    if unit.co_doan_vien:
        return _of_base_unit(unit, name, mark, place)
    to = f"{name.replace(LDLD, LDLD_DAY_DU)} (qua Ban Tổ chức - Kiểm tra)"
    below = ("LĐLĐ tỉnh (qua Ban Tổ chức - Kiểm tra)", f"Ban Thường vụ {unit.goi_ngan}", "Lưu: VP")
    return DauVanBan(name.upper(), "", mark, place, kinh_gui=to, noi_nhan=below)


def _of_base_unit(unit: CongDoan, province: str, mark: str, place: str) -> DauVanBan:
    """A base unit reports to the unit right above it, in the name of its executive committee."""
    above = co_cau(today()).cap_tren.get(unit.pk)
    name = CongDoan.objects.get(pk=above).ten if above else province
    receivers = (name, f"{tap_the(unit.loai)} {unit.goi_ngan}", "Lưu: BCH")
    return DauVanBan(name.upper(), "", mark, place, kinh_gui=name.replace(LDLD, LDLD_DAY_DU), noi_nhan=receivers)
