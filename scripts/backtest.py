"""`make backtest`: how well the forecast of 02 §2.5 would have done on the demo's history; writes docs/du-bao.md.

The demo is seeded into a database of its own. For every superior unit and the province, on the days on which three, six
and nine months of the year 2025 were left, the forecast of admissions is compared with what the year brought, beside
two naive ones: the mean month since the programme began, and last year's same season.
"""

import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from scripts import databases

DOCUMENT = databases.ROOT / "docs" / "du-bao.md"
YEAR, SEEDED_TO = 2025, "2026-10-31"
HORIZONS = ((3, date(2025, 8, 31)), (6, date(2025, 5, 31)), (9, date(2025, 2, 28)))
METHODS = {"sổ": "Sổ Công đoàn (02 §2.5)", "đều": "Trung bình từ đầu nhiệm kỳ", "mùa": "Cùng mùa năm trước"}


def errors_task() -> dict[str, dict]:
    """{months left: {method: errors in percent of the result, "trong": was the result inside the range}}."""
    from baocao.queries.nhip_do import TheoThang
    from cdcs.enums import CAP_TREN
    from cdcs.models import ChuongTrinh, CongDoan
    from chitieu.queries import months_left, nhip_do
    from core.dates import union_year_window
    from doanvien.queries import so_doan_vien

    start, end = union_year_window(YEAR)
    first = ChuongTrinh.current().ngay_bat_dau
    units = list(
        CongDoan.objects.filter(loai__in=[*CAP_TREN, "ldld_tinh"], ngay_ket_thuc=None, ngay_thanh_lap__lt=first)
    )
    ids = [unit.pk for unit in units]

    def won(since: date, until: date) -> dict[int, int]:
        return {pk: bridge["ket_nap"] for pk, bridge in so_doan_vien(ids, since, until).items()}

    whole, found = won(start, end), {}
    for ahead, day in HORIZONS:
        series, left = TheoThang(units, day, "ket_nap", None), months_left(day, end)
        done, since_first = won(start, day), won(first, day)
        season = won(day.replace(year=YEAR - 1) + timedelta(days=1), union_year_window(YEAR - 1)[1])
        months = (day.year - first.year) * 12 + day.month - first.month + 1
        rows: dict[str, list] = {name: [] for name in (*METHODS, "trong")}
        for unit in units:
            pk, pace = unit.pk, nhip_do(None, done[unit.pk], series.counting(unit, "doan_vien"), left)
            if pace.du_kien is None or not whole[pk]:
                continue
            guesses = {"sổ": pace.du_kien, "đều": done[pk] + since_first[pk] / months * float(left),
                       "mùa": done[pk] + season[pk]}  # fmt: skip
            for name, guess in guesses.items():
                rows[name].append(abs(guess - whole[pk]) / whole[pk] * 100)
            rows["trong"].append(pace.thap <= whole[pk] <= pace.cao)
        found[str(ahead)] = rows
    return found


def write(found: dict[str, dict]) -> None:
    """The page: errors side by side, and in words which was best."""

    def vi(value: float) -> str:
        return f"{value:.1f}".replace(".", ",")

    medians = {ahead: {name: statistics.median(rows[name]) for name in METHODS} for ahead, rows in found.items()}
    lines = [
        "# Dự báo thử lại trên lịch sử của tỉnh mẫu", "",
        f"Do `make backtest` viết; đừng sửa tay. Mỗi con số là trung vị sai số của số kết nạp cả năm {YEAR}, bằng",
        "phần trăm của kết quả thật, trên các công đoàn cấp trên cơ sở và toàn tỉnh của tỉnh mẫu. “Nằm trong khoảng”",
        "là số lần kết quả thật nằm trong khoảng mà trang Tiến độ nêu. Số liệu mẫu được bịa ra, nên bảng này chỉ so",
        "sánh các cách tính với nhau, không hứa độ chính xác ở tỉnh thật.", "",
        "| Còn lại | Số đơn vị | " + " | ".join(METHODS.values()) + " | Nằm trong khoảng |",
        "|---|---|" + "---|" * (len(METHODS) + 1),
    ]  # fmt: skip
    for ahead, rows in found.items():
        inside = f"{sum(rows['trong'])}/{len(rows['trong'])}"
        cells = " | ".join(f"{vi(medians[ahead][name])}%" for name in METHODS)
        lines.append(f"| {ahead} tháng | {len(rows['trong'])} | {cells} | {inside} |")
    lines += ["", "Tốt nhất theo từng mốc:", ""]
    for ahead, values in medians.items():
        best = min(values, key=lambda name: values[name])
        lines.append(f"- còn {ahead} tháng: {METHODS[best]} (sai {vi(values[best])}%).")
    ours = sum(min(values, key=lambda name: values[name]) == "sổ" for values in medians.values())
    lines += [
        "", f"Cách của 02 §2.5 tốt nhất ở {ours}/{len(medians)} mốc. Nó nhìn ba tháng gần nhất nên lệch theo mùa; vì",
        "thế từ năm thứ ba của nhiệm kỳ trang Tiến độ nêu kết quả cùng mùa của các năm trước ngay dưới câu dự kiến.",
    ]  # fmt: skip
    DOCUMENT.write_text("\n".join([*lines, ""]), encoding="utf-8")


def main(say: Callable[[str], object] = print) -> int:
    with tempfile.TemporaryDirectory(prefix="so-cong-doan-backtest-") as folder:
        url = f"sqlite:///{Path(folder) / 'demo.sqlite3'}"
        databases.migrate(url)
        databases.manage(url, "seed_demo", "--den-ngay", SEEDED_TO)
        write(databases.child("scripts.backtest", url, "errors"))
    say(DOCUMENT.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    if sys.argv[1:] == ["errors"]:
        import json

        import django

        django.setup()
        print(json.dumps(errors_task()), flush=True)
    else:
        sys.exit(main())
