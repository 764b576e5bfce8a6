"""The open round on the dashboard: how many units have sent, what waits, and each unit's state (05 §5.2-2)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from baocao.access import sees_unapproved
from baocao.queries.ky import KyTrenTrang, current_round
from baocao.queries.tinh_trang import TinhTrang, states_in
from cdcs.access import Rights
from cdcs.models import CongDoan

# Counted states in the order in which they are said.
SAID = (
    ("da_nop", "chờ duyệt"), ("tra_lai", "bị trả lại"), ("dang_nhap", "đang nhập"), ("chua_bat_dau", "chưa bắt đầu"),
    ("qua_han", "quá hạn"), ("ended", "được miễn"),
)  # fmt: skip


@dataclass(frozen=True)
class TinhHinhKy:
    """The round of a day: the unit's own state, or those of the units under a province."""

    ky: KyTrenTrang
    don_vi: dict[int, TinhTrang]
    rieng: TinhTrang | None
    url: str

    @property
    def dem(self) -> Counter[str]:
        return Counter(one.kind for one in self.don_vi.values() if one.kind)

    @property
    def phai_nop(self) -> int:
        return sum(self.dem.values()) - self.dem["ended"]

    @property
    def da_nop(self) -> int:
        """How many have sent, returned ones among them."""
        return sum(self.dem[kind] for kind in ("da_nop", "tra_lai", "da_duyet"))

    @property
    def con_lai(self) -> list[tuple[int, str]]:
        """(number, words) of every state that occurs, "đã duyệt" left out."""
        return [(self.dem[kind], word) for kind, word in SAID if self.dem[kind]]


def _own_url(state: TinhTrang, unit: CongDoan, rights: Rights) -> str:
    """The report of the unit; nothing for who reads approved ones alone while it is not."""
    approved = state.bao_cao is not None and state.bao_cao.la_da_duyet
    page = f"{reverse('bao_cao_detail', args=[state.ky.ma])}?don_vi={unit.ma}"
    return page if approved or sees_unapproved(rights.user, unit) else ""


def tinh_hinh_ky(unit: CongDoan, children: Sequence[CongDoan], rights: Rights, day: date) -> TinhHinhKy | None:
    """The open round for a province or a superior unit, for who may read reports there; None else."""
    ky = current_round(day)
    at_province = unit.la_tinh
    if ky is None or day < ky.ngay_mo or not (at_province or unit.la_cap_tren):
        return None
    if not rights.can_at("view_bao_cao", unit):
        return None
    asked = [child for child in children if child.la_cap_tren] if at_province else [unit]
    states = states_in(ky, asked, day)
    grid = f"{reverse('duyet_bao_cao_list')}?ky={ky.ma}" if rights.can_at("duyet_bao_cao", unit) else ""
    own = "" if at_province else _own_url(states[unit.pk], unit, rights)
    return TinhHinhKy(
        KyTrenTrang(ky, day) if at_province else states[unit.pk].tren_trang,
        states if at_province else {}, None if at_province else states[unit.pk],
        grid or (reverse("bao_cao_list") if at_province else own),
    )  # fmt: skip
