"""Two records of one person are merged, read as one, and split again [02-2.2a-6]."""

from datetime import date

import pytest
from django.http import Http404
from django.urls import reverse

from baocao.queries.so_lieu import so_lieu
from cdcs.enums import VaiTro
from cdcs.models import PhanCong
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doan_vien import ket_nap
from doanvien.actions.gop import merge_doan_vien
from doanvien.models import BienDong, DoanVien, GopDoanVien
from doanvien.queries import gop
from tests.doanvien.test_pages import FORM, add
from tests.proof import faults
from tests.rooms import CCCD, person

pytestmark = pytest.mark.django_db
WHY = "Một người ghi hai lần"
OLD_CARD = "ND000555"


def add_former(world, unit: str = "cdcs_b", **changes) -> DoanVien:
    """The same woman on a second record, with another card and phone: in B from March 2024, retired in June."""
    by = world.user("administrator")
    facts = {"so_cccd": "", "so_the": OLD_CARD, "dien_thoai": "0987654321", "ngay_ket_nap": date(2024, 3, 10)} | changes
    double = ket_nap(person(world, unit, **facts), by=by)
    record_bien_dong(BienDongData("nghi_huu", date(2024, 6, 1), world.units[unit], doan_vien=double), by=by)
    double.refresh_from_db()
    return double


def merge(world, sign_in, giu: DoanVien, bo: DoanVien, who: str = "reviewer"):
    address = reverse("trung_lap_compare", args=[giu.pk, bo.pk])
    return sign_in(who).post(address, {"giu": giu.pk, "ly_do": WHY})


def split(sign_in, act: GopDoanVien):
    return sign_in("reviewer").post(reverse("trung_lap_undo", args=[act.pk]), {"ly_do": "Hóa ra là hai người"})


def figures(world) -> dict:
    units = [world.units[name] for name in ("tinh", "a", "b", "cdcs_a", "cdcs_b")]
    return {pk: part["doan_vien"] for pk, part in so_lieu(units, date(2023, 12, 1), date(2026, 1, 1)).items()}


def test_pair_is_listed_merged_and_listed_no_more(world, sign_in):
    stays, goes = world.objects["member_a"], add_former(world)
    client, before = sign_in("reviewer"), figures(world)
    pairs = client.get(reverse("trung_lap_list")).context["pairs"]
    assert [(pair.mot.pk, pair.hai.pk, pair.cung_ngay_sinh) for pair in pairs] == [(stays.pk, goes.pk, True)]
    assert merge(world, sign_in, stays, goes).url == reverse("doan_vien_detail", args=[stays.pk])
    goes.refresh_from_db()
    stays.refresh_from_db()
    assert (goes.gop_vao, stays.cong_doan.ma, stays.so_cccd, stays.so_the) == (stays, "A001", CCCD, "ND000127")
    assert client.get(reverse("trung_lap_list")).context["pairs"] == []
    assert (figures(world), faults()) == (before, [])


def people(world, *facts) -> list[DoanVien]:
    """People of these names and numbers, born on one day, in A001 and B001 in turn."""
    by, units = world.user("administrator"), ("cdcs_a", "cdcs_b")
    return [
        ket_nap(person(world, units[at % 2], ho_ten=name, so_cccd=number, so_the="", dien_thoai=""), by=by)
        for at, (name, number) in enumerate(facts)
    ]


def pairs_listed(sign_in) -> list[tuple[int, int]]:
    return [(pair.mot.pk, pair.hai.pk) for pair in sign_in("reviewer").get(reverse("trung_lap_list")).context["pairs"]]


def test_people_of_one_name_with_their_own_numbers_do_not_hide_the_doubles(world, sign_in, monkeypatch):
    """Of 300 names that were read first, none was a double: the list stood empty in a large province."""
    monkeypatch.setattr(gop, "READ_GROUPS", 1)
    people(world, ("Bùi Thị An", "036190000111"), ("Bùi Thị An", "036190000112"))
    one, other = people(world, ("Vũ Thị Yến", "036190000113"), ("Vũ Thị Yến", ""))
    assert pairs_listed(sign_in) == [(one.pk, other.pk)]


def test_pairs_that_were_judged_make_room_for_the_next(world, sign_in, monkeypatch):
    monkeypatch.setattr(gop, "READ_GROUPS", 1)
    monkeypatch.setattr(gop, "SHOWN_PAIRS", 1)
    first = people(world, ("Bùi Thị An", "036190000111"), ("Bùi Thị An", ""))
    second = people(world, ("Vũ Thị Yến", ""), ("Vũ Thị Yến", ""))
    assert pairs_listed(sign_in) == [tuple(one.pk for one in first)]
    sign_in("reviewer").post(reverse("trung_lap_confirm", args=[one.pk for one in first]))
    assert pairs_listed(sign_in) == [tuple(one.pk for one in second)]


