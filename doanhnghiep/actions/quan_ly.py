"""Dated managing units and dated links to CĐCS (02 §2.1-7..11, 15; §2.4-6)."""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby

from cdcs.models import CongDoan
from cdcs.models.cong_doan import MAX_DAY, MIN_DAY
from core.dates import format_date
from core.refusal import Refused
from core.sql import id_in
from doanhnghiep.models import LienKetCDCS, QuanLyDoanhNghiep


def follow(unit: CongDoan, start: date) -> Iterator[tuple[CongDoan, date, date]]:
    """Yield (unit, from, to): who was merged since is followed by the successor [02-2.1-8, 11]."""
    while True:
        ended = unit.ngay_ket_thuc  # set where there is a successor, by a rule of the table
        successor = unit.ke_tuc if ended is not None and ended > start else None
        if successor is None or ended is None:
            yield unit, start, MAX_DAY
            return
        yield unit, start, ended
        unit, start = successor, ended


def _held_until(rows: list[QuanLyDoanhNghiep], place: int) -> date:
    """Until when an employer stays with who manages it at `place`, a successor of that unit being no other one."""
    row = rows[place]
    for later in rows[place + 1 :]:
        if (row.cong_doan.ngay_ket_thuc, row.cong_doan.ke_tuc_id) != (row.den_ngay, later.cong_doan_id):
            break
        row = later
    return row.den_ngay


def move_quan_ly(
    employer_ids: Collection[int], old: CongDoan, new: CongDoan, day: date, *, so_quyet_dinh: str = "", ly_do: str = ""
) -> list[dict]:
    """Let `new`, then its successors, manage from `day` on the employers among these that `old` manages on that day.

    Returns the intervals as they were, for `restore_quan_ly`. A later hand-over of an employer stays; what a merger of
    `old` has given its successor since does not, the employer having left it before.
    """
    of_old = QuanLyDoanhNghiep.objects.filter(
        id_in("doanh_nghiep_id", employer_ids), cong_doan=old, tu_ngay__lte=day, den_ngay__gt=day
    )
    every = QuanLyDoanhNghiep.objects.filter(id_in("doanh_nghiep_id", of_old.values_list("doanh_nghiep_id", flat=True)))
    facts = every.values("doanh_nghiep_id", "cong_doan_id", "tu_ngay", "den_ngay", "so_quyet_dinh", "ly_do")
    before = [dict(row) for row in facts]
    heirs = list(follow(new, day))
    cut, gone, added = [], [], []
    ordered = every.select_related("cong_doan").order_by("doanh_nghiep_id", "tu_ngay")
    for employer, group in groupby(ordered, key=lambda row: row.doanh_nghiep_id):
        rows = list(group)
        place = next(index for index, row in enumerate(rows) if row.tu_ngay <= day < row.den_ngay)
        until = _held_until(rows, place)
        gone += [row.pk for row in rows if day <= row.tu_ngay < until]
        cut += [rows[place].pk] if rows[place].tu_ngay < day else []
        added += [
            QuanLyDoanhNghiep(doanh_nghiep_id=employer, cong_doan=heir, tu_ngay=start, den_ngay=min(end, until),
                              so_quyet_dinh=so_quyet_dinh, ly_do=ly_do)
            for heir, start, end in heirs if start < until
        ]  # fmt: skip
    QuanLyDoanhNghiep.objects.filter(id_in("pk", gone)).delete()
    QuanLyDoanhNghiep.objects.filter(id_in("pk", cut)).update(den_ngay=day)
    QuanLyDoanhNghiep.objects.bulk_create(added, batch_size=1000)
    return before


def restore_quan_ly(before: list[dict]) -> None:
    """Put back the intervals that `move_quan_ly` returned."""
    QuanLyDoanhNghiep.objects.filter(id_in("doanh_nghiep_id", {row["doanh_nghiep_id"] for row in before})).delete()
    QuanLyDoanhNghiep.objects.bulk_create([QuanLyDoanhNghiep(**row) for row in before], batch_size=1000)


