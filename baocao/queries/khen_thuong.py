"""Who is proposed for commendation in a union year, by the rule of the programme, and who nearly met it (01 R12)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from baocao.models import KyBaoCao
from baocao.queries.bang import ngay_ngan, so_it
from baocao.queries.bao_cao.ban_chup import THEO_BAO_CAO_DUYET, BanChupData, read_ban_chup
from baocao.queries.bao_cao.tong_hop_tinh import approved_snapshots
from baocao.queries.bao_cao.trang_chot import frozen_url
from baocao.queries.ky import round_of
from baocao.queries.sau_so import figure_url
from baocao.queries.so_lieu import children_of, named_units, year_window
from cdcs.access import Rights
from cdcs.enums import ThuocDo
from cdcs.forms.tham_so import ThamSo
from cdcs.models import ChuongTrinh, CongDoan
from cdcs.queries import names_on, so_don_vi, truc_thuoc_on
from chitieu.models import ChiTieu, QuyetDinhChiTieu
from chitieu.queries import quotas_in_force
from core.dates import today, union_year_window
from core.numbers import format_int, format_percent, percent_1
from core.text import vi_sort_key
from doanvien.queries import so_doan_vien

SO_DOAN_VIEN: dict[str, str] = {
    ThuocDo.KET_NAP: "số đoàn viên kết nạp mới",
    ThuocDo.THUC_TANG: "số đoàn viên thực tăng",
    ThuocDo.THUC_TANG_TRU_SAP_XEP: "số đoàn viên thực tăng (không tính biến động do sắp xếp tổ chức)",
}
BAO_CAO_DA_DUYET = "báo cáo năm đã được duyệt"
KHONG_XET = "Đơn vị không được giao chỉ tiêu đoàn viên không xét."
CAP_TREN, CO_SO = "Công đoàn cấp trên trực tiếp cơ sở", "CĐCS trực thuộc LĐLĐ tỉnh"


def share_text(done: int, quota: int) -> str:
    """A share in prose: what is met exactly is "100%", what only rounds to it says its two numbers."""
    if done == quota:
        return "100%"
    text = format_percent(percent_1(done, quota))
    return f"{text} ({format_int(done)}/{format_int(quota)})" if text == "100,0%" else text


@dataclass(frozen=True)
class DongKhen:
    """A unit with a quota of members: what was asked of it and what is done, each with the list behind it."""

    unit: CongDoan
    giao: int
    thuc_hien: int
    giao_cdcs: int | None
    cdcs: int
    url: str = ""
    url_cdcs: str = ""
    thieu_bao_cao: bool = False  # in the reading of approved reports: a superior unit without one

    @property
    def ty_le(self) -> Decimal | None:
        return percent_1(self.thuc_hien, self.giao)

    @property
    def vuot(self) -> Decimal | None:
        """How far above, from the share that is shown, so that a reader can redo it."""
        return None if self.ty_le is None else self.ty_le - 100

    @property
    def rank(self) -> tuple:
        """The highest unrounded share first."""
        return -Fraction(self.thuc_hien, self.giao), vi_sort_key(self.unit.ten)


@dataclass(frozen=True)
class DieuKien:
    """The rule of the programme; it is decided on whole numbers, never on a rounded share."""

    thuoc_do: str
    nguong_doan_vien: int
    nguong_cdcs: int

    @property
    def cau_doan_vien(self) -> str:
        over = "" if self.nguong_doan_vien == 100 else f"{self.nguong_doan_vien}% "
        return f"{SO_DOAN_VIEN[self.thuoc_do]} cao hơn {over}chỉ tiêu được giao"

    @property
    def cau_cdcs(self) -> str:
        return f"số CĐCS thành lập mới đạt từ {self.nguong_cdcs}% chỉ tiêu trở lên (nếu được giao)"

    def is_above(self, line: DongKhen) -> bool:
        return 100 * line.thuc_hien > self.nguong_doan_vien * line.giao

    def has_cdcs(self, line: DongKhen) -> bool:
        """Whether enough CĐCS were founded; without a quota of them nothing is asked."""
        return not line.giao_cdcs or 100 * line.cdcs >= self.nguong_cdcs * line.giao_cdcs

    def is_met(self, line: DongKhen) -> bool:
        return self.is_above(line) and self.has_cdcs(line) and not line.thieu_bao_cao

    def reason(self, line: DongKhen) -> str:
        """Why a unit that reached its quota of members does not meet the rule."""
        share = f"đạt {share_text(line.thuc_hien, line.giao)} chỉ tiêu đoàn viên"
        if line.thieu_bao_cao:
            return f"{share} theo số hiện thời, chưa có {BAO_CAO_DA_DUYET}"
        if self.is_above(line):
            return f"{share} nhưng {_cdcs_short(line)}"
        limit = "" if self.nguong_doan_vien == 100 else f" mức {self.nguong_doan_vien}%"
        return f"{share}, không vượt{limit}" + ("" if self.has_cdcs(line) else f", và {_cdcs_short(line)}")


def _cdcs_short(line: DongKhen) -> str:
    quota = line.giao_cdcs or 0
    if line.cdcs == 0:
        return f"chưa thành lập mới CĐCS (chỉ tiêu {so_it(quota)} CĐCS)"
    return f"chỉ đạt {share_text(line.cdcs, quota)} chỉ tiêu CĐCS"


@dataclass(frozen=True)
class NhomKhen:
    """Units of one level that meet the rule, numbered through all groups."""

    ten: str
    dong: Sequence[tuple[int, DongKhen]]


@dataclass
class KhenThuong:
    """Everything that page, Excel and Word show for a province and the union year of a day.

    Once a year's reports are approved the figures are theirs; `theo_so` asks for the live reading all the same.
    """

    place: ThamSo
    rights: Rights
    programme: ChuongTrinh = field(default_factory=ChuongTrinh.current)
    theo_so: bool = False

    @cached_property
    def ky(self) -> KyBaoCao | None:
        """The round of the year, where the page shows the whole year as it was."""
        if self.place.co_cau is not None or not self.is_over:
            return None
        return round_of(f"NAM-{self.place.nam}")

    @cached_property
    def reports(self) -> dict[int, BanChupData]:
        """{unit: its approved report}; none before the first one is approved."""
        found = approved_snapshots(self.ky) if self.ky else {}
        return {pk: read_ban_chup(one) for pk, one in found.items()}

    @property
    def theo_bao_cao(self) -> bool:
        """Are the figures those of the approved reports?"""
        return bool(self.reports) and not self.theo_so

    @cached_property
    def window(self) -> tuple[date, date]:
        return year_window(self.place.den, self.programme)

    @property
    def is_over(self) -> bool:
        """Whether the figures reach to the end of the union year."""
        return self.place.den >= min(union_year_window(self.place.nam)[1], self.programme.ngay_ket_thuc)

    @cached_property
    def rule(self) -> DieuKien:
        programme = self.programme
        return DieuKien(programme.thuoc_do_khen, programme.khen_nguong_doan_vien, programme.khen_nguong_cdcs)

    @cached_property
    def units(self) -> list[CongDoan]:
        """The units under the province on the day of the figures."""
        day = self.place.den
        return named_units(truc_thuoc_on(self.place.don_vi, day, self.place.co_cau), day)

    @cached_property
    def ended(self) -> list[CongDoan]:
        """Who stood under the province in this year and is not judged, having ended: these are named."""
        day, structure = self.place.den, self.place.co_cau
        last = max(day, structure.ngay) if structure else day
        then = children_of(self.place.don_vi, *self.window)
        gone = [one for one in then if not one.is_active_on(last if one.ke_tuc_id else day)]
        asked = quotas_in_force([unit.pk for unit in gone], self.place.nam, day)
        return [unit for unit in gone if unit.la_cap_tren or asked[unit.pk]["doan_vien"]]

    @cached_property
    def ended_notes(self) -> list[str]:
        """What became of these units, and whose their results are in the structure that is shown."""
        names = names_on([unit.ke_tuc_id for unit in self.ended if unit.ke_tuc_id], self.place.den)
        return [self._ended_note(unit, names.get(unit.ke_tuc_id or 0, "")) for unit in self.ended]

    def _ended_note(self, unit: CongDoan, successor: str) -> str:
        day, structure = unit.ngay_ket_thuc, self.place.co_cau
        assert day is not None
        since = f"từ ngày {ngay_ngan(day)}"
        if not successor:
            return f"{unit.ten} kết thúc hoạt động {since}, không xét."
        if structure is not None and day <= structure.ngay:
            return f"{successor} gồm cả {unit.ten}, sáp nhập {since}."
        return f"{unit.ten} sáp nhập vào {successor} {since}; kết quả trước ngày đó không cộng cho đơn vị kế tục."

    @cached_property
    def quotas(self) -> dict[int, dict[str, ChiTieu | None]]:
        return quotas_in_force([unit.pk for unit in self.units], self.place.nam, self.place.den)

    def _quota(self, unit: CongDoan, kind: str) -> int | None:
        line = self.quotas[unit.pk][kind]
        return line.so_giao if line else None

    @property
    def without_quota(self) -> list[CongDoan]:
        """Superior units that are not considered, for want of a quota of members."""
        return [unit for unit in self.units if unit.la_cap_tren and not self._quota(unit, "doan_vien")]

    @cached_property
    def lines(self) -> list[DongKhen]:
        """The units considered, the highest share first."""
        units = [unit for unit in self.units if self._quota(unit, "doan_vien")]
        ids, structure = [unit.pk for unit in units], self.place.co_cau
        members = so_doan_vien(ids, *self.window, structure)
        counts = so_don_vi(ids, *self.window, structure)
        measure = self.rule.thuoc_do
        lines = []
        for unit in units:
            said = self.reports.get(unit.pk) if self.theo_bao_cao else None
            done = (said.so_lieu["doan_vien"] if said else members[unit.pk])[measure]
            founded = (said.so_lieu["cdcs"] if said else counts[unit.pk]["cdcs"])["thanh_lap"]
            lines.append(DongKhen(
                unit, self._quota(unit, "doan_vien") or 0, done, self._quota(unit, "cdcs"), founded,
                self._url(unit, f"doan_vien.{measure}", said), self._url(unit, "cdcs.thanh_lap", said),
                self.theo_bao_cao and unit.la_cap_tren and said is None,
            ))  # fmt: skip
        return sorted(lines, key=lambda line: line.rank)

    def _url(self, unit: CongDoan, khoa: str, said: BanChupData | None) -> str:
        """The list behind a figure: of a reported one that which was frozen with it [02-2.7-1]."""
        if said is not None:
            return frozen_url(said.ban_chup, khoa)
        return figure_url(self.rights, unit, khoa, *self.window, self.place.co_cau)

    @cached_property
    def groups(self) -> list[NhomKhen]:
        """Who meets the rule: superior units, then base units directly under the province; no empty group."""
        met = [line for line in self.lines if self.rule.is_met(line)]
        found: list[NhomKhen] = []
        number = 0
        for name, is_base in ((CAP_TREN, False), (CO_SO, True)):
            lines = [line for line in met if line.unit.la_co_so == is_base]
            if lines:
                found.append(NhomKhen(name, list(enumerate(lines, number + 1))))
                number += len(lines)
        return found

    @property
    def met_count(self) -> int:
        return sum(len(group.dong) for group in self.groups)

    @cached_property
    def near(self) -> list[tuple[DongKhen, str]]:
        """Who reached the quota of members and does not meet the rule, with the reason."""
        short = [line for line in self.lines if line.thuc_hien >= line.giao and not self.rule.is_met(line)]
        return [(line, self.rule.reason(line)) for line in short]

    @property
    def nguon(self) -> str:
        """Whose figures these are, as the head of a page says it."""
        return THEO_BAO_CAO_DUYET.lower() if self.theo_bao_cao else "số hiện thời"

    @property
    def can_cu_so_lieu(self) -> str:
        """Where the figures come from, as the document says it; the day of locking stands with reports."""
        end = ngay_ngan(self.window[1])
        if not self.theo_bao_cao or self.ky is None:
            return f"số liệu của sổ biến động đoàn viên đến hết ngày {end} (lấy ngày {ngay_ngan(today())})"
        lock = self.ky.ngay_khoa
        word = "đã khóa từ" if today() >= lock else "sẽ khóa"
        return f"báo cáo năm {self.place.nam} đã được duyệt của các đơn vị (số liệu {word} ngày {ngay_ngan(lock)})"

    @property
    def decisions(self) -> list[QuyetDinhChiTieu]:
        """The decisions that gave the quotas judged by, in the order of their days."""
        given = [self.quotas[line.unit.pk][kind] for line in self.lines for kind in ("doan_vien", "cdcs")]
        found = {line.quyet_dinh_id: line.quyet_dinh for line in given if line}
        return sorted(found.values(), key=lambda decision: (decision.ngay, decision.pk))
