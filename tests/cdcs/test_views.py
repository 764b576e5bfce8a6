"""Founding a unit and editing its facts through the forms."""

import pytest
from django.urls import reverse

from cdcs.models import CongDoan
from taikhoan.models import NhatKy

pytestmark = pytest.mark.django_db
CREATE = "/cong-doan/them/"


def founding(**changes) -> dict:
    data = {"loai": "cdcs", "cap_tren": "TPND", "ma": "A100", "ten": "CĐCS May Hồng Hà", "ngay_thanh_lap": "10/3/2025"}
    return data | {"so_quyet_dinh": "15/QĐ", "submit_key": "k1"} | changes


def test_clerk_founds_a_unit_once(world, sign_in):
    client = sign_in("clerk_a")
    answers = [client.post(CREATE, founding()) for _ in range(2)]
    unit = CongDoan.objects.get(ma="A100")
    assert [answer["Location"] for answer in answers] == [reverse("cong_doan_detail", kwargs={"pk": unit.pk})] * 2
    assert (unit.ten, unit.loai, unit.so_quyet_dinh) == ("CĐCS May Hồng Hà", "cdcs", "15/QĐ")


@pytest.mark.parametrize(
    "who, changes, field",
    [
        ("clerk_a", {"cap_tren": "YYEN"}, "cap_tren"),  # outside the scope: not among the choices
        ("clerk_a", {"ma": "A001"}, "ma"),
        ("clerk_a", {"ma": "a 001"}, "ma"),  # would be a second unit
        ("clerk_a", {"ngay_thanh_lap": "10/3/25"}, "ngay_thanh_lap"),
        ("clerk_a", {"ngay_thanh_lap": "01/01/2199"}, "ngay_thanh_lap"),
        ("clerk_a", {"loai": "ldld_huyen"}, "loai"),
        ("clerk_a", {"loai": "to_cong_doan"}, "cap_tren"),  # not under a superior unit
        ("officer_a", {"cap_tren": "A001", "loai": "cong_doan_bo_phan"}, "loai"),
    ],
)
def test_refusals_stand_at_their_field(world, sign_in, who, changes, field):
    before = CongDoan.objects.count()
    page = sign_in(who).post(CREATE, founding(**changes))
    assert (page.status_code, list(page.context["form"].errors)) == (200, [field])
    assert CongDoan.objects.count() == before


def test_officer_founds_a_to_cong_doan(world, sign_in):
    sign_in("officer_a").post(CREATE, founding(loai="to_cong_doan", cap_tren="A001", ma="A001-2"))
    assert CongDoan.objects.get(ma="A001-2").cap_tren_dau == world.units["cdcs_a"]


def test_officer_cannot_found_more_by_the_action_either(world):
    from datetime import date

    from cdcs.actions import CongDoanData, thanh_lap
    from core.refusal import Refused

    data = CongDoanData("A001-3", "Công đoàn bộ phận May", "cong_doan_bo_phan", "A001", date(2025, 3, 1))
    with pytest.raises(Refused, match="tổ công đoàn"):
        thanh_lap(data, by=world.user("officer_a"))


def test_edit_keeps_name_and_parent_and_is_logged(world, sign_in):
    unit = world.units["cdcs_a"]
    facts = {"dia_chi": "12 Trần Hưng Đạo", "dien_thoai": "0912 345 127", "so_quyet_dinh": "9/QĐ", "version": 1}
    address = reverse("cong_doan_update", kwargs={"pk": unit.pk})
    answer = sign_in("clerk_a").post(address, {**facts, "submit_key": "k2", "ten": "Tên khác", "ma": "XX"})
    assert answer.status_code == 302
    unit.refresh_from_db()
    assert (unit.dia_chi, unit.dien_thoai) == ("12 Trần Hưng Đạo", "0912345127")
    assert (unit.ten, unit.ma) == ("Công đoàn A001", "A001")
    assert NhatKy.objects.order_by("pk").last().act == "edit_thong_tin_cong_doan"


def test_conflict_shows_both_texts_and_saves_the_second_time(world, sign_in):
    unit, client = world.units["cdcs_a"], sign_in("clerk_a")
    address = reverse("cong_doan_update", kwargs={"pk": unit.pk})
    CongDoan.objects.filter(pk=unit.pk).update(dia_chi="Của người khác", version=2)
    facts = {"dia_chi": "Của tôi", "dien_thoai": "", "so_quyet_dinh": "", "version": 1, "submit_key": "k3"}
    page = client.post(address, facts)
    assert page.context["conflict"] == [{"label": "Địa chỉ", "mine": "Của tôi", "theirs": "Của người khác"}]
    assert client.post(address, facts | {"version": 2}).status_code == 302
    unit.refresh_from_db()
    assert (unit.dia_chi, unit.version) == ("Của tôi", 3)


def test_words_of_documents_are_set_here_and_else_follow_kind_and_name(world, sign_in):
    unit = world.units["a"]
    assert (unit.goi_dia_danh, unit.goi_toan_don_vi, unit.goi_ngan) == ("", "toàn huyện", "LĐLĐ huyện")
    facts = {
        "version": 1,
        "dia_danh": "Mỹ Lộc",
        "toan_don_vi": "toàn vùng",
        "ten_ngan": "Liên đoàn",
        "submit_key": "k9",
    }
    answer = sign_in("administrator").post(reverse("cong_doan_update", kwargs={"pk": unit.pk}), facts)
    assert answer.status_code == 302
    unit.refresh_from_db()
    assert (unit.goi_dia_danh, unit.goi_toan_don_vi, unit.goi_ngan) == ("Mỹ Lộc", "toàn vùng", "Liên đoàn")


@pytest.mark.parametrize(
    "kind, name, words",
    [
        ("ldld_huyen", "LĐLĐ thành phố Nam Định", ("Nam Định", "toàn thành phố", "LĐLĐ thành phố")),
        ("ldld_huyen", "LĐLĐ huyện Ý Yên", ("Ý Yên", "toàn huyện", "LĐLĐ huyện")),
        ("cong_doan_nganh", "Công đoàn ngành Y tế", ("", "toàn ngành", "Công đoàn ngành")),
        ("cong_doan_kcn", "Công đoàn các KCN tỉnh Nam Định", ("", "các KCN trong tỉnh", "Công đoàn các KCN")),
        ("cong_doan_xa", "Công đoàn phường Cửa Bắc", ("", "toàn phường", "Công đoàn phường")),
        ("ldld_tinh", "LĐLĐ tỉnh Nam Định", ("Nam Định", "toàn tỉnh", "LĐLĐ tỉnh")),
        ("cdcs", "CĐCS May Một", ("", "toàn đơn vị", "CĐCS May Một")),
    ],
)
def test_documents_call_every_kind_of_unit(kind, name, words):
    unit = CongDoan(loai=kind, ten=name)
    assert (unit.goi_dia_danh, unit.goi_toan_don_vi, unit.goi_ngan) == words
