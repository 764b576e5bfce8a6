"""Agreements, dialogues with the employer, issues raised upward (01 R16, R18)."""

from nhiemvu.models.doi_thoai import DoiThoai
from nhiemvu.models.kien_nghi import KienNghi
from nhiemvu.models.thoa_uoc import ThoaUoc

__all__ = ["DoiThoai", "KienNghi", "ThoaUoc"]
