"""Filters and tags of every page; ``templates/README.md`` shows each of them in use."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.template.defaulttags import querystring
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core import charts
from core.templatetags import formats

register = template.Library()

register.filter("so", formats.format_number)
register.filter("phan_tram", formats.format_percent)
register.filter("dau", formats.format_signed)
register.filter("dau_phan_tram", formats.format_signed_percent)
register.filter("ngay", formats.format_day)
register.filter("thang", formats.format_month)
register.filter("che_so", formats.mask_number)
register.filter("ma_thue", formats.format_tax_code)
register.simple_tag(querystring, takes_context=True, name="qs")

ANY_KEY = 987_654_321  # a number that stands in no address, in the place of a key
ICON_FOLDER = Path(__file__).resolve().parents[2] / "static" / "vendor" / "bootstrap-icons"

# kind -> (icon, class, word); kinds of the workflow carry the stored values of their enums
STATES = {
    "chua_bat_dau": ("circle", "", "Chưa bắt đầu"),
    "dang_nhap": ("circle-half", "state-go", "Đang nhập"),
    "da_nop": ("arrow-up-circle-fill", "state-go", "Đã nộp"),
    "tra_lai": ("arrow-return-left", "state-warn", "Trả lại"),
    "da_duyet": ("check-circle-fill", "state-done", "Đã duyệt"),
    "qua_han": ("clock-history", "state-late", "Quá hạn"),
    "todo": ("circle", "", "Chưa làm"),
    "going": ("circle-half", "state-go", "Đang làm"),
    "sent": ("arrow-up-circle-fill", "state-go", "Đã gửi"),
    "waiting": ("hourglass-split", "state-warn", "Chờ nhận"),
    "planned": ("calendar3", "", "Đã hẹn"),
    "warning": ("exclamation-triangle-fill", "state-warn", "Cần xem"),
    "error": ("exclamation-circle-fill", "state-late", "Có lỗi"),
    "done": ("check-circle-fill", "state-done", "Đã xong"),
    "match": ("check-lg", "state-done", "Khớp"),
    "ended": ("slash-circle", "", "Đã kết thúc"),
    "locked": ("lock", "", "Đã khóa sổ"),
}


@cache
def read_icon(name: str) -> str:
    """Return the inner part of a vendored icon.

    :raises template.TemplateSyntaxError: for a name that ``scripts/vendor.py`` does not list.
    """
    path = ICON_FOLDER / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise template.TemplateSyntaxError(f"No vendored icon {name!r}; add it to ICONS in scripts/vendor.py.")
    inner = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(encoding="utf-8"), re.DOTALL)
    return " ".join(inner.group(1).split()) if inner else ""


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Return a vendored icon as inline SVG, hidden from screen readers: an icon always stands beside a word."""
    inner = mark_safe(read_icon(name))  # noqa: S308 - our own file  # nosec B308
    return format_html('<svg class="i" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', inner)


@cache
def _address_around(name: str, prefix: str) -> tuple[str, str]:
    """What stands before and behind the key in the address of a page; `prefix` is where the product is mounted."""
    before, _, behind = reverse(name, args=[ANY_KEY]).partition(str(ANY_KEY))
    return before, behind


@register.simple_tag
def row_url(name: str, key: int) -> str:
    """Return the address of the page ``name`` of one row; for long lists, where ``url`` would search it for each."""
    before, behind = _address_around(name, get_script_prefix())
    return f"{before}{int(key)}{behind}"


@register.simple_tag
def fig(value, url: str = "", label: str = "", css: str = "") -> SafeString:
    """Return a figure that opens its list; plain text without an address.

    ``value`` may be a number or finished text ("68,7%"); ``label`` is read out after it, ``css`` adds classes ("big").
    """
    text = value if isinstance(value, str) else formats.format_number(value)
    spoken = format_html('<span class="visually-hidden"> {}</span>', label) if label else ""
    if url and text != formats.DASH:
        return format_html('<a class="{}" href="{}">{}{}</a>', f"fig {css}".strip(), url, text, spoken)
    return format_html('<span class="{}">{}{}</span>', css, text, spoken) if css else format_html("{}{}", text, spoken)


