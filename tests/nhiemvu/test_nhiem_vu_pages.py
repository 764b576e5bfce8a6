"""Pages of agreements, dialogues and issues: entry, lists with their Excel, one record, and where others show them."""

import re
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from cdcs.models import CongDoan, forget_co_cau
from core.dates import today
from nhiemvu.actions import cancel, forward_kien_nghi
from nhiemvu.models import DoiThoai, KienNghi, ThoaUoc
from sapxep.actions import SapXepData, sap_xep
from tests.nhiemvu.measures import agree, ask, found, talk

pytestmark = pytest.mark.django_db
LIST = reverse("thoa_uoc_list")
FORM = {
    "cong_doan": "A001", "cac_cdcs": "", "loai": "doanh_nghiep", "so": "05/TULĐTT", "ngay_ky": "10/1/2025",
    "hinh_thuc": "ky_moi", "tu_ngay": "15/1/2025", "den_het": "14/1/2027", "diem": "85,5", "xep_loai": "a",
    "so_dieu_khoan": "7", "submit_key": "k",
}  # fmt: skip
QUERY = "?don_vi=ND&tu=2025-01-01&den=2025-12-31"


def post_new(client, **changes):
    return client.post(reverse("thoa_uoc_create") + "?don_vi=ND", FORM | changes)


def text_of(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def sheet_of(client, url: str) -> list[tuple]:
    """The rows of the Excel below the line of headings."""
    response = client.get(url)
    rows = list(load_workbook(BytesIO(b"".join(response.streaming_content))).active.iter_rows(values_only=True))
    heads = next(n for n, row in enumerate(rows) if row[0] == "TT")
    return rows[heads + 1 :]


# ---- entry ----


def test_last_day_is_typed_as_it_is_signed(world, sign_in):
    response = post_new(sign_in("administrator"))
    row = ThoaUoc.objects.get()
    assert response.url == reverse("thoa_uoc_detail", args=[row.pk])
    assert (row.cong_doan.ma, row.den_ngay, str(row.diem), row.created_by.username) == (
        "A001", date(2027, 1, 15), "85.5", "administrator",
    )  # fmt: skip
    post_new(sign_in("administrator"))  # a second click
    assert ThoaUoc.objects.count() == 1
    text = text_of(sign_in("officer_a"), response.url)
    assert "hiệu lực 15/01/2025 đến hết 14/01/2027" in text
    assert "85,5" in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"den_het": "14/1/2025"}, "den_het"), ({"den_het": ""}, "den_het"), ({"diem": "100,5"}, "diem"),
        ({"cong_doan": "ND-X"}, "cong_doan"), ({"so_dieu_khoan": ""}, "so_dieu_khoan"),
        ({"ngay_ky": "1/1/2199"}, "ngay_ky"), ({"cac_cdcs": "B001; LA"}, "cac_cdcs"), ({"cac_cdcs": "B001"}, "loai"),
    ],
)  # fmt: skip
def test_refusals_stand_at_their_field(world, sign_in, changes, field):
    response = post_new(sign_in("administrator"), **changes)
    assert (list(response.context["form"].errors), ThoaUoc.objects.count()) == ([field], 0)


def test_trade_agreement_of_several_units(world, sign_in):
    client = sign_in("administrator")
    response = post_new(client, loai="nganh", cac_cdcs="b001; A001;")
    assert response.url == f"{LIST}?don_vi=ND"
    assert sorted(ThoaUoc.objects.values_list("cong_doan__ma", flat=True)) == ["A001", "B001"]


def test_units_of_another_clerk_are_not_offered(world, sign_in):
    client = sign_in("clerk_a")
    form = client.get(reverse("thoa_uoc_create")).context["form"]
    assert [unit.ma for unit in form.fields["cong_doan"].queryset] == ["A001"]
    refused = client.post(reverse("thoa_uoc_create"), FORM | {"loai": "nganh", "cac_cdcs": "B001"}).context["form"]
    assert refused.errors["cac_cdcs"] == ["Không có CĐCS mã B001 trong phạm vi của bạn."]


@pytest.mark.parametrize(("last", "warned"), [("14/1/2026", False), ("13/1/2026", True), ("14/1/2028", False),
                                              ("14/1/2029", True)])  # fmt: skip
