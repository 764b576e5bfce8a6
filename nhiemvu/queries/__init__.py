"""Reading agreements, dialogues and issues."""

from nhiemvu.queries.danh_sach import HAN_NGAN, active_cdcs, agreements, dialogues, issues, signed_in, units_without
from nhiemvu.queries.don_vi import agreement_of, recent_dialogues, waiting_for
from nhiemvu.queries.tong_hop import TongHop, tong_hop

__all__ = [
    "HAN_NGAN",
    "TongHop",
    "active_cdcs",
    "agreement_of",
    "agreements",
    "dialogues",
    "issues",
    "recent_dialogues",
    "signed_in",
    "tong_hop",
    "units_without",
    "waiting_for",
]
