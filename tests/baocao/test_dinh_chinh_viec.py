"""Every act that a closed period refuses goes as a đính chính, from the page where it was typed [02-2.6-6]."""

import html
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baocao.models import DinhChinh
from cdcs.models import CongDoan, LoNhap, PhanCong
from doanhnghiep.queries import quan_ly_on
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doan_vien import ket_nap
from doanvien.models import BienDong, DoanVien, PhieuChuyen
from sapxep.actions.chuyen_quan_ly import ChuyenData, chuyen_quan_ly
from sapxep.models import ChuyenQuanLy, SapXep, ThanhLap
from taikhoan.models import Draft, NhatKy
from tests.baocao.test_people_grid import grid
from tests.baocao.test_people_grid import person as typed_person
from tests.baocao.test_thanh_lap import FIVE, posted
from tests.closing import CLOSED_TO, close
from tests.doanvien.slips import member, propose, stocks
from tests.doanvien.test_correction import living, post
from tests.doanvien.test_pages import FORM
from tests.grid import fields, open_grid, typed
from tests.proof import faults
from tests.rooms import person
from tests.sheets import Importer, write_sheet

pytestmark = pytest.mark.django_db
PREVIEW = "/bao-cao/dinh-chinh/gui/"
DOCUMENT = {"so": "07/ĐC-LĐLĐ", "ngay": "20/9/2025", "ly_do": "Quyết định tháng Năm đến tháng Chín mới nhận được"}
EVE_OF_LOCKS, AFTER = "2025-07-31 23:00 +0700", "2025-09-20 10:00 +0700"
MAY = date(2025, 5, 20)


