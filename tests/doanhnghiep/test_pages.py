"""Employers: the list behind coverage, facts, workers by hand, links: what the reader sees and what is written."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.dates import format_date
from doanhnghiep.actions import DoanhNghiepData, LaoDongData, record_doanh_nghiep, record_lao_dong
from doanhnghiep.actions.van_dong import save_phuong_an
from doanhnghiep.models import DoanhNghiep, LaoDong, LienKetCDCS
from taikhoan.models import NhatKy
from tests.rooms import DAY

pytestmark = pytest.mark.django_db
TEN = "Công ty TNHH May Thắng Lợi"


def add(world, code: str, name: str, workers: int | None = None, unit: str = "a", **facts) -> DoanhNghiep:
    by = world.user("administrator")
    facts = {"ten": name, "loai_hinh": "co_quan"} | facts
    employer = record_doanh_nghiep(DoanhNghiepData(code, world.units[unit], facts), by=by)
    if workers is not None:
        record_lao_dong(LaoDongData(employer, DAY, "bhxh", workers), by=by)
    return employer


def names(client, query: str = "") -> list[str]:
    return [row.ten for row in client.get(reverse("doanh_nghiep_list") + query).context["page"].rows]


@pytest.mark.parametrize(("who", "code"), [("clerk_a", "TPND"), ("clerk_a", "A001"), ("officer_a", "A001")])
def test_the_pages_beside_the_list_open(sign_in, who, code):
    """Coverage, organising work and classes are those of who manages employers: a base unit was led to a 404."""
    client = sign_in(who)
    text = client.get(reverse("doanh_nghiep_list") + f"?don_vi={code}").content.decode()
    nav = text.partition('aria-label="Các trang về doanh nghiệp"')[2].partition("</nav>")[0]
    pages = re.findall(r'href="([^"]+)"', nav)
    assert (len(pages) > 2, [page for page in pages if client.get(page).status_code != 200]) == (True, [])


@pytest.fixture
def three(world):
    add(world, "0600000001", "Trường Mầm non Hòa Xá", 30, von_nuoc_ngoai=True)
    add(world, "0600000002", "Chi cục Thuế", 8)
    add(world, "0600000003", "Đơn vị chưa rõ")
    add(world, "0600000004", "Của đơn vị khác", 99, "b")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [TEN, "Trường Mầm non Hòa Xá", "Chi cục Thuế", "Đơn vị chưa rõ"]),
        ("?quy_mo=trong_dien", [TEN, "Trường Mầm non Hòa Xá"]),
        ("?quy_mo=trong_dien&cdcs=chua", ["Trường Mầm non Hòa Xá"]),
        ("?quy_mo=tu_100", [TEN]),
        ("?quy_mo=duoi_10", ["Chi cục Thuế"]),
        ("?quy_mo=chua_co_so_lieu", ["Đơn vị chưa rõ"]),
        ("?cdcs=co", [TEN]),
        ("?fdi=co", ["Trường Mầm non Hòa Xá"]),
        ("?loai_hinh=tnhh", [TEN]),
        ("?khu=KCN Hòa Xá", [TEN]),
        ("?q=mam non hoa", ["Trường Mầm non Hòa Xá"]),
        ("?q=0600000002", ["Chi cục Thuế"]),
        ("?sap_xep=ten", ["Chi cục Thuế", TEN, "Đơn vị chưa rõ", "Trường Mầm non Hòa Xá"]),
        ("?den=9/3/2025&quy_mo=trong_dien", []),
        ("?trang_thai=ngung", []),
    ],
)
def test_filters(three, sign_in, query, found):
    assert names(sign_in("clerk_a"), query) == found


def test_a_filter_is_kept_under_a_name_with_the_day_left_open(world, sign_in):
    """[05-5.2-4] The form posts its day: kept with it, the list of today would be one of the past tomorrow."""
    add(world, "0600000001", "Cơ khí Ý Yên", 20, von_nuoc_ngoai=True)
    client, today = sign_in("clerk_a"), format_date(timezone.localdate())
    page = client.get(reverse("doanh_nghiep_list"), {"don_vi": "TPND", "q": "", "fdi": "co", "den": today})
    assert page.context["kept"].urlencode() == "don_vi=TPND&fdi=co"
    saved = {"ten": "FDI của tôi", "query": page.context["kept"].urlencode()}
    client.post(reverse("saved_view_create", args=["doanh_nghiep_list"]), saved)
    page = client.get(reverse("doanh_nghiep_list"), {"fdi": "co", "don_vi": "TPND", "den": today, "truoc": ""})
    view = page.context["views"][-1]
    assert (view["label"], view["url"], view["current"]) == ("FDI của tôi", "?don_vi=TPND&fdi=co", True)
    assert reverse("saved_view_delete", args=[view["pk"]]) in page.content.decode()
    past = client.get(reverse("doanh_nghiep_list"), {"fdi": "co", "den": "1/5/2025"}).context["kept"]
    assert past.urlencode() == "fdi=co&den=1%2F5%2F2025"
    assert "FDI của tôi" not in sign_in("clerk_b").get(reverse("doanh_nghiep_list")).content.decode()


def test_the_worklist_is_kept_under_a_name_too(world, sign_in):
    add(world, "0600000001", "Cơ khí Ý Yên", 20)
    client, address = sign_in("clerk_a"), reverse("van_dong_list")
    page = client.get(address, {"don_vi": "TPND", "giai_doan": "chua_tiep_can"})
    saved = {"ten": "Chưa ai đến", "query": page.context["kept"].urlencode()}
    assert reverse("saved_view_create", args=["van_dong_list"]) in page.content.decode()
    client.post(reverse("saved_view_create", args=["van_dong_list"]), saved)
    assert "Chưa ai đến" in client.get(address).content.decode()


def test_list_is_the_list_behind_coverage(three, sign_in):
    context = sign_in("clerk_a").get(reverse("doanh_nghiep_list")).context
    coverage = context["coverage"]
    client = sign_in("clerk_a")
    assert len(names(client, "?quy_mo=trong_dien")) == coverage["trong_dien"]
    assert len(names(client, "?quy_mo=trong_dien&cdcs=co")) == coverage["co_cdcs"]
    assert len(names(client, "?quy_mo=chua_co_so_lieu")) == coverage["chua_co_so_lieu"]


def test_officer_sees_the_employers_of_the_cdcs(three, sign_in):
    assert names(sign_in("officer_a")) == [TEN]


def test_list_asks_the_same_at_one_row_and_at_four(world, sign_in, django_assert_num_queries):
    client = sign_in("clerk_a")
    names(client)
    with CaptureQueriesContext(connection) as one:
        names(client)
    asked = len(one)
    for number in range(3):
        add(world, f"060000001{number}", f"Đơn vị {number}", 20)
    with django_assert_num_queries(asked):
        names(client)


FORM = {
    "ma_so_thue": "0100109106", "ten": "Công ty CP Nhựa", "loai_hinh": "co_phan", "quan_ly": "TPND", "cdcs": "a001",
    "ngay_hoat_dong": "5/3/2016", "submit_key": "k",
}  # fmt: skip


def test_create(world, sign_in):
    response = sign_in("clerk_a").post(reverse("doanh_nghiep_create"), FORM)
    employer = DoanhNghiep.objects.get(ma_so_thue="0100109106")
    assert response.url == reverse("doanh_nghiep_detail", args=[employer.pk])
    assert (employer.ten, employer.ngay_hoat_dong) == ("Công ty CP Nhựa", date(2016, 3, 5))
    assert [link.cong_doan.ma for link in employer.lien_ket.all()] == ["A001"]


@pytest.mark.parametrize(
    ("name", "of_employer", "data"),
    [("doanh_nghiep_create", False, FORM), ("tranh_chap_create", True, {"loai": "lao_dong", "so_lao_dong": "17"})],
)
def test_what_was_typed_is_kept_until_it_is_sent(world, sign_in, name, of_employer, data):
    client = sign_in("clerk_a")
    address = reverse(name, args=[world.objects["employer_a"].pk] if of_employer else [])
    data = data | {"ly_do": "Đã đối chiếu bảng lương tháng 5."}
    client.post(client.get(address).context["draft"].url, data)
    shown = client.get(address).context["form"]
    typed = {field.name: field.value() for field in shown if field.name in data and field.name != "submit_key"}
    assert typed == {field: data[field] for field in typed}
    assert client.post(address, data | {"submit_key": "q" * 32}).status_code == 302
    assert client.get(address).context["draft"].values == {}


def test_what_was_typed_over_the_facts_of_an_employer_is_kept_until_it_is_saved(world, sign_in):
    """A box whose tick was taken away stays so; where somebody else saved in between, both texts are shown."""
    client, employer = sign_in("clerk_a"), add(world, "0600000501", "Một", von_nuoc_ngoai=True)
    address = reverse("doanh_nghiep_update", args=[employer.pk])
    data = {"ten": "Hai", "loai_hinh": "co_quan", "dia_chi": "12 Trần Phú", "version": "1"}
    client.post(client.get(address).context["draft"].url, data)
    (link,) = client.get("/").context["drafts"]
    assert (link.label, link.url) == ("Sửa thông tin một doanh nghiệp", address)
    form = client.get(address).context["form"]
    assert [form[name].value() for name in ("ten", "dia_chi", "von_nuoc_ngoai")] == ["Hai", "12 Trần Phú", False]
    sign_in("administrator").post(address, data | {"ten": "Ba", "dia_chi": ""})
    both = client.get(address).context["conflict"]
    assert [(row["mine"], row["theirs"]) for row in both] == [("Hai", "Ba"), ("12 Trần Phú", "")]
    assert client.post(address, data | {"version": "2"}).status_code == 302
    assert client.get(address).context["draft"].kept is None


def test_a_select_that_was_left_open_says_what_to_do(world, sign_in):
    """The words of the other cells, not Django's "Trường này là bắt buộc" (05 §5.4)."""
    form = sign_in("clerk_a").post(reverse("doanh_nghiep_create"), FORM | {"ten": "", "loai_hinh": ""}).context["form"]
    assert form.errors.get_json_data() == {
        "ten": [{"message": "Ô này phải có. Điền rồi lưu lại.", "code": "required"}],
        "loai_hinh": [{"message": "Chọn một mục rồi lưu lại.", "code": "required"}],
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ma_so_thue": "0100109107"}, "ma_so_thue"),
        ({"ma_so_thue": "0600001237"}, "ma_so_thue"),
        ({"quan_ly": "YYEN"}, "quan_ly"),
        ({"cdcs": "B001"}, "cdcs"),
        ({"ngay_ngung": "1/1/2016"}, "ngay_ngung"),
        ({"dien_thoai": "123"}, "dien_thoai"),
    ],
)
def test_refusals_stand_at_their_field(world, sign_in, changes, field):
    before = DoanhNghiep.objects.count()
    response = sign_in("clerk_a").post(reverse("doanh_nghiep_create"), FORM | changes)
    assert list(response.context["form"].errors) == [field]
    assert DoanhNghiep.objects.count() == before


