"""Point II.1: members taken in, lost, and what is left (sentences.md 5, P1-P6) and the term (6, II.10)."""

from baocao.queries.bang import ngay_ngan, so_it
from baocao.queries.loi_van.cau import (
    cau,
    chenh_lech,
    dat,
    doan,
    nguyen_nhan,
    noi,
    phan_tram,
    so_sanh,
    so_sanh_thuc_tang,
    thuc_tang,
    tru_sap_xep,
    ty_so,
    va,
)  # fmt: skip
from baocao.queries.loi_van.du_lieu import TEN_CHI_TIEU, DuLieuLoiVan, Khoi
from cdcs.enums import ThuocDo
from core.numbers import format_int

NGUYEN_NHAN = (
    ("cham_dut_hdld", "chấm dứt hợp đồng lao động"),
    ("nghi_huu", "nghỉ hưu"),
    ("giam_sap_xep", "giải thể CĐCS"),
    ("chuyen_di", "chuyển đi trong tỉnh"),
    ("chuyen_di_ngoai_tinh", "chuyển đi ngoài tỉnh"),
    ("tu_nguyen_ra", "tự nguyện ra khỏi tổ chức"),
    ("khai_tru", "khai trừ"),
    ("tu_tran", "từ trần"),
    ("giam_khac", "lý do khác"),
)


def dat_chi_tieu(data: DuLieuLoiVan, kind: str) -> str:
    """Done against the quota of the round; an amended quota names its decision once."""
    quota, done = data.chi_tieu(kind)
    text = dat(done, quota, TEN_CHI_TIEU[kind], nam=data.thoi_chi_tieu, chi_tieu=data.ten_chi_tieu)
    return noi(text, _amended(data, kind))


def _amended(data: DuLieuLoiVan, kind: str) -> str:
    decision = data.sua_chi_tieu.get(kind)
    first = next((one for one in TEN_CHI_TIEU if data.sua_chi_tieu.get(one) == decision), kind)
    if decision is None or first != kind or not data.chi_tieu(kind)[0]:
        return ""
    return f"theo Quyết định số {decision.so} ngày {ngay_ngan(decision.ngay)} điều chỉnh chỉ tiêu {data.thoi_chi_tieu}"


def ket_nap(data: DuLieuLoiVan) -> str:
    """P1: admissions, against quota and same period, and where they were taken in."""
    members, whole = data.khoi["doan_vien"], data.ten_goi.toan
    quota, _ = data.chi_tieu("doan_vien")
    count = members["ket_nap"]
    gross = data.thuoc_do == ThuocDo.KET_NAP
    if not count:
        if quota and gross:
            return f"Trong kỳ, {whole} chưa kết nạp mới đoàn viên (chỉ tiêu {data.thoi_chi_tieu} là {so_it(quota)})."
        return f"Trong kỳ, {whole} không kết nạp mới đoàn viên."
    rate = dat_chi_tieu(data, "doan_vien") if gross else ""
    compared = so_sanh(count, data.ck("doan_vien", "ket_nap"), "đoàn viên", data.nam_truoc)
    text = noi(f"Trong kỳ, {whole} kết nạp mới {so_it(count)} đoàn viên", rate, compared)
    return f"{text}; {_where(data)}."


def _where(data: DuLieuLoiVan) -> str:
    members = data.khoi["doan_vien"]
    new, old = members["ket_nap_tai_cdcs_moi"], members["ket_nap_tai_cdcs_da_co"]
    place = "CĐCS, nghiệp đoàn thành lập mới" if data.khoi["nghiep_doan"]["thanh_lap"] else "CĐCS thành lập mới"
    if not new:
        return "toàn bộ tại CĐCS đã có"
    if not old:
        return f"toàn bộ tại {place}"
    return f"trong đó kết nạp tại {place} {so_it(new)} đoàn viên, tại CĐCS đã có {so_it(old)} đoàn viên"


