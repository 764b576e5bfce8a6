"""Writing the good rows of the sheet `doan_vien`: people, ledger, counters, at once."""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from django.utils import timezone

from cdcs.importers import apply_changes
from cdcs.models import LoNhap
from core.bulk import bulk_insert, reserve_ids
from core.importing import ImportPlan, ParsedRow
from core.sql import text_in
from core.text import fold, name_sort_key
from doanvien.actions.dong_ghi import DongGhi, new_number
from doanvien.actions.so_cai import write_groups
from doanvien.models import DoanVien, GhiDanh
from taikhoan.actions import record

# The columns of the sheet that a person keeps, in the order of the table.
FACTS = (
    "ho_ten", "ngay_sinh", "gioi_tinh", "so_cccd", "so_the", "dien_thoai", "nghe_nghiep", "ngay_ket_nap",
    "ngay_vao_don_vi",
)  # fmt: skip
COLUMNS = (
    "id", "ho_ten", "ten_khong_dau", "khoa_ten", "ngay_sinh", "nam_sinh", "gioi_tinh", "so_cccd", "so_the",
    "dien_thoai", "nghe_nghiep", "ngay_ket_nap", "ngay_vao_don_vi", "cong_doan_id", "lo_nhap_id", "is_hidden",
    "version", "created_at",
)  # fmt: skip


def write_doan_vien(plan: ImportPlan, *, by, lo_nhap: LoNhap, sources=None) -> None:
    """Write new people and their first rows, and change known ones. `sources` is (GhiDanhPlan, chosen) for ghi danh."""
    rows = plan.new()
    members = _write_people(plan, rows, lo_nhap)
    back = {row.dong: person for row in rows if (person := plan.data[row.dong].known) is not None}
    returned = ((person, plan.changes[dong]) for dong, person in back.items())
    known = ((plan.data[row.dong], plan.changes[row.dong]) for row in plan.changed())
    apply_changes(DoanVien, chain(known, returned), lo_nhap)
    number = new_number()
    if sources is None:
        groups: Iterator[list[DongGhi]] = (
            [first_row(plan, row, members[row.dong])] for row in plan.counted(rows, 1, 2)
        )
    else:
        groups = iter(_named_groups(plan, rows, members, sources, lo_nhap, number))
    if rows:
        moving = {person.pk for person in back.values()}
        write_groups(groups, by=by, lo_nhap=lo_nhap, ma_nhom=number, moving=moving)
    record(by=by, act="import_doan_vien", obj=lo_nhap, them_moi=len(rows), cap_nhat=len(plan.changed()))


def first_row(plan: ImportPlan, row: ParsedRow, member: int) -> DongGhi:
    """The ledger row that a new row of the sheet writes for its member."""
    data = plan.data[row.dong]
    return DongGhi(data.unit, data.loai, data.ngay, so_nu=int(row.values["gioi_tinh"] == "nu"), doan_vien=member,
                   so_quyet_dinh=row.values["so_quyet_dinh"], dong=row.dong)  # fmt: skip


def _named_groups(plan, rows, members, sources, lo_nhap, ma_nhom: int) -> list[list[DongGhi]]:
    naming, chosen = sources
    stated = []
    for row in rows:
        data, member = plan.data[row.dong], members[row.dong]
        naming.name(chosen[row.dong], member, row.values["gioi_tinh"] == "nu")
        stated.append(
            GhiDanh(
                doan_vien_id=member,
                cong_doan_id=data.unit,
                loai_khai=data.loai,
                ngay_khai=data.ngay,
                ma_nhom=ma_nhom,
                lo_nhap=lo_nhap,
            )
        )
    GhiDanh.objects.bulk_create(stated, batch_size=2000)
    return naming.groups()


def _write_people(plan: ImportPlan, rows: list[ParsedRow], lo_nhap: LoNhap) -> dict[int, int]:
    """Create the newcomers; return the key of the person of every row."""
    members = {row.dong: plan.data[row.dong].known.pk for row in rows if plan.data[row.dong].known is not None}
    hidden = _hidden_people(rows)
    new = []
    for row in rows:
        if row.dong in members:
            continue
        again = hidden.get(row.values["so_cccd"])
        if again is None:
            new.append(row)
        else:
            members[row.dong] = again
            DoanVien.everything.filter(pk=again).update(**_person(plan, row, lo_nhap.pk), is_hidden=False)
    now, facts_of = timezone.now(), plan.picker(*FACTS)
    for pk, row in zip(reserve_ids(DoanVien, len(new)), new, strict=True):
        members[row.dong] = pk
    batch = lo_nhap.pk
    names: dict[str, tuple[str, str]] = {}

    def values(row: ParsedRow):
        name, born, *facts = facts_of(row)
        keys = names.get(name)
        if keys is None:
            keys = names[name] = (fold(name)[:150], name_sort_key(name)[:400])
        whole = isinstance(born, date)
        return (
            members[row.dong], name, *keys, born if whole else None, born.year if whole else born, *facts,
            plan.data[row.dong].unit, batch, False, 1, now,
        )  # fmt: skip

    bulk_insert(DoanVien, COLUMNS, map(values, plan.counted(new, 0, 2)))
    return members


def _hidden_people(rows: list[ParsedRow]) -> dict[str, int]:
    """People hidden by an undone import are taken up again by their identity number [02-2.2a-2]."""
    numbers = {row.values["so_cccd"] for row in rows} - {""}
    hidden = DoanVien.everything.filter(text_in("so_cccd", numbers), is_hidden=True)
    return dict(hidden.values_list("so_cccd", "pk"))


def _person(plan: ImportPlan, row: ParsedRow, batch: int) -> dict:
    v = row.values
    born = v["ngay_sinh"]
    whole = isinstance(born, date)
    facts = {key: v[key] for key in FACTS if key != "ngay_sinh"}
    return facts | {
        "ten_khong_dau": fold(v["ho_ten"])[:150],
        "khoa_ten": name_sort_key(v["ho_ten"])[:400],
        "ngay_sinh": born if whole else None,
        "nam_sinh": born.year if whole else born,
        "cong_doan_id": plan.data[row.dong].unit,
        "lo_nhap_id": batch,
    }
