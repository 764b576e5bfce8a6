"""Drafts of the user as links to the forms they belong to, for the home."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from baocao.enums import TrangThaiBaoCao
from baocao.models import BaoCao
from baocao.queries.ky import round_label, round_of
from cdcs.access import rights_of
from cdcs.models import CongDoan
from chitieu.forms.noi_chi_tieu import BANG, NHIEM_KY
from core.dates import today
from core.numbers import row_key
from doanhnghiep.forms.khao_sat import DRAFT_KEY, unsaved_drafts
from doanhnghiep.queries import visible_doanh_nghiep
from doanvien.queries.doan_vien import visible_doan_vien
from nhiemvu.access import edit_scope
from nhiemvu.models import DoiThoai, KienNghi, ThoaUoc
from taikhoan.models import Draft, User

SHOWN = 10
BAO_CAO = "bao_cao_update"
KHAO_SAT = "phieu_khao_sat_update"
TRA_LAI, TRA_LOI = "tra_lai_bao_cao", "answer_cell"
LABELS = {
    "doan_vien_create": "Kết nạp đoàn viên",
    "doan_vien_update": "Sửa thông tin đoàn viên",
    "doan_vien_bien_dong_create": "Ghi biến động của một đoàn viên",
    "qua_trinh_update": "Sửa quá trình một đoàn viên",
    "bien_dong_create": "Ghi biến động theo số lượng",
    "doan_vien_import": "Kết nạp nhiều người",
    "ghi_danh": "Bổ sung danh sách",
    "bang_thang_update": "Bảng tháng",
    "thoa_uoc_create": "Ghi thỏa ước lao động tập thể",
    "thoa_uoc_update": "Sửa một thỏa ước lao động tập thể",
    "doi_thoai_create": "Ghi cuộc đối thoại",
    "doi_thoai_update": "Sửa một cuộc đối thoại",
    "kien_nghi_create": "Ghi kiến nghị với cấp trên",
    "kien_nghi_update": "Sửa một kiến nghị với cấp trên",
    "thanh_lap": "Thành lập CĐCS",
    "doanh_nghiep_create": "Thêm đơn vị, doanh nghiệp",
    "doanh_nghiep_update": "Sửa thông tin một doanh nghiệp",
    "van_dong_update": "Phương án vận động một doanh nghiệp",
    "tranh_chap_create": "Nêu tranh chấp số liệu một doanh nghiệp",
    "dinh_chinh_create": "Lập đính chính",
    KHAO_SAT: "Khảo sát",
    BANG: "Giao chỉ tiêu",
    BAO_CAO: "Báo cáo",
    TRA_LAI: "Trả lại",
    TRA_LOI: "Trả lời tại ô của",
}
# the key is the number of a report: in which states it takes what was typed, on which page
OF_REPORT = {
    TRA_LAI: ((TrangThaiBaoCao.DA_NOP,), "tra_lai_bao_cao"),
    TRA_LOI: ((TrangThaiBaoCao.DANG_NHAP, TrangThaiBaoCao.TRA_LAI), "bao_cao_compare"),
}
# the key names a unit
WORD_OF_UNIT = {
    "ghi_danh": "ghi_danh", "bang_thang_update": "record_so_luong", BANG: "view_so_lieu", BAO_CAO: "edit_bao_cao",
    "dinh_chinh_create": "edit_bao_cao", KHAO_SAT: "edit_khao_sat",
}  # fmt: skip
UNIT_AND_YEAR = re.compile(rf"(?P<unit>\d+)-(?P<year>\d{{4}}|{NHIEM_KY})", re.ASCII)  # as `NoiChiTieu.draft_key`
UNIT_AND_ROUND = re.compile(r"(?P<unit>\d+)-(?P<ky>.+)", re.ASCII)  # as `NoiBaoCao.draft`
UNIT_AND_MONTH = re.compile(r"(?P<unit>.+?)(?:-(?P<month>\d{4}-\d{2})(?:-\d+)?)?")  # as `NoiThang.draft_key`

Opened = Callable[[User], QuerySet[Any]]


def _members(word: str) -> Opened:
    return lambda user: visible_doan_vien(rights_of(user).scope(word))


def _employers(word: str) -> Opened:
    return lambda user: visible_doanh_nghiep(rights_of(user).scope(word), today())


def _records(model: type[Model]) -> Opened:
    return lambda user: edit_scope(user).filter(model.objects.all())  # type: ignore[attr-defined]


# The key is the number of a member, an employer or a record: of which ones the page opens for the user.
OF_ONE: dict[str, Opened] = {
    "doan_vien_update": _members("edit_doan_vien"),
    "doan_vien_bien_dong_create": _members("view_doan_vien"),
    "qua_trinh_update": _members("correct_doan_vien"),
    "doanh_nghiep_update": _employers("edit_doanh_nghiep"),
    "van_dong_update": _employers("edit_van_dong"),
    "tranh_chap_create": _employers("raise_tranh_chap"),
    "thoa_uoc_update": _records(ThoaUoc),
    "doi_thoai_update": _records(DoiThoai),
    "kien_nghi_update": _records(KienNghi),
}


@dataclass(frozen=True)
class BanNhap:
    """A draft: what it is, where it goes on, when it was kept."""

    label: str
    url: str
    saved_at: datetime


def drafts_of(user: User) -> list[BanNhap]:
    """The latest drafts of the user; two queries, and one more for each kind of row that they are about."""
    drafts = _without_saved_rows(Draft.objects.filter(user=user, form__in=LABELS).order_by("-saved_at"))[:SHOWN]
    units, reports, opened = _units_named(drafts), _reports_named(drafts), _opened(drafts, user)
    found = []
    for draft in drafts:
        if draft.form in OF_REPORT:
            found += _of_report(draft, reports.get(row_key(draft.key)), user)
            continue
        if draft.form in WORD_OF_UNIT:
            found += _of_unit(draft, units, user)
            continue
        one = row_key(draft.key)
        if draft.form not in OF_ONE or one in opened[draft.form]:
            url = reverse(draft.form, args=[one] if draft.form in OF_ONE else [])
            found.append(BanNhap(LABELS[draft.form], url, draft.saved_at))
    return found


def _opened(drafts: list[Draft], user: User) -> dict[str, set[int]]:
    """Per form of one row the numbers whose page opens: another unit may have the person now, a record be cancelled."""
    keys: dict[str, set[int]] = defaultdict(set)
    for draft in drafts:
        if draft.form in OF_ONE and (key := row_key(draft.key)) is not None:
            keys[draft.form].add(key)
    opened = {form: OF_ONE[form](user).filter(pk__in=numbers) for form, numbers in keys.items()}
    return defaultdict(set, {form: set(rows.values_list("pk", flat=True)) for form, rows in opened.items()})


def _without_saved_rows(drafts: QuerySet[Draft]) -> list[Draft]:
    """These drafts but the pages of a survey whose rows were all saved since, one after another."""
    found = list(drafts.defer("content"))
    if not any(draft.form == KHAO_SAT for draft in found):
        return found
    unsaved = unsaved_drafts(drafts.filter(form=KHAO_SAT))
    return [draft for draft in found if draft.form != KHAO_SAT or draft.pk in unsaved]


def _parts(draft: Draft) -> tuple[str, str]:
    """The unit that the key names, by code or number, and the month, the year of a grid of quotas, or the round."""
    if draft.form == BANG:
        found = UNIT_AND_YEAR.fullmatch(draft.key)
        return (found["unit"], found["year"]) if found else ("", "")
    if draft.form == BAO_CAO:
        found = UNIT_AND_ROUND.fullmatch(draft.key)
        return (found["unit"], found["ky"]) if found else ("", "")
    if draft.form == KHAO_SAT:
        found = DRAFT_KEY.fullmatch(draft.key)
        return (found["unit"], found["nam"]) if found else ("", "")
    match = UNIT_AND_MONTH.fullmatch(draft.key)
    return (match["unit"], match["month"] or "") if match else ("", "")


def _units_named(drafts: list[Draft]) -> dict[str, CongDoan]:
    names = {_parts(draft)[0] for draft in drafts if draft.form in WORD_OF_UNIT}
    if not names:
        return {}
    numbers = {row_key(name) for name in names} - {None}
    units = CongDoan.objects.filter(Q(ma__in=names) | Q(pk__in=numbers))
    return {str(unit.pk): unit for unit in units} | {unit.ma: unit for unit in units}


def _reports_named(drafts: list[Draft]) -> dict[int | None, BaoCao]:
    keys = {row_key(draft.key) for draft in drafts if draft.form in OF_REPORT} - {None}
    return dict(BaoCao.objects.select_related("cong_doan", "ky").in_bulk(keys)) if keys else {}


def _of_report(draft: Draft, report: BaoCao | None, user: User) -> list[BanNhap]:
    """The draft of a return or of answers, while the report waits for it and the user may still send it."""
    states, page = OF_REPORT[draft.form]
    if report is None or report.trang_thai not in states or not rights_of(user).can_at(draft.form, report.cong_doan):
        return []
    if draft.form == TRA_LAI and draft.content.get("lan") != [str(report.lan)]:
        return []  # of a revision that another one has replaced
    url = f"{reverse(page, args=[report.ky.ma])}?{urlencode({'don_vi': report.cong_doan.ma})}"
    name = round_label(report.ky)
    label = f"{LABELS[draft.form]} {name[0].lower()}{name[1:]}: {report.cong_doan.ten}"
    return [BanNhap(label, url, draft.saved_at)]


def _of_unit(draft: Draft, units: dict[str, CongDoan], user: User) -> list[BanNhap]:
    """The draft of a grid of a unit, while the unit is still the user's; the key of a ghi danh is its number."""
    name, month = _parts(draft)
    unit = units.get(name)
    if unit is None or not rights_of(user).can_at(WORD_OF_UNIT[draft.form], unit):
        return []
    if draft.form == BANG:
        name = "cả nhiệm kỳ" if month == NHIEM_KY else f"năm {month}"
        url = f"{reverse(BANG)}?{urlencode({'don_vi': unit.ma, 'nam': month})}"
        return [BanNhap(f"{LABELS[BANG]} {name}: {unit.ten}", url, draft.saved_at)]
    if draft.form == BAO_CAO:
        ky = round_of(month)
        url = f"{reverse('bao_cao_detail', args=[month])}?{urlencode({'don_vi': unit.ma})}"
        return [BanNhap(f"{round_label(ky)}: {unit.ten}", url, draft.saved_at)] if ky else []
    if draft.form == KHAO_SAT and (found := DRAFT_KEY.fullmatch(draft.key)):
        return [BanNhap(f"{LABELS[KHAO_SAT]} {month}: {unit.ten}", _rows_of_survey(found, unit), draft.saved_at)]
    query = {"don_vi": unit.ma} | ({"thang": month} if month else {})
    label = LABELS[draft.form] + (f" {month[5:]}/{month[:4]}" if month else "")
    return [BanNhap(f"{label}: {unit.ten}", f"{reverse(draft.form)}?{urlencode(query)}", draft.saved_at)]


def _rows_of_survey(found: re.Match[str], unit: CongDoan) -> str:
    """The page of the grid whose rows were typed, with its filter and its place in the list."""
    query = {"don_vi": unit.ma, "ket_qua": found["ket_qua"], "quan_ly": found["quan_ly"]}
    if found["way"]:
        query[found["way"]] = found["row"]
    filled = {name: value for name, value in query.items() if value}
    return f"{reverse(KHAO_SAT, args=[found['nam']])}?{urlencode(filled)}"