def replace_lien_ket(old: CongDoan, new: CongDoan, day: date) -> list[dict]:
    """End the links of `old` on `day` and begin links of `new` that day, up to one that it has already [02-2.1-11].

    Two links of `old` with one employer (its own, and that of a unit merged into it) go on as one.
    Returns every link of the employers concerned as it was, for `restore_lien_ket`.
    """
    links = list(LienKetCDCS.objects.filter(cong_doan=old, den_ngay__gt=day))
    until: dict[int, date] = {}
    for link in links:
        until[link.doanh_nghiep_id] = max(link.den_ngay, until.get(link.doanh_nghiep_id, day))
    every = LienKetCDCS.objects.filter(id_in("doanh_nghiep_id", until))
    facts = every.values("id", "doanh_nghiep_id", "cong_doan_id", "tu_ngay", "den_ngay", "is_given", "lo_nhap_id")
    before = [dict(row) for row in facts]
    of_new = every.filter(cong_doan=new, den_ngay__gt=day).order_by("-tu_ngay")
    known = dict(of_new.values_list("doanh_nghiep_id", "tu_ngay"))
    LienKetCDCS.objects.filter(id_in("pk", [link.pk for link in links if link.tu_ngay == day])).delete()
    LienKetCDCS.objects.filter(id_in("pk", [link.pk for link in links])).update(den_ngay=day)
    LienKetCDCS.objects.bulk_create(
        [
            LienKetCDCS(doanh_nghiep_id=employer, cong_doan=new, tu_ngay=day, is_given=False,
                        den_ngay=min(end, known.get(employer, MAX_DAY)))
            for employer, end in until.items()
            if known.get(employer, MAX_DAY) > day
        ],
        batch_size=1000,
    )  # fmt: skip
    return before


def restore_lien_ket(before: list[dict], old: int, new: int | None, day: date) -> None:
    """Put back the links that `replace_lien_ket` returned: those of `old`; what it gave `new` on `day` goes.

    Other links of the employers stay as they are: they were given, or changed by another decision, since.
    """
    known = {(row["doanh_nghiep_id"], row["cong_doan_id"], row["tu_ngay"]) for row in before}
    links = LienKetCDCS.objects.filter(id_in("doanh_nghiep_id", {employer for employer, _, _ in known}))
    began = links.filter(cong_doan=new, tu_ngay=day)
    brought = [link.pk for link in began if (link.doanh_nghiep_id, new, day) not in known]
    LienKetCDCS.objects.filter(id_in("pk", brought)).delete()
    links.filter(cong_doan=old).delete()
    of_old = [LienKetCDCS(**row) for row in before if row["cong_doan_id"] == old]
    LienKetCDCS.objects.bulk_create(of_old, batch_size=1000)


def check_quan_ly(unit: CongDoan) -> None:
    """Refuse a managing unit that is neither the province nor a superior unit [02-2.4-4, 03-3.3-18].

    Raises: Refused at the field `quan_ly`.
    """
    if not unit.la_cap_tren and unit.loai != "ldld_tinh":
        raise Refused(f"{unit.ma} là {unit.get_loai_display()}, không quản lý đơn vị, doanh nghiệp.", "quan_ly")


def check_quan_ly_con(unit: CongDoan, ngay_ngung: date | None) -> None:
    """Refuse a newcomer under a unit that was dissolved, or whose last successor was: it would stay with a closed unit.

    What such a unit managed was moved first [02-2.1-14]; an employer that had stopped by then was not.

    Raises: Refused at the field `quan_ly`.
    """
    *_, (last, _, _) = follow(unit, MIN_DAY)
    closed = last.ngay_ket_thuc
    if last.ket_thuc_theo_sap_xep and closed is not None and (ngay_ngung is None or ngay_ngung > closed):
        raise Refused(f"{last.ma} đã giải thể ngày {format_date(closed)}: ghi đơn vị đang quản lý.", "quan_ly")
