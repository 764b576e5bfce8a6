from .hieu_luc import decisions_of, quotas_in_force
from .nhip_do import SO_THANG, NhipDo, months_left, nhip_do

__all__ = ["SO_THANG", "NhipDo", "decisions_of", "months_left", "nhip_do", "quotas_in_force"]
