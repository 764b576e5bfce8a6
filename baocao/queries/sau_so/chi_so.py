"""Every figure that has a list: its key in the address, its name, what it counts (03 §3.4)."""

from dataclasses import dataclass
from datetime import date

from cdcs.models import CoCau
from doanvien.enums import LOAI_GIAM, LOAI_GIAM_THUC, LOAI_TANG, LoaiBienDong

L = LoaiBienDong
PEOPLE, CDCS, NGHIEP_DOAN, EMPLOYERS = "đoàn viên", "CĐCS", "nghiệp đoàn", "đơn vị, doanh nghiệp"
VAO_KHAC = (L.KET_NAP_LAI, L.CHUYEN_DEN_NGOAI_TINH, L.CHUYEN_DEN)
DO_SAP_XEP = (L.SAP_XEP_DEN, L.SAP_XEP_DI, L.GIAM_SAP_XEP)  # what `thuc_tang_tru_sap_xep` leaves out [02-2.3-7]
TANG = tuple(kind for kind in LOAI_TANG if kind not in (L.DAU_KY, *DO_SAP_XEP))
GIAM = tuple(kind for kind in LOAI_GIAM if kind not in DO_SAP_XEP)


@dataclass(frozen=True)
class ChiSo:
    """One figure. `shape` says how it is listed: rows of the ledger, stocks by unit, kinds, units, employers."""

    khoa: str
    ten: str
    danh_tu: str
    shape: str
    loai: tuple[str, ...] = ()

    @property
    def block(self) -> str:
        return self.khoa.partition(".")[0]

    @property
    def key(self) -> str:
        return self.khoa.partition(".")[2]

    def sign(self, kind: str) -> int:
        """How a row of `kind` counts in the figure: a list of both directions counts decreases as minus."""
        both = {k in LOAI_TANG for k in self.loai} == {True, False}
        return -1 if both and kind not in LOAI_TANG else 1


def _rows(key: str, ten: str, *loai: str) -> ChiSo:
    return ChiSo(f"doan_vien.{key}", ten, PEOPLE, "rows", tuple(loai) or (key,))


def _stock(key: str, ten: str) -> ChiSo:
    return ChiSo(f"doan_vien.{key}", ten, PEOPLE, "stock")


def _units(block: str, noun: str) -> list[ChiSo]:
    names = {
        "dau_ky": "đầu kỳ",
        "thanh_lap": "thành lập",
        "sap_xep_den": "sắp xếp đến",
        "sap_xep_di": "sắp xếp đi",
        "ket_thuc": "kết thúc",
        "cuoi_ky": "cuối kỳ",
    }
    head = "CĐCS" if block == "cdcs" else "Nghiệp đoàn cơ sở"
    return [ChiSo(f"{block}.{key}", f"{head} {name}", noun, "units") for key, name in names.items()]


def _employers(key: str, ten: str) -> ChiSo:
    return ChiSo(f"bao_phu.{key}", ten, EMPLOYERS, "employers")


_ALL = [
    _stock("dau_ky", "Đoàn viên đầu kỳ"),
    *(_rows(kind.value, kind.label) for kind in L if kind != L.DAU_KY),
    _rows("ket_nap_tai_cdcs_moi", "Kết nạp tại CĐCS mới", L.KET_NAP),
    _rows("ket_nap_tai_cdcs_da_co", "Kết nạp tại CĐCS đã có", L.KET_NAP),
    _rows("vao_khac", "Kết nạp lại, chuyển đến", *VAO_KHAC),
    _rows("giam", "Đoàn viên giảm", *LOAI_GIAM_THUC),
    _rows("tang", "Tăng, không kể sắp xếp", *TANG),
    _rows("giam_tru_sap_xep", "Giảm, không kể sắp xếp", *GIAM),
    _rows("do_sap_xep", "Thay đổi do sắp xếp, giải thể", *DO_SAP_XEP),
    _stock("cuoi_ky", "Đoàn viên cuối kỳ"),
    _stock("nu_cuoi_ky", "Đoàn viên nữ cuối kỳ"),
    _stock("co_danh_sach_cuoi_ky", "Đoàn viên có danh sách cuối kỳ"),
    _stock("chua_co_danh_sach", "Đoàn viên mới có số lượng"),
    ChiSo("doan_vien.thuc_tang", "Thực tăng", PEOPLE, "kinds"),
    ChiSo("doan_vien.thuc_tang_tru_sap_xep", "Thực tăng trừ sắp xếp", PEOPLE, "kinds"),
    *_units("cdcs", CDCS),
    *_units("nghiep_doan", NGHIEP_DOAN),
    _employers("trong_dien", "Đơn vị, doanh nghiệp trong diện"),
    _employers("co_cdcs", "Trong diện, đã có CĐCS"),
    _employers("chua_co_cdcs", "Trong diện, chưa có CĐCS"),
    _employers("fdi_trong_dien", "Vốn nước ngoài, trong diện"),
    _employers("fdi_co_cdcs", "Vốn nước ngoài, đã có CĐCS"),
    _employers("chua_co_so_lieu", "Chưa có số liệu lao động"),
    _employers("vua_du_nguong", "Vừa đủ ngưỡng lao động, chưa có CĐCS"),
]
CHI_SO: dict[str, ChiSo] = {figure.khoa: figure for figure in _ALL}


def window_query(ma: str, start: date, end: date, structure: CoCau | None) -> str:
    """Unit, window and structure as a query string."""
    day = f"&co_cau={structure.ngay.isoformat()}" if structure else ""
    return f"don_vi={ma}&tu={start.isoformat()}&den={end.isoformat()}{day}"


def list_query(ma: str, start: date, end: date, structure: CoCau | None, khoa: str) -> str:
    """The query string of the list behind a figure."""
    return f"{window_query(ma, start, end, structure)}&so={khoa}"


def combined(bridge: dict[str, int], figure: ChiSo) -> int:
    """The value of a figure of members: a key of the bridge, or kinds put together."""
    if figure.key == "chua_co_danh_sach":
        return bridge["cuoi_ky"] - bridge["co_danh_sach_cuoi_ky"]
    if figure.key in bridge:
        return bridge[figure.key]
    return sum(figure.sign(kind) * bridge[kind] for kind in figure.loai)
