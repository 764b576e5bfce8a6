"""Names of invented people, companies and schools. Likeness to anybody is chance."""

import random
from datetime import date

HO = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Đoàn", "Lương", "Mai")
DEM_NAM = ("Văn", "Đức", "Minh", "Quang", "Hữu", "Xuân", "Thanh", "Công")
DEM_NU = ("Thị", "Thu", "Ngọc", "Thanh", "Hồng", "Minh", "Kim", "Thùy")
TEN_NAM = ("Hùng", "Dũng", "Bình", "Tuấn", "Sơn", "Nam", "Đạt", "Thắng", "Long", "Khánh", "Phúc", "Toàn", "Hải", "Huy")
TEN_NU = ("Hoa", "Lan", "Mai", "Hương", "Linh", "Ngân", "Thảo", "Yến", "Hạnh", "Nhung", "Trang", "Oanh", "Thủy", "Ánh")

NGANH = ("May", "Giày", "Dệt", "Cơ khí", "Chế biến hải sản", "Gỗ nội thất", "Nhựa", "Điện tử", "Bao bì", "Xây dựng",
         "Thương mại", "Vận tải", "Dược phẩm", "Thực phẩm", "Vật liệu xây dựng")  # fmt: skip
RIENG = ("Hoa Sen", "Thành Đạt", "Phú Lộc", "Đại Phong", "An Bình", "Minh Quang", "Tân Tiến", "Hưng Thịnh", "Sao Mai",
         "Bình Minh", "Thiên Trường", "Đồng Tâm", "Việt Thái", "Kim Long", "Hải Âu", "Trường Giang", "Phương Nam",
         "Bắc Hà", "Sông Ninh", "Cẩm Tú")  # fmt: skip
NUOC_NGOAI = (
    "Sunrise",
    "Young Star",
    "Asahi Garden",
    "Great Ocean",
    "Maxwell",
    "Evergreen Textile",
    "Hana",
    "Lotus Bay",
)
XA = ("Yên Hòa", "Hải Tân", "Trực Bình", "Nghĩa Sơn", "Giao Hải", "Xuân Thọ", "Nam Cường", "Kim Thái", "Mỹ An",
      "Lộc Phú", "Yên Lộc", "Hải Long", "Liên Minh", "Tân Thịnh", "Hồng Quang", "Đồng Phú")  # fmt: skip
TRUONG = ("Trường Mầm non", "Trường Tiểu học", "Trường THCS", "Trường THPT")
CO_QUAN = ("Ủy ban nhân dân xã", "Trạm Y tế xã", "Chi cục Thống kê khu vực", "Trung tâm Dịch vụ xã", "Hạt Kiểm lâm")
NGHE = ("Công nhân may", "Công nhân kỹ thuật", "Giáo viên", "Y sĩ", "Kế toán", "Lái xe", "Thợ điện", "Nhân viên")
NGHIEP_DOAN = ("Nghề cá", "Xe ôm", "Bốc xếp", "Giúp việc gia đình", "Thợ xây", "Thủ công mỹ nghệ", "Vận tải thô sơ",
               "Sửa chữa xe máy", "Bán hàng chợ", "Chăm sóc người già", "Trồng hoa cây cảnh", "Thợ mộc")  # fmt: skip


class NguoiMau:
    """Makes invented people with identity numbers that are unique in the demo."""

    def __init__(self, rng: random.Random):
        self.rng, self.number = rng, 0

    def person(self, woman: bool) -> tuple[str, date, str]:
        """Return (name, birth date, identity number)."""
        rng = self.rng
        middle, given = (DEM_NU, TEN_NU) if woman else (DEM_NAM, TEN_NAM)
        name = f"{rng.choice(HO)} {rng.choice(middle)} {rng.choice(given)}"
        born = date(rng.randrange(1966, 2005), rng.randrange(1, 13), rng.randrange(1, 29))
        self.number += 1
        century = (2 if born.year >= 2000 else 0) + int(woman)
        province = rng.choice(("036", "036", "036", "036", "035", "034", "038"))
        return name, born, f"{province}{century}{born.year % 100:02d}{900000 - self.number % 900000:06d}"


def ten_cong_ty(rng: random.Random, index: int, fdi: bool) -> tuple[str, str]:
    """Return (name, kind) of an invented company; the number keeps names apart."""
    if fdi:
        return f"Công ty TNHH {rng.choice(NUOC_NGOAI)} {rng.choice(NGANH)} {index}", "Công ty TNHH"
    form, kind = rng.choice((("Công ty TNHH", "Công ty TNHH"), ("Công ty CP", "Công ty cổ phần"),
                             ("DNTN", "Doanh nghiệp tư nhân"), ("HTX", "Hợp tác xã")))  # fmt: skip
    return f"{form} {rng.choice(NGANH)} {rng.choice(RIENG)} {index}", kind


def ten_nha_nuoc(rng: random.Random, index: int, school: bool) -> tuple[str, str]:
    """Return (name, kind) of an invented school or office."""
    if school:
        return f"{rng.choice(TRUONG)} {rng.choice(XA)} {index}", "Đơn vị sự nghiệp công lập"
    return f"{rng.choice(CO_QUAN)} {rng.choice(XA)} {index}", "Cơ quan, tổ chức"
