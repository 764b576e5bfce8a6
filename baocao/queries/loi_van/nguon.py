"""Reading everything that a report says, live: own figures, the same period, units below, the rooms of the measures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from baocao.enums import LoaiKy
from baocao.models import KyBaoCao
from baocao.queries.danh_sach import CoSo, load_co_so, pl2, pl5
from baocao.queries.danh_sach_doanh_nghiep import COT_PL4, pl4
from baocao.queries.loi_van.diem import LoiVan
from baocao.queries.loi_van.du_lieu import (
    LDLD_TINH,
    CheDo,
    CoSoMoi,
    DonViCon,
    DuLieuLoiVan,
    KetThuc,
    KhaoSat,
    Khoi,
    NghiepDoan,
    QuyetDinh,
    SapXepVao,
    TenGoi,
    ThuongLuong,
)
from baocao.queries.loi_van.soan import soan_loi_van
from baocao.queries.phu_luc import CA_NHIEM_KY, ten_ky
from baocao.queries.so_lieu import children_of, named_units, so_lieu
from cdcs.enums import CAP_TREN, CO_SO, LoaiCongDoan
from cdcs.models import CayCongDoan, ChuongTrinh, CongDoan, TrucThuoc, co_cau
from cdcs.queries import names_on
from cdcs.queries.cong_doan import dieu_kien
from chitieu.models import ChiTieu, QuyetDinhChiTieu
from chitieu.queries import quotas_in_force
from core.dates import today, union_year, union_year_window, year_before
from core.sql import id_in
from doanhnghiep.enums import KetQuaKhaoSat, LoaiHinh
from doanhnghiep.queries.khao_sat import answers_of
from doanvien.enums import LoaiBienDong
from doanvien.models import BienDong
from nhiemvu.enums import HinhThucKy, XepLoai
from nhiemvu.queries import signed_in, tong_hop

NHA_NUOC = frozenset({LoaiHinh.DNNN, LoaiHinh.SU_NGHIEP_CONG_LAP, LoaiHinh.CO_QUAN})
NGOAI_NHA_NUOC = frozenset(kind.label for kind in LoaiHinh if kind not in NHA_NUOC and kind != LoaiHinh.KHAC)
B_TRO_LEN = (XepLoai.A, XepLoai.B)


def load_loi_van(
    unit: CongDoan,
    ky: KyBaoCao,
    programme: ChuongTrinh | None = None,
    *,
    dieu_chinh: int = 0,
    ky_truoc_ten: str = "",
    che_do: CheDo | None = None,
    khoi: Mapping[int, Khoi] | None = None,
    cung_ky: Khoi | None = None,
) -> LoiVan:
    """Draft the narrative of `unit` for a round from live figures.

    `dieu_chinh` members were corrected after the report of `ky_truoc_ten`; `che_do` is how the units below reported;
    `khoi` are blocks of units that were read before, or as they reported them: they rule over the live ones. `cung_ky`
    are those of the unit a year before, "lúc đó", where they were read before.
    """
    data = load_du_lieu(unit, ky, programme, khoi, cung_ky)
    return soan_loi_van(replace(data, dieu_chinh=dieu_chinh, ky_truoc_ten=ky_truoc_ten, che_do=che_do))


def load_du_lieu(
    unit: CongDoan,
    ky: KyBaoCao,
    programme: ChuongTrinh | None = None,
    khoi: Mapping[int, Khoi] | None = None,
    cung_ky: Khoi | None = None,
) -> DuLieuLoiVan:
    """Read what the sentences are written from; the number of queries grows neither with units nor with rows."""
    programme = programme or ChuongTrinh.current()
    start, end = ky.tu_ngay, ky.den_ngay
    year, term = union_year(end), ky.loai in CA_NHIEM_KY
    [unit] = named_units([unit.pk], end)
    children = children_of(unit, start, end) if unit.loai == LoaiCongDoan.LDLD_TINH else []
    given = khoi or {}
    asked = [one for one in (unit, *children) if one.pk not in given]
    figures = {**so_lieu(asked, start, end), **given} if asked else given
    bases = load_co_so(unit, start, end)
    return DuLieuLoiVan(
        ten_goi=ten_goi(unit, province_of(unit, end)), ten_ky=ten_ky(ky, programme), nam=year, tu=start, den=end,
        nguong=programme.nguong_lao_dong, khoi=figures[unit.pk], nhiem_ky_tu=programme.ngay_bat_dau,
        nhiem_ky_den=programme.ngay_ket_thuc,
        het_chi_tieu=programme.ngay_ket_thuc if term else union_year_window(year)[1],
        ca_nhiem_ky=term, het_nam=ky.loai == LoaiKy.NAM,
        thuoc_do_nam=programme.thuoc_do_nam, thuoc_do_nhiem_ky=programme.thuoc_do_nhiem_ky,
        con=tuple(DonViCon(child.ten, child.loai, figures[child.pk]) for child in children),
        cdcs_moi=_new(bases), ket_thuc=_ended(bases), nghiep_doan=_unions(bases),
        den_tu=_moved(unit, start, end, came=True), di_den=_moved(unit, start, end, came=False),
        khao_sat=_survey(unit, year, end), thuong_luong=_bargaining(unit, start, end),
        ly_do=_reasons(unit, end, programme),
        **_same_period(unit, children, start, end, programme, cung_ky),
        **_quotas(unit, children, None if term else year, ky),
    )  # fmt: skip


def province_of(unit: CongDoan, day: date) -> CongDoan | None:
    """The province that the unit stands under on `day` (itself for a province)."""
    rows = CayCongDoan.objects.filter(cap_duoi=unit, cap_tren__loai=LoaiCongDoan.LDLD_TINH, tu_ngay__lte=day)
    row = rows.select_related("cap_tren").order_by("-tu_ngay").first()
    return row.cap_tren if row else None


def ten_goi(unit: CongDoan, province: CongDoan | None) -> TenGoi:
    """How the report calls its unit."""
    place = province.goi_dia_danh if province else ""
    return TenGoi(unit.ten, unit.loai, unit.goi_toan_don_vi, unit.goi_ngan, place)


def _same_period(
    unit: CongDoan, children: Sequence[CongDoan], start: date, end: date, programme: ChuongTrinh, known: Khoi | None
) -> dict[str, Any]:
    """The same window a year before (`known` "lúc đó"); in today's structure where a unit was merged in since, which
    is said.
    """
    first, last = year_before(start, end)
    if first < programme.ngay_bat_dau or unit.ngay_thanh_lap > last:
        return {}
    names = {one.pk: one.ten for one in (unit, *children)}
    merged = CongDoan.objects.filter(
        id_in("ke_tuc_id", names), loai__in=CAP_TREN, ngay_ket_thuc__gt=first, ngay_ket_thuc__lte=end
    ).order_by("ngay_ket_thuc", "ma")
    joined = [(one.ke_tuc_id, one.ten, one.ngay_ket_thuc) for one in merged]
    structure = co_cau(min(end, today())) if any(pk == unit.pk for pk, _, _ in joined) else None
    return {
        "cung_ky_tu": first,
        "cung_ky_den": last,
        "cung_ky": known if known and structure is None else so_lieu([unit], first, last, structure)[unit.pk],
        "gop": tuple((names[pk], old, day) for pk, old, day in joined if pk is not None and day is not None),
    }


def _issuer(decision: QuyetDinhChiTieu, unit: CongDoan) -> str:
    """Who gave the unit its quota; a sheet does not say, then the unit that stood right above a base unit did."""
    issuer = decision.noi_ban_hanh
    if issuer is None and unit.co_doan_vien:
        above = co_cau(decision.ngay).cap_tren.get(unit.pk)
        issuer = CongDoan.objects.filter(pk=above).first() if above else None
    return LDLD_TINH if issuer is None or issuer.loai == LoaiCongDoan.LDLD_TINH else issuer.ten


def _quotas(unit: CongDoan, children: Sequence[CongDoan], nam: int | None, ky: KyBaoCao) -> dict[str, Any]:
    """Which decisions gave the quotas and which amended the unit's own; the quotas of the year after a year's end."""
    own: dict[str, list[QuyetDinh]] = {}
    gave: dict[tuple[int, str], QuyetDinh] = {}
    ids = [unit.pk, *(child.pk for child in children)]
    lines = ChiTieu.objects.filter(id_in("cong_doan_id", ids), nam=nam).issued_by(ky.den_ngay)
    for line in lines.select_related("quyet_dinh__noi_ban_hanh"):
        made = line.quyet_dinh
        decision = QuyetDinh(made.so_quyet_dinh, made.ngay, _issuer(made, unit))
        if line.cong_doan_id == unit.pk:
            own.setdefault(line.loai, []).append(decision)
        if line.so_giao and (line.cong_doan_id == unit.pk) == (not children):
            gave.setdefault((line.cong_doan_id, line.loai), decision)
    found: dict[str, Any] = {
        "quyet_dinh": tuple(sorted(set(gave.values()), key=lambda one: (one.ngay, one.so))),
        "sua_chi_tieu": {kind: lines[-1] for kind, lines in own.items() if lines[-1] != lines[0]},
    }
    if ky.loai == LoaiKy.NAM and nam is not None:
        later = quotas_in_force([unit.pk], nam + 1, max(ky.den_ngay, today()))[unit.pk]
        found["chi_tieu_sau"] = {kind: line.so_giao for kind, line in later.items() if line is not None}
    return found


def _new(bases: CoSo) -> CoSoMoi:
    """The new CĐCS as PL2 shows them: of the private sector are those whose employers are all of it."""
    table = pl2(bases)
    kind = next(place for place, column in enumerate(table.cot) if column.ten == "Loại hình")
    private = sum(bool(row[kind]) and NGOAI_NHA_NUOC.issuperset(str(row[kind]).split("; ")) for row in table.dong)
    return CoSoMoi(sum(int(str(row[-1])) for row in table.dong), private)


def _ended(bases: CoSo) -> KetThuc:
    merged = [unit for unit in bases.ket_thuc if unit.ke_tuc_id]
    names = names_on({unit.ke_tuc_id for unit in merged if unit.ke_tuc_id}, bases.end) if merged else {}
    dissolved = sum(unit.ket_thuc_theo_sap_xep and not unit.ke_tuc_id for unit in bases.ket_thuc)
    return KetThuc(dissolved, len(merged), tuple(sorted(set(names.values()))))


def _unions(bases: CoSo) -> NghiepDoan:
    """The nghiệp đoàn as PL5 shows them."""
    rows = [(str(row[2]), row[6], int(str(row[7]))) for row in pl5(bases).dong]
    new = [row for row in rows if isinstance(row[1], date) and bases.start <= row[1] <= bases.end]
    places = tuple(dict.fromkeys(name.removeprefix("LĐLĐ ") for name, _, _ in new))
    return NghiepDoan(sum(row[2] for row in new), sum(row[2] for row in rows), places)


def _moved(unit: CongDoan, start: date, end: date, *, came: bool) -> SapXepVao:
    """The base units that came under the unit, or left it, and under which units they stood or stand."""
    edge, far = ("tu_ngay", "den_ngay") if came else ("den_ngay", "tu_ngay")
    rows = CayCongDoan.objects.filter(
        dieu_kien(start, end)["sap_xep_den" if came else "sap_xep_di"],
        cap_tren=unit,
        cap_duoi__loai__in=CO_SO,
        cap_duoi__is_hidden=False,
    )
    moved = set(rows.values_list("cap_duoi_id", edge))
    links = TrucThuoc.objects.filter(id_in("cong_doan_id", {pk for pk, _ in moved}), **{f"{far}__range": (start, end)})
    others = Counter(parent for pk, parent, day in links.values_list("cong_doan_id", "cap_tren_id", far)
                     if (pk, day) in moved)  # fmt: skip
    names = names_on(others.keys(), end)
    return SapXepVao(tuple(names[pk] for pk, _ in others.most_common()), _apart(unit, start, end, came))


def _apart(unit: CongDoan, start: date, end: date, came: bool) -> bool:
    """Whether members of a merged base unit came from outside, or went there."""
    kind = LoaiBienDong.SAP_XEP_DEN if came else LoaiBienDong.SAP_XEP_DI
    ever_under = CayCongDoan.objects.filter(cap_tren=unit).values("cap_duoi_id")
    rows = BienDong.objects.living().filter(cong_doan__in=ever_under, loai=kind, ngay__range=(start, end))
    pairs = set(rows.values_list("cong_doan_id", "cong_doan_doi_ung_id", "ngay").distinct())
    ids = {pk for here, there, _ in pairs for pk in (here, there)}
    under = list(CayCongDoan.objects.filter(id_in("cap_duoi_id", ids), cap_tren=unit)
                 .values_list("cap_duoi_id", "tu_ngay", "den_ngay"))  # fmt: skip

    def inside(pk: int, day: date) -> bool:
        return any(one == pk and first <= day < last for one, first, last in under)

    return any(inside(here, day) and not inside(there, day) for here, there, day in pairs)


def _survey(unit: CongDoan, year: int, end: date) -> KhaoSat | None:
    found = answers_of(unit.pk, year, end)
    planned = sum(found.values())
    if not planned:
        return None
    return KhaoSat(planned, found[KetQuaKhaoSat.DA_KHAO_SAT], found[KetQuaKhaoSat.KHONG_LIEN_HE_DUOC],
                   found[KetQuaKhaoSat.DA_NGUNG])  # fmt: skip


def _bargaining(unit: CongDoan, start: date, end: date) -> ThuongLuong:
    """Agreements, dialogues and issues, of the tree of today as their own pages."""
    _, total = tong_hop(unit, start, end)
    signed = signed_in(co_cau(today()).under(unit.pk), start, end)
    return ThuongLuong(
        ky_moi=signed.get(HinhThucKy.KY_MOI, 0), sua_doi=signed.get(HinhThucKy.SUA_DOI, 0), co=total.co,
        cdcs=total.cdcs, loai_b=sum(total.xep_loai[grade] for grade in B_TRO_LEN), doi_thoai=total.doi_thoai,
        kien_nghi=total.kien_nghi, da_tra_loi=total.da_tra_loi,
    )  # fmt: skip


def _reasons(unit: CongDoan, end: date, programme: ChuongTrinh) -> tuple[tuple[str, int], ...]:
    """The recorded reasons why employers have no CĐCS, as PL4 shows them."""
    place = next(place for place, column in enumerate(COT_PL4) if column.ten == "Lý do chưa thành lập")
    counts = Counter(str(row[place]) for row in pl4(unit, end, programme).dong if row[place])
    return tuple(counts.most_common())
