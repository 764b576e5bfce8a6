from .bien_dong import BienDong, GhiDanh, SoDem, SoDemCap
from .doan_vien import DoanVien
from .doi_chieu import DoiChieu, DongDoiChieu, GhepDonVi
from .gop import GopDoanVien, KhongTrung
from .phieu_chuyen import PhieuChuyen
from .yeu_cau import YeuCauDuLieu

__all__ = [
    "BienDong",
    "DoanVien",
    "DoiChieu",
    "DongDoiChieu",
    "GhepDonVi",
    "GhiDanh",
    "GopDoanVien",
    "KhongTrung",
    "PhieuChuyen",
    "SoDem",
    "SoDemCap",
    "YeuCauDuLieu",
]