@register.simple_tag
def state(kind: str, word: str = "") -> SafeString:
    """Show a workflow state as a shape and a word; the word replaces the usual one of the kind.

    It has no template of its own, since a list shows one in each of its rows. The line ends so that what follows it on
    a page stands apart.
    """
    name, css, usual = STATES[kind]
    return format_html('<span class="state {}">{}{}</span>\n', css, icon(name), word or usual)


@register.inclusion_tag("includes/leaf.html")
def leaf(day: date | None = None, note: str = "", urgency: str = "", large: bool = True) -> dict:
    """Show the calendar leaf of the LAST day that is still on time; urgency is "", "near" (≤ 7 days) or "late"."""
    return {"day": day, "note": note, "urgency": urgency, "large": large}


@register.inclusion_tag("includes/bridge.html")
def bridge(items) -> dict:
    """Show opening + flows = closing as one sum; items are ``(op, value, label, url)``, op "" "+" "−" or "="."""
    rows = []
    for op, value, label, *rest in items:
        sign = {"-": formats.MINUS}.get(op, op)
        if sign in {"+", formats.MINUS} and (value or 0) < 0:
            sign, value = ("+" if sign == formats.MINUS else formats.MINUS), -value
        rows.append({"op": sign, "value": value, "label": label, "url": rest[0] if rest else ""})
    return {"rows": rows}


@register.inclusion_tag("includes/gauge.html")
def gauge(title: str, main, target, *, soft=None, elapsed=None, desc: str = "", unit: str = "") -> dict:
    """Show a term target: main figure, gross figure behind it, mark of elapsed time (0-100); ``unit`` ends ticks."""
    if not desc:
        desc = f"{formats.format_number(main)}{unit} trên {formats.format_number(target)}{unit}"
        if elapsed is not None:
            desc += f"; đã qua {formats.format_percent(elapsed)} thời gian"
    return {
        "title": title,
        "desc": desc,
        "unit": unit,
        "spent": elapsed,
        **charts.gauge(main, target, soft, elapsed),
    }


@register.inclusion_tag("includes/cells.html")
def cells(title: str, done: int, total: int) -> dict:
    """Show a small whole target, one cell a piece (7 of 10)."""
    desc = f"{formats.format_number(done)} trên {formats.format_number(total)}"
    return {
        "title": title,
        "desc": desc,
        "cells": charts.cells(done, total),
        "total": total,
    }


@register.inclusion_tag("includes/bar.html")
def bar(title: str, done, target, forecast=None, scale: float = 1.2) -> dict:
    """Show done, forecast and target of one table row; without forecast and with scale=1 it is a progress bar."""
    share = None if not target else 100 * float(done or 0) / float(target)
    label = f"{title}: đạt {formats.format_percent(share)}"
    if forecast is not None and target:
        label += f", dự kiến {formats.format_percent(100 * float(forecast) / float(target))}"
    return {
        "label": label,
        "tick": scale > 1,
        **charts.bar(done, target, forecast, scale),
    }


@register.inclusion_tag("includes/sparkline.html")
def sparkline(title: str, values) -> dict:
    """Show a small line of about twelve months; hide its cell on phones with ``card-hide``."""
    values = list(values)
    label = f"{title}: " + ", ".join(formats.format_number(value or 0) for value in values)
    return {"label": label, **charts.sparkline(values)}


@register.inclusion_tag("includes/line_chart.html")
def line_chart(chart: dict) -> dict:
    """Draw what ``core.charts.line_chart`` computed; the same figures stand in a table beside it."""
    return {"chart": chart}


@register.inclusion_tag("includes/flow_bars.html")
def flow_bars(rows, caption: str, head: str = "Loại", unit: str = "Số người", scale=None, minus: bool = False) -> dict:
    """Show ``(label, value, url)`` rows as a table with bars from zero (flows by kind, size bands).

    ``scale`` is the value that fills the width, so that two tables compare; ``minus`` draws all bars as decreases.
    """
    return {
        "rows": [{**row, "minus": row["minus"] or minus} for row in charts.flow_bars(list(rows), scale)],
        "caption": caption,
        "head": head,
        "unit": unit,
    }


