"""Sections III to V: proposed, never asserted; the officer edits them (sentences.md 5)."""

from baocao.queries.bang import ngay_ngan, so_it
from baocao.queries.loi_van.cau import binh_quan, cau, doan, nguyen_nhan, phan_tram, ty_so, va
from baocao.queries.loi_van.doan_vien import NGUYEN_NHAN
from baocao.queries.loi_van.don_vi_con import nguong, nhom
from baocao.queries.loi_van.du_lieu import TEN_CHI_TIEU, DuLieuLoiVan
from baocao.queries.loi_van.hoat_dong import ly_do
from baocao.queries.loi_van.mo_dau import DAY_DU
from cdcs.enums import ThuocDo

VIEC = {"doan_vien": "kết nạp đoàn viên", "cdcs": "thành lập CĐCS", "nghiep_doan": "thành lập nghiệp đoàn cơ sở"}
CHUA = {
    "doan_vien": "Chưa kết nạp mới đoàn viên",
    "cdcs": "Chưa thành lập mới CĐCS",
    "nghiep_doan": "Chưa thành lập được nghiệp đoàn cơ sở",
}
SO_CHU = {2: "Hai", 3: "Ba"}


def _work(data: DuLieuLoiVan, kind: str) -> str:
    return "thực tăng đoàn viên" if kind == "doan_vien" and data.thuoc_do != ThuocDo.KET_NAP else VIEC[kind]


def _by_pace(data: DuLieuLoiVan) -> tuple[list[str], list[str]]:
    """The kinds with a quota at or above pace, and those below, decided on the whole numbers."""
    gone, whole = data.tien_do
    good, bad = [], []
    for kind in TEN_CHI_TIEU:
        quota, done = data.chi_tieu(kind)
        if quota:
            (good if done * whole >= quota * gone else bad).append(kind)
    return good, bad


def uu_diem(data: DuLieuLoiVan) -> str:
    """III.1: quotas at or above pace, coverage that grew; of the province how many units keep pace."""
    good, _ = _by_pace(data)
    sentence = _at_pace(data, good) if good else ""
    parts = [sentence, _units_at_pace(data), _coverage(data)]
    return cau("; ".join(filter(None, parts)))


def _at_pace(data: DuLieuLoiVan, kinds: list[str]) -> str:
    """The quotas that keep pace; at the end of their time those that are met."""
    names = va([_work(data, kind) for kind in kinds])
    rates = f"(đạt {va([_rate(data, kind) for kind in kinds])} {data.ten_chi_tieu})"
    exact = [_exact(data, kind) for kind in kinds]
    gone, whole = data.tien_do
    if gone == whole:
        return f"{'Hoàn thành' if all(exact) else 'Hoàn thành và vượt'} chỉ tiêu {names} {rates}"
    word = "bằng" if all(exact) else "đạt và vượt" if any(exact) else "vượt"
    many = f"{SO_CHU[len(kinds)]} chỉ tiêu {names} đều" if len(kinds) > 1 else f"Chỉ tiêu {names}"
    return f"{many} {word} tiến độ bình quân {gone} tháng {rates}"


def _rate(data: DuLieuLoiVan, kind: str) -> str:
    quota, done = data.chi_tieu(kind)
    return phan_tram(done, quota or 0)


def _exact(data: DuLieuLoiVan, kind: str) -> bool:
    (quota, done), (gone, whole) = data.chi_tieu(kind), data.tien_do
    return done * whole == (quota or 0) * gone


def _units_at_pace(data: DuLieuLoiVan) -> str:
    if not data.la_tinh:
        return ""
    groups = nhom(data)
    whole = sum(map(len, groups.values()))
    good = whole - len(groups["duoi"])
    if not good:
        return ""
    return f"{ty_so(good, whole)} đơn vị đạt từ {nguong(data)}% chỉ tiêu đoàn viên trở lên"


def _coverage(data: DuLieuLoiVan) -> str:
    cur, prev = data.khoi["bao_phu"]["ty_le"], data.ck("bao_phu", "ty_le")
    return "tỷ lệ bao phủ tăng so với cùng kỳ" if cur is not None and prev is not None and cur > prev else ""


def ton_tai(data: DuLieuLoiVan) -> list[str]:
    """III.2: a dash line for each quota below pace, FDI without a CĐCS, names that miss, a net loss, late reports."""
    lines = [_below(data, kind) for kind in _by_pace(data)[1]]
    members, coverage = data.khoi["doan_vien"], data.khoi["bao_phu"]
    foreign = coverage["fdi_trong_dien"] - coverage["fdi_co_cdcs"]
    if foreign:
        lines.append(f"Còn {so_it(foreign)} doanh nghiệp có vốn đầu tư nước ngoài chưa có CĐCS.")
    nameless = members["cuoi_ky"] - members["co_danh_sach_cuoi_ky"]
    if nameless:
        lines.append(f"Danh sách đoàn viên trên phần mềm chưa đầy đủ, còn {so_it(nameless)} đoàn viên mới có số lượng, "
                     "chưa có họ tên.")  # fmt: skip
    if members["thuc_tang"] < 0:
        lines.append(f"Số đoàn viên cuối kỳ giảm {so_it(-members['thuc_tang'])} người so với đầu kỳ.")
    lines += _of_units(data)
    if data.che_do and (late := len(data.che_do.cham) + len(data.che_do.chua_gui)):
        lines.append(f"{so_it(late)} đơn vị chưa thực hiện đúng thời hạn báo cáo.")
    return [f"- {line}" for line in lines]


