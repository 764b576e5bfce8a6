"""The lists of the workbook, everything under a unit at any depth: PL2, PL3 and PL5 (03 §3.5, rules 2-5)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import F, Q

from baocao.queries.bang import CHU, MA, NGAY, SO, TONG_CONG, TT, Bang, Cot, GiaTri, ngay_ngan, so_it
from cdcs.enums import LoaiCongDoan
from cdcs.models import CayCongDoan, CongDoan, TrucThuoc
from cdcs.queries import names_on
from core.sql import id_in
from doanhnghiep.enums import LoaiHinh
from doanhnghiep.models import LienKetCDCS
from doanhnghiep.queries import lao_dong_on
from doanvien.enums import LOAI_TANG
from doanvien.queries import so_ton

COT_DON_VI = (Cot("TT", TT), Cot("Mã đơn vị", MA), Cot("Đơn vị", CHU))
COT_PL2 = (
    *COT_DON_VI, Cot("Mã CĐCS", MA), Cot("Tên CĐCS", CHU), Cot("Mã số thuế", MA), Cot("Loại hình", CHU),
    Cot("Số quyết định", MA), Cot("Ngày quyết định", NGAY), Cot("Lao động", SO), Cot("Đoàn viên", SO),
)  # fmt: skip
COT_PL3 = (
    *COT_DON_VI, Cot("Mã CĐCS", MA), Cot("Tên CĐCS", CHU), Cot("Ngày kết thúc", NGAY), Cot("Số quyết định", MA),
    Cot("Lý do", CHU), Cot("Đoàn viên trước khi kết thúc", SO),
)  # fmt: skip
COT_PL5 = (
    *COT_DON_VI, Cot("Mã nghiệp đoàn", MA), Cot("Tên nghiệp đoàn", CHU), Cot("Số quyết định", MA),
    Cot("Ngày quyết định", NGAY), Cot("Đoàn viên", SO), Cot("Ghi chú", CHU),
)  # fmt: skip

# Stock of a unit with its sub-units on the day before it closed: the tree and the rows of that day [03-3.5-5].
_TRUOC_KET_THUC = """
  SELECT u.id, SUM(CASE WHEN b.loai IN ({tang}) THEN 1 ELSE -1 END * b.he_so * b.so_luong)
  FROM cdcs_congdoan u
  JOIN cdcs_caycongdoan c ON c.cap_tren_id = u.id AND c.tu_ngay < u.ngay_ket_thuc AND c.den_ngay >= u.ngay_ket_thuc
  JOIN doanvien_biendong b ON b.cong_doan_id = c.cap_duoi_id AND b.ngay < u.ngay_ket_thuc
  WHERE u.id IN ({ids}) GROUP BY 1"""


@dataclass
class CoSo:
    """The base units behind the three lists, with what every list shows of them."""

    start: date
    end: date
    moi: list[CongDoan]
    ket_thuc: list[CongDoan]
    nghiep_doan: list[CongDoan]

    def __post_init__(self) -> None:
        units = {unit.pk: unit for unit in (*self.moi, *self.ket_thuc, *self.nghiep_doan)}
        self.links: dict[int, list[TrucThuoc]] = defaultdict(list)
        for link in TrucThuoc.objects.filter(id_in("cong_doan_id", units)).order_by("tu_ngay"):
            self.links[link.cong_doan_id].append(link)
        parents = {link.cap_tren_id for links in self.links.values() for link in links}
        parents |= {unit.cap_tren_dau_id for unit in units.values() if unit.cap_tren_dau_id}
        self.codes = dict(CongDoan.everything.filter(id_in("pk", parents)).values_list("pk", "ma"))
        self.names = names_on(units.keys() | parents, self.end)
        self.ton = {pk: stock[0] for pk, stock in so_ton(list(units), self.end).items()}

    def parent(self, unit: CongDoan, day: date) -> tuple[str, str]:
        """Code and name of the parent of `unit` on `day`; before its first link the first parent [02-2.1-2]."""
        found = unit.cap_tren_dau_id
        for link in self.links[unit.pk]:
            if link.tu_ngay <= day:
                found = link.cap_tren_id
        return (self.codes[found], self.names[found]) if found else ("", "")

    def last_day(self, unit: CongDoan) -> date:
        """The unit's last day in the window: the cut-off, or the day before it closed [03-3.5-4]."""
        closed = unit.ngay_ket_thuc
        return closed - timedelta(days=1) if closed is not None and closed <= self.end else self.end


