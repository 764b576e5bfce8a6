"""Undoing an import of workers or quotas: not where a row of it lies in a closed period (03 §3.2, undo_import)."""

import pytest
import time_machine
from django.urls import reverse

from chitieu.models import ChiTieu
from doanhnghiep.models import LaoDong
from tests.baocao.test_dinh_chinh_viec import AFTER, EVE_OF_LOCKS, confirm, send
from tests.closing import close
from tests.sheets import Importer, run_json

pytestmark = pytest.mark.django_db
ROWS = {
    "lao_dong": [["0600001237", "{}", "Khảo sát", 200, 100, 190]],
    "chi_tieu": [["2025", "TPND", "Đoàn viên", 900, "55-{}/QĐ", "{}"]],
}


@pytest.fixture
def clock():
    with time_machine.travel(EVE_OF_LOCKS, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("kind", ROWS)
def test_a_closed_row_keeps_its_batch_and_an_open_one_does_not(clock, world, tmp_path, sign_in, kind):
    close(world, "a")
    nhap = Importer(tmp_path, "clerk_a" if kind == "lao_dong" else "administrator")
    batches = []
    for day in ("31/05/2025", "01/06/2025"):
        rows = [[cell.format(day) if isinstance(cell, str) else cell for cell in row] for row in ROWS[kind]]
        batches.append(nhap.good(kind, rows)["lo_nhap"])
    clock.move_to(AFTER)
    answers = [run_json("undo_import", batch, "--user", nhap.username) for batch in batches]
    assert [status for status, _ in answers] == [1, 0]
    assert "đã khóa đến hết 31/05/2025" in answers[0][1]["ly_do"]
    model = LaoDong if kind == "lao_dong" else ChiTieu
    assert model.objects.filter(lo_nhap=batches[0]).exists()
    client = sign_in(nhap.username)
    made = send(client, client.post(reverse("lo_nhap_undo", args=[batches[0]])))
    confirm(sign_in, made)
    assert not model.objects.filter(lo_nhap=batches[0]).exists()