def test_two_editors_see_both_texts(world, sign_in):
    client, employer = sign_in("clerk_a"), world.objects["employer_a"]
    address = reverse("doanh_nghiep_update", args=[employer.pk])
    data = {"ten": "Tên một", "loai_hinh": "tnhh", "khu_cong_nghiep": "KCN Hòa Xá", "version": 1}
    client.post(address, data)
    answer = client.post(address, data | {"ten": "Tên hai"})
    assert answer.context["conflict"] == [{"label": "Tên đơn vị", "mine": "Tên hai", "theirs": "Tên một"}]
    assert DoanhNghiep.objects.get(pk=employer.pk).ten == "Tên một"


def test_an_unusual_phone_that_a_sheet_brought_does_not_stop_other_facts(world, sign_in):
    """The form refused to save anything while it stood there; another unusual one is refused as before."""
    client, employer = sign_in("clerk_a"), add(world, "0600000501", "Có máy lẻ", dien_thoai="0228 3649, máy lẻ 12")
    address = reverse("doanh_nghiep_update", args=[employer.pk])
    shown = client.get(address).context["form"].initial
    facts = {name: value for name, value in shown.items() if value and name != "submit_key"} | {"ten": "Tên mới"}
    assert list(client.post(address, facts | {"dien_thoai": "máy lẻ 13"}).context["form"].errors) == ["dien_thoai"]
    assert client.post(address, facts).status_code == 302
    employer.refresh_from_db()
    assert (employer.ten, employer.dien_thoai) == ("Tên mới", "0228 3649, máy lẻ 12")
    assert client.post(address, facts | {"version": 2, "dien_thoai": ""}).status_code == 302
    employer.refresh_from_db()
    assert employer.dien_thoai == ""


