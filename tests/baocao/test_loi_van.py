"""The sentences of a report: those of the samples to the letter, and every turn of them (sentences.md 4-6)."""

import json
from dataclasses import replace
from datetime import date

import pytest

from baocao.queries.loi_van import (
    BO_SUNG,
    CheDo,
    GuiCham,
    LoiVan,
    loi_van_from_json,
    loi_van_to_json,
    soan_loi_van,
)
from baocao.queries.loi_van.du_lieu import CoSoMoi, KetThuc, KhaoSat, QuyetDinh, SapXepVao, ThuongLuong
from tests.baocao.loi_van_mau import NOTHING, TINH, Y_YEN, blocks, changed, coverage, line


def text(loi_van: LoiVan, ma: str) -> str:
    return "\n".join(next(one for one in loi_van.diem if one.ma == ma).van_ban)


def said(data, ma: str) -> str:
    return text(soan_loi_van(data), ma)


SAMPLE = {
    "II.0": "Số liệu trong báo cáo được tính từ ngày 01/12/2024 đến ngày 31/5/2025, theo sổ biến động đoàn viên tại "
    "thời "
    "điểm gửi báo cáo; biến động ghi nhận sau thời điểm này được tổng hợp vào kỳ sau. Số cùng kỳ được tính từ ngày "
    "01/12/2023 đến ngày 31/5/2024.",
    "II.1": "Trong kỳ, toàn huyện kết nạp mới 761 đoàn viên, đạt 63,4% chỉ tiêu năm (761/1.200), tăng 113 đoàn viên "
    "(17,4%) "
    "so với cùng kỳ năm 2024; trong đó kết nạp tại CĐCS thành lập mới 312 đoàn viên, tại CĐCS đã có 449 đoàn viên. "
    "Ngoài "
    "ra, có 09 đoàn viên được kết nạp lại; tiếp nhận 06 đoàn viên từ ngoài tỉnh, 21 đoàn viên từ đơn vị khác trong "
    "tỉnh "
    "và 62 đoàn viên do 01 CĐCS chuyển về từ Công đoàn ngành Giáo dục.\n"
    "Số đoàn viên giảm trong kỳ là 492 người, tăng 56 người (12,8%) so với cùng kỳ năm 2024, chủ yếu do chấm dứt hợp "
    "đồng "
    "lao động (318) và nghỉ hưu (96); còn lại do giải thể CĐCS (27), chuyển đi trong tỉnh (17), chuyển đi ngoài tỉnh "
    "(14), tự nguyện ra khỏi tổ chức (12), từ trần (3) và lý do khác (5). Qua rà soát, điều chỉnh giảm 08 đoàn viên.\n"
    "Đến cuối kỳ, toàn huyện có 14.645 đoàn viên (nữ 9.812, chiếm 67,0%), thực tăng 359 đoàn viên so với đầu kỳ; nếu "
    "không tính biến động do sắp xếp tổ chức, thực tăng 324 đoàn viên. Số đoàn viên đã có danh sách trên phần mềm là "
    "13.927 người, đạt 95,1%.\n"
    "Lũy kế từ đầu nhiệm kỳ (ngày 01/12/2023), toàn huyện kết nạp mới 2.023 đoàn viên; thực tăng 1.036/4.000 đoàn "
    "viên, "
    "đạt 25,9% mục tiêu tăng thêm của cả nhiệm kỳ.",
    "II.2": "Trong kỳ, thành lập mới 05 CĐCS với 312 đoàn viên, đạt 62,5% chỉ tiêu năm (5/8), tăng 01 CĐCS so với "
    "cùng kỳ "
    "năm 2024; tất cả đều thuộc khu vực ngoài nhà nước. Tiếp nhận 01 CĐCS từ Công đoàn ngành Giáo dục; giải thể 01 "
    "CĐCS. "
    "Đến cuối kỳ, LĐLĐ huyện quản lý 191 CĐCS, tăng 05 CĐCS so với đầu kỳ.\n"
    "Trên địa bàn có 142 đơn vị, doanh nghiệp đang hoạt động sử dụng từ 20 lao động trở lên, trong đó 128 đơn vị đã có "
    "CĐCS, đạt tỷ lệ 90,1%, tăng 4,6 điểm phần trăm so với cùng kỳ năm 2024. Riêng doanh nghiệp có vốn đầu tư nước "
    "ngoài, "
    "18/21 doanh nghiệp đã có CĐCS (85,7%). Còn 14 đơn vị chưa có CĐCS (có danh sách kèm theo); 07 đơn vị chưa có số "
    "liệu "
    "lao động nên chưa đưa vào diện tính.",
    "II.3": "Trong kỳ chưa thành lập được nghiệp đoàn cơ sở (chỉ tiêu năm 2025 là 01 nghiệp đoàn). Đến cuối kỳ, toàn "
    "huyện "
    "có 01 nghiệp đoàn cơ sở với 41 đoàn viên.",
    "II.4": "Đã khảo sát 163/186 doanh nghiệp theo kế hoạch (87,6%).",
    "II.6": "Hướng dẫn CĐCS ký mới 04 bản, sửa đổi, bổ sung 06 bản thỏa ước lao động tập thể (TULĐTT); đến cuối kỳ có "
    "97/112 CĐCS có TULĐTT còn hiệu lực (86,6%), trong đó 41 bản được xếp loại B trở lên. Các CĐCS phối hợp tổ chức 38 "
    "cuộc đối thoại tại nơi làm việc; 07 kiến nghị của đoàn viên được chuyển lên LĐLĐ huyện, đã trả lời 06 kiến nghị.",
    "III.1": "Hai chỉ tiêu kết nạp đoàn viên và thành lập CĐCS đều vượt tiến độ bình quân 6 tháng (đạt 63,4% và "
    "62,5% chỉ "
    "tiêu năm); tỷ lệ bao phủ tăng so với cùng kỳ.",
    "III.2": "- Chưa thành lập được nghiệp đoàn cơ sở theo chỉ tiêu giao.\n"
    "- Còn 03 doanh nghiệp có vốn đầu tư nước ngoài chưa có CĐCS.\n"
    "- Danh sách đoàn viên trên phần mềm chưa đầy đủ, còn 718 đoàn viên mới có số lượng, chưa có họ tên.",
    "III.3": "Đoàn viên giảm chủ yếu do chấm dứt hợp đồng lao động (318/492 người, chiếm 64,6% tổng số giảm).",
    "V": "Đơn vị không có kiến nghị, đề xuất.",
}  # fmt: skip