def vao_khac(data: DuLieuLoiVan) -> str:
    """P2: who came in otherwise."""
    members = data.khoi["doan_vien"]
    again = members["ket_nap_lai"]
    inside = 0 if data.la_tinh else members["chuyen_den"]
    sources = (
        (members["chuyen_den_ngoai_tinh"], "từ ngoài tỉnh"),
        (inside, "từ đơn vị khác trong tỉnh"),
        (members["sap_xep_den"], _moved(data)),
    )
    came = [f"{so_it(count)} đoàn viên {source}" for count, source in sources if count]
    parts = [f"có {so_it(again)} đoàn viên được kết nạp lại"] if again else []
    if came:
        parts.append(f"tiếp nhận {va(came)}")
    return f"Ngoài ra, {'; '.join(parts)}." if parts else ""


def _moved(data: DuLieuLoiVan) -> str:
    """Which base units brought them and from where; not where members of a merged unit came too."""
    came = [f"{so_it(count)} {noun}" for count, noun in (
        (data.khoi["cdcs"]["sap_xep_den"], "CĐCS"), (data.khoi["nghiep_doan"]["sap_xep_den"], "nghiệp đoàn cơ sở"),
    ) if count]  # fmt: skip
    if came and data.den_tu.don_vi and not data.den_tu.rieng:
        return f"do {va(came)} chuyển về từ {va(data.den_tu.don_vi)}"
    return "do sắp xếp tổ chức"


def giam(data: DuLieuLoiVan) -> str:
    """P3: members lost and why; who was handed over by a reorganisation is not among them."""
    members = data.khoi["doan_vien"]
    count = members["giam"]
    if count:
        compared = so_sanh(count, data.ck("doan_vien", "giam"), "người", data.nam_truoc)
        causes = nguyen_nhan((name, members[key]) for key, name in NGUYEN_NHAN)
        text = f"{noi(f'Số đoàn viên giảm trong kỳ là {so_it(count)} người', compared, causes)}."
    else:
        text = "Trong kỳ không có đoàn viên giảm."
    gone = members["sap_xep_di"]
    if not gone:
        return text
    whither = f" sang {va(data.di_den.don_vi)}" if data.di_den.don_vi else ""
    return f"{text} Bàn giao {so_it(gone)} đoàn viên{whither} do sắp xếp tổ chức."


def ra_soat(data: DuLieuLoiVan) -> str:
    """P4: corrections after a review."""
    members = data.khoi["doan_vien"]
    parts = [f"điều chỉnh {word} {so_it(members[key])}"
             for word, key in (("tăng", "dieu_chinh_tang"), ("giảm", "dieu_chinh_giam")) if members[key]]  # fmt: skip
    return f"Qua rà soát, {', '.join(parts)} đoàn viên." if parts else ""


def cuoi_ky(data: DuLieuLoiVan) -> str:
    """P5: the closing stock, women, net change, and who of it is known by name."""
    members, whole = data.khoi["doan_vien"], data.ten_goi.toan
    count, net = members["cuoi_ky"], members["thuc_tang"]
    compared = so_sanh_thuc_tang(net, data.ck("doan_vien", "thuc_tang"), data.nam_truoc)
    change = noi(thuc_tang(net), compared) + tru_sap_xep(net, members["thuc_tang_tru_sap_xep"])
    if not count:
        return cau("Đến cuối kỳ", f"{whole} không có đoàn viên", change if net else "")
    women = members["nu_cuoi_ky"]
    who = f" (nữ {format_int(women)}, chiếm {phan_tram(women, count)})" if women else ""
    return doan(f"Đến cuối kỳ, {whole} có {so_it(count)} đoàn viên{who}, {change}.", _net_quota(data), _named(members))


def _net_quota(data: DuLieuLoiVan) -> str:
    """The rate of a quota that asks for a net reading: it stands with the net change, not with admissions."""
    if data.thuoc_do == ThuocDo.KET_NAP or data.ca_nhiem_ky or not data.chi_tieu("doan_vien")[0]:
        return ""
    return cau(f"chỉ tiêu đoàn viên tính theo {ThuocDo(data.thuoc_do).label.lower()}", dat_chi_tieu(data, "doan_vien"))


def _named(members: Khoi) -> str:
    count, named = members["cuoi_ky"], members["co_danh_sach_cuoi_ky"]
    if named == count:
        return "100% đoàn viên đã có danh sách trên phần mềm."
    if not named:
        return "Chưa có đoàn viên nào có danh sách trên phần mềm."
    return cau(f"Số đoàn viên đã có danh sách trên phần mềm là {so_it(named)} người",
               f"đạt {phan_tram(named, count)}", chenh_lech(named, count, "đoàn viên"))  # fmt: skip


