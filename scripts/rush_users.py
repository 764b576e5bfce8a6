"""Who works on the evening of the last day, and what each of them does, press by press (06 §6.2 #17)."""

import random
import re
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from itertools import count

from scripts.rush_browser import Answer, Step

Work = Generator[Step, Answer, None]
WHY = "Đã đối chiếu với các CĐCS, số đúng."
# Acts of which the log holds one row for each that the pages acknowledged.
ACTS = ("edit_bao_cao", "nop_bao_cao", "duyet_bao_cao", "tra_lai_bao_cao", "reopen_bao_cao", "ket_nap",
        "record_so_luong")  # fmt: skip
NAMES = ("Nguyễn Thị", "Trần Văn", "Lê Thị", "Phạm Đức", "Hoàng Thị", "Vũ Minh", "Đặng Thu", "Bùi Quang"), (
    "An", "Bình", "Chi", "Dung", "Giang", "Hà", "Khánh", "Lan", "Mai", "Nga", "Oanh", "Phương", "Quỳnh", "Sơn"
)  # fmt: skip
SEARCHED = ("nguyen thi", "tran van", "le", "quynh", "vu minh anh", "zzqx", "hoa")
FILTERS = ("", "&gioi_tinh=nu", "&tuoi=25_34", "&cccd=chua", "&sap_xep=moi", "&trang_thai=da_ra")
HEADINGS = "Mã CĐCS\tHọ và tên\tNgày sinh\tGiới tính\tSố thẻ đoàn viên\tNgày kết nạp\tHình thức vào"
IMPORTED, CELLS, CARDS = 300, 3, "RU"


@dataclass
class Person:
    """A user at work."""

    pk: int
    number: int
    role: str
    unit: str
    bases: list[str]
    ky: str
    day: str
    rng: random.Random
    marks: count = field(default_factory=count)

    def mark(self) -> str:
        """A card number, a decision number: of this user alone, never twice."""
        return f"{CARDS}{self.number:03d}{next(self.marks):05d}"

    def name(self) -> str:
        return " ".join(map(self.rng.choice, NAMES))

    def done(self, act: str, **more) -> dict:
        return {"user": self.pk, "act": act, "unit": self.unit, **more}


def life(who: Person) -> Work:
    """Work after work, in the mix of the role, for as long as it is asked."""
    works, weights = zip(*WORKS[who.role].items(), strict=True)
    while True:
        yield from who.rng.choices(works, weights)[0](who)


def look(kind: str, address: str, *more: str) -> Callable[[Person], Work]:
    """Open a page; {unit}, {ky} and {base} stand for the user's own."""

    def work(who: Person) -> Work:
        end = who.rng.choice(more) if more else ""
        yield Step(kind, address.format(unit=who.unit, ky=who.ky, base=who.rng.choice(who.bases)) + end)

    return work


def search(who: Person) -> Work:
    yield Step("search of members", "/doan-vien/?q=" + who.rng.choice(SEARCHED).replace(" ", "+"))


def type_report(who: Person) -> Work:
    """Open the report, let the script keep a draft of what was typed, save; every box of reasons is filled."""
    form = (yield Step("own report", f"/bao-cao/{who.ky}/?don_vi={who.unit}")).form("version")
    if form is None:
        return  # it was sent meanwhile
    reasons = [name for name in form.fields if name.startswith(("gt_", "tl_"))]
    text = f"Ghi lần {who.mark()}. {WHY}"
    typed = {name: form.fields[name] or WHY for name in reasons} | {reasons[0]: text}
    yield Step("draft of the report", form.draft, list((form.fields | typed).items()))
    done = who.done("edit_bao_cao", version=int(form.fields["version"]), mark=text)
    yield form.step("report saved", "Đã lưu báo cáo.", done, **typed)


def submit(who: Person) -> Work:
    form = (yield Step("check of the report", f"/bao-cao/{who.ky}/kiem-tra/?don_vi={who.unit}")).form("version")
    if form is not None:
        yield form.step("report submitted", "Đã nộp báo cáo lúc", who.done("nop_bao_cao"))


def month_grid(who: Person) -> Work:
    """Three numbers into the running month of the own units, under a decision of their own."""
    form = (yield Step("month grid", f"/bien-dong/thang/?don_vi={who.unit}")).form("goc")
    if form is None:
        return
    mark, boxes = who.mark(), [name for name in form.fields if re.fullmatch(r"o\d+-ket_nap-so", name)]
    typed = {"so_quyet_dinh": mark}
    for name in who.rng.sample(boxes, min(CELLS, len(boxes))):
        number = who.rng.randrange(1, 900)
        typed |= {name: str(number + (str(number) == form.fields[name])), f"{name.removesuffix('so')}nu": "1"}
    done = who.done("record_so_luong", mark=mark, cells=min(CELLS, len(boxes)))
    yield form.step("month grid saved", "Đã lưu tháng", done, **typed)