def test_an_unusual_term_is_written_with_a_warning(world, sign_in, last, warned):
    client = sign_in("administrator")
    response = client.get(post_new(client, den_het=last).url)
    assert ("Thỏa ước thường có thời hạn từ 1 đến 3 năm" in response.content.decode()) is warned


@pytest.mark.parametrize("noun", ["thoa_uoc", "doi_thoai", "kien_nghi"])
@pytest.mark.parametrize(("who", "status"), [("clerk_a", 200), ("reviewer", 403), ("reader_a", 403), ("leader", 403)])
def test_who_may_open_the_form_and_sees_its_button(world, sign_in, noun, who, status):
    client, create = sign_in(who), reverse(f"{noun}_create")
    assert client.get(create).status_code == status
    assert (create in text_of(client, reverse(f"{noun}_list"))) is (status == 200)


def test_dialogue_and_issue_by_their_forms(world, sign_in):
    client = sign_in("clerk_a")
    talked = {"cong_doan": "A001", "ngay": "12/3/2025", "loai": "vu_viec", "noi_dung": "Chậm lương", "submit_key": "a"}
    again = client.post(reverse("doi_thoai_create"), talked | {"them_moi": "1"})
    assert again.url == reverse("doi_thoai_create") + "?don_vi=TPND"
    asked = {"cong_doan": "A001", "ngay": "20/3/2025", "linh_vuc": "an_toan", "noi_dung": "Đo môi trường",
             "noi_nhan": "cap_tren", "submit_key": "b"}  # fmt: skip
    client.post(reverse("kien_nghi_create"), asked)
    assert (DoiThoai.objects.get().loai, KienNghi.objects.get().linh_vuc) == ("vu_viec", "an_toan")


@pytest.mark.parametrize("noun", ["thoa_uoc", "doi_thoai", "kien_nghi"])
def test_what_was_typed_is_kept_until_it_is_sent(world, sign_in, noun):
    client, create = sign_in("administrator"), reverse(f"{noun}_create")
    typed = {"cong_doan": "B001", "ngay": "12/3/2025", "loai": "dinh_ky" if noun == "doi_thoai" else "doanh_nghiep",
             "noi_dung": "Bữa ăn ca", "linh_vuc": "phuc_loi", "noi_nhan": "tinh"}  # fmt: skip
    client.post(client.get(create).context["draft"].url, typed)
    form = client.get(create).context["form"]
    assert form["cong_doan"].value() == "B001"
    assert [one.url for one in client.get("/").context["drafts"]] == [create]
    client.post(create, FORM | typed | {"submit_key": "z"})
    assert client.get("/").context["drafts"] == []


# ---- mending, cancelling ----


def changed(row: ThoaUoc, **changes) -> dict:
    facts = {name: FORM[name] for name in FORM if name not in ("cong_doan", "cac_cdcs")}
    return facts | {"version": row.version, "submit_key": "s", "ngay_cham_dut": "", "ly_do_cham_dut": ""} | changes


def test_both_texts_are_shown_to_who_saves_second(world, sign_in):
    row, client = agree(world, so="01"), sign_in("clerk_a")
    url = reverse("thoa_uoc_update", args=[row.pk])
    assert client.post(url, changed(row, so="02")).url == reverse("thoa_uoc_detail", args=[row.pk])
    response = client.post(url, changed(row, so="03", xep_loai="c", submit_key="t"))
    differing = {one["label"]: (one["mine"], one["theirs"]) for one in response.context["conflict"]}
    assert differing == {"Số thỏa ước": ("03", "02"), "Xếp loại": ("Loại C", "Loại A")}
    kept = response.context["form"].data
    client.post(url, kept)
    row.refresh_from_db()
    assert (row.so, row.version) == ("03", 3)