@pytest.mark.parametrize("ma", SAMPLE)
def test_the_district_of_the_sample(ma):
    assert said(Y_YEN, ma) == SAMPLE[ma]


def test_opening_and_closing_of_the_sample():
    found = soan_loi_van(Y_YEN)
    assert found.mo_dau == (
        "Thực hiện Chương trình số 04/CTr-LĐLĐ ngày 10 tháng 4 năm 2024 của Ban Chấp hành Liên đoàn Lao động (LĐLĐ) "
        "tỉnh "
        "Nam Định về phát triển đoàn viên, thành lập công đoàn cơ sở (CĐCS) giai đoạn 2023-2028 và Quyết định số "
        "16/QĐ-LĐLĐ ngày 10 tháng 01 năm 2025 của Ban Thường vụ LĐLĐ tỉnh về việc giao chỉ tiêu phát triển đoàn viên, "
        "thành lập CĐCS năm 2025, Ban Thường vụ LĐLĐ huyện Ý Yên báo cáo kết quả 6 tháng đầu năm 2025 như sau:"
    )
    assert found.ket == ("Trên đây là báo cáo kết quả phát triển đoàn viên, thành lập CĐCS 6 tháng đầu năm 2025 của "
                         "LĐLĐ "
                         "huyện Ý Yên./.")  # fmt: skip
    programme = (QuyetDinh("04/CTr-LĐLĐ", date(2024, 4, 10)),)
    for decisions in ((), programme):
        assert "Quyết định" not in soan_loi_van(replace(Y_YEN, quyet_dinh=decisions)).mo_dau
    assert "Ban Thường vụ LĐLĐ tỉnh giao chỉ tiêu năm 2025 cho 07" in said(replace(TINH, quyet_dinh=programme), "I")
    many = tuple(QuyetDinh(f"{n}/QĐ", date(2025, 1, n)) for n in (1, 2, 3))
    assert " và các quyết định của Ban Thường vụ LĐLĐ tỉnh" in soan_loi_van(replace(Y_YEN, quyet_dinh=many)).mo_dau


