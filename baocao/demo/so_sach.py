"""Members and movements of the demo province, month by month, as the rows of import sheets."""

import random
from datetime import date, timedelta

from baocao.demo.ten import NGHE, NguoiMau
from baocao.demo.the_gioi import EVE, FIRST, MERGER, Co, TheGioi
from core.dates import next_month

# Share of a unit's members who come and go in a month; May and October are the months of campaigns.
COME, GO = 0.0105, 0.0062
SEASON = {3: 1.2, 5: 2.0, 9: 1.2, 10: 1.9, 11: 1.3, 2: 0.5, 7: 0.7}
REASONS = (("Chấm dứt hợp đồng lao động", 70), ("Nghỉ hưu", 14), ("Tự nguyện ra khỏi tổ chức", 9),
           ("Chuyển đi ngoài tỉnh", 5), ("Từ trần", 2))  # fmt: skip


class SoSach:
    """Writes the books of every base unit so that no rule of the ledger is broken."""

    def __init__(self, rng: random.Random, world: TheGioi, named: int):
        self.rng, self.world, self.den = rng, world, world.den
        self.nguoi = NguoiMau(rng)
        self.members: list[list] = []
        self.movements: list[list] = []
        self.decisions: list[list] = []
        self._choose_named(named)
        self._choose_endings()

    def _choose_named(self, named: int) -> None:
        """Units whose whole list is known, until their members make up the number asked for."""
        left = named
        for unit in self.rng.sample(self.world.base, len(self.world.base)):
            if left <= 0:
                return
            if unit.size <= max(left, 400):
                unit.named = True
                left -= int(unit.size * 1.25)

    def _choose_endings(self) -> None:
        """Some units end: dissolved, or merged into a neighbour; the district Mỹ Lộc ends on 1/9/2024."""
        old = [unit for unit in self.world.base if unit.ngay < FIRST and unit.loai == "cdcs" and unit.size < 250]
        chosen = self.rng.sample(old, min(18, len(old) // 4))
        for index, unit in enumerate(chosen):
            day = date(2024, 2, 1) + timedelta(days=47 * index)
            if day > self.den:
                break
            self._end(unit, day, merged=index % 3 == 0)
        if self.den >= MERGER:
            self.decisions.append(
                ["Sáp nhập", MERGER, "MLOC", "TPND", "", "88/QĐ-LĐLĐ", "Sắp xếp đơn vị hành chính cấp huyện"]
            )
        self.decisions.sort(key=lambda row: row[1])

    def _end(self, unit: Co, day: date, merged: bool) -> None:
        number = f"{self.rng.randrange(100, 900)}/QĐ-LĐLĐ"
        if merged:
            others = (o for o in self.world.base if o.cap_tren == unit.cap_tren and o.loai == "cdcs" and o.ends is None)
            target = next((o for o in others if o is not unit and o.ngay < FIRST), None)
            if target is None:
                return
            self.decisions.append(["Sáp nhập", day, unit.ma, target.ma, "", number, "Sắp xếp lại doanh nghiệp"])
            target.ends = target.ends or date.max
        else:
            self.decisions.append(["Giải thể", day, unit.ma, "", "", number, "Doanh nghiệp ngừng hoạt động"])
        unit.ends = day

    def write(self) -> None:
        for unit in self.world.base:
            self._open(unit)
        month = FIRST
        while month <= self.den:
            for unit in self.world.base:
                if unit.ngay < month and (unit.ends is None or unit.ends > next_month(month)):
                    self._month(unit, month)
            self._transfers(month)
            month = next_month(month)

    def _open(self, unit: Co) -> None:
        """The opening stock, or the founding members on the founding day."""
        share = self.rng.uniform(0.35, 0.75) if unit.company else self.rng.uniform(0.55, 0.85)
        women = round(unit.size * share)
        day, kind = (EVE, "Số đầu kỳ") if unit.ngay <= EVE else (unit.ngay, "Kết nạp mới")
        number = "" if kind == "Số đầu kỳ" else f"{self.rng.randrange(10, 400)}/QĐ-LĐLĐ"
        if unit.named:
            for index in range(unit.size):
                admitted = (
                    day if kind == "Kết nạp mới" else self.world.day_between(max(unit.ngay, date(2008, 1, 1)), EVE)
                )
                self._admit(unit, index < women, admitted, number)
            return
        self.movements.append([kind, day, unit.ma, "", "", unit.size, women, number, ""])
        unit.men, unit.women = unit.size - women, women

    def _admit(self, unit: Co, woman: bool, admitted: date, number: str) -> None:
        name, born, identity = self.nguoi.person(woman)
        phone = f"09{self.rng.randrange(10**8):08d}" if self.rng.random() < 0.6 else ""
        card = f"ND{self.nguoi.number:07d}" if self.rng.random() < 0.8 else ""
        job, sex = self.rng.choice(NGHE), "Nữ" if woman else "Nam"
        self.members.append([unit.ma, name, born, sex, identity, card, phone, job, admitted, number])
        unit.people.append((identity, woman))

    def _month(self, unit: Co, month: date) -> None:
        rng, size = self.rng, len(unit.people) + unit.men + unit.women
        season = SEASON.get(month.month, 1.0)
        come = self._about(size * COME * season * (1.5 if unit.company else 0.7))
        go = self._about(size * GO * (1.3 if unit.company else 0.6))
        first, second = month + timedelta(days=rng.randrange(0, 13)), month + timedelta(days=rng.randrange(14, 28))
        if come and first <= self.den and first > unit.ngay:
            self._come(unit, first, come)
        if go and second <= self.den:
            self._go(unit, second, go)

    def _about(self, expected: float) -> int:
        whole = int(expected)
        return whole + (self.rng.random() < expected - whole) if self.rng.random() < 0.75 else 0

    def _come(self, unit: Co, day: date, quantity: int) -> None:
        women = round(quantity * self.rng.uniform(0.3, 0.8))
        number = f"{self.rng.randrange(10, 400)}/QĐ-CĐCS" if self.rng.random() < 0.95 else ""
        if unit.named:
            for index in range(quantity):
                self._admit(unit, index < women, day, number)
            return
        kind = "Kết nạp mới"
        if self.rng.random() < 0.02:
            kind = self.rng.choice(("Kết nạp lại", "Chuyển đến từ ngoài tỉnh"))
        self.movements.append([kind, day, unit.ma, "", "", quantity, women, number, ""])
        unit.men, unit.women = unit.men + quantity - women, unit.women + women

    def _go(self, unit: Co, day: date, quantity: int) -> None:
        reason = self.rng.choices([name for name, _ in REASONS], [weight for _, weight in REASONS])[0]
        if unit.named:
            for _ in range(min(quantity, len(unit.people) - 5)):
                identity, _woman = unit.people.pop(self.rng.randrange(len(unit.people)))
                self.movements.append([reason, day, unit.ma, "", identity, "", "", "", ""])
            return
        women = min(round(quantity * self.rng.uniform(0.3, 0.7)), unit.women)
        quantity = min(quantity, unit.men + women)
        if quantity:
            self.movements.append([reason, day, unit.ma, "", "", quantity, women, "", ""])
            unit.men, unit.women = unit.men - (quantity - women), unit.women - women

    def _transfers(self, month: date) -> None:
        """A few people change their work inside the province every month."""
        day = month + timedelta(days=13)
        limit = next_month(month)
        units = [u for u in self.world.base if not u.named and u.ngay < month and (u.ends is None or u.ends > limit)]
        for _ in range(6 if day <= self.den and len(units) > 10 else 0):
            one, other = self.rng.sample(units, 2)
            if one.women > 3 and one.men > 3:
                self.movements.append(["Chuyển trong tỉnh", day, one.ma, other.ma, "", 2, 1, "", ""])
                one.men, one.women, other.men, other.women = one.men - 1, one.women - 1, other.men + 1, other.women + 1


def quota_rows(rng: random.Random, world: TheGioi) -> list[list]:
    """Quotas of three union years and of the term; one amendment in the middle of 2025."""
    rows: list[list] = []
    sizes: dict[str, int] = {}
    for unit in world.base:
        sizes[unit.cap_tren] = sizes.get(unit.cap_tren, 0) + unit.size
    total = sum(sizes.values())
    for year in (2024, 2025, 2026):
        day = date(year - 1, 12, 25)
        if day > world.den:
            continue
        number, share = f"{year - 2000}/QĐ-LĐLĐ", {}
        for code, size in sizes.items():
            if code in ("ND",) or (code == "MLOC" and year > 2024):
                continue
            share[code] = max(10, round(size * COME * 14 * rng.uniform(0.75, 1.35) / 10) * 10)
            rows.append([str(year), code, "Đoàn viên", share[code], number, day])
            rows.append([str(year), code, "CĐCS", rng.choice((0, 1, 2, 3)), number, day])
        rows.append([str(year), "ND", "Đoàn viên", round(sum(share.values()) * 1.04 / 100) * 100, number, day])
        rows.append([str(year), "ND", "CĐCS", 24, number, day])
        rows.append([str(year), "ND", "Nghiệp đoàn cơ sở", 2, number, day])
    term = date(2024, 4, 10)
    if term <= world.den:
        for kind, goal in (("Đoàn viên", 50_000), ("CĐCS", 150), ("Nghiệp đoàn cơ sở", 10)):
            rows.append(["Nhiệm kỳ", "ND", kind, goal, "04/CTr-LĐLĐ", term])
        for code, size in sizes.items():
            if code not in ("ND", "MLOC"):
                rows.append(
                    ["Nhiệm kỳ", code, "Đoàn viên", round(50_000 * size / total / 10) * 10, "04/CTr-LĐLĐ", term]
                )
    if world.den >= date(2025, 6, 10):
        rows.append(["2025", "YYEN", "Đoàn viên", 450, "61/QĐ-LĐLĐ", date(2025, 6, 10)])
        rows.append(["2025", "CDNN", "Đoàn viên", 30, "61/QĐ-LĐLĐ", date(2025, 6, 10)])
    return rows
