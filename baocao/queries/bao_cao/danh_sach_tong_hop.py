"""The list behind a figure of a province as reported: what each unit reported, and what it shows live [02-2.6-21].

Of the term too, which the units' reports state beside their own window.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from baocao.queries.bao_cao.danh_sach_chot import CODE, NO_SUCH, REST, UNIT, figure_of, value_in
from baocao.queries.bao_cao.tong_hop_tinh import DongTongHop, TongHopTinh
from baocao.queries.sau_so import Cell, ChiSo, Column, figure_url
from baocao.queries.sau_so.khung import ListInMemory, Question
from baocao.queries.so_lieu import children_of, so_lieu
from cdcs.access import rights_of

CA_NHIEM_KY = "nhiem_ky"  # the value of `cua` in the address: the figure of the term so far
REPORTED, LIVE = "Báo cáo đã duyệt", "Số hiện thời"


def _value(blocks: Mapping[str, Any], figure: ChiSo, of_term: bool) -> int | None:
    return term_value(blocks["nhiem_ky"], figure.khoa) if of_term else value_in(blocks, figure)


def term_value(term: Mapping[str, Any], khoa: str) -> int | None:
    """What the block of the term says of a figure."""
    block, _, key = khoa.partition(".")
    return term["nghiep_doan"]["thuc_hien"] if block == "nghiep_doan" else term.get(key)


def open_consolidated(whole: TongHopTinh, khoa: str, user, *, of_term: bool = False) -> ListInMemory:
    """A figure of the province unit by unit, each with the list behind it; Http404 for an unknown one."""
    ky, figure = whole.ky, figure_of(khoa)
    total = _value(whole.blocks, figure, of_term)
    if total is None:
        raise Http404(NO_SUCH)
    start = whole.programme.ngay_bat_dau if of_term else ky.tu_ngay
    name = f"{figure.ten}, từ đầu nhiệm kỳ" if of_term else figure.ten
    asked = Question(replace(figure, ten=name, shape="by_unit"), whole.province, start, ky.den_ngay, None, user)
    rows, rest = [], total
    for row in [*whole.dong, *(_ended_before(whole) if of_term else ())]:
        if value := _value(row.blocks, figure, of_term):
            url = _list_of(row, asked, of_term) if value == _value(row.live, figure, of_term) or not of_term else ""
            rows.append([Cell(row.unit.ten), Cell(row.unit.ma), Cell(value, url), Cell(_source(row))])
            rest -= value
    if rest:
        rows.append([Cell(REST), Cell(""), Cell(rest), Cell("")])
    columns = (UNIT, CODE, Column("Số", num=True), Column("Nguồn", width=22))
    return ListInMemory(asked, columns, total, rows)


def _ended_before(whole: TongHopTinh) -> list[DongTongHop]:
    """The superior units of the term that had ended before the round: they stand in the figures of the term alone."""
    ky, known = whole.ky, {row.unit.pk for row in whole.dong}
    of_term = children_of(whole.province, whole.programme.ngay_bat_dau, ky.den_ngay)
    ended = [unit for unit in of_term if unit.la_cap_tren and unit.pk not in known]
    live = so_lieu(ended, ky.tu_ngay, ky.den_ngay) if ended else {}
    return [DongTongHop(unit, live[unit.pk], None, None, phai_bao_cao=False, mien=None) for unit in ended]


def _source(row: DongTongHop) -> str:
    return REPORTED if row.da_duyet else LIVE


def _list_of(row: DongTongHop, asked: Question, of_term: bool) -> str:
    """The frozen list of an approved report; a report keeps none of the term, so that is the live one."""
    rights, khoa = rights_of(asked.user), asked.figure.khoa
    if row.da_duyet is None or of_term:
        return figure_url(rights, row.unit, khoa, asked.start, asked.end)
    snapshot = row.da_duyet.ban_chup
    query = urlencode({"don_vi": row.unit.ma, "lan": snapshot.lan, "so": khoa})
    return f"{reverse('so_bao_cao_list', args=[snapshot.bao_cao.ky.ma])}?{query}"
