"""What the demo has not and the pages of `tests/visits` show: made by the product's own actions in the served database.

Run beside the server (`python -m tests.browser.things`); prints the keys by the names of the cast as JSON.
"""

import json
import sys
from datetime import date

import django

DAY = date(2026, 3, 1)


def take_in(unit, by, name: str, day: date, left: date | None = None, **numbers: str):
    """A woman born on 2 April 1985, admitted on a day, retired on another if given."""
    from doanvien.actions.bien_dong import BienDongData, record_bien_dong
    from doanvien.actions.doan_vien import DoanVienData, ket_nap

    facts = {"gioi_tinh": "nu", "nam_sinh": 1985, "ngay_sinh": date(1985, 4, 2), "ngay_ket_nap": day} | numbers
    member = ket_nap(DoanVienData(unit, name, **facts), by=by)
    if left:
        record_bien_dong(BienDongData("nghi_huu", left, unit, doan_vien=member), by=by)
    return member


def people(unit, other, by, clerk) -> dict[str, int]:
    """Doubled records, a merged one, a request, a waiting slip."""
    from doanvien.actions.bien_dong import BienDongData
    from doanvien.actions.du_lieu_ca_nhan import record_yeu_cau
    from doanvien.actions.gop import merge_doan_vien
    from doanvien.actions.phieu_chuyen import propose_chuyen

    then, now, left = date(2024, 3, 10), date(2025, 3, 10), date(2024, 6, 1)
    former = take_in(unit, by, "Đặng Thị Ngọc Ánh", then, left)
    take_in(unit, by, "Đặng Thị Ngọc Ánh", now)  # so that the list of doubles has a pair
    member = take_in(unit, by, "Đặng Thị Bích", now, so_the="ND000127")
    merged = merge_doan_vien(member, take_in(unit, by, "Đặng Thị Bích", then, left), by=by, ly_do="Ghi hai lần")
    asked = record_yeu_cau(member, by=by, loai="sao_chep", ngay_nhan=date(2026, 1, 5), noi_dung="Xin bản sao hồ sơ")
    moving = take_in(unit, by, "Trần Thị Chuyển", now, so_the="ND000555")
    slip = propose_chuyen(BienDongData("chuyen_di", date(2026, 3, 1), unit, other, doan_vien=moving), by=clerk)
    return {"double_a": former.pk, "merged_a": merged.pk, "asked_a": asked.pk, "slip_a": slip.pk}


def comparisons(unit, clerk) -> dict[str, int]:
    """A comparison whose columns wait, and one that was read."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from baocao.actions.doi_chieu import read_doi_chieu, receive_doi_chieu
    from cdcs.models import CongDoan

    export = f"Họ và tên;Ngày sinh;Số CCCD;Mã CĐCS\nLê Văn Ổn;05/03/1990;;{unit.ma}\nĐặng Thị Bích;1984;;{unit.ma}\n"
    above = CongDoan.objects.get(ma="YYEN")
    waiting, read = (receive_doi_chieu(above, SimpleUploadedFile("x.csv", export.encode()), by=clerk) for _ in "ab")
    read_doi_chieu(read, [one["cot"] for one in read.tieu_de], by=clerk)
    return {"unmapped_a": waiting.pk, "compared_a": read.pk}


def issue(unit, clerk) -> dict[str, int]:
    """An issue of the base unit that waits for the clerk's answer."""
    from nhiemvu.actions import raise_kien_nghi

    facts = {"ngay": date(2026, 3, 20), "linh_vuc": "an_toan", "noi_dung": "Đề nghị đo môi trường lao động"}
    return {"issue_a": raise_kien_nghi(unit, by=clerk, facts=facts | {"noi_nhan": "cap_tren"}).pk}


def employers(above, by, reviewer) -> tuple[list, dict[str, int]]:
    """An employer twice in the list, a third record merged into it."""
    from doanhnghiep.actions.doanh_nghiep import DoanhNghiepData, record_doanh_nghiep
    from doanhnghiep.actions.gop import merge_doanh_nghiep
    from doanhnghiep.models import PhieuKhaoSat

    one, double, gone = (
        record_doanh_nghiep(DoanhNghiepData(code, above, {"ten": "Trường Đua Thuyền", "loai_hinh": "co_quan"}), by=by)
        for code in ("0714000001", "0714000002", "0714000003")
    )
    merging = merge_doanh_nghiep(one, gone, by=reviewer, ly_do="Cùng một trường")
    card = PhieuKhaoSat.objects.filter(dot__nam=2025).first()
    return [one, double], {"employer_double": double.pk, "merging": merging.pk, "phieu_a": card.pk if card else 0}


