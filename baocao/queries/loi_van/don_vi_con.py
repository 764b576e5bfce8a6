"""What the province says of its units: groups, and how they kept to the days of reporting (sentences.md 6)."""

from baocao.queries.bang import ngay_ngan, so_it
from baocao.queries.loi_van.bang_kem import ty_le_that, xep_hang
from baocao.queries.loi_van.cau import doan, don_vi, va
from baocao.queries.loi_van.du_lieu import DonViCon, DuLieuLoiVan
from core.numbers import format_int, format_percent, percent_1

Nhom = dict[str, list[DonViCon]]


def nguong(data: DuLieuLoiVan) -> int:
    """Where the groups part: half the quota at mid-year, all of it at the end of its time, pace in between."""
    gone, whole = data.tien_do
    return 100 * gone // whole if data.ca_nhiem_ky else 100 if data.het_nam else 50


def nhom(data: DuLieuLoiVan) -> Nhom:
    """Units with a quota by group, each in order of rank, decided on the whole numbers."""
    found: Nhom = {"vuot": [], "du": [], "tren": [], "duoi": []}
    for _, unit in xep_hang(data):
        rate = ty_le_that(data, unit)
        if rate is None:
            continue
        key = "vuot" if rate > 1 else "du" if rate == 1 else "tren" if 100 * rate >= nguong(data) else "duoi"
        found[key].append(unit)
    return found


def _share(data: DuLieuLoiVan, unit: DonViCon) -> str:
    quota, done = data.chi_tieu("doan_vien", unit.khoi)
    return format_percent(percent_1(done, quota))


def _over(data: DuLieuLoiVan, unit: DonViCon) -> str:
    quota, done = data.chi_tieu("doan_vien", unit.khoi)
    share = percent_1(done, quota)
    assert quota is not None  # units over their quota have one
    assert share is not None
    more = f"vượt {format_percent(share - 100)}" if share != 100 else f"vượt {so_it(done - quota)} đoàn viên"
    return f"{unit.ten} ({format_int(done)}/{format_int(quota)}, đạt {format_percent(share)}, {more})"


def xep_nhom(data: DuLieuLoiVan) -> str:
    """How the units stand to their quota; the groups add up to the units with one."""
    groups, limit = nhom(data), nguong(data)
    whole = "cả nhiệm kỳ" if data.ca_nhiem_ky else "cả năm"
    parts = []
    if units := groups["vuot"]:
        named = don_vi([_over(data, one) for one in units])
        parts.append(f"{so_it(len(units))} đơn vị đã vượt chỉ tiêu đoàn viên {whole}: {named}")
    if units := groups["du"]:
        named = don_vi([one.ten for one in units])
        parts.append(f"{so_it(len(units))} đơn vị hoàn thành 100% chỉ tiêu: {named}")
    if units := groups["tren"]:
        parts.append(f"{so_it(len(units))} đơn vị đạt từ {limit}% đến dưới 100% chỉ tiêu")
    if units := groups["duoi"]:
        named = don_vi([f"{one.ten} ({_share(data, one)})" for one in units])
        parts.append(f"{so_it(len(units))} đơn vị đạt dưới {limit}%: {named}")
    return doan(f"Có {'; '.join(parts)}." if parts else "", "Kết quả từng đơn vị như sau:")


def che_do(data: DuLieuLoiVan) -> str:
    """Who sent the report in time, who late, who not."""
    kept = data.che_do
    if kept is None:
        return ""
    begin = f"Thực hiện chế độ báo cáo (trước ngày {ngay_ngan(kept.han)}), "
    parts = [f"{'' if kept.dung_han == kept.tong else 'có '}{kept.dung_han}/{kept.tong} đơn vị gửi báo cáo đúng hạn"]
    if kept.cham:
        late = [f"{one.ten} (ngày {ngay_ngan(one.ngay)}, chậm {so_it(one.so_ngay)} ngày)" for one in kept.cham]
        parts.append(f"{so_it(len(late))} đơn vị gửi chậm: {va(late)}")
    if not kept.chua_gui:
        return f"{begin}{'; '.join(parts)}."
    missing = va(list(kept.chua_gui))
    parts.append(f"{so_it(len(kept.chua_gui))} đơn vị chưa gửi báo cáo là {missing}")
    return (f"{begin}{'; '.join(parts)}. Số liệu của {missing} trong báo cáo này được lấy từ sổ biến động, chưa được "
            "đơn vị xác nhận.")  # fmt: skip
