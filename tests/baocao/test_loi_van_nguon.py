"""The narrative read live: its figures are those of the annexes, its queries do not grow, merged units are named."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baocao.queries import so_lieu
from baocao.queries.bang import Bang, so_it
from baocao.queries.bao_cao import load_du_lieu as load_report
from baocao.queries.bao_cao.noi_dung import load_noi_dung
from baocao.queries.ky import round_of
from baocao.queries.loi_van import LoiVan, load_dau, load_du_lieu, load_loi_van, nguon
from baocao.queries.phu_luc import bao_cao_data
from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.models import CongDoan
from chitieu.actions import ChiTieuData, giao_chi_tieu
from core.numbers import format_int
from doanhnghiep.models import DoanhNghiep, DotKhaoSat, PhieuKhaoSat
from tests.baocao import bao_cao_province
from tests.baocao.busy import busy_world
from tests.cast import FOUNDED

pytestmark = pytest.mark.django_db
ROUND = "6T-2025"
# What is no count of members or units: days, years, percentages, the same period, the term, numbers of decisions.
NO_COUNT = re.compile(
    r"\d{2}/\d{1,2}/\d{4}|năm \d{4}|[\d.]+,\d%|100%|\([^()]*cùng kỳ[^()]*\)|Lũy kế.*|Có \d\d đơn vị.*"
)
NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")


@pytest.fixture
def busy(monkeypatch):
    return busy_world(monkeypatch)


def drafted(ma: str, ky: str = ROUND) -> LoiVan:
    return load_loi_van(CongDoan.objects.get(ma=ma), round_of(ky))


def text(loi_van: LoiVan, ma: str) -> str:
    return "\n".join(next(one for one in loi_van.diem if one.ma == ma).van_ban)


def by_name(table: Bang) -> dict[str, object]:
    """Rows of the summary by their words, the first of a name."""
    found: dict[str, object] = {}
    for row in table.dong:
        found.setdefault(str(row[1]).removeprefix("- "), row[3])
    return found


def whole_row(table: Bang) -> dict[str, object]:
    return dict(zip((column.ten for column in table.cot), table.tong or (), strict=True))


def numbers_shown(data) -> set[str]:
    """Every whole number of the summary and of the last rows of PL1 and PL6, as prose and tables write it."""
    rows = [by_name(data.tong_hop), whole_row(data.phu_luc[0]), whole_row(data.phu_luc[5])]
    values = {value for row in rows for value in row.values() if isinstance(value, int)}
    return {write(abs(value)) for value in values for write in (format_int, so_it)}


def check_members(ma: str) -> None:
    """Every number of P1-P5 stands in the annexes; the moved base units alone are counted in the text."""
    unit = CongDoan.objects.get(ma=ma)
    data, paragraphs = bao_cao_data(unit, round_of(ROUND)), text(drafted(ma), "II.1")
    moved = load_du_lieu(unit, round_of(ROUND)).khoi["cdcs"]["sap_xep_den"]
    found = set(NUMBER.findall(NO_COUNT.sub("", paragraphs)))
    assert found - numbers_shown(data) <= {so_it(moved)}, paragraphs
    row = by_name(data.tong_hop)
    admitted, lost = row["Kết nạp mới"], row["Đoàn viên giảm"]
    assert not admitted or f"kết nạp mới {so_it(admitted)} đoàn viên" in paragraphs
    assert not lost or f"Số đoàn viên giảm trong kỳ là {so_it(lost)} người" in paragraphs
    closing = row["Đoàn viên cuối kỳ"]
    assert not closing or f"có {so_it(closing)} đoàn viên" in paragraphs
    term = text(drafted(ma), "II.10" if unit.loai == "ldld_tinh" else "II.1")
    assert f"kết nạp mới {so_it(row['Kết nạp mới lũy kế'])} đoàn viên" in term


@pytest.mark.parametrize("ma", ["ND", "TPND", "YYEN"])
def test_figures_of_members_are_those_of_the_annexes(busy, ma):
    check_members(ma)


def test_figures_of_the_report_province_are_those_of_the_annexes():
    bao_cao_province.build()
    for ma in "THK":
        check_members(ma)
    ranking = next(one.bang for one in drafted("T").diem if one.bang)
    pl1 = bao_cao_data(CongDoan.objects.get(ma="T"), round_of(ROUND)).phu_luc[0]
    by_unit = {row[2]: row for row in [*pl1.dong, pl1.tong]}
    assert len(ranking.dong) == len(pl1.dong)
    for row in [*ranking.dong, ranking.tong]:
        shown = by_unit[row[1]]
        assert [row[3], row[6], row[8], row[9]] == [format_int(shown[place]) for place in (6, 9, 14, 15)]


def test_the_district_that_took_a_base_unit_in(busy):
    first = text(drafted("TPND"), "II.1").splitlines()[0]
    assert first == (
        "Trong kỳ, toàn huyện kết nạp mới 37 đoàn viên, đạt 6,2% chỉ tiêu năm (37/600), cùng kỳ năm 2024 không có; "
        "trong "
        "đó kết nạp tại CĐCS thành lập mới 12 đoàn viên, tại CĐCS đã có 25 đoàn viên. Ngoài ra, tiếp nhận 34 đoàn "
        "viên do "
        "01 CĐCS chuyển về từ Công đoàn YYEN."
    )
    bases = text(drafted("TPND"), "II.2").splitlines()[0]
    assert "Tiếp nhận 01 CĐCS từ Công đoàn YYEN; sáp nhập 01 CĐCS vào Công đoàn A001." in bases
    assert "Bàn giao 34 đoàn viên sang Công đoàn TPND do sắp xếp tổ chức." in text(drafted("YYEN"), "II.1")
    assert "Bàn giao 01 CĐCS sang Công đoàn TPND." in text(drafted("YYEN"), "II.2")


def test_a_unit_merged_in_is_named_and_counted_in_the_same_period(busy):
    assert text(drafted("TPND"), "II.0").endswith(
        "số cùng kỳ của Công đoàn TPND gồm cả Công đoàn MLOC (sáp nhập từ ngày 01/9/2024)."
    )
    # In today's structure A001 and what is B001 today stand under it: 50 and 30 at the end of May 2024.
    assert load_du_lieu(CongDoan.objects.get(ma="TPND"), round_of(ROUND)).cung_ky["doan_vien"]["cuoi_ky"] == 80


def test_quota_decisions_of_unit_and_province(busy):
    assert "Quyết định số 01/QĐ-LĐLĐ ngày 15 tháng 01 năm 2025" in drafted("TPND").mo_dau
    assert "Quyết định" not in drafted("YYEN").mo_dau
    assert text(drafted("ND"), "I").splitlines()[1] == (
        "Ban Thường vụ LĐLĐ tỉnh ban hành Quyết định số 01/QĐ-LĐLĐ ngày 15/01/2025 giao chỉ tiêu năm 2025 cho 01 đơn "
        "vị "
        "với tổng số 600 đoàn viên. Chỉ tiêu đoàn viên của tỉnh là 1.000; tổng chỉ tiêu giao các đơn vị là 600; chênh "
        "lệch 400 chưa phân bổ."
    )


def test_before_the_programme_there_is_no_same_period(busy):
    found = drafted("TPND", "6T-2024")
    assert "cùng kỳ" not in "\n".join("\n".join(one.van_ban) for one in found.diem)
    table = next(one.bang for one in found.diem if one.bang)
    assert {row[6] for row in table.dong} == {"—"}


@pytest.mark.parametrize("ky", ["NAM-2025", "NUA-NK", "NHIEM-KY"])
def test_every_round_can_be_drafted(busy, ky):
    for ma in ("ND", "TPND", "A001"):
        assert drafted(ma, ky).ket.endswith("./.")


def test_an_empty_unit_reads_as_nothing_happened(busy):
    create_cong_doan([CongDoanData("HX", "LĐLĐ huyện Ý Yên", "ldld_huyen", "ND", FOUNDED)],
                     by=busy.user("administrator"))  # fmt: skip
    assert text(drafted("HX"), "II.1") == (
        "Trong kỳ, toàn huyện không kết nạp mới đoàn viên.\nTrong kỳ không có đoàn viên giảm.\nĐến cuối kỳ, toàn huyện "
        "không có đoàn viên.\nLũy kế từ đầu nhiệm kỳ (ngày 01/12/2023), toàn huyện kết nạp mới 0 đoàn viên; số đoàn "
        "viên "
        "bằng đầu nhiệm kỳ."
    )


def test_survey_counts_what_was_answered_by_the_end(busy):
    by = busy.user("administrator")
    survey = DotKhaoSat.objects.create(nam=2025, tu_ngay=date(2025, 2, 1), den_ngay=date(2025, 8, 1), created_by=by)
    first, second = DoanhNghiep.objects.order_by("pk")
    PhieuKhaoSat.objects.create(dot=survey, doanh_nghiep=first, trang_thai="da_khao_sat", ngay=date(2025, 5, 31),
                                tong_lao_dong=9)  # fmt: skip
    PhieuKhaoSat.objects.create(dot=survey, doanh_nghiep=second, trang_thai="da_khao_sat", ngay=date(2025, 6, 1),
                                tong_lao_dong=9)  # fmt: skip
    assert text(drafted("TPND"), "II.4") == "Đã khảo sát 1/2 doanh nghiệp theo kế hoạch (50,0%)."


def count_queries(ma: str) -> int:
    drafted(ma)
    with CaptureQueriesContext(connection) as queries:
        drafted(ma)
    return len(queries)


def test_queries_do_not_grow_with_units(busy):
    before = count_queries("ND"), count_queries("TPND")
    rows = [CongDoanData(f"H{n}", f"LĐLĐ huyện {n}", "ldld_huyen", "ND", FOUNDED) for n in "CDE"]
    rows += [CongDoanData(f"{ma}-{n}", f"CĐCS {n}", "cdcs", ma, date(2025, 2, 1))
             for n, ma in enumerate(("HC", "HD", "HE", "TPND", "TPND", "TPND"))]  # fmt: skip
    create_cong_doan(rows, by=busy.user("administrator"))
    assert (count_queries("ND"), count_queries("TPND")) == before


def test_what_the_report_has_read_is_not_read_again(busy, monkeypatch):
    report, asked = load_report(busy.units["a"], round_of(ROUND)), []
    monkeypatch.setattr(nguon, "so_lieu", lambda units, *window: asked.append(window[:2]) or so_lieu(units, *window))
    words = load_noi_dung(report).soan
    assert (report.ky.tu_ngay, report.ky.den_ngay) not in asked
    assert words == drafted("TPND")


def test_head_of_a_document(busy):
    unit = CongDoan.objects.get(ma="TPND")
    head = load_dau(unit)
    assert (head.cap_tren, head.dong_so, head.noi_ngay) == (
        "CÔNG ĐOÀN ND", "Số:       /BC-CĐ", "............, ngày      tháng      năm"
    )  # fmt: skip
    unit.ten, unit.dia_danh = "LĐLĐ huyện Ý Yên", "Ý Yên"
    assert (load_dau(unit).ky_hieu, load_dau(unit).dia_danh) == ("BC-LĐLĐ", "Ý Yên")
    assert load_dau(CongDoan.objects.get(ma="ND")).cap_tren == "TỔNG LĐLĐ VIỆT NAM"


@pytest.mark.parametrize("issuer", ["TPND", None])
def test_a_base_unit_has_its_quota_of_the_unit_above_it(busy, issuer):
    """A decision of the district was named as one of the province; a sheet does not say whose it is."""
    unit = CongDoan.objects.get(ma="A001")
    giao_chi_tieu(
        by=busy.user("administrator"), so_quyet_dinh="05/QĐ-CĐ", ngay=date(2025, 2, 3), nam=2025,
        lines=[ChiTieuData(unit, "doan_vien", 20)], noi_ban_hanh=CongDoan.objects.filter(ma=issuer).first(),
    )  # fmt: skip
    found = drafted("A001")
    wanted = "Quyết định số 05/QĐ-CĐ ngày 03 tháng 02 năm 2025 của Ban Thường vụ Công đoàn TPND về việc giao chỉ tiêu"
    assert wanted in found.mo_dau
    assert "Trên cơ sở chỉ tiêu Công đoàn TPND giao năm 2025 (20 đoàn viên)" in text(found, "I")
    assert "của Ban Thường vụ LĐLĐ tỉnh về việc giao chỉ tiêu" in drafted("TPND").mo_dau


def test_a_base_unit_reports_to_the_unit_right_above_it_by_its_executive_committee(busy):
    unit = CongDoan.objects.get(ma="A001")
    head = load_dau(unit)
    assert (head.cap_tren, head.kinh_gui, head.noi_nhan) == (
        "CÔNG ĐOÀN TPND", "Công đoàn TPND", ("Công đoàn TPND", "Ban Chấp hành Công đoàn A001", "Lưu: BCH")
    )  # fmt: skip
    assert ", Ban Chấp hành Công đoàn A001 báo cáo kết quả" in drafted("A001").mo_dau
    assert ", Ban Thường vụ Công đoàn TPND báo cáo kết quả" in drafted("TPND").mo_dau
