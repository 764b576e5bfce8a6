"""Forms of union units."""

from cdcs.views.cong_doan import cong_doan_create, cong_doan_update

__all__ = ["cong_doan_create", "cong_doan_update"]
