"""Geometry of the charts: pure functions from figures to the numbers an SVG needs (design/README.md, Charts).

The SVGs have no viewBox: x is a percentage written as text ("46.7%"), y is a number of pixels written as text with a
point, so that no localisation turns it into a comma. Values stay numbers; the templates format them with the filters of
``so``. Nothing here reads the database.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

Number = Any  # int, float or Decimal
LABEL_GAP = 16  # px between two direct labels that would otherwise touch
SHORT_LABEL = 13  # letters of a direct label that fit the usual room at the right
EDGE = 70.0  # percent of the width from which on a label needs the room at the right
NICE_STEPS = (1, 2, 2.5, 5, 10)
TILE_HEIGHT, TILE_STEP, TILE_GAP = 76, 80, 28  # px
TILE_LIMITS = (80, 100, 120)  # percent
LINE_KINDS = ("main", "other", "third")


def percent_of(value: Number, whole: Number, limit: float = 100.0) -> str:
    """Return value / whole as an SVG percentage between "0%" and the limit; "0%" when there is no whole."""
    if not whole or value is None:
        return "0%"
    share = 100 * float(value) / float(whole)
    return f"{min(max(share, 0.0), limit):.1f}%"


def px(value: float) -> str:
    """Return a length in pixels as text with one decimal and a point."""
    return f"{value:.1f}"


def gauge(main: Number, target: Number, soft: Number = None, elapsed: Number = None) -> dict:
    """Return the widths of a gauge whose full length is the target.

    ``main`` is the official figure, ``soft`` the gross one behind it, ``elapsed`` the share of time gone by (0-100).
    ``marks`` are the ticks at none, half and all of the target.
    """
    middle = target / 2 if target else 0
    middle = int(middle) if middle == int(middle) else middle
    return {
        "main": percent_of(main, target),
        "soft": None if soft is None else percent_of(soft, target),
        "elapsed": None if elapsed is None else percent_of(elapsed, 100),
        "elapsed_anchor": anchor_at(float(elapsed)) if elapsed is not None else "middle",
        "marks": [
            {"x": "0%", "value": 0, "anchor": "start"},
            {"x": "50%", "value": middle, "anchor": "middle"},
            {"x": "100%", "value": target, "anchor": "end"},
        ],
    }


def anchor_at(share: float) -> str:
    """Return the text-anchor of a label at a share of the width (0-100), so that it is not clipped at the edges."""
    if share < 12:
        return "start"
    return "end" if share > 88 else "middle"


def cells(done: int, total: int) -> list[dict]:
    """Return one cell for each piece of a small whole target, the done ones first."""
    step = 100 / total if total else 0
    return [
        {
            "x": f"{index * step:.1f}%",
            "width": f"{step * 0.9:.1f}%",
            "done": index < (done or 0),
        }
        for index in range(total)
    ]


def bar(done: Number, target: Number, forecast: Number = None, scale: float = 1.2) -> dict:
    """Return the widths of a bar in a table row; the scale ends at 120% of the target, where longer bars are cut."""
    whole = float(target) * scale if target else 0
    return {
        "done": percent_of(done, whole),
        "forecast": None if forecast is None else percent_of(forecast, whole),
        "target": percent_of(target, whole) if target else None,
    }


def sparkline(values: Sequence[Number], width: int = 112, height: int = 28) -> dict:
    """Return the points of a small line that starts at zero below and reaches the greatest value above."""
    top, bottom = 4, height - 2
    greatest = max([float(value or 0) for value in values], default=0) or 1
    step = width / (len(values) - 1) if len(values) > 1 else 0
    points = [
        (index * step, bottom - (bottom - top) * float(value or 0) / greatest) for index, value in enumerate(values)
    ]
    return {
        "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        "last": {"x": px(points[-1][0]), "y": px(points[-1][1])} if points else None,
        "width": width,
        "height": height,
    }


def shade(share: Number) -> int:
    """Return the shade of a tile, 1 to 4: under 80 %, under 100 %, under 120 %, above."""
    return 1 + sum(float(share or 0) >= limit for limit in TILE_LIMITS)


def tile_map(tiles: Sequence[dict], columns: int = 5) -> dict:
    """Return places of tiles with ``lines``, ``share``, ``title``, ``ma`` and ``place`` (column, row, or None).

    Tiles without a place follow below the others, in their order, ``columns`` in a row.
    """
    rows = max((tile["place"][1] + 1 for tile in tiles if tile["place"]), default=0)
    top, drawn = rows * TILE_STEP + (TILE_GAP if rows else 0), []
    others = iter(divmod(number, columns) for number in range(len(tiles)))
    for tile in tiles:
        if tile["place"]:
            column, y = tile["place"][0], tile["place"][1] * TILE_STEP
        else:
            row, column = next(others)
            y = top + row * TILE_STEP
        left = column * 100 / columns
        drawn.append({
            **tile, "x": f"{left:.1f}%", "text_x": f"{left + 1.4:.1f}%", "y": px(y), "width": f"{96 / columns:.1f}%",
            "lines": [(line, px(y + 21 + 17 * place)) for place, line in enumerate(tile["lines"])],
            "share_y": px(y + 65), "shade": shade(tile["share"]),
        })  # fmt: skip
    bottom = max((float(tile["y"]) for tile in drawn), default=0) + TILE_HEIGHT
    heading = px(rows * TILE_STEP + 18) if rows and any(not tile["place"] for tile in tiles) else ""
    return {"tiles": drawn, "height": px(bottom), "tile_height": TILE_HEIGHT, "heading_y": heading}


def nice_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Return round axis values that cover low to high in about ``count`` steps (1, 2, 2.5, 5 times a power of ten)."""
    span = high - low or abs(high) or 1
    rough = span / count
    power = 10 ** math.floor(math.log10(rough))
    step = next(nice * power for nice in NICE_STEPS if nice * power >= rough - 1e-9)
    if all(float(edge).is_integer() for edge in (low, high)):
        step = max(1, math.ceil(step))
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    values = [index * step for index in range(first, max(last, first + 1) + 1)]
    return [int(value) if float(value).is_integer() else value for value in values]


