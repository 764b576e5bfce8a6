"""Quotas: what is in force, the grid, decisions, what a closed unit left (chitieu, baocao)."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import CongDoan
from chitieu.actions import ChiTieuData, giao_chi_tieu
from chitieu.models import QuyetDinhChiTieu
from core.dates import today, union_year
from sapxep.actions import SapXepData, sap_xep
from taikhoan.actions import save_attachment
from tests.cast import FOUNDED, World
from tests.visits.visit import Visit


def put_file(world: World) -> QuyetDinhChiTieu:
    """The decision of the cast with its file, put there when first asked for; it names the province and unit A."""
    if "quota_decision" not in world.objects:
        made = world.put("quota_decision", QuyetDinhChiTieu.objects.get(so_quyet_dinh="01/QĐ-LĐLĐ"))
        file = SimpleUploadedFile("quyet-dinh.pdf", b"%PDF-1.4 mau")
        world.put("quota_file", save_attachment(file, by=world.user("administrator"), obj=made, unit="ND"))
    return world.objects["quota_decision"]


def put_left(world: World):
    """A base unit of A with a quota of this year, merged into A001 today."""
    if "quota_left" not in world.objects:
        by = world.user("administrator")
        create_cong_doan([CongDoanData("A009", "CĐCS Sẽ Sáp Nhập", "cdcs", "TPND", FOUNDED)], by=by)
        unit, day = CongDoan.objects.get(ma="A009"), today()
        lines = [ChiTieuData(unit, "doan_vien", 30)]
        giao_chi_tieu(by=by, so_quyet_dinh="09/QĐ", ngay=date(2025, 1, 20), nam=union_year(day), lines=lines)
        data = SapXepData("sap_nhap", day, unit, world.units["cdcs_a"], so_quyet_dinh="88/QĐ")
        world.put("quota_left", sap_xep(data, by=by))
    return world.objects["quota_left"]


def decision(world: World) -> dict:
    return {"pk": put_file(world).pk}


def file(world: World) -> dict:
    return {"pk": put_file(world).pk, "tep": world.objects["quota_file"].pk}


def left(world: World) -> dict:
    return {"pk": put_left(world).pk}


VISITS: dict[str, list[Visit]] = {
    "chi_tieu_list": [Visit(), Visit(query="?don_vi=TPND&nam=2025", at="a")],
    "chi_tieu_history": [Visit(), Visit(query="?don_vi=TPND&nam=2025", at="a")],
    "chi_tieu_export": [Visit(), Visit(query="?don_vi=TPND&nam=2025", at="a")],
    "chi_tieu_create": [Visit()],
    "de_xuat_chi_tieu_preview": [Visit(), Visit(query="?nam=2025&cach=deu&cho=tat_ca&tong=100")],
    "quyet_dinh_chi_tieu_detail": [Visit(decision, at="a")],
    # Its file belongs to the field of no department.
    "quyet_dinh_chi_tieu_download": [Visit(file, at="a", answers={"department": 403})],
    "chi_tieu_de_lai_confirm": [Visit(left, at="cdcs_a")],
}
