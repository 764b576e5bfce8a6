"""The drill of answers and confirms on one database: `python -m scripts.drill_desk KILLS ROUNDS` (06 §6.2 #8, #10).

Transfer slips and month grids are posted to their pages, as a browser does it, by forked processes: some are killed in
the middle, some meet each other. It works on the units and members that `drill_acts` left, and prints JSON.
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
from itertools import cycle
from types import ModuleType

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from cdcs.models import CongDoan, LoNhap, PhanCong, co_cau, forget_co_cau  # noqa: E402
from core.dates import month_start, today  # noqa: E402
from doanvien.actions import bang_thang, phieu_chuyen  # noqa: E402
from doanvien.actions.bien_dong import BienDongData  # noqa: E402
from doanvien.actions.phieu_chuyen import propose_chuyen  # noqa: E402
from doanvien.models import BienDong, DoanVien, PhieuChuyen  # noqa: E402
from doanvien.queries.bang_thang import TRONG, TUY_CHON, month_code, own_rows, value_of  # noqa: E402
from scripts.drill_acts import MOMENTS, KillReport, figures_are_right, kill_one, tell  # noqa: E402
from taikhoan.models import NhatKy, SubmitKey, User  # noqa: E402

OPENED, KIND, MONTHS = date(1997, 1, 1), "ket_nap", 12
DONE, REFUSED, BROKEN = range(3)  # what came of a post, as the exit status of its process
Counts = tuple[int, ...]


@dataclass(frozen=True)
class Post:
    """A form that is sent; the same key again is a second press of the same button."""

    client: Client
    address: str
    data: dict[str, str]

    def send(self) -> int:
        """An act that was done leads on, one that was refused shows its page again."""
        status = self.client.post(self.address, self.data).status_code
        return {302: DONE, 200: REFUSED}.get(status, BROKEN)


@dataclass(frozen=True)
class Case:
    """A post that is about to be sent: what it counts on, and by how much that grows when the act is done once."""

    post: Post
    count: Callable[[], Counts]
    whole: Counts


def clerk(name: str, unit: str) -> tuple[User, Client]:
    """A clerk of a superior unit, signed in."""
    user = User.objects.create_user(name, password="x" * 20, ho_ten=f"Cán bộ {unit}")
    PhanCong.objects.create(user=user, cong_doan=CongDoan.objects.get(ma=unit), vai_tro="can_bo", tu_ngay=OPENED)
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user, client


def bases_of(code: str) -> list[CongDoan]:
    """The base units of a superior unit."""
    below = co_cau(today()).under(CongDoan.objects.get(ma=code).pk)
    return list(CongDoan.objects.filter(loai="cdcs", pk__in=below).order_by("pk"))


class Slips:
    """Transfers of members from the units of H00 to a unit of H01, proposed there and answered here."""

    acts: ModuleType = phieu_chuyen

    def __init__(self) -> None:
        (self.origin, self.withdrawer), (_, self.answerer) = clerk("di", "H00"), clerk("den", "H01")
        self.end = CongDoan.objects.get(ma="C0001")
        self.members = iter(list(DoanVien.objects.filter(cong_doan__in=bases_of("H00")).order_by("pk")))

    def propose(self) -> PhieuChuyen:
        member = next(self.members)
        data = BienDongData("chuyen_di", today(), member.cong_doan, self.end, member, so_quyet_dinh="21/GT")
        return propose_chuyen(data, by=self.origin)

    def accept(self, slip: PhieuChuyen, key: str) -> Post:
        return Post(self.answerer, f"/doan-vien/chuyen/{slip.pk}/tra-loi/", {"submit_key": f"nhan-{key}"})

    def count(self) -> Counts:
        return (
            PhieuChuyen.objects.filter(trang_thai="da_nhan").count(),
            BienDong.objects.count(),
            DoanVien.objects.filter(cong_doan=self.end).count(),
            NhatKy.objects.filter(act="answer_phieu_chuyen").count(),
            SubmitKey.objects.count(),
        )

    def case(self, number: int) -> Case:
        """Accepting one slip: its state, the pair of rows, the member's place, the log, the key."""
        return Case(self.accept(self.propose(), str(number)), self.count, (1, 2, 1, 1, 1))

    def race(self, number: int) -> tuple[str, list]:
        """Accept (pressed twice), refuse and withdraw one slip at the same moment: who won, and what is wrong."""
        slip, key = self.propose(), f"cuoc-{number}"
        accept, rows = self.accept(slip, key), BienDong.objects.count()
        reason = {"tu_choi": "1", "ly_do": "Chưa có hồ sơ giấy", "submit_key": f"tra-{key}"}
        refuse = Post(self.answerer, accept.address, reason)
        withdraw = Post(self.withdrawer, f"/doan-vien/chuyen/{slip.pk}/rut/", {"submit_key": f"rut-{key}"})
        found = at_once([accept, accept, refuse, withdraw])
        slip.refresh_from_db()
        wanted = {"da_nhan": [DONE, DONE, REFUSED, REFUSED], "tu_choi": [REFUSED, REFUSED, DONE, REFUSED],
                  "da_rut": [REFUSED, REFUSED, REFUSED, DONE]}  # fmt: skip
        grown = BienDong.objects.count() - rows
        logged = NhatKy.objects.about(slip).count()  # the proposal and one answer
        is_right = (found, grown, logged) == (wanted.get(slip.trang_thai), 2 * (slip.trang_thai == "da_nhan"), 2)
        return slip.trang_thai, [] if is_right else [number, slip.trang_thai, found, grown, logged]


