"""Sections of VSIC 2018: which section a code of an employer belongs to (07 §7.1)."""

# Section: its name, its first and last division (the first two digits of a code).
NGANH: dict[str, tuple[str, int, int]] = {
    "A": ("Nông nghiệp, lâm nghiệp và thủy sản", 1, 3),
    "B": ("Khai khoáng", 5, 9),
    "C": ("Công nghiệp chế biến, chế tạo", 10, 33),
    "D": ("Sản xuất và phân phối điện, khí đốt, nước nóng, hơi nước và điều hòa không khí", 35, 35),
    "E": ("Cung cấp nước; hoạt động quản lý và xử lý rác thải, nước thải", 36, 39),
    "F": ("Xây dựng", 41, 43),
    "G": ("Bán buôn và bán lẻ; sửa chữa ô tô, mô tô, xe máy và xe có động cơ khác", 45, 47),
    "H": ("Vận tải kho bãi", 49, 53),
    "I": ("Dịch vụ lưu trú và ăn uống", 55, 56),
    "J": ("Thông tin và truyền thông", 58, 63),
    "K": ("Hoạt động tài chính, ngân hàng và bảo hiểm", 64, 66),
    "L": ("Hoạt động kinh doanh bất động sản", 68, 68),
    "M": ("Hoạt động chuyên môn, khoa học và công nghệ", 69, 75),
    "N": ("Hoạt động hành chính và dịch vụ hỗ trợ", 77, 82),
    "O": (
        "Hoạt động của Đảng Cộng sản, tổ chức chính trị - xã hội, quản lý nhà nước, an ninh quốc phòng; bảo đảm xã hội bắt buộc",  # noqa: E501 - the official name
        84,
        84,
    ),
    "P": ("Giáo dục và đào tạo", 85, 85),
    "Q": ("Y tế và hoạt động trợ giúp xã hội", 86, 88),
    "R": ("Nghệ thuật, vui chơi và giải trí", 90, 93),
    "S": ("Hoạt động dịch vụ khác", 94, 96),
    "T": (
        "Hoạt động làm thuê các công việc trong các hộ gia đình, sản xuất sản phẩm vật chất và dịch vụ tự tiêu dùng của hộ gia đình",  # noqa: E501 - the official name
        97,
        98,
    ),
    "U": ("Hoạt động của các tổ chức và cơ quan quốc tế", 99, 99),
}


def nganh_of(code: str) -> str:
    """The section of a VSIC code: "C", "1410" and "C1410" are C; empty for one that is not known."""
    letter, digits = code[:1].upper(), code[:2]
    if letter in NGANH:
        return letter
    division = int(digits) if len(digits) == 2 and digits.isascii() and digits.isdigit() else 0
    return next((section for section, (_, first, last) in NGANH.items() if first <= division <= last), "")


def code_beginnings(section: str) -> list[str]:
    """How the codes of a section may begin: its letter, its divisions of two digits."""
    _, first, last = NGANH[section]
    return [section, *(f"{division:02d}" for division in range(first, last + 1))]
