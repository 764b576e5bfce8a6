"""Points II.2 and II.3: CĐCS, coverage and nghiệp đoàn (sentences.md 4 and 5)."""

from baocao.queries.bang import so_it
from baocao.queries.loi_van.cau import cau, diem_phan_tram, doan, noi, phan_tram, so_sanh, ty_so, va
from baocao.queries.loi_van.doan_vien import dat_chi_tieu
from baocao.queries.loi_van.du_lieu import DuLieuLoiVan
from core.numbers import format_int, format_percent

NHIEU_NHAT = 2  # units named where most employers without a CĐCS are


def thanh_lap(data: DuLieuLoiVan) -> str:
    """The CĐCS founded in the window."""
    count, (quota, _) = data.khoi["cdcs"]["thanh_lap"], data.chi_tieu("cdcs")
    if not count:
        if not quota:
            return "Trong kỳ không phát sinh CĐCS thành lập mới."
        return f"Trong kỳ chưa thành lập mới CĐCS (chỉ tiêu {data.thoi_chi_tieu} là {so_it(quota)} CĐCS)."
    members = f" với {so_it(data.cdcs_moi.doan_vien)} đoàn viên" if data.cdcs_moi.doan_vien else ""
    compared = so_sanh(count, data.ck("cdcs", "thanh_lap"), "CĐCS", data.nam_truoc)
    rate = dat_chi_tieu(data, "cdcs")
    return f"{noi(f'Trong kỳ, thành lập mới {so_it(count)} CĐCS{members}', rate, compared)}{_sector(data)}."


def _sector(data: DuLieuLoiVan) -> str:
    private, count = data.cdcs_moi.ngoai_nha_nuoc, data.khoi["cdcs"]["thanh_lap"]
    if not private:
        return ""
    if private < count:
        return f"; trong đó {so_it(private)} CĐCS thuộc khu vực ngoài nhà nước"
    return f"; {'' if count == 1 else 'tất cả đều '}thuộc khu vực ngoài nhà nước"


def den_di(data: DuLieuLoiVan) -> str:
    """CĐCS that came, went and ended."""
    counts = data.khoi["cdcs"]
    parts = []
    for word, key, joint, moved in (("tiếp nhận", "sap_xep_den", "từ", data.den_tu),
                                    ("bàn giao", "sap_xep_di", "sang", data.di_den)):  # fmt: skip
        if counts[key]:
            place = f" {joint} {va(moved.don_vi)}" if moved.don_vi else ""
            parts.append(f"{word} {so_it(counts[key])} CĐCS{place}")
    if counts["ket_thuc"]:
        parts.append(_ended(data))
    return cau("; ".join(parts))


def _ended(data: DuLieuLoiVan) -> str:
    ended, count = data.ket_thuc, data.khoi["cdcs"]["ket_thuc"]
    kinds = [f"{word} {so_it(number)} CĐCS"
             for word, number in (("giải thể", ended.giai_the), ("sáp nhập", ended.sap_nhap)) if number]  # fmt: skip
    if len(kinds) == 1 and count in (ended.giai_the, ended.sap_nhap):
        return kinds[0] + (f" vào {va(ended.vao)}" if ended.vao and len(ended.vao) <= NHIEU_NHAT else "")
    whole = f"kết thúc hoạt động {so_it(count)} CĐCS"
    return f"{whole}, trong đó {', '.join(kinds)}" if kinds else whole


def cuoi_ky(data: DuLieuLoiVan) -> str:
    """The CĐCS at the end of the window."""
    counts, names = data.khoi["cdcs"], data.ten_goi
    count, more = counts["cuoi_ky"], counts["cuoi_ky"] - counts["dau_ky"]
    change = f"{'tăng' if more > 0 else 'giảm'} {so_it(abs(more))} CĐCS so với đầu kỳ" if more else "bằng số đầu kỳ"
    if not count:
        return cau("Đến cuối kỳ", f"{names.ngan} không có CĐCS", change if more else "")
    who = f"{names.toan} có" if data.la_tinh else f"{names.ngan} quản lý"
    return cau("Đến cuối kỳ", f"{who} {so_it(count)} CĐCS", change)


def bao_phu(data: DuLieuLoiVan) -> str:
    """Coverage of employers over the threshold: the share, FDI, who is left, who is not known."""
    coverage, area = data.khoi["bao_phu"], data.ten_goi.dia_ban
    whole, has = coverage["trong_dien"], coverage["co_cdcs"]
    threshold = format_int(data.nguong)
    if not whole:
        text = f"{area.capitalize()} không có đơn vị, doanh nghiệp từ {threshold} lao động trở lên."
    elif has == whole:
        text = f"100% đơn vị, doanh nghiệp từ {threshold} lao động trở lên {area} đã có CĐCS ({ty_so(has, whole)})."
    else:
        compared = diem_phan_tram(coverage["ty_le"], data.ck("bao_phu", "ty_le"), data.nam_truoc)
        text = cau(
            f"{area} có {so_it(whole)} đơn vị, doanh nghiệp đang hoạt động sử dụng từ {threshold} lao động trở lên",
            f"trong đó {so_it(has)} đơn vị đã có CĐCS" if has else "chưa đơn vị nào có CĐCS",
            f"đạt tỷ lệ {format_percent(coverage['ty_le'])}" if has else "", compared,
        )  # fmt: skip
    return doan(text, _why_lower(data), _foreign(data), _left(data))


