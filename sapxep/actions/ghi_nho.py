"""What a decision changed, as plain JSON, so that an undo can put it back [02-2.2a-2]."""

from datetime import date
from typing import Any

from cdcs.actions.cay import restore_links
from cdcs.actions.cong_doan import restore_names
from cdcs.models import CongDoan
from doanhnghiep.actions.quan_ly import restore_lien_ket, restore_quan_ly
from sapxep.models import SapXep

_DAYS = frozenset({"tu_ngay", "den_ngay", "ngay_ket_thuc"})
_CLOSING = ("ngay_ket_thuc", "so_quyet_dinh_ket_thuc", "ly_do_ket_thuc", "ke_tuc_id", "ket_thuc_theo_sap_xep")


class GhiNho:
    """Collects the earlier state in the order of the changes."""

    def __init__(self) -> None:
        self.steps: list[dict[str, Any]] = []

    def keep(self, kind: str, rows: list[dict], **more: Any) -> None:
        self.steps.append({"loai": kind, "dong": [plain_row(row) for row in rows], **more})

    def keep_closing(self, unit: CongDoan) -> None:
        self.keep("ket_thuc", [{name: getattr(unit, name) for name in _CLOSING}], don_vi=unit.pk)


def plain_row(row: dict) -> dict:
    """A row as it stands in JSON: days as text."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}


def rich_row(row: dict) -> dict:
    """A row of JSON with its days again."""
    return {key: date.fromisoformat(value) if key in _DAYS and value else value for key, value in row.items()}


def put_back(decision: SapXep) -> set[int]:
    """Put everything back, last change first; return the units whose place in the tree changed.

    The counters and the closure are the caller's: `RecountUnits` round this, `rebuild_cay` after it.
    """
    moved = set()
    for step in reversed(decision.thay_doi):
        rows = [rich_row(row) for row in step["dong"]]
        if step["loai"] == "truc_thuoc":
            restore_links(step["don_vi"], rows)
            moved.add(step["don_vi"])
        elif step["loai"] == "ten":
            restore_names(step["don_vi"], rows)
        elif step["loai"] == "quan_ly":
            restore_quan_ly(rows)
        elif step["loai"] == "lien_ket":
            restore_lien_ket(rows, decision.cong_doan_id, decision.cong_doan_dich_id, decision.ngay)
        elif step["loai"] == "ket_thuc":
            CongDoan.everything.filter(pk=step["don_vi"]).update(**rows[0])
    return moved


def units_of(steps: list[dict]) -> set[int]:
    """Every unit that the steps touched."""
    return {step["don_vi"] for step in steps if "don_vi" in step}


def employers_of(steps: list[dict], *kinds: str) -> set[int]:
    """Every employer whose managing unit ("quan_ly") or links ("lien_ket") the steps changed."""
    rows = (row for step in steps if step["loai"] in (kinds or ("quan_ly", "lien_ket")) for row in step["dong"])
    return {row["doanh_nghiep_id"] for row in rows}
