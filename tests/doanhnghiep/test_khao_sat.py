"""The survey round: plan, answers that move the denominator, the grid that saves row by row; classification (01 R7)."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cdcs.access import rights_of
from cdcs.enums import VaiTro
from cdcs.models import ChuongTrinh, PhanCong
from core.refusal import Refused
from doanhnghiep.actions import LaoDongData, record_lao_dong
from doanhnghiep.actions.doanh_nghiep import link_cdcs
from doanhnghiep.actions.khao_sat import TraLoi, close_khao_sat, open_khao_sat, plan_khao_sat, remove_phieu, save_phieu
from doanhnghiep.actions.tranh_chap import TranhChapData, decide_tranh_chap, raise_tranh_chap
from doanhnghiep.models import DoanhNghiep, DotKhaoSat, LaoDong, PhieuKhaoSat
from doanhnghiep.models.nganh import nganh_of
from doanhnghiep.queries import bao_phu, lao_dong_on
from doanhnghiep.queries.khao_sat import tien_do
from doanhnghiep.queries.phan_loai import CACH, phan_loai
from tests.doanhnghiep.test_pages import add
from tests.sheets import run_json, write_sheet

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 2)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2025-07-01 10:00:00+07:00"):
        yield


@pytest.fixture
def dot(world) -> DotKhaoSat:
    return open_khao_sat(by=world.user("reviewer"), nam=2025, tu_ngay=date(2025, 3, 1), den_ngay=date(2025, 12, 15))


@pytest.fixture
def planned(world, dot) -> dict[str, PhieuKhaoSat]:
    """Of unit A: one in scope, one without data, one near the threshold; the world's own employer has 150 workers."""
    add(world, "0600000501", "Trong diện", 30)
    add(world, "0600000502", "Chưa rõ")
    add(world, "0600000503", "Gần ngưỡng", 12)
    add(world, "0600000504", "Nhỏ", 9)
    plan_khao_sat(dot, world.units["a"], ["trong_dien", "chua_co_so_lieu", "sap_vao_dien"], by=world.user("clerk_a"))
    return {one.doanh_nghiep.ten: one for one in PhieuKhaoSat.objects.select_related("doanh_nghiep", "dot")}


def scoped(world) -> int:
    return bao_phu([world.units["a"].pk], date(2025, 7, 1))[world.units["a"].pk]["trong_dien"]


def save(world, phieu: PhieuKhaoSat, by: str = "clerk_a", **facts) -> PhieuKhaoSat:
    phieu = PhieuKhaoSat.objects.select_related("dot", "doanh_nghiep").get(pk=phieu.pk)
    answer = TraLoi(**{"trang_thai": "da_khao_sat", "ngay": DAY} | facts)
    return save_phieu(phieu, answer, by=world.user(by), version=phieu.version)


def test_a_plan_takes_the_groups_in_once(world, dot, planned):
    assert sorted(planned) == ["Chưa rõ", "Công ty TNHH May Thắng Lợi", "Gần ngưỡng", "Trong diện"]
    again = plan_khao_sat(dot, world.units["a"], ["trong_dien", "chua_co_so_lieu"], by=world.user("clerk_a"))
    assert (again, PhieuKhaoSat.objects.count()) == (0, 4)


def test_an_answer_moves_the_denominator_and_is_taken_back_with_it(world, planned):
    assert scoped(world) == 2
    save(world, planned["Gần ngưỡng"], tong_lao_dong=20, lao_dong_nu=11)
    assert scoped(world) == 3
    row = LaoDong.objects.get(doanh_nghiep=planned["Gần ngưỡng"].doanh_nghiep, nguon="khao_sat")
    assert (row.ngay_so_lieu, row.tong_lao_dong, row.lao_dong_nu) == (DAY, 20, 11)
    save(world, planned["Gần ngưỡng"], tong_lao_dong=25, ngay=date(2025, 6, 9))
    rows = LaoDong.objects.filter(doanh_nghiep=planned["Gần ngưỡng"].doanh_nghiep, nguon="khao_sat")
    assert [(row.ngay_so_lieu, row.tong_lao_dong) for row in rows] == [(date(2025, 6, 9), 25)]
    save(world, planned["Gần ngưỡng"], trang_thai="khong_lien_he_duoc")
    assert (rows.all().count(), scoped(world)) == (0, 2)


