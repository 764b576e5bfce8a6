"""Founding as one act: preview, writing, what is refused, undo as if it had never been (07 §7.2, 02 §2.6-7)."""

import re
from datetime import date

import pytest
from django.urls import reverse

from baocao.actions.thanh_lap import ThanhLapData, found_union, preview_union, undo_thanh_lap
from baocao.queries.so_lieu import so_lieu
from cdcs.access import forget_rights
from cdcs.actions import CongDoanData
from cdcs.models import CongDoan, co_cau
from core.dates import today
from core.refusal import Refused
from doanhnghiep.actions import link_cdcs
from doanhnghiep.actions.van_dong import move_giai_doan
from doanhnghiep.models import LienKetCDCS, VanDong
from doanhnghiep.queries import bao_phu
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.models import BienDong, DoanVien
from sapxep.models import ThanhLap
from taikhoan.models import Draft
from tests.doanhnghiep.test_pages import add
from tests.proof import faults

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 2)
HO_SO = ["de_nghi", "danh_sach", "trich_ngang", "bien_ban_dai_hoi", "bien_ban_kiem_phieu"]


def unit_data(**changes) -> CongDoanData:
    facts = {"ma": "", "ten": "CĐCS Công ty Mới", "loai": "cdcs", "cap_tren": "TPND", "ngay_thanh_lap": DAY,
             "so_quyet_dinh": "77/QĐ-LĐLĐ"}  # fmt: skip
    return CongDoanData(**facts | changes)


def figures(world) -> list:
    units = [world.units[name] for name in ("tinh", "a", "b")]
    found = so_lieu(units, date(2023, 12, 1), date(2026, 1, 1))
    return [found[unit.pk] for unit in units]


@pytest.fixture
def employer(world):
    return add(world, "0600000301", "Công ty Mới", 80)


def posted(*people: tuple, **changes) -> dict:
    """The form of a founding with these people (name, birth, sex)."""
    data = {"loai": "cdcs", "cap_tren": "TPND", "ten": "CĐCS Công ty Mới", "so_quyet_dinh": "77/QĐ-LĐLĐ",
            "ngay": "2/6/2025", "doanh_nghiep": "0600000301", "ho_so": HO_SO, "viec": "kiem_tra",
            "submit_key": "k" * 32}  # fmt: skip
    for key, place in (("ho_ten", 0), ("ngay_sinh", 1), ("gioi_tinh", 2)):
        data[f"o_{key}"] = [person[place] for person in people]
    return data | changes


FIVE = [(f"Trần Thị {name}", "1990", "Nữ") for name in ("Một", "Hai", "Ba", "Bốn", "Năm")]


def test_preview_says_what_writing_does_and_writes_nothing(world, employer, sign_in):
    client, before = sign_in("clerk_a"), figures(world)
    page = client.post(reverse("thanh_lap"), posted(*FIVE))
    found = page.context["found"]
    assert (found.don_vi.ma, found.doan_vien, found.warnings) == ("TPND-001", 5, [])
    assert (found.truoc["cdcs"], found.sau["cdcs"]) == (found.truoc["cdcs"], found.truoc["cdcs"] + 1)
    covered = [side["bao_phu"]["co_cdcs"] for side in (found.truoc, found.sau)]
    assert covered[1] == covered[0] + 1
    assert (figures(world), ThanhLap.objects.count(), CongDoan.everything.filter(ma="TPND-001").count()) == (
        before,
        0,
        0,
    )
    done = client.post(reverse("thanh_lap"), posted(*FIVE, viec="ghi", da_kiem=page.context["seal"]))
    unit = CongDoan.objects.get(ma="TPND-001")
    assert done.url == reverse("cong_doan_detail", args=[unit.pk])
    rows = BienDong.objects.filter(cong_doan=unit).values_list("loai", "ngay", "so_quyet_dinh")
    assert set(rows) == {("ket_nap", DAY, "77/QĐ-LĐLĐ")}
    assert (DoanVien.objects.filter(cong_doan=unit).count(), faults()) == (5, [])
    assert LienKetCDCS.objects.get(cong_doan=unit).doanh_nghiep == employer
    assert bao_phu([world.units["a"].pk], DAY)[world.units["a"].pk]["co_cdcs"] == 2


