"""The officer of a CĐCS on a telephone: own list, kết nạp, thôi, workers not yet members, nothing else (05 §5.2-5)."""

import re
from datetime import date

import pytest
from django.urls import reverse

from cdcs.models import PhanCong
from core.dates import today
from doanhnghiep.actions import DoanhNghiepData, LaoDongData, record_doanh_nghiep, record_lao_dong
from doanhnghiep.models import DoanhNghiep
from doanvien.models import BienDong, DoanVien
from doanvien.queries.mat_do import mat_do
from sapxep.actions import SapXepData, sap_xep

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 10)


def home(sign_in):
    return sign_in("officer_a").get("/")


def test_home_counts_workers_who_are_not_members(world, sign_in):
    """150 workers of the one employer (CĐCS báo cáo) less 21 members (one by name, 20 counted)."""
    answer = home(sign_in)
    density = answer.context["density"]
    assert (density.doan_vien, density.nu, density.co_danh_sach, answer.context["counted"]) == (21, 13, 1, 20)
    assert (density.lao_dong, density.chua_la_doan_vien, density.missing) == (150, 129, 0)
    assert "= 150 lao động − 21 đoàn viên" in answer.content.decode()


def test_menu_holds_three_things(world, sign_in):
    assert [(room["label"], room["current"]) for room in home(sign_in).context["menu"]] == [
        ("Công đoàn của tôi", True), ("Đoàn viên", False), ("Kết nạp", False),
    ]  # fmt: skip
    page = sign_in("officer_a").get(reverse("doan_vien_create"))
    assert [room["label"] for room in page.context["menu"] if room["current"]] == ["Kết nạp"]


@pytest.mark.parametrize(("name", "chosen"), [("officer_a", "cdcs_a"), ("clerk_a", None)])
def test_the_own_base_unit_is_chosen_in_the_forms_of_an_officer(world, sign_in, name, chosen):
    """There are sub-units to choose from too; a clerk has many units and chooses."""
    client = sign_in(name)
    pages = [client.get(reverse(page)) for page in ("doan_vien_create", "doan_vien_import")]
    wanted = world.units[chosen].ma if chosen else ""
    assert [page.context["form"]["cong_doan"].value() or "" for page in pages] == [wanted] * 2


def test_an_officer_reads_of_no_transfer_and_of_no_count_of_units(world, sign_in):
    """What is the clerk's to do is not spoken of; a base unit does not count itself."""
    pages = {name: sign_in(name).get(reverse("doan_vien_bien_dong_create", args=[world.objects["member_a"].pk]))
             for name in ("officer_a", "clerk_a")}  # fmt: skip
    told = {name: "thì chờ bên nhận tiếp nhận" in page.content.decode() for name, page in pages.items()}
    assert told == {"officer_a": False, "clerk_a": True}
    assert "công đoàn cơ sở, nghiệp đoàn" not in sign_in("officer_a").get(reverse("doan_vien_list")).content.decode()


def test_second_employer_without_a_record_is_told(world):
    by, units = world.user("administrator"), world.units
    facts = {"ten": "Công ty TNHH Bao bì", "loai_hinh": "tnhh"}
    record_doanh_nghiep(DoanhNghiepData("0600001131", units["a"], facts, [units["cdcs_a"]]), by=by)
    density = mat_do(units["cdcs_a"], DAY)
    assert (density.so_don_vi, density.missing, density.lao_dong) == (2, 1, 150)


def test_fewer_workers_than_members_is_nobody_and_no_record_is_unknown(world):
    employer = DoanhNghiep.objects.get()
    by, units = world.user("administrator"), world.units
    record_lao_dong(LaoDongData(employer, date(2025, 12, 1), "bhxh", 15, 5), by=by)
    assert mat_do(units["cdcs_a"], DAY).chua_la_doan_vien == 0
    assert mat_do(units["cdcs_b"], DAY).chua_la_doan_vien is None


def test_officer_takes_in_and_writes_out(world, sign_in):
    client = sign_in("officer_a")
    form = {
        "cong_doan": "A001",
        "ho_ten": "Lê Văn Ổn",
        "ngay_sinh": "1990",
        "gioi_tinh": "nam",
        "ngay_ket_nap": "5/3/2025",
    }
    client.post(reverse("doan_vien_create"), form)
    member = DoanVien.objects.get(ho_ten="Lê Văn Ổn")
    client.post(reverse("doan_vien_bien_dong_create", args=[member.pk]), {"loai": "cham_dut_hdld", "ngay": "6/6/2025"})
    rows = BienDong.objects.filter(doan_vien=member).order_by("pk").values_list("loai", "created_by__username")
    assert list(rows) == [("ket_nap", "officer_a"), ("cham_dut_hdld", "officer_a")]