@register.inclusion_tag("includes/empty.html")
def empty_note(title: str, text: str = "", url: str = "", action: str = "") -> dict:
    """Show an empty state that says what to do; with an address and a word also the button that does it."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("includes/pager.html", takes_context=True)
def pager(context, page) -> dict:
    """Show "Trang trước / Trang sau"; page has ``truoc``, ``sau`` (values or None) and ``dem_text``."""
    return {"page": page, "request": context.get("request")}


def widget_kind(widget: forms.Widget) -> str:
    """Return how a widget is laid out: check, choices, select or control."""
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "choices"
    return "select" if isinstance(widget, forms.Select) else "control"


def size_class(bound: forms.BoundField) -> str:
    """Return the class that narrows the field of a day or a number; a widget attribute ``data-size`` overrides it."""
    size = bound.field.widget.attrs.get("data-size")
    if size:
        return f"field-{size}"
    if isinstance(bound.field, forms.DateField) or isinstance(bound.field.widget, forms.DateInput):
        return "field-date"
    is_number = isinstance(bound.field, forms.IntegerField) and not isinstance(bound.field.widget, forms.Select)
    return "field-num" if is_number else ""


def build_attrs(bound: forms.BoundField, kind: str, described_by: str) -> dict:
    """Return the widget attributes that the design and accessibility ask for, beside those of the widget itself."""
    css = {
        "check": "form-check-input",
        "choices": "form-check-input",
        "select": "form-select",
    }.get(kind, "form-control")
    own = bound.field.widget.attrs.get("class", "")
    attrs = {"class": " ".join(filter(None, [own, css, "is-invalid" if bound.errors else ""]))}
    if described_by:
        attrs["aria-describedby"] = described_by
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if size_class(bound) in {"field-date", "field-num"} and "inputmode" not in bound.field.widget.attrs:
        attrs["inputmode"] = "numeric"
    return attrs


@register.inclusion_tag("includes/field.html")
def field(bound: forms.BoundField, label: str = "", help: str = "", css: str = "") -> dict:
    """Show one field of a form: label above, help, control, errors; ``label`` and ``help`` replace the form's own."""
    kind = widget_kind(bound.field.widget)
    base = bound.auto_id or bound.html_name
    help_text = help or bound.help_text
    ids = [f"{base}_help"] if help_text else []
    ids += [f"{base}_error"] if bound.errors else []
    attrs = build_attrs(bound, kind, " ".join(ids))
    return {
        "bound": bound,
        "kind": kind,
        "base": base,
        "label": label or bound.label,
        "help_text": help_text,
        "css": " ".join(
            filter(
                None,
                [
                    size_class(bound),
                    f"field-{kind}" if kind in {"check", "choices"} else "",
                    css,
                ],
            )
        ),
        "described_by": " ".join(ids),
        "control": "" if kind == "choices" else bound.as_widget(attrs=attrs),
        "choices": [(choice, choice.data["attrs"].get("id", "")) for choice in bound] if kind == "choices" else [],
    }


@register.inclusion_tag("includes/form_errors.html", takes_context=True)
def form_errors(context: Mapping[str, Any], *bound_forms: forms.BaseForm | forms.BaseFormSet, title: str = "") -> dict:
    """Show the error summary of forms and formsets, each error a link to its field; nothing when all is well.

    A refused act that may go another way (`taikhoan.once`) is offered below it.
    """
    items = []
    for one in bound_forms:
        members = [one, *one.forms] if isinstance(one, forms.BaseFormSet) else [one]
        for member in members:
            items += list_errors(member)
    return {
        "items": items,
        "title": title or f"Còn {formats.format_number(len(items))} chỗ phải sửa",
        "sealed": next(filter(None, (getattr(one, "sealed_act", "") for one in bound_forms)), ""),
        "csrf_token": context.get("csrf_token"),
    }


def list_errors(form: forms.BaseForm | forms.BaseFormSet) -> list[dict]:
    """Return the errors of one form (general ones first), or the general ones of a formset."""
    if isinstance(form, forms.BaseFormSet):
        return [{"text": text, "href": "", "label": ""} for text in form.non_form_errors()]
    rows = [{"text": text, "href": "", "label": ""} for text in form.non_field_errors()]
    for bound in form:
        suffix = "_0" if widget_kind(bound.field.widget) == "choices" else ""
        label = "" if bound.is_hidden else bound.label
        href = "" if bound.is_hidden else f"#{bound.auto_id}{suffix}"
        rows += [{"text": text, "href": href, "label": label} for text in bound.errors]
    return rows