def disputed(above, employer, clerk) -> dict[str, int]:
    """A compared list of a source, a dispute with its file."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from doanhnghiep.actions.tranh_chap import TranhChapData, raise_tranh_chap
    from doanhnghiep.importers.nguon import read_nguon, receive_nguon
    from taikhoan.actions import save_attachment

    sheet = "Mã số thuế;Tên đơn vị;Tổng số lao động\n0714000001;Trường Đua Thuyền;31\n;Lạ;8\n"
    source = receive_nguon(above, SimpleUploadedFile("x.csv", sheet.encode()), by=clerk, nguon="bhxh", ngay_so_lieu=DAY)
    if source.trang_thai == "cho_ghep":
        read_nguon(source, [column["cot"] for column in source.tieu_de], by=clerk)
    dispute = raise_tranh_chap(employer, TranhChapData("lao_dong", "Thực tế chỉ còn 17 lao động", 17), by=clerk)
    file = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.4 mau")
    evidence = save_attachment(file, by=clerk, obj=dispute, unit="YYEN")
    return {"source_a": source.pk, "dispute_a": dispute.pk, "evidence_a": evidence.pk}


def decisions(other, employer, clerk) -> dict[str, int]:
    """A founding and a proposed hand-over."""
    from baocao.actions.thanh_lap import ThanhLapData, found_union
    from cdcs.actions import CongDoanData
    from sapxep.actions.chuyen_quan_ly import ChuyenData, propose_chuyen_quan_ly

    unit = CongDoanData("YYEN-777", "CĐCS Mới Lập", "cdcs", "YYEN", DAY, "77/QĐ")
    founding = found_union(ThanhLapData(unit, so_luong=6, so_nu=2), by=clerk).act
    proposal = propose_chuyen_quan_ly(ChuyenData([employer.pk], other, DAY, "", "Chuyển nhà máy đi nơi khác"), by=clerk)
    return {"founding_a": founding.pk, "proposal_a": proposal.pk}


def quotas(above, heir, by) -> dict[str, int]:
    """A decision that names Ý Yên, with its file; a closed base unit that left a quota."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from cdcs.actions import CongDoanData, create_cong_doan
    from cdcs.models import CongDoan
    from chitieu.actions import ChiTieuData, giao_chi_tieu
    from sapxep.actions import SapXepData, sap_xep
    from taikhoan.actions import save_attachment

    create_cong_doan([CongDoanData("YYEN-778", "CĐCS Sẽ Sáp Nhập", "cdcs", "YYEN", DAY)], by=by)
    closing = CongDoan.objects.get(ma="YYEN-778")
    lines = [ChiTieuData(above, "doan_vien", 700), ChiTieuData(closing, "doan_vien", 30)]
    made = giao_chi_tieu(by=by, so_quyet_dinh="27/QĐ", ngay=DAY, nam=2028, lines=lines, ly_do="Giao sớm cho năm cuối")
    file = save_attachment(SimpleUploadedFile("qd.pdf", b"%PDF-1.4 mau"), by=by, obj=made, unit="ND")
    closed = sap_xep(SapXepData("sap_nhap", date(2026, 5, 1), closing, heir, so_quyet_dinh="88/QĐ"), by=by)
    return {"quota_decision": made.pk, "quota_file": file.pk, "quota_left": closed.pk}


def reports(above, clerk, reviewer) -> dict[str, int]:
    """A report that was sent, one that was returned with a question, one that is approved with its file."""
    from types import SimpleNamespace

    from tests.visits.bao_cao import put_approved, put_returned, put_sent

    objects: dict = {}
    users = {"clerk_a": clerk, "reviewer": reviewer}
    world = SimpleNamespace(units={"a": above}, objects=objects, user=users.get, put=objects.setdefault)
    for put in (put_sent, put_returned, put_approved):
        put(world)
    return {name: row.pk for name, row in objects.items()}


def build() -> dict[str, int]:
    """Everything, at a base unit of Ý Yên."""
    from cdcs.models import CongDoan
    from taikhoan.models import User
    from tests.browser.rounds import correction

    by, clerk = User.objects.get(username="tinh.quantri"), User.objects.get(username="yyen.canbo")
    units = CongDoan.objects.filter(loai="cdcs", ngay_ket_thuc=None).order_by("ma")
    unit, other = units.filter(ma__startswith="YYEN-").first(), units.filter(ma__startswith="TPND-").first()
    reviewer = User.objects.get(username="tinh.tochuc")
    above, beside = (CongDoan.objects.get(ma=code) for code in ("YYEN", "TPND"))
    (one, double), found = employers(above, by, reviewer)
    found |= people(unit, other, by, clerk) | comparisons(unit, clerk) | issue(unit, clerk)
    found |= quotas(above, unit, by)
    found |= {"correction_a": correction(above, unit, clerk)}
    found |= disputed(above, one, clerk) | decisions(beside, double, clerk)
    return found | reports(above, clerk, reviewer)  # last: an approved round closes its period


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(build()))
