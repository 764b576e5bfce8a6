"""The content of a snapshot: everything that a submitted report will ever show, as JSON (02 §2.6-14, 15)."""

from collections import defaultdict
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db.models import Max

from baocao.queries.bang import BaoCaoData
from baocao.queries.bao_cao.ban_chup import table_json
from baocao.queries.bao_cao.du_lieu import DuLieuBaoCao
from baocao.queries.bao_cao.kiem import CANH_BAO, kiem_bao_cao
from baocao.queries.bao_cao.o import CAC_O
from baocao.queries.bao_cao.phat_sinh import PhatSinh, kept_days, totals_on
from baocao.queries.da_ket_thuc import ended_into, ended_json
from baocao.queries.sau_so import CHI_SO
from baocao.queries.sau_so.doan_vien import ledger_rows, moved_units
from baocao.queries.sau_so.khung import Question
from baocao.queries.so_lieu import children_of, plain, so_lieu
from cdcs.enums import CO_DOAN_VIEN
from cdcs.models import CayCongDoan, ChuongTrinh, CongDoan, co_cau
from cdcs.queries import co_so_cua, names_on
from cdcs.queries.cong_doan import dieu_kien
from core.dates import today
from core.sql import id_in
from doanhnghiep.queries.bao_phu import employers_in_scope
from doanvien.models import BienDong
from doanvien.queries import so_ton_rieng
from doanvien.queries.so_bien_dong import SoBienDong
from nhiemvu.queries import agreements, dialogues, issues
from taikhoan.queries import attachments_of

QUY_TAC = "02-2026"  # the version of the definitions of 02 by which the figures were computed
DAU = ("ma_don_vi", "ten_don_vi", "loai_don_vi", "ma_ky", "ten_ky", "tu_ngay", "den_ngay", "han_nop",
       "nguong_lao_dong", "co_cau", "la_du_lieu_mau")  # fmt: skip


def last_row() -> int:
    """The number of the last row of the ledger; call it while no other act can write one (`core.sql.one_writer`)."""
    return BienDong.objects.aggregate(n=Max("pk"))["n"] or 0


def noi_dung_ban_chup(
    data: DuLieuBaoCao, report: BaoCaoData, loi_van: dict[str, Any], nguoi_nop: str
) -> dict[str, Any]:
    """What is frozen. It names no person: of members only the numbers of ledger rows [02-2.6-15]."""
    unit, start, end = data.unit, data.ky.tu_ngay, data.ky.den_ngay
    return {
        "quy_tac": QUY_TAC,
        "nguoi_nop": nguoi_nop,
        "don_vi": {"ma": unit.ma, "ten": report.ten_don_vi, "cap_tren": _ancestors(unit, end)},
        "so_lieu": plain(data.blocks),
        "truc_thuoc": _children(data),
        "o": {cell.ma: _cell(data, cell.ma) for cell in CAC_O},
        "canh_bao": [[one.o, one.cau] for one in kiem_bao_cao(data) if one.muc_do == CANH_BAO],
        "ky_truoc": {"ma": data.ky_truoc.ky.ma if data.ky_truoc else "", "so": plain(dict(data.so_truoc or {}))},
        "cung_ky": plain(dict(data.cung_ky)) if data.cung_ky else None,
        "dau_ky": data.dau_ky,
        "dinh_chinh_ky_truoc": dinh_chinh_json(data.phat_sinh),
        "van_ban_dinh_chinh": [[one.so, plain(one.ngay), one.viec, one.ly_do] for one in data.van_ban],
        "don_vi_ket_thuc": ended_json(ended_into(unit, start, end)),
        "luy_ke": data.tong_hop.luy_ke if data.tong_hop else totals_on([unit.pk], kept_days(data.ky))[unit.pk],
        "danh_sach": {} if data.tong_hop else _lists(unit, start, end, data.programme),
        "loi_van": loi_van,
        "tep": [[one.pk, one.ten_tep, one.sha256, one.size] for one in attachments_of(data.bao_cao)]
               if data.bao_cao else [],
        "bao_cao": {"dau": plain({key: getattr(report, key) for key in DAU}),
                    "bang": [table_json(table) for table in report.bang]},
    }  # fmt: skip


def _children(data: DuLieuBaoCao) -> list[dict[str, Any]]:
    """The units below with their blocks; under a province as they reported and in which revision: the lists behind its
    figures."""
    if data.tong_hop is not None:
        found = [(row.unit, row.blocks, row.da_duyet.ban_chup.lan if row.da_duyet else None)
                 for row in data.tong_hop.dong]  # fmt: skip
    else:
        units = children_of(data.unit, data.ky.tu_ngay, data.ky.den_ngay)
        blocks = so_lieu(units, data.ky.tu_ngay, data.ky.den_ngay) if units else {}
        found = [(unit, blocks[unit.pk], None) for unit in units]
    return [
        {
            "ma": unit.ma,
            "ten": unit.ten,
            "loai": unit.loai,
            "theo_bao_cao": lan is not None,
            "lan": lan,
            **plain(dict(block)),
        }
        for unit, block, lan in found
    ]


def _cell(data: DuLieuBaoCao, ma: str) -> dict[str, Any]:
    return {"so": plain(data.so[ma]), "khai": data.khai(ma), "giai_trinh": data.giai_trinh(ma)}


def dinh_chinh_json(found: PhatSinh | None) -> list[dict[str, Any]]:
    """The corrections of the report before, kind by kind."""
    return [asdict(one) for one in found.dong] if found else []


