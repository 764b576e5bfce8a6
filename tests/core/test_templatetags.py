"""Filters and tags of the library ``so``: the words and figures that stand on every page."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.test.utils import override_script_prefix
from django.urls import reverse

from core.templatetags import formats, so
from scripts import vendor

STATIC = Path(__file__).resolve().parents[2] / "static"


def render(source: str, **context) -> str:
    request = context.pop("request", None)
    whole = RequestContext(request, context, processors=[]) if request else Context(context)
    return Template("{% load so %}" + source).render(whole).strip()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1234567, "1.234.567"),
        (0, "0"),
        (-1, "−1"),
        (None, "—"),
        ("", "—"),
        (Decimal("1250.50"), "1.250,5"),
        (-0.5, "−0,5"),
        ("nhiều", "nhiều"),
    ],
)
def test_so(value, expected):
    assert render("{{ value|so }}", value=value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (68.7, "68,7%"),
        (Decimal("68.65"), "68,7%"),
        (100, "100,0%"),
        (1234.5, "1.234,5%"),
        (-37, "−37,0%"),
        (Decimal("-0.04"), "0,0%"),
        (None, "—"),
    ],
)
def test_phan_tram(value, expected):
    assert render("{{ value|phan_tram }}", value=value) == expected


@pytest.mark.parametrize(("value", "expected"), [(113, "+113"), (-1, "−1"), (0, "0"), (None, "—")])
def test_dau(value, expected):
    assert render("{{ value|dau }}", value=value) == expected


@pytest.mark.parametrize(("value", "expected"), [(3.4, "+3,4%"), (-37, "−37,0%"), (0.01, "0,0%"), (None, "—")])
def test_dau_phan_tram(value, expected):
    assert render("{{ value|dau_phan_tram }}", value=value) == expected


def test_days():
    assert render("{{ d|ngay }} {{ d|thang }}", d=date(2025, 5, 3)) == "03/05/2025 05/2025"
    assert render("[{{ d|ngay }}{{ d|thang }}]", d=None) == "[]"


@pytest.mark.parametrize(("value", "expected"), [("036085001127", "••• 127"), ("", ""), (None, ""), ("12", "•••")])
def test_che_so(value, expected):
    assert render("{{ value|che_so }}", value=value) == expected


def test_icon_is_inline_and_hidden_from_screen_readers():
    html = render('{% icon "check" %}')
    assert html.startswith('<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path')
    assert "fill=" not in html.split(">")[0]


def test_row_url_is_the_address_that_url_gives():
    source = '{% url "doan_vien_detail" key %} {% row_url "doan_vien_detail" key %} {% row_url "lo_nhap_detail" key %}'
    assert render(source, key=12345) == "/doan-vien/12345/ /doan-vien/12345/ " + reverse("lo_nhap_detail", args=[12345])
    with override_script_prefix("/so/"):
        assert render('{% row_url "doan_vien_detail" 7 %}') == "/so/doan-vien/7/"
    assert render('{% row_url "doan_vien_detail" 7 %}') == "/doan-vien/7/"


def test_state_escapes_its_word():
    assert "<b>" not in render("{% state 'done' word %}", word="<b>")


@pytest.mark.parametrize("name", ["no-such-icon", "../bootstrap-icons/check"])
def test_icon_refuses_unknown_names(name):
    with pytest.raises(TemplateSyntaxError):
        so.read_icon(name)


@pytest.mark.django_db
def test_qs_keeps_the_other_parameters():
    request = RequestFactory().get("/x/?don_vi=YYEN&sau=abc")
    assert render('{% qs sau=None so="da_duyet" %}', request=request) == "?don_vi=YYEN&amp;so=da_duyet"


def test_fig_is_a_link_only_with_an_address():
    assert render('{% fig 1234 "/d/" css="big" %}') == '<a class="fig big" href="/d/">1.234</a>'
    assert render("{% fig 1234 %}") == "1.234"
    assert render('{% fig None "/d/" %}') == "—"
    assert "<b>" not in render('{% fig value "/d/" %}', value="<b>")


@pytest.mark.parametrize("kind", so.STATES)
def test_every_state_is_a_shape_and_a_word(kind):
    html = render("{% state kind %}", kind=kind)
    assert "<svg" in html
    assert so.STATES[kind][2] in html


def test_state_takes_another_word():
    assert render('{% state "tra_lai" "Trả lại 2 ô" %}').endswith("Trả lại 2 ô</span>")


def test_leaf():
    html = render('{% leaf d "còn 4 ngày" "near" %}', d=date(2025, 5, 29))
    assert "leaf-near" in html
    assert "Tháng 5 · 2025" in html
    assert "<b>29</b>" in html
    assert render("{% leaf None %}") == ""


def test_bridge_is_one_sum_and_never_shows_plus_a_minus():
    html = render("{% bridge rows %}", rows=[("", 10, "Đầu kỳ"), ("+", -2, "Điều chỉnh", "/a/"), ("=", 8, "Cuối kỳ")])
    assert 'data-op="−"><b><a class="fig" href="/a/">2</a></b>' in html
    assert html.count("<li") == 3
    assert 'class="end"' in html


CHARTS = [
    '{% gauge "Đoàn viên" 11306 50000 soft=18742 elapsed=29.3 %}',
    '{% cells "Nghiệp đoàn" 7 10 %}',
    '{% bar "Ý Yên" 412 600 527 %}',
    '{% sparkline "Ý Yên" values %}',
    "{% line_chart chart %}",
    '{% flow_bars rows "Theo loại" %}',
    '{% bar "Không có chỉ tiêu" 5 None %}',
]


@pytest.mark.parametrize("source", CHARTS)
def test_charts_have_words_and_obey_the_content_policy(source):
    series = [{"label": "1", "points": [(0, 1), (5, 2)]}]
    chart = so.charts.line_chart(series, title="t", desc="d", x_ticks=[(0, "a"), (5, "b")])
    html = render(source, values=[1, 2.5, 3], chart=chart, rows=[("Kết nạp", 5, "/")])
    assert "<svg" in html
    assert "aria-label=" in html or "<caption" in html
    assert " style=" not in html
    assert not re.search(r'(?:x|y|width|height)\d?="[^"]*,', html), "a decimal comma got into a coordinate"


class SampleForm(forms.Form):
    ho_ten = forms.CharField(label="Họ và tên")
    ngay = forms.DateField(label="Ngày kết nạp", help_text="Gõ 5/3/2025 hay 05032025")
    so_luong = forms.IntegerField(label="Số lượng", widget=forms.TextInput)
    gioi = forms.ChoiceField(label="Giới", choices=[("nam", "Nam"), ("nu", "Nữ")], widget=forms.RadioSelect)
    loai = forms.ChoiceField(label="Loại", choices=[("a", "A")])
    xac_nhan = forms.BooleanField(label="Đã kiểm tra")


def test_field_ties_help_and_error_to_the_control():
    html = render("{% field form.ngay %}", form=SampleForm({"ngay": "31/02/2025"}))
    assert 'class="field field-date"' in html
    assert 'inputmode="numeric"' in html
    assert 'aria-describedby="id_ngay_help id_ngay_error"' in html
    assert 'aria-invalid="true"' in html
    assert "is-invalid" in html
    assert 'id="id_ngay_error"' in html


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("so_luong", ["field-num", 'inputmode="numeric"', "form-control"]),
        ("gioi", ["<fieldset", "<legend", 'type="radio"', 'id="id_gioi_0"']),
        ("loai", ["form-select"]),
        ("xac_nhan", ["form-check-input", "form-check-label"]),
    ],
)
def test_field_by_kind_of_widget(name, parts):
    html = render("{% field bound %}", bound=SampleForm()[name])
    assert all(part in html for part in parts)
    assert "is-invalid" not in html


def test_form_errors_link_to_their_fields():
    form = SampleForm({"ngay": "x", "so_luong": "1", "loai": "a", "xac_nhan": "on", "ho_ten": "Bùi Thị Ánh"})
    form.add_error(None, "Hai ngày trái nhau.")
    html = render("{% form_errors form %}", form=form)
    assert "Còn 3 chỗ phải sửa" in html
    assert 'role="alert"' in html
    assert 'href="#id_ngay"' in html
    assert 'href="#id_gioi_0"' in html
    assert "Hai ngày trái nhau." in html


def test_form_errors_of_formsets_and_of_nothing():
    rows = forms.formset_factory(SampleForm, extra=1)
    bound = rows({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-ho_ten": "A"})
    assert 'href="#id_form-0-ngay"' in render("{% form_errors rows %}", rows=bound)
    assert render("{% form_errors form %}", form=SampleForm()) == ""


@pytest.mark.django_db
def test_pager_links_only_where_there_is_a_page():
    page = SimpleNamespace(truoc=None, sau="k2", dem_text="1.234 dòng")
    html = render("{% pager page %}", page=page, request=RequestFactory().get("/x/?q=a&truoc=k0"))
    assert "?q=a&amp;sau=k2" in html
    assert "Trang trước" not in html
    assert "1.234 dòng" in html


def test_empty_note_says_what_to_do():
    html = render('{% empty_note "Chưa có dòng nào" "Ghi dòng đầu." "/moi/" "Ghi dòng mới" %}')
    assert "<b>Chưa có dòng nào</b>" in html
    assert 'href="/moi/"' in html


def test_formats_take_odd_values():
    assert formats.to_decimal(True) is None
    assert formats.to_decimal(float("nan")) is None


def test_vendored_files_match_their_lock():
    assert vendor.find_differences() == []
    assert json.loads(vendor.LOCK.read_text(encoding="utf-8")).keys() == vendor.PACKAGES.keys()


def test_style_sheets_hold_no_data_address_and_only_existing_files():
    for sheet in (STATIC / "css").glob("*.css"):
        for part in sheet.read_text(encoding="utf-8").split('url("')[1:]:
            address = part.split('"')[0]
            assert (sheet.parent / address).resolve().is_file(), address


def test_scripts_are_short():
    assert all(len(path.read_text(encoding="utf-8").splitlines()) < 150 for path in (STATIC / "js").glob("*.js"))


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("0100109106", "0100109106"),
        ("0100109106-001", "0100109106-001"),
        ("036190000127", "••• 127"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_household_s_tax_code_is_the_number_of_a_person(code, shown):
    """[03-3.3-49]"""
    assert formats.format_tax_code(code) == shown
