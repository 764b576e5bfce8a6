"""The province's own report through its pages: waits for its units, is sent, approved by another, opens by unit."""

from datetime import date

import pytest
import time_machine

from baocao.actions.duyet import withdraw_approval
from baocao.models import BanChup
from baocao.queries.bao_cao import is_whole, read_ban_chup
from cdcs.models import KhoaSo
from tests.baocao.busy import busy_world, write_row
from tests.baocao.vong import WHY, answer_all, approve, approved, explain_all, give_back, report_of, submit

pytestmark = pytest.mark.django_db
KY = "6T-2025"
PAGE, CHECK, SEND = (f"/bao-cao/{KY}/{path}?don_vi=ND" for path in ("", "kiem-tra/", "nop/"))


@pytest.fixture
def world(db, monkeypatch):
    """A and B have reported and are approved; 9 more came to A since."""
    with time_machine.travel("2025-05-20 08:00 +0700", tick=False):
        yield approved(busy_world(monkeypatch), KY, "a")


def complete(world) -> None:
    submit(world, "b", "clerk_b", KY)
    approve(world, "b", KY)
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    explain_all(world, "tinh", "reviewer", KY)


def send(client) -> BanChup:
    form = client.get(CHECK).context["form"]
    assert client.post(SEND, {"version": form["version"].value(), "submit_key": "mot"}).status_code == 302
    return BanChup.objects.get(bao_cao__cong_doan__loai="ldld_tinh")


def test_it_waits_for_the_approved_reports_of_its_units(world, sign_in):
    page = sign_in("reviewer").get(PAGE)
    assert [(one.tieu_de, one.muc_do) for one in page.context["page"].loi] == [("Báo cáo của các đơn vị", "loi")]


def test_it_is_sent_and_holds_what_was_reported(world, sign_in):
    complete(world)
    snapshot = send(sign_in("reviewer"))
    data = read_ban_chup(snapshot)
    units = {one["ma"]: one for one in data.noi_dung["truc_thuoc"]}
    assert is_whole(snapshot)
    assert sum(one["doan_vien"]["ket_nap"] for one in units.values()) == data.so_lieu["doan_vien"]["ket_nap"]
    assert {ma: one["theo_bao_cao"] for ma, one in units.items()} == {"TPND": True, "YYEN": True, "T001": False}


@pytest.mark.parametrize(
    "khoa", ["doan_vien.ket_nap", "doan_vien.cuoi_ky", "doan_vien.chuyen_den", "bao_phu.trong_dien"]
)
def test_a_figure_opens_what_each_unit_reported_and_adds_up(world, sign_in, khoa):
    complete(world)
    client = sign_in("reviewer")
    send(client)
    listing = client.get(f"/bao-cao/{KY}/danh-sach/?don_vi=ND&so={khoa}").context["listing"]
    assert sum(row[2].value for row in listing.all_rows()) == listing.total


def test_its_lists_lead_to_the_revision_that_was_put_together(world, sign_in):
    """The report of A is opened again, changed and sent anew after the province's was sealed."""
    complete(world)
    client = sign_in("reviewer")
    send(client)
    report = report_of(world, "a", KY)
    withdraw_approval(report, lan=1, ly_do=WHY, by=world.user("administrator"))
    give_back(world, "a", KY, {"doan_vien.ket_nap": "Thiếu 9 người ngày 12/5."})
    answer_all(world, "a", KY, "clerk_a")
    submit(world, "a", "clerk_a", KY)
    listing = client.get(f"/bao-cao/{KY}/danh-sach/?don_vi=ND&so=doan_vien.ket_nap").context["listing"]
    value = next(row[2] for row in listing.all_rows() if row[1].value == "TPND")
    assert client.get(value.url).context["listing"].total == value.value


def test_another_person_approves_it_and_no_book_is_closed(world, sign_in):
    complete(world)
    send(sign_in("reviewer"))
    address = f"/bao-cao/{KY}/duyet/?don_vi=ND"
    sign_in("reviewer").post(address, {"duyet-lan": "1"})
    assert report_of(world, "tinh", KY).trang_thai == "da_nop"
    sign_in("administrator").post(address, {"duyet-lan": "1"})
    assert report_of(world, "tinh", KY).trang_thai == "da_duyet"
    assert sorted(KhoaSo.objects.values_list("cong_doan__ma", flat=True)) == ["TPND", "YYEN"]