def test_a_number_taken_out_of_an_answer_is_taken_out_of_its_record(world, planned):
    phieu = planned["Trong diện"]
    save(world, phieu, tong_lao_dong=30, lao_dong_nu=12, so_dong_bhxh=25)
    save(world, phieu, tong_lao_dong=31)
    row = LaoDong.objects.get(doanh_nghiep=phieu.doanh_nghiep, nguon="khao_sat")
    assert (row.tong_lao_dong, row.lao_dong_nu, row.so_dong_bhxh) == (31, None, None)


def test_a_record_that_stood_there_before_stays(world, planned):
    employer = planned["Trong diện"].doanh_nghiep
    LaoDong.objects.create(doanh_nghiep=employer, ngay_so_lieu=DAY, nguon="khao_sat", tong_lao_dong=31, den_ngay=DAY)
    save(world, planned["Trong diện"], tong_lao_dong=33)
    save(world, planned["Trong diện"], trang_thai="da_ngung")
    assert LaoDong.objects.get(doanh_nghiep=employer, nguon="khao_sat").tong_lao_dong == 33


@pytest.mark.parametrize(("facts", "field", "words"), [
    ({"tong_lao_dong": None}, "tong_lao_dong", "Ghi tổng số"), ({"tong_lao_dong": 5, "ngay": None}, "ngay", "Ghi ngày"),
    ({"tong_lao_dong": 5, "lao_dong_nu": 6}, "lao_dong_nu", "lớn hơn"),
    ({"tong_lao_dong": 5, "ngay": date(2025, 7, 2)}, "ngay", "ở sau hôm nay"),
    ({"tong_lao_dong": 5, "ngay": date(2025, 2, 28)}, "ngay", "phải nằm trong đợt"),
    ({"tong_lao_dong": 5, "trang_thai": "khong_lien_he_duoc"}, "trang_thai", "kết quả là Đã khảo sát"),
])  # fmt: skip
def test_answers_that_cannot_be(world, planned, facts, field, words):
    with pytest.raises(Refused, match=words) as refused:
        save(world, planned["Trong diện"], **facts)
    assert refused.value.field == field
    assert not LaoDong.objects.filter(nguon="khao_sat").exists()


def test_an_officer_fills_for_the_own_employer_alone(world, planned):
    save(world, planned["Công ty TNHH May Thắng Lợi"], by="officer_a", tong_lao_dong=160)
    with pytest.raises(Http404):
        save(world, planned["Trong diện"], by="officer_a", tong_lao_dong=31)


def test_an_officer_reads_how_far_the_own_employers_are(world, dot, planned, sign_in):
    """The page said 0/0 while the grid held a row: a CĐCS manages no employer."""
    client, page = sign_in("officer_a"), reverse("khao_sat_detail", args=[2025])
    for done in (0, 1):
        shown = client.get(page)
        assert shown.context["tong"] == {"ke_hoach": 1, "da_xong": done, "con_lai": 1 - done}
        ((line, address),) = shown.context["lines"]
        assert (line.don_vi, line.ke_hoach, line.con_lai) == (world.units["a"], 1, 1 - done)
        for query, count in (("", 1), ("&ket_qua=chua", 1 - done), ("&ket_qua=da_khao_sat", done)):
            grid = reverse("phieu_khao_sat_update", args=[2025]) + address + query
            assert len(client.get(grid).context["rows"]) == count
            assert not count or f'href="{grid.replace("&", "&amp;")}"' in shown.content.decode()
        assert client.get(reverse("khao_sat_list")).context["rounds"][0]["tong"]["ke_hoach"] == 1
        save(world, planned["Công ty TNHH May Thắng Lợi"], by="officer_a", tong_lao_dong=160)
    assert sign_in("clerk_a").get(page).context["tong"] == {"ke_hoach": 4, "da_xong": 1, "con_lai": 3}


