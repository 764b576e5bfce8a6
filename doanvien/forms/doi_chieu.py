"""Forms of a reconciliation: the export, its columns, names of units, one press of decisions (B7)."""

from collections.abc import Sequence

from django import forms

from cdcs.access import Scope
from cdcs.enums import CO_DOAN_VIEN
from cdcs.forms.don_vi import DonViField, don_vi_field, units_to_choose
from cdcs.models import CongDoan
from core.dates import today
from core.forms import MIN_REASON, DayField, HouseForm, LineField, OnceForm, choice_field
from core.text import heading_key
from doanvien.actions.doi_chieu import unit_of_user
from doanvien.actions.quyet_dinh_doi_chieu import VIEC_CUA_NHOM, QuyetDinh
from doanvien.enums import CAN_LY_DO, LoaiBienDong, NhomDoiChieu, QuyetDinhDoiChieu
from doanvien.forms.bien_dong import LOAI_RA, labels
from doanvien.importers.cot_doi_chieu import DOI_CHIEU
from doanvien.models import DoiChieu

N, Q = NhomDoiChieu, QuyetDinhDoiChieu
SHOWN_NAMES = 40
FROM_SYSTEM = "Theo hệ thống quản lý đoàn viên"
# The fields of a press that a group needs.
FIELDS: dict[str, tuple[str, ...]] = {
    N.KHAC: ("loai", "ngay", "so_quyet_dinh", "ly_do"),
    N.CHI_O_DAY: ("loai", "ngay", "so_quyet_dinh", "ly_do"),
    N.CHI_O_KIA: ("ngay", "so_quyet_dinh", "ghi_danh", "ly_do"),
    N.KHONG_RO: ("ly_do",),
    N.LOI: ("ly_do",),
    N.KHOP: (),
}