def test_what_is_left_is_told_a_month():
    first = said(Y_YEN, "IV").splitlines()[0]
    assert first == ("1. Phấn đấu hoàn thành chỉ tiêu năm 2025: từ nay đến ngày 30/11/2025 kết nạp thêm ít nhất 439 "
                     "đoàn "
                     "viên (bình quân 74 đoàn viên/tháng), thành lập thêm 03 CĐCS và 01 nghiệp đoàn cơ "
                     "sở.")  # fmt: skip


def test_table_of_the_sample():
    table = next(one.bang for one in soan_loi_van(Y_YEN).diem if one.bang)
    assert [" ".join(row) for row in table.dong] == [
        "1 Kết nạp mới đoàn viên người 1.200 761 63,4 648 +113 +17,4",
        " - Tại CĐCS thành lập mới người — 312 — 246 +66 +26,8",
        " - Tại CĐCS đã có người — 449 — 402 +47 +11,7",
        "2 Đoàn viên giảm người — 492 — 436 +56 +12,8",
        "3 Đoàn viên thực tăng người — 359 — 233 +126 +54,1",
        "4 Đoàn viên cuối kỳ người — 14.645 — 13.842 +803 +5,8",
        "5 CĐCS thành lập mới CĐCS 8 5 62,5 4 +1 —",
        "6 Nghiệp đoàn cơ sở thành lập mới nghiệp đoàn 1 0 0,0 1 −1 —",
        "7 Tỷ lệ đơn vị, doanh nghiệp từ 20 lao động trở lên có CĐCS % — 90,1 — 85,5 +4,6 —",
    ]


def test_a_unit_where_nothing_happened():
    assert said(NOTHING, "II.1") == (
        "Trong kỳ, toàn huyện không kết nạp mới đoàn viên.\nTrong kỳ không có đoàn viên giảm.\nĐến cuối kỳ, toàn huyện "
        "không có đoàn viên.\nLũy kế từ đầu nhiệm kỳ (ngày 01/12/2023), toàn huyện kết nạp mới 0 đoàn viên; số đoàn "
        "viên "
        "bằng đầu nhiệm kỳ."
    )
    assert said(NOTHING, "II.2") == ("Trong kỳ không phát sinh CĐCS thành lập mới. Đến cuối kỳ, LĐLĐ huyện không có "
                                     "CĐCS.\n"
                                     "Trên địa bàn không có đơn vị, doanh nghiệp từ 20 lao động trở lên.")  # fmt: skip
    assert said(NOTHING, "II.3") == "Đơn vị không được giao chỉ tiêu và chưa có nghiệp đoàn cơ sở."
    found = soan_loi_van(NOTHING)
    missing = "I II.4 II.5 II.6 II.7 II.8 II.9 III.1 III.2 III.3".split()
    assert [one.ma for one in found.con_thieu] == missing
    assert all(one.van_ban == (BO_SUNG,) for one in found.con_thieu)
    assert text(found, "IV") == "Tiếp tục phát triển đoàn viên, thành lập CĐCS (năm 2025 không được giao chỉ tiêu)."


def test_nothing_done_of_what_was_asked():
    data = replace(NOTHING, khoi=blocks(quotas=(600, 2, 1)))
    assert said(data, "II.1").startswith("Trong kỳ, toàn huyện chưa kết nạp mới đoàn viên (chỉ tiêu năm 2025 là 600).")
    assert said(data, "II.2").startswith("Trong kỳ chưa thành lập mới CĐCS (chỉ tiêu năm 2025 là 02 CĐCS).")
    assert said(data, "II.3") == "Trong kỳ chưa thành lập được nghiệp đoàn cơ sở (chỉ tiêu năm 2025 là 01 nghiệp đoàn)."
    assert (
        said(data, "I")
        .splitlines()[1]
        .startswith("Trên cơ sở chỉ tiêu LĐLĐ tỉnh giao năm 2025 (600 đoàn viên, 02 CĐCS, 01 nghiệp đoàn cơ sở)")
    )


