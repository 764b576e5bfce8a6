"""Opening, section I, the paragraph on sources, closing (sentences.md 5 and 6)."""

from datetime import date

from baocao.queries.bang import ngay_dai, ngay_ngan, so_it, tap_the
from baocao.queries.loi_van.cau import doan, va
from baocao.queries.loi_van.du_lieu import TEN_CHI_TIEU, DuLieuLoiVan, QuyetDinh
from cdcs.enums import LoaiCongDoan
from core.numbers import format_int

CHUONG_TRINH = ("Chương trình số 04/CTr-LĐLĐ ngày 10 tháng 4 năm 2024 của Ban Chấp hành Liên đoàn Lao động (LĐLĐ) "
                "{tinh} về phát triển đoàn viên, thành lập công đoàn cơ sở (CĐCS) giai đoạn {giai_doan}")  # fmt: skip
GIAO = "về việc giao chỉ tiêu phát triển đoàn viên, thành lập CĐCS {thoi}"
DAY_DU = {"doan_vien": "đoàn viên", "cdcs": "CĐCS", "nghiep_doan": "nghiệp đoàn cơ sở"}
MOST_NAMED = 2  # decisions: above it they are spoken of together
# Whose reports the province builds on, in the order in which it names them.
CAC_DON_VI = (
    (LoaiCongDoan.LDLD_HUYEN, "LĐLĐ các huyện, thành phố"),
    (LoaiCongDoan.CONG_DOAN_NGANH, "công đoàn ngành"),
    (LoaiCongDoan.CONG_DOAN_KCN, "Công đoàn các KCN tỉnh"),
    (LoaiCongDoan.CONG_DOAN_XA, "công đoàn các xã, phường"),
)


def _decisions(decisions: tuple[QuyetDinh, ...], say) -> str:
    if len(decisions) > MOST_NAMED:
        return "các quyết định"
    return va([f"Quyết định số {one.so} {say(one.ngay)}" for one in decisions])


def mo_dau(data: DuLieuLoiVan) -> str:
    """The opening paragraph."""
    names = data.ten_goi
    province = "tỉnh" if data.la_tinh else f"tỉnh {names.tinh}".strip()
    text = f"Thực hiện {CHUONG_TRINH.format(tinh=province, giai_doan=data.nhiem_ky)}"
    if data.la_tinh:
        kinds = {one.loai for one in data.con}
        below = [name for kind, name in CAC_DON_VI if kind in kinds]
        named = " và ".join(filter(None, [", ".join(below[:-1]), *below[-1:]]))
        text += f", trên cơ sở báo cáo của {named}" if named else ""
        return f"{text}, Ban Thường vụ LĐLĐ tỉnh báo cáo kết quả {data.ten_ky} như sau:"
    if data.quyet_dinh_giao:
        givers = va([f"Ban Thường vụ {one}" for one in dict.fromkeys(one.noi for one in data.quyet_dinh_giao)])
        text += (f" và {_decisions(data.quyet_dinh_giao, ngay_dai)} của {givers} "
                 f"{GIAO.format(thoi=data.thoi_chi_tieu)}")  # fmt: skip
    return f"{text}, {tap_the(names.loai)} {names.ten} báo cáo kết quả {data.ten_ky} như sau:"


def ket(data: DuLieuLoiVan) -> str:
    """The closing paragraph."""
    return f"Trên đây là báo cáo kết quả phát triển đoàn viên, thành lập CĐCS {data.ten_ky} của {data.ten_goi.ten}./."


def _quotas(quotas: dict[str, int]) -> list[str]:
    return [f"{so_it(quotas[kind])} {DAY_DU[kind]}" for kind in TEN_CHI_TIEU if quotas.get(kind)]