class Grids:
    """The month grid of H00, each time of another month: every unit gets a number of admissions that it never had."""

    acts: ModuleType = bang_thang

    def __init__(self) -> None:
        self.client, self.units, self.value = clerk("bang", "H00")[1], bases_of("H00"), 0
        days = [month_start(today())]
        while len(days) < MONTHS:
            days.append(month_start(days[-1] - timedelta(days=1)))
        self.months = cycle(days)
        self.month = days[0]

    def cells(self) -> dict[tuple[int, str], tuple[int, int]]:
        """What the books hold in the month."""
        return {key: value_of(rows) for key, rows in own_rows([unit.pk for unit in self.units], self.month).items()}

    def post(self, value: int, key: str) -> Post:
        """The page as it stands now, with `value` typed into every cell."""
        made_from = [[unit, kind, *cell] for (unit, kind), cell in self.cells().items()]
        data = {"goc": json.dumps({"dv": [unit.pk for unit in self.units], "o": made_from}), "submit_key": key}
        for unit in self.units:
            data |= {f"o{unit.pk}-{KIND}-so": str(value), f"o{unit.pk}-{KIND}-nu": "1"}
        return Post(self.client, f"/bien-dong/thang/?don_vi=H00&thang={month_code(self.month)}", data)

    def count(self) -> Counts:
        return (
            BienDong.objects.count(),
            LoNhap.objects.filter(tuy_chon__has_key=TUY_CHON).count(),
            NhatKy.objects.filter(act="record_so_luong").count(),
            SubmitKey.objects.count(),
            sum(so for so, _ in self.cells().values()),
        )

    def whole(self, value: int) -> Counts:
        """What a confirm adds: a row for every cell, with its reversal where something stood; batch, log, key."""
        cells = self.cells()
        more = sum(value - cells.get((unit.pk, KIND), TRONG)[0] for unit in self.units)
        return (len(self.units) * (2 if cells else 1), 1, 1, 1, more)

    def case(self, number: int) -> Case:
        self.month, self.value = next(self.months), self.value + 1
        return Case(self.post(self.value, f"bang-{number}"), self.count, self.whole(self.value))

    def race(self, number: int) -> tuple[str, list]:
        """One confirm pressed twice, or on odd rounds two pages with other numbers: who won, and what is wrong."""
        self.month, first, self.value = next(self.months), self.value + 1, self.value + 2
        before, wholes = self.count(), (self.whole(first), self.whole(first + 1))
        posts = [self.post(first, f"cuoc-{number}")]
        posts.append(self.post(first + 1, f"cuoc-{number}-hai") if number % 2 else posts[0])
        found = at_once(posts)
        grown = difference(self.count(), before)
        winner = wholes.index(grown) if grown in wholes else -1
        if number % 2:
            is_right = found == [[DONE, REFUSED], [REFUSED, DONE], []][winner]
            return "one of two pages", [] if is_right else [number, found, grown]
        return "one of two presses", [] if (found, winner) == ([DONE, DONE], 0) else [number, found, grown]


