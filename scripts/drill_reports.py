"""The drill of reports on one database: `python -m scripts.drill_reports KILLS ROUNDS` (06 §6.2 #8, #10, #11).

Reports are submitted, approved and returned by forked processes: some are killed in the middle, some meet each other.
It works on the units and members that `drill_acts` left, and prints JSON.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import django

django.setup()

from django.db import connection  # noqa: E402

from baocao.actions import dinh_chinh, duyet, nop  # noqa: E402
from baocao.actions.bao_cao import OData, answer_cell, save_o  # noqa: E402
from baocao.actions.nop import NopData  # noqa: E402
from baocao.enums import TrangThaiBaoCao  # noqa: E402
from baocao.models import BanChup, BaoCao, BuocBaoCao, KyBaoCao, NhanXet  # noqa: E402
from baocao.queries.bao_cao import kiem_bao_cao, load_du_lieu, read_ban_chup  # noqa: E402
from cdcs.models import CongDoan, KhoaSo, PhanCong, forget_co_cau  # noqa: E402
from core.dates import today, union_year, union_year_window  # noqa: E402
from core.refusal import Refused  # noqa: E402
from doanvien.models import BienDong  # noqa: E402
from scripts.drill_acts import KillReport, figures_are_right, kill_one, tell  # noqa: E402
from scripts.drill_desk import DONE, REFUSED, at_once, difference  # noqa: E402
from taikhoan.models import NhatKy, User  # noqa: E402

OPENED, CELL = date(1997, 1, 1), "doan_vien.nu_cuoi_ky"
WHY = "Câu giải trình của buổi diễn tập."
# Kills are counted from a letter of the child, and fall within a share of the time that a whole act takes.
MOMENTS = ((b"p", 0.3), (b"p", 0.6), (b"w", 0.5), (b"c", 0.05), (b"", 1.2))
ACTS = ("nop_bao_cao", "duyet_bao_cao", "tra_lai_bao_cao")
Counts = tuple[int, ...]


@dataclass(frozen=True)
class Call:
    """An act as a page calls it."""

    act: Callable[[], object]

    def send(self) -> int:
        try:
            self.act()
        except Refused:
            return REFUSED
        return DONE


class Reports:
    """The report of H00 in a round that is open today, its clerk and two reviewers."""

    def __init__(self) -> None:
        day = today()
        self.unit = CongDoan.objects.get(ma="H00")
        self.ky = KyBaoCao.objects.create(
            ma="DT-1", loai="nam", ngay_mo=day - timedelta(days=10), tu_ngay=union_year_window(union_year(day))[0],
            den_ngay=day, han_nop=day + timedelta(days=5), ngay_khoa=day + timedelta(days=60),
        )  # fmt: skip
        top = CongDoan.objects.get(ma="T")
        self.clerk = self._user("bao.cao", self.unit, "can_bo")
        self.reviewer = self._user("duyet", top, "to_chuc_kiem_tra")
        self.second = self._user("duyet.hai", top, "to_chuc_kiem_tra")
        self.base, self.closed = CongDoan.objects.filter(cap_tren_dau=self.unit).first(), day - timedelta(days=40)
        KhoaSo.objects.create(cong_doan=self.unit, ma_ky="DT-0", khoa_den_ngay=self.closed, hieu_luc_tu=day)
        data = load_du_lieu(self.unit, self.ky)
        cells = {one.o: OData(None, WHY) for one in kiem_bao_cao(data)} | {CELL: OData(0, WHY)}
        save_o("DT-1", self.unit, cells, by=self.clerk)

    @staticmethod
    def _user(name: str, unit: CongDoan, role: str) -> User:
        user = User.objects.create_user(name, password="x" * 20, ho_ten=name)
        PhanCong.objects.create(user=user, cong_doan=unit, vai_tro=role, tu_ngay=OPENED)
        return user

    @property
    def report(self) -> BaoCao:
        return BaoCao.objects.select_related("ky", "cong_doan").get(ky=self.ky, cong_doan=self.unit)

    def make_writable(self) -> BaoCao:
        """Bring the report back into the unit's hands, with every remark answered."""
        report = self.report
        if report.trang_thai == TrangThaiBaoCao.DA_DUYET:
            other = self.second if report.duyet_by_id == self.reviewer.pk else self.reviewer
            duyet.withdraw_approval(report, lan=report.lan, ly_do=WHY, by=other)
        if report.trang_thai == TrangThaiBaoCao.DA_NOP:
            self.returning(report)()
        for remark in NhanXet.objects.filter(bao_cao=report, lan=report.lan, tra_loi="").select_related("bao_cao__ky"):
            answer_cell(remark, tra_loi=WHY, by=self.clerk)
        return self.report

    def make_submitted(self) -> BaoCao:
        report = self.report
        if report.trang_thai == TrangThaiBaoCao.DA_DUYET:
            report = self.make_writable()
        if report.la_dang_sua:
            self.submitting(self.make_writable())()
        return self.report

    def submitting(self, report: BaoCao) -> Callable:
        return partial(nop.nop_bao_cao, "DT-1", self.unit, NopData(version=report.version), by=self.clerk)

    def approving(self, report: BaoCao) -> Callable:
        return partial(duyet.duyet_bao_cao, report, lan=report.lan, by=self.reviewer)

    def returning(self, report: BaoCao) -> Callable:
        return partial(duyet.tra_lai_bao_cao, report, {CELL: WHY}, lan=report.lan, han_sua=today(), by=self.second)

    def count(self) -> Counts:
        return (
            self.report.lan, BanChup.objects.count(), BuocBaoCao.objects.count(), KhoaSo.objects.count(),
            NhatKy.objects.filter(act__in=ACTS).count(),
        )  # fmt: skip

    def case(self, number: int) -> tuple[Callable, Counts]:
        """Submitting on even numbers, approving on odd ones; and by how much the counts grow when it is done once."""
        if number % 2:
            return self.approving(self.make_submitted()), (0, 0, 1, 1, 1)
        return self.submitting(self.make_writable()), (1, 1, 1, 0, 1)

    def race(self, number: int) -> tuple[str, list]:
        """Two presses of "Nộp"; "Nộp" against typing; approving (pressed twice) against returning; confirming a đính
        chính (by two reviewers) against withdrawing it: who won, faults.
        """
        return (self.double, self.edited, self.decided, self.corrected)[number % 4](number)

    def double(self, number: int) -> tuple[str, list]:
        report, before = self.make_writable(), self.count()
        found = at_once([Call(self.submitting(report))] * 3)
        right = sorted(found) == [DONE, REFUSED, REFUSED] and difference(self.count(), before) == (1, 1, 1, 0, 1)
        return "one of three presses", [] if right else [number, "double", found, self.count()]

    def edited(self, number: int) -> tuple[str, list]:
        report, old, new = self.make_writable(), self.typed, number + 1
        edit = partial(save_o, "DT-1", self.unit, {CELL: OData(new, WHY)}, by=self.clerk, version=report.version)
        found = at_once([Call(self.submitting(report)), Call(edit)])
        frozen = self.report.lan > report.lan
        kept = read_ban_chup(BanChup.objects.order_by("-pk").first()).o[CELL]["khai"] if frozen else self.typed
        right = (found, kept) == (([DONE, REFUSED], old) if frozen else ([REFUSED, DONE], new))
        return "submitting" if frozen else "typing", [] if right else [number, "edited", found, frozen, kept]

    @property
    def typed(self) -> int | None:
        return self.report.o.get(o=CELL).so_khai

    def decided(self, number: int) -> tuple[str, list]:
        report, before = self.make_submitted(), self.count()
        approve = Call(self.approving(report))
        found = at_once([approve, approve, Call(self.returning(report))])
        state, closed = self.report.trang_thai, int(self.report.trang_thai == TrangThaiBaoCao.DA_DUYET)
        right = sorted(found) == [DONE, REFUSED, REFUSED] and difference(self.count(), before) == (0, 0, 1, closed, 1)
        right = right and (found[2] == DONE) == (state == TrangThaiBaoCao.TRA_LAI)
        return state, [] if right else [number, "decided", found, state]

    def corrected(self, number: int) -> tuple[str, list]:
        row = {"loai": "ket_nap", "ngay": self.closed.isoformat(), "cong_doan": self.base.pk, "so_luong": 2}
        facts = {"so": f"{number}/ĐC", "ngay": today(), "ly_do": WHY, "viec": dinh_chinh.rows_call([row])}
        asked = dinh_chinh.propose_dinh_chinh(self.unit, by=self.clerk, **facts)
        before = BienDong.objects.count()
        confirms = [Call(partial(dinh_chinh.confirm_dinh_chinh, asked, by=who)) for who in (self.reviewer, self.second)]
        found = at_once([*confirms, Call(partial(dinh_chinh.withdraw_dinh_chinh, asked, by=self.clerk))])
        asked.refresh_from_db()
        rows = BienDong.objects.count() - before
        right = sorted(found) == [DONE, REFUSED, REFUSED] and (found[2] != DONE) == bool(rows)
        right = right and rows in (0, 1) and asked.trang_thai == ("da_xac_nhan" if rows else "da_rut")
        return asked.trang_thai, [] if right else [number, "corrected", found, rows, asked.trang_thai]


