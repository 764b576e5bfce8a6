"""Writing agreements, dialogues and issues."""

from nhiemvu.actions.doi_thoai import edit_doi_thoai, record_doi_thoai
from nhiemvu.actions.dong_ghi import cancel
from nhiemvu.actions.kien_nghi import answer_kien_nghi, edit_kien_nghi, forward_kien_nghi, raise_kien_nghi
from nhiemvu.actions.thoa_uoc import edit_thoa_uoc, record_thoa_uoc

__all__ = [
    "answer_kien_nghi",
    "cancel",
    "edit_doi_thoai",
    "edit_kien_nghi",
    "edit_thoa_uoc",
    "forward_kien_nghi",
    "raise_kien_nghi",
    "record_doi_thoai",
    "record_thoa_uoc",
]
