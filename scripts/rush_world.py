"""The province of the rush, and what stands in its books afterwards: `python -m scripts.rush_world TASK …` prints JSON.

`build SHARE` founds it, fills its books and opens the round; `enter USERS` signs the users in; `judge FILE` compares
the books with what the pages had told their users was written.
"""

import json
import sys
from collections import Counter
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from baocao.models import OBaoCao  # noqa: E402
from baocao.queries.ky import current_round  # noqa: E402
from cdcs.models import CongDoan, PhanCong  # noqa: E402
from chitieu.actions import ChiTieuData, giao_chi_tieu  # noqa: E402
from core.dates import format_date, today, union_year  # noqa: E402
from doanvien.models import BienDong, DoanVien  # noqa: E402
from scripts import bench_employers, bench_world  # noqa: E402
from scripts.drill_acts import figures_are_right  # noqa: E402
from scripts.rush_users import ACTS, CARDS  # noqa: E402
from taikhoan.models import NhatKy, User  # noqa: E402

SUPERIORS, BASES, MEMBERS = 30, 3000, 0.66  # the share of the books at which 3,000 units come to 300,000 members
NAMED = "nguoi."
BACKEND = "django.contrib.auth.backends.ModelBackend"
# Who sits before the screens, in turn: of 200 people 80 clerks, 70 officers, 20 readers, 10 of each of the province.
CAST = ("can_bo", "can_bo_cdcs", "to_chuc_kiem_tra", "can_bo", "can_bo_cdcs", "xem", "can_bo", "can_bo_cdcs",
        "can_bo", "lanh_dao", "can_bo_cdcs", "can_bo", "can_bo_cdcs", "xem", "can_bo", "can_bo_cdcs", "can_bo",
        "ban_chuyen_de", "can_bo_cdcs", "can_bo")  # fmt: skip


def build(share: str) -> dict:
    """Found the province, a `share` of the real one, and open its round."""
    size = float(share)
    units = bench_world.found(max(round(SUPERIORS * size), 20), round(BASES * size), new_share=0.05)
    bench_world.Books(units, MEMBERS).write()
    by = bench_world.make_user()
    bench_employers.put_employers(by, round(bench_employers.MANY * size))
    give_quotas(by)
    open_round()
    bench_world.analyse()
    return {}


def superiors() -> list[CongDoan]:
    return list(CongDoan.objects.filter(loai="ldld_huyen", ngay_ket_thuc=None).order_by("ma"))


def give_quotas(by: User) -> None:
    for number, nam in enumerate((union_year(today()), None)):
        lines = [ChiTieuData(unit, "doan_vien", 900 * (1 + 4 * number)) for unit in superiors()]
        giao_chi_tieu(by=by, so_quyet_dinh=f"{number + 1}/QĐ", ngay=today(), nam=nam, lines=lines)


def open_round() -> None:
    """The round of the day, its last day on time today, whatever day this is; its figures end yesterday."""
    day = today()
    ky = current_round(day)
    assert ky is not None, "the programme is over"
    ky.ngay_mo, ky.den_ngay = day - timedelta(days=20), min(ky.den_ngay, day - timedelta(days=1))
    ky.han_nop, ky.ngay_khoa = day + timedelta(days=1), day + timedelta(days=60)
    ky.save()


def enter(count: str) -> dict:
    """Sign that many users in; return the round, the day, the key of their sessions, and of each what it works with."""
    ky = current_round(today())
    assert ky is not None
    return {"ky": ky.ma, "key": settings.SECRET_KEY, "day": format_date(today()), "users": sign_in(int(count))}


