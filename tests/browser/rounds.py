"""Reports of a past round, made by the product's own actions in the served database.

Run beside the server: `python -m tests.browser.rounds submit NAM-2024 HHAU …`, or `again`, which answers what was
asked, records one admission in the round and submits once more.
"""

import sys
from datetime import date

import django

KY, REASON = "NAM-2024", "Đơn vị chưa có tài khoản, làm thay theo văn bản"
DAY = date(2024, 10, 5)


def submit(unit, ky: str, by, ly_do_lam_thay: str = "") -> None:
    """Explain what wants it, then send."""
    from baocao.actions.bao_cao import OData, save_o
    from baocao.actions.nop import NopData, nop_bao_cao
    from baocao.models import BaoCao
    from baocao.queries.bao_cao import kiem_bao_cao, load_du_lieu
    from baocao.queries.ky import round_of

    report = BaoCao.objects.filter(ky__ma=ky, cong_doan=unit).first()
    found = kiem_bao_cao(load_du_lieu(unit, round_of(ky), report))
    cells = {one.o: OData(None, "Đã đối chiếu với các CĐCS, số đúng.") for one in found if not one.da_xong}
    if cells:
        save_o(ky, unit, cells, by=by, ly_do_lam_thay=ly_do_lam_thay)
    nop_bao_cao(ky, unit, NopData(ly_do_lam_thay=ly_do_lam_thay), by=by)


def again(unit, ky: str, by) -> None:
    """Answer every remark, admit three people in the round, send once more."""
    from baocao.actions.bao_cao import answer_cell
    from baocao.models import NhanXet
    from cdcs.models import CongDoan
    from doanvien.actions.bien_dong import BienDongData, record_bien_dong

    waiting = NhanXet.objects.filter(bao_cao__ky__ma=ky, bao_cao__cong_doan=unit, tra_loi="")
    for remark in waiting.select_related("bao_cao__ky", "bao_cao__cong_doan"):
        answer_cell(remark, tra_loi="Đã hỏi lại CĐCS, đã sửa trong sổ.", by=by, ly_do_lam_thay=REASON)
    base = CongDoan.objects.filter(ma__startswith=f"{unit.ma}-", loai="cdcs", ngay_ket_thuc=None).order_by("ma").first()
    record_bien_dong(BienDongData("ket_nap", DAY, base, so_luong=3, so_nu=0, so_quyet_dinh="9/QĐ"), by=by)
    submit(unit, ky, by, REASON)


def correction(unit, base, clerk) -> int:
    """A đính chính of the unit that waits."""
    from baocao.actions.dinh_chinh import propose_dinh_chinh, rows_call

    row = {"loai": "ket_nap", "ngay": "2024-10-10", "cong_doan": base.pk, "so_luong": 2, "so_nu": 1,
           "so_quyet_dinh": "40/QĐ", "ghi_chu": ""}  # fmt: skip
    facts = {"so": "01/ĐC", "ngay": date(2026, 5, 10), "ly_do": "Bỏ sót hai người của tháng Mười"}
    return propose_dinh_chinh(unit, viec=rows_call([row]), by=clerk, **facts).pk


def closed(unit, ky: str) -> None:
    """The report of the unit was approved and its round has locked: its books are closed up to data-to."""
    from baocao.queries.ky import round_of
    from cdcs.models import KhoaSo

    dates = round_of(ky)
    KhoaSo.objects.create(cong_doan=unit, ma_ky=ky, khoa_den_ngay=dates.den_ngay, hieu_luc_tu=dates.ngay_khoa)


def main(act: str, ky: str, *codes: str) -> None:
    from cdcs.models import CongDoan
    from taikhoan.models import User

    by = User.objects.get(username="tinh.quantri")
    for unit in CongDoan.objects.filter(ma__in=codes).order_by("ma"):
        if act == "close":
            closed(unit, ky)
        elif act == "submit":
            submit(unit, ky, by, REASON)
        else:
            again(unit, ky, by)


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
