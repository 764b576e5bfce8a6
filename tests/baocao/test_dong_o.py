"""A cell of a report as its page writes it."""

from decimal import Decimal

import pytest

from baocao.queries.bao_cao.dong_o import DongO
from baocao.queries.bao_cao.o import O_THEO_MA


@pytest.mark.parametrize(
    ("cell", "values", "written"),
    [
        ("bao_phu.ty_le", (Decimal("100.0"), Decimal("66.7"), None), ["100,0", "66,7", "—"]),
        ("doan_vien.ket_nap", (1250, 0, None), ["1.250", "0", "—"]),
    ],
)
def test_a_percentage_keeps_its_decimal_and_leaves_the_sign_to_the_column_of_units(cell, values, written):
    now, before, year = values
    row = DongO(O_THEO_MA[cell], now, "", before, year)
    assert [row.chu[key] for key in ("so", "ky_truoc", "cung_ky")] == written
