"""Lists of sources and disputes (doanhnghiep)."""

from django.core.files.uploadedfile import SimpleUploadedFile

from core.dates import today
from doanhnghiep.actions.tranh_chap import TranhChapData, raise_tranh_chap
from doanhnghiep.importers.nguon import read_nguon, receive_nguon
from taikhoan.actions import save_attachment
from tests.cast import World
from tests.rooms import DAY
from tests.visits.visit import Visit, key_of

ROWS = "Mã số thuế,Tên đơn vị,Tổng số lao động\n0600001237,Công ty TNHH May Thắng Lợi,170\n,May Thang Loi,8\n"


def put_source(world: World):
    """A BHXH list of clerk A, compared, made when first asked for; one row may be the employer that another one is."""
    if "source_a" not in world.objects:
        file = SimpleUploadedFile("bhxh.csv", ROWS.encode())
        made = receive_nguon(world.units["a"], file, by=world.user("clerk_a"), nguon="bhxh", ngay_so_lieu=DAY)
        if made.trang_thai == "cho_ghep":
            read_nguon(made, [one["cot"] for one in made.tieu_de], by=world.user("clerk_a"))
        world.put("source_a", made)
    return world.objects["source_a"]


def put_dispute(world: World):
    """A dispute of clerk A with a file, made when first asked for."""
    if "dispute_a" not in world.objects:
        by = world.user("clerk_a")
        data = TranhChapData("lao_dong", "Thực tế chỉ còn 17 lao động", 17)
        made = world.put("dispute_a", raise_tranh_chap(world.objects["employer_a"], data, by=by))
        file = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.4 mau")
        world.put("evidence_a", save_attachment(file, by=by, obj=made, unit="TPND"))
    return world.objects["dispute_a"]


def source(world: World) -> dict:
    return {"pk": put_source(world).pk}


def row(world: World) -> dict:
    return {"pk": put_source(world).cac_dong.order_by("dong").first().pk}


def dispute(world: World) -> dict:
    return {"pk": put_dispute(world).pk}


def evidence(world: World) -> dict:
    return {"pk": put_dispute(world).pk, "tep": world.objects["evidence_a"].pk}


def dispute_form(world: World) -> dict:
    return {"loai": "da_ngung", "ngay_ngung": f"{today():%d/%m/%Y}", "ly_do": "Nhà máy đã đóng cửa"}


# A list is its clerk's and the province's: another clerk's is 404. A decision on an unsure row is refused.
OWN = {"clerk_b": 404}
# Evidence follows "documents, attachments" of the table: another department reads those of its field alone.
VISITS: dict[str, list[Visit]] = {
    "danh_sach_nguon_list": [Visit()],
    "danh_sach_nguon_detail": [Visit(source, answers=OWN)],
    "fragment_danh_sach_nguon": [Visit(source, ok=302, answers=OWN)],
    "danh_sach_nguon_export": [Visit(source, query="?nhom=co_the", answers=OWN)],
    "danh_sach_nguon_update": [Visit(source, answers=OWN)],
    "danh_sach_nguon_confirm": [Visit(source, method="post", ok=302, answers=OWN)],
    "dong_nguon_update": [Visit(row, method="post", ok=302, answers=OWN)],
    "thu_tu_nguon_update": [Visit()],
    "tranh_chap_list": [Visit()],
    "tranh_chap_export": [Visit()],
    "tranh_chap_detail": [Visit(dispute, at="cdcs_a")],
    "tranh_chap_create": [Visit(key_of("employer_a"), at="cdcs_a")],
    "tranh_chap_confirm": [Visit(dispute, method="post", ok=422)],
    "tranh_chap_download": [Visit(evidence, at="cdcs_a", answers={"department": 403})],
}