@pytest.mark.parametrize(
    "khoi, fields, ma, part",
    [
        ({"doan_vien": {"ket_nap_tai_cdcs_moi": 0}}, {}, "II.1", "; toàn bộ tại CĐCS đã có."),
        ({"doan_vien": {"ket_nap_tai_cdcs_da_co": 0}, "nghiep_doan": {"thanh_lap": 1}}, {}, "II.1",
         "; toàn bộ tại CĐCS, nghiệp đoàn thành lập mới."),
        ({}, {"den_tu": SapXepVao(("X",), True)}, "II.1", "và 62 đoàn viên do sắp xếp tổ chức."),
        ({"nghiep_doan": {"sap_xep_den": 1}}, {}, "II.1",
         "và 62 đoàn viên do 01 CĐCS và 01 nghiệp đoàn cơ sở chuyển về từ Công đoàn ngành Giáo dục."),
        ({"doan_vien": {"sap_xep_di": 62}}, {"di_den": SapXepVao(("Công đoàn X",))}, "II.1",
         "Bàn giao 62 đoàn viên sang Công đoàn X do sắp xếp tổ chức."),
        ({"doan_vien": {"dieu_chinh_tang": 3}}, {}, "II.1", "Qua rà soát, điều chỉnh tăng 03, điều chỉnh giảm 08 "
                                                            "đoàn viên."),
        ({"doan_vien": {"co_danh_sach_cuoi_ky": 14645}}, {}, "II.1", "100% đoàn viên đã có danh sách trên phần mềm."),
        ({"doan_vien": {"co_danh_sach_cuoi_ky": 14644}}, {}, "II.1",
         "là 14.644 người, đạt 100,0%, còn thiếu 01 đoàn viên."),
        ({"nhiem_ky": {"thuc_tang": -12}}, {}, "II.1",
         "kết nạp mới 2.023 đoàn viên; số đoàn viên giảm 12 so với đầu nhiệm kỳ."),
        ({"nhiem_ky": {"giao": None}}, {}, "II.1", "kết nạp mới 2.023 đoàn viên; thực tăng 1.036 đoàn viên."),
        ({}, {"thuoc_do_nhiem_ky": "ket_nap"}, "II.1",
         "kết nạp mới 2.023/4.000 đoàn viên, đạt 50,6% mục tiêu của cả nhiệm kỳ; thực tăng 1.036 đoàn viên."),
        ({}, {"cdcs_moi": CoSoMoi(312, 3)}, "II.2", "; trong đó 03 CĐCS thuộc khu vực ngoài nhà nước."),
        ({"cdcs": {"ket_thuc": 14}}, {"ket_thuc": KetThuc(13, 1, ("CĐCS Y",))}, "II.2",
         "; kết thúc hoạt động 14 CĐCS, trong đó giải thể 13 CĐCS, sáp nhập 01 CĐCS."),
        ({}, {"ket_thuc": KetThuc(0, 1, ("CĐCS Y",))}, "II.2", "; sáp nhập 01 CĐCS vào CĐCS Y."),
        ({}, {"ket_thuc": KetThuc()}, "II.2", "; kết thúc hoạt động 01 CĐCS."),
        ({"cdcs": {"dau_ky": 191}}, {}, "II.2", "LĐLĐ huyện quản lý 191 CĐCS, bằng số đầu kỳ."),
        ({"bao_phu": coverage(14, 14)}, {}, "II.2",
         "100% đơn vị, doanh nghiệp từ 20 lao động trở lên trên địa bàn đã có CĐCS (14/14)."),
        ({"bao_phu": coverage(150, 120, 7, 0)}, {}, "II.2",
         "đạt tỷ lệ 80,0%, giảm 5,5 điểm phần trăm so với cùng kỳ năm 2024. Tỷ lệ giảm do có thêm 12 đơn vị đạt "
         "ngưỡng 20 "
         "lao động. Riêng 07 doanh nghiệp có vốn đầu tư nước ngoài đều chưa có CĐCS."),
        ({}, {"khao_sat": KhaoSat(8, 0, 1)}, "II.4",
         "Trong kỳ chưa khảo sát doanh nghiệp (kế hoạch là 08 doanh nghiệp); 01 doanh nghiệp không liên hệ được."),
        ({}, {"thuong_luong": ThuongLuong(cdcs=3, doi_thoai=1)}, "II.6",
         "đến cuối kỳ chưa có CĐCS có TULĐTT còn hiệu lực. Các CĐCS phối hợp tổ chức 01 cuộc đối thoại"),
        ({}, {"dieu_chinh": -4, "ky_truoc_ten": "năm 2024"}, "II.0",
         "Đầu kỳ đã tính −4 đoàn viên điều chỉnh sau báo cáo năm 2024."),
        ({}, {"gop": (("LĐLĐ huyện Ý Yên", "LĐLĐ huyện Z", date(2024, 9, 1)),)}, "II.0",
         "; số cùng kỳ của LĐLĐ huyện Ý Yên gồm cả LĐLĐ huyện Z (sáp nhập từ ngày 01/9/2024)."),
        ({}, {"sua_chi_tieu": {"doan_vien": QuyetDinh("20/QĐ", date(2025, 3, 5))}}, "II.1",
         "(761/1.200), theo Quyết định số 20/QĐ ngày 05/3/2025 điều chỉnh chỉ tiêu năm 2025, tăng 113"),
        ({}, {"ly_do": (("Khác", 5), ("Mới hoạt động", 4))}, "III.3",
         "Lý do chưa thành lập CĐCS đã ghi nhận tại 09 đơn vị: “Mới hoạt động” (04 đơn vị) và “Khác” (05 đơn vị)."),
        ({"doan_vien": {"thuc_tang": -83}}, {}, "III.2", "- Số đoàn viên cuối kỳ giảm 83 người so với đầu kỳ."),
        ({"doan_vien": {"thuc_tang": -83, "thuc_tang_tru_sap_xep": -83}}, {}, "II.1",
         "giảm 83 đoàn viên so với đầu kỳ (cùng kỳ năm 2024 thực tăng 233 đoàn viên)."),
    ],
)  # fmt: skip
def test_turns_of_the_sentences(khoi, fields, ma, part):
    assert part in said(changed(khoi=khoi, **fields), ma)


