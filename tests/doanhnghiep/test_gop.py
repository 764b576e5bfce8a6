"""Doubled employers: found, merged with their rows, split again; branches are no doubles (issue 4, part 1)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baocao.actions import import_file, undo_import
from cdcs.access import Scope
from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.enums import LoaiNhap
from cdcs.models import CongDoan
from cdcs.models.cong_doan import MAX_DAY
from core.dates import today
from core.numbers import format_int
from core.refusal import Refused
from doanhnghiep.actions import link_cdcs
from doanhnghiep.actions.doanh_nghiep import DoanhNghiepData, record_doanh_nghiep
from doanhnghiep.actions.gop import mark_khac_nhau, merge_doanh_nghiep, split_doanh_nghiep
from doanhnghiep.actions.khao_sat import TraLoi, open_khao_sat, save_phieu
from doanhnghiep.actions.lao_dong import LaoDongData, record_lao_dong
from doanhnghiep.actions.tranh_chap import TranhChapData, raise_tranh_chap
from doanhnghiep.models import DoanhNghiep, LaoDong, PhieuKhaoSat
from doanhnghiep.queries import bao_phu
from doanhnghiep.queries.cau_bao_phu import CauBaoPhu
from doanhnghiep.queries.gop import likely_same
from doanhnghiep.queries.nguong import as_events, crossings
from doanhnghiep.queries.phan_loai import phan_loai
from doanvien.queries.mat_do import mat_do_cua
from sapxep.actions import SapXepData, sap_xep, undo_sap_xep
from sapxep.models import SapXep
from tests.doanhnghiep.test_pages import add
from tests.proof import faults

pytestmark = pytest.mark.django_db
START, END = date(2025, 1, 1), date(2026, 12, 31)
WHY = "Nhập hai lần từ hai danh sách"


@pytest.fixture
def twice(world) -> tuple[DoanhNghiep, DoanhNghiep]:
    stays = add(world, "0600000601", "Công ty CP Dệt Tơ Vàng", 60, dia_chi="Số 9 Trần Nhân Tông")
    goes = add(world, "0600000602", "Cty Cổ phần DỆT TƠ VÀNG", 80, dia_chi="số 9, đường Trần Nhân Tông")
    record_lao_dong(LaoDongData(goes, date(2026, 3, 1), "thue", 15), by=world.user("administrator"))
    return stays, goes


def figures(world) -> tuple:
    """Everything that counts employers of unit A, to be compared."""
    unit = world.units["a"]
    bridge = CauBaoPhu(unit.pk, START, END)
    steps = {step: len(rows) for step, rows in bridge.buoc.items()}
    lines = [(line.ten, line.so_don_vi, line.lao_dong) for line in phan_loai(unit, END, "so_huu")]
    events = [(one.ngay, one.truoc, one.sau) for one in as_events(crossings(unit.pk, START, END), END)]
    return bao_phu([unit.pk], END)[unit.pk], steps, lines, events


def merge(world, stays, goes, by: str = "reviewer"):
    return merge_doanh_nghiep(stays, goes, by=world.user(by), ly_do=WHY)


def test_ways_of_writing_one_employer_are_found_and_a_branch_is_not(world, twice):
    add(world, "0600000601-001", "Công ty CP Dệt Tơ Vàng", 30, dia_chi="Số 9 Trần Nhân Tông")
    add(world, "0600000603", "Công ty CP Dệt Tơ Vàng", 30, dia_chi="Xã Yên Phú, Ý Yên")
    assert [(pair.mot, pair.hai, pair.cung_dia_chi) for pair in likely_same(Scope(everything=True))][:1] == [
        (*twice, True)
    ]
    assert len(likely_same(Scope(everything=True))) == 2  # the branch with the other tax code is one pair of its own


def test_figures_are_those_of_one_employer(world, twice):
    stays, goes = twice
    merge(world, stays, goes)
    counted = figures(world)
    rows = list(stays.lao_dong.order_by("ngay_so_lieu").values_list("nguon", "tong_lao_dong"))
    assert (rows, goes.lao_dong.count()) == ([("bhxh", 60), ("thue", 15)], 1)
    world.put("gone", goes)
    LaoDong.objects.filter(doanh_nghiep=goes).delete()
    goes.lien_ket.all().delete()
    goes.quan_ly.all().delete()
    assert (figures(world), faults()) == (counted, [])


def test_splitting_gives_everything_back(world, twice):
    before = figures(world)
    act = merge(world, *twice)
    assert figures(world) != before
    split_doanh_nghiep(act, by=world.user("reviewer"), ly_do="Hai công ty khác nhau")
    assert (figures(world), faults()) == (before, [])
    with pytest.raises(Refused, match="đã được tách"):
        split_doanh_nghiep(act, by=world.user("reviewer"), ly_do="Hai công ty khác nhau")


def answers(employer: DoanhNghiep) -> list[tuple]:
    return list(employer.khao_sat.order_by("dot__nam").values_list("dot__nam", "trang_thai", "tong_lao_dong"))


def test_the_answer_to_the_survey_goes_along_and_comes_back(world, twice):
    """The employer that stayed stood as not surveyed, and of a round that knew the other alone it was not a part."""
    (stays, goes), clerk = twice, world.user("clerk_a")
    for year, planned in ((2024, [goes]), (2025, [stays, goes]), (2026, [stays, goes])):
        dot = open_khao_sat(by=world.user("reviewer"), nam=year, tu_ngay=date(year, 1, 1), den_ngay=date(year, 12, 31))
        made = [PhieuKhaoSat.objects.create(dot=dot, doanh_nghiep=one) for one in planned]
        for phieu, count in zip(made[::-1], (70 + year, 2026)[: 2 if year == 2026 else 1], strict=False):
            save_phieu(phieu, TraLoi("da_khao_sat", date(year, 2, 2), count), by=clerk, version=1)
    before = answers(stays), answers(goes)
    assert before == ([(2025, "chua", None), (2026, "da_khao_sat", 2026)],
                      [(year, "da_khao_sat", 70 + year) for year in (2024, 2025, 2026)])  # fmt: skip
    act = merge(world, stays, goes)
    assert answers(stays) == [(2024, "da_khao_sat", 2094), (2025, "da_khao_sat", 2095), (2026, "da_khao_sat", 2026)]
    split_doanh_nghiep(act, by=world.user("reviewer"), ly_do=WHY)
    assert (answers(stays), answers(goes)) == before


def test_the_link_goes_along_and_covers(world, twice):
    stays, goes = twice
    link_cdcs(goes, world.units["cdcs_a"], by=world.user("clerk_a"))
    merge(world, stays, goes)
    assert list(stays.lien_ket.values_list("cong_doan__ma", flat=True)) == [world.units["cdcs_a"].ma]


def test_a_link_to_a_unit_that_the_other_came_to_later_goes_along(world, twice):
    """N was merged into A001 on 1/9/2025: one record is covered since, the doubled one always was."""
    by, unit, (stays, goes) = world.user("administrator"), world.units["cdcs_a"], twice
    create_cong_doan([CongDoanData("N01", "Nghiệp đoàn xe ôm", "nghiep_doan", "TPND", unit.ngay_thanh_lap)], by=by)
    ended = CongDoan.objects.get(ma="N01")
    link_cdcs(stays, ended, by=by)
    link_cdcs(goes, unit, by=by)
    sap_xep(SapXepData("sap_nhap", date(2025, 9, 1), ended, unit, so_quyet_dinh="7/QĐ"), by=by)

    def covered() -> list[int]:
        pk = world.units["a"].pk
        return [bao_phu([pk], day)[pk]["co_cdcs"] for day in (date(2025, 8, 31), date(2025, 9, 1))]

    assert covered() == [2, 3]  # the employer that A001 had before, and these
    act = merge(world, stays, goes)
    assert covered() == [2, 2]
    split_doanh_nghiep(act, by=by, ly_do="Hai công ty khác nhau")
    assert covered() == [2, 3]


def merger(world, employer: DoanhNghiep) -> SapXep:
    """N01, to which the employer is linked alone, comes to A001 on 1/9/2025."""
    by, unit = world.user("administrator"), world.units["cdcs_a"]
    if not CongDoan.objects.filter(ma="N01").exists():
        create_cong_doan([CongDoanData("N01", "CĐCS N01", "cdcs", "TPND", unit.ngay_thanh_lap)], by=by)
        link_cdcs(employer, CongDoan.objects.get(ma="N01"), by=by)
    data = SapXepData("sap_nhap", date(2025, 9, 1), CongDoan.objects.get(ma="N01"), unit, so_quyet_dinh="7/QĐ")
    return sap_xep(data, by=by)


def links(*employers: DoanhNghiep) -> list[list[tuple]]:
    return [list(one.lien_ket.order_by("tu_ngay").values_list("cong_doan__ma", "den_ngay")) for one in employers]


def test_a_link_that_a_decision_has_changed_since_the_merging_is_given_back_after_its_undo(world, twice):
    """The split gave the record its ended link back and left the successor's with the other: its coverage was lost."""
    by, (stays, goes) = world.user("administrator"), twice
    undo_sap_xep(merger(world, goes), by=by)
    before = links(stays, goes)
    act = merge(world, stays, goes)
    decision = merger(world, goes)
    with pytest.raises(Refused, match="CĐCS N01 đã đổi theo quyết định"):
        split_doanh_nghiep(act, by=by, ly_do="Hai công ty khác nhau")
    undo_sap_xep(decision, by=by)
    split_doanh_nghiep(act, by=by, ly_do="Hai công ty khác nhau")
    assert (links(stays, goes), faults()) == (before, [])


