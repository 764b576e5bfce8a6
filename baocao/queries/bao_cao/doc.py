"""The report as everything that prints it reads it: the snapshot once it is frozen, live until then [02-2.6-14]."""

from dataclasses import dataclass, replace

from baocao.models import BanChup, BaoCao, KyBaoCao
from baocao.queries.bang import BaoCaoData
from baocao.queries.bao_cao.ban_chup import newest, read_ban_chup
from baocao.queries.bao_cao.du_lieu import load_du_lieu
from baocao.queries.bao_cao.noi_dung import load_noi_dung
from baocao.queries.loi_van import LoiVan, loi_van_from_json
from baocao.queries.phu_luc import bao_cao_data
from cdcs.models import CongDoan


@dataclass(frozen=True)
class BaoCaoIn:
    """Tables and narrative of one report, from one source."""

    data: BaoCaoData
    loi_van: LoiVan


def _standing(unit: CongDoan, ky: KyBaoCao) -> BanChup | None:
    return newest(ky, unit) if ky.pk else None


def read_bao_cao(unit: CongDoan, ky: KyBaoCao, snapshot: BanChup | None = None) -> BaoCaoData:
    """The tables of a report for the workbook: of a revision, else as the report stands."""
    snapshot = snapshot or _standing(unit, ky)
    return read_ban_chup(snapshot).data if snapshot else bao_cao_data(unit, ky)


def read_bao_cao_in(unit: CongDoan, ky: KyBaoCao, snapshot: BanChup | None = None) -> BaoCaoIn:
    """Tables and narrative for Word: frozen together, or live with the texts that the unit has typed so far."""
    snapshot = snapshot or _standing(unit, ky)
    if snapshot is not None:
        frozen = read_ban_chup(snapshot)
        return BaoCaoIn(frozen.data, loi_van_from_json(frozen.noi_dung["loi_van"]))
    bao_cao = BaoCao.objects.filter(ky=ky, cong_doan=unit).first() if ky.pk else None
    # What is not sealed is live in tables and sentences alike, the province's too ("Số hiện thời").
    live = replace(load_du_lieu(unit, ky, bao_cao), tong_hop=None)
    return BaoCaoIn(bao_cao_data(unit, ky), load_noi_dung(live).loi_van)
