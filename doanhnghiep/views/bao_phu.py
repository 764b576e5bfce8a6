"""Coverage of a unit: the share, who is missing, what changed between two days; each figure opens its list."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cdcs.access import Scope, rights_of
from cdcs.enums import CAP_TREN, QUAN_LY_DOANH_NGHIEP
from cdcs.forms.tham_so import ThamSo, read_tham_so
from cdcs.models import ChuongTrinh, CongDoan
from cdcs.queries import names_on, truc_thuoc_on
from core.access import allowed
from core.dates import format_date, today
from core.downloads import send_download
from core.numbers import format_int
from core.paging import paginate
from core.sql import id_in
from doanhnghiep.enums import BuocBaoPhu
from doanhnghiep.exporters.bao_phu import DongBuoc, write_buoc, write_qua_nguong
from doanhnghiep.models import DoanhNghiep, LaoDong
from doanhnghiep.queries import bao_phu, quan_ly_on, visible_doanh_nghiep
from doanhnghiep.queries.cau_bao_phu import CauBaoPhu, NhomBaoPhu
from doanhnghiep.queries.nguong import as_events, crossing_counts, crossings, fallen
from taikhoan.actions import record

LATEST = 20
STEP_ORDER = ("ten_khong_dau", "pk")
CROSSING_ORDER = ("-ngay_so_lieu", "-pk")


def managing_units(request: HttpRequest) -> Scope:
    """The units that have such pages: a base unit manages no employers, so it has no coverage."""
    return Scope(ids=frozenset(CongDoan.objects.filter(loai__in=QUAN_LY_DOANH_NGHIEP).values_list("pk", flat=True)))


def read_place(request: HttpRequest, word: str) -> ThamSo:
    """Unit and days of the address."""
    place = read_tham_so(request, word, managing_units(request))
    if place.don_vi.loai not in QUAN_LY_DOANH_NGHIEP:
        raise Http404("Độ bao phủ tính cho tỉnh và công đoàn cấp trên cơ sở.")
    return place


def list_url(place: ThamSo, filters: str, unit: CongDoan | None = None) -> str:
    """The list of employers as of the last day, filtered."""
    structure = f"&co_cau={place.co_cau.ngay.isoformat()}" if place.co_cau else ""
    code, day = (unit or place.don_vi).ma, place.den.isoformat()
    return f"{reverse('doanh_nghiep_list')}?don_vi={code}&den={day}{structure}&{filters}"


def unit_lines(place: ThamSo, rights) -> tuple[dict, list[dict[str, Any]]]:
    """Coverage of a unit, and of the superior units below and what it manages itself; the lines add up to it."""
    ids = truc_thuoc_on(place.don_vi, place.den, place.co_cau)
    children = CongDoan.objects.filter(id_in("pk", ids), loai__in=CAP_TREN)
    names = names_on([unit.pk for unit in children], place.den)
    found = bao_phu([place.don_vi.pk, *(unit.pk for unit in children)], place.den, place.co_cau)
    lines = [
        {"ten": names[unit.pk], "don_vi": unit, "so": found[unit.pk], "rieng": "",
         "may_open": rights.can_at("view_don_vi", unit)}
        for unit in children
    ]  # fmt: skip
    lines.sort(key=lambda line: (-line["so"]["chua_co_cdcs"], line["ten"]))
    own = {key: found[place.don_vi.pk][key] - sum(line["so"][key] for line in lines)
           for key in ("trong_dien", "co_cdcs", "chua_co_cdcs", "chua_co_so_lieu")}  # fmt: skip
    if lines and any(own.values()):
        group = NhomBaoPhu("", "", own["trong_dien"], own["co_cdcs"])
        lines.append({"ten": "Do đơn vị trực tiếp quản lý", "don_vi": place.don_vi, "so": own | {"ty_le": group.ty_le},
                      "rieng": "&rieng=1", "may_open": True})  # fmt: skip
    for line in lines:
        for name, size in (("url", "trong_dien"), ("url_chua_ro", "chua_co_so_lieu")):
            query = f"quy_mo={size}{line['rieng']}"
            line[name] = list_url(place, query, line["don_vi"]) if line["may_open"] else ""
    return found[place.don_vi.pk], lines


def steps_of(bridge: CauBaoPhu, place: ThamSo) -> dict[str, list[tuple]]:
    """The two sums of the page, each figure with its list."""
    base = f"{reverse('bao_phu_list')}?{place.query}&buoc="

    def part(sign: str, step: str) -> tuple:
        return sign, bridge.count(step), BuocBaoPhu(step).label, base + step

    before, after = map(len, bridge.trong_dien)
    had, has = map(len, bridge.co_cdcs)
    scope = [("", before, "Trong diện đầu kỳ", base + "dau"), *(part("+", step) for step, _ in bridge.vao),
             *(part("-", step) for step, _ in bridge.ra),
             ("=", after, "Trong diện cuối kỳ", list_url(place, "quy_mo=trong_dien"))]  # fmt: skip
    covered = [("", had, "Đã có CĐCS đầu kỳ", base + "dau_co"), part("+", BuocBaoPhu.THEM_CDCS),
               part("+", BuocBaoPhu.VAO_DA_CO), part("-", BuocBaoPhu.MAT_CDCS), part("-", BuocBaoPhu.RA_DA_CO),
               ("=", has, "Đã có CĐCS cuối kỳ", list_url(place, "quy_mo=trong_dien&cdcs=co"))]  # fmt: skip
    return {"scope": scope, "covered": covered}


@allowed("view_so_lieu", opens_at=managing_units)
def bao_phu_detail(request: HttpRequest) -> HttpResponse:
    """The coverage of a unit as of a day, and the bridge since another."""
    place = read_place(request, "view_so_lieu")
    bridge = CauBaoPhu(place.don_vi.pk, place.tu, place.den, place.co_cau)
    crossed = crossings(place.don_vi.pk, place.tu, place.den, place.co_cau)
    latest, up, down = crossing_counts(bridge.cuoi, place.tu, place.den)
    events = as_events(crossed.filter(pk__in=latest[:LATEST]), place.den)
    coverage, lines = unit_lines(place, rights_of(request.user))
    groups = [("Theo quy mô lao động", bridge.by_size()), ("Theo loại hình", bridge.by_ownership())]
    return render(request, "doanhnghiep/bao_phu.html", {
        "place": place, "coverage": coverage, "lines": lines, "threshold": ChuongTrinh.current().nguong_lao_dong,
        "groups": [(title, [(row, list_url(place, row.query)) for row in rows]) for title, rows in groups],
        "list_base": list_url(place, ""), "steps": steps_of(bridge, place), "up": up, "down": down,
        "may_open": rights_of(request.user).can_at("view_don_vi", place.don_vi), "events": events,
        "open_ids": open_today(request.user, (event.doanh_nghiep.pk for event in events)),
        "events_url": f"{reverse('qua_nguong_list')}?{place.query}",
    })  # fmt: skip


def open_today(user, employer_ids: Iterable[int]) -> set[int]:
    """Which of these employers have a page for the user today; one that was handed over since may have none."""
    mine = visible_doanh_nghiep(rights_of(user).scope("view_don_vi"), today())
    return set(mine.filter(id_in("pk", employer_ids)).values_list("pk", flat=True))


def step_of(request: HttpRequest) -> tuple[str, str]:
    """The asked step and its name; an unknown one answers 404."""
    named = {"dau": "Trong diện đầu kỳ", "dau_co": "Đã có CĐCS đầu kỳ"} | dict(BuocBaoPhu.choices)
    step = request.GET.get("buoc", "")
    if step not in named:
        raise Http404("Không có bước này trong cầu nối độ bao phủ.")
    return step, named[step]


def read_step(request: HttpRequest, word: str) -> tuple[ThamSo, str, CauBaoPhu, QuerySet[DoanhNghiep]]:
    """The place of the address, the name of the step it asks for, the bridge, and the employers behind the step."""
    place, (step, title) = read_place(request, word), step_of(request)
    bridge = CauBaoPhu(place.don_vi.pk, place.tu, place.den, place.co_cau)
    opening = {"dau": bridge.trong_dien[0], "dau_co": bridge.co_cdcs[0]}
    ids = opening[step] if step in opening else bridge.buoc[step]
    return place, title, bridge, DoanhNghiep.objects.filter(id_in("pk", ids))


def step_rows(bridge: CauBaoPhu, employers: Sequence[DoanhNghiep]) -> list[DongBuoc]:
    """Each employer with its facts on both days and who manages it on the last."""
    managers = quan_ly_on([employer.pk for employer in employers], bridge.den)
    return [(one, bridge.dau.get(one.pk), bridge.cuoi.get(one.pk), managers.get(one.pk)) for one in employers]


def span_of(place: ThamSo) -> str:
    return f"{format_date(place.tu)} đến {format_date(place.den)}"


@allowed("view_don_vi", opens_at=managing_units)
def bao_phu_list(request: HttpRequest) -> HttpResponse:
    """The employers behind one step of the bridge, with their workers on both days."""
    place, title, bridge, employers = read_step(request, "view_don_vi")
    page = paginate(employers, list(STEP_ORDER), request.GET, noun="đơn vị")
    open_ids = open_today(request.user, [employer.pk for employer in page.rows])
    return render(request, "doanhnghiep/bao_phu_list.html", {
        "place": place, "title": title, "page": page, "span": span_of(place),
        "rows": [(*row, row[0].pk in open_ids) for row in step_rows(bridge, page.rows)], "total": employers.count(),
        "back": f"{reverse('bao_phu_detail')}?{place.query}",
        "may_export": rights_of(request.user).can_at("export_so_lieu", place.don_vi),
    })  # fmt: skip


@allowed("export_so_lieu")
def bao_phu_export(request: HttpRequest) -> FileResponse:
    """Excel of the employers behind one step of the bridge [02-2.7-1]."""
    place, title, bridge, employers = read_step(request, "export_so_lieu")
    rows, unit = step_rows(bridge, list(employers.order_by(*STEP_ORDER))), place.don_vi
    record(by=request.user, act="export_so_lieu", unit=unit.ma, danh_sach="cầu nối độ bao phủ", loc=[title],
           tu=str(place.tu), den=str(place.den), so_dong=len(rows))  # fmt: skip
    head = [f"{title}: {format_int(len(rows))} đơn vị", str(unit), f"Từ {span_of(place)}{place.structure_words}"]
    return send_download(write_buoc(rows, head), "bao-phu", title, *place.in_names)


# Which crossings a page shows, by the `chieu` of its address; who fell with a CĐCS is named by `cdcs=co`.
WAYS = {"": "Cả hai chiều", "len": "Lên ngưỡng", "xuong": "Xuống dưới ngưỡng"}
FALLEN = "Xuống dưới ngưỡng khi đã có CĐCS, chưa lên lại"


def read_crossings(request: HttpRequest, word: str) -> tuple[ThamSo, QuerySet[LaoDong], str]:
    """The place of the address, the crossings it asks for, and which they are in words."""
    place, way = read_place(request, word), request.GET.get("chieu", "")
    window = place.don_vi.pk, place.tu, place.den, place.co_cau
    if request.GET.get("cdcs") == "co":
        return place, fallen(*window), FALLEN
    rows = crossings(*window)
    if way == "len":
        rows = rows.filter(tong_lao_dong__gt=F("truoc"))
    elif way == "xuong":
        rows = rows.filter(tong_lao_dong__lt=F("truoc"))
    return place, rows, WAYS.get(way, WAYS[""])


@allowed("view_don_vi", opens_at=managing_units)
def qua_nguong_list(request: HttpRequest) -> HttpResponse:
    """The crossings of the threshold in a window, up or down, each with its day and what made it."""
    place, rows, words = read_crossings(request, "view_don_vi")
    page = paginate(rows, list(CROSSING_ORDER), request.GET, noun="lần qua ngưỡng")
    here = f"{reverse('qua_nguong_list')}?{place.query}"
    queries = [*((f"&chieu={way}" if way else "", label) for way, label in WAYS.items()), ("&cdcs=co", FALLEN)]
    events = as_events(page.rows, place.den)
    return render(request, "doanhnghiep/qua_nguong.html", {
        "place": place, "events": events, "page": page,
        "ways": [{"url": here + query, "label": label, "current": label == words} for query, label in queries],
        "open_ids": open_today(request.user, (event.doanh_nghiep.pk for event in events)),
        "threshold": ChuongTrinh.current().nguong_lao_dong,
        "back": f"{reverse('bao_phu_detail')}?{place.query}",
        "may_export": rights_of(request.user).can_at("export_so_lieu", place.don_vi),
    })  # fmt: skip


@allowed("export_so_lieu")
def qua_nguong_export(request: HttpRequest) -> FileResponse:
    """Excel of the crossings as they are filtered."""
    place, rows, words = read_crossings(request, "export_so_lieu")
    events, unit = as_events(rows.order_by(*CROSSING_ORDER), place.den), place.don_vi
    record(by=request.user, act="export_so_lieu", unit=unit.ma, danh_sach="qua ngưỡng", loc=[words],
           tu=str(place.tu), den=str(place.den), so_dong=len(events))  # fmt: skip
    threshold = ChuongTrinh.current().nguong_lao_dong
    head = [f"Đơn vị qua ngưỡng {threshold} lao động", str(unit), f"Từ {span_of(place)}{place.structure_words}", words]
    file = write_qua_nguong(events, head)
    kind = next((way for way, label in WAYS.items() if label == words), "xuong-da-co-cdcs")
    return send_download(file, "qua-nguong", kind, *place.in_names)
