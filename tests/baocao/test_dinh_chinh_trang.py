"""Đính chính and the verifying of files on their pages (02 §2.6-6, 06 §6.2 #11)."""

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from baocao.exporters import write_bao_cao, write_word
from baocao.models import BanChup, BaoCao, DinhChinh
from baocao.queries.bao_cao import read_ban_chup
from baocao.queries.loi_van import load_dau, loi_van_from_json
from cdcs.models import PhanCong
from doanvien.models import BienDong
from tests.baocao.busy import busy_world
from tests.baocao.trang_duyet import KY, text_of
from tests.baocao.vong import WHY, answer_all, approved, give_back, submit

pytestmark = pytest.mark.django_db
MAKE, CHECK = "/bao-cao/dinh-chinh/lap/", "/bao-cao/xac-minh/"


@pytest.fixture
def world(db, monkeypatch, clock):
    """The report of A was approved and its period is closed."""
    world = approved(busy_world(monkeypatch), KY, "a")
    clock.move_to("2025-08-05 09:00 +0700")
    return world


def asked(**changes) -> dict[str, str]:
    row = {"cong_doan_1": "A001", "loai_1": "ket_nap", "ngay_1": "30/5/2025", "so_luong_1": "4", "so_nu_1": "1",
           "so_quyet_dinh_1": "40/QĐ"}  # fmt: skip
    return {"so": "01/ĐC", "ngay": "5/8/2025", "ly_do": WHY, "dao": ""} | row | changes


def test_the_ledger_leads_to_a_correction_where_the_period_is_closed(world, sign_in):
    row = BienDong.objects.get(loai="nghi_huu")
    clerk = sign_in("clerk_a")
    page = clerk.get(f"/bien-dong/{row.pk}/dao/")
    assert f"{MAKE}?dao={row.pk}" in page.content.decode()
    assert "đã khóa đến hết 31/05/2025" in text_of(page)
    assert clerk.get(f"{MAKE}?dao={row.pk}").context["form"]["dao"].value() == str(row.pk)


def test_asked_by_the_clerk_written_by_the_confirmation_of_another(world, sign_in):
    row, before = BienDong.objects.get(loai="nghi_huu"), BienDong.objects.count()
    page = sign_in("clerk_a").post(MAKE, asked(dao=str(row.pk)), follow=True)
    assert "Đã gửi đính chính" in text_of(page)
    made = DinhChinh.objects.get()
    assert BienDong.objects.count() == before
    reviewer = sign_in("reviewer")
    assert "Xác nhận 1 đính chính" in text_of(reviewer.get("/"))
    reviewer.post(f"/bao-cao/dinh-chinh/{made.pk}/tra-loi/", {"viec": "xac_nhan"})
    assert BienDong.objects.count() == before + 2
    again = reviewer.post(f"/bao-cao/dinh-chinh/{made.pk}/tra-loi/", {"viec": "xac_nhan"})
    assert "đã được trả lời" in text_of(again)


def test_a_refusal_says_why_and_writes_nothing(world, sign_in):
    sign_in("clerk_a").post(MAKE, asked())
    made, before, reviewer = DinhChinh.objects.get(), BienDong.objects.count(), sign_in("reviewer")
    address = f"/bao-cao/dinh-chinh/{made.pk}/tra-loi/"
    assert "Nói rõ vì sao từ chối." in text_of(reviewer.post(address, {"viec": "tu_choi"}))
    reviewer.post(address, {"viec": "tu_choi", "ly_do": WHY})
    made.refresh_from_db()
    assert (made.trang_thai, made.ly_do_tu_choi, BienDong.objects.count()) == ("tu_choi", WHY, before)


@pytest.mark.parametrize("answer", [{"viec": "xac_nhan"}, {"viec": "tu_choi", "ly_do": WHY}])
def test_nobody_answers_the_own_one(world, sign_in, answer):
    client = sign_in("administrator")
    client.post(f"{MAKE}?don_vi=TPND", asked())
    made = DinhChinh.objects.get()
    refused = client.post(f"/bao-cao/dinh-chinh/{made.pk}/tra-loi/", answer)
    assert "người khác phải xác nhận hoặc từ chối" in text_of(refused)
    made.refresh_from_db()
    assert made.trang_thai == "cho"


def test_a_department_that_is_a_clerk_besides_sees_the_waiting_ones_of_the_own_unit_alone(world, sign_in):
    """The clerk's right to more than approved reports reached the whole province of the department [decision 76]."""
    sign_in("clerk_a").post(MAKE, asked())
    made, who = DinhChinh.objects.get(), world.user("department")
    role = PhanCong.objects.create(user=who, cong_doan=world.units["b"], vai_tro="can_bo", tu_ngay=date(2024, 1, 1))
    reader, page = sign_in("department"), f"/bao-cao/dinh-chinh/{made.pk}/"
    shown = reader.get("/bao-cao/dinh-chinh/").context
    assert (shown["waiting"], shown["page"].rows, reader.get(page).status_code) == ([], [], 404)
    PhanCong.objects.filter(pk=role.pk).update(cong_doan=world.units["a"])
    assert (reader.get("/bao-cao/dinh-chinh/").context["waiting"], reader.get(page).status_code) == ([made], 200)
    PhanCong.objects.filter(pk=role.pk).delete()
    assert reader.get(page).status_code == 404
    sign_in("reviewer").post(f"{page}tra-loi/", {"viec": "xac_nhan"})
    assert reader.get(page).status_code == 200