def difference(now: Counts, then: Counts) -> Counts:
    return tuple(a - b for a, b in zip(now, then, strict=True))


def post_in_child(post: Post, acts: ModuleType, pipe: int) -> None:
    """Send a post and tell the pipe how far its act came: p (judging), w(rite), c(ommit), A for the answer."""
    connection.close()
    write_groups = acts.write_groups

    def write(*arguments, **words):
        connection._commit = tell(pipe, b"c", connection._commit)
        os.write(pipe, b"w")
        return write_groups(*arguments, **words)

    acts.judge, acts.write_groups = tell(pipe, b"p", acts.judge), write
    os.write(pipe, b"A" if post.send() == DONE else b"R")
    os._exit(0)


def at_once(posts: list[Post]) -> list[int]:
    """Send every post from a process of its own, all let go at the same moment; return what came of each.

    They are started in an order of chance: the one that waits longest at the gate tends to pass it first.
    """
    connection.close()
    gate, opener = os.pipe()
    children: dict[int, int] = {}
    for place in random.sample(range(len(posts)), len(posts)):
        pid = os.fork()
        if pid == 0:
            try:
                os.close(opener)
                connection.ensure_connection()
                os.read(gate, 1)  # returns when the parent closes its end
                os._exit(posts[place].send())
            finally:
                os._exit(BROKEN)
        children[place] = pid
    os.close(gate)
    os.close(opener)
    found = [os.waitstatus_to_exitcode(os.waitpid(children[place], 0)[1]) for place in range(len(posts))]
    forget_co_cau()
    return found


def run_kills(desk: Slips | Grids, kills: int) -> KillReport:
    """Kill at moments spread over an act; afterwards all of it is there or nothing, and the same post does it once."""
    rng, report, usual = random.Random(10), KillReport(), typical_seconds(desk)
    for number in range(kills):
        case = desk.case(number)
        before, (after, span) = case.count(), MOMENTS[number % len(MOMENTS)]
        letters = kill_one(partial(post_in_child, case.post, desk.acts), after, usual * span * rng.random())
        forget_co_cau()
        report.note(number, letters, difference(case.count(), before), case.whole)
        answer, said = case.post.send(), figures_are_right()
        grown = difference(case.count(), before)
        if answer != DONE or grown != case.whole or said:
            report.wrong.append([number, letters, answer, grown, said])
    return report


def typical_seconds(desk: Slips | Grids) -> float:
    """How long an act takes, once the first one has loaded what the processes to come inherit."""
    for number in (-2, -1):
        start = time.perf_counter()
        assert desk.case(number).post.send() == DONE
    return time.perf_counter() - start


def run_race(desk: Slips | Grids, rounds: int) -> dict:
    winners, faults = Counter(), []
    for number in range(rounds):
        winner, wrong = desk.race(number)
        winners[winner] += 1
        faults += [wrong] if wrong else []
    return {"winners": winners, "faults": faults, "figures": figures_are_right()}


def main() -> None:
    kills, rounds = map(int, sys.argv[1:3])
    desks = {"slips": Slips(), "grids": Grids()}
    found = {}
    for name, desk in desks.items():
        found[name] = {"kills": run_kills(desk, kills).__dict__, "race": run_race(desk, rounds)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
