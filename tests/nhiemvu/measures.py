"""Making agreements, dialogues and issues in the world of the cast."""

from datetime import date

from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import CongDoan
from nhiemvu.actions import raise_kien_nghi, record_doi_thoai, record_thoa_uoc
from nhiemvu.models import DoiThoai, KienNghi, ThoaUoc
from tests.visits.nhiem_vu import FACTS, ISSUE, TALK

START, END = date(2025, 1, 15), date(2027, 1, 15)  # holds to 14/1/2027


def agree(world, unit: str = "cdcs_a", **changes) -> ThoaUoc:
    """An agreement from 15/1/2025 to the end of 14/1/2027, grade B, seven better clauses, unless changed."""
    return record_thoa_uoc([world.units[unit]], by=world.user("administrator"), facts=FACTS | changes)[0]


def talk(world, unit: str = "cdcs_a", **changes) -> DoiThoai:
    return record_doi_thoai(world.units[unit], by=world.user("administrator"), facts=TALK | changes)


def ask(world, unit: str = "cdcs_a", by: str = "administrator", **changes) -> KienNghi:
    """An issue of 20/3/2025 to the direct superior, unless changed."""
    return raise_kien_nghi(world.units[unit], by=world.user(by), facts=ISSUE | changes)


def found(world, name: str, kind: str = "cdcs", parent: str = "TPND", day: date = date(1997, 1, 1)) -> CongDoan:
    """One more unit of the world, under its code in small letters."""
    create_cong_doan([CongDoanData(name, f"Công đoàn {name}", kind, parent, day)], by=world.user("administrator"))
    return world.units.setdefault(name.lower(), CongDoan.objects.get(ma=name))
