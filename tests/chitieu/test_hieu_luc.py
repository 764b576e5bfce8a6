"""Quotas in force over random decisions and mergers, against a plain list of what was issued [02-2.5-2, 4]."""

import random
from contextlib import suppress
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from cdcs.models import CongDoan
from chitieu.actions import ChiTieuData, DeLaiData, choose_de_lai, giao_chi_tieu
from chitieu.enums import LoaiChiTieu
from chitieu.queries import quotas_in_force
from core.numbers import sum_known
from core.refusal import Refused
from doanhnghiep.actions.quan_ly import follow
from sapxep.models import SapXep
from taikhoan.models import User
from tests.history import POOL, History, start_province
from tests.oracle import Oracle

TODAY, YEARS, KINDS = date(2025, 3, 20), (2024, 2025, 2026, None), LoaiChiTieu.values


class Issued:
    """Every line that was issued as (year, unit, kind, day, place of its decision, number)."""

    def __init__(self, seed: int, by):
        self.random, self.by, self.places, self.lines = random.Random(seed), by, {}, []

    def note(self, decision: tuple, lines: list[tuple]) -> None:
        place = self.places.setdefault(decision, len(self.places))
        self.lines += [(*key, decision[1], place, number) for *key, number in lines]

    def ruling(self, year: int | None, unit: int, kind: str, day: date) -> int | None:
        rows = [line[3:] for line in self.lines if line[:3] == (year, unit, kind) and line[3] <= day]
        return max(rows)[-1] if rows else None

    def give(self) -> None:
        """A decision, a new one or one issued in parts, on some units that are given quotas."""
        new = f"{len(self.places)}/QĐ", self.random.choice(POOL)
        number, day = self.random.choice([new, *list(self.places)[-2:]])
        year, units = self.random.choice(YEARS), CongDoan.objects.exclude(ma__regex=r"\d$").order_by("pk")
        lines = [ChiTieuData(unit, self.random.choice(KINDS), 10 * self.random.randrange(4))
                 for unit in self.random.sample(list(units), 3)]  # fmt: skip
        giao_chi_tieu(by=self.by, so_quyet_dinh=number, ngay=day, nam=year, lines=lines)
        self.note((number, day), [(year, line.cong_doan.pk, line.loai, line.so_giao) for line in lines])

    def add_to_heir(self, act: SapXep) -> None:
        """What rules today of running and coming years and of the term goes to who carries the closed unit on."""
        *_, (heir, _, _) = follow(act.cong_doan, act.ngay - timedelta(days=1))
        decision = f"{len(self.places)}/ĐL", self.random.choice([act.ngay, TODAY])
        both = [(year, kind, *(self.ruling(year, unit.pk, kind, TODAY) or 0 for unit in (act.cong_doan, heir)))
                for year in YEARS[1:] for kind in KINDS]  # fmt: skip
        choose_de_lai(act, DeLaiData("cong_vao", *decision), by=self.by)
        self.note(decision, [(year, heir.pk, kind, left + own) for year, kind, left, own in both if left])


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [2, 6])
def test_what_rules_is_what_was_issued_last(client, seed):
    with time_machine.travel("2025-03-20 08:00 +0700", tick=False):
        by = User.objects.create_superuser("tinh.quantri", password="mat-khau-dai-1")
        start_province(by)
        history, issued = History(seed, by), Issued(seed, by)
        for act in issued.random.choices([issued.give, history.reorganise, history.found], [4, 1, 1], k=45):
            with suppress(Refused):
                act()
        for closing in SapXep.objects.filter(loai="sap_nhap"):
            with suppress(Refused):
                issued.add_to_heir(closing)
        oracle, day = Oracle(), issued.random.choice([*POOL[4:], TODAY])
        client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
        for year in YEARS:
            query = {"den": day.isoformat(), "nam": year or "nhiem_ky"}
            now = {pk: {kind: issued.ruling(year, pk, kind, day) for kind in KINDS} for pk in oracle.units}
            found = quotas_in_force(oracle.units, year, day)
            assert {pk: {k: x and x.so_giao for k, x in lines.items()} for pk, lines in found.items()} == now
            for top in CongDoan.objects.filter(ma__in="THKM"):
                below = [x.pk for x in CongDoan.objects.active_on(day) if oracle.parent(x.pk, day) == top.pk]
                shares = client.get(reverse("chi_tieu_list"), query | {"don_vi": top.ma}).context["shares"]
                assert {one["kind"].value: (one["target"], one["given"]) for one in shares} == {
                    kind: (now[top.pk][kind], sum_known(now[pk][kind] for pk in below)) for kind in KINDS}  # fmt: skip