def test_a_closed_round_takes_nothing(world, dot, planned):
    close_khao_sat(dot, by=world.user("reviewer"))
    for act in (lambda: save(world, planned["Trong diện"], tong_lao_dong=31),
                lambda: plan_khao_sat(dot, world.units["a"], ["trong_dien"], by=world.user("clerk_a"))):  # fmt: skip
        with pytest.raises(Refused, match="đã đóng"):
            act()
    with pytest.raises(Refused, match="Chỉ Liên đoàn Lao động tỉnh"):
        open_khao_sat(by=world.user("clerk_a"), nam=2026, tu_ngay=DAY, den_ngay=DAY)


def test_who_was_answered_stays_in_the_plan(world, planned):
    save(world, planned["Trong diện"], tong_lao_dong=31)
    with pytest.raises(Refused, match="đã có kết quả"):
        remove_phieu(planned["Trong diện"], by=world.user("clerk_a"))
    remove_phieu(planned["Chưa rõ"], by=world.user("clerk_a"))
    assert PhieuKhaoSat.objects.count() == 3


def test_completeness_by_hand(world, dot, planned):
    save(world, planned["Trong diện"], tong_lao_dong=31)
    save(world, planned["Chưa rõ"], trang_thai="khong_lien_he_duoc")
    lines = tien_do(dot, rights_of(world.user("reviewer")).scope("view_don_vi"), date(2025, 7, 1))
    assert [(line.don_vi.ma, line.ke_hoach, line.da_khao_sat, line.khong_lien_he_duoc, line.con_lai, float(line.ty_le))
            for line in lines] == [("TPND", 4, 1, 1, 2, 50.0)]  # fmt: skip


# ---- the grid ----


def cells(phieu: PhieuKhaoSat, version: int = 1, **typed) -> dict[str, str]:
    return {f"v_{phieu.pk}": str(version), **{f"o_{phieu.pk}_{name}": text for name, text in typed.items()}}


def test_the_page_saves_the_good_rows_and_marks_the_bad_ones(world, planned, sign_in):
    good, bad = planned["Trong diện"], planned["Gần ngưỡng"]
    data = cells(good, ngay="2/6/2025", tong_lao_dong="1.031", ly_do="mới hoạt động") | cells(
        bad, ngay="31/6/2025", tong_lao_dong="2o"
    )
    answer = sign_in("clerk_a").post(reverse("phieu_khao_sat_update", args=[2025]), data)
    assert answer.status_code == 422
    errors = {row.phieu.doanh_nghiep.ten: sorted(row.errors) for row in answer.context["rows"] if row.errors}
    assert errors == {"Gần ngưỡng": ["ngay", "tong_lao_dong"]}
    good.refresh_from_db()
    assert (good.tong_lao_dong, good.ly_do, good.trang_thai) == (1031, "moi_hoat_dong", "da_khao_sat")
    assert 'value="2o"' in answer.content.decode()


def test_a_row_saves_itself_and_tells_its_new_version(world, planned, sign_in):
    phieu, client = planned["Trong diện"], sign_in("clerk_a")
    address = reverse("fragment_phieu_khao_sat", args=[phieu.pk])
    text = client.post(address, cells(phieu, ngay="02062025", tong_lao_dong="31")).content.decode()
    assert (f'name="v_{phieu.pk}" value="2"' in text, "Đã lưu" in text) == (True, True)
    late = client.post(address, cells(phieu, ngay="02062025", tong_lao_dong="99"))
    assert (late.status_code, "Người khác vừa ghi dòng này" in late.content.decode()) == (422, True)
    assert PhieuKhaoSat.objects.get(pk=phieu.pk).tong_lao_dong == 31


