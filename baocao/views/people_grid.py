"""Many people at once in a grid: kết nạp, and names for a stock that was only counted (05 §5.2-5, 02 §2.2a-3).

The page lives here and not with the members because it writes a batch of the import centre, with its undo.
"""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from baocao.actions.nhap import only_closed
from baocao.actions.people_grid import PeopleRefused, judge_people, write_people
from baocao.forms import MAX_ROWS, PeopleGrid, PeopleGridForm
from baocao.forms.people_grid import BY_KEY
from baocao.forms.thanh_lap import ThanhLapForm
from cdcs.access import Scope, require, rights_of
from cdcs.actions.khoa_so import may_propose
from cdcs.enums import CO_DOAN_VIEN
from cdcs.forms.don_vi import own_base, units_to_choose
from cdcs.models import CongDoan, co_cau
from core.access import allowed
from core.calls import keep_call
from core.dates import today
from core.numbers import format_int
from core.refusal import Refused
from core.sheets.reader import SheetError
from core.templatetags.so import list_errors
from doanvien.enums import GioiTinh, HinhThucVao
from doanvien.queries.chua_danh_sach import counted_stock, units_without_names
from taikhoan.actions import save_draft
from taikhoan.drafts import DraftPlace, draft_place
from taikhoan.late import keep_posted
from taikhoan.once import act_once, seal_act

SHOWN_UNITS, SHOWN_PROBLEMS = 50, 30


class GridPage:
    """One request of a grid: its form, its rows, its draft; `naming` for ghi danh in a settled unit."""

    form: PeopleGridForm | ThanhLapForm

    def __init__(self, request: HttpRequest, draft: DraftPlace, naming: bool, unit: CongDoan | None = None):
        self.request, self.draft, self.naming, self.settled = request, draft, naming, unit
        posted = request.POST if request.method == "POST" else None
        code = request.GET.get("don_vi") or own_base(request.user)
        initial = draft.values or ({"cong_doan": code} if code else {})
        initial = {name: value for name, value in initial.items() if isinstance(value, str)}
        word = "ghi_danh" if naming else "ket_nap"
        self.form = PeopleGridForm(posted, user=request.user, word=word, unit=unit, initial=initial)
        self.grid = PeopleGrid.read(posted if posted is not None else draft.values)
        self.checked: int | None = None

    @property
    def unit(self) -> CongDoan:
        return self.settled or self.form.cleaned_data["cong_doan"]

    @property
    def place(self) -> dict[str, Any]:
        """Who writes what kind of rows where."""
        return {"by": self.request.user, "unit": self.unit, "naming": self.naming}

    def sheet(self):
        data = self.form.cleaned_data
        return self.grid.as_sheet(self.unit, data["ngay_chung"], data["quyet_dinh_chung"])

    def show(self, plan) -> None:
        """Put what was found at cells, at the unit, and in the summary."""
        for text in self.grid.show(plan):
            self.form.add_error("cong_doan" if "cong_doan" in self.form.fields else None, text)
        self.checked = len(plan.new()) + len(plan.changed())

    def check(self) -> None:
        """Judge all rows without writing."""
        imported = judge_people(self.sheet(), by=self.request.user, naming=self.naming)
        if imported.plan is None:
            self.form.add_error(None, "Chưa có dòng nào trong bảng: gõ hoặc dán danh sách rồi kiểm tra.")
        else:
            self.show(imported.plan)
            if only_closed(imported.plan) and may_propose(self.request.user):
                call = keep_call("write_people", self.sheet(), skip_errors=False, unit=self.unit, naming=self.naming)
                self.form.sealed_act = seal_act(self.request, call, self.draft.place)  # type: ignore[union-attr]

    def paste(self) -> None:
        """Take the block of the text field into the rows, and keep them: the way without a script, or of headings."""
        try:
            count, told = self.grid.paste(self.form.data.get("dan", "").replace("\0", ""))
        except SheetError as error:
            self.form.add_error("dan", error.ly_do)
            return
        self.form.data = self.request.POST.copy()
        self.form.data["dan"] = ""
        more = {"dan": [""]} | self.grid.content(self.grid.rows)
        with suppress(Refused):  # too many drafts: the page says so as soon as one types on
            keep_posted(self.request, by=self.request.user, form=self.draft.form, key=self.draft.key, more=more)
        said = [f"Đã đưa {format_int(count)} người vào bảng.", *told, "Bấm Kiểm tra trước khi ghi."]
        messages.info(self.request, " ".join(said))

    def write(self, skip_errors: bool) -> HttpResponse | None:
        """Write once; with `skip_errors` the bad rows stay in the grid as a draft."""
        draft = self.draft

        def act() -> str:
            try:
                imported, figures = write_people(self.sheet(), skip_errors=skip_errors, **self.place)
            except PeopleRefused as reason:
                if reason.plan is not None:
                    self.show(reason.plan)
                raise
            count = imported.result.them_moi + imported.result.cap_nhat
            said = f"Đã ghi {format_int(count)} người vào sổ của {self.unit.ten}; {figures}."
            if not imported.result.loi:
                messages.success(self.request, said)
                return reverse("lo_nhap_detail", args=[imported.lo_nhap.pk])  # type: ignore[union-attr]
            self.grid.show(imported.plan)  # type: ignore[arg-type]
            common = {name: [self.form.data.get(name, "")] for name in ("cong_doan", "ngay_chung", "quyet_dinh_chung")}
            save_draft(
                by=self.request.user, form=draft.form, key=draft.key, content=common | self.grid.content(self.grid.bad)
            )
            rest = f"Còn {format_int(imported.result.loi)} dòng lỗi trong bảng: sửa rồi ghi tiếp."
            messages.success(self.request, f"{said} {rest}")
            query = {"don_vi": self.unit.ma} if self.naming else {}
            return f"{self.request.path}?{urlencode(query | {'kiem_tra': '1'})}"

        return act_once(self.request, self.form, act, draft=None if skip_errors else draft)

    def answer(self) -> HttpResponse | None:
        """Do what the pressed button asks for; None when the page is to be shown."""
        act = self.request.POST.get("viec", "kiem_tra")
        if act in ("them", "cot", "dan"):
            self.form.errors.clear()  # nothing was sent to be judged yet
        if act == "them":
            self.grid.grow()
        elif act == "cot":
            self.grid.shows_more = not self.grid.shows_more
        elif act == "dan":
            self.paste()
        elif self.form.is_valid():
            asked = self.request.POST.get("da_kiem", "")
            if act == "ghi" and asked != str(len(self.grid.filled)):
                act = "kiem_tra"  # the button said another number than what would be written now
            if act in ("ghi", "ghi_dung"):
                return self.write(skip_errors=act == "ghi_dung")
            self.check()
        return None

    def open(self) -> None:
        """The page as it is opened: what a partial writing left behind is judged at once."""
        if "kiem_tra" not in self.request.GET or not self.grid.filled:
            return
        data = self.draft.values | {"cong_doan": self.form.initial.get("cong_doan", "")}
        again = PeopleGridForm(data, user=self.request.user, word="ghi_danh" if self.naming else "ket_nap",
                               unit=self.settled)  # fmt: skip
        again.initial["submit_key"] = self.form.initial["submit_key"]
        self.form = again
        if again.is_valid():
            self.check()

    def problems(self) -> list[dict[str, str]]:
        """The error summary: what is wrong in the form and at cells, each with a link to its place."""
        cells = [
            {"href": f"#o-{row.number}-{key}", "label": f"Dòng {row.number}, {BY_KEY[key].label}", "text": text}
            for row in self.grid.bad for key, text in row.errors.items()
        ]  # fmt: skip
        rows = [
            {"href": f"#o-{row.number}-ho_ten", "label": f"Dòng {row.number}", "text": text}
            for row in self.grid.bad for text in row.notes
        ]  # fmt: skip
        found = [*list_errors(self.form), *cells, *rows]
        more = len(found) - SHOWN_PROBLEMS
        rest = [{"href": "", "label": "", "text": f"và {more} chỗ khác, đánh dấu trong bảng"}] if more > 0 else []
        return [*found[:SHOWN_PROBLEMS], *rest]

    def context(self) -> dict[str, Any]:
        """What the template shows."""
        grid = self.grid
        if not grid.rows:
            grid.grow()
        may_return = rights_of(self.request.user).can("ket_nap_lai")
        kinds = [kind.label for kind in HinhThucVao if may_return or kind in (HinhThucVao.KET_NAP, HinhThucVao.DAU_KY)]
        return {
            "form": self.form, "grid": grid, "draft": self.draft, "naming": self.naming, "unit": self.settled,
            "checked": self.checked, "problems": self.problems(), "max_rows": MAX_ROWS,
            "lists": {"gioi_tinh": GioiTinh.labels, "hinh_thuc": kinds},
            "submit_key": self.form["submit_key"].value() or self.form.initial["submit_key"],
        }  # fmt: skip


