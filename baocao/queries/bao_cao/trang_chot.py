"""A submitted report on screen: read from its snapshot alone, beside what came after and who did what when."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse

from baocao.enums import TrangThaiBaoCao
from baocao.models import BanChup, BuocBaoCao, NhanXet
from baocao.queries.bao_cao.ban_chup import BanChupData, is_whole, read_ban_chup
from baocao.queries.bao_cao.dong_o import DongO, by_part
from baocao.queries.bao_cao.kiem import CANH_BAO, MUC, VanDe
from baocao.queries.bao_cao.loi_nhan import LoiNhan, load_loi_nhan, stated_of
from baocao.queries.bao_cao.noi_dung import MucSoan
from baocao.queries.bao_cao.o import CAC_O, TY_LE, O
from baocao.queries.bao_cao.phat_sinh import PhatSinh, decisions_after, phat_sinh, so_dong_phat_sinh
from baocao.queries.bao_cao.trang_nhap import share_text
from baocao.queries.cau_noi_gon import bridge_items
from baocao.queries.da_ket_thuc import DaKetThuc, ended_bridges
from baocao.queries.dinh_chinh import confirmed_for
from baocao.queries.trang_bao_cao import BaoCaoPage
from cdcs.access import Rights
from cdcs.models import CongDoan
from core.dates import union_year
from core.templatetags.formats import format_signed
from doanvien.enums import DAU
from sapxep.models import SapXep
from taikhoan.models import Attachment
from taikhoan.queries import attachments_of

SHORT_HASH = 12
SHARE_OF = {"bao_phu.ty_le": "bao_phu.trong_dien"}  # a percentage opens what it is a share of
NET = frozenset({"doan_vien.thuc_tang", "doan_vien.thuc_tang_tru_sap_xep"})  # what a bridge shows, no list


def frozen_url(snapshot: BanChup, khoa: str) -> str:
    """What stands behind a frozen figure: its list, for a net figure the bridge of the report."""
    report = snapshot.bao_cao
    query = f"don_vi={report.cong_doan.ma}&lan={snapshot.lan}"
    if khoa in NET:
        return f"{reverse('bao_cao_detail', args=[report.ky.ma])}?{query}#b1"
    return f"{reverse('so_bao_cao_list', args=[report.ky.ma])}?{query}&so={SHARE_OF.get(khoa, khoa)}"


def find_snapshot(bao_cao, lan: int) -> BanChup | None:
    """The snapshot of one revision."""
    rows = BanChup.objects.filter(bao_cao=bao_cao, lan=lan)
    return rows.select_related("bao_cao__ky", "bao_cao__cong_doan", "created_by").first()


@dataclass(frozen=True)
class TrangChot:
    """One revision of a report. `moi_nhat`: is it the one that stands, whose corrections are told?"""

    ban_chup: BanChup
    rights: Rights

    @cached_property
    def chup(self) -> BanChupData:
        return read_ban_chup(self.ban_chup)

    @property
    def ten_don_vi(self) -> str:
        """The name of the unit as it was."""
        return self.chup.noi_dung["don_vi"]["ten"]

    @property
    def bao_cao(self):
        return self.ban_chup.bao_cao

    @property
    def moi_nhat(self) -> bool:
        return self.bao_cao.da_chot and self.ban_chup.lan == self.bao_cao.lan

    @cached_property
    def nguyen_ven(self) -> bool:
        """Do hash and seal fit the content?"""
        return is_whole(self.ban_chup)

    @property
    def ma_ngan(self) -> str:
        return self.ban_chup.sha256[:SHORT_HASH]

    @property
    def cung_ky_nam(self) -> int:
        return union_year(self.bao_cao.ky.den_ngay) - 1

    @property
    def bridge(self) -> list[tuple]:
        return bridge_items(self.chup.so_lieu["doan_vien"], lambda khoa: frozen_url(self.ban_chup, khoa))

    @property
    def ket_thuc(self) -> list[tuple[DaKetThuc, list[tuple]]]:
        """Units that ended in the window and went into this one; their lists were not frozen [02-2.6-9]."""
        return ended_bridges(self.chup.noi_dung)

    @property
    def dau_ky(self) -> str:
        """Where the opening came from, as it was said then; older snapshots kept the corrections alone."""
        kept = self.chup.noi_dung
        added = sum(DAU[row["loai"]] * row["so"] for row in kept["dinh_chinh_ky_truoc"])
        before = f"Đầu kỳ đã cộng đính chính {format_signed(added)} người của kỳ trước" if added else ""
        return kept.get("dau_ky", before)

    @property
    def van_ban(self) -> list[tuple[str, date, str, str]]:
        """The đính chính since the report before, as frozen: number, day, what, why."""
        kept = self.chup.noi_dung.get("van_ban_dinh_chinh", ())  # older snapshots did not list them
        return [(so, date.fromisoformat(day), what, why) for so, day, what, why in kept]

    @property
    def van_ban_sau(self) -> list[tuple[str, date, str, str]]:
        """The đính chính confirmed since this report was sent: the next one lists them."""
        rows = confirmed_for(self.bao_cao.cong_doan, self.ban_chup.created_at)
        return [(one.so, one.ngay, one.viec, one.ly_do) for one in rows]

    @cached_property
    def _loi_nhan(self) -> dict[str, tuple[LoiNhan, ...]]:
        remarks = NhanXet.objects.filter(bao_cao=self.bao_cao, lan__lte=self.ban_chup.lan)
        remarks = remarks.select_related("created_by", "tra_loi_by")
        return load_loi_nhan(self.bao_cao, remarks, stated_of(self.chup.o))

    @property
    def phan(self) -> list[tuple[str, list[DongO]]]:
        return by_part(self._row(cell) for cell in CAC_O)

    def _row(self, cell: O) -> DongO:
        key, kept = cell.ma, self.chup.o.get(cell.ma, {"so": None, "khai": None, "giai_trinh": ""})
        before, year = self.chup.noi_dung["ky_truoc"]["so"], self.chup.noi_dung["cung_ky"] or {}
        asked = tuple(VanDe(key, CANH_BAO, cau, True) for o, cau in self.chup.noi_dung.get("canh_bao", ()) if o == key)
        url = "" if cell.kieu == TY_LE else frozen_url(self.ban_chup, key)
        return DongO(
            cell, kept["so"], url, before.get(key), year.get(key), khai=kept["khai"], giai_trinh=kept["giai_trinh"],
            van_de=asked, loi_nhan=self._loi_nhan.get(key, ()), ghi_chu=share_text(cell, self.chup.so_o),
        )  # fmt: skip

    @property
    def muc(self) -> list[tuple[MucSoan, tuple[LoiNhan, ...]]]:
        words = self.chup.loi_van
        points = words.diem if words else ()
        return [(MucSoan(one, one, False), self._loi_nhan.get(MUC + one.ma, ())) for one in points]

    @cached_property
    def phat_sinh(self) -> PhatSinh:
        return phat_sinh(self.ban_chup)

    @cached_property
    def so_dong_sau(self) -> int:
        """Rows of the ledger that came after it and are dated on or before its last day."""
        return so_dong_phat_sinh([self.ban_chup])[self.ban_chup.pk]

    @cached_property
    def quyet_dinh_sau(self) -> list[SapXep]:
        return list(decisions_after(self.ban_chup, self.bao_cao.cong_doan))

    @property
    def buoc(self) -> list[BuocBaoCao]:
        """Who did what when, the latest first."""
        return list(BuocBaoCao.objects.filter(bao_cao=self.bao_cao).select_related("created_by").order_by("-thu_tu"))

    @property
    def cac_lan(self) -> list[BanChup]:
        """Every revision, the latest first, without its content."""
        rows = BanChup.objects.filter(bao_cao=self.bao_cao).select_related("created_by")
        return list(rows.defer("noi_dung").order_by("-lan"))

    @cached_property
    def tep(self) -> list[tuple[str, int, Attachment | None]]:
        """Files of this revision: name, size, and the file while it is kept."""
        kept = {one.pk: one for one in attachments_of(self.bao_cao)}
        return [(ten, size, kept.get(pk)) for pk, ten, _, size in self.chup.noi_dung.get("tep", [])]

    @property
    def trang_thai(self) -> str:
        """The kind of `{% state %}` of this revision."""
        return self.bao_cao.trang_thai if self.moi_nhat else TrangThaiBaoCao.DA_NOP.value


@dataclass(frozen=True)
class BieuChot(BaoCaoPage):
    """The tables of a snapshot on screen; the unit's own figures open the lists that were frozen with them."""

    ban_chup: BanChup = field(default=None)  # type: ignore[assignment]

    def url(self, unit: CongDoan, khoa: str) -> str:
        return frozen_url(self.ban_chup, khoa) if unit.pk == self.unit.pk else ""

    @property
    def bridge(self) -> list[tuple[Any, ...]]:
        members = read_ban_chup(self.ban_chup).so_lieu["doan_vien"]
        return bridge_items(members, lambda khoa: self.url(self.unit, khoa))