def _why_lower(data: DuLieuLoiVan) -> str:
    coverage, before = data.khoi["bao_phu"], data.ck("bao_phu", "ty_le")
    if before is None or coverage["ty_le"] is None or coverage["ty_le"] >= before:
        return ""
    more = coverage["trong_dien"] - data.ck("bao_phu", "trong_dien")
    if more <= 0 or coverage["co_cdcs"] < data.ck("bao_phu", "co_cdcs"):
        return ""  # some lost their CĐCS: why is the officer's to say
    return f"Tỷ lệ giảm do có thêm {so_it(more)} đơn vị đạt ngưỡng {format_int(data.nguong)} lao động."


def _foreign(data: DuLieuLoiVan) -> str:
    coverage = data.khoi["bao_phu"]
    whole, has = coverage["fdi_trong_dien"], coverage["fdi_co_cdcs"]
    if not whole:
        return ""
    if not has:
        all_of_them = "đều " if whole > 1 else ""
        return f"Riêng {so_it(whole)} doanh nghiệp có vốn đầu tư nước ngoài {all_of_them}chưa có CĐCS."
    return (f"Riêng doanh nghiệp có vốn đầu tư nước ngoài, {ty_so(has, whole)} doanh nghiệp đã có CĐCS "
            f"({phan_tram(has, whole)}).")  # fmt: skip


def _left(data: DuLieuLoiVan) -> str:
    coverage, parts = data.khoi["bao_phu"], []
    if coverage["chua_co_cdcs"]:
        parts.append(f"còn {so_it(coverage['chua_co_cdcs'])} đơn vị chưa có CĐCS (có danh sách kèm theo){_most(data)}")
    if coverage["chua_co_so_lieu"]:
        parts.append(f"{so_it(coverage['chua_co_so_lieu'])} đơn vị chưa có số liệu lao động nên chưa đưa vào diện tính")
    return cau("; ".join(parts))


def _most(data: DuLieuLoiVan) -> str:
    """Where most employers without a CĐCS are, told by the province."""
    counts = [(one.khoi["bao_phu"]["chua_co_cdcs"], one.ten) for one in data.con if one.la_cap_tren]
    most = sorted((one for one in counts if one[0]), key=lambda one: -one[0])[:NHIEU_NHAT]
    if len(most) < NHIEU_NHAT:
        return ""
    return f", nhiều nhất tại {va([f'{name} ({so_it(count)} đơn vị)' for count, name in most])}"


def nghiep_doan(data: DuLieuLoiVan) -> str:
    """II.3: nghiệp đoàn founded, and all of them at the end."""
    counts, (quota, _) = data.khoi["nghiep_doan"], data.chi_tieu("nghiep_doan")
    new, whole = counts["thanh_lap"], counts["cuoi_ky"]
    if not (new or whole or quota):
        return "Đơn vị không được giao chỉ tiêu và chưa có nghiệp đoàn cơ sở."
    text = ""
    if new:
        members = f" với {so_it(data.nghiep_doan.moi_doan_vien)} đoàn viên" if data.nghiep_doan.moi_doan_vien else ""
        place = f" tại {va(data.nghiep_doan.noi)}" if data.la_tinh and data.nghiep_doan.noi else ""
        compared = so_sanh(new, data.ck("nghiep_doan", "thanh_lap"), "nghiệp đoàn", data.nam_truoc)
        rate = dat_chi_tieu(data, "nghiep_doan")
        text = cau(f"thành lập mới {so_it(new)} nghiệp đoàn cơ sở{members}{place}", rate, compared)
    elif quota:
        text = (f"Trong kỳ chưa thành lập được nghiệp đoàn cơ sở (chỉ tiêu {data.thoi_chi_tieu} là {so_it(quota)} "
                "nghiệp đoàn).")  # fmt: skip
    return doan(text, _all_of_them(data))


def _all_of_them(data: DuLieuLoiVan) -> str:
    whole, members = data.khoi["nghiep_doan"]["cuoi_ky"], data.nghiep_doan.doan_vien
    if not whole:
        return ""
    with_members = f" với {so_it(members)} đoàn viên" if members else ""
    return f"Đến cuối kỳ, {data.ten_goi.toan} có {so_it(whole)} nghiệp đoàn cơ sở{with_members}."