def _target(value: int, target: int, name: str) -> str:
    rate = "hoàn thành 100%" if value == target else f"đạt {phan_tram(value, target)}"
    return noi(f"{rate} {name}", chenh_lech(value, target, "đoàn viên"))


def _net_of_term(value: int, tail: str) -> str:
    if not value:
        return "số đoàn viên bằng đầu nhiệm kỳ"
    if value < 0:
        return f"số đoàn viên giảm {so_it(-value)} so với đầu nhiệm kỳ"
    return f"thực tăng {tail}"


def luy_ke(data: DuLieuLoiVan) -> str:
    """P6: the term so far, the official reading with its rate."""
    term, official = data.khoi["nhiem_ky"], data.thuoc_do_nhiem_ky
    gross, net, target = term["ket_nap"], term[official], term["giao"]
    plain = f"kết nạp mới {so_it(gross)} đoàn viên"
    if official == ThuocDo.KET_NAP:
        if target and gross:
            goal = _target(gross, target, "mục tiêu của cả nhiệm kỳ")
            plain = f"kết nạp mới {ty_so(gross, target)} đoàn viên, {goal}"
        change = _net_of_term(term["thuc_tang"], f"{so_it(term['thuc_tang'])} đoàn viên")
    else:
        apart = "" if official == ThuocDo.THUC_TANG else " (không tính biến động do sắp xếp tổ chức)"
        goal = f"{ty_so(net, target)} đoàn viên{apart}, {_target(net, target, 'mục tiêu tăng thêm của cả nhiệm kỳ')}" \
            if target else f"{so_it(net)} đoàn viên{apart}"  # fmt: skip
        change = _net_of_term(net, goal)
    start = ngay_ngan(data.nhiem_ky_tu)
    return f"Lũy kế từ đầu nhiệm kỳ (ngày {start}), {data.ten_goi.toan} {plain}; {change}."


def tien_do_nhiem_ky(data: DuLieuLoiVan) -> str:
    """II.10 of the province: gross, net and net without reorganisation, each named, the official one with its rate."""
    term, official, target = data.khoi["nhiem_ky"], data.thuoc_do_nhiem_ky, data.khoi["nhiem_ky"]["giao"]
    last = min(data.den, data.nhiem_ky_den)
    goal = "của nhiệm kỳ"

    def rated(key: str, text: str, name: str) -> str:
        value = term[key]
        if key != official or not target or value <= 0:
            return text
        return f"{text}, {_target(value, target, f'{name} {so_it(target)} đoàn viên {goal}')}"

    net, without = term["thuc_tang"], term["thuc_tang_tru_sap_xep"]
    parts = [
        rated("ket_nap", f"kết nạp mới {so_it(term['ket_nap'])} đoàn viên", "mục tiêu"),
        rated("thuc_tang", _net_of_term(net, f"{so_it(net)} đoàn viên"), "mục tiêu tăng thêm"),
        "nếu không tính biến động do sắp xếp tổ chức, "
        + rated("thuc_tang_tru_sap_xep", _net_of_term(without, f"{so_it(without)} đoàn viên"), "mục tiêu tăng thêm"),
    ]
    start = f"Từ ngày {ngay_ngan(data.nhiem_ky_tu)} đến ngày {ngay_ngan(last)}, {data.ten_goi.toan} "
    return doan(f"{start}{'; '.join(parts)}.", *(_founded(term[kind], kind) for kind in ("cdcs", "nghiep_doan")))


def _founded(line: Khoi, kind: str) -> str:
    """Foundings of the term where the term asks for them."""
    quota, done = line["giao"], line["thuc_hien"]
    if not quota:
        return ""
    noun = "CĐCS" if kind == "cdcs" else "nghiệp đoàn cơ sở"
    rate = "hoàn thành 100%" if done == quota else f"đạt {phan_tram(done, quota)}"
    return f"Số {noun} thành lập mới từ đầu nhiệm kỳ là {ty_so(done, quota)}, {rate}."