def sign_in(count: int) -> list[dict]:
    """Make the users with a session each; two clerks and more share a unit, officers have one of its base units."""
    found, top, places = [], CongDoan.objects.get(ma="T"), superiors()
    below = {one.pk: [] for one in places}
    for base in CongDoan.objects.filter(loai="cdcs", cap_tren_dau__in=places, ngay_ket_thuc=None).order_by("pk"):
        below[base.cap_tren_dau_id].append(base)
    turns = {role: cycle(places) for role in CAST}
    for number, role in zip(range(count), cycle(CAST), strict=False):
        superior = next(turns[role])
        bases = below[superior.pk]
        unit = {"can_bo": superior, "xem": superior, "can_bo_cdcs": bases[number % len(bases)]}.get(role, top)
        user = User.objects.create(username=f"{NAMED}{number}", ho_ten=f"Người dùng {number}", password="!")
        field = "chinh_sach_phap_luat" if role == "ban_chuyen_de" else ""
        PhanCong.objects.create(user=user, cong_doan=unit, vai_tro=role, linh_vuc=field, tu_ngay=bench_world.OLD)
        session = SessionStore()
        session.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND,
                        HASH_SESSION_KEY: user.get_session_auth_hash()})  # fmt: skip
        session.save()
        own = [unit.ma] if role == "can_bo_cdcs" else [base.ma for base in bases]
        found.append({"number": number, "pk": user.pk, "role": role, "session": session.session_key,
                      "unit": unit.ma, "bases": own})  # fmt: skip
    return found


def judge(path: str) -> dict:
    """What the books hold beside what was acknowledged; `faults` must be empty.

    What got no answer is a fault of the rush already; it may have been written or not, but not twice.
    """
    told = json.loads(Path(path).read_text())
    sure = [one for one in told if one["is_sure"]]
    faults = [*log_faults(sure, told), *member_faults(sure, told), *grid_faults(sure), *cell_faults(told)]
    return {"faults": faults, "figures": figures_are_right(), "written": Counter(one["act"] for one in sure)}


def log_faults(sure: list[dict], told: list[dict]) -> list:
    """Of every kind of act the log holds as many rows of a user as the pages acknowledged."""
    least, most = (Counter((one["user"], one["act"]) for one in some if one["act"] in ACTS) for some in (sure, told))
    rows = NhatKy.objects.filter(act__in=ACTS, user__username__startswith=NAMED).values_list("user_id", "act")
    there = Counter(tuple(row) for row in rows)
    return [["log", *key, least[key], there[key]] for key in most.keys() | there.keys()
            if not least[key] <= there[key] <= most[key]]  # fmt: skip


def member_faults(sure: list[dict], told: list[dict]) -> list:
    """Everybody taken in, by the page or by an import, is there once, with one row of the ledger."""
    least, most = (Counter(card for one in some for card in one.get("cards", ())) for some in (sure, told))
    people = Counter(DoanVien.objects.filter(so_the__startswith=CARDS).values_list("so_the", flat=True))
    rows = BienDong.objects.filter(doan_vien__so_the__startswith=CARDS).values_list("doan_vien__so_the", flat=True)
    ledger = Counter(rows)
    return [["member", card, least[card], people[card], ledger[card]] for card in most.keys() | people.keys()
            if people[card] != ledger[card] or not least[card] <= people[card] <= most[card]]  # fmt: skip


def grid_faults(sure: list[dict]) -> list:
    """A saved month grid left one row for every cell that was changed."""
    grids = {one["mark"]: one["cells"] for one in sure if one["act"] == "record_so_luong"}
    rows = Counter(
        BienDong.objects.filter(so_quyet_dinh__startswith=CARDS, dao_cua=None).values_list("so_quyet_dinh", flat=True)
    )
    return [["grid", mark, cells, rows[mark]] for mark, cells in grids.items() if rows[mark] != cells]


def cell_faults(told: list[dict]) -> list:
    """What was typed last into the marked cell of a report stands there, where it is known what was typed last."""
    last: dict[str, dict] = {}
    for one in sorted((one for one in told if one["act"] == "edit_bao_cao"), key=lambda one: one["version"]):
        last[one["unit"]] = one
    rows = OBaoCao.objects.filter(giai_trinh__startswith="Ghi lần ")
    there = dict(rows.values_list("bao_cao__cong_doan__ma", "giai_trinh"))
    wanted = {unit: one["mark"] for unit, one in last.items() if one["is_sure"]}
    return [["cell", unit, text, there.get(unit)] for unit, text in wanted.items() if there.get(unit) != text]


if __name__ == "__main__":
    task = {"build": build, "enter": enter, "judge": judge}[sys.argv[1]]
    print(json.dumps(task(*sys.argv[2:])))
