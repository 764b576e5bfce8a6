"""Rounds, reports of units, and what is never changed: sealed snapshots and the steps of a report (02 §2.6)."""

from baocao.models.ban_chup import BanChup, BuocBaoCao
from baocao.models.bao_cao import BaoCao, MucBaoCao, NhanXet, OBaoCao
from baocao.models.dinh_chinh import DinhChinh
from baocao.models.ky import DonViBaoCao, KyBaoCao
from baocao.models.mau import MauWord
from baocao.models.nhac import LanNhac

__all__ = [
    "BanChup", "BaoCao", "BuocBaoCao", "DinhChinh", "DonViBaoCao", "KyBaoCao", "LanNhac", "MauWord", "MucBaoCao",
    "NhanXet", "OBaoCao",
]  # fmt: skip