def test_a_choice_that_is_none_names_the_choices(world, planned, sign_in):
    phieu = planned["Trong diện"]
    data = cells(phieu, ngay="2/6/2025", tong_lao_dong="31", ly_do="Lười")
    text = sign_in("clerk_a").post(reverse("fragment_phieu_khao_sat", args=[phieu.pk]), data).content.decode()
    assert "“Lười” không có trong danh sách" in text


@pytest.mark.parametrize("name", ["phieu_khao_sat_update", "khao_sat_detail"])
def test_queries_do_not_grow(world, dot, planned, sign_in, name):
    client, address = sign_in("clerk_a"), reverse(name, args=[2025])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(3):
        add(world, f"060000055{number}", f"Thêm {number}", 30)
    plan_khao_sat(dot, world.units["a"], ["trong_dien"], by=world.user("clerk_a"))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


# ---- classification ----


@pytest.mark.parametrize(("code", "section"), [("C", "C"), ("1410", "C"), ("0111", "A"), ("C1410", "C"), ("8510", "P"),
                                               ("", ""), ("34", ""), ("x", ""), ("47", "G"), ("c1410", "C"),
                                               ("Z14", "")])  # fmt: skip
def test_section_of_a_code(code, section):
    assert nganh_of(code) == section


@pytest.fixture
def kinds(world) -> None:
    add(world, "0600000601", "Dệt", 120, ma_nganh="1311", khu_cong_nghiep="KCN Hòa Xá", von_nuoc_ngoai=True)
    add(world, "0600000602", "Trường", 15, ma_nganh="P")
    add(world, "0600000603", "Chưa rõ")


def test_classification_by_hand(world, kinds):
    def lines(way: str) -> list[tuple]:
        found = phan_loai(world.units["a"], DAY, way)
        return [(one.ten, one.so_don_vi, one.lao_dong, one.trong_dien, one.co_cdcs) for one in found]

    assert lines("nganh") == [("C. Công nghiệp chế biến, chế tạo", 1, 120, 1, 0),
                              ("P. Giáo dục và đào tạo", 1, 15, 0, 0), ("Chưa rõ ngành", 2, 150, 1, 1)]  # fmt: skip
    assert lines("khu") == [("KCN Hòa Xá", 2, 270, 2, 1), ("Ngoài khu, cụm công nghiệp", 2, 15, 0, 0)]
    assert lines("quy_mo") == [("100 - 199 lao động", 2, 270, 2, 1), ("10 - 19 lao động", 1, 15, 0, 0),
                               ("Chưa có số liệu", 1, 0, 0, 0)]  # fmt: skip
    assert lines("so_huu") == [("Công ty TNHH", 1, 150, 1, 1), ("Cơ quan, tổ chức", 2, 15, 0, 0),
                               ("Cơ quan, tổ chức, có vốn nước ngoài", 1, 120, 1, 0)]  # fmt: skip
    assert lines("dia_ban") == [("Công đoàn TPND", 4, 285, 2, 1)]


@pytest.mark.parametrize("way", list(CACH))
def test_every_figure_of_a_classification_opens_its_list(world, kinds, sign_in, way):
    """Codes as they come, and a band that the threshold cuts."""
    add(world, "0600000604", "Mã lạ", 25, ma_nganh="Z1311")
    add(world, "0600000605", "Chữ thường", 40, ma_nganh="c1311")
    ChuongTrinh.objects.update(nguong_lao_dong=30)
    client = sign_in("reviewer")
    page = client.get(f"{reverse('phan_loai_list')}?don_vi=TPND&theo={way}&den={DAY}").context
    for line, url, scoped in page["rows"]:
        assert len(client.get(url).context["page"].rows) == line.so_don_vi
        assert len(client.get(scoped).context["page"].rows) == line.trong_dien
        assert len(client.get(f"{scoped}&cdcs=co").context["page"].rows) == line.co_cdcs
    assert page["total"]["so_don_vi"] == DoanhNghiep.objects.count()


