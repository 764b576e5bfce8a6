"""The history of imports as Excel (05 §5.5)."""

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_GET

from baocao.exporters.lo_nhap import write_lo_nhap
from baocao.forms import HistoryFilter
from baocao.views.nhap_lieu import visible_batches
from cdcs.forms.tham_so import units_of_reader
from core.access import allowed
from core.dates import format_date, today
from core.downloads import FILTERED, send_download
from core.paging import count_up_to
from taikhoan.actions import record


@allowed("import_doan_vien")
@require_GET
def lo_nhap_export(request: HttpRequest) -> FileResponse:
    """Excel of the batches that the filter leaves, latest first; whose they are as on the page."""
    history = HistoryFilter(request.GET)
    batches = history.apply(visible_batches(request.user).defer("gia_tri_cu"), request.user)
    units = units_of_reader(request.user)
    record(by=request.user, act="export_so_lieu", unit=units[0].ma, danh_sach="các lần nhập", loc=history.words,
           so_dong=count_up_to(batches))  # fmt: skip
    head = ["Các lần nhập", ", ".join(map(str, units)), f"Lập ngày {format_date(today())}", *history.words]
    file = write_lo_nhap(batches.order_by("-pk").iterator(chunk_size=200), head)
    return send_download(file, "cac-lan-nhap", FILTERED if history.words else "", units[0].ma, today())
