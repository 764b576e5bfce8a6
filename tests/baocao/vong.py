"""Steps of a reporting round that several tests take: explain, submit, return, approve."""

from datetime import timedelta

from baocao.actions.bao_cao import OData, answer_cell, save_o
from baocao.actions.duyet import duyet_bao_cao, tra_lai_bao_cao
from baocao.actions.nop import NopData, nop_bao_cao
from baocao.models import BanChup, BaoCao, NhanXet
from baocao.queries.bao_cao import kiem_bao_cao, load_du_lieu
from baocao.queries.ky import round_of
from core.dates import today
from taikhoan.queries import data_mark
from tests.cast import World
from tests.kept import kept

WHY = "Đã đối chiếu với các CĐCS, số đúng."
ANSWER = "Đã hỏi lại CĐCS, đã sửa trong sổ."


def explain_all(world: World, unit: str, by: str, ky: str, ly_do_lam_thay: str = "") -> None:
    """One sentence at every cell that asks for it and has none."""
    found = kiem_bao_cao(load_du_lieu(world.units[unit], round_of(ky), _report(world, unit, ky)))
    cells = {one.o: OData(None, WHY) for one in found if not one.da_xong}
    if cells:
        save_o(ky, world.units[unit], cells, by=world.user(by), ly_do_lam_thay=ly_do_lam_thay)


def submit(world: World, unit: str, by: str, ky: str, **data) -> BanChup:
    """Explain what wants it, then send."""
    explain_all(world, unit, by, ky, data.get("ly_do_lam_thay", ""))
    return nop_bao_cao(ky, world.units[unit], NopData(**data), by=world.user(by))


def sent(world: World, ky: str, *units: str) -> World:
    """The reports of units of a kept world are sent by their clerks, before anything else happens to it: done once."""
    kept(("sent", ky, *units, data_mark(())), lambda: [submit(world, unit, f"clerk_{unit}", ky).pk for unit in units])
    return world


def approved(world: World, ky: str, *units: str) -> World:
    """They are sent and approved, before anything else happens to a kept world: done once."""
    kept(("approved", ky, *units, data_mark(())), lambda: [send_and_approve(world, unit, ky).pk for unit in units])
    return world


def send_and_approve(world: World, unit: str, ky: str) -> BaoCao:
    submit(world, unit, f"clerk_{unit}", ky)
    return approve(world, unit, ky)


def give_back(world: World, unit: str, ky: str, remarks: dict[str, str], by: str = "reviewer", days: int = 5) -> BaoCao:
    """Return the newest revision; it is due again in `days` days."""
    report = report_of(world, unit, ky)
    tra_lai_bao_cao(report, remarks, lan=report.lan, han_sua=today() + timedelta(days=days), by=world.user(by))
    return report


def answer_all(world: World, unit: str, ky: str, by: str, ly_do_lam_thay: str = "") -> None:
    """Answer every remark on the newest revision."""
    report = report_of(world, unit, ky)
    for remark in NhanXet.objects.filter(bao_cao=report, lan=report.lan).select_related("bao_cao__ky"):
        answer_cell(remark, tra_loi=ANSWER, by=world.user(by), ly_do_lam_thay=ly_do_lam_thay)


def approve(world: World, unit: str, ky: str, by: str = "reviewer") -> BaoCao:
    """Approve the newest revision."""
    report = report_of(world, unit, ky)
    duyet_bao_cao(report, lan=report.lan, by=world.user(by))
    return report


def report_of(world: World, unit: str, ky: str) -> BaoCao:
    """The report, as it stands now."""
    return BaoCao.objects.select_related("ky", "cong_doan").get(ky__ma=ky, cong_doan=world.units[unit])


def _report(world: World, unit: str, ky: str) -> BaoCao | None:
    return BaoCao.objects.filter(ky__ma=ky, cong_doan=world.units[unit]).first()