def test_writing_asks_for_the_preview_of_the_same_numbers(world, employer, sign_in):
    client = sign_in("clerk_a")
    seal = client.post(reverse("thanh_lap"), posted(*FIVE)).context["seal"]
    again = client.post(reverse("thanh_lap"), posted(*FIVE[:4], viec="ghi", da_kiem=seal))
    assert (again.context["found"].doan_vien, ThanhLap.objects.count()) == (4, 0)
    assert "dưới mức tối thiểu 5" in again.context["found"].warnings[0]


def test_a_double_click_founds_once(world, employer, sign_in):
    client = sign_in("clerk_a")
    seal = client.post(reverse("thanh_lap"), posted(*FIVE)).context["seal"]
    answers = [client.post(reverse("thanh_lap"), posted(*FIVE, viec="ghi", da_kiem=seal)).url for _ in range(2)]
    assert (answers[0] == answers[1], ThanhLap.objects.count()) == (True, 1)


def test_bad_cells_stand_in_the_grid_and_nothing_is_written(world, employer, sign_in):
    bad = [*FIVE, ("Lê Văn Sai", "32/1/1990", "Nam")]
    page = sign_in("clerk_a").post(reverse("thanh_lap"), posted(*bad))
    assert [row.number for row in page.context["grid"].bad] == [6]
    assert (page.context["found"], CongDoan.everything.filter(ma="TPND-001").exists()) == (None, False)


def test_who_is_a_member_elsewhere_is_a_row_error(world, employer, sign_in):
    who = world.objects["member_a"]
    page = sign_in("clerk_a").post(
        reverse("thanh_lap"), posted((who.ho_ten, "2/4/1985", "Nữ"), o_so_cccd=[who.so_cccd])
    )
    assert "chuyển sinh hoạt" in str(page.context["grid"].bad[0].errors)


def test_counts_and_the_end_of_organising(world, employer):
    by = world.user("clerk_a")
    move_giai_doan(employer, by=by, giai_doan="da_gui_ho_so", ngay=date(2025, 5, 20))
    data = ThanhLapData(unit_data(), HO_SO, doanh_nghiep=[employer], so_luong=12, so_nu=7)
    found = found_union(data, by=by)
    assert (found.act.ma_nhom is not None, VanDong.objects.get().giai_doan) == (True, "da_thanh_lap")
    row = BienDong.objects.get(cong_doan=found.don_vi)
    assert (row.so_luong, row.so_nu, row.ngay, faults()) == (12, 7, DAY, [])
    undo_thanh_lap(found.act, by=by)
    assert VanDong.objects.get().giai_doan == "da_gui_ho_so"


def test_the_undo_of_a_second_cdcs_leaves_the_organising_ended_by_the_first(world, employer, sign_in):
    by = world.user("clerk_a")
    move_giai_doan(employer, by=by, giai_doan="da_gui_ho_so", ngay=date(2025, 5, 20))
    link_cdcs(employer, world.units["cdcs_a"], by=by)
    act = found_union(ThanhLapData(unit_data(), HO_SO, doanh_nghiep=[employer], so_luong=12, so_nu=7), by=by).act
    sign_in("clerk_a").post(reverse("thanh_lap_undo", args=[act.pk]))
    work = VanDong.objects.get()
    assert (ThanhLap.objects.get().undone_by, work.giai_doan, work.tu_ngay) == (by, "da_thanh_lap", date(2025, 5, 20))


def test_nghiep_doan_has_a_trade_and_no_employer(world, employer):
    by = world.user("clerk_a")
    with pytest.raises(Refused, match="không gắn với doanh nghiệp"):
        found_union(ThanhLapData(unit_data(loai="nghiep_doan"), doanh_nghiep=[employer], so_luong=9), by=by)
    data = ThanhLapData(unit_data(loai="nghiep_doan", ten="Nghiệp đoàn Xe ôm"), HO_SO, "Xe ôm", "Phường Năng Tĩnh",
                        so_luong=9)  # fmt: skip
    found = found_union(data, by=by)
    assert (found.sau["nghiep_doan"], found.warnings) == (found.truoc["nghiep_doan"] + 1, [])


