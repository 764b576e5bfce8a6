"""Sex, day or unit typed wrong: the chain is reversed and written anew in one act [02-2.2a-5]."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baocao.actions import undo_import
from baocao.queries.so_lieu import so_lieu
from cdcs.models import LoNhap
from core.refusal import Refused
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doan_vien import ket_nap
from doanvien.actions.sua_qua_trinh import SuaChang, chain_of, correct_doan_vien
from doanvien.models import BienDong, DoanVien
from sapxep.actions import sap_xep, undo_sap_xep
from sapxep.actions.kiem_tra import SapXepData
from taikhoan.models import NhatKy
from tests.proof import faults
from tests.rooms import person
from tests.sheets import Importer

pytestmark = pytest.mark.django_db
WHY = "Gõ nhầm khi nhập phiếu"
END = date(2025, 12, 1)


def move(world, day: date = date(2025, 5, 1)) -> DoanVien:
    """The woman of A001 (admitted 10/3/2025) moves to B001."""
    member = world.objects["member_a"]
    data = BienDongData("chuyen_di", day, world.units["cdcs_a"], world.units["cdcs_b"], doan_vien=member)
    record_bien_dong(data, by=world.user("administrator"))
    member.refresh_from_db()
    return member


def book(world, day: date = END) -> dict[str, tuple[int, int, int]]:
    """Members, women, named of every unit at the end of `day`."""
    found = so_lieu(list(world.units.values()), date(2023, 12, 1), day)
    names = ("cuoi_ky", "nu_cuoi_ky", "co_danh_sach_cuoi_ky")
    return {name: tuple(found[unit.pk]["doan_vien"][key] for key in names) for name, unit in world.units.items()}


def post(world, sign_in, who: str, member: DoanVien, **changes):
    """The form as the page shows it, with changes."""
    address = reverse("qua_trinh_update", args=[member.pk])
    data = {"gioi_tinh": member.gioi_tinh, "ly_do": WHY}
    for one in chain_of(member):
        data |= {f"ngay_{one.pk}": f"{one.rows[0].ngay:%d/%m/%Y}", f"don_vi_{one.pk}": one.rows[0].cong_doan.ma}
        if one.den:
            data[f"den_{one.pk}"] = one.den.ma
    return sign_in(who).post(address, data | changes)


def test_a_correction_that_was_not_sent_is_kept_while_the_chain_stands(world, sign_in):
    """After somebody else corrected the chain, sex and days of the draft would undo that: the reason alone is left."""
    member, client = move(world), sign_in("reviewer")
    address = reverse("qua_trinh_update", args=[member.pk])
    page, day = client.get(address), f"ngay_{chain_of(member)[0].pk}"
    typed = {"gioi_tinh": "nam", day: "11/3/2025", "ly_do": WHY, "chang": page.context["form"]["chang"].value()}
    client.post(page.context["draft"].url, typed)
    (link,) = client.get("/").context["drafts"]
    assert (link.label, link.url) == ("Sửa quá trình một đoàn viên", address)
    form = client.get(address).context["form"]
    assert {name: form[name].value() for name in typed} == typed
    post(world, sign_in, "administrator", member, gioi_tinh="nam")
    post(world, sign_in, "administrator", member, gioi_tinh="nu")
    form = client.get(address).context["form"]
    assert (form["gioi_tinh"].value(), form["ly_do"].value()) == ("nu", WHY)
    assert post(world, sign_in, "reviewer", member, gioi_tinh="nam").status_code == 302
    assert client.get(address).context["draft"].kept is None


def test_who_corrects_second_sees_the_chain_as_it_stands_now(world, sign_in):
    """Empty boxes stood there, each with "Ô này phải có", and nothing said why."""
    member, client = move(world), sign_in("reviewer")
    address = reverse("qua_trinh_update", args=[member.pk])
    form = client.get(address).context["form"]
    shown = {one.name: str(one.value() or "") for one in form} | {"ly_do": WHY}
    assert post(world, sign_in, "administrator", member, gioi_tinh="nam").status_code == 302
    page = client.post(address, shown)
    form = page.context["form"]
    assert [str(one) for one in page.context["messages"]] == [
        "Quá trình này vừa thay đổi, lần này chưa ghi gì: dưới đây là quá trình hiện nay, xem lại rồi ghi."
    ]
    assert {one.name: bool(one.value()) for one in form} == dict.fromkeys(form.fields, True)
    assert (form["gioi_tinh"].value(), form["ly_do"].value(), form.errors) == ("nam", WHY, {})


def living(member: DoanVien) -> list[tuple]:
    rows = BienDong.objects.living().filter(doan_vien=member).order_by("ngay", "pk")
    return [(row.loai, f"{row.ngay}", row.cong_doan.ma, row.so_nu) for row in rows]


def test_sex_is_corrected_in_every_row_and_every_unit(world, sign_in):
    member = move(world)
    assert (book(world)["cdcs_a"], book(world)["cdcs_b"], book(world)["tinh"]) == ((20, 12, 0), (1, 1, 1), (21, 13, 1))
    post(world, sign_in, "reviewer", member, gioi_tinh="nam")
    member.refresh_from_db()
    assert (member.gioi_tinh, member.cong_doan.ma) == ("nam", "B001")
    assert living(member) == [
        ("ket_nap", "2025-03-10", "A001", 0), ("chuyen_di", "2025-05-01", "A001", 0),
        ("chuyen_den", "2025-05-01", "B001", 0),
    ]  # fmt: skip
    assert (book(world)["cdcs_a"], book(world)["cdcs_b"], book(world)["tinh"]) == ((20, 12, 0), (1, 0, 1), (21, 12, 1))
    assert book(world, date(2025, 4, 1))["cdcs_a"] == (21, 12, 1)
    assert faults() == []


def test_day_and_unit_typed_wrong_are_moved_with_the_chain(world, sign_in):
    member = move(world)
    first, pair = chain_of(member)
    changes = {f"don_vi_{first.pk}": "T001", f"ngay_{first.pk}": "2/3/2025", f"don_vi_{pair.pk}": "T001"}
    assert post(world, sign_in, "reviewer", member, **changes).status_code == 302
    member.refresh_from_db()
    assert f"{member.ngay_ket_nap}" == "2025-03-02"
    assert living(member) == [
        ("ket_nap", "2025-03-02", "T001", 1), ("chuyen_di", "2025-05-01", "T001", 1),
        ("chuyen_den", "2025-05-01", "B001", 1),
    ]  # fmt: skip
    assert book(world, date(2025, 3, 5))["cdcs_tinh"] == (1, 1, 1)
    assert (book(world)["a"], book(world)["cdcs_tinh"], book(world)["b"]) == ((20, 12, 0), (0, 0, 0), (1, 1, 1))
    assert faults() == []
    log = NhatKy.objects.get(act="correct_doan_vien")
    assert (log.noi_dung["ly_do"], log.noi_dung["dong"]) == (WHY, [first.pk, pair.pk])


def test_broken_chain_is_refused_at_its_row_and_nothing_is_written(world, sign_in):
    member, before = move(world), BienDong.objects.count()
    first, pair = chain_of(member)
    answer = post(world, sign_in, "reviewer", member, **{f"ngay_{first.pk}": "2/6/2025"})
    assert list(answer.context["form"].errors) == [f"ngay_{first.pk}"]
    answer = post(world, sign_in, "reviewer", member, **{f"don_vi_{first.pk}": "T001"})
    assert list(answer.context["form"].errors) == [f"ngay_{first.pk}"]
    answer = post(world, sign_in, "reviewer", member, **{f"den_{pair.pk}": "A001"})
    assert answer.context["form"].errors == {f"ngay_{pair.pk}": ["Đơn vị đến phải khác đơn vị đi."]}
    assert BienDong.objects.count() == before


def test_nothing_changed_is_said(world, sign_in):
    answer = post(world, sign_in, "reviewer", world.objects["member_a"])
    assert answer.context["form"].non_field_errors() == [
        "Chưa có ô nào khác với sổ: sửa giới tính, ngày hoặc đơn vị rồi ghi."
    ]


def test_clerk_corrects_only_a_chain_inside_her_units(world, sign_in):
    member = world.objects["member_a"]
    assert post(world, sign_in, "clerk_a", member, gioi_tinh="nam").status_code == 302
    moved = move(world)
    answer = post(world, sign_in, "clerk_b", moved, gioi_tinh="nu")
    assert answer.context["form"].non_field_errors() == [
        "Quá trình của người này có dòng ở đơn vị ngoài phạm vi của bạn: nhờ Ban Tổ chức - Kiểm tra của tỉnh sửa."
    ]
    one = chain_of(moved)[0]
    answer = post(world, sign_in, "clerk_b", moved, **{f"don_vi_{one.pk}": "T001"})
    assert answer.context["form"].errors[f"don_vi_{one.pk}"] == ["Không có CĐCS mã T001 trong phạm vi của bạn: sửa mã."]


def test_row_of_a_merger_keeps_its_day_and_its_undo_is_told(world, sign_in):
    by = world.user("administrator")
    units, member = world.units, world.objects["member_a"]
    decision = sap_xep(
        SapXepData("sap_nhap", date(2025, 9, 1), units["cdcs_a"], units["cdcs_b"], so_quyet_dinh="1/QĐ"), by=by
    )
    member.refresh_from_db()
    first, merger = chain_of(member)
    assert (first.may_change, merger.may_change) == (True, False)
    correct_doan_vien(member, by=by, ly_do=WHY, gioi_tinh="nam",
                      sua={merger.pk: SuaChang(date(2025, 10, 1), units["cdcs_a"], units["cdcs_tinh"])})  # fmt: skip
    assert living(member)[1:] == [("sap_xep_di", "2025-09-01", "A001", 0), ("sap_xep_den", "2025-09-01", "B001", 0)]
    assert faults() == []
    with pytest.raises(Refused, match="sửa quá trình của đoàn viên"):
        undo_sap_xep(decision, by=by)


def test_undo_of_an_import_takes_the_corrected_rows_back(world, tmp_path):
    by = world.user("administrator")
    rows = [["T001", "Hà Thị Lụa", "1990", "Nữ", "", "", "5/3/2025", "15/QĐ", "", ""]]
    Importer(tmp_path, "administrator").good("doan_vien", rows)
    member, before = DoanVien.objects.get(ho_ten="Hà Thị Lụa"), book(world)
    one = chain_of(member)[0]
    sua = {one.pk: SuaChang(date(2025, 3, 6), one.rows[0].cong_doan)}
    correct_doan_vien(member, by=by, ly_do=WHY, gioi_tinh="nam", sua=sua)
    assert book(world)["cdcs_tinh"] == (1, 0, 1)
    undo_import(LoNhap.objects.get(), by=by)
    assert (book(world)["cdcs_tinh"], before["cdcs_tinh"], faults()) == ((0, 0, 0), (1, 1, 1), [])
    assert DoanVien.objects.filter(ho_ten="Hà Thị Lụa").count() == 0


def test_a_birth_that_a_sheet_brought_with_a_warning_does_not_stop_other_facts(world, sign_in):
    """The form refused the age, whatever was mended; another such birth is refused as before."""
    data = person(world, "cdcs_a", so_cccd="", so_the="", dien_thoai="", ngay_sinh=None, nam_sinh=2014)
    young = ket_nap(data, by=world.user("clerk_a"))
    address = reverse("doan_vien_update", args=[young.pk])
    typed = {"ho_ten": "Tên Đã Sửa", "ngay_sinh": "2014", "nghe_nghiep": "Thợ may", "version": 1}
    client = sign_in("clerk_a")
    assert list(client.post(address, typed | {"ngay_sinh": "2015"}).context["form"].errors) == ["ngay_sinh"]
    assert client.post(address, typed).status_code == 302
    young.refresh_from_db()
    assert (young.ho_ten, young.ngay_sinh, young.nam_sinh) == ("Tên Đã Sửa", None, 2014)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=st.dates(date(2024, 12, 1), date(2025, 8, 1)),
    code=st.sampled_from(["cdcs_a", "cdcs_b", "cdcs_tinh", "to_a"]),
    sex=st.sampled_from(["nam", "nu"]),
)
def test_whatever_is_corrected_the_ledger_stays_sound(world, day, code, sex):
    """One person keeps being one person, whichever day, unit and sex are asked for; a refusal leaves all as it was."""
    member, by = world.objects["member_a"], world.user("administrator")
    one, before = chain_of(member)[0], book(world)
    try:
        correct_doan_vien(member, by=by, ly_do=WHY, gioi_tinh=sex, sua={one.pk: SuaChang(day, world.units[code])})
    except Refused:
        assert book(world) == before
    else:
        assert book(world)["tinh"][0] == before["tinh"][0]
    assert faults() == []
