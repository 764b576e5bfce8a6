from .cay import move_cong_doan, rebuild_cay
from .cong_doan import (
    CongDoanData,
    check_cap_tren,
    close_cong_doan,
    create_cong_doan,
    edit_thong_tin_cong_doan,
    hide_cong_doan,
    next_ma,
    rename_cong_doan,
    thanh_lap,
)
from .khoa_so import PeriodClosed, check_open, correctable, refuse_closed

__all__ = [
    "CongDoanData",
    "PeriodClosed",
    "check_cap_tren",
    "check_open",
    "close_cong_doan",
    "correctable",
    "create_cong_doan",
    "edit_thong_tin_cong_doan",
    "hide_cong_doan",
    "move_cong_doan",
    "next_ma",
    "rebuild_cay",
    "refuse_closed",
    "rename_cong_doan",
    "thanh_lap",
]