def test_a_clerk_who_posts_the_end_of_a_round_is_told_that_the_province_ends_it(world, dot, sign_in):
    answer = sign_in("clerk_a").post(
        reverse("khao_sat_detail", args=[2025]) + "?don_vi=TPND", {"dong": "1"}, follow=True
    )
    assert "Chỉ Liên đoàn Lao động tỉnh mở và đóng đợt khảo sát." in answer.content.decode()
    assert not DotKhaoSat.objects.get(nam=2025).da_dong


@pytest.mark.parametrize(("who", "ma", "counts"), [
    ("reviewer", "ND", {"ND": 1, "TPND": 4, "YYEN": 1}), ("reviewer", "TPND", {"TPND": 4, "YYEN": 1}),
    ("clerk_a", "TPND", {"TPND": 4, "YYEN": 1}), ("clerk_b", "YYEN", {"YYEN": 1}),
    ("reviewer", "A001", {"TPND": 1, "YYEN": 1}), ("officer_a", "A001", {"TPND": 1, "YYEN": 1}),
])  # fmt: skip
def test_a_line_of_the_progress_opens_as_many_rows_as_it_counts(world, dot, planned, sign_in, who, ma, counts):
    """The province manages an employer of its own; B manages one whose workers are members of a base unit of A."""
    add(world, "0600000599", "Của tỉnh", 40, unit="tinh")
    link_cdcs(add(world, "0600000598", "Của B", 40, unit="b"), world.units["cdcs_a"], by=world.user("administrator"))
    for unit in ("tinh", "b"):
        plan_khao_sat(dot, world.units[unit], ["trong_dien"], by=world.user("reviewer"))
    client, grid = sign_in(who), reverse("phieu_khao_sat_update", args=[2025])
    shown = client.get(f"{reverse('khao_sat_detail', args=[2025])}?don_vi={ma}")
    lines = shown.context["lines"]
    assert {line.don_vi.ma: line.con_lai for line, _ in lines} == counts
    assert shown.context["tong"]["con_lai"] == sum(counts.values())
    opened = {
        line.don_vi.ma: len(client.get(f"{grid}{address}&ket_qua=chua").context["rows"]) for line, address in lines
    }
    assert opened == counts


def test_a_leader_who_is_a_clerk_besides_neither_opens_nor_ends_a_round(world, dot, sign_in):
    """Planning is the clerk's at A alone, and a leader of the province plans nothing (08 §8.4)."""
    PhanCong.objects.create(
        user=world.user("leader"), cong_doan=world.units["a"], vai_tro=VaiTro.CAN_BO, tu_ngay=date(2024, 1, 1)
    )
    client, page = sign_in("leader"), reverse("khao_sat_detail", args=[2025])
    assert client.get(page + "?don_vi=ND").context["may_close"] is False
    client.post(page + "?don_vi=TPND", {"dong": "1"})
    assert not DotKhaoSat.objects.get(nam=2025).da_dong
    assert client.get(reverse("khao_sat_list")).context["form"] is None


def test_a_number_decided_on_the_day_of_an_answer_stays_when_the_answer_goes(world, planned):
    """A decided dispute is a record of its day; only a later record of any source replaces it [02-2.4-3]."""
    phieu, day = planned["Trong diện"], date(2025, 7, 1)
    save(world, phieu, ngay=day, tong_lao_dong=30)
    asked = raise_tranh_chap(
        phieu.doanh_nghiep, TranhChapData("lao_dong", "Thực tế chỉ còn 17", 17), by=world.user("clerk_a")
    )
    decide_tranh_chap(asked, by=world.user("reviewer"), chap_nhan=True, tra_loi="Đã đến xem tại chỗ")
    save(world, phieu, trang_thai="chua", ngay=None)
    assert lao_dong_on([phieu.doanh_nghiep_id], day)[phieu.doanh_nghiep_id].tong_lao_dong == 17