def _ancestors(unit: CongDoan, day) -> list[str]:
    rows = CayCongDoan.objects.filter(cap_duoi=unit, tu_ngay__lte=day, den_ngay__gt=day).exclude(cap_tren=unit)
    return sorted(rows.values_list("cap_tren__ma", flat=True))


def _lists(unit: CongDoan, start, end, programme: ChuongTrinh) -> dict[str, Any]:
    """The list behind each figure: rows by kind, units that moved whole, stocks, units, employers, measures."""
    rows: dict[str, list[int]] = defaultdict(list)
    units: set[int] = set()
    book = SoBienDong(unit, start, end).rows.filter(dao_cua=None, dao_boi=None)  # as the lists behind live figures
    for kind, pk, unit_id in book.order_by("pk").values_list("loai", "pk", "cong_doan_id"):
        rows[kind].append(pk)
        units.add(unit_id)
    return {
        "dong": dict(rows),
        "ten_don_vi": _names(units | set(co_so_cua(units, end).values()), end),
        "ton_dau": _stocks(unit, start - timedelta(days=1)),
        "ton": _stocks(unit, end),
        "dong_cdcs_moi": _rows_of("doan_vien.ket_nap_tai_cdcs_moi", unit, start, end),
        "chuyen_ca": _moved(unit, start, end),
        "don_vi": {kind: _units(unit, kind, start, end) for kind in ("cdcs", "nghiep_doan")},
        "doanh_nghiep": _employers(unit, end, programme),
        "doanh_nghiep_chua_co_so": _employers_without(unit, end),
        "nhiem_vu": _measures(unit, start, end),
    }


def _names(ids: set[int], day) -> dict[str, str]:
    """{code: name} of units on a day."""
    names, codes = names_on(ids, day), CongDoan.everything.filter(id_in("pk", ids)).values_list("pk", "ma")
    return {ma: names[pk] for pk, ma in codes}


def _rows_of(khoa: str, unit: CongDoan, start, end) -> list[int]:
    """The rows of a figure that its kinds alone do not tell."""
    rows = ledger_rows(Question(CHI_SO[khoa], unit, start, end, None, None))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _moved(unit: CongDoan, start, end) -> list[list]:
    """[day, kind, code, name, members, women] of the units that came or left with their stock [02-2.3-3]."""
    found = moved_units(Question(CHI_SO["doan_vien.do_sap_xep"], unit, start, end, None, None))
    ids = {pk for _, _, pk, *_ in found}
    names, codes = names_on(ids, end), dict(CongDoan.everything.filter(pk__in=ids).values_list("pk", "ma"))
    return [[plain(day), kind, codes[pk], names[pk], count, women] for day, kind, pk, count, women in found]


def _measures(unit: CongDoan, start, end) -> dict[str, list[list]]:
    """[code, name of the base unit, day] of agreements in force, dialogues held, issues raised."""
    ids = co_cau(today()).under(unit.pk)
    lists = {
        "thoa_uoc": agreements(ids, end, "").values_list("cong_doan__ma", "cong_doan__ten", "tu_ngay"),
        "doi_thoai": dialogues(ids, start, end).values_list("cong_doan__ma", "cong_doan__ten", "ngay"),
        "kien_nghi": issues(ids, start, end).values_list("cong_doan__ma", "cong_doan__ten", "ngay"),
    }
    return {key: [[ma, ten, plain(day)] for ma, ten, day in rows.order_by("cong_doan__ma", "pk")]
            for key, rows in lists.items()}  # fmt: skip


def _stocks(unit: CongDoan, day) -> list[list]:
    """[code, name, members, women, named] of every unit under it that holds members itself."""
    ids = CayCongDoan.objects.filter(cap_tren=unit, tu_ngay__lte=day, den_ngay__gt=day, cap_duoi__loai__in=CO_DOAN_VIEN)
    stocks = so_ton_rieng(list(ids.values_list("cap_duoi_id", flat=True)), day)
    held = {pk: parts for pk, parts in stocks.items() if parts[0][0] + parts[1][0]}
    names, codes = names_on(held, day), dict(CongDoan.everything.filter(pk__in=held).values_list("pk", "ma"))
    found = [[codes[pk], names[pk], a[0] + b[0], a[1] + b[1], a[0]] for pk, (a, b) in held.items()]
    return sorted(found)


def _units(unit: CongDoan, kind: str, start, end) -> dict[str, list[list[str]]]:
    """{figure: [code, name] of its units}."""
    found = {}
    for key, condition in dieu_kien(start, end).items():
        rows = CayCongDoan.objects.filter(condition, cap_tren=unit, cap_duoi__loai=kind, cap_duoi__is_hidden=False)
        found[key] = sorted([ma, ten] for ma, ten in rows.values_list("cap_duoi__ma", "cap_duoi__ten"))
    return found


def _employers(unit: CongDoan, day, programme: ChuongTrinh) -> list[list]:
    """[tax code, name, workers, has a CĐCS, foreign capital] of every employer in scope [02-2.4-4]."""
    rows = employers_in_scope(unit.pk, day).filter(lao_dong_hien_co__gte=programme.nguong_lao_dong)
    columns = ("ma_so_thue", "ten", "lao_dong_hien_co", "co_cdcs", "von_nuoc_ngoai")
    return [list(row) for row in rows.order_by("ma_so_thue", "pk").values_list(*columns)]


def _employers_without(unit: CongDoan, day) -> list[list]:
    """[tax code, name] of employers whose workers nobody has counted."""
    rows = employers_in_scope(unit.pk, day).filter(lao_dong_hien_co=None).order_by("ma_so_thue", "pk")
    return [list(row) for row in rows.values_list("ma_so_thue", "ten")]