def act_in_child(act: Callable, pipe: int) -> None:
    """Do the act and tell the pipe how far it came: p (judging), w(rite), c(ommit), A for done."""
    connection.close()
    check, step = nop._check, duyet.add_step

    def write(*arguments, **words):
        connection._commit = tell(pipe, b"c", connection._commit)
        os.write(pipe, b"w")
        return step(*arguments, **words)

    nop._check, duyet.add_step, nop.add_step = tell(pipe, b"p", check), write, write
    duyet._decide = tell(pipe, b"p", duyet._decide)
    os.write(pipe, b"A" if Call(act).send() == DONE else b"R")
    os._exit(0)


def run_kills(desk: Reports, kills: int) -> dict:
    """Kill at moments spread over an act; afterwards all of it is there or nothing, and the same act does it once."""
    rng, report = random.Random(11), KillReport()
    usual = typical_seconds(desk)
    for number in range(kills):
        act, whole = desk.case(number)
        before, (after, span) = desk.count(), MOMENTS[number % len(MOMENTS)]
        letters = kill_one(partial(act_in_child, act), after, usual * span * rng.random())
        forget_co_cau()
        grown = difference(desk.count(), before)
        report.note(number, letters, grown, whole)
        answer, said = Call(act).send(), figures_are_right()
        if (answer == DONE) == any(grown) or difference(desk.count(), before) != whole or said:
            report.wrong.append([number, letters, answer, grown, said])
    return report.__dict__


def typical_seconds(desk: Reports) -> float:
    """How long a submission takes, once the first one has loaded what the processes to come inherit."""
    for _ in range(2):
        act = desk.submitting(desk.make_writable())
        start = time.perf_counter()
        act()
    return time.perf_counter() - start


def run_races(desk: Reports, rounds: int) -> dict:
    winners, faults = Counter(), []
    for number in range(rounds):
        winner, wrong = desk.race(number)
        winners[winner] += 1
        faults += [wrong] if wrong else []
    return {"winners": winners, "faults": faults, "figures": figures_are_right()}


def main() -> None:
    kills, rounds = map(int, sys.argv[1:3])
    desk = Reports()
    print(json.dumps({"reports": {"kills": run_kills(desk, kills), "race": run_races(desk, rounds)}}))


if __name__ == "__main__":
    main()