def giao_chi_tieu(data: DuLieuLoiVan) -> str:
    """Section I, what is recorded: the quotas that were given."""
    if data.la_tinh:
        return _given_out(data)
    own = {kind: data.chi_tieu(kind)[0] or 0 for kind in TEN_CHI_TIEU}
    if not any(own.values()):
        return ""
    names = data.ten_goi
    return (f"Trên cơ sở chỉ tiêu {va(data.noi_giao)} giao {data.thoi_chi_tieu} ({', '.join(_quotas(own))}), "
            f"{tap_the(names.loai)} {names.ngan} chỉ đạo triển khai công tác phát triển đoàn viên, thành lập "
            "CĐCS.")  # fmt: skip


def _given_out(data: DuLieuLoiVan) -> str:
    """What the province gave its units, beside its own quota where the two differ [02-2.5-4]."""
    given = {kind: [quota for one in data.con if (quota := data.chi_tieu(kind, one.khoi)[0])] for kind in TEN_CHI_TIEU}
    total = {kind: sum(lines) for kind, lines in given.items()}
    units = sum(any(data.chi_tieu(kind, one.khoi)[0] for kind in TEN_CHI_TIEU) for one in data.con)
    if not units:
        return ""
    by = f"ban hành {_decisions(data.quyet_dinh_giao, _short_day)} " if data.quyet_dinh_giao else ""
    text = (f"Ban Thường vụ LĐLĐ tỉnh {by}giao chỉ tiêu {data.thoi_chi_tieu} cho {so_it(units)} đơn vị với "
            f"tổng số {va(_quotas(total))}.")  # fmt: skip
    return doan(text, *(_difference(data, kind, total[kind]) for kind in TEN_CHI_TIEU))


def _short_day(day: date) -> str:
    return f"ngày {ngay_ngan(day)}"


def _difference(data: DuLieuLoiVan, kind: str, total: int) -> str:
    own = data.chi_tieu(kind)[0]
    if not own or own == total:
        return ""
    if not total:
        return f"Chỉ tiêu {DAY_DU[kind]} của tỉnh là {so_it(own)}, chưa giao cho các đơn vị."
    rest = "chưa phân bổ" if own > total else "giao cao hơn chỉ tiêu của tỉnh"
    return (f"Chỉ tiêu {DAY_DU[kind]} của tỉnh là {so_it(own)}; tổng chỉ tiêu giao các đơn vị là {so_it(total)}; "
            f"chênh lệch {so_it(abs(own - total))} {rest}.")  # fmt: skip


def nguon_so(data: DuLieuLoiVan) -> str:
    """II.0: from which days and books the figures are."""
    window = f"Số liệu trong báo cáo được tính từ ngày {ngay_ngan(data.tu)} đến ngày {ngay_ngan(data.den)}"
    how = (
        ", theo cơ cấu tổ chức tại thời điểm phát sinh."
        if data.la_tinh
        else ", theo sổ biến động đoàn viên tại thời điểm gửi báo cáo; biến động ghi nhận sau thời điểm này được tổng "
        "hợp vào kỳ sau."
    )
    return doan(window + how, _same_period(data), _corrections(data))


def _same_period(data: DuLieuLoiVan) -> str:
    if data.cung_ky is None or data.cung_ky_tu is None or data.cung_ky_den is None:
        return ""
    text = f"Số cùng kỳ được tính từ ngày {ngay_ngan(data.cung_ky_tu)} đến ngày {ngay_ngan(data.cung_ky_den)}"
    merged = [f"số cùng kỳ của {unit} gồm cả {old} (sáp nhập từ ngày {ngay_ngan(day)})" for unit, old, day in data.gop]
    return f"{'; '.join([text, *merged])}."


def _corrections(data: DuLieuLoiVan) -> str:
    if not data.dieu_chinh:
        return ""
    sign = "+" if data.dieu_chinh > 0 else ""
    after = f" sau báo cáo {data.ky_truoc_ten}" if data.ky_truoc_ten else " sau báo cáo kỳ trước"
    return f"Đầu kỳ đã tính {sign}{format_int(data.dieu_chinh)} đoàn viên điều chỉnh{after}."