def to_x(value: date | Number) -> float:
    """Return the place of a day or number on the x axis."""
    return float(value.toordinal()) if isinstance(value, date) else float(value)


def make_scale(low: float, high: float, size: float) -> Callable[[float], float]:
    """Return the function that carries low..high to 0..size."""
    span = (high - low) or 1
    return lambda value: (value - low) / span * size


def spread_labels(labels: list[dict], height: float) -> None:
    """Move direct labels that stand at the right edge apart, in place, keeping their order and the chart's height."""
    edge = sorted((item for item in labels if item["share"] > EDGE), key=lambda item: item["top"])
    for before, item in pairwise(edge):
        item["top"] = max(item["top"], before["top"] + LABEL_GAP)
    overflow = edge[-1]["top"] - (height + 4) if edge else 0
    if overflow > 0:
        for item in edge:
            item["top"] -= overflow


def find_range(series: Iterable[dict], extra: Iterable[Number], y_min: Number | None) -> list[float]:
    """Return the y ticks that cover every point and every extra value, from y_min (default 0)."""
    values = [float(y) for one in series for _, y in one["points"]]
    values += [float(value) for value in extra if value is not None]
    low = 0.0 if y_min is None else min([float(y_min), *values])
    return nice_ticks(low, max(values, default=1.0))


def draw_series(one: dict, kind: str, x_of: Callable, y_of: Callable, markers: str) -> dict:
    """Return segments, markers and the end point of one series."""
    points = [(x_of(to_x(x)), y_of(float(y))) for x, y in one["points"]]
    shown = points if markers == "all" else points[-1:]
    return {
        "kind": kind,
        "label": one.get("label", ""),
        "segments": [
            {"x1": f"{a[0]:.1f}%", "y1": px(a[1]), "x2": f"{b[0]:.1f}%", "y2": px(b[1])} for a, b in pairwise(points)
        ],
        "markers": [{"x": f"{x:.1f}%", "y": px(y)} for x, y in shown],
        "end": points[-1] if points else None,
    }


def label_series(drawn: list[dict], height: float) -> list[dict]:
    """Return the direct labels: one series has it at its last point, several have theirs in the room at the right."""
    labels = []
    for one in drawn:
        if one["end"] is None or not one["label"]:
            continue
        share, top = one["end"]
        share = 100.0 if len(drawn) > 1 else share
        drop = 4 if share > EDGE else 20  # inside the chart the label stands below its line
        css = f"t-{one['kind']}" if len(drawn) > 1 else "t-strong"
        labels.append({"text": one["label"], "css": css, "share": share, "top": top + drop})
    spread_labels(labels, height)
    return [
        {"text": i["text"], "css": i["css"], "x": f"{i['share']:.1f}%", "y": px(i["top"]), "dx": 10} for i in labels
    ]