def test_the_year_end_speaks_of_the_next_year():
    year = {"ten_ky": "năm 2025", "den": date(2025, 11, 30), "het_nam": True}
    assert said(replace(Y_YEN, **year), "IV").startswith(
        "1. Tiếp tục phát triển đoàn viên, thành lập CĐCS; triển khai thực hiện chỉ tiêu năm 2026 khi được giao."
    )
    given = replace(Y_YEN, **year, chi_tieu_sau={"doan_vien": 1300, "nghiep_doan": 1})
    assert said(given, "IV").startswith("1. Phấn đấu hoàn thành chỉ tiêu năm 2026: kết nạp 1.300 đoàn viên, thành "
                                        "lập 01 "
                                        "nghiệp đoàn cơ sở.")  # fmt: skip
    assert "- Chỉ tiêu kết nạp đoàn viên mới đạt 63,4% (761/1.200).\n" in said(given, "III.2")
    met = changed(given, khoi={"chi_tieu_nam": {"doan_vien": line(1200, 1300), "cdcs": line(5, 5)}})
    assert said(met, "III.1").startswith("Hoàn thành và vượt chỉ tiêu kết nạp đoàn viên và thành lập CĐCS (đạt "
                                         "108,3% và "
                                         "100% chỉ tiêu năm)")  # fmt: skip