def load_co_so(unit: CongDoan, start: date, end: date) -> CoSo:
    """Read the units of PL2, PL3 and PL5 of `unit` for the window, each under it on the day that counts."""
    founded, closed = F("cap_duoi__ngay_thanh_lap"), F("cap_duoi__ngay_ket_thuc")
    was_founded = Q(cap_duoi__ngay_thanh_lap__range=(start, end), tu_ngay__lte=founded, den_ngay__gt=founded)
    was_closed = Q(cap_duoi__ngay_ket_thuc__range=(start, end), tu_ngay__lt=closed, den_ngay__gte=closed)
    open_end = Q(cap_duoi__ngay_ket_thuc=None) | Q(cap_duoi__ngay_ket_thuc__gt=end)
    stands = open_end & Q(cap_duoi__ngay_thanh_lap__lte=end, tu_ngay__lte=end, den_ngay__gt=end)
    cdcs, nghiep_doan = Q(cap_duoi__loai=LoaiCongDoan.CDCS), Q(cap_duoi__loai=LoaiCongDoan.NGHIEP_DOAN)
    below = CayCongDoan.objects.filter(cap_tren=unit, cap_duoi__is_hidden=False)

    def units(condition: Q) -> list[CongDoan]:
        return list(CongDoan.objects.filter(pk__in=below.filter(condition).values("cap_duoi_id")))

    return CoSo(
        start,
        end,
        moi=units(cdcs & was_founded),
        ket_thuc=units(cdcs & was_closed),
        nghiep_doan=units(nghiep_doan & (was_founded | was_closed | stands)),
    )


def _numbered(rows: Iterable[tuple]) -> list[tuple]:
    return [(number, *row) for number, row in enumerate(rows, 1)]


def total_row(columns: tuple[Cot, ...], values: dict[str, GiaTri]) -> tuple[GiaTri, ...]:
    """The row "Tổng cộng": under "Đơn vị" its name, under the given headings the values, nothing elsewhere."""
    known = {"Đơn vị": TONG_CONG} | values
    return tuple(known.get(column.ten, "" if column.loai in (MA, CHU) else None) for column in columns)


class _Employers:
    """Tax codes, kinds and workers of the employers that each new CĐCS covers [03-3.5-4]."""

    def __init__(self, co_so: CoSo):
        last = {unit.pk: co_so.last_day(unit) for unit in co_so.moi}
        links = LienKetCDCS.objects.filter(id_in("cong_doan_id", last), doanh_nghiep__is_hidden=False)
        self.of: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
        for link in links.select_related("doanh_nghiep").order_by("doanh_nghiep__ma_so_thue"):
            if link.tu_ngay <= last[link.cong_doan_id] < link.den_ngay:
                kind = LoaiHinh(link.doanh_nghiep.loai_hinh).label
                self.of[link.cong_doan_id][link.doanh_nghiep_id] = link.doanh_nghiep.ma_so_thue, kind
        ids = {pk for employers in self.of.values() for pk in employers}
        self.workers = {pk: row.tong_lao_dong for pk, row in lao_dong_on(ids, co_so.end).items()}

    def cells(self, unit: CongDoan) -> tuple[str, str, int | None]:
        employers = self.of.get(unit.pk, {})
        codes = "; ".join(code for code, _ in employers.values())
        kinds = "; ".join(dict.fromkeys(kind for _, kind in employers.values()))
        known = [self.workers[pk] for pk in employers if pk in self.workers]
        return codes, kinds, sum(known) if known else None


def pl2(co_so: CoSo) -> Bang:
    """PL2: CĐCS founded in the window, under the unit on their founding day."""
    employers, rows = _Employers(co_so), []
    for unit in co_so.moi:
        codes, kinds, workers = employers.cells(unit)
        rows.append(
            (*co_so.parent(unit, unit.ngay_thanh_lap), unit.ma, co_so.names[unit.pk], codes, kinds,
             unit.so_quyet_dinh, unit.ngay_thanh_lap, workers, co_so.ton[unit.pk])
        )  # fmt: skip
    return bang_pl2(rows)


def bang_pl2(rows: list[tuple]) -> Bang:
    """PL2 of these rows, read live or taken from reports; the rows come without their number."""
    rows = sorted(rows, key=lambda row: (row[0], row[7], row[2]))
    workers, members = sum(row[8] or 0 for row in rows), sum(row[9] for row in rows)
    total = total_row(COT_PL2, {"Tên CĐCS": f"{len(rows)} CĐCS", "Lao động": workers, "Đoàn viên": members})
    notes = () if rows else ("Trong kỳ không phát sinh CĐCS thành lập mới.",)
    return Bang("PL2 CĐCS mới", "Phụ lục 2", "DANH SÁCH CÔNG ĐOÀN CƠ SỞ THÀNH LẬP MỚI TRONG KỲ", COT_PL2,
                _numbered(rows), total, notes)  # fmt: skip


