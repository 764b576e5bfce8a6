"""Issues: to which level, who answers, once; and dialogues' days."""

from datetime import date
from datetime import timedelta as days

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from cdcs.enums import LinhVuc, VaiTro
from cdcs.models import PhanCong
from core.dates import today
from core.refusal import Refused
from nhiemvu.access import answering_units, may_answer
from nhiemvu.actions import answer_kien_nghi, cancel, edit_doi_thoai, edit_kien_nghi, forward_kien_nghi
from nhiemvu.models import DoiThoai, KienNghi
from nhiemvu.queries import issues, waiting_for
from taikhoan.models import User
from tests.cast import FOUNDED
from tests.nhiemvu.measures import ask, found, talk
from tests.visits.nhiem_vu import ISSUE, TALK

pytestmark = pytest.mark.django_db
ANSWER = {"tra_loi": "Đã đo, đạt quy chuẩn", "ngay_tra_loi": date(2025, 4, 1)}


@pytest.fixture
def policy(world) -> User:
    """The department Chính sách - Pháp luật, which the cast has not."""
    user = User.objects.create_user("chinh.sach", password="x", ho_ten="Ban Chính sách")
    PhanCong.objects.create(
        user=user, cong_doan=world.units["tinh"], vai_tro=VaiTro.BAN_CHUYEN_DE, tu_ngay=FOUNDED,
        linh_vuc=LinhVuc.CHINH_SACH_PHAP_LUAT,
    )  # fmt: skip
    return user


def who_answers(world, issue: KienNghi) -> list[str]:
    people = [person for person in world.cast.values() if person.user is not None]
    return sorted(person.name for person in people if may_answer(person.user, issue))


def test_the_level_that_considers_answers(world, policy):
    own, province = ask(world), ask(world, noi_nhan="tinh")
    assert who_answers(world, own) == ["administrator", "clerk_a", "superuser"]
    assert who_answers(world, province) == ["administrator", "reviewer", "superuser"]
    assert [may_answer(policy, issue) for issue in (own, province)] == [True, True]


def test_of_a_unit_right_under_the_province_the_province_is_the_superior(world):
    base, superior = ask(world, "cdcs_tinh"), ask(world, "a", by="clerk_a")
    assert [issue.noi_nhan for issue in (base, superior)] == ["tinh", "tinh"]
    assert who_answers(world, base) == who_answers(world, superior) == ["administrator", "reviewer", "superuser"]


def test_waiting_for_finds_what_may_be_answered_and_nothing_else(world, policy):
    own, province, other = ask(world), ask(world, noi_nhan="tinh"), ask(world, "cdcs_b")
    answered = ask(world)
    answer_kien_nghi(answered, by=world.user("clerk_a"), **ANSWER)

    def waiting(user) -> list[KienNghi]:
        return list(waiting_for(answering_units(user)).order_by("pk"))

    assert waiting(world.user("clerk_a")) == [own]
    assert waiting(world.user("clerk_b")) == [other]
    assert waiting(world.user("reviewer")) == [province]
    assert waiting(policy) == waiting(world.user("administrator")) == [own, province, other]
    assert waiting(world.user("reader_a")) == []


def test_answered_once(world):
    issue, by = ask(world), world.user("clerk_a")
    answer_kien_nghi(issue, by=by, **ANSWER)
    for second in ("clerk_a", "administrator"):
        with pytest.raises(Refused, match="vừa được trả lời"):
            answer_kien_nghi(issue, by=world.user(second), tra_loi="Khác", ngay_tra_loi=date(2025, 5, 1))
    issue.refresh_from_db()
    assert (issue.trang_thai, issue.tra_loi, issue.ngay_tra_loi, issue.tra_loi_by) == (
        "da_tra_loi", ANSWER["tra_loi"], date(2025, 4, 1), by,
    )  # fmt: skip


def test_passed_on_it_waits_for_the_province(world):
    issue, by = ask(world), world.user("clerk_a")
    forward_kien_nghi(issue, by=by)
    with pytest.raises(Refused, match="vừa được trả lời, chuyển hoặc hủy"):
        answer_kien_nghi(issue, by=by, **ANSWER)  # by what was read before it was passed on
    issue.refresh_from_db()
    assert (issue.trang_thai, issue.noi_nhan, issue.chuyen_by, issue.is_waiting) == ("da_chuyen", "tinh", by, True)
    assert who_answers(world, issue) == ["administrator", "reviewer", "superuser"]
    with pytest.raises(PermissionDenied):
        answer_kien_nghi(issue, by=by, **ANSWER)
    with pytest.raises(Refused, match="đã ở Liên đoàn Lao động tỉnh"):
        forward_kien_nghi(issue, by=world.user("reviewer"))
    answer_kien_nghi(issue, by=world.user("reviewer"), **ANSWER)
    issue.refresh_from_db()
    assert (issue.trang_thai, issue.chuyen_by) == ("da_tra_loi", by)


