"""What the pages of this room share: the province, the round and the report that an address names."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from baocao.access import sees_unapproved
from baocao.models import BaoCao, KyBaoCao
from baocao.queries.ky import all_rounds, current_round, round_of
from cdcs.access import rights_of
from cdcs.enums import LoaiCongDoan
from cdcs.forms.tham_so import read_tham_so
from cdcs.models import CongDoan
from core.dates import today

# In the context of a page that is about one unit alone: the frame's switcher would lead to pages that are not there.
NO_SWITCHER: dict[str, tuple] = {"don_vi_trong_quyen": ()}


def province_of(request: HttpRequest, word: str) -> CongDoan:
    """The province whose rounds the user works on: that of the address, else the first one in reach.

    The unit switcher may name another unit: pages of the whole province stay on the province.
    Raises: Http404 for who stands below it; PermissionDenied for a department, which reads approved reports alone.
    """
    rights, units = rights_of(request.user), CongDoan.objects.filter(loai=LoaiCongDoan.LDLD_TINH).order_by("ma")
    found = [unit for unit in units if rights.can_at(word, unit)]
    if not found:
        raise Http404("Trang này của Liên đoàn Lao động tỉnh.")
    unit = next((unit for unit in found if unit.ma == request.GET.get("don_vi")), found[0])
    if word == "view_bao_cao" and not sees_unapproved(request.user, unit):
        raise PermissionDenied
    return unit


def round_in(request: HttpRequest, rounds: list[KyBaoCao] | None = None) -> KyBaoCao:
    """The round that `?ky=` names, else the one of today, else the last of the programme."""
    rounds = rounds or all_rounds()
    code = request.GET.get("ky", "")
    found = next((ky for ky in rounds if ky.ma == code), None) if code else current_round(today(), rounds) or rounds[-1]
    if found is None:
        raise Http404("Không có kỳ báo cáo này.")
    return found


def round_at(ma: str) -> KyBaoCao:
    """The round of a code; an unknown one answers Http404."""
    found = round_of(ma)
    if found is None:
        raise Http404("Không có kỳ báo cáo này.")
    return found


def report_at(request: HttpRequest, ma: str, word: str) -> BaoCao:
    """The submitted report that the address names, at a unit where the user may do `word`.

    Raises: Http404 outside the scope, for a report that was never sent, and where it cannot be told from it.
    """
    found = sent_report(ma, read_tham_so(request, word).don_vi)
    if found is None:
        raise Http404("Đơn vị chưa nộp báo cáo của kỳ này.")
    return found


def sent_report(ma: str, unit: CongDoan) -> BaoCao | None:
    """The report that the unit has sent for the round of this code."""
    reports = BaoCao.objects.select_related("ky", "cong_doan", "nop_by", "duyet_by")
    return reports.filter(ky__ma=ma, cong_doan=unit, lan__gte=1).first()