WORKERS = {"ngay_so_lieu": "1/4/2025", "nguon": "bhxh", "tong_lao_dong": "1.250", "lao_dong_nu": "900"}


def test_latest_record_is_the_one_in_use(world, sign_in):
    client, employer = sign_in("clerk_a"), world.objects["employer_a"]
    client.post(reverse("lao_dong_create", args=[employer.pk]), WORKERS)
    ruling = client.get(reverse("doanh_nghiep_detail", args=[employer.pk])).context["ruling"]
    assert (ruling.nguon, ruling.tong_lao_dong, ruling.lao_dong_nu) == ("bhxh", 1250, 900)


def test_officer_writes_what_the_cdcs_reports_and_nothing_else(world, sign_in):
    client, employer = sign_in("officer_a"), world.objects["employer_a"]
    address = reverse("lao_dong_create", args=[employer.pk])
    assert list(client.post(address, WORKERS).context["form"].errors) == ["nguon"]
    client.post(address, WORKERS | {"nguon": "cdcs_bao_cao"})
    assert set(LaoDong.objects.values_list("nguon", "tong_lao_dong")) == {
        ("cdcs_bao_cao", 150), ("cdcs_bao_cao", 1250),
    }  # fmt: skip


def test_editing_a_record_keeps_day_and_source(world, sign_in):
    employer, row = world.objects["employer_a"], world.objects["workers_a"]
    address = reverse("lao_dong_update", args=[employer.pk, row.pk])
    sign_in("clerk_a").post(address, WORKERS | {"version": row.version})
    row.refresh_from_db()
    assert (row.ngay_so_lieu, row.nguon, row.tong_lao_dong) == (DAY, "cdcs_bao_cao", 1250)


