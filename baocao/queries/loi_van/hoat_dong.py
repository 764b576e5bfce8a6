"""Points II.4 and II.6: what the rooms of surveys, agreements and dialogues have recorded (sentences.md 5)."""

from baocao.queries.bang import so_it
from baocao.queries.loi_van.cau import cau, doan, phan_tram, ty_so, va
from baocao.queries.loi_van.du_lieu import DuLieuLoiVan

NHIEU_NHAT = 2  # reasons named
KHAC = "Khác"  # says nothing: it comes last


def khao_sat(data: DuLieuLoiVan) -> str:
    """The survey of the year; nothing where none was planned."""
    survey = data.khao_sat
    if survey is None or not survey.ke_hoach:
        return ""
    if not survey.da_khao_sat:
        begin = f"Trong kỳ chưa khảo sát doanh nghiệp (kế hoạch là {so_it(survey.ke_hoach)} doanh nghiệp)"
    else:
        begin = (f"Đã khảo sát {ty_so(survey.da_khao_sat, survey.ke_hoach)} doanh nghiệp theo kế hoạch "
                 f"({phan_tram(survey.da_khao_sat, survey.ke_hoach)})")  # fmt: skip
    others = [f"{so_it(count)} doanh nghiệp {word}"
              for count, word in ((survey.khong_lien_he_duoc, "không liên hệ được"),
                                  (survey.da_ngung, "đã ngừng hoạt động")) if count]  # fmt: skip
    text = "; ".join([begin, *others])
    return cau(f"năm {data.nam}", text[:1].lower() + text[1:]) if data.ca_nhiem_ky else f"{text}."


def thuong_luong(data: DuLieuLoiVan) -> str:
    """Agreements, dialogues and issues; nothing where nothing was recorded."""
    found = data.thuong_luong
    if found is None or found.is_empty:
        return ""
    return doan(_agreements(data), _dialogues(data))


def _agreements(data: DuLieuLoiVan) -> str:
    found = data.thuong_luong
    assert found is not None  # asked by `thuong_luong`
    parts = [f"{word} {so_it(count)} bản"
             for word, count in (("ký mới", found.ky_moi), ("sửa đổi, bổ sung", found.sua_doi)) if count]  # fmt: skip
    signed = f"hướng dẫn CĐCS {', '.join(parts)} thỏa ước lao động tập thể (TULĐTT)" if parts else (
        "trong kỳ chưa ký mới, sửa đổi, bổ sung thỏa ước lao động tập thể (TULĐTT)")  # fmt: skip
    if not found.cdcs:
        return cau(signed)
    if not found.co:
        return cau(f"{signed}; đến cuối kỳ chưa có CĐCS có TULĐTT còn hiệu lực")
    valid = (f"đến cuối kỳ có {ty_so(found.co, found.cdcs)} CĐCS có TULĐTT còn hiệu lực "
             f"({phan_tram(found.co, found.cdcs)})")  # fmt: skip
    graded = f"trong đó {so_it(found.loai_b)} bản được xếp loại B trở lên" if found.loai_b else ""
    return cau(f"{signed}; {valid}", graded)


def _dialogues(data: DuLieuLoiVan) -> str:
    found = data.thuong_luong
    assert found is not None
    held = (f"các CĐCS phối hợp tổ chức {so_it(found.doi_thoai)} cuộc đối thoại tại nơi làm việc" if found.doi_thoai
            else "trong kỳ chưa tổ chức đối thoại tại nơi làm việc")  # fmt: skip
    return cau("; ".join([held, *([_issues(data)] if found.kien_nghi else [])]))


def _issues(data: DuLieuLoiVan) -> str:
    found = data.thuong_luong
    assert found is not None
    above = "cấp trên" if data.la_tinh else data.ten_goi.ngan
    raised = f"{so_it(found.kien_nghi)} kiến nghị của đoàn viên được chuyển lên {above}"
    if not found.da_tra_loi:
        return f"{raised}, chưa có kiến nghị được trả lời"
    if found.da_tra_loi == found.kien_nghi:
        return f"{raised}, đã trả lời {'cả ' if found.kien_nghi > 1 else ''}{so_it(found.kien_nghi)} kiến nghị"
    return f"{raised}, đã trả lời {so_it(found.da_tra_loi)} kiến nghị"


def ly_do(data: DuLieuLoiVan) -> str:
    """Why employers have no CĐCS yet, the two reasons named most often."""
    reasons = sorted(((count, name) for name, count in data.ly_do if count), key=lambda one: (one[1] == KHAC, -one[0]))
    if not reasons:
        return ""
    named = va([f"“{name}” ({so_it(count)} đơn vị)" for count, name in reasons[:NHIEU_NHAT]])
    whole = sum(count for count, _ in reasons)
    joint = ", nhiều nhất là" if len(reasons) > NHIEU_NHAT else ":"
    return f"Lý do chưa thành lập CĐCS đã ghi nhận tại {so_it(whole)} đơn vị{joint} {named}."
