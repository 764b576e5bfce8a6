"""Home, shell, dashboard, tree, unit page and reports as a browser meets them."""

import re
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from baocao.actions import read_batch
from baocao.context import is_sample, province_name, shell
from cdcs.access import rights_of
from cdcs.models import CongDoan, LoNhap, TrucThuoc
from core.dates import today
from doanvien.actions.du_lieu_ca_nhan import record_yeu_cau
from doanvien.models import DoanVien
from taikhoan.models import NhatKy, User
from tests.baocao.busy import make_busy, small_world
from tests.baocao.vong import submit
from tests.rooms import upload, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ask_again():
    is_sample.forget()
    province_name.forget()  # so that its minute never ends between two counts of queries
    yield
    is_sample.forget()


@pytest.fixture
def world(db, monkeypatch):
    return small_world(monkeypatch)


@pytest.fixture
def busy(world):
    return make_busy(world)


def rooms(client) -> list[str]:
    return [room["label"] for room in client.get("/").context["menu"]]


def test_menu_has_the_rooms_that_the_rights_allow(sign_in):
    office = ["Việc cần làm", "Bảng điều khiển", "Công đoàn", "Doanh nghiệp", "Đoàn viên", "Biến động"]
    found = {who: rooms(sign_in(who)) for who in ("no_role", "officer_a", "clerk_a")}
    assert found["no_role"] == ["Việc cần làm"]
    assert found["officer_a"] == ["Công đoàn của tôi", "Đoàn viên", "Kết nạp"]
    assert (found["clerk_a"][:6], "Báo cáo" in found["clerk_a"]) == (office, True)


def test_shell_names_unit_role_and_round(sign_in):
    with time_machine.travel("2025-05-19 05:00:00Z"):
        context = sign_in("clerk_a").get("/").context
    assert (context["don_vi_hien_tai"].ma, context["vai_tro_label"]) == ("TPND", "Cán bộ công đoàn cấp trên")
    assert (context["ky"].label, context["ky"].con_lai, context["ky"].thang, context["ky"].ngay) == (
        "Báo cáo 6 tháng đầu năm 2025", "còn 11 ngày", "T5", 29,
    )  # fmt: skip


def test_switcher_offers_own_units_and_to_the_province_its_superior_units(sign_in):
    offered = {who: [unit.ma for unit in sign_in(who).get("/").context["don_vi_trong_quyen"]]
               for who in ("clerk_a", "reviewer", "no_role", "superuser")}  # fmt: skip
    assert offered == {
        "clerk_a": ["TPND"], "reviewer": ["ND", "TPND", "YYEN"], "no_role": [], "superuser": ["ND", "TPND", "YYEN"],
    }  # fmt: skip


@pytest.mark.parametrize("who", ["clerk_a", "reviewer", "superuser", "no_role"])
@pytest.mark.parametrize(("day", "most"), [("2026-03-10", 3), ("2026-05-27", 5)])
def test_shell_asks_at_most_three_queries_and_two_more_near_a_deadline(world, rf, who, day, most):
    request = rf.get("/?don_vi=YYEN")
    request.user = world.user(who)
    assert rights_of(request.user).assignments is not None
    is_sample()
    province_name()
    with time_machine.travel(f"{day} 08:00 +0700"), CaptureQueriesContext(connection) as caught:
        shell(request)
    assert len(caught) <= most