def test_link(world, sign_in):
    employer = add(world, "0600000009", "Chưa có CĐCS", 50)
    sign_in("clerk_a").post(reverse("link_cdcs", args=[employer.pk]), {"cdcs": "A001"})
    assert [link.cong_doan.ma for link in employer.lien_ket.all()] == ["A001"]


def test_a_link_given_wrongly_is_taken_back(world, sign_in):
    """Coverage is as if it had never been, the organising work stands where it stood, and the log says why."""
    employer, client = add(world, "0600000009", "Chưa có CĐCS", 50), sign_in("clerk_a")
    work = save_phuong_an(employer, by=world.user("clerk_a"), version=0, facts={"phuong_an": "Gặp giám đốc"})
    client.post(reverse("link_cdcs", args=[employer.pk]), {"cdcs": "A001"})
    link = employer.lien_ket.get()
    page = client.get(reverse("doanh_nghiep_detail", args=[employer.pk])).content.decode()
    address = reverse("lien_ket_undo", args=[employer.pk, link.pk])
    assert address in page
    assert list(client.post(address, {"ly_do": "nhầm"}).context["form"].errors) == ["ly_do"]
    assert client.post(address, {"ly_do": "Ghi nhầm sang công ty cùng tên"}).status_code == 302
    assert not employer.lien_ket.exists()
    assert [step.den for step in work.cac_buoc.order_by("pk")] == ["da_thanh_lap", work.giai_doan]
    assert NhatKy.objects.filter(act="link_cdcs").latest("pk").noi_dung["ly_do"] == "Ghi nhầm sang công ty cùng tên"
    assert client.post(address, {"ly_do": "Ghi nhầm sang công ty cùng tên"}).status_code == 404


