"""The codes of units that a sheet's columns take: offered by its template, and where a file's columns are mapped."""

from cdcs.access import rights_of
from cdcs.enums import CAP_TREN, CO_DOAN_VIEN, CO_SO, QUAN_LY_DOANH_NGHIEP, LoaiCongDoan, LoaiNhap
from cdcs.models import CongDoan
from core.dates import today

# Which codes a column offers: units of these kinds at which the user may do what the row does.
_ABOVE = frozenset(LoaiCongDoan) - {LoaiCongDoan.TO_CONG_DOAN}
_MEMBERS = (("import_doan_vien", CO_DOAN_VIEN),)
UNITS: dict[str, dict[str, tuple[tuple[str, frozenset[LoaiCongDoan]], ...]]] = {
    LoaiNhap.CONG_DOAN: {"cap_tren": (("import_don_vi", _ABOVE),)},
    LoaiNhap.DOANH_NGHIEP: {
        "quan_ly": (("import_don_vi", QUAN_LY_DOANH_NGHIEP),),
        "cdcs": (("link_cdcs", frozenset({LoaiCongDoan.CDCS})),),
    },
    LoaiNhap.DOAN_VIEN: {"ma_cdcs": _MEMBERS},
    LoaiNhap.BIEN_DONG: {"ma_cdcs": _MEMBERS, "ma_cdcs_den": _MEMBERS},
    LoaiNhap.CHI_TIEU: {
        "don_vi": (("giao_chi_tieu_cap_tren", QUAN_LY_DOANH_NGHIEP), ("giao_chi_tieu_co_so", CO_SO)),
    },
    LoaiNhap.SAP_XEP: {
        "don_vi": (("sap_xep_lien_don_vi", CAP_TREN), ("sap_xep_trong_don_vi", CO_DOAN_VIEN)),
        "dich": (("sap_xep_trong_don_vi", _ABOVE),),
    },
}


def codes_of(kind: str, user) -> dict[str, list[tuple[str, str]]]:
    """Codes and names of the units of today that the user may write in the columns of a sheet, by code."""
    active, rights = CongDoan.objects.active_on(today()), rights_of(user)
    found = {}
    for key, offers in UNITS.get(kind, {}).items():
        codes: set[tuple[str, str]] = set()
        for word, kinds in offers:
            codes |= set(rights.scope(word).filter(active.filter(loai__in=kinds), "pk").values_list("ma", "ten"))
        found[key] = sorted(codes)
    return found