@pytest.mark.parametrize("kind", ["khai_tru", "chuyen_di"])
def test_what_an_officer_may_not_write_is_refused_in_plain_words(world, sign_in, kind):
    """An expulsion and a transfer are the superior's (08 §8.5), also where a page kept from another day offers them."""
    address = reverse("doan_vien_bien_dong_create", args=[world.objects["member_a"].pk])
    data = {"loai": kind, "ngay": "6/6/2025", "so_quyet_dinh": "1/QĐ", "cong_doan_den": "B001"}
    errors = sign_in("officer_a").post(address, data).context["form"].errors
    assert errors["loai"] == ["Mục này không còn trong danh sách: chọn lại rồi lưu."]


def test_draft_of_a_form_stands_on_the_home(world, sign_in):
    client = sign_in("officer_a")
    client.post(reverse("draft", args=["doan_vien_create"]), {"ho_ten": "Lê Văn Ổn"})
    assert [(d.label, d.url) for d in client.get("/").context["drafts"]] == [
        ("Kết nạp đoàn viên", reverse("doan_vien_create"))
    ]
    assert sign_in("clerk_a").get("/").context["drafts"] == []


def links_of(answer) -> list[str]:
    body = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return [url.replace("&amp;", "&") for url in re.findall(r'href="(/[^"]*)"', body)]


def test_who_serves_two_opens_the_list_of_the_one_shown(world, sign_in):
    PhanCong.objects.create(
        user=world.user("officer_a"), cong_doan=world.units["cdcs_b"], vai_tro="can_bo_cdcs", tu_ngay=DAY
    )
    answer = sign_in("officer_a").get("/?don_vi=B001")
    assert {url for url in links_of(answer) if url.startswith("/doan-vien/?")} == {"/doan-vien/?don_vi=B001"}


def test_home_of_a_unit_that_ended_is_read_and_offers_nothing_that_is_refused(world, sign_in):
    """An account on a closed unit reads that unit's own page, nothing else [02-2.7-3]."""
    decision = SapXepData("sap_nhap", today(), world.units["cdcs_a"], world.units["cdcs_b"], so_quyet_dinh="1/QĐ")
    sap_xep(decision, by=world.user("administrator"))
    client, answer = sign_in("officer_a"), home(sign_in)
    assert f"kết thúc hoạt động ngày {today():%d/%m/%Y}, nhập vào Công đoàn B001" in answer.content.decode()
    assert "Lao động chưa là đoàn viên" not in answer.content.decode()  # nobody's workers any more
    assert [url for url in links_of(answer) if client.get(url).status_code != 200] == []


def keys_of(page, *names: str) -> dict[str, tuple[str, str]]:
    """Of these boxes the first of the page: the keys a phone shows, and whether a browser keeps what is typed."""
    found: dict[str, tuple[str, str]] = {}
    for tag in re.findall(r"<input [^>]*>", page.content.decode()):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if told.get("name") in names:
            found.setdefault(told["name"], (told.get("inputmode", "text"), told.get("autocomplete", "on")))
    return found


def test_a_phone_shows_the_keys_that_a_box_needs_and_keeps_nothing_of_another_person(world, sign_in):
    client = sign_in("officer_a")
    one, many = (client.get(reverse(name)) for name in ("doan_vien_create", "doan_vien_import"))
    assert keys_of(one, "ho_ten", "so_cccd", "so_the", "dien_thoai") == {
        "ho_ten": ("text", "off"), "so_cccd": ("numeric", "off"), "so_the": ("text", "off"),
        "dien_thoai": ("tel", "off"),
    }  # fmt: skip
    assert keys_of(many, "o_ho_ten", "o_ngay_sinh", "o_so_cccd", "o_dien_thoai") == {
        "o_ho_ten": ("text", "off"), "o_ngay_sinh": ("numeric", "off"), "o_so_cccd": ("numeric", "off"),
        "o_dien_thoai": ("tel", "off"),
    }  # fmt: skip