@allowed("import_doan_vien")
@require_http_methods(["GET", "POST"])
def doan_vien_import(request: HttpRequest) -> HttpResponse:
    """Kết nạp of many people: typed, pasted, checked per cell, written as one batch."""
    page = GridPage(request, draft_place(request, "doan_vien_import"), naming=False)
    if request.method == "POST":
        if done := page.answer():
            return done
    else:
        page.open()
    return render(request, "baocao/people_grid.html", page.context())


def choose_unit(request: HttpRequest, above: CongDoan | None) -> HttpResponse:
    """The units where names are missing, all of them or those under the unit that the frame of the page was set to.

    Raises: Http404 for a unit above that the user does not see.
    """
    rights = rights_of(request.user)
    scope = rights.scope("ghi_danh")
    if above is not None:
        if not rights.sees(above):
            raise Http404("Không có đơn vị mã này.")
        scope &= Scope(ids=co_cau(today()).under(above.pk))
    units, waiting = units_to_choose(request.user, "ghi_danh", CO_DOAN_VIEN), units_without_names(scope)
    context = {"units": units, "waiting": waiting[:SHOWN_UNITS], "more": max(0, len(waiting) - SHOWN_UNITS)}
    return render(request, "baocao/ghi_danh.html", context)


@allowed("ghi_danh")
@require_http_methods(["GET", "POST"])
def ghi_danh(request: HttpRequest) -> HttpResponse:
    """Names for members who are only counted; without a base unit, the units that have such members."""
    code = request.GET.get("don_vi", "")
    unit = CongDoan.objects.filter(ma=code).first() if code else None
    if code and unit is None:
        raise Http404("Không có đơn vị mã này.")
    if unit is None or not unit.co_doan_vien:
        return choose_unit(request, unit)
    require(request.user, "ghi_danh", unit)
    page = GridPage(request, draft_place(request, "ghi_danh", str(unit.pk)), naming=True, unit=unit)
    if request.method == "POST":
        if done := page.answer():
            return done
    else:
        page.open()
    return render(request, "baocao/people_grid.html", page.context() | {"stock": counted_stock(unit)})
