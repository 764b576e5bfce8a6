"""One report under review: its newest revision beside the round before, the same window a year before, the revision
before it with only what changed, what was asked and answered, what came after, who did what when (05 §5.2-9).

Everything about figures is read from the snapshots; live is only what came after [02-2.6-16].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from baocao.models import BanChup, BaoCao, BuocBaoCao, NhanXet
from baocao.queries.bao_cao.ban_chup import BanChupData, is_whole, read_ban_chup
from baocao.queries.bao_cao.loi_nhan import MUC, LoiNhan, load_loi_nhan, stated_of
from baocao.queries.bao_cao.o import CAC_O, O_THEO_MA, TY_LE, O, So
from baocao.queries.bao_cao.phat_sinh import PhatSinh, decisions_after, phat_sinh, so_dong_phat_sinh
from baocao.queries.da_ket_thuc import DaKetThuc, ended_bridges
from baocao.queries.ky import round_label, round_of
from core.dates import VIETNAM, format_date
from core.numbers import format_int, format_percent
from sapxep.models import SapXep


def shown(cell: O, value: So) -> str:
    """A figure as the page writes it; "—" for none."""
    if value is None:
        return "—"
    return format_percent(Decimal(value)) if cell.kieu == TY_LE else format_int(int(value))


@dataclass(frozen=True)
class DongXet:
    """One cell of the report: `cu` is what the revision before said there, None for a first revision."""

    o: O
    so: So
    khai: int | None
    giai_trinh: str
    truoc: So
    cung_ky: So
    cu: Mapping[str, Any] | None
    loi_nhan: tuple[LoiNhan, ...]

    @property
    def noi(self) -> So:
        """What the report says: the declared figure where there is one."""
        return self.so if self.khai is None else self.khai

    @property
    def noi_cu(self) -> So:
        if self.cu is None:
            return None
        return self.cu["so"] if self.cu["khai"] is None else self.cu["khai"]

    @property
    def doi_so(self) -> bool:
        """Does the figure differ from that of the revision before?"""
        return self.cu is not None and self.noi != self.noi_cu

    @property
    def doi_loi(self) -> bool:
        """Is the explanation another one than before, at the same figure?"""
        return self.cu is not None and not self.doi_so and self.giai_trinh != self.cu["giai_trinh"]

    @property
    def duoc_hoi(self) -> bool:
        """Was something asked at this cell?"""
        return bool(self.loi_nhan)

    def _text(self, value: So) -> str:
        return shown(self.o, value)

    @property
    def chu(self) -> dict[str, str]:
        """The figures as they are written."""
        values = {"so": self.so, "khai": self.khai, "truoc": self.truoc, "cung_ky": self.cung_ky, "noi": self.noi,
                  "cu": self.noi_cu}  # fmt: skip
        return {key: self._text(value) for key, value in values.items()}


@dataclass(frozen=True)
class MucXet:
    """One point of the narrative, with its text in the revision before where that differs."""

    ma: str
    ten: str
    van_ban: str
    cu: str | None
    loi_nhan: tuple[LoiNhan, ...]

    @property
    def da_doi(self) -> bool:
        return self.cu is not None and self.cu != self.van_ban


@dataclass(frozen=True)
class XemXet:
    """The report as the reviewer reads it."""

    bao_cao: BaoCao
    ban_chup: BanChup
    truoc: BanChup | None
    nguyen_ven: bool
    buoc: tuple[BuocBaoCao, ...]
    nhan_xet: Mapping[str, tuple[LoiNhan, ...]]
    phat_sinh: PhatSinh
    so_dong: int
    quyet_dinh: tuple[SapXep, ...]

    @cached_property
    def moi(self) -> BanChupData:
        return read_ban_chup(self.ban_chup)

    @property
    def ket_thuc(self) -> list[tuple[DaKetThuc, list[tuple]]]:
        """Units that ended in the window and went into this one, as the unit confirmed them [02-2.6-9]."""
        return ended_bridges(self.moi.noi_dung)

    @cached_property
    def cu(self) -> BanChupData | None:
        return read_ban_chup(self.truoc) if self.truoc else None

    @cached_property
    def dong(self) -> list[DongXet]:
        """Every cell of the report, in its order."""
        before, year = self.moi.noi_dung["ky_truoc"]["so"], self.moi.noi_dung["cung_ky"] or {}
        old = self.cu.o if self.cu else None
        return [
            DongXet(
                O_THEO_MA[ma], cell["so"], cell["khai"], cell["giai_trinh"], before.get(ma), year.get(ma),
                old.get(ma) if old else None, self.nhan_xet.get(ma, ()),
            )
            for ma, cell in ((one.ma, self.moi.o[one.ma]) for one in CAC_O if one.ma in self.moi.o)
        ]  # fmt: skip

    @property
    def dong_doi(self) -> list[DongXet]:
        """The cells whose figure changed since the revision before."""
        return [row for row in self.dong if row.doi_so]

    @property
    def dong_doi_loi(self) -> list[DongXet]:
        """The cells whose explanation alone changed."""
        return [row for row in self.dong if row.doi_loi]

    @cached_property
    def muc(self) -> list[MucXet]:
        """The points of the narrative, where the report has one."""
        old = _points(self.cu) if self.cu else {}
        return [
            MucXet(ma, ten, text, old[ma][1] if ma in old else ("" if self.cu else None),
                   self.nhan_xet.get(MUC + ma, ()))
            for ma, (ten, text) in _points(self.moi).items()
        ]  # fmt: skip

    @property
    def muc_doi(self) -> list[MucXet]:
        return [one for one in self.muc if one.da_doi]

    @property
    def lua_chon(self) -> list[tuple[str, Any]]:
        """What a remark can be about: the cells with their figures, changed ones first, then the points."""
        rows = sorted(self.dong, key=lambda row: not row.doi_so)
        cells = [(row.o.ma, f"{row.o.tt} {row.o.ten}: {row.chu['noi']}") for row in rows]
        points = [(MUC + one.ma, f"Mục {one.ma} {one.ten}".strip()) for one in self.muc]
        return [("Ô số liệu", cells), ("Nội dung báo cáo", points)] if points else cells

    @cached_property
    def ky_truoc(self) -> str:
        """The round before as officers say it; nothing where none ends on the eve."""
        ky = round_of(self.moi.noi_dung["ky_truoc"]["ma"])
        return round_label(ky).lower() if ky else ""

    @property
    def nop_text(self) -> str:
        """Which revision, when: the first line of the page."""
        at = self.ban_chup.created_at.astimezone(VIETNAM)
        return f"Nộp lần {self.ban_chup.lan} lúc {at:%H:%M} ngày {format_date(at.date())}"

    @property
    def nop_dau_text(self) -> str:
        """The first submission, which a return does not erase [02-2.6-3]."""
        one = self.bao_cao
        if one.nop_dau_luc is None:
            return ""
        late = f"chậm {format_int(one.so_ngay_cham or 0)} ngày" if one.so_ngay_cham else "đúng hạn"
        return f"{format_date(one.nop_dau_luc.astimezone(VIETNAM).date())}, {late}"


def _points(data: BanChupData) -> dict[str, tuple[str, str]]:
    """{code of a point: (its heading, its text)} of the narrative that was frozen."""
    kept = data.noi_dung["loi_van"] or {}
    return {one["ma"]: (_heading(one), "\n\n".join(one["van_ban"])) for one in kept.get("diem", ())}


def _heading(point: dict[str, Any]) -> str:
    """The heading of a point without its number, which its code says: never all capitals on a page."""
    text = point["tieu_de"] or point["phan"].capitalize()
    words = text.partition(". ")[2] or text
    return words[0].upper() + words[1:]


def load_xem_xet(bao_cao: BaoCao) -> XemXet:
    """Read a report that was submitted at least once; a constant number of queries."""
    rows = BanChup.objects.filter(bao_cao=bao_cao, lan__gte=bao_cao.lan - 1).select_related(
        "bao_cao__ky", "bao_cao__cong_doan", "created_by"
    )
    kept = {row.lan: row for row in rows}
    newest = kept[bao_cao.lan]
    steps = BuocBaoCao.objects.filter(bao_cao=bao_cao).select_related("created_by").order_by("thu_tu")
    remarks = NhanXet.objects.filter(bao_cao=bao_cao).select_related("created_by", "tra_loi_by")
    return XemXet(
        bao_cao=bao_cao, ban_chup=newest, truoc=kept.get(bao_cao.lan - 1), nguyen_ven=is_whole(newest),
        buoc=tuple(steps), nhan_xet=load_loi_nhan(bao_cao, remarks, stated_of(read_ban_chup(newest).o)),
        phat_sinh=phat_sinh(newest), so_dong=so_dong_phat_sinh([newest])[newest.pk],
        quyet_dinh=tuple(decisions_after(newest, bao_cao.cong_doan)),
    )  # fmt: skip