def test_a_decision_is_not_undone_under_a_merging_of_what_it_moved(world, twice):
    """The link would come back at the hidden record, and stand there twice after the split."""
    by, (stays, goes) = world.user("administrator"), twice
    decision = merger(world, goes)
    before = links(stays, goes)
    act = merge(world, stays, goes)
    with pytest.raises(Refused, match="không hoàn tác được"):
        undo_sap_xep(decision, by=by)
    split_doanh_nghiep(act, by=by, ly_do="Hai công ty khác nhau")
    assert links(stays, goes) == before
    undo_sap_xep(decision, by=by)
    assert links(stays, goes) == [[], [("N01", MAX_DAY)]]


def test_who_stayed_may_be_merged_in_turn_and_is_split_first(world, twice):
    third = add(world, "0600000604", "Dệt Tơ Vàng", 22)
    stays, goes = twice
    first, second = merge(world, stays, goes), merge(world, third, stays)
    with pytest.raises(Refused, match="tách lần gộp sau trước"):
        split_doanh_nghiep(first, by=world.user("reviewer"), ly_do="Hai công ty khác nhau")
    split_doanh_nghiep(second, by=world.user("reviewer"), ly_do="Hai công ty khác nhau")
    split_doanh_nghiep(first, by=world.user("reviewer"), ly_do="Hai công ty khác nhau")
    assert [one.lao_dong.count() for one in (stays, goes, third)] == [1, 2, 1]


