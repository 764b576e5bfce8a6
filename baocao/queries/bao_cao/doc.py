"""The report as everything that prints it reads it: the snapshot once it is frozen, live until then [02-2.6-14]."""

from baocao.models import KyBaoCao
from baocao.queries.bang import BaoCaoData
from baocao.queries.bao_cao.ban_chup import newest, read_ban_chup
from baocao.queries.phu_luc import bao_cao_data
from cdcs.models import CongDoan


def read_bao_cao(unit: CongDoan, ky: KyBaoCao) -> BaoCaoData:
    """The tables of a report for the workbook."""
    snapshot = newest(ky, unit) if ky.pk else None
    return read_ban_chup(snapshot).data if snapshot else bao_cao_data(unit, ky)
