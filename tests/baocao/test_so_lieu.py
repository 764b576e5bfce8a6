"""The answer of `show_so_lieu` (03 §3.2, §3.4): keys, quotas, windows, children, refusals."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baocao.queries.so_lieu import show_so_lieu, so_lieu
from cdcs.models import ChuongTrinh, co_cau
from chitieu.actions import ChiTieuData, giao_chi_tieu
from tests.baocao.busy import END, START, busy_world

pytestmark = pytest.mark.django_db
MEMBERS = """
    dau_ky ket_nap ket_nap_tai_cdcs_moi ket_nap_tai_cdcs_da_co ket_nap_lai chuyen_den_ngoai_tinh chuyen_den sap_xep_den
    dieu_chinh_tang chuyen_di_ngoai_tinh chuyen_di nghi_huu cham_dut_hdld tu_nguyen_ra khai_tru tu_tran sap_xep_di
    giam_sap_xep giam_khac dieu_chinh_giam giam cuoi_ky thuc_tang thuc_tang_tru_sap_xep nu_cuoi_ky co_danh_sach_cuoi_ky
""".split()
CHILD = ["don_vi", "ten", "doan_vien", "cdcs", "nghiep_doan", "bao_phu", "chi_tieu_nam"]
COUNTS = ["dau_ky", "thanh_lap", "sap_xep_den", "sap_xep_di", "ket_thuc", "cuoi_ky"]
COVERAGE = ["trong_dien", "co_cdcs", "chua_co_cdcs", "ty_le", "fdi_trong_dien", "fdi_co_cdcs", "chua_co_so_lieu"]


@pytest.fixture
def world(db, monkeypatch):
    return busy_world(monkeypatch)


@pytest.fixture
def busy(world):
    return world


def show(*options: str) -> dict:
    out = StringIO()
    call_command("show_so_lieu", *options, "--json", stdout=out)
    return json.loads(out.getvalue())


def give(world, day: date, nam, **quantities) -> None:
    lines = [ChiTieuData(world.units["a"], kind, number) for kind, number in quantities.items()]
    giao_chi_tieu(by=world.user("administrator"), so_quyet_dinh=f"{day}-{nam}", ngay=day, nam=nam, lines=lines)


def test_answer_has_exactly_the_keys_of_the_contract(busy):
    answer = show("--don-vi", "TPND", "--tu", "2024-12-01", "--den", "2025-05-31")
    blocks = {key: list(value) for key, value in answer.items() if isinstance(value, dict)}
    assert blocks == {
        "doan_vien": MEMBERS, "cdcs": COUNTS, "nghiep_doan": COUNTS, "bao_phu": COVERAGE,
        "chi_tieu_nam": ["nam", "doan_vien", "cdcs", "nghiep_doan"],
        "nhiem_ky": ["giao", "ket_nap", "thuc_tang", "thuc_tang_tru_sap_xep", "cdcs", "nghiep_doan"],
    }  # fmt: skip
    assert {key: answer[key] for key in ("don_vi", "ten", "tu_ngay", "den_ngay", "co_cau")} == {
        "don_vi": "TPND", "ten": "Công đoàn TPND", "tu_ngay": "2024-12-01", "den_ngay": "2025-05-31",
        "co_cau": "luc_do",
    }  # fmt: skip
    assert list(answer["truc_thuoc"][0]) == CHILD


def test_children_by_group_and_code(busy):
    window = ("--tu", "2024-12-01", "--den", "2025-05-31")
    answers = {code: show("--don-vi", code, *window) for code in ("ND", "TPND", "YYEN", "A001")}
    assert {code: [child["don_vi"] for child in answer["truc_thuoc"]] for code, answer in answers.items()} == {
        "ND": ["TPND", "YYEN", "T001"], "TPND": ["A001", "A002", "B001"], "YYEN": ["B001", "B0N1"], "A001": [],
    }  # fmt: skip


def test_progress_of_the_year_and_of_the_term(busy):
    give(busy, date(2025, 2, 1), 2025, doan_vien=74, cdcs=3)
    give(busy, date(2025, 3, 1), None, doan_vien=200, cdcs=4)
    answer = show("--don-vi", "TPND", "--tu", "2025-03-01", "--den", "2025-05-31")
    assert answer["chi_tieu_nam"] == {
        "nam": 2025,
        "doan_vien": {"giao": 74, "thuc_hien": 37, "ty_le": 50.0},
        "cdcs": {"giao": 3, "thuc_hien": 1, "ty_le": 33.3},
        "nghiep_doan": {"giao": None, "thuc_hien": 0, "ty_le": None},
    }
    assert answer["nhiem_ky"] == {
        "giao": 200, "ket_nap": 37, "thuc_tang": 65, "thuc_tang_tru_sap_xep": 31,
        "cdcs": {"giao": 4, "thuc_hien": 1, "ty_le": 25.0},
        "nghiep_doan": {"giao": None, "thuc_hien": 0, "ty_le": None},
    }  # fmt: skip


def test_a_quota_of_a_later_decision_and_a_quota_of_zero_give_no_share(busy):
    give(busy, date(2025, 4, 1), 2025, doan_vien=0)
    figures = {end: so_lieu([busy.units["a"]], START, end)[busy.units["a"].pk]["chi_tieu_nam"]["doan_vien"]
               for end in (date(2025, 1, 14), date(2025, 4, 1))}  # fmt: skip
    assert [(line["giao"], line["ty_le"]) for line in figures.values()] == [(None, None), (0, None)]


def test_official_reading_of_the_year_is_a_setting(busy):
    ChuongTrinh.objects.update(thuoc_do_nam="thuc_tang")
    answer = show("--don-vi", "TPND", "--tu", "2024-12-01", "--den", "2025-05-31")
    assert answer["chi_tieu_nam"]["doan_vien"]["thuc_hien"] == answer["doan_vien"]["thuc_tang"] == 65


def test_window_after_the_programme_and_programme_that_begins_inside_a_year(busy):
    after = show("--don-vi", "ND", "--tu", "2023-12-01", "--den", "2029-03-01")
    assert (after["chi_tieu_nam"]["nam"], after["chi_tieu_nam"]["doan_vien"]["thuc_hien"]) == (2029, 0)
    assert after["nhiem_ky"]["thuc_tang"] == after["doan_vien"]["thuc_tang"]


def test_structure_of_a_day_is_named_and_read(busy):
    answer = show("--don-vi", "YYEN", "--tu", "2024-12-01", "--den", "2025-05-31", "--co-cau", "2025-05-31")
    assert (answer["co_cau"], answer["doan_vien"]["dau_ky"], answer["doan_vien"]["sap_xep_di"]) == ("2025-05-31", 0, 0)


@pytest.mark.parametrize(
    "options, words",
    [
        (["KHONG", "2024-12-01", "2025-05-31"], "Không có đơn vị mã KHONG."),
        (["ND", "2024-12-01", "2025-02-30"], "--den: không đọc được ngày"),
        (["ND", "01/12/2024", "2025-02-28"], "--tu: không đọc được ngày"),
        (["ND", "20241201", "2025-02-28"], "--tu: không đọc được ngày"),
        (["ND", "2025-06-01", "2025-05-31"], "ở sau đến ngày"),
        (["ND", "2023-11-30", "2025-05-31"], "ở trước ngày đầu chương trình"),
        (["ND", "2024-12-01", "9999-12-31"], "--den: năm 9999 xa quá"),
    ],
)
def test_wrong_calls_end_with_status_2(world, options, words):
    unit, start, end = options
    with pytest.raises(CommandError) as reason:
        show("--don-vi", unit, "--tu", start, "--den", end)
    assert reason.value.returncode == 2
    assert words in str(reason.value)


def test_table_for_people_names_unit_window_and_reading(busy):
    out = StringIO()
    call_command("show_so_lieu", "--don-vi", "TPND", "--tu", "2024-12-01", "--den", "2025-05-31", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == "Công đoàn TPND (TPND), 01/12/2024 - 31/05/2025, cơ cấu lúc đó. Số hiện thời."
    assert [line.split()[0] for line in lines[-3:]] == ["A001", "A002", "B001"]


@pytest.mark.parametrize("day", [None, END])
def test_number_of_queries_does_not_grow_with_the_children(busy, day):
    structure = co_cau(day) if day else None
    counts = []
    for name in ("cdcs_tinh", "b", "tinh"):
        show_so_lieu(busy.units[name], START, END, structure)
        with CaptureQueriesContext(connection) as caught:
            show_so_lieu(busy.units[name], START, END, structure)
        counts.append(len(caught))
    assert counts[1] == counts[2]
