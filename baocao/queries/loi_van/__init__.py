"""The narrative of a report, drafted in officers' sentences from figures (sentences.md)."""

from .dau_van_ban import DauVanBan, hai_dong, load_dau
from .diem import BO_SUNG, BangLoiVan, Diem, LoiVan, loi_van_from_json, loi_van_to_json
from .du_lieu import CheDo, DuLieuLoiVan, GuiCham
from .nguon import load_du_lieu, load_loi_van
from .soan import soan_loi_van

__all__ = [
    "BO_SUNG",
    "BangLoiVan",
    "CheDo",
    "DauVanBan",
    "Diem",
    "DuLieuLoiVan",
    "GuiCham",
    "LoiVan",
    "hai_dong",
    "load_dau",
    "load_du_lieu",
    "load_loi_van",
    "loi_van_from_json",
    "loi_van_to_json",
    "soan_loi_van",
]
