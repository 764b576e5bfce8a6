"""The bridge as one sum of few parts, as dashboard and reports show it (design/README.md, "bridge")."""

from baocao.queries.sau_so import CHI_SO
from baocao.queries.sau_so.chi_so import combined


def bridge_items(bridge: dict[str, int], url_of) -> list[tuple]:
    """The bridge as one sum of few parts, each a figure with its list [02-2.3-6].

    Reorganisation and review stand with what came and what left, each for itself, so that the sign of every part is
    that of its list; what did not occur is left out where the other side did.
    """

    def part(op: str, key: str, label: str) -> tuple:
        khoa = f"doan_vien.{key}"
        return op, combined(bridge, CHI_SO[khoa]), label, url_of(khoa)

    def sides(plus: tuple[str, str], minus: tuple[str, str]) -> list[tuple]:
        both = [part("+", *plus), part("-", *minus)]
        return [one for one in both if one[1]] or both[:1]

    return [
        part("", "dau_ky", "Đầu kỳ"),
        part("+", "ket_nap", "Kết nạp mới"),
        part("+", "vao_khac", "Kết nạp lại, chuyển đến"),
        part("-", "giam", "Giảm, kể cả chuyển đi"),
        *sides(("sap_xep_den", "Sắp xếp đến"), ("sap_xep_di", "Sắp xếp đi")),
        *sides(("dieu_chinh_tang", "Điều chỉnh tăng"), ("dieu_chinh_giam", "Điều chỉnh giảm")),
        part("=", "cuoi_ky", "Cuối kỳ"),
    ]
