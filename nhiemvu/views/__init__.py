"""Pages of the programme's measures, and of the whole employer."""

from nhiemvu.views.doanh_nghiep import doanh_nghiep_detail

__all__ = ["doanh_nghiep_detail"]
