"""The overview: agreements, dialogues and issues by unit, each figure a link to its list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cdcs.forms.tham_so import ThamSo, read_tham_so
from core.access import allowed
from nhiemvu.actions.dong_ghi import CDCS
from nhiemvu.actions.kien_nghi import RAISING
from nhiemvu.queries import TongHop, tong_hop
from nhiemvu.views.trang import may_write_under


def links_of(row: TongHop, place: ThamSo) -> dict[str, str]:
    """The list behind every figure of a row."""
    window = f"&tu={place.tu.isoformat()}&den={place.den.isoformat()}" + ("&truc_thuoc=on" if row.truc_thuoc else "")
    query = f"?don_vi={row.don_vi.ma}{window}"
    agreements, issues = reverse("thoa_uoc_list") + query, reverse("kien_nghi_list") + query
    return {
        "co": agreements, "chua_co": f"{agreements}&tinh_trang=chua_co",
        "sap_het": f"{agreements}&tinh_trang=sap_het_60", "doi_thoai": reverse("doi_thoai_list") + query,
        "kien_nghi": issues, "da_tra_loi": f"{issues}&trang_thai=da_tra_loi", "cho": f"{issues}&trang_thai=cho",
        **{f"loai_{grade}": f"{agreements}&xep_loai={grade}" for grade, _, _ in row.theo_loai},
    }  # fmt: skip


def shown(row: TongHop, place: ThamSo) -> dict:
    """A row with its links, grade by grade."""
    urls = links_of(row, place)
    grades = [(label, number, urls[f"loai_{grade}"]) for grade, label, number in row.theo_loai]
    return {"so": row, "urls": urls, "grades": grades}


@allowed("view_so_lieu")
def nhiem_vu_list(request: HttpRequest) -> HttpResponse:
    """The table of the units under a unit, and their sum."""
    place = read_tham_so(request, "view_so_lieu")
    rows, total = tong_hop(place.don_vi, place.tu, place.den)
    context = {
        "place": place, "rows": [shown(row, place) for row in rows], "total": shown(total, place),
        "may_write": may_write_under(request.user, place.don_vi, CDCS),
        "may_raise": may_write_under(request.user, place.don_vi, RAISING),
    }  # fmt: skip
    return render(request, "nhiemvu/overview.html", context)
