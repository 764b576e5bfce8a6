"""What the preview of an import shows beside its counts: names of rows, old beside new, what becomes of the stock."""

from typing import Any

from django.db.models import Q, QuerySet

from cdcs.access import rights_of
from cdcs.enums import LoaiNhap, TrangThaiLo
from cdcs.models import CongDoan, LoNhap, co_cau
from core.dates import today
from core.importing import Column, ImportPlan, ParsedRow, shown
from core.sql import text_in
from core.text import mask_tax_code
from doanvien.enums import DAU
from doanvien.queries import so_ton

SHOWN_DIFFERENCES = 200


def batches_to_confirm(user) -> QuerySet[LoNhap]:
    """Files of the user that were read and have something to write."""
    rows = LoNhap.objects.filter(created_by=user, trang_thai=TrangThaiLo.DA_DOC)
    return rows.filter(Q(them_moi__gt=0) | Q(cap_nhat__gt=0))


def name_of(row: ParsedRow) -> str:
    """What a person calls the row: a name, else its code."""
    names = (row.values.get(key) for key in ("ho_ten", "ten", "ma_cdcs", "don_vi"))
    return next((str(name) for name in names if name), mask_tax_code(row.values.get("ma_so_thue") or ""))


def differences(plan: ImportPlan) -> list[dict]:
    """The first changes of known rows, old beside new, numbers of persons masked."""
    found: list[dict] = []
    for row in plan.changed():
        target = plan.data[row.dong]
        target = target[-1] if isinstance(target, tuple) else target
        for key, value in plan.changes[row.dong].items():
            column = plan.columns.get(key)
            if column is None or len(found) == SHOWN_DIFFERENCES:
                continue
            if isinstance(value, list):  # units to add to those that are known
                old, new = "giữ nguyên", f"thêm {'; '.join(unit.ma for unit in value)}"
            else:
                old, new = _in_words(getattr(target, key, None), column), _in_words(value, column)
            found.append({"dong": row.dong, "ten": plan.say(name_of(row)), "cot": column.label,
                          "cu": plan.say(old), "moi": plan.say(new)})  # fmt: skip
    return found


def _in_words(value: Any, column: Column) -> str:
    """A value as the sheet holds it."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return dict(column.choices).get(value) or shown(value, column)


def units_read(plan: ImportPlan, user) -> list[int]:
    """The units of the user that the rows name: who loses one of them loses sight of its people too [06-6.2-1]."""
    codes = {str(row.values.get(key) or "") for row in plan.rows for key in ("ma_cdcs", "ma_cdcs_den")}
    ids = CongDoan.objects.filter(text_in("ma", codes)).values_list("pk", flat=True)
    scope = rights_of(user).scope("import_doan_vien")
    return sorted(pk for pk in ids if scope.contains(pk))


def stock_effect(plan: ImportPlan, batch: LoNhap) -> dict[str, Any] | None:
    """What the good rows make of the stock of the batch's unit today; None for sheets without members.

    With ghi danh only "có danh sách" moves [02-2.2a-3]. Every row is dated today at the latest, so all of them count.
    """
    unit = batch.cong_doan
    if unit is None or plan.loai not in (LoaiNhap.DOAN_VIEN, LoaiNhap.BIEN_DONG):
        return None
    under = co_cau(today()).under(unit.pk)
    if plan.loai == LoaiNhap.DOAN_VIEN:
        change = sum(plan.data[row.dong].unit in under for row in plan.new())
    else:
        groups = (plan.data[row.dong] for row in plan.new())
        change = sum(DAU[one.loai] * one.so_luong for group in groups for one in group if one.cong_doan in under)
    members, _, named = so_ton([unit.pk], today())[unit.pk]
    naming = bool(batch.tuy_chon.get("ghi_danh"))
    before = named if naming else members
    return {"ten": unit.ten, "truoc": before, "sau": before + change, "thay_doi": change, "ton": members}