def members_before_closing(unit_ids: Collection[int]) -> dict[int, int]:
    """Return the stock of each closed unit, with its sub-units, on the day before it closed; one query."""
    if not unit_ids:
        return {}
    sql = _TRUOC_KET_THUC.format(
        tang=", ".join(f"'{kind}'" for kind in LOAI_TANG), ids=", ".join(str(int(pk)) for pk in unit_ids)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {pk: int(stock) for pk, stock in cursor.fetchall()}


def reason_of(unit: CongDoan) -> str:
    """Why a unit ended: after a reorganisation its word, then the decision's reason if it has one [03-3.5-5]."""
    if not unit.ket_thuc_theo_sap_xep:
        return unit.ly_do_ket_thuc
    word = "Sáp nhập" if unit.ke_tuc_id else "Giải thể"
    return f"{word}: {unit.ly_do_ket_thuc}" if unit.ly_do_ket_thuc else word


def pl3(co_so: CoSo) -> Bang:
    """PL3: CĐCS that ended in the window, under the unit on the day before."""
    before = members_before_closing([unit.pk for unit in co_so.ket_thuc])
    rows = [
        (*co_so.parent(unit, co_so.last_day(unit)), unit.ma, co_so.names[unit.pk], unit.ngay_ket_thuc,
         unit.so_quyet_dinh_ket_thuc, reason_of(unit), before.get(unit.pk, 0))
        for unit in co_so.ket_thuc
    ]  # fmt: skip
    return bang_pl3(rows, {unit.ma for unit in co_so.ket_thuc if unit.ke_tuc_id})


def bang_pl3(rows: list[tuple], sap_nhap: Collection[str]) -> Bang:
    """PL3 of these rows, as `bang_pl2`; `sap_nhap` are the codes of those that went into another unit."""
    rows = sorted(rows, key=lambda row: (row[0], row[4], row[2]))
    merged = [row[7] for row in rows if row[2] in sap_nhap]
    total = total_row(
        COT_PL3, {"Tên CĐCS": f"{len(rows)} CĐCS", "Đoàn viên trước khi kết thúc": sum(row[7] for row in rows)}
    )
    notes = [] if rows else ["Trong kỳ không có CĐCS kết thúc hoạt động."]
    if merged:
        notes.append(f"Ghi chú: {so_it(sum(merged))} đoàn viên của {so_it(len(merged))} CĐCS sáp nhập chuyển sang CĐCS "
                     "tiếp nhận, không tính giảm.")  # fmt: skip
    return Bang("PL3 CĐCS kết thúc", "Phụ lục 3", "DANH SÁCH CÔNG ĐOÀN CƠ SỞ KẾT THÚC HOẠT ĐỘNG TRONG KỲ", COT_PL3,
                _numbered(rows), total, tuple(notes))  # fmt: skip


def _note_nghiep_doan(co_so: CoSo, unit: CongDoan) -> str:
    notes = []
    if co_so.start <= unit.ngay_thanh_lap <= co_so.end:
        notes.append("Thành lập mới trong kỳ")
    if unit.ngay_ket_thuc is not None and unit.ngay_ket_thuc <= co_so.end:
        reason = reason_of(unit)
        notes.append(f"Kết thúc ngày {ngay_ngan(unit.ngay_ket_thuc)}" + (f" ({reason})" if reason else ""))
    return "; ".join(notes)


def pl5(co_so: CoSo) -> Bang:
    """PL5: every nghiệp đoàn active on the cut-off, founded or ended in the window."""
    rows = [
        (*co_so.parent(unit, co_so.last_day(unit)), unit.ma, co_so.names[unit.pk], unit.so_quyet_dinh,
         unit.ngay_thanh_lap, co_so.ton[unit.pk], _note_nghiep_doan(co_so, unit))
        for unit in co_so.nghiep_doan
    ]  # fmt: skip
    return bang_pl5(rows, co_so.start, co_so.end)


def bang_pl5(rows: list[tuple], start: date, end: date) -> Bang:
    """PL5 of these rows, as `bang_pl2`."""
    rows = sorted(rows, key=lambda row: (row[0], row[2]))
    new = sum(start <= row[5] <= end for row in rows)
    total = total_row(
        COT_PL5,
        {
            "Tên nghiệp đoàn": f"{len(rows)} nghiệp đoàn",
            "Đoàn viên": sum(row[6] for row in rows),
            "Ghi chú": f"Thành lập mới trong kỳ: {so_it(new)}" if new else "",
        },
    )
    notes = () if rows else ("Đơn vị không có nghiệp đoàn cơ sở trong kỳ.",)
    return Bang("PL5 Nghiệp đoàn", "Phụ lục 5", "DANH SÁCH NGHIỆP ĐOÀN CƠ SỞ ĐẾN CUỐI KỲ", COT_PL5, _numbered(rows),
                total, notes)  # fmt: skip