def decided(world, phieu: PhieuKhaoSat, number: int = 17) -> None:
    """The province accepts today that there are so many workers."""
    data = TranhChapData("lao_dong", f"Thực tế chỉ còn {number} lao động", number)
    asked = raise_tranh_chap(phieu.doanh_nghiep, data, by=world.user("clerk_a"))
    decide_tranh_chap(asked, by=world.user("reviewer"), chap_nhan=True, tra_loi="Đã đến xem tại chỗ")


def number_in_use(phieu: PhieuKhaoSat, day: date) -> int:
    return lao_dong_on([phieu.doanh_nghiep_id], day)[phieu.doanh_nghiep_id].tong_lao_dong


def test_an_answer_of_the_day_of_a_decision_leaves_the_decided_number_in_use(world, planned, sign_in):
    """Only a later record replaces what the province decided [02-2.4-3]; the answer stands on its own sheet."""
    phieu, day = planned["Trong diện"], date(2025, 7, 1)
    decided(world, phieu)
    client, o = sign_in("clerk_a"), f"o_{phieu.pk}_"
    page = client.post(
        reverse("fragment_phieu_khao_sat", args=[phieu.pk]),
        {o + "ngay": "1/7/2025", o + "tong_lao_dong": "40", f"v_{phieu.pk}": str(phieu.version)},
    )
    assert "Số đang dùng: 17, theo quyết định tranh chấp." in page.content.decode()
    assert (PhieuKhaoSat.objects.get(pk=phieu.pk).tong_lao_dong, number_in_use(phieu, day)) == (40, 17)
    with time_machine.travel("2025-07-02 10:00:00+07:00"):
        save(world, phieu, ngay=date(2025, 7, 2), tong_lao_dong=38)
    assert (number_in_use(phieu, day), number_in_use(phieu, date(2025, 7, 2))) == (17, 38)


def test_a_decided_number_is_changed_neither_by_hand_nor_by_a_sheet(world, planned, tmp_path):
    phieu, day = planned["Trong diện"], date(2025, 7, 1)
    decided(world, phieu)
    with pytest.raises(Refused, match="là 17 theo quyết định tranh chấp"):
        record_lao_dong(LaoDongData(phieu.doanh_nghiep, day, "khao_sat", 40), by=world.user("clerk_a"), version=1)
    record_lao_dong(LaoDongData(phieu.doanh_nghiep, day, "khao_sat", 17, 9), by=world.user("clerk_a"), version=1)
    row = [phieu.doanh_nghiep.ma_so_thue, "1/7/2025", "Khảo sát", 40, "", ""]
    status, answer = run_json("import_xlsx", "lao_dong", write_sheet(tmp_path / "1.xlsx", "lao_dong", [row]),
                              "--user", "clerk_a")  # fmt: skip
    assert (status, answer["chi_tiet_loi"][0]["cot"], number_in_use(phieu, day)) == (1, "Tổng số lao động", 17)
    decided(world, phieu, 21)
    assert number_in_use(phieu, day) == 21


def test_a_reason_too_short_for_a_decision_is_not_lost(world, sign_in):
    data = TranhChapData("lao_dong", "Thực tế chỉ còn 17 lao động", 17)
    asked = raise_tranh_chap(world.objects["employer_a"], data, by=world.user("clerk_a"))
    answer = sign_in("reviewer").post(
        reverse("tranh_chap_confirm", args=[asked.pk]), {"tra_loi": "Đúng", "chap_nhan": "1"}
    )
    assert answer.context["form"]["tra_loi"].value() == "Đúng"
    assert "tra_loi" in answer.context["form"].errors


@pytest.mark.parametrize(("name", "is_told"), [("clerk_a", True), ("reader_a", False), ("officer_a", False)])
def test_who_may_not_plan_is_not_told_to(dot, sign_in, name, is_told):
    page = sign_in(name).get(reverse("khao_sat_detail", args=[2025])).content.decode()
    assert "Chưa có đơn vị nào trong kế hoạch" in page
    assert ("Chọn nhóm đơn vị ở dưới" in page) is is_told