@pytest.mark.parametrize(
    ("make", "noun", "name"),
    [(agree, "thoa_uoc", "so"), (talk, "doi_thoai", "noi_dung"), (ask, "kien_nghi", "noi_dung")],
)
def test_what_was_typed_over_a_record_is_kept_until_it_is_saved(world, sign_in, make, noun, name):
    row, client = make(world), sign_in("clerk_a")
    url = reverse(f"{noun}_update", args=[row.pk])
    page = client.get(url)
    shown = {one.name: one.value() for one in page.context["form"] if one.value() is not None}
    typed = {key: str(value) for key, value in shown.items() if key != "submit_key"} | {name: "Gõ dở"}
    client.post(page.context["draft"].url, typed)
    (link,) = client.get("/").context["drafts"]
    assert (link.url, client.get(url).context["form"][name].value()) == (url, "Gõ dở")
    assert sign_in("administrator").post(url, typed | {name: "Người khác", "submit_key": "o"}).status_code == 302
    both = client.get(url).context["conflict"]
    assert [(one["mine"], one["theirs"]) for one in both] == [("Gõ dở", "Người khác")]
    assert client.post(url, typed | {"version": "2", "submit_key": "p"}).status_code == 302
    row.refresh_from_db()
    assert (getattr(row, name), client.get("/").context["drafts"]) == ("Gõ dở", [])


@pytest.mark.parametrize(("make", "noun"), [(agree, "thoa_uoc"), (talk, "doi_thoai"), (ask, "kien_nghi")])
def test_a_cancelled_record_says_so_and_leaves_the_lists(world, sign_in, make, noun):
    row, client = make(world), sign_in("clerk_a")
    client.post(reverse("draft", args=[f"{noun}_update", row.pk]), {"noi_dung": "Gõ dở"})
    url = reverse(f"{noun}_delete", args=[row.pk])
    short = client.post(url, {"ly_do": "sai", "submit_key": "a"}).context["form"]
    assert list(short.errors) == ["ly_do"]
    detail = client.post(url, {"ly_do": "Ghi nhầm đơn vị", "submit_key": "b"}).url
    assert "Ghi nhầm đơn vị" in text_of(client, detail)
    assert client.get(url).status_code == client.get(reverse(f"{noun}_update", args=[row.pk])).status_code == 404
    assert client.get("/").context["drafts"] == []
    assert client.get(reverse(f"{noun}_list") + QUERY.replace("ND", "TPND")).context["page"].rows == []


@pytest.mark.parametrize(("who", "acts"), [("clerk_a", ["hủy", "ghi"]), ("reader_a", [])])
def test_history_stands_before_who_reads_the_log(world, sign_in, who, acts):
    row = talk(world)
    cancel(row, by=world.user("clerk_a"), ly_do="Ghi nhầm đơn vị")
    context = sign_in(who).get(reverse("doi_thoai_detail", args=[row.pk])).context
    assert [one.viec for one in context["history"]] == acts


# ---- answering ----


def test_clerk_answers_on_the_page_of_the_issue(world, sign_in):
    issue, client = ask(world), sign_in("clerk_a")
    url = reverse("kien_nghi_detail", args=[issue.pk])
    empty = client.post(url, {"tra_loi": "", "ngay_tra_loi": "1/4/2025", "submit_key": "a"})
    assert list(empty.context["failed"].errors) == ["tra_loi"]
    answer = {"tra_loi": "Đã đo, đạt", "ngay_tra_loi": "1/4/2025", "submit_key": "b"}
    assert client.post(url, answer).url == url
    text = text_of(sign_in("officer_a"), url)
    assert "Đã đo, đạt" in text
    assert "Người clerk_a, ngày 01/04/2025" in text
    assert client.post(url, answer | {"submit_key": "c"}).context["failed"].non_field_errors() == [
        "Kiến nghị này vừa được trả lời, chuyển hoặc hủy. Tải lại trang để xem."
    ]


def test_who_reads_sees_no_answer_form(world, sign_in):
    issue = ask(world)
    url = reverse("kien_nghi_detail", args=[issue.pk])
    assert "Ghi trả lời" in text_of(sign_in("clerk_a"), url)
    assert "Ghi trả lời" not in text_of(sign_in("reviewer"), url)
    assert sign_in("clerk_a").post(url, {"chuyen": "1", "submit_key": "x"}).url == url
    assert "Ghi trả lời" not in text_of(sign_in("clerk_a"), url)
    assert "Ghi trả lời" in text_of(sign_in("reviewer"), url)


# ---- lists and Excel ----


