"""Reading snapshots: the frozen figures as the tables and sentences that everything else shows (02 §2.6-14)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from baocao.enums import TrangThaiBaoCao
from baocao.models import BanChup, KyBaoCao
from baocao.queries.bang import Bang, BaoCaoData, Cot, GiaTri, NguonSo
from baocao.queries.loi_van.diem import LoiVan, loi_van_from_json
from cdcs.models import CongDoan
from core.dates import VIETNAM
from core.seal import canonical, is_sealed

THEO_BAO_CAO = "Theo báo cáo đã nộp"
THEO_BAO_CAO_DUYET = "Theo báo cáo đã duyệt"


def newest(ky: KyBaoCao, unit: CongDoan) -> BanChup | None:
    """The newest snapshot of a report that is frozen now; a returned report has none: its figures are live."""
    rows = BanChup.objects.filter(bao_cao__ky=ky, bao_cao__cong_doan=unit).select_related(
        "bao_cao__ky", "bao_cao__cong_doan", "created_by"
    )
    frozen = rows.filter(bao_cao__trang_thai__in=[TrangThaiBaoCao.DA_NOP, TrangThaiBaoCao.DA_DUYET])
    return frozen.order_by("-lan").first()


def is_whole(snapshot: BanChup) -> bool:
    """Is the text the one that was sealed: the same hash, and the hash under our seal [06-6.2-11]?"""
    digest = hashlib.sha256(snapshot.noi_dung.encode()).hexdigest()
    texts = (sealed_text(snapshot), first_sealed_text(snapshot))
    return digest == snapshot.sha256 and any(is_sealed(text, snapshot.hmac) for text in texts)


def sealed_text(snapshot: BanChup) -> str:
    """What the seal of a snapshot covers: the hash of its content, and every other field of its row: which report and
    revision it is, who sent it when, after which row of the ledger, with which version of the product."""
    at = snapshot.created_at.astimezone(UTC).isoformat(timespec="microseconds")  # one text for one instant
    return canonical({
        **_identity(snapshot), "luc": at, "so_dong_cuoi": snapshot.so_dong_cuoi, "phien_ban": snapshot.phien_ban,
    })  # fmt: skip


def first_sealed_text(snapshot: BanChup) -> str:
    """What the seals of the first snapshots covered (before December 2026): they stay as provable as they were."""
    return canonical(_identity(snapshot))


def _identity(snapshot: BanChup) -> dict[str, Any]:
    return {
        "bao_cao": snapshot.bao_cao_id, "lan": snapshot.lan, "sha256": snapshot.sha256, "user": snapshot.created_by_id
    }  # fmt: skip


@dataclass(frozen=True)
class BanChupData:
    """A snapshot as plain data: numbers as they were, percentages as Decimals with one decimal."""

    ban_chup: BanChup

    @cached_property
    def noi_dung(self) -> dict[str, Any]:
        return json.loads(self.ban_chup.noi_dung, parse_float=Decimal)

    @property
    def so_lieu(self) -> dict[str, Any]:
        """The blocks of 03 §3.4 of the unit itself."""
        return self.noi_dung["so_lieu"]

    @property
    def o(self) -> dict[str, dict[str, Any]]:
        """{cell: {"so", "khai", "giai_trinh"}}."""
        return self.noi_dung["o"]

    @property
    def so_o(self) -> dict[str, Any]:
        """{cell: the computed figure}."""
        return {ma: cell["so"] for ma, cell in self.o.items()}

    @property
    def loi_van(self) -> LoiVan | None:
        """The narrative as it was sent; None in a snapshot that has none."""
        kept = self.noi_dung["loi_van"]
        return loi_van_from_json(kept) if kept else None

    @property
    def luy_ke(self) -> dict[str, dict[str, list[int]]]:
        """Running totals by kind on the eve of the window ("truoc") and on its last day ("den")."""
        return self.noi_dung["luy_ke"]

    @property
    def data(self) -> BaoCaoData:
        """What page, Excel and Word show of it."""
        snapshot, kept = self.ban_chup, self.noi_dung["bao_cao"]
        report = snapshot.bao_cao
        approved = report.la_da_duyet and snapshot.lan == report.lan  # an approval is of the newest revision alone
        at = snapshot.created_at.astimezone(VIETNAM)
        source = NguonSo(
            ten=THEO_BAO_CAO_DUYET if approved else THEO_BAO_CAO, ma_ban_chup=snapshot.ma, sha256=snapshot.sha256,
            lap_luc=at, nguoi_lap=self.noi_dung["nguoi_nop"], phien_ban=snapshot.phien_ban,
        )  # fmt: skip
        first, *rest = (_table(one) for one in kept["bang"])
        return BaoCaoData(
            **kept["dau"] | {key: date.fromisoformat(kept["dau"][key]) for key in ("tu_ngay", "den_ngay", "han_nop")},
            xuat_luc=at, tong_hop=first, phu_luc=tuple(rest), nguon=source,
        )  # fmt: skip


def read_ban_chup(snapshot: BanChup) -> BanChupData:
    """The content of a snapshot; nothing but its own row is read."""
    return BanChupData(snapshot)


def table_json(table: Bang) -> dict[str, Any]:
    """One table as JSON: days are told apart from texts, percentages stay numbers."""
    return {
        "trang": table.trang, "nhan": table.nhan, "tieu_de": table.tieu_de, "ghi_chu": list(table.ghi_chu),
        "cot": [[cot.ten, cot.loai] for cot in table.cot], "dam": sorted(table.dam),
        "dong": [[_plain(value) for value in row] for row in table.dong],
        "tong": None if table.tong is None else [_plain(value) for value in table.tong],
    }  # fmt: skip


def _table(kept: dict[str, Any]) -> Bang:
    return Bang(
        kept["trang"], kept["nhan"], kept["tieu_de"], tuple(Cot(ten, loai) for ten, loai in kept["cot"]),
        [tuple(_typed(value) for value in row) for row in kept["dong"]],
        None if kept["tong"] is None else tuple(_typed(value) for value in kept["tong"]),
        tuple(kept["ghi_chu"]), frozenset(kept["dam"]),
    )  # fmt: skip


def _plain(value: GiaTri) -> Any:
    if isinstance(value, datetime | date):
        return {"ngay": value.isoformat()}
    return float(value) if isinstance(value, Decimal) else value


def _typed(value: Any) -> GiaTri:
    return date.fromisoformat(value["ngay"]) if isinstance(value, dict) else value