def test_a_link_that_a_decision_brought_goes_with_the_decision_alone(world, sign_in):
    link = world.objects["link_a"]
    LienKetCDCS.objects.filter(pk=link.pk).update(is_given=False)
    client, address = sign_in("clerk_a"), reverse("lien_ket_undo", args=[link.doanh_nghiep_id, link.pk])
    assert address not in client.get(reverse("doanh_nghiep_detail", args=[link.doanh_nghiep_id])).content.decode()
    answer = client.post(address, {"ly_do": "Ghi nhầm sang công ty cùng tên"})
    assert "hoàn tác quyết định đó trước" in answer.content.decode()
    assert LienKetCDCS.objects.filter(pk=link.pk).exists()


def test_an_officer_is_offered_to_mend_what_a_cdcs_reported_alone(world, sign_in):
    employer, by = world.objects["employer_a"], world.user("administrator")
    record_lao_dong(LaoDongData(employer, DAY, "bhxh", 140), by=by)
    offered = {}
    for who in ("officer_a", "clerk_a", "reader_a"):
        client = sign_in(who)
        text = client.get(reverse("doanh_nghiep_detail", args=[employer.pk])).content.decode()
        links = re.findall(rf'href="(/doanh-nghiep/{employer.pk}/lao-dong/\d+/)"', text)
        offered[who] = [client.get(link).status_code for link in links]
    assert offered == {"officer_a": [200], "clerk_a": [200, 200], "reader_a": []}


def test_a_number_that_was_taken_out_of_the_form_is_gone(world, sign_in):
    """A sheet's empty cell keeps it [03-3.3-43]; the form shows every number, and said it was written."""
    employer = add(world, "0600000081", "Ghi nhầm số nữ")
    record = LaoDongData(employer, DAY, "bhxh", 50, 20, 45)
    record_lao_dong(record, by=world.user("administrator"))
    row = employer.lao_dong.get()
    data = {"tong_lao_dong": "50", "lao_dong_nu": "", "so_dong_bhxh": "", "version": row.version}
    answer = sign_in("clerk_a").post(reverse("lao_dong_update", args=[employer.pk, row.pk]), data)
    row.refresh_from_db()
    assert (answer.status_code, row.tong_lao_dong, row.lao_dong_nu, row.so_dong_bhxh) == (302, 50, None, None)


@pytest.mark.parametrize(("code", "kind", "reason"), [
    ("0600000082", "tnhh", "Số kiểm tra"), ("036085001234", "tnhh", "12 chữ số chỉ dùng cho Hộ kinh doanh"),
    ("0600000082", "khac", ""),
])  # fmt: skip
def test_an_employer_becomes_no_company_with_a_code_no_company_has(world, sign_in, code, kind, reason):
    employer = add(world, code, "Hộ bà Sáu", loai_hinh="ho_kinh_doanh")
    data = {"ten": employer.ten, "loai_hinh": kind, "version": employer.version}
    answer = sign_in("clerk_a").post(reverse("doanh_nghiep_update", args=[employer.pk]), data)
    employer.refresh_from_db()
    if not reason:
        assert (answer.status_code, employer.loai_hinh) == (302, kind)
        return
    assert reason in answer.context["form"].errors["loai_hinh"][0]
    assert employer.loai_hinh == "ho_kinh_doanh"
