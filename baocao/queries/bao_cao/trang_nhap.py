"""The report of a unit while it is written: bridge, cells, narrative, what is left to do (05 §5.2-9)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse

from baocao.queries.bao_cao.dong_o import DongO, by_part
from baocao.queries.bao_cao.du_lieu import DuLieuBaoCao
from baocao.queries.bao_cao.kiem import CANH_BAO, LOI, MUC, VanDe, kiem_bao_cao
from baocao.queries.bao_cao.loi_nhan import LoiNhan, load_loi_nhan
from baocao.queries.bao_cao.noi_dung import MucSoan, NoiDung
from baocao.queries.bao_cao.o import CAC_O, TY_LE, O, So
from baocao.queries.bao_cao.phat_sinh import PhatSinh
from baocao.queries.cau_noi_gon import bridge_items
from baocao.queries.da_ket_thuc import DaKetThuc, ended_into
from baocao.queries.sau_so import figure_url
from baocao.queries.sau_so.chi_so import window_query
from cdcs.access import Rights, Scope
from cdcs.models import co_cau
from core.dates import union_year
from core.numbers import format_int
from core.templatetags.formats import format_number
from doanvien.queries.phieu_chuyen import sent_slips, waiting_slips

PAGES = {"nhiem_vu.thoa_uoc": "thoa_uoc_list", "nhiem_vu.doi_thoai": "doi_thoai_list",
         "nhiem_vu.kien_nghi": "kien_nghi_list"}  # fmt: skip


@dataclass(frozen=True)
class TrangNhap:
    """A live report as the page shows it to `rights`."""

    data: DuLieuBaoCao
    noi_dung: NoiDung
    rights: Rights

    @property
    def ngay_so(self) -> tuple[date, date]:
        return self.data.ky.tu_ngay, self.data.ky.den_ngay

    @property
    def cung_ky_nam(self) -> int:
        """The union year of the same window a year before, for the heading of its column."""
        return union_year(self.data.ky.den_ngay) - 1

    @cached_property
    def van_de(self) -> list[VanDe]:
        return kiem_bao_cao(self.data)

    @property
    def viec(self) -> list[VanDe]:
        """What is left to do before the report can be sent."""
        return [one for one in self.van_de if not one.da_xong]

    @property
    def loi(self) -> list[VanDe]:
        return [one for one in self.van_de if one.muc_do == LOI]

    @property
    def canh_bao(self) -> list[tuple[VanDe, str]]:
        """Warnings, each with the sentence that explains it."""
        return [(one, self.data.giai_trinh(one.o)) for one in self.van_de if one.muc_do == CANH_BAO]

    @property
    def la_sua(self) -> bool:
        """Was the report sent before and returned?"""
        return self.data.bao_cao is not None and self.data.bao_cao.lan > 0

    @property
    def nop(self) -> str:
        return "nộp lại" if self.la_sua else "nộp"

    @property
    def dau_ky(self) -> str:
        return self.data.dau_ky

    @property
    def phat_sinh(self) -> PhatSinh | None:
        return self.data.phat_sinh

    @property
    def van_ban(self) -> list[tuple[str, date, str, str]]:
        """The đính chính since the report before: number, day, what, why."""
        return [(one.so, one.ngay, one.viec, one.ly_do) for one in self.data.van_ban]

    @property
    def bridge(self) -> list[tuple]:
        return bridge_items(self.data.blocks["doan_vien"], self._url)

    @cached_property
    def ket_thuc(self) -> list[tuple[DaKetThuc, list[tuple]]]:
        """Units that ended in the window and went into this one, each with its own bridge [02-2.6-9]."""
        start, end = self.ngay_so

        def url_of(one: DaKetThuc) -> Callable[[str], str]:
            unit = one.unit
            return lambda key: figure_url(self.rights, unit, key, start, one.ngay) if unit else ""

        return [(one, one.bridge(url_of(one))) for one in ended_into(self.data.unit, start, end)]

    @cached_property
    def _loi_nhan(self) -> dict[str, tuple[LoiNhan, ...]]:
        data = self.data
        now = {cell.ma: data.so[cell.ma] if (said := data.khai(cell.ma)) is None else said for cell in CAC_O}
        return load_loi_nhan(data.bao_cao, data.nhan_xet, now)

    @cached_property
    def dong(self) -> list[DongO]:
        """Every cell in order."""
        return [self._row(cell) for cell in CAC_O]

    @property
    def phan(self) -> list[tuple[str, list[DongO]]]:
        return by_part(self.dong)

    def _row(self, cell: O) -> DongO:
        data, key = self.data, cell.ma
        asked = tuple(one for one in self.van_de if one.o == key and one.muc_do == CANH_BAO)
        before, year = (values[key] if values else None for values in (data.so_truoc, data.cung_ky))
        return DongO(
            cell, data.so[key], self._url(key), before, year, khai=data.khai(key), giai_trinh=data.giai_trinh(key),
            van_de=asked, loi_nhan=self._loi_nhan.get(key, ()), ghi_chu=share_text(cell, data.so),
        )  # fmt: skip

    @property
    def tong_hop_url(self) -> str:
        """The page that puts the reports together, for who may open it."""
        may = self.rights.can_at("tong_hop_bao_cao", self.data.unit)
        return reverse("tong_hop_bao_cao", args=[self.data.ky.ma]) if may else ""

    def _url(self, key: str) -> str:
        start, end = self.ngay_so
        if self.data.tong_hop is not None:
            return self.tong_hop_url  # a figure of the province is made of the reports
        if key not in PAGES:
            return figure_url(self.rights, self.data.unit, key, start, end)
        if not self.rights.can_at("view_so_lieu", self.data.unit):
            return ""
        return f"{reverse(PAGES[key])}?{window_query(self.data.unit.ma, start, end, None)}"

    @property
    def muc(self) -> list[tuple[MucSoan, tuple[LoiNhan, ...]]]:
        """The points of the narrative, each with the remarks at it."""
        return [(one, self._loi_nhan.get(MUC + one.ma, ())) for one in self.noi_dung.muc]

    @property
    def buoc(self) -> list[tuple[str, bool, bool]]:
        """(step, is done, is the one to do now)."""
        steps = [("Số liệu tự điền", True)]
        if self.la_sua:
            steps.append(("Sửa ô bị trả lại", not self.data.chua_tra_loi))
        steps += [("Nội dung báo cáo", not self.noi_dung.con_thieu), (f"Kiểm tra và {self.nop}", False)]
        now = next(index for index, (_, is_done) in enumerate(steps) if not is_done)
        return [(label, is_done, index == now) for index, (label, is_done) in enumerate(steps)]

    @property
    def kiem_tra(self) -> list[tuple[str, str]]:
        """What was checked, in sentences: (ok, warn or late; sentence)."""
        blocked = {one.o for one in self.loi}
        bridge = "doan_vien.cuoi_ky" in blocked
        waiting = [one for one, _ in self.canh_bao if not one.da_xong]
        unanswered, empty = self.data.chua_tra_loi, self.noi_dung.con_thieu
        rows = [("late", "Đầu kỳ + tăng − giảm không bằng cuối kỳ") if bridge
                else ("ok", "Đầu kỳ + tăng − giảm = cuối kỳ")]  # fmt: skip
        rows.append(self._slips())
        unexplained = [one for one in self.dong if one.khai is not None and not one.da_giai_trinh]
        if unexplained:
            rows.append(("late", f"{format_int(len(unexplained))} ô khai khác sổ chưa giải trình"))
        rows.append(("warn", f"{format_int(len(waiting))} cảnh báo chưa giải trình") if waiting
                    else ("ok", "Mọi cảnh báo đã có giải trình"))  # fmt: skip
        if self.la_sua:
            rows.append(("late", f"{format_int(len(unanswered))} ô bị trả lại chưa trả lời") if unanswered
                        else ("ok", "Mọi ô bị trả lại đã trả lời"))  # fmt: skip
        rows.append(("warn", f"{format_int(len(empty))} mục chưa có nội dung, không chặn việc nộp") if empty
                    else ("ok", "Mọi mục có nội dung"))  # fmt: skip
        return rows

    def _slips(self) -> tuple[str, str]:
        """Transfers stand in pairs in the ledger; what still waits for an answer is in nobody's figures yet."""
        under = Scope(ids=co_cau(self.rights.day).under(self.data.unit.pk))
        waiting = waiting_slips(under).so_luong + sent_slips(under).so_luong
        if waiting:
            return "warn", f"{format_int(waiting)} đoàn viên trên phiếu chuyển chờ trả lời, chưa tính là đã chuyển"
        return "ok", "Chuyển đi và chuyển đến khớp với đơn vị có liên quan"

    @property
    def tra_lai_text(self) -> str:
        """How far the returned cells are."""
        bao_cao = self.data.bao_cao
        if bao_cao is None or not self.la_sua:
            return ""
        asked = [one for one in self.data.nhan_xet if one.lan == bao_cao.lan]
        answered = len(asked) - len(self.data.chua_tra_loi)
        return f"Trả lại {format_int(len(asked))} ô, đã trả lời {format_int(answered)}" if asked else "Mở lại để sửa"


def share_text(cell: O, values: Mapping[str, So]) -> str:
    """ "39/64" under the coverage: a percentage stands with its numerator and denominator."""
    if cell.kieu != TY_LE:
        return ""
    counts = (values[f"bao_phu.{key}"] for key in ("co_cdcs", "trong_dien"))
    return "/".join(format_number(count) for count in counts)
