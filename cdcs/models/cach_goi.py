"""How documents call a unit where its settings do not say it otherwise: by its kind and its name (07 §7.4)."""

from cdcs.enums import LoaiCongDoan

L = LoaiCongDoan
LDLD = "LĐLĐ "
# What stands before the name of a place in the name of a unit.
TRUOC_DIA_DANH = ("LĐLĐ tỉnh ", "LĐLĐ thành phố ", "LĐLĐ thị xã ", "LĐLĐ huyện ")
TOAN_DON_VI: dict[str, str] = {
    L.LDLD_TINH: "toàn tỉnh",
    L.LDLD_HUYEN: "toàn huyện",
    L.CONG_DOAN_NGANH: "toàn ngành",
    L.CONG_DOAN_KCN: "các KCN trong tỉnh",
    L.CONG_DOAN_XA: "toàn xã",
}
TEN_NGAN: dict[str, str] = {
    L.LDLD_TINH: "LĐLĐ tỉnh",
    L.LDLD_HUYEN: "LĐLĐ huyện",
    L.CONG_DOAN_NGANH: "Công đoàn ngành",
    L.CONG_DOAN_KCN: "Công đoàn các KCN",
    L.CONG_DOAN_XA: "Công đoàn xã",
}
# One kind holds districts and towns, communes and wards: the name tells them apart.
TRONG_TEN = (("thành phố", "toàn thành phố", "LĐLĐ thành phố"), ("thị xã", "toàn thị xã", "LĐLĐ thị xã"),
             ("phường", "toàn phường", "Công đoàn phường"))  # fmt: skip
HAI_TEN = frozenset({L.LDLD_HUYEN, L.CONG_DOAN_XA})


def _by_name(loai: str, ten: str, place: int) -> str:
    if loai not in HAI_TEN:
        return ""
    return next((words[place] for words in TRONG_TEN if f" {words[0]} " in f"{ten} "), "")


def toan_don_vi(loai: str, ten: str) -> str:
    """How a sentence names the whole unit: "toàn huyện"."""
    return _by_name(loai, ten, 1) or TOAN_DON_VI.get(loai, "toàn đơn vị")


def ten_ngan(loai: str, ten: str) -> str:
    """How a sentence names the unit again, without its place: "LĐLĐ huyện"."""
    return _by_name(loai, ten, 2) or TEN_NGAN.get(loai, ten)


def dia_danh(ten: str) -> str:
    """The place in the name of a union federation; nothing where the name has none."""
    return next((ten[len(start) :] for start in TRUOC_DIA_DANH if ten.startswith(start)), "")
