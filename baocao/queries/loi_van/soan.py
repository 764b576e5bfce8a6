"""The whole narrative out of plain data: points in the order of the official report (07 §7.4)."""

from baocao.queries.loi_van import co_so, danh_gia, doan_vien, don_vi_con, hoat_dong, mo_dau
from baocao.queries.loi_van.bang_kem import bang_chinh, bang_xep_hang
from baocao.queries.loi_van.cau import doan
from baocao.queries.loi_van.diem import BO_SUNG, Diem, LoiVan, diem
from baocao.queries.loi_van.du_lieu import DuLieuLoiVan

I = "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO"  # noqa: E741 - a Roman number
II = "II. KẾT QUẢ THỰC HIỆN"
III = "III. ĐÁNH GIÁ CHUNG"
IV = "IV. NHIỆM VỤ, GIẢI PHÁP THỜI GIAN TỚI"
V = "V. KIẾN NGHỊ, ĐỀ XUẤT"
KHONG_KIEN_NGHI = "Đơn vị không có kiến nghị, đề xuất."
CHE_DO = "I.CD"  # the discipline of reporting, in section I of the province


def soan_loi_van(data: DuLieuLoiVan) -> LoiVan:
    """Draft the report of one unit for one round."""
    return LoiVan(mo_dau.mo_dau(data), tuple(_points(data)), mo_dau.ket(data))


def _points(data: DuLieuLoiVan) -> list[Diem]:
    points = [diem("I", I, "", BO_SUNG, mo_dau.giao_chi_tieu(data))]
    if data.la_tinh and data.che_do is not None:
        points.append(diem(CHE_DO, I, "", don_vi_con.che_do(data)))
    points += [
        diem("II.0", II, "", mo_dau.nguon_so(data)),
        _members(data),
        diem("II.2", II, "2. Thành lập công đoàn cơ sở và độ bao phủ",
             doan(co_so.thanh_lap(data), co_so.den_di(data), co_so.cuoi_ky(data)), co_so.bao_phu(data)),
        diem("II.3", II, "3. Thành lập nghiệp đoàn cơ sở", co_so.nghiep_doan(data)),
        diem("II.4", II, "4. Khảo sát, nắm tình hình doanh nghiệp", hoat_dong.khao_sat(data)),
        diem("II.5", II, "5. Tuyên truyền, tập huấn"),
        diem("II.6", II, "6. Thương lượng, thỏa ước lao động tập thể, đối thoại", hoat_dong.thuong_luong(data)),
        diem("II.7", II, "7. Kiểm tra, giám sát"),
        diem("II.8", II, "8. Kinh phí"),
        diem("II.9", II, "9. Thi đua, khen thưởng"),
    ]  # fmt: skip
    if data.la_tinh:
        points.append(diem("II.10", II, "10. Tiến độ thực hiện mục tiêu nhiệm kỳ", doan_vien.tien_do_nhiem_ky(data)))
    points += [
        diem("III.1", III, "1. Ưu điểm", danh_gia.uu_diem(data)),
        diem("III.2", III, "2. Tồn tại, hạn chế", *danh_gia.ton_tai(data)),
        diem("III.3", III, "3. Nguyên nhân", danh_gia.nguyen_nhan_ghi_nhan(data)),
        diem("IV", IV, "", *danh_gia.nhiem_vu(data)),
        diem("V", V, "", KHONG_KIEN_NGHI),
    ]
    return points


def _members(data: DuLieuLoiVan) -> Diem:
    """Point II.1: of the province the ranking stands in it and the term has a point of its own."""
    paragraphs = [
        doan(doan_vien.ket_nap(data), doan_vien.vao_khac(data)),
        doan(doan_vien.giam(data), doan_vien.ra_soat(data)),
        doan_vien.cuoi_ky(data),
        don_vi_con.xep_nhom(data) if data.la_tinh else doan_vien.luy_ke(data),
    ]
    table = bang_xep_hang(data) if data.la_tinh else bang_chinh(data)
    return diem("II.1", II, "1. Phát triển đoàn viên", *paragraphs, bang=table)