def test_excel_has_exactly_the_filtered_rows(world, sign_in):
    agree(world)
    agree(world, "cdcs_b", xep_loai="a")
    client, url = sign_in("administrator"), reverse("thoa_uoc_export") + QUERY
    assert [(row[1], row[9].date(), row[11], row[12]) for row in sheet_of(client, url)] == [
        ("A001", date(2027, 1, 14), "Loại B", 7), ("B001", date(2027, 1, 14), "Loại A", 7),
    ]  # fmt: skip
    assert [row[1:4] for row in sheet_of(client, url + "&xep_loai=a")] == [("B001", "Công đoàn B001", "Công đoàn YYEN")]
    assert [row[1] for row in sheet_of(client, url + "&tinh_trang=chua_co")] == ["T001"]
    assert [row[1] for row in sheet_of(client, url.replace("ND", "YYEN"))] == ["B001"]


def test_excel_of_dialogues_and_issues(world, sign_in):
    talk(world), talk(world, "cdcs_b", loai="vu_viec"), talk(world, ngay=date(2024, 12, 31))
    ask(world), ask(world, "cdcs_tinh", linh_vuc="khac")
    client = sign_in("administrator")
    talks = reverse("doi_thoai_export") + QUERY
    assert [row[1] for row in sheet_of(client, talks)] == ["A001", "B001"]
    assert [row[1] for row in sheet_of(client, talks + "&loai=vu_viec")] == ["B001"]
    issues = reverse("kien_nghi_export") + QUERY
    assert [(row[1], row[7]) for row in sheet_of(client, issues)] == [
        ("A001", "Công đoàn cấp trên trực tiếp"), ("T001", "Liên đoàn Lao động tỉnh"),
    ]  # fmt: skip
    assert [row[1] for row in sheet_of(client, issues + "&linh_vuc=khac")] == ["T001"]
    assert [row[1] for row in sheet_of(client, issues + "&truc_thuoc=on")] == ["T001"]


@time_machine.travel("2026-01-05 09:00 +0700", tick=False)  # the agreement holds for two years
def test_a_clerk_reads_own_units_alone(world, sign_in):
    agree(world), agree(world, "cdcs_b"), talk(world, "cdcs_b"), ask(world, "cdcs_b")
    client = sign_in("clerk_a")
    assert [row.cong_doan.ma for row in client.get(LIST).context["page"].rows] == ["A001"]
    for model in (ThoaUoc, DoiThoai, KienNghi):
        row = model.objects.get(cong_doan=world.units["cdcs_b"])
        assert client.get(reverse(f"{model.noun}_detail", args=[row.pk])).status_code == 404


# ---- where others show them ----


def test_menu_names_the_room_to_who_reads_figures(world, sign_in):
    links = {who: '<a href="/nhiem-vu/"' in text_of(sign_in(who), "/") for who in ("leader", "officer_a", "no_role")}
    assert links == {"leader": True, "officer_a": False, "no_role": False}


def test_employer_page_has_agreement_and_dialogues_of_its_cdcs(world, sign_in):
    url = reverse("doanh_nghiep_detail", args=[world.objects["employer_a"].pk])
    client = sign_in("clerk_a")
    assert "Chưa có thỏa ước còn hiệu lực" in text_of(client, url)
    row, held = agree(world, den_ngay=date(2099, 1, 1)), talk(world)
    text = text_of(client, url)
    assert reverse("thoa_uoc_detail", args=[row.pk]) in text
    assert "hiệu lực đến hết 31/12/2098" in text
    assert reverse("doi_thoai_detail", args=[held.pk]) in text


def test_unit_page_tells_its_agreement(world, sign_in):
    unit, client = world.units["cdcs_a"], sign_in("clerk_a")
    url = reverse("cong_doan_detail", args=[unit.pk])
    assert "Chưa có thỏa ước lao động tập thể còn hiệu lực." in text_of(client, url)
    agree(world, den_ngay=date(2099, 1, 1))
    ask(world)
    with time_machine.travel("2025-06-01 05:00:00Z"):
        talk(world)
        text = text_of(client, url)
    assert "hiệu lực đến hết 31/12/2098, loại B." in text
    assert "Năm 2025 đã đối thoại 1 lần; 1 kiến nghị chưa có trả lời." in re.sub(r"<[^>]+>", "", text)
    assert f"{LIST}?don_vi=A001&amp;tinh_trang=tat_ca" in text


