"""The report of a unit as its clerk, its readers and the province meet it in a browser (05 §5.2-9, 02 §2.6)."""

import re
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from baocao.actions.duyet import duyet_bao_cao, tra_lai_bao_cao
from baocao.models import BanChup, BaoCao, MucBaoCao, OBaoCao
from baocao.queries.bao_cao import read_ban_chup
from cdcs.actions import CongDoanData, create_cong_doan
from taikhoan.models import Attachment, Draft
from tests.baocao.busy import busy_world, write_row
from tests.baocao.vong import WHY, sent

pytestmark = pytest.mark.django_db
KY = "6T-2025"
PAGE = f"/bao-cao/{KY}/?don_vi=TPND"
UPDATE, CHECK, SEND = (f"/bao-cao/{KY}/{word}/?don_vi=TPND" for word in ("ghi", "kiem-tra", "nop"))
DAY = date(2025, 5, 19)


@pytest.fixture
def world(db, monkeypatch):
    """The busy province as it stood when its reports of half a year were due."""
    with time_machine.travel("2025-05-20 08:00 +0700", tick=False):
        yield busy_world(monkeypatch)


@pytest.fixture
def clerk(world, sign_in):
    return sign_in("clerk_a")


def typed(client, at: str = PAGE, **changes) -> dict:
    """What the page would post, with changes; `muc__II_5` is the point II.5."""
    form = client.get(at).context["form"]
    data = {name: form[name].value() for name in form.fields}
    named = {name.replace("__", "_").replace("_II_", "_II."): text for name, text in changes.items()}
    return {name: "" if value is None else value for name, value in (data | named).items()}


def explained(client, at: str = PAGE) -> dict:
    """The page with one sentence at every cell that asks for it."""
    page = client.get(at).context["page"]
    return typed(client, at, **{f"gt_{row.o.tt}": WHY for row in page.dong if row.can_giai_trinh})


def send(client, **more):
    """Check and send as the page does it."""
    client.post(UPDATE, explained(client))
    form = client.get(CHECK).context["form"]
    data = {"version": form["version"].value(), "submit_key": form["submit_key"].value()} | more
    return client.post(SEND, data, follow=True)


def return_it(world, **remarks) -> BaoCao:
    report = BaoCao.objects.get(cong_doan=world.units["a"], ky__ma=KY)
    asked = {key.replace("__", "."): text for key, text in remarks.items()}
    tra_lai_bao_cao(report, asked, lan=report.lan, han_sua=date(2025, 5, 27), by=world.user("reviewer"))
    return report


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_shows_every_cell_with_its_list_and_says_where_the_opening_comes_from(clerk):
    answer = clerk.get(PAGE)
    rows = {row.o.ma: row for row in answer.context["page"].dong}
    assert rows["doan_vien.ket_nap"].url.endswith("tu=2024-12-01&den=2025-05-31&so=doan_vien.ket_nap")
    assert rows["nhiem_vu.thoa_uoc"].url.startswith("/nhiem-vu/thoa-uoc/?don_vi=TPND")
    assert all(row.url for row in rows.values() if row.o.ma != "bao_phu.ty_le")
    assert "Đầu kỳ đọc từ sổ: đơn vị chưa có báo cáo năm 2024." in text_of(answer)
    assert "Còn" in text_of(answer)
    assert "việc trước khi nộp" in text_of(answer)
    assert not BaoCao.objects.exists()  # nothing is written by reading


def test_a_declared_figure_keeps_both_numbers_and_wants_a_sentence(clerk):
    clerk.post(UPDATE, typed(clerk, khai_10a="77", gt_10="Số trong sổ là đúng"))
    assert sorted(OBaoCao.objects.values_list("o", "so_khai", "giai_trinh")) == [
        ("doan_vien.cuoi_ky", None, "Số trong sổ là đúng"), ("doan_vien.nu_cuoi_ky", 77, ""),
    ]  # fmt: skip
    page = clerk.get(PAGE)
    row = next(row for row in page.context["page"].dong if row.o.tt == "10a")
    assert row.tinh_trang[1] == "Cần giải trình"
    assert row.cau_hoi in text_of(page)
    clerk.post(UPDATE, typed(clerk, khai_10a=str(row.so)))
    assert not OBaoCao.objects.filter(o="doan_vien.nu_cuoi_ky").exists()  # the same as the book is nothing of its own