def room_right(labels: Sequence[dict]) -> str:
    """Return the class that keeps the room for direct labels at the right edge, "" when none stands there."""
    lengths = [len(label["text"]) for label in labels if float(label["x"][:-1]) > EDGE]
    if not lengths:
        return ""
    return "chart-r chart-r-wide" if max(lengths) > SHORT_LABEL else "chart-r"


def draw_forecast(forecast: dict | None, start: tuple | None, x_of: Callable, y_of: Callable) -> dict | None:
    """Return the dotted line from the last point to the forecast and the whisker of its range."""
    if not forecast or start is None:
        return None
    x, y = x_of(to_x(forecast["x"])), y_of(float(forecast["y"]))
    low, high = forecast.get("low"), forecast.get("high")
    whisker = None
    if low is not None and high is not None:
        whisker = {"y1": px(y_of(float(low))), "y2": px(y_of(float(high)))}
    return {
        "x1": f"{start[0]:.1f}%",
        "y1": px(start[1]),
        "x2": f"{x:.1f}%",
        "y2": px(y),
        "whisker": whisker,
        "label": forecast.get("label", ""),
        "label_y": px(max(y, y_of(float(low)) if low is not None else y) + 32),
    }


def draw_x_ticks(x_ticks: Sequence[tuple], x_of: Callable, height: int) -> list[dict]:
    """Return the labels under the chart, the first and last of them inside its edges."""
    shares = [x_of(to_x(x)) for x, _ in x_ticks]
    return [
        {"x": f"{share:.1f}%", "y": height + 20, "text": text, "anchor": anchor_at(share)}
        for share, (_, text) in zip(shares, x_ticks, strict=True)
    ]


def draw_target(target: dict | None, y_of: Callable) -> dict | None:
    """Return the dashed line of the target and the place of its words above it."""
    if not target:
        return None
    y = y_of(float(target["value"]))
    return {"y": px(y), "text_y": px(y - 7), **target}


def line_chart(
    series: Sequence[dict],
    *,
    title: str,
    desc: str,
    x_ticks: Sequence[tuple],
    x_range: tuple | None = None,
    y_min: Number | None = None,
    target: dict | None = None,
    forecast: dict | None = None,
    markers: str = "all",
    height: int = 168,
) -> dict:
    """Return everything ``{% line_chart %}`` draws: axes, series, target line, forecast and direct labels.

    ``series`` are at most three of ``{"label": "BHXH 441", "points": [(day or number, value), ...]}``; they differ in
    colour and in marker. ``x_ticks`` are ``(day or number, text)``, ``x_range`` the first and last x (default: those of
    the ticks). ``y_min`` starts the axis elsewhere than at zero. ``target`` is ``{"value": 600, "label": "Chỉ tiêu
    600"}``; ``forecast`` is ``{"x", "y", "low", "high", "label"}``. ``markers`` is "all" or "last".
    """
    if len(series) > len(LINE_KINDS):
        raise ValueError("a line chart shows at most three series")
    ends = x_range or (x_ticks[0][0], x_ticks[-1][0])
    x_of = make_scale(to_x(ends[0]), to_x(ends[1]), 100.0)
    extra = [target["value"] if target else None]
    extra += [forecast.get(key) for key in ("y", "high")] if forecast else []
    ticks = find_range(series, extra, y_min)
    rise = make_scale(ticks[0], ticks[-1], height - 24.0)

    def y_of(value: float) -> float:
        return height - rise(value)

    drawn = [draw_series(one, kind, x_of, y_of, markers) for one, kind in zip(series, LINE_KINDS, strict=False)]
    labels = label_series(drawn, height)
    return {
        "title": title,
        "desc": desc,
        "height": height,
        "y_ticks": [{"value": value, "y": px(y_of(value)), "text_y": px(y_of(value) + 4)} for value in ticks],
        "x_ticks": draw_x_ticks(x_ticks, x_of, height),
        "series": drawn,
        "labels": labels,
        "room_right": room_right(labels),
        "target": draw_target(target, y_of),
        "forecast": draw_forecast(forecast, drawn[0]["end"] if drawn else None, x_of, y_of),
    }


def flow_bars(rows: Sequence[tuple], scale_max: Number = None) -> list[dict]:
    """Return bars from zero for ``(label, value, url)`` rows: flows by kind, or size bands; the greatest fills 100%."""
    whole = scale_max or max([abs(float(value or 0)) for _, value, *_ in rows], default=0)
    return [
        {
            "label": label,
            "value": value,
            "url": rest[0] if rest else None,
            "width": percent_of(abs(value or 0), whole),
            "minus": (value or 0) < 0,
        }
        for label, value, *rest in rows
    ]