def titles(sign_in, who: str) -> dict:
    return {task.title: task for task in sign_in(who).get("/").context["tasks"]}


@time_machine.travel("2026-12-01 05:00:00Z")
def test_home_counts_what_ends_and_what_waits_with_its_age(world, sign_in):
    agree(world)  # holds to 14/1/2027
    issue = ask(world, ngay=date(2026, 11, 21))
    clerk = titles(sign_in, "clerk_a")
    ending, waiting = clerk["Ký lại 1 thỏa ước hết hạn trong 60 ngày"], clerk["Trả lời 1 kiến nghị"]
    assert (ending.due, ending.text) == (date(2027, 1, 14), "Công đoàn A001")
    assert waiting.text == "Của Công đoàn A001; cũ nhất đã 10 ngày"
    client = sign_in("clerk_a")
    assert client.get(ending.url).context["page"].dem_text == "1 thỏa ước"
    assert client.get(waiting.url).context["page"].dem_text == "1 kiến nghị"
    assert "Trả lời 1 kiến nghị" not in titles(sign_in, "reviewer")
    forward_kien_nghi(issue, by=world.user("clerk_a"))
    assert "Trả lời 1 kiến nghị" in titles(sign_in, "reviewer")
    assert "Trả lời 1 kiến nghị" not in titles(sign_in, "clerk_a")
    assert "Ký lại 1 thỏa ước hết hạn trong 60 ngày" not in titles(sign_in, "clerk_b")


def test_a_new_unit_shows_in_the_overview(world, sign_in):
    found(world, "A002")
    agree(world, "a002", den_ngay=date(2099, 1, 1))
    total = sign_in("clerk_a").get(reverse("nhiem_vu_list")).context["total"]["so"]
    assert (total.cdcs, total.co, str(total.ty_le)) == (2, 1, "50.0")


# ---- what is offered opens ----


def offered(client, url: str) -> dict[str, int]:
    """The forms that a page offers to open, and what they answer; nothing where the page itself is not the reader's."""
    page = client.get(url)
    links = re.findall(r'href="(/nhiem-vu/[^"]+/them/[^"]*)"', page.content.decode()) if page.status_code == 200 else []
    return {link: client.get(link).status_code for link in links}


@pytest.mark.parametrize("name", ["nhiem_vu_list", "thoa_uoc_list", "doi_thoai_list", "kien_nghi_list"])
def test_no_page_offers_a_form_that_answers_no(world, sign_in, name):
    """A superior unit without a CĐCS, a nghiệp đoàn, a closed district, a CĐCS that ended after the day of the list."""
    found(world, "TRONG", "ldld_huyen", "ND")
    found(world, "N001", "nghiep_doan")
    found(world, "Z001")
    CongDoan.objects.filter(ma="Z001").update(ngay_ket_thuc=date(2025, 6, 1))
    forget_co_cau()
    refused = {}
    for who in ("administrator", "clerk_a", "reviewer", "reader_a"):
        for code in ("TPND", "TRONG", "N001", "MLOC", "A001", "Z001"):
            answers = offered(sign_in(who), f"{reverse(name)}?don_vi={code}&den=2025-05-01&tinh_trang=chua_co")
            refused |= {(who, link): status for link, status in answers.items() if status != 200}
    assert refused == {}


def test_the_unit_page_opens_its_dialogues_and_waiting_issues(world, sign_in):
    """Those of the CĐCS that was merged into it among them, as in the lists."""
    found(world, "Z001")
    for unit in ("cdcs_a", "z001"):
        ask(world, unit, ngay=date(2025, 3, 20))
        talk(world, unit, ngay=today().replace(day=1))
    act = SapXepData("sap_nhap", today(), world.units["z001"], world.units["cdcs_a"], so_quyet_dinh="9/QĐ")
    sap_xep(act, by=world.user("administrator"))
    client = sign_in("clerk_a")
    page = client.get(reverse("cong_doan_detail", args=[world.units["cdcs_a"].pk])).context["page"]
    for number, url in (page.dialogues, page.open_issues):
        assert (number, len(client.get(url).context["page"].rows)) == (2, 2)
