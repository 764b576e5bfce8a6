"""Sources beside our own list: matching, piles, decisions and their undo; disputes and the order of sources (01 R8)."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from baocao.actions import undo_import
from cdcs.actions.noi_luu import folder
from cdcs.models import ChuongTrinh, ColumnMapping, PhanCong
from core.refusal import Refused
from core.validators import check_tax_code
from doanhnghiep.actions.lao_dong import LaoDongData, record_lao_dong
from doanhnghiep.actions.tranh_chap import TranhChapData, decide_tranh_chap, raise_tranh_chap, set_thu_tu_nguon
from doanhnghiep.models import DanhSachNguon, DoanhNghiep, DongNguon, LaoDong, TranhChap
from doanhnghiep.queries import bao_phu
from doanhnghiep.queries.giong_nhau import confidence, core_address, core_name, likeness
from taikhoan.models import Attachment
from tests.doanhnghiep.test_pages import add
from tests.visits.nguon import evidence

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 30)
HEAD = "Mã số thuế,Tên đơn vị,Địa chỉ,Tổng số lao động"
KEYS = ("ma_so_thue", "ten", "dia_chi", "tong_lao_dong")
WHY = "Thực tế chỉ còn mười bảy lao động"


@pytest.fixture(autouse=True)
def _here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2026-06-01 10:00:00+07:00"):
        yield


@pytest.fixture
def ours(world) -> dict[str, DoanhNghiep]:
    return {
        "same": add(world, "0600000701", "Công ty TNHH Dệt Lụa Cổ Chất", 40, dia_chi="Phương Định, Trực Ninh"),
        "differs": add(world, "0600000702", "Công ty CP Gỗ Đại Phong", 18, dia_chi="Số 5 Trần Hưng Đạo"),
        "no_code": add(world, "0600000703", "Công ty Cổ phần Giày Sao Mai", 60, dia_chi="Lô 3 KCN Hòa Xá"),
        "other": add(world, "0600000704", "Của huyện khác", 90, "b"),
    }


def bring(client, rows: list[str], nguon: str = "bhxh", head: str = HEAD, day: str = "30/4/2026",
          keys: tuple[str, ...] = KEYS) -> DanhSachNguon:  # fmt: skip
    """Upload a list and map its columns by hand."""
    file = SimpleUploadedFile("nguon.csv", "\n".join([head, *rows]).encode())
    data = {"cong_doan": "TPND", "nguon": nguon, "ngay_so_lieu": day, "tep": file}
    answer = client.post(reverse("danh_sach_nguon_list"), data)
    assert answer.status_code == 302, answer.context["form"].errors
    made = DanhSachNguon.objects.latest("pk")
    if made.trang_thai == "cho_ghep":
        columns = {f"cot_{number}": key for number, key in enumerate(keys)}
        assert client.post(reverse("danh_sach_nguon_update", args=[made.pk]), columns).status_code == 302
        made.refresh_from_db()
    return made


ROWS = [
    '0600000701,CÔNG TY TNHH DỆT LỤA CỔ CHẤT,"Phương Định, Trực Ninh",40',
    "0600000702,Cty CP Gỗ Đại Phong,Số 5 Trần Hưng Đạo,31",
    ",Cty CP Giầy Sao Mai,Lô 3 KCN Hoà Xá,60",
    "0600000704,Của huyện khác,,95",
    "0600000798,Công ty Mới Toanh,,44",
    "0600000799,Công ty CP Giày Sao Mài,,61",
]


def piles(made: DanhSachNguon) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for group, row in made.cac_dong.order_by("dong").values_list("nhom", "dong"):
        found.setdefault(group, []).append(row)
    return found


def press(client, made: DanhSachNguon, nhom: str, viec: str, **data):
    address = reverse("danh_sach_nguon_detail", args=[made.pk]) + f"?nhom={nhom}"
    return client.post(address, {"viec": viec, "pham_vi": "nhom", **data})


# ---- matching ----


@pytest.mark.parametrize(("one", "other"), [
    ("Công ty TNHH MTV May Sông Hồng", "CTY TNHH Một Thành Viên MAY SÔNG HỒNG"),
    ("Công ty cổ phần Dệt Nam Định", "Cty CP Dệt Nam Định"), ("HTX Mộc Yên Ninh", "Hợp tác xã Mộc Yên Ninh"),
    ("DNTN Hoà Bình", "Doanh nghiệp tư nhân Hòa Bình"),
])  # fmt: skip
def test_ways_of_writing_a_legal_form_are_one(one, other):
    assert core_name(one) == core_name(other)


def test_confidence_by_hand():
    assert confidence("giay sao mai", "", "giay sao mai", "hoa xa") == 100
    assert confidence("giay sao mai", "hoa xa", "giay sao mai", "hoa xa") == 100
    assert confidence("giay sao mai", "hoa xa", "giay sao mai", "") == 100
    assert confidence("may", "", "", "") == 0
    assert core_address("Số 5, đường Trần Hưng Đạo, TP Nam Định") == "5 tran hung dao nam dinh"


@given(st.lists(st.sampled_from("giay sao mai det lua nam dinh".split()), min_size=1, max_size=5), st.randoms())
def test_likeness_knows_no_order_and_no_side(words, random):
    other = list(words)
    random.shuffle(other)
    one, two = " ".join(words), " ".join(other)
    assert likeness(one, two) == 1.0
    assert likeness(one, "xyz") == pytest.approx(likeness("xyz", one), abs=0.2)
    assert 0.0 <= likeness(one, "xyz") < 1.0


def test_three_piles_and_what_may_be(world, ours, sign_in):
    made = bring(sign_in("clerk_a"), ROWS)
    assert piles(made) == {"giong": [2, 4], "khac": [3], "moi": [6], "co_the": [7]}
    assert made.ket_qua == {"tong_dong": 6, "ngoai_pham_vi": 1}
    assert "Của huyện khác" not in str(list(DongNguon.objects.values()))


def test_the_file_goes_once_it_is_read(world, ours, sign_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        bring(sign_in("clerk_a"), ROWS)
    assert list(folder().iterdir()) == []


def test_rows_add_up(world, ours, sign_in):
    made = bring(sign_in("clerk_a"), ROWS)
    assert sum(map(len, piles(made).values())) + made.ket_qua["ngoai_pham_vi"] == made.ket_qua["tong_dong"]


def test_columns_are_remembered_for_the_source_alone(world, ours, sign_in):
    client = sign_in("clerk_a")
    bring(client, ROWS[:1], head="MST,Doanh nghiệp,Trụ sở,Số người")
    assert set(ColumnMapping.objects.values_list("loai", flat=True)) == {"nguon_bhxh"}
    file = SimpleUploadedFile("x.csv", f"MST,Doanh nghiệp,Trụ sở,Số người\n{ROWS[0]}".encode())
    data = {"cong_doan": "TPND", "nguon": "bhxh", "ngay_so_lieu": "30/4/2026", "tep": file}
    client.post(reverse("danh_sach_nguon_list"), data)
    assert DanhSachNguon.objects.latest("pk").trang_thai == "dang_xu_ly"


# ---- decisions ----


def scoped(world, day: date = date(2026, 6, 1)) -> int:
    return bao_phu([world.units["a"].pk], day)[world.units["a"].pk]["trong_dien"]


def test_workers_of_a_source_move_the_denominator_and_are_undone(world, ours, sign_in):
    client, before = sign_in("clerk_a"), scoped(world)
    made = bring(client, ROWS[1:2])
    press(client, made, "khac", "ghi_lao_dong")
    assert scoped(world) == before + 1  # 18 → 31
    row = LaoDong.objects.get(doanh_nghiep=ours["differs"], ngay_so_lieu=DAY)
    assert (row.nguon, row.tong_lao_dong) == ("bhxh", 31)
    undo_import(row.lo_nhap, by=world.user("clerk_a"))
    assert scoped(world) == before
    press(client, made, "khac", "ghi_lao_dong")
    assert not LaoDong.objects.filter(ngay_so_lieu=DAY).exists()  # the row was decided


def test_new_employers_come_in_with_their_workers(world, ours, sign_in):
    client, before = sign_in("clerk_a"), scoped(world)
    made = bring(client, ["0600000798,Hợp tác xã Mới Toanh,,44", "12,Sai mã số thuế,,30", "0600000799,Cơ quan Hai,,9"])
    answer = press(client, made, "moi", "them_moi", quan_ly="TPND")
    assert answer.status_code == 302
    assert sorted(DoanhNghiep.objects.filter(ma_so_thue__startswith="06000007", lo_nhap__isnull=False)
                  .values_list("ten", flat=True)) == ["Cơ quan Hai", "Hợp tác xã Mới Toanh"]  # fmt: skip
    assert (scoped(world), made.cac_dong.filter(quyet_dinh="").get().ghi_chu[:16]) == (before + 1, "Chưa thêm được: ")


def test_facts_are_taken_over_and_given_back(world, ours, sign_in):
    client = sign_in("clerk_a")
    made = bring(client, ["0600000702,Công ty CP Nội thất Đại Phong,Số 7 Trần Hưng Đạo,18"])
    press(client, made, "khac", "cap_nhat")
    employer = DoanhNghiep.objects.get(pk=ours["differs"].pk)
    assert (employer.ten, employer.dia_chi) == ("Công ty CP Nội thất Đại Phong", "Số 7 Trần Hưng Đạo")
    undo_import(made.cac_dong.get().lo_nhap, by=world.user("clerk_a"))
    assert DoanhNghiep.objects.get(pk=employer.pk).ten == "Công ty CP Gỗ Đại Phong"


def test_a_row_that_differs_in_both_is_decided_twice(world, ours, sign_in):
    client = sign_in("clerk_a")
    made = bring(client, ["0600000702,Công ty CP Gỗ Đại Phong,Số 7 Trần Hưng Đạo,31"])
    press(client, made, "khac", "ghi_lao_dong")
    assert [(row.quyet_dinh, row.cac_o_khac) for row in made.cac_dong.all()] == [("", ["dia_chi"])]
    press(client, made, "khac", "cap_nhat")
    assert [row.quyet_dinh for row in made.cac_dong.all()] == ["cap_nhat"]
    employer = DoanhNghiep.objects.get(pk=ours["differs"].pk)
    assert (employer.dia_chi, employer.lao_dong.get(ngay_so_lieu=DAY).tong_lao_dong) == ("Số 7 Trần Hưng Đạo", 31)


def test_an_unsure_row_is_chosen_by_hand(world, ours, sign_in):
    client = sign_in("clerk_a")
    made = bring(client, ["0600000799,Công ty CP Giày Sao Mài,,61"])
    row = made.cac_dong.get()
    assert (row.nhom, row.ung_vien) == ("co_the", [ours["no_code"].pk])
    client.post(reverse("dong_nguon_update", args=[row.pk]), {"don_vi": ours["no_code"].pk})
    row.refresh_from_db()
    assert (row.nhom, row.doanh_nghiep, row.cac_o_khac) == ("khac", ours["no_code"], ["lao_dong"])


def test_leaving_a_row_out_asks_why(world, ours, sign_in):
    client = sign_in("clerk_a")
    made = bring(client, ROWS)
    assert press(client, made, "moi", "bo_qua").context["form"].errors == {
        "ly_do": ["Ghi vì sao bỏ qua, ít nhất 10 ký tự."]
    }
    press(client, made, "moi", "bo_qua", ly_do="Không hoạt động ở địa bàn này")
    assert made.cac_dong.get(nhom="moi").quyet_dinh == "bo_qua"


def test_a_double_press_counts_once(world, ours, sign_in):
    client, made = sign_in("clerk_a"), None
    made = bring(client, ROWS[1:2])
    for _ in range(2):
        press(client, made, "khac", "ghi_lao_dong", submit_key="k" * 32)
    assert LaoDong.objects.filter(doanh_nghiep=ours["differs"], ngay_so_lieu=DAY).count() == 1


# ---- the order of sources ----


def test_the_order_breaks_ties_of_one_day_alone(world, ours):
    employer, by = ours["same"], world.user("reviewer")
    for source, count in (("thue", 15), ("bhxh", 25)):
        LaoDong.objects.create(doanh_nghiep=employer, ngay_so_lieu=DAY, nguon=source, tong_lao_dong=count, den_ngay=DAY)
    order = ChuongTrinh.current().thu_tu_nguon
    set_thu_tu_nguon(by=by, thu_tu=["thue", *(one for one in order if one != "thue")])
    in_use = LaoDong.objects.get(doanh_nghiep=employer, ngay_so_lieu__lte=DAY, den_ngay__gt=DAY)
    assert (in_use.nguon, in_use.tong_lao_dong) == ("thue", 15)
    set_thu_tu_nguon(by=by, thu_tu=order)
    in_use = LaoDong.objects.get(doanh_nghiep=employer, ngay_so_lieu__lte=DAY, den_ngay__gt=DAY)
    assert in_use.nguon == "bhxh"


def test_an_order_names_every_source_once(world, sign_in):
    places = {source: str(place) for place, source in enumerate(ChuongTrinh.current().thu_tu_nguon, 1)}
    answer = sign_in("reviewer").post(reverse("thu_tu_nguon_update"), places | {"thue": "1"})
    assert "có hai nguồn cùng thứ tự" in str(answer.context["form"].non_field_errors())


# ---- disputes ----


def dispute(world, employer: DoanhNghiep, by: str = "clerk_a", **facts) -> TranhChap:
    data = {"loai": "lao_dong", "ly_do": WHY, "so_lao_dong": 17} | facts
    return raise_tranh_chap(employer, TranhChapData(**data), by=world.user(by))


def test_an_accepted_number_rules_from_its_day_until_a_later_record(world, ours):
    before, made = scoped(world), dispute(world, ours["same"])
    assert scoped(world) == before
    made = decide_tranh_chap(made, by=world.user("reviewer"), chap_nhan=True, tra_loi="Có biên bản kiểm tra")
    assert [scoped(world, day) for day in (date(2026, 5, 31), date(2026, 6, 1))] == [before, before - 1]
    later = LaoDong(doanh_nghiep=ours["same"], ngay_so_lieu=date(2026, 6, 2), nguon="thue", tong_lao_dong=40)
    assert (made.is_replaced(made.lao_dong, DAY), made.is_replaced(later, DAY)) == (False, True)


def test_an_accepted_number_below_the_women_of_a_survey_of_that_day(world, ours):
    """The survey of this morning said 50, 30 of them women; the decision says 17 and nothing of women."""
    survey = LaoDongData(ours["same"], date(2026, 6, 1), "khao_sat", 50, 30)
    record_lao_dong(survey, by=world.user("clerk_a"))
    made = dispute(world, ours["same"])
    made = decide_tranh_chap(made, by=world.user("reviewer"), chap_nhan=True, tra_loi="Có biên bản kiểm tra")
    assert (made.lao_dong.tong_lao_dong, made.lao_dong.lao_dong_nu) == (17, None)


def test_an_accepted_end_closes_the_employer(world, ours):
    made = dispute(world, ours["same"], loai="da_ngung", so_lao_dong=None, ngay_ngung=date(2026, 5, 1))
    before = scoped(world, date(2026, 4, 30))
    decide_tranh_chap(made, by=world.user("reviewer"), chap_nhan=True, tra_loi="Có thông báo giải thể")
    assert [scoped(world, day) for day in (date(2026, 4, 30), date(2026, 5, 1))] == [before, before - 1]


def test_a_declined_dispute_changes_nothing_and_is_decided_once(world, ours):
    before, made = scoped(world), dispute(world, ours["same"])
    decide_tranh_chap(made, by=world.user("reviewer"), chap_nhan=False, tra_loi="Số BHXH tháng 5 vẫn là 40")
    assert (scoped(world), TranhChap.objects.get().trang_thai) == (before, "khong_chap_nhan")
    with pytest.raises(Refused, match="đã được quyết"):
        decide_tranh_chap(made, by=world.user("reviewer"), chap_nhan=True, tra_loi="Xem lại lần nữa")


def test_nobody_decides_the_own_dispute_and_a_clerk_none(world, ours):
    made = dispute(world, ours["same"], by="reviewer")
    with pytest.raises(Refused, match="do chính mình nêu"):
        decide_tranh_chap(made, by=world.user("reviewer"), chap_nhan=True, tra_loi="Tự quyết lấy")
    with pytest.raises(PermissionDenied):
        decide_tranh_chap(made, by=world.user("clerk_a"), chap_nhan=True, tra_loi="Tự quyết lấy")
    with pytest.raises(Refused, match="đang có một tranh chấp"):
        dispute(world, ours["same"])


def test_evidence_is_known_by_its_content(world, ours, sign_in):
    client, address = sign_in("clerk_a"), reverse("tranh_chap_create", args=[ours["same"].pk])
    form = {"loai": "lao_dong", "so_lao_dong": "17", "ly_do": WHY}
    fake = client.post(address, form | {"tep": SimpleUploadedFile("anh.pdf", b"MZ khong phai")})
    assert ("Chỉ đính kèm PDF" in str(fake.context["form"].errors), TranhChap.objects.count()) == (True, 0)
    done = client.post(address, form | {"tep": SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.4 mau")})
    kept = Attachment.objects.get()
    assert (kept.content_type, kept.unit, kept.ten_tep in kept.file.name) == ("application/pdf", "TPND", False)
    pk = TranhChap.objects.get().pk
    assert done.url == reverse("tranh_chap_detail", args=[pk])
    file = client.get(reverse("tranh_chap_download", args=[pk, kept.pk]))
    assert (b"".join(file.streaming_content), file["X-Content-Type-Options"]) == (b"%PDF-1.4 mau", "nosniff")
    assert sign_in("clerk_b").get(reverse("tranh_chap_download", args=[pk, kept.pk])).status_code == 404


@pytest.mark.parametrize(("field", "status"), [("chinh_sach_phap_luat", 200), ("tai_chinh", 403), ("van_phong", 403)])
def test_evidence_is_read_by_the_department_of_the_field_alone(world, sign_in, field, status):
    """08 §8.2, documents and attachments: F. The page of the dispute opens for all of them."""
    PhanCong.objects.filter(user=world.user("department")).update(linh_vuc=field)
    client, address = sign_in("department"), evidence(world)
    page = client.get(reverse("tranh_chap_detail", args=[address["pk"]]))
    assert (page.status_code, "bien-ban.pdf" in page.content.decode()) == (200, status == 200)
    assert client.get(reverse("tranh_chap_download", kwargs=address)).status_code == status


def test_a_waiting_dispute_stands_in_the_reviewers_home(world, ours, sign_in):
    dispute(world, ours["same"])
    assert "Quyết 1 tranh chấp số liệu" in [task.title for task in sign_in("reviewer").get("/").context["tasks"]]


def test_a_code_that_lost_its_zero_in_the_workbook_is_the_employer_of_the_whole_code(world, sign_in):
    """The office's code begins with 0: as a number cell it became "another employer of the same name" [03-3.3-6]."""
    ours = add(world, "0600000717", "Công ty TNHH Dệt Nam", 40)
    assert check_tax_code(ours.ma_so_thue)[1]
    made = bring(sign_in("clerk_a"), ["600000717,Công ty TNHH Dệt Nam,,55", "600000713,Công ty Dệt Bắc,,33"])
    rows = [(row.nhom, row.doanh_nghiep_id, row.gia_tri["ma_so_thue"]) for row in made.cac_dong.order_by("dong")]
    assert rows == [("khac", ours.pk, "0600000717"), ("moi", None, "600000713")]


def test_nobody_at_work_is_a_number_too(world, sign_in):
    """A new employer without workers came in as one of which nothing is known."""
    client = sign_in("clerk_a")
    made = bring(client, ["0600000798,Công ty Chưa Tuyển,,0"])
    press(client, made, "moi", "them_moi", quan_ly="TPND")
    new = DoanhNghiep.objects.get(ma_so_thue="0600000798")
    assert list(new.lao_dong.values_list("nguon", "tong_lao_dong")) == [("bhxh", 0)]


def test_a_source_makes_no_company_of_a_code_no_company_has(world, sign_in):
    ours, client = add(world, "0600000701", "Trường Hòa Xá", 40), sign_in("clerk_a")
    made = bring(client, ["0600000701,Trường Hòa Xá,Công ty TNHH"], head="Mã số thuế,Tên đơn vị,Loại hình",
                 keys=("ma_so_thue", "ten", "loai_hinh"))  # fmt: skip
    press(client, made, "khac", "cap_nhat")
    ours.refresh_from_db()
    assert (ours.loai_hinh, "Số kiểm tra" in made.cac_dong.get().ghi_chu) == ("co_quan", True)
