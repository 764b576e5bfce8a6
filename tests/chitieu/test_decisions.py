"""Amendments over time: history, a decision before and after, who sees it, the figures beside the cells, the Excel."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from chitieu.actions import ChiTieuData, giao_chi_tieu
from chitieu.models import QuyetDinhChiTieu
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from sapxep.actions import SapXepData, sap_xep
from taikhoan.actions import save_attachment
from tests.cast import FOUNDED
from tests.chitieu.bang import address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2025-06-20 10:00 +0700", tick=False):
        yield


@pytest.fixture
def amended(world):
    """15/01: province 1.000, A 600. 02/04: A 640, B 300. 02/05: province 1.100, B 310."""
    by = world.user("administrator")
    decisions = [
        ("41", date(2025, 4, 2), {"a": 640, "b": 300}), ("52", date(2025, 5, 2), {"tinh": 1100, "b": 310}),
    ]  # fmt: skip
    for number, day, quantities in decisions:
        lines = [ChiTieuData(world.units[name], "doan_vien", value) for name, value in quantities.items()]
        giao_chi_tieu(by=by, so_quyet_dinh=number, ngay=day, nam=2025, lines=lines, nguoi_ky="Bà Hoa",
                      ly_do="Theo kết quả quý một")  # fmt: skip
    return world


def test_decisions_with_own_number_and_sum(amended, sign_in):
    client = sign_in("administrator")
    steps = client.get(reverse("chi_tieu_list") + "?nam=2025").context["decisions"]
    assert [(s.quyet_dinh.so_quyet_dinh, s.rieng, s.tong, s.so_don_vi, s.dang_hieu_luc) for s in steps] == [
        ("01/QĐ-LĐLĐ", 1000, 600, 2, False), ("41", 1000, 940, 2, True), ("52", 1100, 950, 2, True),
    ]  # fmt: skip
    steps = client.get(reverse("chi_tieu_list") + "?nam=2025&den=2/4/2025").context["decisions"]
    assert [(s.rieng, s.tong, s.dang_hieu_luc) for s in steps] == [(1000, 600, True), (1000, 940, True)]


def test_a_unit_counts_under_its_new_parent_alone_from_the_day_of_its_move(amended, sign_in):
    """On E the unit of the province stands under A [02-2.1-7]: its quota is one of A's children only [02-2.5-4]."""
    by, unit = amended.user("administrator"), amended.units["cdcs_tinh"]
    lines = [ChiTieuData(unit, "doan_vien", 30)]
    giao_chi_tieu(by=by, so_quyet_dinh="60", ngay=date(2025, 6, 1), nam=2025, lines=lines)
    client, today = sign_in("administrator"), date(2025, 6, 20)

    def given(code: str, day: date = today) -> int | None:
        page = client.get(f"{reverse('chi_tieu_list')}?don_vi={code}&nam=2025&den={day}")
        return page.context["shares"][0]["given"]

    before = given("ND"), given("TPND")
    sap_xep(SapXepData("chuyen_cap_tren", today, unit, amended.units["a"], so_quyet_dinh="61"), by=by)
    assert (before, (given("ND"), given("TPND"))) == ((980, None), (950, 30))
    assert given("ND", date(2025, 6, 19)) == 980


def test_history_of_a_unit_on_a_day(amended, sign_in):
    address = reverse("chi_tieu_history") + "?don_vi=YYEN&nam=2025"
    client = sign_in("administrator")
    ((kind, lines),) = client.get(address).context["kinds"]
    numbers = [(one.line.so_giao, one.dang_hieu_luc) for one in lines]
    assert (kind, numbers) == ("doan_vien", [(310, True), (300, False)])
    assert (lines[0].truoc.so_giao, lines[1].truoc) == (300, None)
    ((_, lines),) = client.get(address + "&den=1/5/2025").context["kinds"]
    assert [(one.line.so_giao, one.dang_hieu_luc) for one in lines] == [(300, True)]
    page = client.get(address).content.decode()
    assert all(text in page for text in ("Bà Hoa", "Theo kết quả quý một", "Người administrator"))


def test_a_decision_before_and_after(amended, sign_in):
    decision = QuyetDinhChiTieu.objects.get(so_quyet_dinh="41")
    page = sign_in("administrator").get(reverse("quyet_dinh_chi_tieu_detail", args=[decision.pk]))
    rows = [(x.line.cong_doan.ma, x.truoc and x.truoc.so_giao, x.line.so_giao, x.dang_hieu_luc)
            for x in page.context["lines"]]  # fmt: skip
    assert rows == [("TPND", 600, 640, True), ("YYEN", None, 300, False)]
    assert page.context["hidden"] == 0