def test_points_follow_the_figures_until_their_words_are_changed(world, clerk):
    clerk.post(UPDATE, typed(clerk, muc__II_5="Đã mở 12 lớp tập huấn."))
    assert list(MucBaoCao.objects.values_list("muc", "van_ban")) == [("II.5", "Đã mở 12 lớp tập huấn.")]
    posted = typed(clerk)
    before = posted["muc_II.1"]
    write_row(world, "ket_nap", DAY, "cdcs_a", 7, 3)
    clerk.post(UPDATE, posted)  # made before the row came: the old sentences were not typed by anybody
    assert MucBaoCao.objects.count() == 1
    assert typed(clerk)["muc_II.1"] != before


def test_an_edited_point_can_be_given_back(clerk):
    drafted = typed(clerk)["muc_II.5"]
    clerk.post(UPDATE, typed(clerk, muc__II_5="Đã mở 12 lớp tập huấn."))
    answer = clerk.post(UPDATE, typed(clerk) | {"lay_lai": "II.5"})
    assert answer.url.endswith("#m-II.5")
    assert not MucBaoCao.objects.exists()
    assert typed(clerk)["muc_II.5"] == drafted


def test_two_editors_see_both_texts(clerk):
    mine = typed(clerk, gt_10="Bản của tôi, gõ sau")
    clerk.post(UPDATE, typed(clerk, gt_10="Bản của người khác"))
    answer = clerk.post(UPDATE, mine)
    assert [(row["mine"], row["theirs"]) for row in answer.context["conflict"]] == [
        ("Bản của tôi, gõ sau", "Bản của người khác")
    ]
    again = {name: answer.context["form"][name].value() for name in answer.context["form"].fields}
    clerk.post(UPDATE, {name: "" if value is None else value for name, value in again.items()})
    assert OBaoCao.objects.get(o="doan_vien.cuoi_ky").giai_trinh == "Bản của tôi, gõ sau"


def test_a_draft_comes_back_and_goes_with_the_save(world, clerk):
    clerk.post(f"/ban-nhap/bao_cao_update/{world.units['a'].pk}-{KY}/", typed(clerk, gt_10="Gõ dở chưa lưu"))
    kept = Draft.objects.get()
    page = clerk.get(PAGE)
    assert page.context["form"]["gt_10"].value() == "Gõ dở chưa lưu"
    assert "Còn nội dung gõ chưa lưu" in text_of(clerk.get(CHECK))
    assert [one.label for one in clerk.get("/").context["drafts"]] == ["Báo cáo 6 tháng đầu năm 2025: Công đoàn TPND"]
    clerk.post(UPDATE, typed(clerk))
    assert not Draft.objects.filter(pk=kept.pk).exists()


def test_readers_see_the_report_and_cannot_type(sign_in):
    for who in ("reader_a", "reviewer", "leader"):
        answer = sign_in(who).get(PAGE)
        assert answer.context["form"] is None
        assert "<textarea" not in answer.content.decode()
        assert sign_in(who).post(UPDATE, {}).status_code == 403
    assert sign_in("department").get(PAGE).status_code == 403


def test_the_administrator_writes_for_the_unit_with_a_reason_alone(sign_in):
    client = sign_in("administrator")
    refused = client.post(UPDATE, typed(client, gt_10="Số trong sổ là đúng"))
    assert refused.status_code == 200
    assert "ly_do_lam_thay" in refused.context["form"].errors
    done = client.post(UPDATE, typed(client, gt_10="Số trong sổ là đúng", ly_do_lam_thay="Cán bộ nghỉ thai sản"))
    assert done.status_code == 302
    assert OBaoCao.objects.count() == 1


def test_the_button_is_locked_until_everything_is_explained(clerk):
    locked = clerk.get(CHECK).content.decode()
    assert re.search(r'type="submit"[^>]* disabled aria-describedby="vi-sao"', locked)
    assert clerk.post(SEND, {"version": "0"}).status_code == 200
    assert not BanChup.objects.exists()
    clerk.post(UPDATE, explained(clerk))
    page = clerk.get(CHECK)
    assert " disabled" not in page.content.decode().partition("vi-sao")[0].rpartition("<button")[2]
    assert "Nộp báo cáo: 35 số liệu, 16 mục nội dung" in text_of(page)
    assert "Nộp hôm nay là đúng hạn; còn 10 ngày." in text_of(page)