class DoiChieuForm(HouseForm):
    """Which unit's members, and the export."""

    cong_doan = DonViField(label="Đối chiếu đoàn viên của")
    tep = forms.FileField(
        label="Tệp danh sách đoàn viên của hệ thống",
        error_messages={"required": "Chọn một tệp trước khi tải lên.", "empty": "Tệp này rỗng: chọn tệp khác."},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [kind for kind, _ in CongDoan._meta.get_field("loai").choices or ()]
        units = units_to_choose(user, "reconcile_he_thong", kinds)
        don_vi_field(self, "cong_doan").offer(units)
        own = unit_of_user(user)
        if own is not None:
            self.fields["cong_doan"].initial = own.ma
        self.fields["tep"].widget.attrs["accept"] = ".xlsx,.xls,.ods,.csv"


class GhepCotForm(HouseForm):
    """Which column each heading of the file is; guessed beforehand."""

    def __init__(self, *args, doi_chieu: DoiChieu, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", "Không dùng"), *((column.key, column.label) for column in DOI_CHIEU)]
        for number, one in enumerate(doi_chieu.tieu_de):
            self.fields[f"cot_{number}"] = forms.ChoiceField(
                label=one["tieu_de"], required=False, choices=choices, initial=one["cot"]
            )

    @property
    def chosen(self) -> list[str]:
        """The column of every heading, in their order."""
        return [self.cleaned_data[name] for name in self.fields]


class GhepDonViForm(HouseForm):
    """Which unit of ours each foreign name means: by code, or outside the scope; an empty line stays open."""

    def __init__(self, *args, names: Sequence[tuple[str, int]], scope: Scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope, self.names = scope, list(names)[:SHOWN_NAMES]
        for number, (name, count) in enumerate(self.names):
            self.fields[f"ma_{number}"] = LineField(label=f"{name} ({count} dòng)", required=False, max_length=30)
            self.fields[f"ma_{number}"].widget.attrs["list"] = "cac-don-vi"
            self.fields[f"ngoai_{number}"] = forms.BooleanField(
                label=f"“{name}” không thuộc phạm vi đối chiếu", required=False
            )

    def offered(self) -> list[CongDoan]:
        """The units whose codes are suggested."""
        units = CongDoan.objects.active_on(today()).filter(loai__in=CO_DOAN_VIEN)
        return list(self.scope.filter(units, "pk").order_by("ten_khong_dau", "ma"))

    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of every name."""
        return [(self[f"ma_{number}"], self[f"ngoai_{number}"]) for number in range(len(self.names))]

    def clean(self):
        data = super().clean()
        wanted = {n: str(data[f"ma_{n}"]) for n in range(len(self.names)) if data.get(f"ma_{n}")}
        units = self.scope.filter(CongDoan.objects.all(), "pk") if wanted else ()
        found = {heading_key(unit.ma): unit for unit in units}
        self.chosen: dict[str, CongDoan | None] = {
            name: None for n, (name, _) in enumerate(self.names) if data.get(f"ngoai_{n}")
        }
        for number, code in wanted.items():
            unit = found.get(heading_key(code))
            if unit is None:
                self.add_error(f"ma_{number}", f"Không có đơn vị mã {code} trong phạm vi đối chiếu. Chọn trong gợi ý.")
            elif data.get(f"ngoai_{number}"):
                self.add_error(f"ma_{number}", "Ghi mã hoặc chọn ngoài phạm vi, không cả hai.")
            else:
                self.chosen[self.names[number][0]] = unit
        if not self.errors and not self.chosen:
            self.add_error(None, "Chưa ghép tên nào: ghi mã đơn vị, hoặc đánh dấu không thuộc phạm vi.")
        return data


class QuyetDinhForm(OnceForm):
    """One press: what is decided about the chosen rows, and what the ledger needs for it."""

    viec = forms.ChoiceField(
        label="Việc", widget=forms.RadioSelect, error_messages={"required": "Chọn việc cần làm với các dòng này."}
    )
    loai = forms.ChoiceField(label="Loại biến động", required=False, help_text="Chỉ dùng khi Ghi thôi.")
    ngay = DayField(label="Ngày hiệu lực", required=False, help_text="Dùng khi Ghi thôi hoặc Chuyển đơn vị.")
    so_quyet_dinh = LineField(label="Số quyết định", required=False, max_length=100)
    ghi_danh = forms.BooleanField(
        label="Bổ sung danh sách: những người này đã được tính trong số lượng của đơn vị", required=False,
        help_text="Chỉ áp dụng cho đơn vị còn số lượng chưa có tên; không con số nào thay đổi.",
    )  # fmt: skip
    ly_do = LineField(
        label="Lý do hoặc ghi chú", required=False, max_length=500,
        help_text="Phải có khi Giữ như trong sổ, Để lại, Giảm khác, Điều chỉnh: ít nhất 10 ký tự.",
    )  # fmt: skip

    def __init__(self, *args, nhom: str, has_counted: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("loai", "ngay", "so_quyet_dinh", "ghi_danh", "ly_do"):
            if name not in FIELDS[nhom] or (name == "ghi_danh" and not has_counted):
                del self.fields[name]
        choice_field(self, "viec").choices = [(one.value, one.label) for one in VIEC_CUA_NHOM[nhom]]
        if "loai" in self.fields:
            choice_field(self, "loai").choices = labels(LOAI_RA)
        if nhom == N.CHI_O_KIA:
            self.fields["ngay"].label = "Ngày kết nạp"
            self.fields["ngay"].help_text = "Cho những dòng mà tệp không có ngày kết nạp."
            self.fields["ly_do"].help_text = "Phải có khi Để lại, ít nhất 10 ký tự."
        if "ghi_danh" in self.fields:
            self.fields["ghi_danh"].initial = True
        if nhom == N.KHAC:
            self.fields["ly_do"].initial = FROM_SYSTEM
        if nhom == N.CHI_O_DAY:
            self.fields["ly_do"].initial = "Hệ thống chưa có người này"

    def clean(self):
        data = super().clean()
        viec, why = data.get("viec"), data.get("ly_do", "")
        needs_why = viec in (Q.GIU, Q.BO_QUA, Q.LAY_HE_THONG)
        needs_why = needs_why or (viec == Q.GHI_THOI and str(data.get("loai")) in {kind.value for kind in CAN_LY_DO})
        if needs_why and len(why) < MIN_REASON:
            self.add_error("ly_do", f"Việc này cần lý do, ít nhất {MIN_REASON} ký tự.")
        if viec == Q.GHI_THOI and not data.get("loai"):
            self.add_error("loai", "Ghi thôi cần chọn loại biến động.")
        if viec in (Q.GHI_THOI, Q.CHUYEN) and "ngay" not in self.errors and not data.get("ngay"):
            self.add_error("ngay", "Việc này cần ngày hiệu lực.")
        return data

    @property
    def decision(self) -> QuyetDinh:
        """The press as the action takes it."""
        data = self.cleaned_data
        kind = LoaiBienDong(data["loai"]).value if data.get("loai") else ""
        return QuyetDinh(data["viec"], data.get("ly_do", ""), kind, data.get("ngay"), data.get("so_quyet_dinh", ""))
