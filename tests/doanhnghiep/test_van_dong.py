"""Organising work: who comes first and why, stages and contacts, what is due, its figures and lists (01 R4)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cdcs.models import ChuongTrinh
from core.refusal import Refused
from doanhnghiep.actions import link_cdcs
from doanhnghiep.actions.van_dong import (
    TiepXucData,
    move_giai_doan,
    record_tiep_xuc,
    save_phuong_an,
    set_trong_so,
)
from doanhnghiep.models import BuocVanDong, DoanhNghiep, LanTiepXuc, VanDong
from doanhnghiep.queries import bao_phu
from doanhnghiep.queries.van_dong import ORDER, can_van_dong, giai_doan_on, points_of, why_first
from tests.doanhnghiep.test_pages import add
from tests.sheets import Importer, run_json

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
WHY = "Giám đốc từ chối gặp công đoàn"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-06-01 10:00:00+07:00"):
        yield


@pytest.fixture
def four(world) -> dict[str, DoanhNghiep]:
    """Four employers of A without a CĐCS; the points of each are computed by hand in the first test."""
    facts = {
        "big": ("0600000101", 1200, {"ngay_hoat_dong": date(2016, 6, 1), "von_nuoc_ngoai": True}),
        "zone": ("0600000102", 120, {"ngay_hoat_dong": date(2023, 6, 2), "khu_cong_nghiep": "KCN Hòa Xá"}),
        "old": ("0600000103", 25, {"ngay_hoat_dong": date(1999, 1, 1)}),
        "unknown": ("0600000104", 20, {}),
    }
    return {name: add(world, code, name.title(), workers, **more) for name, (code, workers, more) in facts.items()}


def ranked(world) -> list[DoanhNghiep]:
    return list(can_van_dong(world.units["a"].pk, DAY).order_by(*ORDER))


def test_points_by_hand(world, four):
    # size 100 % of 40 + foreign 25 + 10 years of 20 = 85; 50 % of 40 + 2 years: 4 + zone 15 = 39;
    # 15 % of 40 = 6 + 20 = 26; 6
    assert [(one.ten, points_of(one)) for one in ranked(world)] == [
        ("Big", 85), ("Zone", 39), ("Old", 26), ("Unknown", 6),
    ]  # fmt: skip
    assert [why_first(one, DAY) for one in ranked(world)] == [
        "1.200 lao động; vốn nước ngoài; 10 năm hoạt động", "120 lao động; 2 năm hoạt động; KCN Hòa Xá",
        "25 lao động; 27 năm hoạt động", "20 lao động; chưa rõ hoặc dưới 1 năm hoạt động",
    ]  # fmt: skip


def test_weights_are_a_setting_and_ties_go_by_workers_then_name(world, four):
    set_trong_so(by=world.user("reviewer"), weights={"quy_mo": 0, "fdi": 0, "nam": 0, "khu": 10})
    add(world, "0600000105", "An", 25)
    assert [(one.ten, points_of(one)) for one in ranked(world)] == [
        ("Zone", 10), ("Big", 0), ("An", 0), ("Old", 0), ("Unknown", 0),
    ]  # fmt: skip
    with pytest.raises(Refused, match="Ít nhất một trọng số"):
        set_trong_so(by=world.user("reviewer"), weights=dict.fromkeys(("quy_mo", "fdi", "nam", "khu"), 0))
    with pytest.raises(PermissionDenied):
        set_trong_so(by=world.user("clerk_a"), weights={"quy_mo": 1, "fdi": 1, "nam": 1, "khu": 1})
    assert ChuongTrinh.current().trong_so_uu_tien["khu"] == 10


def test_the_worklist_is_the_list_of_the_missing(world, four):
    whole = bao_phu([world.units["a"].pk], DAY)[world.units["a"].pk]
    assert len(ranked(world)) == whole["chua_co_cdcs"] == 4


def move(world, employer, stage, day=DAY, ly_do="", by="clerk_a"):
    return move_giai_doan(employer, by=world.user(by), giai_doan=stage, ngay=day, ly_do=ly_do)


def test_stages_forward_freely_back_with_a_reason(world, four):
    work = move(world, four["big"], "dang_van_dong", DAY - timedelta(days=9))
    with pytest.raises(Refused, match="cần ghi lý do"):
        move(world, four["big"], "da_khao_sat")
    with pytest.raises(Refused, match="cần ghi lý do"):
        move(world, four["big"], "tu_choi")
    with pytest.raises(Refused, match="không thể sớm hơn"):
        move(world, four["big"], "co_ban_van_dong", DAY - timedelta(days=10))
    with pytest.raises(Refused, match="ở sau hôm nay"):
        move(world, four["big"], "co_ban_van_dong", DAY + timedelta(days=1))
    with pytest.raises(Refused, match="đang ở giai đoạn"):
        move(world, four["big"], "dang_van_dong")
    with pytest.raises(Refused, match="Chưa có CĐCS"):
        move(world, four["big"], "da_thanh_lap")
    move(world, four["big"], "tu_choi", ly_do=WHY)
    steps = BuocVanDong.objects.filter(van_dong=work).values_list("tu", "den", "ly_do")
    assert list(steps) == [("chua_tiep_can", "dang_van_dong", ""), ("dang_van_dong", "tu_choi", WHY)]


def test_nobody_of_another_unit_organises_here(world, four):
    with pytest.raises(Http404):
        move(world, four["big"], "da_khao_sat", by="clerk_b")
    with pytest.raises(PermissionDenied):
        move(world, four["big"], "da_khao_sat", by="reader_a")
    assert not VanDong.objects.exists()


def test_a_cdcs_ends_the_organising(world, four):
    move(world, four["big"], "da_gui_ho_so", DAY - timedelta(days=3))
    save_phuong_an(four["big"], by=world.user("clerk_a"), version=2,
                   facts={"buoc_tiep": "Chờ quyết định", "ngay_buoc_tiep": DAY})  # fmt: skip
    link_cdcs(four["big"], world.units["cdcs_a"], by=world.user("clerk_a"))
    work = VanDong.objects.get(doanh_nghiep=four["big"])
    assert (work.giai_doan, work.tu_ngay, work.buoc_tiep, work.ngay_buoc_tiep) == (
        "da_thanh_lap", DAY - timedelta(days=3), "", None,
    )  # fmt: skip
    assert four["big"] not in ranked(world)


def test_a_cdcs_that_a_sheet_brings_ends_the_organising_and_its_undo_goes_on_with_it(world, four, tmp_path):
    move(world, four["big"], "da_gui_ho_so", DAY - timedelta(days=3))
    row = [four["big"].ma_so_thue, "Big", "Cơ quan, tổ chức", "", "TPND", "A001", "", ""]
    batch = Importer(tmp_path, "clerk_a").good("doanh_nghiep", [row])["lo_nhap"]
    work = VanDong.objects.get(doanh_nghiep=four["big"])
    assert work.giai_doan == "da_thanh_lap"
    assert run_json("undo_import", batch, "--user", "clerk_a")[0] == 0
    work.refresh_from_db()
    assert (work.giai_doan, four["big"] in ranked(world)) == ("da_gui_ho_so", True)


def test_two_editors_of_one_plan(world, four, sign_in):
    address = reverse("van_dong_update", args=[four["big"].pk])
    data = {"version": "0", "phuong_an": "Gặp giám đốc trước, công nhân sau"}
    assert sign_in("clerk_a").post(address, data).status_code == 302
    late = sign_in("administrator").post(address, data | {"phuong_an": "Gửi công văn"})
    assert [(row["mine"], row["theirs"]) for row in late.context["conflict"]] == [
        ("Gửi công văn", "Gặp giám đốc trước, công nhân sau"),
    ]  # fmt: skip
    assert VanDong.objects.get().phuong_an == "Gặp giám đốc trước, công nhân sau"


def test_a_contact_leads_to_the_home_on_its_day(world, four, sign_in):
    data = {"tx-ngay": "1/6/2026", "tx-hinh_thuc": "gap", "tx-nguoi_gap": "Bà Hoa", "tx-noi_dung": "Hẹn gặp công nhân",
            "tx-buoc_tiep": "Gặp quản đốc", "tx-ngay_buoc_tiep": "12/6/2026"}  # fmt: skip
    client = sign_in("clerk_a")
    client.post(reverse("tiep_xuc_create", args=[four["big"].pk]), data)
    contact = LanTiepXuc.objects.get()
    assert (contact.nguoi_gap, contact.created_by.username) == ("Bà Hoa", "clerk_a")
    assert "Gặp quản đốc" not in " ".join(task.text for task in client.get("/").context["tasks"])
    with time_machine.travel("2026-06-14 10:00:00+07:00"):
        tasks = sign_in("clerk_a").get("/").context["tasks"]
    found = [task for task in tasks if task.title.startswith("Vận động 1 đơn vị")]
    assert [(task.text, task.due, task.is_late) for task in found] == [
        ("Big: Gặp quản đốc; 1 việc đã quá ngày", date(2026, 6, 12), True),
    ]  # fmt: skip
    page = client.get(reverse("doanh_nghiep_detail", args=[four["big"].pk])).content.decode()
    assert "Hẹn gặp công nhân" in page


def test_what_is_due_in_a_week_is_the_list_of_the_home(world, four, sign_in):
    by = world.user("clerk_a")
    for name, day in (("big", DAY + timedelta(days=6)), ("zone", DAY + timedelta(days=7)), ("old", DAY + timedelta(8))):
        save_phuong_an(four[name], by=by, version=0, facts={"buoc_tiep": "Gọi lại", "ngay_buoc_tiep": day})
    client = sign_in("clerk_a")
    task = next(one for one in client.get("/").context["tasks"] if one.title.startswith("Vận động"))
    assert task.title == "Vận động 2 đơn vị có việc đến ngày"
    assert len(client.get(task.url).context["page"].rows) == 2


def test_a_next_step_has_words(world, four):
    with pytest.raises(Refused, match="không chỉ ngày"):
        record_tiep_xuc(four["big"], TiepXucData(DAY, "gap", "", "Đã gặp", "", DAY), by=world.user("clerk_a"))
    assert not LanTiepXuc.objects.exists()


def test_a_card_of_the_board_moves_and_leads_back(world, four, sign_in):
    board = reverse("bang_van_dong_list")
    data = {"gd-giai_doan": "da_khao_sat", "gd-ngay": "1/6/2026", "ve": board + "?don_vi=TPND"}
    client = sign_in("clerk_a")
    assert client.post(reverse("giai_doan_update", args=[four["zone"].pk]), data).url == board + "?don_vi=TPND"
    columns = {column["stage"]: [one.ten for one in column["cards"]] for column in client.get(board).context["columns"]}
    assert (columns["da_khao_sat"], columns["chua_tiep_can"]) == (["Zone"], ["Big", "Old", "Unknown"])
    away = client.post(reverse("giai_doan_update", args=[four["old"].pk]), data | {"ve": "https://xau.vn/"})
    assert away.url == reverse("van_dong_update", args=[four["old"].pk])


def test_every_figure_opens_its_list(world, four, sign_in):
    clerk = world.user("clerk_a")
    save_phuong_an(four["big"], by=clerk, version=0, facts={"phu_trach": clerk, "ly_do": "thoi_vu"})
    move(world, four["zone"], "tam_dung", ly_do=WHY)
    client = sign_in("clerk_a")
    tables = client.get(reverse("tong_hop_van_dong_list")).context["tables"]
    for _, rows in tables:
        for _, count, url in rows:
            assert len(client.get(url).context["page"].rows) == count
    assert [(label, count) for label, count, _ in tables[2][1]] == [("Người clerk_a", 1), ("Chưa giao", 3)]


def test_stage_of_a_day_for_the_report(world, four):
    move(world, four["big"], "da_khao_sat", date(2026, 5, 1))
    move(world, four["big"], "da_tiep_xuc", date(2026, 5, 20))
    save_phuong_an(four["big"], by=world.user("clerk_a"), version=3,
                   facts={"ly_do": "moi_hoat_dong", "du_kien": date(2026, 9, 1)})  # fmt: skip
    days = (date(2026, 4, 30), date(2026, 5, 10), DAY)
    assert [giai_doan_on([four["big"].pk], day)[four["big"].pk][0] for day in days] == [
        "Chưa tiếp cận", "Đã khảo sát", "Đã tiếp xúc người sử dụng lao động",
    ]  # fmt: skip
    assert giai_doan_on([four["big"].pk], DAY)[four["big"].pk][1:] == ("Mới hoạt động", date(2026, 9, 1))


@pytest.mark.parametrize("name", ["van_dong_list", "bang_van_dong_list", "tong_hop_van_dong_list"])
def test_queries_do_not_grow(world, four, sign_in, name):
    client, address = sign_in("clerk_a"), reverse(name)
    move(world, four["big"], "da_khao_sat")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(3):
        move(world, add(world, f"060000020{number}", f"Thêm {number}", 30), "da_khao_sat")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
