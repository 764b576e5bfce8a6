"""What the sentences of a report are written from: figures, names and days, no model (sentences.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cdcs.enums import CAP_TREN, LoaiCongDoan, ThuocDo

Khoi = Mapping[str, Any]  # the blocks of 03 §3.4
TEN_CHI_TIEU = {"doan_vien": "đoàn viên", "cdcs": "CĐCS", "nghiep_doan": "nghiệp đoàn"}

CHUONG_TRINH = "/CTr"  # in the number of a programme


@dataclass(frozen=True)
class TenGoi:
    """How the report calls its unit; `tinh` is the place of the province."""

    ten: str
    loai: str
    toan: str
    ngan: str
    tinh: str

    @property
    def la_tinh(self) -> bool:
        return self.loai == LoaiCongDoan.LDLD_TINH

    @property
    def dia_ban(self) -> str:
        """Where the employers are: a union of a trade or of the zones has no area of its own."""
        in_area = self.loai in (LoaiCongDoan.LDLD_TINH, LoaiCongDoan.LDLD_HUYEN, LoaiCongDoan.CONG_DOAN_XA)
        return "trên địa bàn" if in_area else "trong phạm vi quản lý"


LDLD_TINH = "LĐLĐ tỉnh"  # what reports call their province


@dataclass(frozen=True)
class QuyetDinh:
    """A decision that gave or amended quotas, and who issued it."""

    so: str
    ngay: date
    noi: str = LDLD_TINH


@dataclass(frozen=True)
class DonViCon:
    """A unit directly below with its blocks of 03 §3.4."""

    ten: str
    loai: str
    khoi: Khoi

    @property
    def la_cap_tren(self) -> bool:
        return self.loai in CAP_TREN


@dataclass(frozen=True)
class SapXepVao:
    """Whence base units came, or whither they went, in the window.

    `rieng`: members of a merged base unit came or went too, so that the units do not stand for all of them.
    """

    don_vi: tuple[str, ...] = ()
    rieng: bool = False


@dataclass(frozen=True)
class CoSoMoi:
    """The CĐCS founded in the window: their members at its end, how many of them outside the state sector."""

    doan_vien: int = 0
    ngoai_nha_nuoc: int = 0


@dataclass(frozen=True)
class KetThuc:
    """The CĐCS that ended in the window; `vao` names where merged ones went."""

    giai_the: int = 0
    sap_nhap: int = 0
    vao: tuple[str, ...] = ()


@dataclass(frozen=True)
class NghiepDoan:
    """Members of the new nghiệp đoàn and of all of them, and under which units the new ones stand."""

    moi_doan_vien: int = 0
    doan_vien: int = 0
    noi: tuple[str, ...] = ()


@dataclass(frozen=True)
class KhaoSat:
    """The survey of the year up to the end of the window."""

    ke_hoach: int
    da_khao_sat: int
    khong_lien_he_duoc: int = 0
    da_ngung: int = 0


@dataclass(frozen=True)
class ThuongLuong:
    """Agreements, dialogues and issues."""

    ky_moi: int = 0
    sua_doi: int = 0
    co: int = 0
    cdcs: int = 0
    loai_b: int = 0
    doi_thoai: int = 0
    kien_nghi: int = 0
    da_tra_loi: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.ky_moi or self.sua_doi or self.co or self.doi_thoai or self.kien_nghi)


@dataclass(frozen=True)
class GuiCham:
    """A unit that sent its report late."""

    ten: str
    ngay: date
    so_ngay: int


@dataclass(frozen=True)
class CheDo:
    """How the units below kept the discipline of reporting; `han` is the day before which they had to send."""

    han: date
    dung_han: int
    cham: tuple[GuiCham, ...] = ()
    chua_gui: tuple[str, ...] = ()

    @property
    def tong(self) -> int:
        return self.dung_han + len(self.cham) + len(self.chua_gui)


@dataclass(frozen=True)
class DuLieuLoiVan:
    """Everything a report says, as plain data: what was frozen can be written out again.

    `khoi` and `cung_ky` are blocks of 03 §3.4 of the window and of the same window a year before (None: before the
    programme). `chi_tieu_sau` are the quotas of the year after, where they are given.
    """

    ten_goi: TenGoi
    ten_ky: str
    nam: int
    tu: date
    den: date
    nguong: int
    khoi: Khoi
    nhiem_ky_tu: date
    nhiem_ky_den: date
    het_chi_tieu: date
    ca_nhiem_ky: bool = False
    het_nam: bool = False
    thuoc_do_nam: str = ThuocDo.KET_NAP
    thuoc_do_nhiem_ky: str = ThuocDo.THUC_TANG
    cung_ky_tu: date | None = None
    cung_ky_den: date | None = None
    cung_ky: Khoi | None = None
    gop: tuple[tuple[str, str, date], ...] = ()
    quyet_dinh: tuple[QuyetDinh, ...] = ()
    sua_chi_tieu: Mapping[str, QuyetDinh] = field(default_factory=dict)
    chi_tieu_sau: Mapping[str, int] = field(default_factory=dict)
    con: tuple[DonViCon, ...] = ()
    cdcs_moi: CoSoMoi = field(default_factory=CoSoMoi)
    ket_thuc: KetThuc = field(default_factory=KetThuc)
    nghiep_doan: NghiepDoan = field(default_factory=NghiepDoan)
    den_tu: SapXepVao = field(default_factory=SapXepVao)
    di_den: SapXepVao = field(default_factory=SapXepVao)
    khao_sat: KhaoSat | None = None
    thuong_luong: ThuongLuong | None = None
    ly_do: tuple[tuple[str, int], ...] = ()
    dieu_chinh: int = 0
    ky_truoc_ten: str = ""
    che_do: CheDo | None = None

    @property
    def la_tinh(self) -> bool:
        return self.ten_goi.la_tinh

    @property
    def nam_truoc(self) -> int:
        return self.nam - 1

    @property
    def nhiem_ky(self) -> str:
        return f"{self.nhiem_ky_tu.year}-{self.nhiem_ky_den.year}"

    @property
    def thuoc_do(self) -> str:
        """The official reading of members of the quota of this round."""
        return self.thuoc_do_nhiem_ky if self.ca_nhiem_ky else self.thuoc_do_nam

    @property
    def ten_chi_tieu(self) -> str:
        return "chỉ tiêu nhiệm kỳ" if self.ca_nhiem_ky else "chỉ tiêu năm"

    @property
    def thoi_chi_tieu(self) -> str:
        return f"nhiệm kỳ {self.nhiem_ky}" if self.ca_nhiem_ky else f"năm {self.nam}"

    @property
    def quyet_dinh_giao(self) -> tuple[QuyetDinh, ...]:
        """The decisions that gave the quotas; the programme, which may give those of the term, is named elsewhere."""
        return tuple(one for one in self.quyet_dinh if CHUONG_TRINH not in one.so)

    @property
    def noi_giao(self) -> list[str]:
        """Who gave the quotas, each once: a base unit has them of the unit above it."""
        return list(dict.fromkeys(one.noi for one in self.quyet_dinh)) or [LDLD_TINH]

    def chi_tieu(self, kind: str, khoi: Khoi | None = None) -> tuple[int | None, int]:
        """(quota, done) of the round: of the year, or of the term by the official reading [03-3.5-6]."""
        blocks = self.khoi if khoi is None else khoi
        if not self.ca_nhiem_ky:
            line = blocks["chi_tieu_nam"][kind]
        elif kind == "doan_vien":
            return blocks["nhiem_ky"]["giao"], blocks["nhiem_ky"][self.thuoc_do_nhiem_ky]
        else:
            line = blocks["nhiem_ky"][kind]
        return line["giao"], line["thuc_hien"]

    def ck(self, block: str, key: str) -> Any:
        """A figure of the same period; None where there is none."""
        return None if self.cung_ky is None else self.cung_ky[block][key]

    @property
    def thang_con(self) -> int:
        """Calendar months from the end of the window to the end of the quota's time."""
        months = (self.het_chi_tieu.year - self.den.year) * 12 + self.het_chi_tieu.month - self.den.month
        return max(months, 0)

    @property
    def tien_do(self) -> tuple[int, int]:
        """Months gone of the months of the quota: 6 of 12 at the end of May."""
        if self.ca_nhiem_ky:
            whole = (self.nhiem_ky_den.year - self.nhiem_ky_tu.year) * 12
            whole += self.nhiem_ky_den.month - self.nhiem_ky_tu.month + 1
        else:
            whole = 12
        return whole - self.thang_con, whole