def test_an_old_number_and_a_new_one_may_be_of_one_person(world, sign_in):
    """CMND of nine digits in one list, CCCD of twelve in the other; two different ones of a kind are two people."""
    one, other, _ = people(
        world, ("Vũ Thị Yến", "162345678"), ("Vũ Thị Yến", "036190000113"), ("Vũ Thị Yến", "036190000114")
    )
    found = pairs_listed(sign_in)
    assert (one.pk, other.pk) in found
    assert len(found) == 2


def test_the_new_number_takes_the_place_of_the_old_one_and_gives_it_back(world, sign_in):
    stays, former = world.objects["member_a"], add_former(world, so_cccd="162345678")
    merge(world, sign_in, former, stays)
    former.refresh_from_db()
    assert former.so_cccd == CCCD
    split(sign_in, GopDoanVien.objects.get())
    former.refresh_from_db()
    stays.refresh_from_db()
    assert (former.so_cccd, stays.so_cccd) == ("162345678", CCCD)


def test_page_of_who_stays_tells_the_whole_story(world, sign_in):
    stays, goes = world.objects["member_a"], add_former(world)
    merge(world, sign_in, stays, goes)
    page = sign_in("reviewer").get(reverse("doan_vien_detail", args=[stays.pk]))
    rows = [(item["row"].loai, str(item["row"].ngay)) for item in page.context["timeline"]]
    assert rows == [("ket_nap", "2025-03-10"), ("nghi_huu", "2024-06-01"), ("ket_nap", "2024-03-10")]
    assert sign_in("reviewer").get(reverse("doan_vien_detail", args=[goes.pk])).status_code == 404


@pytest.mark.parametrize("number", [OLD_CARD, "0987654321"])
def test_number_of_the_double_leads_to_who_stays(world, sign_in, number):
    stays = world.objects["member_a"]
    merge(world, sign_in, stays, add_former(world))
    found = sign_in("reviewer").post(reverse("doan_vien_search"), {"q": number}).context["rows"]
    assert [member.pk for member in found] == [stays.pk]


def test_number_of_the_double_is_taken(world, sign_in):
    merge(world, sign_in, world.objects["member_a"], add_former(world))
    form = {"cong_doan": "A001", "ho_ten": "Lê Văn Ổn", "ngay_sinh": "1990", "gioi_tinh": "nam",
            "ngay_ket_nap": "5/3/2025", "so_the": OLD_CARD}  # fmt: skip
    errors = sign_in("clerk_a").post(reverse("doan_vien_create"), form).context["form"].errors
    assert list(errors) == ["so_the"]


def test_who_stays_takes_the_place_and_the_missing_numbers(world, sign_in):
    """The record that left earlier is kept: it now stands where the other one stood, and has its identity number."""
    stands, former = world.objects["member_a"], add_former(world, so_the="", dien_thoai="")
    merge(world, sign_in, former, stands)
    former.refresh_from_db()
    assert (former.cong_doan.ma, former.so_cccd, former.so_the, former.dien_thoai) == (
        "A001", CCCD, "ND000127", "0912345127",
    )  # fmt: skip
    record_bien_dong(
        BienDongData("tu_tran", date(2025, 8, 1), world.units["cdcs_a"], doan_vien=former),
        by=world.user("administrator"),
    )
    former.refresh_from_db()
    assert (former.cong_doan, faults()) == (None, [])


def test_split_gives_both_back_as_they_were(world, sign_in):
    stands, former = world.objects["member_a"], add_former(world, so_the="", dien_thoai="")
    names = ("ho_ten", "so_cccd", "so_the", "dien_thoai", "cong_doan_id", "gop_vao_id", "is_hidden")
    before = list(DoanVien.objects.order_by("pk").values_list(*names))
    merge(world, sign_in, former, stands)
    split(sign_in, GopDoanVien.objects.get())
    assert list(DoanVien.objects.order_by("pk").values_list(*names)) == before
    assert faults() == []
    assert merge(world, sign_in, stands, former).status_code == 302  # and they may be merged again


def test_split_is_refused_once_rows_need_both(world, sign_in):
    stands, former = world.objects["member_a"], add_former(world, so_the="")
    merge(world, sign_in, former, stands)
    data = BienDongData("nghi_huu", date(2025, 8, 1), world.units["cdcs_a"], doan_vien=former)
    record_bien_dong(data, by=world.user("administrator"))
    answer = split(sign_in, GopDoanVien.objects.get())
    assert answer.context["form"].non_field_errors() == [
        "Từ ngày 01/08/2025 có dòng ghi sau khi gộp dựa trên cả hai hồ sơ: ghi đảo dòng đó trước."
    ]
    assert DoanVien.everything.get(pk=stands.pk).gop_vao_id == former.pk