def test_a_term_asks_for_the_target_of_the_term():
    term = {"ten_ky": "nửa nhiệm kỳ 2023-2028", "den": date(2026, 5, 31), "ca_nhiem_ky": True,
            "het_chi_tieu": date(2028, 11, 30), "cung_ky": None}  # fmt: skip
    data = replace(Y_YEN, **term)
    assert data.tien_do == (30, 60)
    assert said(data, "II.4") == "Năm 2025, đã khảo sát 163/186 doanh nghiệp theo kế hoạch (87,6%)."
    assert "đạt" not in said(data, "II.1").splitlines()[0]
    assert said(data, "III.2").startswith("- Chỉ tiêu thực tăng đoàn viên mới đạt 25,9% (1.036/4.000), thấp hơn tiến "
                                          "độ "
                                          "bình quân 30 tháng.")  # fmt: skip
    assert "nhiệm kỳ 2023-2028: từ nay đến ngày 30/11/2028 tăng thêm ít nhất 2.964 đoàn viên (bình quân 99" in said(
        data, "IV"
    )


def test_a_net_quota_of_the_year_has_its_rate_with_the_net_change():
    data = changed(khoi={"chi_tieu_nam": {"doan_vien": line(600, 359)}}, thuoc_do_nam="thuc_tang")
    paragraphs = said(data, "II.1").splitlines()
    assert paragraphs[0].startswith("Trong kỳ, toàn huyện kết nạp mới 761 đoàn viên, tăng 113")
    assert "Chỉ tiêu đoàn viên tính theo thực tăng, đạt 59,8% chỉ tiêu năm (359/600)." in paragraphs[2]


def test_the_province_ranks_its_units():
    assert said(TINH, "II.1").splitlines()[-1] == (
        "Có 02 đơn vị đã vượt chỉ tiêu đoàn viên cả năm: Công đoàn ngành Công Thương (293/200, đạt 146,5%, vượt "
        "46,5%) và "
        "Công đoàn ngành Giao thông vận tải (84/80, đạt 105,0%, vượt 5,0%); 02 đơn vị đạt từ 50% đến dưới 100% chỉ "
        "tiêu; "
        "03 đơn vị đạt dưới 50%: LĐLĐ huyện Vụ Bản (47,8%), Công đoàn ngành Nông nghiệp và PTNT (35,0%) và LĐLĐ huyện "
        "Giao Thủy (34,1%). Kết quả từng đơn vị như sau:"
    )
    table = next(one.bang for one in soan_loi_van(TINH).diem if one.bang)
    assert [row[:5] for row in table.dong][3:5] == [
        ("4", "LĐLĐ TP Nam Định", "2.600", "1.633", "62,8"), ("5", "LĐLĐ huyện Vụ Bản", "900", "430", "47,8"),
    ]  # fmt: skip
    assert table.dong[-1][:6] == ("—", "CĐCS TCT May Thiên Trường", "—", "18", "—", "—")
    assert table.tong[:5] == ("", "Tổng cộng", "1.200", "761", "63,4")


def test_equal_rates_share_a_rank_and_exactly_met_is_no_more():
    rates = [(100, 100), (50, 50), (199, 200), (10, 5)]
    units = tuple(replace(TINH.con[0], ten=f"H{n}", khoi=blocks({"ket_nap": done}, quotas=(quota, None, None)))
                  for n, (done, quota) in enumerate(rates))  # fmt: skip
    found = soan_loi_van(replace(TINH, con=units))
    table = next(one.bang for one in found.diem if one.bang)
    assert [row[:2] for row in table.dong] == [("1", "H3"), ("2", "H0"), ("2", "H1"), ("4", "H2")]
    assert ("H3 (10/5, đạt 200,0%, vượt 100,0%); 02 đơn vị hoàn thành 100% chỉ tiêu: H0 và H1; 01 đơn vị đạt từ 50%"
            in text(found, "II.1"))  # fmt: skip


