"""Geometry of the charts: widths are percentages, heights pixels with a point, and nothing is drawn outside."""

import itertools
from datetime import date

import pytest

from core import charts

MONTHS = [(date(2024, 12, 1), "01/12"), (date(2025, 11, 30), "30/11")]


@pytest.mark.parametrize(
    ("value", "whole", "expected"),
    [(412, 600, "68.7%"), (700, 600, "100.0%"), (-5, 600, "0.0%"), (5, 0, "0%"), (None, 600, "0%")],
)
def test_percent_of_stays_inside(value, whole, expected):
    assert charts.percent_of(value, whole) == expected


def test_gauge_carries_gross_net_and_time():
    gauge = charts.gauge(11306, 50000, soft=18742, elapsed=29.3)
    assert (gauge["main"], gauge["soft"], gauge["elapsed"]) == ("22.6%", "37.5%", "29.3%")
    assert [mark["value"] for mark in gauge["marks"]] == [0, 25000, 50000]


def test_gauge_without_target_draws_nothing():
    assert charts.gauge(5, 0)["main"] == "0%"


@pytest.mark.parametrize(("share", "anchor"), [(2, "start"), (50, "middle"), (97, "end")])
def test_labels_at_the_edges_are_not_clipped(share, anchor):
    assert charts.anchor_at(share) == anchor


def test_cells_fill_from_the_left():
    cells = charts.cells(7, 10)
    assert [cell["done"] for cell in cells] == [True] * 7 + [False] * 3
    assert cells[9]["x"] == "90.0%"
    assert cells[9]["width"] == "9.0%"


def test_bar_ends_at_120_percent_of_the_target():
    assert charts.bar(412, 600, 527) == {"done": "57.2%", "forecast": "73.2%", "target": "83.3%"}
    assert charts.bar(1300, 600)["done"] == "100.0%"
    assert charts.bar(5, None) == {"done": "0%", "forecast": None, "target": None}


def test_sparkline_reaches_from_zero_to_the_greatest():
    line = charts.sparkline([24, 28, 0])
    assert line["points"] == "0.0,7.1 56.0,4.0 112.0,26.0"
    assert line["last"] == {"x": "112.0", "y": "26.0"}


def test_sparkline_of_nothing():
    assert charts.sparkline([])["last"] is None
    assert charts.sparkline([0, None])["points"] == "0.0,26.0 112.0,26.0"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 600, [0, 200, 400, 600]), (300, 497, [300, 350, 400, 450, 500]), (0, 3, [0, 1, 2, 3]), (0, 0, [0, 1])],
)
def test_nice_ticks_cover_the_range(low, high, expected):
    assert charts.nice_ticks(low, high) == expected


def make_year(**more):
    points = [(date(2024, 12, 1), 0), (date(2025, 5, 19), 412)]
    return charts.line_chart([{"label": "412", "points": points}], title="t", desc="d", x_ticks=MONTHS, **more)


def test_line_chart_places_points_between_first_and_last_tick():
    chart = make_year()
    assert chart["series"][0]["segments"] == [{"x1": "0.0%", "y1": "168.0", "x2": "46.4%", "y2": "69.1"}]
    assert [tick["anchor"] for tick in chart["x_ticks"]] == ["start", "end"]
    assert not chart["room_right"]


def test_line_chart_leaves_room_for_target_and_forecast():
    guess = {"x": date(2025, 11, 30), "y": 527, "low": 495, "high": 560, "label": "dự kiến 527"}
    chart = make_year(target={"value": 600, "label": "Chỉ tiêu 600"}, forecast=guess, markers="last")
    assert chart["target"]["y"] == "24.0"
    assert chart["forecast"]["x2"] == "100.0%"
    assert float(chart["forecast"]["whisker"]["y2"]) < float(chart["forecast"]["whisker"]["y1"])
    assert len(chart["series"][0]["markers"]) == 1


def test_labels_of_several_series_never_touch():
    series = [
        {"label": name, "points": [(0, 400), (10, value)]} for name, value in (("A", 470), ("B", 469), ("C", 468))
    ]
    chart = charts.line_chart(series, title="t", desc="d", x_ticks=[(0, "0"), (10, "10")])
    heights = sorted(float(label["y"]) for label in chart["labels"])
    assert all(after - before >= charts.LABEL_GAP for before, after in itertools.pairwise(heights))
    assert chart["room_right"]


def test_line_chart_refuses_a_fourth_series():
    with pytest.raises(ValueError, match="three"):
        charts.line_chart([{"points": []}] * 4, title="t", desc="d", x_ticks=MONTHS)


def test_flow_bars_measure_from_zero():
    rows = charts.flow_bars([("Kết nạp", 120, "/a/"), ("Giảm", -40)])
    assert [(row["width"], row["minus"], row["url"]) for row in rows] == [
        ("100.0%", False, "/a/"),
        ("33.3%", True, None),
    ]
