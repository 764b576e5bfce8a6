"""Opening the list behind a figure: which shape it has, and its total from the counters."""

from baocao.queries.sau_so.chi_so import combined
from baocao.queries.sau_so.doan_vien import by_unit_list, kind_list, rows_list, stock_list
from baocao.queries.sau_so.doanh_nghiep import EmployerList
from baocao.queries.sau_so.don_vi import units_list
from baocao.queries.sau_so.khung import DanhSach, Question
from cdcs.access import rights_of
from cdcs.queries import so_don_vi
from doanhnghiep.queries import bao_phu
from doanhnghiep.queries.nguong import crossed_threshold
from doanvien.queries import so_doan_vien


def total_of(asked: Question) -> int:
    """The figure itself, from the counters: never a COUNT of the list [02-2.7-5]."""
    pk, figure = asked.unit.pk, asked.figure
    if figure.block == "doan_vien":
        return combined(so_doan_vien([pk], asked.start, asked.end, asked.structure)[pk], figure)
    if figure.block == "bao_phu":
        if figure.key == "vua_du_nguong":
            return crossed_threshold(pk, asked.end, asked.structure).count()
        return bao_phu([pk], asked.end, asked.structure)[pk][figure.key]
    return so_don_vi([pk], asked.start, asked.end, asked.structure)[pk][figure.block][figure.key]


def open_danh_sach(asked: Question) -> DanhSach:
    """The list behind the asked figure, as much of it as the reader may know [02-2.7-2]."""
    total, shape = total_of(asked), asked.figure.shape
    if shape == "employers":
        return EmployerList(asked, total)
    if shape == "units":
        return units_list(asked, total)
    if shape == "kinds":
        return kind_list(asked, total)
    if shape == "stock":
        return stock_list(asked, total)
    if not rights_of(asked.user).can(asked.names_word):
        return by_unit_list(asked, total)
    return rows_list(asked, total)