def test_a_merged_code_is_told_wherever_it_is_typed(world, twice, tmp_path):
    stays, goes = twice
    merge(world, stays, goes)
    told = "Mã số thuế này đã gộp vào Công ty CP Dệt Tơ Vàng (0600000601)"
    with pytest.raises(Refused, match="đã gộp vào Công ty CP Dệt Tơ Vàng"):
        record_doanh_nghiep(
            DoanhNghiepData(goes.ma_so_thue, world.units["a"], {"ten": "Lại nữa"}), by=world.user("clerk_a")
        )
    sheets = {
        LoaiNhap.DOANH_NGHIEP: "Mã số thuế,Tên đơn vị,Loại hình,Mã đơn vị quản lý\n0600000602,Dệt,Cơ quan,TPND\n",
        LoaiNhap.LAO_DONG: "Mã số thuế,Ngày số liệu,Nguồn,Tổng số lao động\n0600000602,1/5/2026,BHXH,40\n",
    }
    for kind, text in sheets.items():
        (tmp_path / "so.csv").write_text(text)
        found = import_file(kind, tmp_path / "so.csv", by=world.user("administrator"))
        assert [error.ly_do[: len(told)] for row in found.plan.rows for error in row.errors] == [told]


def test_what_stands_in_the_way_is_said(world, twice):
    stays, goes = twice
    branch = add(world, "0600000601-002", "Chi nhánh Dệt Tơ Vàng", 30)
    with pytest.raises(Refused, match="trụ sở và chi nhánh"):
        merge(world, stays, branch)
    with pytest.raises(PermissionDenied):
        merge(world, stays, goes, by="clerk_a")
    raise_tranh_chap(goes, TranhChapData("lao_dong", "Số này không đúng đâu", 3), by=world.user("clerk_a"))
    with pytest.raises(Refused, match="tranh chấp chờ quyết"):
        merge(world, stays, goes)
    assert DoanhNghiep.objects.filter(pk=goes.pk).exists()


def test_two_employers_are_not_listed_again(world, twice):
    mark_khac_nhau(*twice, by=world.user("reviewer"))
    mark_khac_nhau(*twice, by=world.user("reviewer"))
    assert likely_same(Scope(everything=True)) == []