@pytest.mark.parametrize(("who", "error"), [("reader_a", PermissionDenied), ("clerk_b", Http404), ("no_role", Http404)])
def test_others_do_not_answer(world, who, error):
    issue = ask(world)
    with pytest.raises(error):
        answer_kien_nghi(issue, by=world.user(who), **ANSWER)
    with pytest.raises(error):
        forward_kien_nghi(issue, by=world.user(who))


@pytest.mark.parametrize("day", [date(2025, 3, 19), today() + days(1)])
def test_the_answer_comes_between_the_issue_and_today(world, day):
    with pytest.raises(Refused, match="Ngày trả lời từ 20/03/2025 đến hôm nay") as refused:
        answer_kien_nghi(ask(world), by=world.user("clerk_a"), tra_loi="Đã đo", ngay_tra_loi=day)
    assert refused.value.field == "ngay_tra_loi"


def test_an_issue_is_mended_until_somebody_acted_on_it(world):
    issue, by = ask(world), world.user("clerk_a")
    issue = edit_kien_nghi(issue, by=by, version=1, facts=ISSUE | {"noi_nhan": "tinh"})
    assert (issue.noi_nhan, issue.version) == ("tinh", 2)
    answer_kien_nghi(issue, by=world.user("reviewer"), **ANSWER)
    with pytest.raises(Refused, match="Người khác vừa sửa"):
        edit_kien_nghi(issue, by=by, version=2, facts=ISSUE)  # by what was read before the answer
    issue.refresh_from_db()
    with pytest.raises(Refused, match="không sửa nội dung nữa"):
        edit_kien_nghi(issue, by=by, version=issue.version, facts=ISSUE)
    with pytest.raises(Refused, match="không hủy được"):
        cancel(issue, by=by, ly_do="Ghi nhầm đơn vị")


def test_a_cancelled_issue_is_not_answered(world):
    issue = ask(world)
    cancel(issue, by=world.user("clerk_a"), ly_do="Ghi nhầm đơn vị")
    with pytest.raises(Refused):
        answer_kien_nghi(issue, by=world.user("clerk_a"), **ANSWER)
    assert KienNghi.objects.count() == 0


def test_states_are_those_at_the_end_of_the_window(world):
    issue = ask(world)
    answer_kien_nghi(issue, by=world.user("clerk_a"), **ANSWER)  # on 1/4/2025
    ids, start = [issue.cong_doan_id], date(2025, 3, 1)

    def count(end: date, state: str) -> int:
        return issues(ids, start, end, state).count()

    ends = (date(2025, 3, 19), date(2025, 3, 20), date(2025, 3, 31), date(2025, 4, 1))
    assert [(count(end, ""), count(end, "cho"), count(end, "da_tra_loi")) for end in ends] == [
        (0, 0, 0), (1, 1, 0), (1, 1, 0), (1, 0, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"trang_thai": "da_tra_loi"}, {"tra_loi": "Có"}, {"trang_thai": "da_chuyen"}, {"noi_nhan": "khac"},
        {"trang_thai": "da_tra_loi", "tra_loi": "Có", "tra_loi_by": 1},
        {"linh_vuc": "khac_nua"}, {"trang_thai": "la"}, {"noi_dung": ""}, {"ngay_tra_loi": date(2025, 4, 1)},
        {"chuyen_luc": timezone.now()}, {"ly_do_huy": "Ghi nhầm"},
    ],
)  # fmt: skip
def test_the_database_holds_the_rules(world, changes):
    issue = ask(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        KienNghi.everything.filter(pk=issue.pk).update(**changes)


def test_a_sub_unit_and_the_province_raise_nothing(world):
    for name in ("to_a", "tinh"):
        with pytest.raises(Refused, match="không có kiến nghị với cấp trên"):
            ask(world, name)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"ngay": today() + days(1)}, "ghi khi đã diễn ra"), ({"ngay": date(1996, 12, 31)}, "sau ngày này")],
)
def test_days_of_a_dialogue(world, changes, words):
    with pytest.raises(Refused, match=words):
        talk(world, **changes)
    row = talk(world)
    with pytest.raises(Refused, match=words):
        edit_doi_thoai(row, by=world.user("clerk_a"), version=1, facts=TALK | changes)
    assert DoiThoai.objects.get().ngay == TALK["ngay"]


def test_a_nghiep_doan_has_no_employer_to_speak_with(world):
    found(world, "ND-A", "nghiep_doan")
    with pytest.raises(Refused, match="không có đối thoại với người sử dụng lao động"):
        talk(world, "nd-a")
    assert ask(world, "nd-a").noi_nhan == "cap_tren"


def test_policy_department_writes_everywhere(world, policy):
    issue = ask(world)
    edit_kien_nghi(issue, by=policy, version=1, facts=ISSUE | {"noi_dung": "Đề nghị đo tiếng ồn"})
    issue.refresh_from_db()
    assert issue.noi_dung == "Đề nghị đo tiếng ồn"
