"""Building blocks of an officer's sentences: comparison, rate, net change, lists (sentences.md, parts 1 and 3).

Pure functions of plain numbers and words. A block that has nothing to say is empty, and `noi` joins what is left.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from baocao.queries.bang import so_it
from core.numbers import format_int, format_percent, percent_1

CO_SO_10 = 10  # below it no percentage of change is shown
GAP = 3  # from so many times on the change is told as a multiple
NHIEU_NHAT = 7  # units named one by one
NEU_TEN = 5  # units named where there are more


def noi(*parts: str) -> str:
    """Join the parts of a sentence by commas; a part in brackets follows without one, an empty one drops out."""
    text = ""
    for part in filter(None, parts):
        mark = "" if not text else " " if part.startswith("(") else ", "
        text += mark + part
    return text


def cau(*parts: str) -> str:
    """A sentence of these parts: its first letter large, a full stop behind it; nothing for no part."""
    text = noi(*parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def doan(*sentences: str) -> str:
    """A paragraph of the sentences that say something."""
    return " ".join(filter(None, sentences))


def va(items: Sequence[str]) -> str:
    """A list as it is spoken: "A, B và C"; semicolons where an item has a comma of its own."""
    if len(items) < 2:
        return "".join(items)
    mark = "; " if any(", " in item for item in items) else ", "
    return f"{mark.join(items[:-1])} và {items[-1]}"


def don_vi(items: Sequence[str]) -> str:
    """Units by name; of more than seven the first five, the others in the annex."""
    if len(items) <= NHIEU_NHAT:
        return va(items)
    return f"{va([*items[:NEU_TEN], 'các đơn vị khác'])} (chi tiết tại Phụ lục 1)"


def nguyen_nhan(causes: Iterable[tuple[str, int]], cuoi: str = "lý do khác") -> str:
    """Causes with their numbers, the largest first, `cuoi` always last: "chủ yếu do … và …; còn lại do …"."""
    found = sorted((one for one in causes if one[1]), key=lambda one: (one[0] == cuoi, -one[1]))
    if len(found) == 1:
        return f"do {found[0][0]}"
    named = [f"{name} ({format_int(count)})" for name, count in found]
    if not named:
        return ""
    rest = f"; còn lại do {va(named[2:])}" if named[2:] else ""
    return f"chủ yếu do {va(named[:2])}{rest}"


def phan_tram(done: int, total: int) -> str:
    """A share in prose: whole it is "100%", else it has one decimal."""
    return "100%" if done == total else format_percent(percent_1(done, total))


def ty_so(done: int, total: int) -> str:
    """The two numbers of a share: "761/1.200"."""
    return f"{format_int(done)}/{format_int(total)}"


def chenh_lech(done: int, total: int, noun: str) -> str:
    """What is left or over where the share only rounds to 100: nobody may read it as met exactly."""
    if done == total or percent_1(done, total) != 100:
        return ""
    return f"còn thiếu {so_it(total - done)} {noun}" if done < total else f"vượt {so_it(done - total)} {noun}"


def dat(done: int, quota: int | None, noun: str, *, nam: str, chi_tieu: str = "chỉ tiêu năm") -> str:
    """Done against the quota; `nam` names the time of the quota ("năm 2025"), `chi_tieu` the quota itself.

    Whether a quota is met is decided on the whole numbers. A reading at or below nothing has no rate.
    """
    if not quota:
        return f"({nam} không được giao chỉ tiêu)"
    if done <= 0:
        return f"(chỉ tiêu {nam} là {so_it(quota)} {noun})"
    if done == quota:
        return f"hoàn thành 100% {chi_tieu} ({ty_so(done, quota)})"
    share = percent_1(done, quota) or Decimal(0)
    text = f"đạt {format_percent(share)} {chi_tieu} ({ty_so(done, quota)})"
    if share == 100:
        return f"{text}, {chenh_lech(done, quota, noun)}"
    return f"{text}, vượt {format_percent(share - 100)}" if done > quota else text


def so_sanh(cur: int, prev: int | None, noun: str, nam: int) -> str:
    """A figure beside that of the same period; `nam` is the year before."""
    if prev is None or cur == 0:
        return ""
    period = f"cùng kỳ năm {nam}"
    if cur == prev:
        return f"bằng {period}"
    if prev == 0:
        return f"{period} không có"
    if cur >= GAP * prev and prev >= CO_SO_10:
        tenths = (20 * cur + prev) // (2 * prev)
        return f"gấp {format_int(tenths // 10)},{tenths % 10} lần {period}"
    word, more = ("tăng", cur - prev) if cur > prev else ("giảm", prev - cur)
    share = f" ({format_percent(percent_1(more, prev))})" if prev >= CO_SO_10 else ""
    return f"{word} {so_it(more)} {noun}{share} so với {period}"


def so_sanh_thuc_tang(cur: int, prev: int | None, nam: int) -> str:
    """A net figure of which a side is not above 0: the other year as it was, never in percent; else nothing."""
    if prev is None or (cur > 0 and prev > 0) or (cur == 0 and prev == 0):
        return ""
    if prev == 0:
        return f"(cùng kỳ năm {nam} bằng số đầu kỳ)"
    return f"(cùng kỳ năm {nam} {_tang_giam(prev)} đoàn viên)"


def _tang_giam(value: int) -> str:
    return f"{'thực tăng' if value > 0 else 'giảm'} {so_it(abs(value))}"


def thuc_tang(value: int) -> str:
    """Net change against the opening stock; never a negative growth."""
    return f"{_tang_giam(value)} đoàn viên so với đầu kỳ" if value else "bằng số đầu kỳ"


def tru_sap_xep(value: int, without: int) -> str:
    """The reading without reorganisation, where it is another one; begins with its own semicolon."""
    if value == without:
        return ""
    rest = f"{_tang_giam(without)} đoàn viên" if without else "số đoàn viên bằng đầu kỳ"
    return f"; nếu không tính biến động do sắp xếp tổ chức, {rest}"


def diem_phan_tram(cur: Decimal | None, prev: Decimal | None, nam: int) -> str:
    """Two percentages: their difference out of the values that are shown, so that a reader can redo it."""
    if cur is None or prev is None:
        return ""
    if cur == prev:
        return f"bằng cùng kỳ năm {nam}"
    more = format_percent(abs(cur - prev)).rstrip("%")
    return f"{'tăng' if cur > prev else 'giảm'} {more} điểm phần trăm so với cùng kỳ năm {nam}"


def binh_quan(left: int, months: int) -> int:
    """What is needed a month, rounded up."""
    return -(-left // months)