def test_the_province_tells_term_and_where_employers_are_left():
    assert said(TINH, "II.10") == (
        "Từ ngày 01/12/2023 đến ngày 31/5/2025, toàn tỉnh kết nạp mới 2.023 đoàn viên; thực tăng 1.036 đoàn viên, đạt "
        "25,9% mục tiêu tăng thêm 4.000 đoàn viên của nhiệm kỳ; nếu không tính biến động do sắp xếp tổ chức, thực tăng "
        "1.001 đoàn viên."
    )
    assert "nhiều nhất tại LĐLĐ thành phố Nam Định (22 đơn vị) và LĐLĐ huyện Ý Yên (14 đơn vị)" in said(TINH, "II.2")
    assert ("- Kết quả giữa các đơn vị chưa đồng đều; 03 đơn vị đạt dưới 50% chỉ tiêu đoàn viên, 02 đơn vị có số đoàn "
            "viên cuối kỳ thấp hơn đầu kỳ." in said(TINH, "III.2"))  # fmt: skip
    assert (
        "trên cơ sở báo cáo của LĐLĐ các huyện, thành phố và công đoàn ngành, Ban Thường vụ"
        in soan_loi_van(TINH).mo_dau
    )


def test_discipline_of_reporting():
    late = (GuiCham("LĐLĐ huyện Giao Thủy", date(2025, 5, 30), 1), GuiCham("Công đoàn ngành X", date(2025, 6, 2), 4))
    kept = CheDo(date(2025, 5, 30), 14, late, ("Công đoàn ngành Xây dựng",))
    assert said(replace(TINH, che_do=kept), "I.CD") == (
        "Thực hiện chế độ báo cáo (trước ngày 30/5/2025), có 14/17 đơn vị gửi báo cáo đúng hạn; 02 đơn vị gửi chậm: "
        "LĐLĐ "
        "huyện Giao Thủy (ngày 30/5/2025, chậm 01 ngày) và Công đoàn ngành X (ngày 02/6/2025, chậm 04 ngày); 01 đơn vị "
        "chưa gửi báo cáo là Công đoàn ngành Xây dựng. Số liệu của Công đoàn ngành Xây dựng trong báo cáo này được "
        "lấy từ "
        "sổ biến động, chưa được đơn vị xác nhận."
    )
    assert said(replace(TINH, che_do=replace(kept, cham=(), chua_gui=())), "I.CD") == (
        "Thực hiện chế độ báo cáo (trước ngày 30/5/2025), 14/14 đơn vị gửi báo cáo đúng hạn."
    )
    assert "03 đơn vị chưa thực hiện đúng thời hạn báo cáo." in said(replace(TINH, che_do=kept), "III.2")
    assert "I.CD" not in [one.ma for one in soan_loi_van(TINH).diem]


def test_codes_and_headings_are_stable():
    units = "I II.0 II.1 II.2 II.3 II.4 II.5 II.6 II.7 II.8 II.9 III.1 III.2 III.3 IV V".split()
    assert [one.ma for one in soan_loi_van(Y_YEN).diem] == units
    assert [one.ma for one in soan_loi_van(TINH).diem] == [*units[:11], "II.10", *units[11:]]
    assert list(dict.fromkeys(one.phan for one in soan_loi_van(TINH).diem)) == [
        "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO", "II. KẾT QUẢ THỰC HIỆN", "III. ĐÁNH GIÁ CHUNG",
        "IV. NHIỆM VỤ, GIẢI PHÁP THỜI GIAN TỚI", "V. KIẾN NGHỊ, ĐỀ XUẤT",
    ]  # fmt: skip


@pytest.mark.parametrize("data", [Y_YEN, TINH, NOTHING])
def test_round_trip_through_json(data):
    found = soan_loi_van(data)
    assert loi_van_from_json(json.loads(json.dumps(loi_van_to_json(found)))) == found


def test_an_officer_types_over_the_draft():
    found = soan_loi_van(Y_YEN).with_texts({"II.7": "Một.\r\n\r\n  Hai\ndòng.  \n \n\n", "V": " ", "X": "không có"})
    point = next(one for one in found.diem if one.ma == "II.7")
    assert (point.van_ban, point.can_bo_sung) == (("Một.", "Hai\ndòng."), False)
    assert text(found, "V") == SAMPLE["V"]
    assert len(found.con_thieu) == len(soan_loi_van(Y_YEN).con_thieu) - 1
