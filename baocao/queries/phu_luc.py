"""The report of one unit for one round, read live: what the workbook, the page and Word all show (03 §3.5)."""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from baocao.enums import LoaiKy
from baocao.models import KyBaoCao
from baocao.queries.bang import BaoCaoData
from baocao.queries.bieu_so import BieuSo, pl1, pl6, pl7
from baocao.queries.da_ket_thuc import ended_into
from baocao.queries.danh_sach import load_co_so, pl2, pl3, pl5
from baocao.queries.danh_sach_doanh_nghiep import pl4
from baocao.queries.so_lieu import children_of, so_lieu
from baocao.queries.tong_hop import tong_hop
from cdcs.models import ChuongTrinh, CongDoan
from cdcs.queries import names_on
from core.dates import VIETNAM, union_year
from taikhoan.models import User

CA_NHIEM_KY = frozenset({LoaiKy.NUA_NHIEM_KY, LoaiKy.NHIEM_KY})


def ten_ky(ky: KyBaoCao, programme: ChuongTrinh) -> str:
    """The round in the words of a document: "6 tháng đầu năm 2025", "nhiệm kỳ 2023-2028"."""
    year = union_year(ky.den_ngay)
    if ky.loai == LoaiKy.SAU_THANG:
        return f"6 tháng đầu năm {year}"
    if ky.loai == LoaiKy.NAM:
        return f"năm {year}"
    term = f"nhiệm kỳ {programme.ngay_bat_dau.year}-{programme.ngay_ket_thuc.year}"
    return f"nửa {term}" if ky.loai == LoaiKy.NUA_NHIEM_KY else term


def bao_cao_data(unit: CongDoan, ky: KyBaoCao, now: datetime | None = None) -> BaoCaoData:
    """Return everything the report of `unit` for the round shows, live ("Số hiện thời"), structure "lúc đó".

    `ky` may be a standard round that is not stored; a window that ends in the future gives figures to date. The number
    of queries grows neither with units nor with rows.
    """
    start, end = ky.tu_ngay, ky.den_ngay
    programme = ChuongTrinh.current()
    children = children_of(unit, start, end)
    figures = so_lieu([unit, *children], start, end)
    tables = BieuSo(unit, children, figures, start, end, programme, ky.loai in CA_NHIEM_KY)
    lists = load_co_so(unit, start, end)
    name = ten_ky(ky, programme)
    whole = tong_hop(figures[unit.pk], start, end, programme, name)
    ended = tuple(one.cau for one in ended_into(unit, start, end))
    return BaoCaoData(
        ma_don_vi=unit.ma,
        ten_don_vi=names_on([unit.pk], end)[unit.pk],
        loai_don_vi=unit.loai,
        ma_ky=ky.ma,
        ten_ky=name,
        tu_ngay=start,
        den_ngay=end,
        han_nop=ky.han_nop,
        nguong_lao_dong=programme.nguong_lao_dong,
        xuat_luc=(now or timezone.now()).astimezone(VIETNAM),
        tong_hop=replace(whole, ghi_chu=(*whole.ghi_chu, *ended)),
        phu_luc=(
            pl1(tables), pl2(lists), pl3(lists), pl4(unit, end, programme), pl5(lists), pl6(tables), pl7(tables),
        ),
        la_du_lieu_mau=User.objects.filter(is_demo=True).exists(),
    )  # fmt: skip