def test_sent_once_it_says_when_and_which_and_the_second_press_sends_nothing(clerk):
    clerk.post(UPDATE, explained(clerk))
    form = clerk.get(CHECK).context["form"]
    data = {"version": form["version"].value(), "submit_key": form["submit_key"].value()}
    first, second = (clerk.post(SEND, data, follow=True) for _ in "ab")
    sent = BanChup.objects.get()
    said = f"Đã nộp báo cáo lúc 08:00 ngày 20/05/2025, đúng hạn. Lần nộp 1, mã bản chụp {sent.sha256[:12]}."
    assert said in text_of(first)
    assert said not in text_of(second)
    assert second.redirect_chain[-1][0] == PAGE
    assert "Theo báo cáo đã nộp" in text_of(second)
    assert "niêm phong nguyên vẹn" in text_of(second)


def test_a_quiet_round_is_sent_as_such_with_its_reason(sign_in):
    client = sign_in("clerk_b")
    check, go = (f"/bao-cao/6T-2024/{word}/?don_vi=YYEN" for word in ("kiem-tra", "nop"))
    client.post("/bao-cao/6T-2024/ghi/?don_vi=YYEN", explained(client, "/bao-cao/6T-2024/?don_vi=YYEN"))
    form = client.get(check).context["form"]
    assert "Kỳ này đơn vị không phát sinh biến động đoàn viên" in text_of(client.get(check))
    sent = {"version": form["version"].value(), "khong_phat_sinh": "on"}
    assert "ly_do" in client.post(go, sent).context["form"].errors
    done = client.post(go, sent | {"ly_do": "Các CĐCS ổn định, không ai vào ra."}, follow=True)
    assert "Không phát sinh: Các CĐCS ổn định, không ai vào ra." in text_of(done)


def test_the_frozen_page_reads_the_snapshot_and_lists_what_came_after(world, clerk):
    sent(world, KY, "a")
    before = {row.o.ma: row.so for _, rows in clerk.get(PAGE).context["page"].phan for row in rows}
    write_row(world, "ket_nap", DAY, "cdcs_a", 7, 3)
    page = clerk.get(PAGE)
    assert {row.o.ma: row.so for _, rows in page.context["page"].phan for row in rows} == before
    found = page.context["page"].phat_sinh
    assert [(one.loai, one.so, one.nu, one.trong_ky) for one in found.dong] == [("ket_nap", 7, 3, 7)]
    assert "Phát sinh sau khi nộp" in text_of(page)
    assert "Đầu kỳ đọc từ sổ: đơn vị chưa có báo cáo năm 2024." in text_of(page)
    assert "1 dòng ghi vào sổ sau lúc nộp" in text_of(page)
    assert "Nộp, lần nộp 1" in text_of(page)


def test_every_frozen_figure_opens_a_list_that_adds_up(world, clerk):
    sent(world, KY, "a")
    for _, rows in clerk.get(PAGE).context["page"].phan:
        for row in rows:
            if row.url:
                listing = clerk.get(row.url).context["listing"]
                assert listing.total == row.so, row.o.ma
                if listing.question.figure.shape in ("rows", "stock"):
                    place = [column.label in ("Số lượng", "Số đoàn viên") for column in listing.columns].index(True)
                    assert sum(cells[place].value for cells in listing.all_rows()) == row.so, row.o.ma


def test_names_are_joined_for_who_may_read_them_today(world, sign_in, clerk):
    sent(world, KY, "a")
    address = f"/bao-cao/{KY}/danh-sach/?don_vi=TPND&lan=1&so=doan_vien.ket_nap"
    assert "Đặng Thị Ngọc Ánh" in text_of(clerk.get(address))
    report = BaoCao.objects.get()
    assert "Ánh" not in BanChup.objects.get().noi_dung
    duyet_bao_cao(report, lan=1, by=world.user("reviewer"))
    other = sign_in("department").get(address)
    assert other.status_code == 200
    assert "Đặng Thị Ngọc Ánh" not in text_of(other)


def test_a_returned_cell_is_answered_where_it_was_asked(world, clerk):
    sent(world, KY, "a")
    report = return_it(world, doan_vien__ket_nap="Vì sao chỉ có bấy nhiêu người?")
    write_row(world, "ket_nap", DAY, "cdcs_a", 7, 3)
    page = clerk.get(PAGE)
    assert "Ô 1, kết nạp mới: trả lời câu hỏi của Ban Tổ chức - Kiểm tra." in text_of(page)
    assert "Trả lại 1 ô, đã trả lời 0" in text_of(page)
    remark = report.nhan_xet.get()
    address = f"/bao-cao/{KY}/tra-loi/{remark.pk}/?don_vi=TPND"
    answer = clerk.post(address, typed(clerk, **{f"tl_{remark.pk}": "Đã ghi thêm 7 người.", "gt_10": "Gõ dở dang"}))
    assert answer.url == f"{PAGE}#o-1"
    page = clerk.get(PAGE)
    assert page.context["form"]["gt_10"].value() == "Gõ dở dang"
    assert page.context["conflict"] is None
    row = page.context["page"].dong[0]
    assert row.tinh_trang[1] == "Đã trả lời"
    assert row.loi_nhan[0].moi - row.loi_nhan[0].cu == 7


