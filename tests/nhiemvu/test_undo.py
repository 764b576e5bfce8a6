"""The import of a unit is not taken back once it has an agreement, a dialogue or an issue."""

from datetime import date

import pytest

from baocao.actions import import_file
from baocao.actions.hoan_tac import undo_import
from cdcs.models import CongDoan, LoNhap
from core.refusal import Refused
from core.sheets.reader import Sheet
from nhiemvu.actions import cancel
from tests.nhiemvu.measures import agree, ask, talk

pytestmark = pytest.mark.django_db
HEADS = ("Mã đơn vị", "Tên đơn vị", "Loại hình", "Mã đơn vị cấp trên", "Ngày thành lập", "Số quyết định")


@pytest.fixture
def batch(world) -> LoNhap:
    row = ("A009", "CĐCS A009", "Công đoàn cơ sở", "TPND", date(2024, 1, 5), "9/QĐ")
    done = import_file("cong_doan", Sheet("cong_doan", [HEADS, row]), by=world.user("administrator"), ten_tep="a.xlsx")
    world.units["a009"] = CongDoan.objects.get(ma="A009")
    assert done.lo_nhap is not None
    return done.lo_nhap


@pytest.mark.parametrize(
    ("make", "what"), [(agree, "thỏa ước lao động tập thể"), (talk, "cuộc đối thoại"), (ask, "kiến nghị")]
)
def test_undo_of_a_unit_with_records_is_refused_until_they_are_cancelled(world, batch, make, what):
    by = world.user("administrator")
    row = make(world, "a009")
    with pytest.raises(Refused, match=f"đã có {what}"):
        undo_import(batch, by=by)
    cancel(row, by=by, ly_do="Ghi nhầm đơn vị")
    undo_import(batch, by=by)
    assert not CongDoan.objects.filter(ma="A009").exists()
