"""The grid of quotas as an officer fills it in: the page is opened, some cells are typed over, everything is sent."""

from django.test import Client
from django.urls import reverse

from chitieu.models import ChiTieu
from tests.cast import World

HEAD = {"so_quyet_dinh": "57/QĐ", "ngay": "2/4/2025", "ly_do": "Điều chỉnh theo thực tế sáu tháng"}


def address(query: str = "?nam=2025") -> str:
    return reverse("chi_tieu_create") + query


def cell(world: World, unit: str, kind: str = "doan_vien") -> str:
    return f"o{world.units[unit].pk}_{kind}"


def sent(page) -> dict[str, str]:
    """Everything the page would send as it stands."""
    form = page.context["form"]
    data = {"goc": form.goc_text, "submit_key": form["submit_key"].value() or ""}
    return data | {one.ten: one.text for one in form.o}


def issue(client: Client, cells: dict[str, str], *, page=None, query: str = "?nam=2025", **head):
    """Type these cells over what the page shows, and issue."""
    page = page or client.get(address(query))
    return client.post(address(query), sent(page) | HEAD | cells | head)


def given(number: str) -> set[tuple]:
    """The lines of a decision."""
    lines = ChiTieu.objects.filter(quyet_dinh__so_quyet_dinh=number)
    return set(lines.values_list("cong_doan__ma", "loai", "so_giao", "nam"))


def foot(page) -> dict[str, tuple]:
    """Per kind: sum of the draft, in force, own number, remainder of the draft, in force, against the term."""
    return {
        one.loai.value: (one.nhap, one.hieu_luc, one.rieng, one.con_nhap, one.con_hieu_luc, one.con_nhiem_ky)
        for one in page.context["form"].foot
    }


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]