def test_an_empty_answer_is_refused_at_its_cell(world, clerk):
    sent(world, KY, "a")
    remark = return_it(world, doan_vien__ket_nap="Vì sao chỉ có bấy nhiêu người?").nhan_xet.get()
    answer = clerk.post(f"/bao-cao/{KY}/tra-loi/{remark.pk}/?don_vi=TPND", typed(clerk))
    assert list(answer.context["form"].errors) == [f"tl_{remark.pk}"]
    clerk.post(UPDATE, typed(clerk, **{f"tl_{remark.pk}": "Lưu cả trang cũng gửi trả lời."}))
    remark.refresh_from_db()
    assert remark.tra_loi == "Lưu cả trang cũng gửi trả lời."


def test_every_revision_stays_readable(world, sign_in, clerk):
    sent(world, KY, "a")
    return_it(world, **{"muc:II__5": "Bổ sung số lớp tập huấn."})
    remark = BaoCao.objects.get().nhan_xet.get()
    send_again = typed(clerk, muc__II_5="Đã mở 12 lớp tập huấn.", **{f"tl_{remark.pk}": "Đã bổ sung ở mục này."})
    clerk.post(UPDATE, send_again)
    assert "Lần nộp 2" in text_of(send(clerk))
    old, new = (clerk.get(f"{PAGE}&lan={lan}") for lan in (1, 2))
    assert ["Đã mở 12 lớp tập huấn." in text_of(one) for one in (old, new)] == [False, True]
    assert "Lần nộp cũ" in text_of(old)
    assert "Xem lần nộp mới nhất" in text_of(old)
    assert clerk.get(f"{PAGE}&lan=3").status_code == 404
    duyet_bao_cao(BaoCao.objects.get(), lan=2, by=world.user("reviewer"))
    other = sign_in("department")
    assert [other.get(f"{PAGE}&lan={lan}").status_code for lan in (1, 2)] == [403, 200]


def closing_of(content: bytes) -> int:
    rows = load_workbook(BytesIO(content))["PL1 Kết quả"].iter_rows(values_only=True)
    table = [row for row in rows if row]
    place = next(list(row).index("Đoàn viên cuối kỳ") for row in table if "Đoàn viên cuối kỳ" in row)
    return next(row[place] for row in table if "Tổng cộng" in row)


def test_workbook_and_command_write_the_snapshot(world, clerk, tmp_path):
    sent(world, KY, "a")
    write_row(world, "ket_nap", DAY, "cdcs_a", 7, 3)
    reported = read_ban_chup(BanChup.objects.get()).so_o["doan_vien.cuoi_ky"]
    page = clerk.get(f"/bao-cao/{KY}/tai-ve/?don_vi=TPND")
    out = tmp_path / "bao-cao.xlsx"
    call_command("export_bao_cao", ky=KY, don_vi="TPND", out=str(out))
    assert [closing_of(b"".join(page.streaming_content)), closing_of(out.read_bytes())] == [reported, reported]
    tables = clerk.get(f"{PAGE}&xem=phu_luc")
    assert "bản chụp 6T-2025/TPND/1" in text_of(tables)


