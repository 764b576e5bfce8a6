"""The Excel of transfer slips is the list of the page, all of its pages, card numbers masked (05 §5.5, 06 #13)."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doanvien.actions.phieu_chuyen import accept_phieu_chuyen, refuse_phieu_chuyen, withdraw_phieu_chuyen
from doanvien.models import PhieuChuyen
from taikhoan.models import NhatKy
from tests.doanvien.slips import CARD, CCCD_M, PHONE, member, nobody, propose
from tests.sheets import read_download
from tests.turning import there_and_back

pytestmark = pytest.mark.django_db
LIST, EXPORT = reverse("phieu_chuyen_list"), reverse("phieu_chuyen_export")
NAME, WAY = "Trần Văn Chuyển", ["Công đoàn A001", "Công đoàn B001", datetime(2025, 6, 2)]


@pytest.fixture
def slips(world):
    """Of five slips of 1/6 a named one and a count wait; one is accepted, one refused, one withdrawn on 10/6."""
    with time_machine.travel("2025-06-01 09:00:00+07:00"):
        named = propose(world, member(world))
        counted = propose(world, None, so_luong=5, so_nu=3)
        rest = [propose(world, member(world, **nobody(f"Người Số {n}"))) for n in (1, 2, 3)]
    with time_machine.travel("2025-06-10 09:00:00+07:00") as clock:
        accept_phieu_chuyen(rest[0], by=world.user("clerk_b"))
        clock.shift(60)
        refuse_phieu_chuyen(rest[1], by=world.user("clerk_b"), ly_do="Không có người này")
        clock.shift(60)
        withdraw_phieu_chuyen(rest[2], by=world.user("clerk_a"))
        yield [named, counted, *rest]


def workbook(client, query: str = "") -> tuple[list[str], list[list]]:
    """The lines above the table, and its rows with the headings."""
    return read_download(client, EXPORT + query)


def test_what_waits_is_taken_away_with_the_end_of_the_card_number(slips, sign_in):
    client = sign_in("clerk_b")
    assert [slip.pk for slip in client.get(LIST).context["page"].rows] == [slip.pk for slip in slips[:2]]
    head, (names, *rows) = workbook(client)
    assert head == ["Phiếu chuyển đoàn viên chờ tiếp nhận", "Công đoàn YYEN (YYEN)", "Lập ngày 10/06/2025"]
    assert names[5:] == ["Giới", "Số thẻ", "Từ", "Đến", "Hiệu lực", "Đã chờ (ngày)"]
    assert rows == [
        [1, NAME, 1985, 1, None, "Nam", "••• 555", *WAY, 9], [2, None, None, 5, 3, None, None, *WAY, 9],
    ]  # fmt: skip
    assert not any(number in str(rows) for number in (CARD, CCCD_M, PHONE))
    logged = NhatKy.objects.latest("pk")
    assert (logged.act, logged.unit, logged.noi_dung) == (
        "export_doan_vien", "YYEN", {"danh_sach": "phiếu chuyển", "phan": "Chờ bạn tiếp nhận", "so_dong": 2},
    )  # fmt: skip


def test_settled_ones_keep_name_and_year_alone(slips, sign_in, monkeypatch):
    monkeypatch.setattr("core.paging.PAGE_SIZE", 1)
    client = sign_in("clerk_a")
    names, *rows = workbook(client, "?don_vi=TPND&phan=da_xong&sau=1")[1]
    assert names == ["TT", "Đoàn viên", "Năm sinh", "Số người", "Trong đó nữ", "Từ", "Đến", "Hiệu lực", "Trả lời",
                     "Trạng thái", "Lý do"]  # fmt: skip
    assert [[row[0], row[1], f"{row[8]:%d/%m/%Y %H:%M}", *row[9:]] for row in rows] == [
        [1, "Người Số 3", "10/06/2025 09:02", "Đã rút", None],
        [2, "Người Số 2", "10/06/2025 09:01", "Từ chối", "Không có người này"],
        [3, "Người Số 1", "10/06/2025 09:00", "Đã nhận", None],
    ]  # fmt: skip


def keys_of(page) -> list[int]:
    return [slip.pk for slip in page.context["page"].rows]


def settle(slips: list[PhieuChuyen], by) -> None:
    """All answered at one instant, as by one press."""
    PhieuChuyen.objects.filter(pk__in=[slip.pk for slip in slips]).update(
        trang_thai="da_rut", answered_by=by, answered_at=datetime(2025, 6, 9, 3, tzinfo=UTC)
    )


def test_long_lists_turn_pages_there_and_back(world, sign_in, monkeypatch):
    monkeypatch.setattr("core.paging.PAGE_SIZE", 4)
    client = sign_in("clerk_a")
    made = [propose(world, None, so_luong=n % 8 + 1, so_nu=0) for n in range(21)]
    settle(made[:11], world.user("clerk_a"))
    for part, slips in (("da_gui", made[11:]), ("da_xong", made[10::-1])):
        keys, query = [slip.pk for slip in slips], f"?don_vi=TPND&phan={part}"
        assert there_and_back(client, "phieu_chuyen_list", query, keys_of) == [keys[:4], keys[4:8], keys[8:]]
        assert [row[3] for row in workbook(client, query)[1][1:]] == [slip.so_luong for slip in slips]


def test_every_part_is_that_of_the_page(slips, world, sign_in):
    for who in ("administrator", "reviewer", "clerk_a", "reader_a", "officer_a"):
        client = sign_in(who)
        for one in client.get(LIST).context["parts"]:
            count = client.get(LIST, {"phan": one["key"]}).context["page"].dem_text
            assert f"{len(workbook(client, '?phan=' + one['key'])[1]) - 1} phiếu" == count, (who, one["label"])


def test_the_page_offers_it_to_who_may_export_members(slips, sign_in):
    """08 §8.2: a leader reads names and exports none."""
    assert f'href="{EXPORT}?phan=da_gui"' in sign_in("reader_a").get(LIST, {"phan": "da_gui"}).content.decode()
    assert EXPORT not in sign_in("leader").get(LIST).content.decode()
    assert [sign_in(who).get(EXPORT).status_code for who in ("leader", "department")] == [403, 403]
    assert sign_in("clerk_b").get(EXPORT + "?don_vi=A001").status_code == 404


@pytest.mark.parametrize("query", ["?phan=da_gui", "?phan=da_xong"])
def test_more_slips_ask_no_more(world, sign_in, django_assert_num_queries, query):
    client = sign_in("clerk_a")

    def put(number: int) -> None:
        propose(world, member(world, **nobody(f"Chờ Số {number}")), date(2025, 6, 2))
        withdraw_phieu_chuyen(propose(world, member(world, **nobody(f"Rút Số {number}"))), by=world.user("clerk_a"))

    put(1)
    workbook(client, query)
    with CaptureQueriesContext(connection) as one:
        workbook(client, query)
    asked = len(one)
    put(2)
    put(3)
    with django_assert_num_queries(asked):
        assert len(workbook(client, query)[1]) == 4