def due(client) -> str:
    """The banner of a page that is none of the reports'."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", client.get("/cong-doan/").content.decode()))


def test_a_report_that_is_due_stands_on_every_page_until_it_is_sent(world, sign_in):
    said = "Báo cáo 6 tháng đầu năm 2025 của Công đoàn TPND chưa nộp"
    with time_machine.travel("2025-05-20 08:00 +0700", tick=False):
        assert said not in due(sign_in("clerk_a"))
    with time_machine.travel("2025-05-27 08:00 +0700", tick=False):
        assert f"{said}, hạn trước 00:00 ngày 30/05/2025, còn 3 ngày." in due(sign_in("clerk_a"))
        assert [said in due(sign_in(name)) for name in ("reader_a", "reviewer", "clerk_b")] == [False] * 3
        submit(world, "a", "clerk_a", "6T-2025")
        assert said not in due(sign_in("clerk_a"))


def test_note_of_invented_data_stands_on_a_demo_database_alone(sign_in, world):
    pages = [Client().get("/dang-nhap/").content.decode()]
    User.objects.filter(username="leader").update(is_demo=True)
    is_sample.forget()
    pages += [Client().get("/dang-nhap/").content.decode(), sign_in("no_role").get("/").content.decode()]
    assert ["DỮ LIỆU MẪU" in page for page in pages] == [False, True, True]


def test_home_lists_what_the_clerk_has_to_do(busy, sign_in):
    with time_machine.travel("2026-11-22 05:00:00Z"):
        tasks = sign_in("clerk_a").get("/").context["tasks"]
    assert [(task.title, task.word, task.due) for task in tasks] == [
        ("Nhập biến động tháng 10 của 2 công đoàn cơ sở", "", date(2026, 11, 10)),
        ("Bổ sung danh sách cho 114 đoàn viên mới có số lượng", "Đã có 1/115", date(2026, 11, 29)),
        ("Báo cáo năm 2026: chưa bắt đầu, hạn 29/11/2026", "", date(2026, 11, 29)),
        ("Xem 1 đơn vị, doanh nghiệp vừa đủ ngưỡng lao động", "", date(2026, 11, 30)),
    ]


def test_home_reminds_of_files_and_requests_that_wait(busy, sign_in):
    """A file read on 2 March is deleted 30 days later; a request of 5 March is answered within ten days."""
    by, unit = busy.user("clerk_a"), busy.units["cdcs_a"]
    with time_machine.travel("2026-03-02 05:00:00Z"):
        read_batch(upload(workbook("A001"), by=by))
    member = DoanVien.objects.get(cong_doan=unit)
    data = {"loai": "sao_chep", "ngay_nhan": date(2026, 3, 5), "noi_dung": "Xin bản sao để làm hồ sơ"}
    with time_machine.travel("2026-03-06 05:00:00Z"):
        asked = record_yeu_cau(member, by=by, **data)
        tasks = {task.title: task for task in sign_in("clerk_a").get("/").context["tasks"]}
    file = tasks["Xác nhận 1 tệp đã đọc, chưa ghi vào sổ"]
    assert (file.due, file.text, file.url) == (
        date(2026, 3, 31), "bien-dong.xlsx", reverse("lo_nhap_detail", args=[LoNhap.objects.get().pk]),
    )  # fmt: skip
    request = tasks["Theo dõi 1 yêu cầu về dữ liệu cá nhân"]
    assert (request.due, request.url) == (date(2026, 3, 15), reverse("yeu_cau_detail", args=[asked.pk]))


def test_home_of_a_leader_leads_to_the_dashboard_and_of_nobody_says_why(sign_in):
    leader, lost = (sign_in(who).get("/").content.decode() for who in ("leader", "no_role"))
    assert "Mở bảng điều khiển" in leader
    assert "chưa được giao vai trò" in lost


def test_new_office_sees_the_four_steps_and_pages_lead_home(db):
    boss = User.objects.create_superuser("quan.tri", password="x")
    client = Client()
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    steps = client.get("/").context["steps"]
    assert [(step.title, step.is_done) for step in steps] == [
        ("Đơn vị", False), ("Doanh nghiệp", False), ("Số đầu kỳ đoàn viên", False), ("Chỉ tiêu", False),
    ]  # fmt: skip
    pages = ("/bang-dieu-khien/", "/cong-doan/", "/bao-cao/", "/cong-doan/them/")
    found = [client.get(url).status_code for url in pages]
    assert found == [302, 302, 302, 200]


def lines(client, query: str) -> list[tuple]:
    page = client.get(f"/bang-dieu-khien/?{query}").context["page"]
    return [(line.ten, line.giao, line.thuc_hien, line.doan_vien) for line in page.lines]


def test_table_folds_the_base_units_under_the_province_and_opens_them(busy, sign_in):
    client = sign_in("leader")
    folded = lines(client, "don_vi=ND&den=2025-05-31")
    assert folded == [
        ("Công đoàn TPND", 600, 37, 115), ("CĐCS trực thuộc tỉnh", None, 0, 13), ("Công đoàn YYEN", None, 0, 0),
    ]  # fmt: skip
    opened = [row[0] for row in lines(client, "don_vi=ND&den=2025-05-31&mo=cdcs")]
    assert opened[opened.index("CĐCS trực thuộc tỉnh") + 1] == "Công đoàn T001"


def test_dashboard_excel_is_the_table(busy, sign_in):
    response = sign_in("leader").get("/bang-dieu-khien/tai-ve/?don_vi=TPND&den=2025-05-31")
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(b"".join(response.streaming_content))).active]
    assert sorted(row[1] for row in rows[-4:-1]) == ["A001", "A002", "B001"]
    assert (rows[-1][2], rows[-1][4]) == ("Cộng các đơn vị", sum(row[4] for row in rows[-4:-1]))
    assert NhatKy.objects.order_by("pk").last().act == "export_so_lieu"


def test_tree_counts_and_search_without_accents(busy, sign_in):
    client = sign_in("clerk_a")
    rows = client.get("/cong-doan/").context["rows"]
    assert [(row.unit.ma, row.doan_vien, row.so_con) for row in rows] == [("A001", 81, 1), ("B001", 34, 0)]
    found = {text: [row.unit.ma for row in client.get("/cong-doan/", {"q": text, "ca_da_ket_thuc": 1}).context["rows"]]
             for text in ("giay dai", "Giày", "a00", "YYEN", "g")}  # fmt: skip
    assert found == {"giay dai": ["A002"], "Giày": ["A002"], "a00": ["A002", "A001", "A001-1"], "YYEN": [], "g": []}


@pytest.mark.parametrize("page", ["/cong-doan/?don_vi={}", "/bang-dieu-khien/?don_vi={}&den=2025-05-31"])
def test_pages_ask_as_much_for_three_children_as_for_one(busy, sign_in, page):
    client = sign_in("administrator")
    TrucThuoc.objects.filter(cong_doan__ma="A001-1").delete()
    counts = []
    for code in ("YYEN", "TPND"):
        client.get(page.format(code))
        with CaptureQueriesContext(connection) as caught:
            client.get(page.format(code))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_page_of_a_unit_tells_its_history(busy, sign_in):
    closed = CongDoan.objects.get(ma="A002")
    client = sign_in("clerk_a")
    page = client.get(reverse("cong_doan_detail", kwargs={"pk": closed.pk}))
    assert [row.so_quyet_dinh for row in page.context["page"].decisions] == ["77/QĐ"]
    assert "Đơn vị kế tục" in page.content.decode()
    foreign = client.get(reverse("cong_doan_detail", kwargs={"pk": busy.units["b"].pk}))
    assert foreign.status_code == 404


def test_report_is_live_and_its_workbook_comes_down(busy, sign_in):
    client = sign_in("clerk_a")
    page = client.get("/bao-cao/6T-2025/?xem=phu_luc")
    assert [table.label for table in page.context["page"].tables][1:] == [f"Phụ lục {n}" for n in range(1, 8)]
    assert "Số hiện thời" in page.content.decode()
    book = client.get("/bao-cao/6T-2025/tai-ve/")
    assert load_workbook(BytesIO(b"".join(book.streaming_content))).sheetnames[0] == "Tổng hợp"
    assert [client.get(url).status_code for url in ("/bao-cao/6T-2031/", "/bao-cao/6T-2025/?don_vi=YYEN")] == [404, 404]


def test_rounds_are_grouped_by_the_day(sign_in):
    with time_machine.travel("2025-05-19 05:00:00Z"):
        groups = dict(sign_in("clerk_a").get("/bao-cao/").context["groups"])
        assert today() == date(2025, 5, 19)
    assert {title: [one.ky.ma for one, _ in rounds] for title, rounds in groups.items()}["Đang mở"] == ["6T-2025"]


def test_the_frame_names_no_closed_unit_to_who_does_not_see_it(world, sign_in):
    """Codes and names of active units are known to everybody signed in, those of closed ones are not [02-2.7-4]."""
    hidden = []
    for who, address in (("clerk_a", "/nhap-lieu/"), ("clerk_b", "/nhap-lieu/"), ("no_role", "/")):
        for code in ("MLOC", "TPND"):
            page = sign_in(who).get(f"{address}?don_vi={code}").content.decode()
            hidden += [] if f"<span>Công đoàn {code}<" in page else [(who, code)]
    assert hidden == [("clerk_b", "MLOC"), ("no_role", "MLOC")]
