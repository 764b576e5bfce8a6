"""The month grid as a clerk fills it in: the page is opened, some cells are typed over, everything is sent."""

from datetime import date

from django.test import Client
from django.urls import reverse

from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import CongDoan
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.queries.bang_thang import own_rows, value_of
from tests.cast import FOUNDED, World

EVE = date(2023, 11, 30)
MAY = date(2025, 5, 1)
TODAY = "2025-06-20 10:00 +0700"
Cells = dict[tuple[str, str], tuple[str, str]]  # (code of the unit, kind): texts of quantity and women


def open_books(world: World) -> None:
    """Two more base units under A, with opening stocks: A002 has 100 (60 women), A003 has 50 (20 women)."""
    by = world.user("administrator")
    rows = [CongDoanData(code, f"CĐCS {code}", "cdcs", "TPND", FOUNDED) for code in ("A002", "A003")]
    create_cong_doan(rows, by=by)
    for code, members, women in (("A002", 100, 60), ("A003", 50, 20)):
        unit = world.units[code] = CongDoan.objects.get(ma=code)
        record_bien_dong(BienDongData("dau_ky", EVE, unit, so_luong=members, so_nu=women), by=by)


def address(query: str = "?don_vi=TPND&thang=2025-05") -> str:
    return reverse("bang_thang_update") + query


def open_grid(client: Client, query: str = "?don_vi=TPND&thang=2025-05"):
    return client.get(address(query))


def fields(page) -> dict[str, str]:
    """Everything the page would send as it stands."""
    form = page.context["form"]
    sent = {"goc": form.goc_text, "submit_key": form["submit_key"].value() or ""}
    for cell in form.cells:
        sent |= {f"{cell.ten}-so": cell.so, f"{cell.ten}-nu": cell.nu}
    return sent


def typed(cells: Cells) -> dict[str, str]:
    keys = dict(CongDoan.objects.values_list("ma", "pk"))
    found = {}
    for (code, kind), (quantity, women) in cells.items():
        found |= {f"o{keys[code]}-{kind}-so": quantity, f"o{keys[code]}-{kind}-nu": women}
    return found


def fill(client: Client, cells: Cells, *, page=None, query: str = "?don_vi=TPND&thang=2025-05", **others):
    """Type these cells over what the page shows, and confirm."""
    page = page or open_grid(client, query)
    return client.post(address(query), fields(page) | typed(cells) | others)


def in_books(thang: date = MAY) -> dict[tuple[str, str], tuple[int, int]]:
    """What the grid has written for a month, by code of the unit and kind."""
    codes = dict(CongDoan.objects.values_list("pk", "ma"))
    return {(codes[pk], kind): value_of(rows) for (pk, kind), rows in own_rows(codes, thang).items()}


def faults(response) -> dict[tuple[str, str], str]:
    """The cells that were refused, with what is said there."""
    bad = response.context["form"].bad_cells
    return {(cell.unit.ma, cell.loai.value): cell.loi_so or cell.loi_nu for cell in bad}


def shown(response) -> dict[tuple[str, str], tuple[str, str]]:
    """The cells that are not empty, as the page shows them."""
    cells = response.context["form"].cells
    return {(c.unit.ma, c.loai.value): (c.so, c.nu) for c in cells if c.so or c.nu}


def closings(response) -> dict[str, tuple[int, int]]:
    """Opening and closing stock of every row."""
    return {row.dong.unit.ma: (row.dong.dau_thang, row.cuoi) for row in response.context["form"].hang}


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]