def _below(data: DuLieuLoiVan, kind: str) -> str:
    quota, done = data.chi_tieu(kind)
    if done <= 0:
        if kind == "doan_vien" and data.thuoc_do != ThuocDo.KET_NAP:
            return "Số đoàn viên chưa tăng theo chỉ tiêu giao."
        return f"{CHUA[kind]} theo chỉ tiêu giao."
    share = f"{phan_tram(done, quota or 0)} ({ty_so(done, quota or 0)})"
    gone, whole = data.tien_do
    than = "" if gone == whole else f", thấp hơn tiến độ bình quân {gone} tháng"
    return f"Chỉ tiêu {_work(data, kind)} mới đạt {share}{than}."


def _of_units(data: DuLieuLoiVan) -> list[str]:
    if not data.la_tinh:
        return []
    parts = []
    if low := len(nhom(data)["duoi"]):
        parts.append(f"{so_it(low)} đơn vị đạt dưới {nguong(data)}% chỉ tiêu đoàn viên")
    if lost := sum(one.khoi["doan_vien"]["thuc_tang"] < 0 for one in data.con if one.la_cap_tren):
        parts.append(f"{so_it(lost)} đơn vị có số đoàn viên cuối kỳ thấp hơn đầu kỳ")
    return [f"Kết quả giữa các đơn vị chưa đồng đều; {', '.join(parts)}."] if parts else []


def nguyen_nhan_ghi_nhan(data: DuLieuLoiVan) -> str:
    """III.3: recorded reasons alone; what lies behind them is the officer's to say."""
    members = data.khoi["doan_vien"]
    causes = [(name, members[key]) for key, name in NGUYEN_NHAN if members[key]]
    lost = ""
    if len(causes) == 1:
        lost = cau(f"đoàn viên giảm {nguyen_nhan(causes)} ({so_it(members['giam'])} người)")
    elif causes:
        name, count = max(causes, key=lambda one: one[1])
        lost = (f"Đoàn viên giảm chủ yếu do {name} ({ty_so(count, members['giam'])} người, chiếm "
                f"{phan_tram(count, members['giam'])} tổng số giảm).")  # fmt: skip
    return doan(lost, ly_do(data))


def nhiem_vu(data: DuLieuLoiVan) -> list[str]:
    """IV: what is left to do, numbered where it is more than one thing."""
    coverage, members = data.khoi["bao_phu"], data.khoi["doan_vien"]
    lines = [_next_year(data) if data.het_nam else _rest(data)]
    if left := coverage["chua_co_cdcs"]:
        foreign = coverage["fdi_trong_dien"] - coverage["fdi_co_cdcs"]
        first = f", ưu tiên {so_it(foreign)} doanh nghiệp có vốn đầu tư nước ngoài" if foreign else ""
        lines.append(f"Tập trung vận động thành lập CĐCS tại {so_it(left)} đơn vị, doanh nghiệp chưa có CĐCS{first}.")
    if nameless := members["cuoi_ky"] - members["co_danh_sach_cuoi_ky"]:
        lines.append(f"Bổ sung danh sách họ tên của {so_it(nameless)} đoàn viên mới có số lượng.")
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)] if len(lines) > 1 else lines


def _rest(data: DuLieuLoiVan) -> str:
    quotas = {kind: pair for kind in TEN_CHI_TIEU if (pair := data.chi_tieu(kind))[0]}
    left = {kind: quota - done for kind, (quota, done) in quotas.items() if quota and done < quota}
    if not quotas:
        return f"Tiếp tục phát triển đoàn viên, thành lập CĐCS ({data.thoi_chi_tieu} không được giao chỉ tiêu)."
    if not left or not data.thang_con:
        return "Duy trì kết quả, tiếp tục phát triển đoàn viên, thành lập CĐCS." if not left else _met_late(left)
    parts = []
    if members := left.get("doan_vien"):
        word = "kết nạp thêm" if data.thuoc_do == ThuocDo.KET_NAP else "tăng thêm"
        average = so_it(binh_quan(members, data.thang_con))
        parts.append(f"{word} ít nhất {so_it(members)} đoàn viên (bình quân {average} đoàn viên/tháng)")
    if founded := [f"{so_it(left[kind])} {DAY_DU[kind]}" for kind in ("cdcs", "nghiep_doan") if kind in left]:
        parts.append(f"thành lập thêm {va(founded)}")
    return (f"Phấn đấu hoàn thành chỉ tiêu {data.thoi_chi_tieu}: từ nay đến ngày {ngay_ngan(data.het_chi_tieu)} "
            f"{', '.join(parts)}.")  # fmt: skip


def _met_late(left: dict[str, int]) -> str:
    rest = va([f"{so_it(count)} {DAY_DU[kind]}" for kind, count in left.items()])
    return f"Tiếp tục phát triển đoàn viên, thành lập CĐCS; số còn thiếu so với chỉ tiêu nhiệm kỳ là {rest}."


def _next_year(data: DuLieuLoiVan) -> str:
    year, given = data.nam + 1, data.chi_tieu_sau
    parts = [f"kết nạp {so_it(given['doan_vien'])} đoàn viên"] if given.get("doan_vien") else []
    if founded := [f"{so_it(given[kind])} {DAY_DU[kind]}" for kind in ("cdcs", "nghiep_doan") if given.get(kind)]:
        parts.append(f"thành lập {va(founded)}")
    if not parts:
        return f"Tiếp tục phát triển đoàn viên, thành lập CĐCS; triển khai thực hiện chỉ tiêu năm {year} khi được giao."
    return f"Phấn đấu hoàn thành chỉ tiêu năm {year}: {', '.join(parts)}."
