"""Accounts, the log of acts and what belongs to one user; objects to the right are named by text, never by a key."""

from taikhoan.models.nhat_ky import NhatKy, NhatKyChuoi
from taikhoan.models.rieng import Draft, SavedView, SubmitKey
from taikhoan.models.tep import Attachment
from taikhoan.models.user import User

__all__ = ["Attachment", "Draft", "NhatKy", "NhatKyChuoi", "SavedView", "SubmitKey", "User"]