def admit(who: Person) -> Work:
    base, mark, name = who.rng.choice(who.bases), who.mark(), who.name()
    form = (yield Step("form of kết nạp", f"/doan-vien/them/?don_vi={base}")).form("ngay_ket_nap")
    if form is not None:
        typed = {"cong_doan": base, "ho_ten": name, "ngay_sinh": str(who.rng.randrange(1970, 2004)), "so_the": mark,
                 "gioi_tinh": "nu", "ngay_ket_nap": who.day, "so_quyet_dinh": "5/QĐ"}  # fmt: skip
        yield form.step("kết nạp", f"Đã ghi {name} vào", who.done("ket_nap", cards=[mark]), **typed)


def import_rows(who: Person) -> Work:
    """Paste a list, look at what would be written, write it."""
    form = (yield Step("import page", "/nhap-lieu/")).form("dan")
    if form is None:
        return
    cards = [who.mark() for _ in range(IMPORTED)]
    rows = [f"{who.rng.choice(who.bases)}\t{who.name()}\t{who.rng.randrange(1970, 2004)}\tNữ\t{card}\t{who.day}\t"
            "Kết nạp mới" for card in cards]  # fmt: skip
    preview = yield form.step("list pasted", "", {}, loai="doan_vien", dan="\n".join([HEADINGS, *rows]))
    confirm = preview.form("sha256")
    if confirm is not None:
        done = who.done("import_doan_vien", cards=cards)
        yield confirm.step("list written", f"Đã ghi {IMPORTED} dòng", done)


def review(who: Person) -> Work:
    """Open the grid, one of its reports, and do what its page offers: approve, return, or withdraw an approval."""
    grid = yield Step("grid of the province", f"/bao-cao/duyet/?ky={who.ky}")
    sent = sorted(set(re.findall(rf'href="(/bao-cao/{who.ky}/xem-xet/\?[^"]*don_vi=[^"]+)"', grid.text)))
    if not sent:
        return
    page = yield Step("page of review", who.rng.choice(sent).replace("&amp;", "&"))
    approving, returning = page.form("duyet-lan"), page.form("han_sua")
    withdrawing = re.search(r'href="(/bao-cao/[^"]+/mo-lai/[^"]+)"', page.text)
    if approving and who.rng.random() < 0.4:
        yield approving.step("approved", "Đã duyệt báo cáo của", who.done("duyet_bao_cao"))
    elif returning:
        typed = {"o_1": "doan_vien.cuoi_ky", "noi_dung_1": "Ghi rõ số này lấy ở đâu ra."}
        yield returning.step("returned", "Đã trả lại", who.done("tra_lai_bao_cao"), **typed)
    elif withdrawing and who.rng.random() < 0.5:
        form = (yield Step("form of withdrawing", withdrawing[1].replace("&amp;", "&"))).form("ly_do")
        if form is not None:
            yield form.step("withdrawn", "Đã rút duyệt.", who.done("reopen_bao_cao"), ly_do="Còn một ô phải hỏi lại.")


HOME, DASHBOARD = look("home", "/"), look("dashboard", "/bang-dieu-khien/?don_vi={unit}")
MEMBERS = look("list of members", "/doan-vien/?don_vi={unit}", *FILTERS)
LEDGER = look("ledger", "/bien-dong/?don_vi={unit}", "", "&loai=ket_nap")
EXCEL = look("Excel of a list", "/doan-vien/tai-ve/?don_vi={base}", *FILTERS)
READ = look("report read", "/bao-cao/{ky}/?don_vi={unit}")
UNITS = look("list of units", "/cong-doan/?don_vi={unit}")
MINIMAL = look("minimal page", "/bench/minimal/")
TOTAL = look("report of the province", "/bao-cao/{ky}/tong-hop/")

WORKS: dict[str, dict[Callable[[Person], Work], float]] = {
    "can_bo": {HOME: 10, DASHBOARD: 8, type_report: 14, submit: 4, MEMBERS: 12, search: 8, LEDGER: 8, month_grid: 6,
               admit: 6, EXCEL: 4, import_rows: 0.6, MINIMAL: 8},
    "can_bo_cdcs": {HOME: 14, MEMBERS: 16, search: 8, LEDGER: 8, admit: 14, DASHBOARD: 6, EXCEL: 3, MINIMAL: 8},
    "xem": {HOME: 10, DASHBOARD: 12, READ: 10, MEMBERS: 12, search: 8, UNITS: 8, LEDGER: 6, EXCEL: 2, MINIMAL: 8},
    "to_chuc_kiem_tra": {HOME: 8, review: 24, TOTAL: 4, DASHBOARD: 6, search: 8, MINIMAL: 6},
    "lanh_dao": {HOME: 10, DASHBOARD: 20, READ: 6, UNITS: 6, LEDGER: 4, MINIMAL: 6},
    "ban_chuyen_de": {HOME: 10, DASHBOARD: 16, UNITS: 8, look("employers", "/doanh-nghiep/"): 10,
                      look("coverage", "/doanh-nghiep/bao-phu/"): 6, MINIMAL: 6},
}  # fmt: skip
