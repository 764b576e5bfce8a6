"""Forms of sources: the list, its columns, one press of decisions, disputes, the order of sources (01 R8)."""

from django import forms

from cdcs.enums import QUAN_LY_DOANH_NGHIEP, NguonSoLieu
from cdcs.forms.don_vi import DonViField, don_vi_field, units_to_choose
from core.forms import MIN_REASON, DayField, HouseForm, IntField, LineField, OnceForm, ReasonField, choice_field
from doanhnghiep.actions.quyet_dinh_nguon import VIEC_CUA_NHOM
from doanhnghiep.actions.tranh_chap import TranhChapData
from doanhnghiep.enums import LoaiTranhChap, QuyetDinhNguon
from doanhnghiep.importers.nguon import NGUON
from doanhnghiep.models import DanhSachNguon

Q = QuyetDinhNguon


class NguonForm(HouseForm):
    """Which source, of which day, for which unit, and its list."""

    cong_doan = DonViField(label="Đối chiếu đơn vị, doanh nghiệp của")
    nguon = forms.ChoiceField(label="Nguồn", choices=[("", "Chọn nguồn"), *NguonSoLieu.choices])
    ngay_so_lieu = DayField(label="Ngày số liệu")
    tep = forms.FileField(
        label="Tệp danh sách",
        error_messages={"required": "Chọn một tệp trước khi tải lên.", "empty": "Tệp này rỗng: chọn tệp khác."},
    )

    def __init__(self, *args, user, own: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        don_vi_field(self, "cong_doan").offer(units_to_choose(user, "import_nguon", QUAN_LY_DOANH_NGHIEP))
        if own:
            self.fields["cong_doan"].initial = own
        self.fields["tep"].widget.attrs["accept"] = ".xlsx,.xls,.ods,.csv"


class CotNguonForm(HouseForm):
    """Which column each heading of the file is; guessed beforehand."""

    def __init__(self, *args, made: DanhSachNguon, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", "Không dùng"), *((column.key, column.label) for column in NGUON)]
        for number, one in enumerate(made.tieu_de):
            self.fields[f"cot_{number}"] = forms.ChoiceField(
                label=one["tieu_de"], required=False, choices=choices, initial=one["cot"]
            )

    @property
    def chosen(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]


class QuyetNguonForm(OnceForm):
    """One press about rows of one group."""

    viec = forms.ChoiceField(label="Quyết định")
    pham_vi = forms.ChoiceField(
        label="Cho", choices=[("chon", "các dòng được chọn"), ("nhom", "mọi dòng của nhóm chưa quyết")], initial="chon",
        widget=forms.RadioSelect,
    )  # fmt: skip
    quan_ly = DonViField(label="Đơn vị quản lý của đơn vị thêm mới", required=False)
    ly_do = LineField(label="Lý do", required=False, max_length=500, help_text="Cần khi bỏ qua: ít nhất 10 ký tự.")

    def __init__(self, *args, user, nhom: str, **kwargs):
        super().__init__(*args, **kwargs)
        allowed = VIEC_CUA_NHOM[nhom]
        choice_field(self, "viec").choices = [(value, Q(value).label) for value in allowed]
        if Q.THEM_MOI in allowed:
            don_vi_field(self, "quan_ly").offer(units_to_choose(user, "edit_doanh_nghiep", QUAN_LY_DOANH_NGHIEP))
        else:
            del self.fields["quan_ly"]

    def clean(self):
        data = super().clean()
        if data.get("viec") == Q.BO_QUA and len(data.get("ly_do") or "") < MIN_REASON:
            self.add_error("ly_do", f"Ghi vì sao bỏ qua, ít nhất {MIN_REASON} ký tự.")
        if data.get("viec") == Q.THEM_MOI and not data.get("quan_ly"):
            self.add_error("quan_ly", "Chọn đơn vị quản lý cho các đơn vị thêm mới.")
        return data


class TranhChapForm(OnceForm):
    """What is wrong, why, and what proves it."""

    loai = forms.ChoiceField(label="Nội dung", choices=[("", "Chọn nội dung"), *LoaiTranhChap.choices])
    so_lao_dong = IntField(label="Số lao động thực tế", required=False, max_value=1_000_000)
    ngay_ngung = DayField(label="Ngày ngừng hoạt động", required=False)
    ly_do = ReasonField()
    tep = forms.FileField(
        label="Tệp chứng minh", required=False,
        help_text="PDF, JPG, PNG, DOCX, XLSX, đến 10 MB. Không đính kèm ảnh giấy tờ tùy thân.",
    )  # fmt: skip

    @property
    def dispute(self) -> TranhChapData:
        data = self.cleaned_data
        return TranhChapData(data["loai"], data["ly_do"], data["so_lao_dong"], data["ngay_ngung"])


class QuyetTranhChapForm(OnceForm):
    """The province's decision, with its reason."""

    tra_loi = ReasonField(label="Lý do của quyết định")


class ThuTuNguonForm(OnceForm):
    """A place for every source, 1 wins."""

    def __init__(self, *args, thu_tu: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        count = len(NguonSoLieu.values)
        for place, source in enumerate(thu_tu, 1):
            self.fields[source] = forms.TypedChoiceField(
                label=NguonSoLieu(source).label, coerce=int, initial=place,
                choices=[(number, str(number)) for number in range(1, count + 1)],
            )  # fmt: skip

    def clean(self):
        data = super().clean()
        places = [data.get(source) for source in NguonSoLieu.values]
        if len(set(places)) != len(places):
            raise forms.ValidationError("Mỗi nguồn một thứ tự riêng: có hai nguồn cùng thứ tự.")
        return data

    @property
    def thu_tu(self) -> list[str]:
        return sorted(NguonSoLieu.values, key=lambda source: self.cleaned_data[source])
