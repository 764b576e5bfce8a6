from .chuong_trinh import ChuongTrinh
from .co_cau import CoCau, co_cau, forget_co_cau
from .cong_doan import CayCongDoan, CongDoan, TenCongDoan, TrucThuoc
from .lo_nhap import ColumnMapping, KhoaSo, LoNhap
from .phan_cong import PhanCong
from .viec_nen import JOBS, WAITING, CoLanBam, ViecNen

__all__ = [
    "JOBS",
    "WAITING",
    "CayCongDoan",
    "ChuongTrinh",
    "CoCau",
    "CoLanBam",
    "ColumnMapping",
    "CongDoan",
    "KhoaSo",
    "LoNhap",
    "PhanCong",
    "TenCongDoan",
    "TrucThuoc",
    "ViecNen",
    "co_cau",
    "forget_co_cau",
]
