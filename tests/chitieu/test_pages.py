"""Quotas: which line is in force, the sum of the children and the difference, the decision on a grid."""

from datetime import date

import pytest
from django.urls import reverse

from chitieu.actions import ChiTieuData, giao_chi_tieu
from chitieu.models import ChiTieu, QuyetDinhChiTieu
from chitieu.queries import quotas_in_force
from core.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def give(world):
    def act(number: str, day: date, nam: int | None = 2025, **quantities) -> QuyetDinhChiTieu:
        lines = [ChiTieuData(world.units[name], "doan_vien", value) for name, value in quantities.items()]
        return giao_chi_tieu(by=world.user("administrator"), so_quyet_dinh=number, ngay=day, nam=nam, lines=lines)

    return act


def number(world, unit: str, day: date, nam: int | None = 2025) -> int | None:
    line = quotas_in_force([world.units[unit].pk], nam, day)[world.units[unit].pk]["doan_vien"]
    return line.so_giao if line else None


def test_latest_decision_with_a_line_is_in_force(world, give):
    give("41", date(2025, 4, 2), a=640)
    give("42", date(2025, 4, 2), b=5)
    assert [number(world, "a", date(2025, *d)) for d in ((1, 14), (1, 15), (4, 1), (4, 2))] == [None, 600, 600, 640]
    assert number(world, "tinh", date(2025, 5, 1)) == 1000
    assert (number(world, "a", date(2025, 5, 1), 2026), number(world, "a", date(2025, 5, 1), None)) == (None, None)


def test_of_one_day_the_later_recorded_wins(world, give):
    give("Z", date(2025, 4, 2), a=1)
    give("A", date(2025, 4, 2), a=2)
    assert number(world, "a", date(2025, 4, 2)) == 2


def test_draft_is_never_in_force(world, give):
    decision = give("41", date(2025, 4, 2), a=640)
    QuyetDinhChiTieu.objects.filter(pk=decision.pk).update(la_du_thao=True)
    assert number(world, "a", date(2025, 5, 1)) == 600


def test_term_is_apart(world, give):
    give("50", date(2025, 4, 2), None, a=3000)
    assert (number(world, "a", date(2025, 5, 1)), number(world, "a", date(2025, 5, 1), None)) == (600, 3000)


def test_same_number_with_another_quantity_is_refused(world, give):
    give("01/QĐ-LĐLĐ", date(2025, 1, 15), a=600)
    with pytest.raises(Refused, match="Điều chỉnh bằng một quyết định mới"):
        give("01/QĐ-LĐLĐ", date(2025, 1, 15), a=601)
    assert ChiTieu.objects.count() == 2


def test_the_same_lines_again_change_nothing(world, give):
    first = QuyetDinhChiTieu.objects.get()
    assert give("01/QĐ-LĐLĐ", date(2025, 1, 15), a=600) == first
    assert (QuyetDinhChiTieu.objects.count(), ChiTieu.objects.count()) == (1, 2)


def test_in_force_is_one_query(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        quotas_in_force([unit.pk for unit in world.units.values()], 2025, date(2025, 5, 1))


def test_page_shows_sum_and_difference(world, give, sign_in):
    give("41", date(2025, 4, 2), b=300, cdcs_tinh=50)
    context = sign_in("administrator").get(reverse("chi_tieu_list") + "?nam=2025").context
    share = context["shares"][0]
    assert (share["target"], share["given"], share["left"]) == (1000, 950, 50)
    assert [(row["unit"].ma, row["cells"][0].so_giao) for row in context["rows"]] == [("TPND", 600), ("YYEN", 300)]
    assert context["base_sums"][:2] == [("Đoàn viên", 50), ("CĐCS", None)]
