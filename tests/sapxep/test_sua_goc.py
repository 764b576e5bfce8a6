"""How a unit began, corrected where it was typed wrong (08 §8.3): every figure follows, what decisions did stays."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from baocao.queries.so_lieu import so_lieu
from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import CongDoan, TenCongDoan, TrucThuoc
from doanhnghiep.models import LienKetCDCS
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from sapxep.actions import SapXepData, sap_xep
from sapxep.actions.sua_goc import HAS_ROWS
from taikhoan.models import NhatKy
from tests.closing import close, closed_by
from tests.proof import faults
from tests.sheets import Importer

pytestmark = pytest.mark.django_db
WHY = "Gõ nhầm khi ghi quyết định thành lập"
MARCH, APRIL = date(2025, 3, 10), date(2025, 4, 2)
START, END = date(2024, 12, 1), date(2025, 11, 30)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2025-09-20 10:00 +0700", tick=False) as traveller:
        yield traveller


@pytest.fixture
def unit(world) -> CongDoan:
    """A CĐCS under A, typed with a wrong name, day and superior."""
    data = CongDoanData("A500", "CĐCS Mai Hồng Hà", "cdcs", "TPND", MARCH, "15/QĐ")
    return create_cong_doan([data], by=world.user("administrator"))[0]


def address(unit: CongDoan) -> str:
    return reverse("correct_goc_cong_doan", kwargs={"pk": unit.pk})


def typed(unit: CongDoan, **changes) -> dict:
    data = {"ten": unit.ten_dau, "ngay_thanh_lap": f"{unit.ngay_thanh_lap:%d/%m/%Y}", "cap_tren": "TPND", "ly_do": WHY}
    return {**data, "version": unit.version, "submit_key": "k1", **changes}


def founded(world, name: str, start: date = START, end: date = END) -> int:
    place = world.units[name]
    return so_lieu([place], start, end)[place.pk]["cdcs"]["thanh_lap"]


def admit(world, unit: CongDoan, day: date, count: int) -> None:
    record_bien_dong(BienDongData("ket_nap", day, unit, so_luong=count, so_nu=1, so_quyet_dinh="2/QĐ"),
                     by=world.user("administrator"))  # fmt: skip


def errors(page) -> dict:
    assert page.status_code == 200
    return {name: list(texts) for name, texts in page.context["form"].errors.items()}


def test_a_clerk_corrects_name_and_day_of_a_unit_without_rows(world, sign_in, unit):
    client = sign_in("clerk_a")
    assert address(unit) in client.get(reverse("cong_doan_detail", kwargs={"pk": unit.pk})).content.decode()
    answer = client.post(address(unit), typed(unit, ten="CĐCS May Hồng Hà", ngay_thanh_lap="10/11/2024"))
    assert answer["Location"] == reverse("cong_doan_detail", kwargs={"pk": unit.pk})
    now = CongDoan.objects.get(pk=unit.pk)
    assert (now.ten, now.ten_dau, now.ten_khong_dau) == ("CĐCS May Hồng Hà", "CĐCS May Hồng Hà", "cdcs may hong ha")
    assert list(TenCongDoan.objects.filter(cong_doan=unit).values_list("ten", "tu_ngay")) == [
        ("CĐCS May Hồng Hà", date(2024, 11, 10))
    ]
    assert (founded(world, "a"), founded(world, "a", date(2023, 12, 1), date(2024, 11, 30))) == (0, 1)
    entry = NhatKy.objects.filter(act="correct_goc_cong_doan").get()
    assert (entry.noi_dung["ly_do"], entry.noi_dung["cu"]["ngay_thanh_lap"]) == (WHY, "2025-03-10")
    assert faults() == []


def test_with_a_row_in_the_ledger_it_is_the_province_s(world, sign_in, unit):
    admit(world, unit, MARCH, 5)
    client = sign_in("clerk_a")
    assert HAS_ROWS in client.get(address(unit)).content.decode()
    assert errors(client.post(address(unit), typed(unit, ten="CĐCS May"))) == {"__all__": [HAS_ROWS]}
    assert address(unit) not in client.get(reverse("cong_doan_detail", kwargs={"pk": unit.pk})).content.decode()
    assert sign_in("reviewer").post(address(unit), typed(unit, ten="CĐCS May")).status_code == 302
    assert CongDoan.objects.get(pk=unit.pk).ten == "CĐCS May"


def test_another_first_parent_takes_members_and_unit_along_from_the_first_day(world, sign_in, unit):
    admit(world, unit, APRIL, 7)
    before = so_lieu([world.units["a"], world.units["b"]], START, END)
    assert sign_in("administrator").post(address(unit), typed(unit, cap_tren="YYEN")).status_code == 302
    after = so_lieu([world.units["a"], world.units["b"]], START, END)
    for name, sign in (("a", -1), ("b", 1)):
        old, new = before[world.units[name].pk], after[world.units[name].pk]
        assert new["doan_vien"]["ket_nap"] - old["doan_vien"]["ket_nap"] == 7 * sign
        assert new["doan_vien"]["cuoi_ky"] - old["doan_vien"]["cuoi_ky"] == 7 * sign
        assert (new["doan_vien"]["sap_xep_den"], new["doan_vien"]["sap_xep_di"]) == (0, 0)
        assert new["cdcs"]["thanh_lap"] - old["cdcs"]["thanh_lap"] == sign
    assert list(TrucThuoc.objects.filter(cong_doan=unit).values_list("cap_tren__ma", "tu_ngay", "den_ngay")) == [
        ("YYEN", MARCH, None)
    ]
    assert faults() == []


def test_a_parent_merged_since_gives_the_unit_to_its_successor(world, sign_in, unit):
    """MLOC was merged into TPND on 1/9/2024: a unit founded under it before stands under TPND from that day on."""
    changes = {"ngay_thanh_lap": "10/05/2024", "cap_tren": "MLOC"}
    assert sign_in("administrator").post(address(unit), typed(unit, **changes)).status_code == 302
    links = TrucThuoc.objects.filter(cong_doan=unit).order_by("tu_ngay").values_list("cap_tren__ma", "tu_ngay")
    assert list(links) == [("MLOC", date(2024, 5, 10)), ("TPND", date(2024, 9, 1))]
    assert faults() == []


@pytest.mark.parametrize(("day", "said"), [
    ("11/03/2025", "đã có biến động đoàn viên ngày 10/03/2025"), ("21/09/2025", "ở sau hôm nay"),
])  # fmt: skip
def test_nothing_stands_before_the_founding(world, sign_in, unit, day, said):
    admit(world, unit, MARCH, 5)
    found = errors(sign_in("reviewer").post(address(unit), typed(unit, ngay_thanh_lap=day)))
    assert list(found) == ["ngay_thanh_lap"]
    assert said in found["ngay_thanh_lap"][0]
    assert CongDoan.objects.get(pk=unit.pk).ngay_thanh_lap == MARCH


@pytest.mark.parametrize(("kind", "said"), [("doi_ten", "mang tên khác"), ("chuyen_cap_tren", "cấp trên khác")])
def test_the_founding_comes_before_the_day_of_a_decision(world, sign_in, unit, kind, said):
    """On the very day nothing would be left of the first name, or of the first superior."""
    data = SapXepData(kind, APRIL, unit, world.units["b"] if kind != "doi_ten" else None, so_quyet_dinh="8/QĐ")
    data.ten_moi = "CĐCS Hồng Hà" if kind == "doi_ten" else ""
    sap_xep(data, by=world.user("administrator"))
    for day in ("02/04/2025", "03/04/2025"):
        found = errors(sign_in("administrator").post(address(unit), typed(unit, ngay_thanh_lap=day)))
        assert list(found) == ["ngay_thanh_lap"]
    answer = sign_in("administrator").post(address(unit), typed(unit, ngay_thanh_lap="02/04/2025"))
    assert said in errors(answer)["ngay_thanh_lap"][0]
    assert sign_in("administrator").post(address(unit), typed(unit, ngay_thanh_lap="01/04/2025")).status_code == 302


def test_a_link_that_ended_keeps_the_founding_before_its_end(world, sign_in, unit):
    LienKetCDCS.objects.create(doanh_nghiep=world.objects["employer_a"], cong_doan=unit, tu_ngay=MARCH, den_ngay=APRIL)
    assert "thôi liên kết" in errors(
        sign_in("clerk_a").post(address(unit), typed(unit, ngay_thanh_lap="02/04/2025"))
    )["ngay_thanh_lap"][0]  # fmt: skip


def test_a_wrong_day_under_a_wrong_parent_is_corrected_at_once(world, sign_in):
    """Typed under MLOC before its merger; it was founded after it, under B."""
    by = world.user("administrator")
    unit = create_cong_doan([CongDoanData("A501", "CĐCS Mới", "cdcs", "MLOC", date(2024, 5, 10))], by=by)[0]
    changes = {"ngay_thanh_lap": "02/04/2025", "cap_tren": "YYEN"}
    assert sign_in("administrator").post(address(unit), typed(unit, **changes)).status_code == 302
    links = TrucThuoc.objects.filter(cong_doan=unit).values_list("cap_tren__ma", "tu_ngay", "den_ngay")
    assert list(links) == [("YYEN", APRIL, None)]
    assert faults() == []


def test_a_link_that_began_with_the_founding_begins_with_it_again(world, sign_in, unit):
    link = LienKetCDCS.objects.create(
        doanh_nghiep=world.objects["employer_a"], cong_doan=unit, tu_ngay=MARCH, den_ngay=date(9999, 12, 31)
    )
    assert sign_in("clerk_a").post(address(unit), typed(unit, ngay_thanh_lap="02/04/2025")).status_code == 302
    link.refresh_from_db()
    assert link.tu_ngay == APRIL


@pytest.mark.parametrize("closed", ["a", "b"])
def test_the_closed_period_of_either_superior_refuses_and_offers_a_dinh_chinh(world, sign_in, unit, closed):
    admit(world, unit, APRIL, 7)
    close(world, closed)
    page = sign_in("administrator").post(address(unit), typed(unit, cap_tren="YYEN"))
    name = {"a": "Công đoàn TPND", "b": "Công đoàn YYEN"}[closed]
    assert errors(page) == {"ngay_thanh_lap": [closed_by(name)]}
    assert 'name="viec_da_khoa"' in page.content.decode()
    assert sign_in("administrator").post(address(unit), typed(unit, ten="CĐCS May")).status_code == 302  # no figure


def test_what_a_decision_changed_is_corrected_after_its_undo(world, sign_in, unit):
    by, other = world.user("administrator"), world.units["b"]
    sap_xep(SapXepData("doi_ten", APRIL, unit, ten_moi="CĐCS Hồng Hà", so_quyet_dinh="8/QĐ"), by=by)
    sap_xep(SapXepData("chuyen_cap_tren", APRIL, unit, other, so_quyet_dinh="9/QĐ"), by=by)
    client = sign_in("administrator")
    for number, (field, value) in enumerate([("ten", "CĐCS May"), ("cap_tren", "ND")]):
        found = errors(client.post(address(unit), typed(unit, **{field: value}, submit_key=f"k{number}")))
        assert list(found) == [field]
        assert "hoàn tác quyết định đó trước" in found[field][0]
    assert client.post(address(unit), typed(unit, ngay_thanh_lap="01/03/2025", submit_key="k3")).status_code == 302
    assert faults() == []


def test_another_clerk_s_unit_is_no_parent_and_no_page(world, sign_in, unit):
    assert errors(sign_in("clerk_a").post(address(unit), typed(unit, cap_tren="YYEN")))["cap_tren"]
    assert sign_in("clerk_b").get(address(unit)).status_code == 404


def test_who_saves_second_sees_both_texts(world, sign_in, unit):
    CongDoan.objects.filter(pk=unit.pk).update(ten="Của người khác", ten_dau="Của người khác", version=2)
    client = sign_in("clerk_a")
    page = client.post(address(unit), typed(unit, ten="Của tôi", version=1))
    assert page.context["conflict"] == [{"label": "Tên khi thành lập", "mine": "Của tôi", "theirs": "Của người khác"}]
    assert client.post(address(unit), typed(unit, ten="Của tôi", version=2)).status_code == 302
    assert CongDoan.objects.get(pk=unit.pk).ten == "Của tôi"


def test_the_sheet_with_the_right_facts_changes_nothing_afterwards(world, sign_in, unit, tmp_path):
    changes = {"ten": "CĐCS May Hồng Hà", "ngay_thanh_lap": "02/04/2025", "cap_tren": "YYEN"}
    assert sign_in("administrator").post(address(unit), typed(unit, **changes)).status_code == 302
    row = ["A500", "CĐCS May Hồng Hà", "CĐCS", "YYEN", "02/04/2025", "15/QĐ"]
    importer = Importer(tmp_path, world.user("administrator").username)
    assert importer.good("cong_doan", [row])["khong_doi"] == 1