@pytest.mark.parametrize("named", [True, False])
def test_undo_is_as_if_it_had_never_been(world, employer, sign_in, named):
    before, client = figures(world), sign_in("clerk_a")
    people = {"so_luong": "6", "so_nu": "2"} if not named else {}
    form = posted(*(FIVE if named else ()), **people)
    seal = client.post(reverse("thanh_lap"), form).context["seal"]
    client.post(reverse("thanh_lap"), form | {"viec": "ghi", "da_kiem": seal})
    act = ThanhLap.objects.get()
    assert client.post(reverse("thanh_lap_undo", args=[act.pk])).url == reverse("sap_xep_list")
    assert (figures(world), faults()) == (before, [])
    assert not CongDoan.objects.filter(pk=act.cong_doan_id).exists()
    assert not DoanVien.objects.filter(ho_ten__startswith="Trần Thị").exists()
    assert client.post(reverse("thanh_lap"), form | {"submit_key": "m" * 32}).context["found"].don_vi.ma == "TPND-002"


def test_what_was_built_on_it_stops_the_undo(world, employer):
    by = world.user("clerk_a")
    found = found_union(ThanhLapData(unit_data(), so_luong=6, so_nu=2), by=by)
    later = BienDongData("ket_nap", date(2025, 7, 1), found.don_vi, so_luong=1, so_quyet_dinh="8/QĐ")
    forget_rights(by)
    record_bien_dong(later, by=by)
    with pytest.raises(Refused, match="đã có kết nạp mới ngày 01/07/2025"):
        undo_thanh_lap(found.act, by=by)
    assert ThanhLap.objects.get().undone_at is None


def test_an_employer_of_another_district_is_unknown_here(world, sign_in):
    add(world, "0600000302", "Của B", 50, "b")
    page = sign_in("clerk_a").post(reverse("thanh_lap"), posted(*FIVE, doanh_nghiep="0600000302"))
    assert "trong phạm vi của bạn" in page.context["form"].errors["doanh_nghiep"][0]


def test_a_founding_at_an_employer_begins_with_its_name(world, employer, sign_in):
    form = sign_in("clerk_a").get(reverse("thanh_lap") + f"?doanh_nghiep={employer.pk}").context["form"]
    assert [form[name].value() for name in ("ten", "cap_tren", "doanh_nghiep")] == [
        "CĐCS Công ty Mới", "TPND", "0600000301",
    ]  # fmt: skip


def test_the_draft_is_kept_and_forgotten_with_the_act(world, employer, sign_in):
    client = sign_in("clerk_a")
    client.post(reverse("draft", args=["thanh_lap"]), posted(*FIVE))
    assert client.get(reverse("thanh_lap")).context["form"]["ten"].value() == "CĐCS Công ty Mới"
    seal = client.post(reverse("thanh_lap"), posted(*FIVE)).context["seal"]
    client.post(reverse("thanh_lap"), posted(*FIVE, viec="ghi", da_kiem=seal))
    assert not Draft.objects.filter(form="thanh_lap").exists()


def test_a_preview_leaves_no_tree_behind(world, employer):
    preview_union(ThanhLapData(unit_data(), so_luong=6), by=world.user("clerk_a"))
    assert "TPND-001" not in {unit.ma for unit in co_cau(today()).don_vi.values()}


def test_columns_that_a_paste_opened_stay_with_what_stands_in_them(world, employer, sign_in):
    """The next press hid them again, and their cells were gone with the one after it."""
    client, address = sign_in("clerk_a"), reverse("thanh_lap")
    block = "Họ tên\tNăm sinh\tGiới\tHình thức vào\nTrần Thị Một\t1990\tNữ\tKết nạp lại"
    page = client.post(address, posted(viec="dan", dan=block)).content.decode()
    fields = re.findall(r'name="(o_hinh_thuc|them_cot)"[^>]* value="([^"]*)"', page)
    assert fields[:2] == [("them_cot", "1"), ("o_hinh_thuc", "Kết nạp lại")]
    again = client.post(address, posted(FIVE[0], viec="them", o_hinh_thuc=["Kết nạp lại"], them_cot="1"))
    assert 'value="Kết nạp lại"' in again.content.decode()


def test_a_list_that_was_not_put_into_the_grid_is_told_before_the_founding(world, employer, sign_in):
    answer = sign_in("clerk_a").post(reverse("thanh_lap"), posted(*FIVE, dan="Lan\t1990"))
    assert list(answer.context["form"].errors) == ["dan"]