def test_files_come_with_the_report_and_stay_once_they_were_sent(world, clerk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    attach = f"/bao-cao/{KY}/tep/?don_vi=TPND"
    clerk.post(UPDATE, typed(clerk))
    clerk.post(f"/ban-nhap/bao_cao_update/{world.units['a'].pk}-{KY}/", typed(clerk, gt_10="Gõ dở chưa lưu"))
    for name in ("ky.pdf", "nham.pdf"):
        clerk.post(attach, {"tep": SimpleUploadedFile(name, b"%PDF-1.4 mau " + name.encode())})
    assert clerk.get(PAGE).context["conflict"] is None  # a file is no change of the boxes
    kept, wrong = Attachment.objects.order_by("pk")
    clerk.post(f"/bao-cao/{KY}/tep/{wrong.pk}/bo/?don_vi=TPND")
    assert list(Attachment.objects.all()) == [kept]
    page = send(clerk)
    assert [ten for ten, _, _ in page.context["page"].tep] == ["ky.pdf"]
    return_it(world, doan_vien__ket_nap="Vì sao chỉ có bấy nhiêu người?")
    refused = clerk.post(f"/bao-cao/{KY}/tep/{kept.pk}/bo/?don_vi=TPND", follow=True)
    assert "được giữ lại" in text_of(refused)
    assert Attachment.objects.exists()
    file = clerk.get(f"/bao-cao/{KY}/tep/{kept.pk}/?don_vi=TPND")
    assert b"".join(file.streaming_content) == b"%PDF-1.4 mau ky.pdf"


def test_list_and_home_say_how_far_the_report_is(world, clerk):
    def state() -> tuple[str, str]:
        groups = dict(clerk.get("/bao-cao/?don_vi=TPND").context["groups"])
        found = next(state for one, state in groups["Đang mở"] if one.ky.ma == KY)
        return found.kind, found.note

    def task() -> list[tuple[str, date]]:
        return [(one.title, one.due) for one in clerk.get("/").context["tasks"] if "Báo cáo" in one.title]

    assert (state()[0], task()) == (
        "chua_bat_dau", [("Báo cáo 6 tháng đầu năm 2025: chưa bắt đầu, hạn 29/05/2025", date(2025, 5, 29))],
    )  # fmt: skip
    clerk.post(UPDATE, typed(clerk))
    assert (state()[0], task()[0][0]) == ("dang_nhap", "Báo cáo 6 tháng đầu năm 2025: đang nhập, hạn 29/05/2025")
    send(clerk)
    assert (state(), task()) == (("da_nop", "ngày 20/05/2025"), [])
    return_it(world, doan_vien__ket_nap="Vì sao chỉ có bấy nhiêu người?")
    assert state() == ("tra_lai", "nộp lại trước hết 27/05/2025")
    assert task() == [("Báo cáo 6 tháng đầu năm 2025: trả lời 1 ô bị trả lại", date(2025, 5, 27))]


def test_late_is_said_in_days(world, sign_in):
    with time_machine.travel("2025-06-02 08:00 +0700", tick=False):
        client = sign_in("clerk_a")
        client.post(UPDATE, explained(client))
        assert "Nộp hôm nay là chậm 4 ngày." in text_of(client.get(CHECK))
        assert "Đã nộp báo cáo lúc 08:00 ngày 02/06/2025, chậm 4 ngày." in text_of(send(client))


def test_base_units_keep_their_live_tables_and_the_province_has_its_own(sign_in):
    for address in (f"/bao-cao/{KY}/?don_vi=A001", f"/bao-cao/{KY}/?don_vi=ND&xem=phu_luc"):
        page = sign_in("reviewer").get(address)
        assert page.context["page"].tables
        assert "Số hiện thời" in text_of(page)


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def found_more(world, *codes: str) -> None:
    """New base units under A, each with members."""
    new = [CongDoanData(ma, f"CĐCS {ma}", "cdcs", "TPND", date(2025, 2, 1), f"{ma}/QĐ") for ma in codes]
    for unit in create_cong_doan(new, by=world.user("administrator")):
        world.units[unit.ma] = unit
        write_row(world, "ket_nap", date(2025, 3, 3), unit.ma, 5, 2)


def test_the_number_of_queries_does_not_grow_with_the_units(world, clerk):
    found_more(world, "A010")
    few = queries(clerk, PAGE), queries(clerk, CHECK)
    found_more(world, "A011", "A012")
    assert (queries(clerk, PAGE), queries(clerk, CHECK)) == few


def test_frozen_pages_ask_as_often_for_many_units(world, clerk):
    sent(world, KY, "a")
    found_more(world, "A010")
    few = queries(clerk, PAGE)
    found_more(world, "A011", "A012")
    assert queries(clerk, PAGE) == few


def test_a_frozen_list_goes_to_excel_with_its_source(world, sign_in, clerk):
    sent(world, KY, "a")
    snapshot = BanChup.objects.get()
    answer = clerk.get(f"/bao-cao/{KY}/danh-sach/tai-ve/?don_vi=TPND&so=doan_vien.ket_nap")
    rows = [
        [cell.value for cell in row] for row in load_workbook(BytesIO(b"".join(answer.streaming_content))).active.rows
    ]
    text = "\n".join(str(value) for row in rows for value in row if value is not None)
    assert f"Bản chụp báo cáo {snapshot.ma}, mã băm {snapshot.sha256[:12]}" in text
    assert rows[-1][6] == read_ban_chup(snapshot).so_lieu["doan_vien"]["ket_nap"]