def test_a_clerk_sees_the_own_line_and_the_file(amended, sign_in):
    decision = QuyetDinhChiTieu.objects.get(so_quyet_dinh="41")
    pdf = SimpleUploadedFile("qd.pdf", b"%PDF-1.4 mau")
    kept = save_attachment(pdf, by=amended.user("administrator"), obj=decision, unit="ND")
    client = sign_in("clerk_a")
    page = client.get(reverse("quyet_dinh_chi_tieu_detail", args=[decision.pk]))
    assert [x.line.cong_doan.ma for x in page.context["lines"]] == ["TPND"]
    assert (page.context["hidden"], [file.pk for file in page.context["files"]]) == (1, [kept.pk])
    answer = client.get(reverse("quyet_dinh_chi_tieu_download", args=[decision.pk, kept.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 mau"
    other = QuyetDinhChiTieu.objects.get(so_quyet_dinh="52")
    assert client.get(reverse("quyet_dinh_chi_tieu_detail", args=[other.pk])).status_code == 404
    assert client.get(reverse("quyet_dinh_chi_tieu_download", args=[other.pk, kept.pk])).status_code == 404
    wrong = sign_in("administrator").get(reverse("quyet_dinh_chi_tieu_download", args=[other.pk, kept.pk]))
    assert wrong.status_code == 404


@pytest.fixture
def last_year(amended):
    """2024: A took in 57 of 60 asked, B 40 of none; 2025 so far: A 20 + the one of the cast."""
    by = amended.user("administrator")
    lines = [ChiTieuData(amended.units["a"], "doan_vien", 60)]
    giao_chi_tieu(by=by, so_quyet_dinh="3", ngay=date(2024, 1, 5), nam=2024, lines=lines)
    for unit, number in (("cdcs_a", 57), ("cdcs_b", 40)):
        row = BienDongData("ket_nap", date(2024, 5, 5), amended.units[unit], so_luong=number, so_quyet_dinh="1")
        record_bien_dong(row, by=by)
    return amended


def test_figures_beside_the_cells_by_hand(last_year, sign_in):
    context = sign_in("administrator").get(address("?nam=2025")).context
    beside = {unit.ma: context["page"].beside[unit.pk] for unit in context["page"].units}
    a, b, own = beside["TPND"], beside["YYEN"], beside["ND"]
    assert (a.truoc_dat, a.truoc_giao, a.truoc_ty_le, a.dat_ty_le) == (57, 60, Decimal("95.0"), Decimal("3.3"))
    assert (b.truoc_dat, b.truoc_giao, b.truoc_ty_le, b.dat_ty_le) == (40, None, None, Decimal("0.0"))
    assert (own.truoc_dat, own.truoc_giao, own.dat) == (97, None, 21)
    total = context["page"].total
    assert (total.truoc_dat, total.truoc_giao, total.truoc_ty_le) == (97, 60, Decimal("161.7"))
    rows = {row["unit"].ma: row["change"] for row in context["rows"]}
    assert rows == {"TPND": Decimal("966.7"), "YYEN": None}
    assert sign_in("administrator").get(a.truoc_url).context["listing"].total == 57


def workbook(client, query: str) -> list[list]:
    """The rows of the Excel from the line of headings on."""
    answer = client.get(reverse("chi_tieu_export") + query)
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    return rows[next(i for i, row in enumerate(rows) if row[0] == "TT") :]


def test_excel_of_the_grid_in_force(last_year, sign_in):
    head, *rows = workbook(sign_in("administrator"), "?nam=2025")
    assert head[3:] == (
        ["Năm 2024, đạt", "Năm 2024, giao", "Tỷ lệ 2024 %", "Đoàn viên", "CĐCS", "Nghiệp đoàn cơ sở", "So với 2024 %",
         "Đạt đến 20/06/2025 %"]
    )  # fmt: skip
    assert [(row[1], row[3], row[4], row[6]) for row in rows] == [
        ("TPND", 57, 60, 640), ("YYEN", 40, None, 310), ("T001", 0, None, None), (None, 97, 60, 950),
        ("ND", 97, None, 1100), (None, None, None, 150),
    ]  # fmt: skip


def test_excel_ends_with_the_foot_of_the_page(last_year, sign_in):
    client = sign_in("administrator")
    shares = client.get(reverse("chi_tieu_list") + "?nam=2025").context["shares"]
    rows = workbook(client, "?nam=2025")[-3:]
    assert [row[2] for row in rows] == ["Cộng các đơn vị", "Công đoàn ND được giao", "Còn chưa giao"]
    assert [row[6:9] for row in rows] == [[one[name] for one in shares] for name in ("given", "target", "left")]


def test_excel_of_a_unit_without_units_has_its_own_line_alone(last_year, sign_in):
    """Its page shows no sum and no remainder either: there is nobody to give to."""
    assert [row[2] for row in workbook(sign_in("administrator"), "?don_vi=A001&nam=2025")[1:]] == [
        "Công đoàn A001 được giao"
    ]  # fmt: skip


def count_queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_queries_do_not_grow_with_units(last_year, sign_in):
    client = sign_in("administrator")
    urls = [address("?nam=2025"), reverse("chi_tieu_list") + "?nam=2025",
            reverse("de_xuat_chi_tieu_preview") + "?nam=2025&cach=lao_dong&cho=tat_ca&tong=100"]  # fmt: skip
    for url in urls:
        client.get(url)
    before = [count_queries(client, url) for url in urls]
    create_cong_doan(
        [CongDoanData(code, f"Công đoàn {code}", kind, "ND", FOUNDED)
         for code, kind in (("H01", "ldld_huyen"), ("H02", "ldld_huyen"), ("T002", "cdcs"), ("T003", "cdcs"))],
        by=last_year.user("administrator"),
    )  # fmt: skip
    for url in urls:
        client.get(url)
    assert [count_queries(client, url) for url in urls] == before
