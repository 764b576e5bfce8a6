"""The report of a unit: its cells, what is checked, what is frozen, and what came after (02 §2.6)."""

from baocao.queries.bao_cao.ban_chup import BanChupData, is_whole, newest, read_ban_chup
from baocao.queries.bao_cao.dong_bang import noi_dung_ban_chup
from baocao.queries.bao_cao.du_lieu import DuLieuBaoCao, load_du_lieu
from baocao.queries.bao_cao.kiem import CANH_BAO, LOI, VanDe, kiem_bao_cao
from baocao.queries.bao_cao.ky_truoc import ky_truoc, so_ky_truoc
from baocao.queries.bao_cao.o import CAC_O, O, so_o
from baocao.queries.bao_cao.phat_sinh import PhatSinh, phat_sinh, so_dong_phat_sinh

__all__ = [
    "CAC_O", "CANH_BAO", "LOI", "BanChupData", "DuLieuBaoCao", "O", "PhatSinh", "VanDe", "is_whole", "kiem_bao_cao",
    "ky_truoc", "load_du_lieu", "newest", "noi_dung_ban_chup", "phat_sinh", "read_ban_chup", "so_dong_phat_sinh",
    "so_ky_truoc", "so_o",
]  # fmt: skip
