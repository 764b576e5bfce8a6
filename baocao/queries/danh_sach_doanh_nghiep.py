"""PL4: employers in scope on the cut-off that have no CĐCS (03 §3.5, rules 2 and 3)."""

from datetime import date

from baocao.queries.bang import CHU, MA, NGAY, SO, Bang, Cot
from baocao.queries.danh_sach import COT_DON_VI, total_row
from cdcs.enums import NguonSoLieu
from cdcs.models import ChuongTrinh, CongDoan
from cdcs.queries import names_on
from doanhnghiep.enums import GiaiDoan, LoaiHinh
from doanhnghiep.queries import employers_in_scope, lao_dong_on, quan_ly_on
from doanhnghiep.queries.van_dong import giai_doan_on

COT_PL4 = (
    *COT_DON_VI, Cot("Mã số thuế", MA), Cot("Tên đơn vị", CHU), Cot("Loại hình", CHU), Cot("Vốn nước ngoài", MA),
    Cot("Khu, cụm công nghiệp", CHU), Cot("Ngày hoạt động", NGAY), Cot("Lao động", SO), Cot("Ngày số liệu", NGAY),
    Cot("Nguồn", CHU), Cot("Giai đoạn vận động", CHU), Cot("Lý do chưa thành lập", CHU),
    Cot("Dự kiến thành lập", NGAY),
)  # fmt: skip
NOT_BEGUN = (GiaiDoan.CHUA_TIEP_CAN.label, "", None)


def pl4(unit: CongDoan, end: date, programme: ChuongTrinh) -> Bang:
    """PL4: by managing unit on the cut-off, the largest employer first; six queries whatever their number."""
    employers = list(
        employers_in_scope(unit.pk, end).filter(lao_dong_hien_co__gte=programme.nguong_lao_dong, co_cdcs=False)
    )
    ids = [employer.pk for employer in employers]
    managers, records, work = quan_ly_on(ids, end), lao_dong_on(ids, end), giai_doan_on(ids, end)
    names = names_on({manager.pk for manager in managers.values()}, end)
    rows = []
    for employer in employers:
        manager, record = managers[employer.pk], records[employer.pk]
        rows.append(
            (manager.ma, names[manager.pk], employer.ma_so_thue, employer.ten, LoaiHinh(employer.loai_hinh).label,
             "Có" if employer.von_nuoc_ngoai else "Không", employer.khu_cong_nghiep, employer.ngay_hoat_dong,
             record.tong_lao_dong, record.ngay_so_lieu, NguonSoLieu(record.nguon).label,
             *work.get(employer.pk, NOT_BEGUN))
        )  # fmt: skip
    return bang_pl4(rows, programme.nguong_lao_dong)


def bang_pl4(rows: list[tuple], threshold: int) -> Bang:
    """PL4 of these rows, read live or taken from reports; the rows come without their number."""
    rows = sorted(rows, key=lambda row: (row[0], -row[8], row[2]))
    total = total_row(COT_PL4, {"Tên đơn vị": f"{len(rows)} đơn vị", "Lao động": sum(row[8] for row in rows)})
    notes = () if rows else (f"Không có đơn vị, doanh nghiệp từ {threshold} lao động trở lên chưa có CĐCS.",)
    title = f"DANH SÁCH ĐƠN VỊ, DOANH NGHIỆP TỪ {threshold} LAO ĐỘNG TRỞ LÊN CHƯA CÓ CÔNG ĐOÀN CƠ SỞ"
    numbered = [(number, *row) for number, row in enumerate(rows, 1)]
    return Bang("PL4 Chưa có CĐCS", "Phụ lục 4", title, COT_PL4, numbered, total, notes)