def test_what_is_typed_stays_when_a_row_is_added(world, sign_in):
    page = sign_in("clerk_a").post(MAKE, asked(them="1"))
    assert len(page.context["form"].rows) == 2
    assert "40/QĐ" in page.content.decode()
    assert not DinhChinh.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dao": "12a"}, "dao"),
        ({"dao": "999999"}, "__all__"),
        ({"so_luong_1": ""}, "so_luong_1"),
        ({"cong_doan_1": "B001"}, "cong_doan_1"),
        ({"loai_1": "", "ngay_1": "", "so_luong_1": "", "so_nu_1": "", "so_quyet_dinh_1": ""}, "dao"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(world, sign_in, changes, field):
    if field == "cong_doan_1":  # B moved its base unit to A: a third one stands outside
        changes = {"cong_doan_1": "T001"}
    page = sign_in("clerk_a").post(MAKE, asked(**changes))
    assert field in page.context["form"].errors
    assert not DinhChinh.objects.exists()


def test_rows_are_found_by_unit_and_days(world, sign_in):
    page = sign_in("clerk_a").get(f"{MAKE}?tim=1&ma=A001&tu=1/2/2025&den=28/2/2025")
    assert [row.loai for row, _, _ in page.context["found"]] == ["nghi_huu"]
    outside = sign_in("clerk_a").get(f"{MAKE}?tim=1&ma=T001")
    assert outside.context["found"] == []


def test_withdrawn_before_the_answer(world, sign_in):
    clerk = sign_in("clerk_a")
    clerk.post(MAKE, asked())
    clerk.post(f"/bao-cao/dinh-chinh/{DinhChinh.objects.get().pk}/rut/", {})
    assert DinhChinh.objects.get().trang_thai == "da_rut"


def workbook() -> SimpleUploadedFile:
    file = io.BytesIO()
    write_bao_cao(file, read_ban_chup(BanChup.objects.select_related("bao_cao__ky", "bao_cao__cong_doan").first()).data)
    return SimpleUploadedFile("bao-cao.xlsx", file.getvalue())


def word(digest: str) -> SimpleUploadedFile:
    """A Word file as far as its footer goes; the hash is cut in two runs, as Word does."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
        archive.writestr("word/footer1.xml", f"<w:ftr><w:t>Mã băm {digest[:5]}</w:t><w:t>{digest[5:12]}</w:t></w:ftr>")
    return SimpleUploadedFile("bao-cao.docx", file.getvalue())


def document() -> SimpleUploadedFile:
    """The Word file that the product writes of it, with the mark of invented data under the hash."""
    frozen = read_ban_chup(BanChup.objects.select_related("bao_cao__ky", "bao_cao__cong_doan").get())
    data, words = replace(frozen.data, la_du_lieu_mau=True), loi_van_from_json(frozen.noi_dung["loi_van"])
    file = io.BytesIO()
    write_word(file, data, words, load_dau(frozen.ban_chup.bao_cao.cong_doan))
    return SimpleUploadedFile("bao-cao.docx", file.getvalue())


def test_the_footers_of_the_workbook_bear_the_short_hash(world):
    sheets = load_workbook(workbook()).worksheets
    mark = f"Bản chụp {KY}/TPND/1 · {BanChup.objects.get().sha256[:12]}"
    assert {mark in sheet.oddFooter.right.text for sheet in sheets} == {True}


def test_a_hash_or_a_file_tells_its_report(world, sign_in):
    digest, reviewer = BanChup.objects.get().sha256, sign_in("reviewer")
    for question in ({"ma": digest[:8].upper()}, {"tep": workbook()}, {"tep": word(digest)}, {"tep": document()}):
        page = reviewer.post(CHECK, question)
        (found,) = page.context["found"]
        assert (found.ban_chup.ma, found.nguyen_ven, found.la_moi_nhat) == (f"{KY}/TPND/1", True, True)
    assert "Nguyên vẹn" in text_of(page)


def test_the_answer_stays_in_the_readers_scope(world, sign_in):
    digest = BanChup.objects.get().sha256
    assert "Không tìm thấy" in text_of(sign_in("clerk_b").post(CHECK, {"ma": digest}))
    assert sign_in("clerk_a").post(CHECK, {"ma": digest}).context["found"]


def test_an_older_revision_says_that_there_is_a_newer_one(world, sign_in, clock):
    clock.move_to("2025-05-21 08:00 +0700")
    submit(world, "b", "clerk_b", KY)
    old = BanChup.objects.get(bao_cao__cong_doan__ma="YYEN").sha256
    give_back(world, "b", KY, {"doan_vien.giam": WHY})
    answer_all(world, "b", KY, "clerk_b")
    submit(world, "b", "clerk_b", KY)
    page = sign_in("reviewer").post(CHECK, {"ma": old})
    assert "Đã có lần 2" in text_of(page)
    # a department reads approved revisions alone
    assert sign_in("department").post(CHECK, {"ma": old}).context["found"] == []


def test_a_snapshot_that_we_did_not_seal_is_not_whole(world, sign_in):
    """Put in past the product: the text has another hash than it says, and no seal of ours."""
    clerk, sealed = world.user("clerk_b"), BanChup.objects.get()
    report = BaoCao.objects.create(ky=sealed.bao_cao.ky, cong_doan=world.units["b"], trang_thai="da_nop", lan=1)
    BanChup.objects.create(bao_cao=report, lan=1, noi_dung="{}", sha256="ab" * 32, hmac="cd" * 32, so_dong_cuoi=1,
                           phien_ban="1", created_by=clerk, created_at=sealed.created_at)  # fmt: skip
    page = sign_in("reviewer").post(CHECK, {"ma": "abababab"})
    assert "Không nguyên vẹn" in text_of(page)


HOSTILE = [b"PK\x03\x04 word/ rubbish", b"", b"%PDF-1.4", hashlib.sha256(b"").digest() * 50]


@pytest.mark.parametrize("content", HOSTILE)
def test_a_file_that_is_none_of_ours_is_refused_with_a_sentence(world, sign_in, content):
    page = sign_in("reviewer").post(CHECK, {"tep": SimpleUploadedFile("la.docx", content)})
    assert page.status_code == 422
    assert page.context["form"].errors["tep"]


def test_the_command_answers_the_same(world, capsys, tmp_path):
    digest = BanChup.objects.get().sha256
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook().read())
    call_command("verify_ban_chup", digest[:10])
    call_command("verify_ban_chup", str(path), "--json")
    out = capsys.readouterr().out
    assert out.startswith(f"{KY}/TPND/1: ")
    assert f'"sha256": "{digest}"' in out
    with pytest.raises(CommandError, match="Không tìm thấy"):
        call_command("verify_ban_chup", "0" * 12)


def test_days_of_the_document_are_kept(world, sign_in):
    sign_in("clerk_a").post(MAKE, asked())
    assert (DinhChinh.objects.get().so, DinhChinh.objects.get().ngay) == ("01/ĐC", date(2025, 8, 5))


def test_the_next_report_lists_the_document_live_and_frozen(world, sign_in, clock):
    sign_in("clerk_a").post(MAKE, asked())
    sign_in("reviewer").post(f"/bao-cao/dinh-chinh/{DinhChinh.objects.get().pk}/tra-loi/", {"viec": "xac_nhan"})
    what = f"01/ĐC ngày 05/08/2025: Ghi thêm 1 dòng chưa có danh sách. Lý do: {WHY}"

    def page(ky: str) -> str:
        return text_of(sign_in("clerk_a").get(f"/bao-cao/{ky}/?don_vi=TPND"))

    pages = [page(KY)]  # after the closed one was sent
    clock.move_to("2025-11-20 09:00 +0700")
    pages.append(page("NAM-2025"))
    submit(world, "a", "clerk_a", "NAM-2025")
    pages.append(page("NAM-2025"))
    clock.move_to("2026-05-10 09:00 +0700")
    assert [what in one for one in pages] == [True, True, True]
    kept = BanChup.objects.get(bao_cao__ky__ma="NAM-2025").noi_dung
    assert '"van_ban_dinh_chinh":[["01/ĐC","2025-08-05",' in kept
    assert what not in page("6T-2026")


def test_a_dinh_chinh_asked_for_before_the_upgrade_is_confirmed_after_it(world, sign_in):
    sign_in("clerk_a").post(MAKE, asked(dao=str(BienDong.objects.get(loai="nghi_huu").pk)))
    before, made = BienDong.objects.count(), DinhChinh.objects.get()
    reversed_row, row = made.dong
    row.pop("doan_vien")  # as they were kept then, with nothing of the act
    DinhChinh.objects.update(viec="", hanh_vi={}, dong=[row, reversed_row])
    import_module("baocao.migrations.0006_viec_dinh_chinh_cu").keep_calls(apps, None)
    sign_in("reviewer").post(f"/bao-cao/dinh-chinh/{made.pk}/tra-loi/", {"viec": "xac_nhan"})
    made.refresh_from_db()
    assert (made.trang_thai, made.viec) == ("da_xac_nhan", "Ghi đảo, ghi thêm 2 dòng")
    assert BienDong.objects.count() == before + 2