def test_two_memberships_on_one_day_are_no_one_person(world, sign_in):
    other = ket_nap(
        person(world, "cdcs_b", so_cccd="", so_the="", dien_thoai=""), by=world.user("administrator")
    )  # fmt: skip
    answer = merge(world, sign_in, world.objects["member_a"], other)
    assert answer.context["form"].non_field_errors() == [
        "Ngày 10/03/2025 hai hồ sơ cùng là đoàn viên (Công đoàn A001 (A001) và Công đoàn B001 (B001)): "
        "ghi đảo dòng sai trước, rồi gộp."
    ]
    assert not GopDoanVien.objects.exists()


def test_clerk_merges_only_where_both_are_hers(world, sign_in):
    assert merge(world, sign_in, world.objects["member_a"], add_former(world), "clerk_a").status_code == 404


def test_judged_pair_is_not_listed_again(world, sign_in):
    stays, goes, client = world.objects["member_a"], add_former(world), sign_in("reviewer")
    client.post(reverse("trung_lap_confirm", args=[stays.pk, goes.pk]))
    client.post(reverse("trung_lap_confirm", args=[goes.pk, stays.pk]))
    assert client.get(reverse("trung_lap_list")).context["pairs"] == []


@pytest.mark.parametrize(
    "change", [{"so_cccd": "036185004999"}, {"ngay_sinh": date(1985, 4, 3)}, {"gioi_tinh": "nam"}, {"nam_sinh": 1986,
    "ngay_sinh": None}]
)  # fmt: skip
def test_what_speaks_against_one_person_is_no_pair(world, sign_in, change):
    add_former(world, **change)
    assert sign_in("reviewer").get(reverse("trung_lap_list")).context["pairs"] == []


def test_row_of_the_double_is_reversed_for_who_stays(world, sign_in):
    stands, former = world.objects["member_a"], add_former(world, so_the="")
    merge(world, sign_in, former, stands)
    row = BienDong.objects.get(doan_vien=stands, loai="ket_nap")
    sign_in("administrator").post(reverse("bien_dong_undo", args=[row.pk]), {"ly_do": "Ghi nhầm lần kết nạp"})
    former.refresh_from_db()
    assert (former.cong_doan, faults()) == (None, [])


@pytest.mark.parametrize("reader, may_judge", [("clerk_a", True), ("officer_a", False)])
def test_who_may_stand_twice_is_told_at_once(world, sign_in, reader, may_judge):
    """Without a number nothing refuses the second record of one person: the clerk hears of it while it is fresh."""
    other = add(world, "Lê Văn Ổn", ngay_sinh=date(1990, 3, 5), nam_sinh=1990, gioi_tinh="nam")
    add(world, "Lê Văn Ổn", "cdcs_b", ngay_sinh=None, nam_sinh=1990, gioi_tinh="nam")
    page = sign_in(reader).post(reverse("doan_vien_create"), FORM | {"so_cccd": ""}, follow=True)
    said = [str(message) for message in page.context["messages"]][1:]
    member = DoanVien.objects.latest("pk")
    compare = reverse("trung_lap_compare", args=[other.pk, member.pk])
    link = f' <a href="{compare}">So hai hồ sơ</a>' if may_judge else ""
    assert said == [f"Có thể trùng với Lê Văn Ổn, sinh 05/03/1990, {world.units['cdcs_a']}.{link}"]


def test_both_records_are_offered_only_to_who_may_judge_both(world, sign_in):
    """The clerk of A is the officer of a CĐCS of B besides: reads the other record, and may not merge it."""
    add(world, "Lê Văn Ổn", "cdcs_b", ngay_sinh=None, nam_sinh=1990, gioi_tinh="nam")
    PhanCong.objects.create(user=world.user("clerk_a"), cong_doan=world.units["cdcs_b"], vai_tro=VaiTro.CAN_BO_CDCS,
                            tu_ngay=date(2024, 1, 1))  # fmt: skip
    page = sign_in("clerk_a").post(reverse("doan_vien_create"), FORM | {"so_cccd": ""}, follow=True)
    said = [str(message) for message in page.context["messages"]][1:]
    assert said == [f"Có thể trùng với Lê Văn Ổn, sinh 1990, {world.units['cdcs_b']}."]


def test_who_lost_one_of_the_two_meanwhile_merges_nothing(world):
    """The clerk of A has the page open, B takes the member over, the clerk presses: what was read counts no more."""
    stays, goes = world.objects["member_a"], add_former(world, "cdcs_a")
    both = [DoanVien.objects.select_related("cong_doan").get(pk=one.pk) for one in (stays, goes)]
    move = BienDongData("chuyen_di", date(2025, 6, 2), world.units["cdcs_a"], world.units["cdcs_b"], doan_vien=stays)
    record_bien_dong(move, by=world.user("administrator"))
    with pytest.raises(Http404):
        merge_doan_vien(*both, by=world.user("clerk_a"), ly_do=WHY)