@pytest.fixture
def clock():
    with time_machine.travel(EVE_OF_LOCKS, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(clock, world):
    """The books of A are closed to 31/5/2025, and it is September."""
    close(world, "a")
    return world


@pytest.fixture
def later(world, clock):
    return lambda: clock.move_to(AFTER)


def sealed_of(response) -> str:
    """The refused act that the page offers to send as a đính chính."""
    found = re.search(r'name="viec_da_khoa" value="([^"]+)"', response.content.decode())
    assert found, "the page offers no đính chính"
    return html.unescape(found[1])


def send(client, response, **changes) -> DinhChinh:
    """From the refusing page to the waiting đính chính; nothing of it is in the books yet."""
    before = BienDong.objects.count()
    offer = client.post(PREVIEW, {"viec_da_khoa": sealed_of(response)})
    assert (offer.status_code, "problem" in offer.context) == (200, False)
    sent = client.post(PREVIEW, {"viec_da_khoa": sealed_of(offer)} | DOCUMENT | changes)
    made = DinhChinh.objects.latest("pk")
    assert sent.url == reverse("dinh_chinh_detail", args=[made.pk])
    assert BienDong.objects.count() == before
    return made


def confirm(sign_in, made: DinhChinh, who: str = "reviewer") -> DinhChinh:
    """The press of the reviewer; the books prove themselves after it."""
    client = sign_in(who)
    assert client.get(reverse("dinh_chinh_detail", args=[made.pk])).status_code == 200
    answer = client.post(reverse("xac_nhan_dinh_chinh", args=[made.pk]), {"viec": "xac_nhan"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.trang_thai, made.hanh_vi, faults()) == ("da_xac_nhan", {}, [])
    return made


def test_an_admission_is_typed_once(world, later, sign_in):
    later()
    client = sign_in("clerk_a")
    client.post(reverse("draft", args=["doan_vien_create"]), FORM)
    refused = client.post(reverse("doan_vien_create"), FORM | {"ngay_ket_nap": "20/5/2025"})
    made = send(client, refused)
    assert (made.cong_doan.ma, made.viec) == ("TPND", "Kết nạp mới một người, Công đoàn A001, ngày 20/05/2025")
    assert not Draft.objects.exists()
    assert "Lê Văn Ổn (1990)" in sign_in("reviewer").get(f"/bao-cao/dinh-chinh/{made.pk}/").content.decode()
    made = confirm(sign_in, made)
    who = DoanVien.objects.get(ho_ten="Lê Văn Ổn")
    row = BienDong.objects.get(doan_vien=who)
    assert (row.ngay, row.loai, row.created_by.username, row.ma_nhom) == (MAY, "ket_nap", "clerk_a", made.ma_nhom)
    assert [(one["doan_vien"], one["loai"], one["ngay"]) for one in made.dong] == [(who.pk, "ket_nap", "2025-05-20")]


def test_an_officer_is_told_whose_the_dinh_chinh_is(world, later, sign_in):
    """An officer sends none (08 §8.7) and has no page of reports to be led to."""
    later()
    refused = sign_in("officer_a").post(reverse("doan_vien_create"), FORM | {"ngay_ket_nap": "20/5/2025"})
    (told,) = refused.context["form"].errors["ngay_ket_nap"]
    assert "công đoàn cấp trên gửi đính chính" in told
    assert "viec_da_khoa" not in refused.content.decode()


def test_no_name_stays_with_an_answer_nor_in_the_log(world, later, sign_in):
    later()
    client = sign_in("clerk_a")
    for number, act in enumerate(("tu_choi", "rut")):
        refused = client.post(reverse("doan_vien_create"), FORM | {"ngay_ket_nap": "20/5/2025"})
        made = send(client, refused, so=f"{number}/ĐC")
        if act == "rut":
            client.post(reverse("dinh_chinh_undo", args=[made.pk]))
        else:
            answer = {"viec": "tu_choi", "ly_do": "Người này đã ghi ở đơn vị khác"}
            sign_in("reviewer").post(reverse("xac_nhan_dinh_chinh", args=[made.pk]), answer)
        made.refresh_from_db()
        assert (made.trang_thai, made.hanh_vi, "ho_ten" in made.dong[0]) == (
            {"tu_choi": "tu_choi", "rut": "da_rut"}[act], {}, False,
        )  # fmt: skip
    assert not NhatKy.objects.filter(noi_dung__icontains="036090001234").exists()
    assert not DoanVien.objects.filter(ho_ten="Lê Văn Ổn").exists()


def test_who_is_to_come_back_keeps_the_name_until_that_is_answered(world, later, sign_in):
    """Anonymised meanwhile, the name and the number would have stayed in the act that waits."""
    by, facts = world.user("administrator"), {name: FORM[name] for name in ("ho_ten", "gioi_tinh", "so_cccd")}
    facts |= {"nam_sinh": 1990, "ngay_sinh": None, "so_the": "", "ngay_ket_nap": date(2024, 3, 10)}
    left = ket_nap(person(world, **facts), by=by)
    record_bien_dong(BienDongData("nghi_huu", date(2024, 6, 1), world.units["cdcs_a"], doan_vien=left), by=by)
    later()
    client, reviewer = sign_in("clerk_a"), sign_in("reviewer")
    back = FORM | {"hinh_thuc": "ket_nap_lai", "ngay_ket_nap": "20/5/2025"}
    made = send(client, client.post(reverse("doan_vien_create"), back))
    page, answer = reverse("an_danh_update", args=[left.pk]), {"ly_do": DOCUMENT["ly_do"], "chac_chan": "on"}
    assert reviewer.post(page, answer).context["form"].non_field_errors() == [
        "Đính chính số 07/ĐC-LĐLĐ của Công đoàn TPND đang chờ và có tên người này: trả lời đính chính đó trước."
    ]
    reviewer.post(reverse("xac_nhan_dinh_chinh", args=[made.pk]), {"viec": "tu_choi", "ly_do": DOCUMENT["ly_do"]})
    reviewer.post(page, answer)
    left.refresh_from_db()
    made.refresh_from_db()
    assert (left.ho_ten, made.hanh_vi) == ("(đã ẩn danh)", {})


def test_another_rule_is_told_before_anything_is_sent(world, later, sign_in):
    later()
    client = sign_in("clerk_a")
    number = world.objects["member_a"].pk
    refused = client.post(
        reverse("doan_vien_bien_dong_create", args=[number]), {"loai": "nghi_huu", "ngay": "1/3/2025"}
    )
    offer = client.post(PREVIEW, {"viec_da_khoa": sealed_of(refused)})
    assert "problem" in offer.context
    client.post(PREVIEW, {"viec_da_khoa": sealed_of(refused)} | DOCUMENT)
    assert not DinhChinh.objects.exists()


def test_a_sealed_act_is_its_users_alone_and_not_to_be_changed(world, later, sign_in):
    later()
    sealed = sealed_of(sign_in("clerk_a").post(reverse("doan_vien_create"), FORM | {"ngay_ket_nap": "20/5/2025"}))
    for who, text in (("clerk_b", sealed), ("clerk_a", sealed[:-2] + "xx"), ("clerk_a", "")):
        answer = sign_in(who).post(PREVIEW, {"viec_da_khoa": text} | DOCUMENT)
        assert answer.url == reverse("dinh_chinh_list")
    assert not DinhChinh.objects.exists()


def test_an_officer_is_offered_nothing(world, later, sign_in):
    later()
    refused = sign_in("officer_a").post(reverse("doan_vien_create"), FORM | {"ngay_ket_nap": "20/5/2025"})
    assert "đã khóa đến hết" in refused.content.decode()
    assert "viec_da_khoa" not in refused.content.decode()


def test_a_retirement_and_a_move_inside_the_scope(world, later, sign_in):
    who = member(world)
    later()
    client, address = sign_in("clerk_a"), reverse("doan_vien_bien_dong_create", args=[who.pk])
    move = {"loai": "chuyen_di", "ngay": "20/5/2025", "cong_doan_den": "A001-1", "so_quyet_dinh": "5/GT"}
    made = confirm(sign_in, send(client, client.post(address, move), so="1/ĐC"))
    assert [one["loai"] for one in made.dong] == ["chuyen_di", "chuyen_den"]
    confirm(sign_in, send(client, client.post(address, {"loai": "nghi_huu", "ngay": "25/5/2025"}), so="2/ĐC"))
    assert [(kind, day, unit) for kind, day, unit, _ in living(who)] == [
        ("ket_nap", "2025-03-10", "A001"), ("chuyen_di", "2025-05-20", "A001"), ("chuyen_den", "2025-05-20", "A001-1"),
        ("nghi_huu", "2025-05-25", "A001-1"),
    ]  # fmt: skip


def test_a_slip_is_proposed_freely_and_accepted_as_a_correction(world, later, sign_in):
    who = member(world)
    later()
    slip = propose(world, who, MAY)  # is no row yet
    before = stocks(world, CLOSED_TO)
    client = sign_in("clerk_b")
    refused = client.post(reverse("answer_phieu_chuyen", args=[slip.pk]))
    assert PhieuChuyen.objects.get().trang_thai == "cho_nhan"
    made = send(client, refused)
    assert made.cong_doan.ma == "YYEN"  # not A's, which clerk B does not report for
    confirm(sign_in, made)
    a001, a, b001, b, tinh = before
    assert stocks(world, CLOSED_TO) == (a001 - 1, a - 1, b001 + 1, b + 1, tinh)
    assert PhieuChuyen.objects.get().trang_thai == "da_nhan"


def test_the_chain_of_a_person(world, later, sign_in):
    who = member(world)
    later()
    refused = post(world, sign_in, "clerk_a", who, gioi_tinh="nu")
    made = confirm(sign_in, send(sign_in("clerk_a"), refused))
    who.refresh_from_db()
    assert (who.gioi_tinh, living(who)) == ("nu", [("ket_nap", "2025-03-10", "A001", 1)])
    assert ["dao" in one for one in made.dong] == [True, False]


def test_a_month_of_the_grid(world, later, sign_in):
    later()
    client = sign_in("clerk_a")
    page = open_grid(client, "?don_vi=TPND&thang=2025-05")
    sent = fields(page) | typed({("A001", "ket_nap"): ("7", "3")})
    refused = client.post(reverse("bang_thang_update") + "?don_vi=TPND&thang=2025-05", sent)
    made = send(client, refused)
    assert made.viec == "Bảng tháng 05/2025 của Công đoàn TPND: 1 ô"
    confirm(sign_in, made)
    row = BienDong.objects.latest("pk")
    assert (row.ngay, row.so_luong, row.so_nu, row.cong_doan.ma) == (CLOSED_TO, 7, 3, "A001")


def test_many_people_of_a_grid(world, later, sign_in):
    later()
    client = sign_in("clerk_a")
    refused = grid(client, [typed_person(n) for n in range(3)], ngay_chung="20/05/2025")
    made = send(client, refused)
    assert made.viec == "Bảng kết nạp nhiều người, Công đoàn A001: 3 dòng"
    confirm(sign_in, made)
    rows = BienDong.objects.filter(doan_vien__ho_ten__startswith="Vũ Thị Lưới")
    assert set(rows.values_list("ngay", "loai")) == {(MAY, "ket_nap")}
    assert rows.count() == 3


def test_a_founding_with_its_first_members(world, later, sign_in):
    later()
    client = sign_in("clerk_a")
    refused = client.post(reverse("thanh_lap"), posted(*FIVE, ngay="20/5/2025", doanh_nghiep=""))
    made = send(client, refused)
    assert made.viec == "Thành lập CĐCS Công ty Mới, ngày 20/05/2025, quyết định 77/QĐ-LĐLĐ"
    assert not CongDoan.everything.filter(ma="TPND-001").exists()
    confirm(sign_in, made)
    unit = CongDoan.objects.get(ma="TPND-001")
    assert (unit.ngay_thanh_lap, DoanVien.objects.filter(cong_doan=unit).count()) == (MAY, 5)
    undone = client.post(reverse("thanh_lap_undo", args=[ThanhLap.objects.get().pk]))
    confirm(sign_in, send(client, undone, so="8/ĐC"))
    assert not CongDoan.objects.filter(ma="TPND-001").exists()


def upload(client, tmp_path, kind: str, *rows) -> LoNhap:
    path = write_sheet(tmp_path / f"{kind}.xlsx", kind, rows)
    client.post(reverse("lo_nhap_list"), {"loai": kind, "tep": SimpleUploadedFile(path.name, path.read_bytes())})
    return LoNhap.objects.latest("pk")


def send_file(client, batch: LoNhap, **changes) -> DinhChinh:
    """From a preview with closed rows: read again as of an open period, then sent."""
    assert "Đọc lại để gửi làm đính chính" in client.get(reverse("lo_nhap_detail", args=[batch.pk])).content.decode()
    client.post(reverse("lo_nhap_preview", args=[batch.pk]), {"dinh_chinh": "1"})
    batch.refresh_from_db()
    assert (batch.loi, batch.trang_thai) == (0, "da_doc")
    return send(client, client.post(reverse("lo_nhap_confirm", args=[batch.pk]), {"sha256": batch.sha256}), **changes)


def test_a_decision_of_the_sheet_and_its_undo(world, later, sign_in, tmp_path):
    later()
    client = sign_in("reviewer")
    decision = ["Chuyển cấp trên", "20/05/2025", "A001", "YYEN", "", "77/QĐ", "Theo địa bàn quản lý"]
    batch = upload(client, tmp_path, "sap_xep", decision)
    assert batch.loi == 1
    made = send_file(client, batch)
    assert (made.cong_doan.ma, made.dong, SapXep.objects.count()) == ("TPND", [], 0)
    confirm(sign_in, made, "administrator")
    assert (SapXep.objects.get().ngay, SapXep.objects.get().created_by.username) == (MAY, "reviewer")
    undo = client.post(reverse("lo_nhap_undo", args=[batch.pk]))
    confirm(sign_in, send(client, undo, so="8/ĐC"), "administrator")
    assert SapXep.objects.get().undone_at is not None


def test_a_file_of_movements_and_the_undo_of_an_older_one(world, later, sign_in, tmp_path):
    row = ["Kết nạp mới", "20/05/2025", "A001", "", "", 2, 1, "1/QĐ"]
    older = Importer(tmp_path, "clerk_a").good("bien_dong", [row])
    later()
    client = sign_in("clerk_a")
    batch = upload(client, tmp_path, "bien_dong", ["Kết nạp mới", "21/05/2025", "A001", "", "", 4, 2, "2/QĐ"],
                   ["Kết nạp mới", "21/06/2025", "A001", "", "", 3, 0, "3/QĐ"])  # fmt: skip
    assert (batch.loi, batch.them_moi) == (1, 1)
    made = confirm(sign_in, send_file(client, batch))
    assert [(one["so_luong"], one["ngay"]) for one in made.dong] == [(4, "2025-05-21"), (3, "2025-06-21")]
    undo = client.post(reverse("lo_nhap_undo", args=[older["lo_nhap"]]))
    confirm(sign_in, send(client, undo, so="8/ĐC"))
    assert set(BienDong.objects.living().filter(ngay__gt=date(2025, 5, 1)).values_list("so_luong", flat=True)) == {3, 4}


def test_employers_that_changed_hands_go_back(world, later, sign_in):
    by, employer = world.user("administrator"), world.objects["employer_a"]
    chuyen_quan_ly(ChuyenData([employer.pk], world.units["b"], MAY, "9/QĐ", "Theo địa bàn quản lý"), by=by)
    later()
    client = sign_in("reviewer")
    refused = client.post(reverse("chuyen_quan_ly_undo", args=[ChuyenQuanLy.objects.get().pk]))
    made = confirm(sign_in, send(client, refused), "administrator")
    assert made.viec == "Hoàn tác quyết định chuyển quản lý 9/QĐ ngày 20/05/2025"
    assert quan_ly_on([employer.pk], MAY + timedelta(days=1))[employer.pk] == world.units["a"]


def test_what_cannot_be_done_any_more_is_refused_at_the_confirmation(world, later, sign_in):
    later()
    client = sign_in("clerk_a")
    refused = client.post(reverse("doan_vien_create"), FORM | {"ngay_ket_nap": "20/5/2025"})
    made = send(client, refused)
    member(world, "Lê Văn Ổn", so_cccd=FORM["so_cccd"], so_the="", dien_thoai="", ngay_ket_nap=date(2025, 6, 2))
    answer = sign_in("reviewer").post(reverse("xac_nhan_dinh_chinh", args=[made.pk]), {"viec": "xac_nhan"})
    assert answer.status_code == 422
    made.refresh_from_db()
    assert (made.trang_thai, DoanVien.objects.filter(ho_ten="Lê Văn Ổn").count()) == ("cho", 1)


def test_a_proposer_who_lost_the_right_writes_nothing(world, later, sign_in):
    later()
    client = sign_in("clerk_a")
    made = send(client, client.post(reverse("doan_vien_create"), FORM | {"ngay_ket_nap": "20/5/2025"}))
    PhanCong.objects.filter(user=world.user("clerk_a")).update(den_ngay=date(2025, 9, 1))
    answer = sign_in("reviewer").post(reverse("xac_nhan_dinh_chinh", args=[made.pk]), {"viec": "xac_nhan"})
    assert "không còn quyền" in answer.content.decode()
    assert not DoanVien.objects.filter(ho_ten="Lê Văn Ổn").exists()