def test_the_pages_merge_and_split(world, twice, sign_in):
    client, (stays, goes) = sign_in("reviewer"), twice
    assert [pair.mot for pair in client.get(reverse("doanh_nghiep_trung_list")).context["pairs"]] == [stays]
    address = reverse("doanh_nghiep_trung_compare", args=[stays.pk, goes.pk])
    assert client.post(address, {"ly_do": WHY}).context["form"].errors == {"giu": ["Chọn hồ sơ được giữ lại."]}
    assert client.post(address, {"giu": stays.pk, "ly_do": WHY}).url == reverse("doanh_nghiep_detail", args=[stays.pk])
    merged = client.get(reverse("doanh_nghiep_detail", args=[stays.pk])).context["merges"].get()
    assert (merged.bo, client.get(reverse("doanh_nghiep_detail", args=[goes.pk])).status_code) == (goes, 404)
    split = client.post(reverse("doanh_nghiep_trung_undo", args=[merged.pk]), {"ly_do": "Hai công ty khác nhau"})
    assert (split.url, DoanhNghiep.objects.filter(pk=goes.pk).exists()) == (address, True)


def test_an_import_with_a_merged_employer_is_not_undone(world, tmp_path):
    head, by = "Mã số thuế,Tên đơn vị,Loại hình,Mã đơn vị quản lý", world.user("administrator")
    (tmp_path / "so.csv").write_text(f"{head}\n0600000605,Đay Sông Hồng,Cơ quan,TPND\n")
    batch = import_file(LoaiNhap.DOANH_NGHIEP, tmp_path / "so.csv", by=by).lo_nhap
    twin = add(world, "0600000606", "Đay Sông Hồng")
    act = merge(world, twin, DoanhNghiep.objects.get(ma_so_thue="0600000605"))
    with pytest.raises(Refused, match="đã gộp với hồ sơ khác"):
        undo_import(batch, by=by)
    split_doanh_nghiep(act, by=world.user("reviewer"), ly_do="Hai công ty khác nhau")
    undo_import(batch, by=by)


def test_head_office_and_branches_stand_side_by_side(world, twice, sign_in):
    branch = add(world, "0600000601-001", "Chi nhánh Hải Hậu", 25)
    page = sign_in("clerk_a").get(reverse("doanh_nghiep_detail", args=[branch.pk]))
    assert page.context["relatives"] == [twice[0]]


# ---- density ----


def test_density_by_hand(world, sign_in):
    """30 and 60 workers at two employers of one CĐCS against its members."""
    unit: CongDoan = world.units["cdcs_a"]
    for number, workers in enumerate((300, 600)):
        link_cdcs(add(world, f"060000061{number}", f"May {number}", workers), unit, by=world.user("clerk_a"))
    found = mat_do_cua([unit.pk], today())[unit.pk]
    known = sum(found.hien_nay.values())
    assert (found.lao_dong, found.chua_la_doan_vien) == (known, known - found.doan_vien)
    page = sign_in("clerk_a").get(reverse("mat_do_list"))
    assert [(row[0], row[2].lao_dong) for row in page.context["rows"]] == [(unit, known)]
    assert page.context["text"].endswith(f"còn {format_int(known - found.doan_vien)} lao động chưa là đoàn viên")
    assert sign_in("clerk_a").get(reverse("mat_do_list") + "?duoi=1").context["rows"] == []


def test_workers_of_a_year_by_hand(world):
    """300 on 10/3/2025, 360 on 1/2/2026: 60 more from the day on which a year before is known."""
    unit, employer = world.units["cdcs_a"], add(world, "0600000640", "May", 300)
    link_cdcs(employer, unit, by=world.user("clerk_a"))
    record_lao_dong(LaoDongData(employer, date(2026, 2, 1), "thue", 360), by=world.user("administrator"))
    found = [mat_do_cua([unit.pk], day)[unit.pk].moi_tuyen for day in (date(2026, 3, 9), date(2026, 3, 10))]
    assert found == [None, 60]


def test_queries_of_density_do_not_grow(world, sign_in):
    client, address, unit = sign_in("clerk_a"), reverse("mat_do_list"), world.units["cdcs_a"]
    link_cdcs(add(world, "0600000620", "May", 300), unit, by=world.user("clerk_a"))
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(3):
        link_cdcs(add(world, f"060000063{number}", f"May {number}", 300), unit, by=world.user("clerk_a"))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
