"""Deciding about what a reconciliation found: many rows in one press, each refused on its own, all through the ledger.

The rows that are refused stay open with the reason; what goes through is written in one transaction with one log row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cdcs.access import rights_of
from cdcs.models import CongDoan, LoNhap
from core.refusal import Refused
from core.sql import id_in, text_in
from core.text import fold, name_sort_key
from doanvien.actions.bien_dong import BienDongData, group_of, require_khai_tru, word_of_row
from doanvien.actions.doan_vien import known_person
from doanvien.actions.doi_chieu import BATCH, WORD, require_open
from doanvien.actions.so_cai import judge, write_groups
from doanvien.actions.sua_qua_trinh import correct_doan_vien
from doanvien.enums import LoaiBienDong, NhomDoiChieu, QuyetDinhDoiChieu
from doanvien.models import DoanVien, DoiChieu, DongDoiChieu
from doanvien.queries.doi_chieu import visible_rows
from doanvien.queries.gop import merged_into
from taikhoan.actions import record

N, Q, L = NhomDoiChieu, QuyetDinhDoiChieu, LoaiBienDong
FACTS = ("ho_ten", "ngay_sinh", "so_cccd", "so_the", "dien_thoai")
SHOWN_FACTS = (*FACTS, "gioi_tinh")
# Which decisions a group admits.
VIEC_CUA_NHOM: dict[str, tuple[QuyetDinhDoiChieu, ...]] = {
    N.KHAC: (Q.LAY_HE_THONG, Q.CHUYEN, Q.GHI_THOI, Q.GIU),
    N.CHI_O_KIA: (Q.THEM, Q.BO_QUA),
    N.CHI_O_DAY: (Q.GIU, Q.GHI_THOI),
    N.KHONG_RO: (Q.BO_QUA,),
    N.LOI: (Q.BO_QUA,),
    N.KHOP: (),
}
OUTSIDE = "Việc này do công đoàn cấp trên của đơn vị ghi."
GONE = "Đoàn viên này không còn trong sổ: tải lại tệp để đối chiếu lại."


@dataclass(frozen=True)
class QuyetDinh:
    """One press: what is decided, why, and for the ledger its kind, day and decision number.

    `o` narrows it to one differing field, as the list was filtered.
    """

    viec: str
    ly_do: str = ""
    loai: str = ""
    ngay: date | None = None
    so_quyet_dinh: str = ""
    o: str = ""


@dataclass
class LanBam:
    """What a press came to: rows done (with the fields it settled), rows refused with the reason."""

    xong: list[DongDoiChieu] = field(default_factory=list)
    o: dict[int, tuple[str, ...]] = field(default_factory=dict)  # fields settled, by row; all of them if absent
    tu_choi: dict[int, str] = field(default_factory=dict)
    ma_nhom: int | None = None
    lo_nhap: dict[int, LoNhap] = field(default_factory=dict)  # the batch a row came in by

    def refuse(self, row: DongDoiChieu, why: str) -> None:
        self.tu_choi[row.pk] = why[:500]

    def counts(self) -> dict:
        """What the press came to in figures, as plain JSON: rows done, rows left open, the batches that came of it."""
        batches = sorted({batch.pk for batch in self.lo_nhap.values()})
        return {"xong": len(self.xong), "chua_ghi": len(self.tu_choi), "lo_nhap": batches}


@transaction.atomic
def decide(doi_chieu: DoiChieu, rows: QuerySet[DongDoiChieu], quyet: QuyetDinh, *, by) -> LanBam:
    """Decide about the open ones of `rows` in one act.

    Raises: Refused when the comparison is over, the decision does not fit a row's group, or nothing is open;
    PermissionDenied or Http404 outside the user's rights.
    """
    chosen = open_rows(doi_chieu, rows, quyet.viec, by=by)
    press = LanBam()
    people = _people_of(chosen)
    _ACTS[quyet.viec](doi_chieu, chosen, people, quyet, press, by)
    settle(doi_chieu, chosen, quyet, press, by=by)
    return press


def open_rows(doi_chieu: DoiChieu, rows: QuerySet[DongDoiChieu], viec: str, *, by) -> list[DongDoiChieu]:
    """The rows of a press that are still undecided and that the user may see.

    Raises: Refused as `decide`.
    """
    require_open(doi_chieu, by)
    allowed = [group for group, acts in VIEC_CUA_NHOM.items() if viec in acts]
    seen = visible_rows(doi_chieu, by).filter(quyet_dinh="", nhom__in=allowed)
    chosen = list(seen.filter(pk__in=rows.values("pk")).select_related("cong_doan").order_by("pk"))
    if not chosen:
        raise Refused("Không có dòng nào chờ quyết định như vậy: chọn dòng, hoặc tải lại trang.")
    return chosen


def settle(doi_chieu: DoiChieu, rows: Sequence[DongDoiChieu], quyet: QuyetDinh, press: LanBam, *, by) -> None:
    """Keep what was decided and what was refused, and write the press down with the keys of the people."""
    now, whole = timezone.now(), quyet.viec in (Q.GIU, Q.BO_QUA) and not quyet.o
    done = {row.pk for row in press.xong}
    for row in rows:
        row.tu_choi = press.tu_choi.get(row.pk, "")
        if row.pk not in done:
            continue
        settled = press.o.get(row.pk, ())
        left = [] if whole or row.nhom != N.KHAC else [name for name in row.cac_o_mo if name not in settled]
        row.con_mo = f",{','.join(left)}," if left else ""
        row.ly_do, row.decided_by, row.decided_at, row.ma_nhom = quyet.ly_do, by, now, press.ma_nhom
        row.lo_nhap = press.lo_nhap.get(row.pk)
        row.quyet_dinh = "" if left else quyet.viec
    names = ["con_mo", "tu_choi", "quyet_dinh", "ly_do", "decided_by", "decided_at", "ma_nhom", "lo_nhap"]
    DongDoiChieu.objects.bulk_update(rows, names, batch_size=BATCH)
    DoiChieu.objects.filter(pk=doi_chieu.pk).update(lan_bam={})  # what an earlier long press came to is past
    record(
        by=by, act=WORD, obj=doi_chieu, unit=doi_chieu.cong_doan.ma, viec=quyet.viec, ly_do=quyet.ly_do,
        loai=quyet.loai, ngay=str(quyet.ngay or ""), so_dong=len(done), chua_ghi=len(press.tu_choi),
        doan_vien=[row.doan_vien_id for row in press.xong if row.doan_vien_id],
        dong=[row.dong for row in press.xong if row.doan_vien_id is None],
        lo_nhap=sorted({batch.pk for batch in press.lo_nhap.values()}), ma_nhom=press.ma_nhom,
    )  # fmt: skip


def _people_of(rows: Sequence[DongDoiChieu]) -> dict[int, DoanVien]:
    """The member of every row, by the key of the row; of a record merged since, the one that stays."""
    merged = merged_into()
    keys = {row.pk: merged.get(row.doan_vien_id, row.doan_vien_id) for row in rows if row.doan_vien_id}
    found = DoanVien.objects.filter(id_in("pk", set(keys.values())), an_danh_luc=None)
    people = {one.pk: one for one in found}
    return {row: people[pk] for row, pk in keys.items() if pk in people}


def _keep(doi_chieu, rows, people, quyet: QuyetDinh, press: LanBam, by) -> None:
    """Nothing is written but the decision and its reason."""
    press.xong = list(rows)
    if quyet.o:
        press.o = {row.pk: (quyet.o,) for row in rows}


def _take_facts(doi_chieu, rows, people, quyet: QuyetDinh, press: LanBam, by) -> None:
    """Take name, birth, numbers and phone from the export; a sex goes through the ledger [02-2.2a-5]."""
    scope = rights_of(by).scope("edit_doan_vien")
    wanted: dict[int, tuple[str, ...]] = {}
    for row in rows:
        member, names = people.get(row.pk), _facts_open(row, quyet)
        if member is None:
            press.refuse(row, GONE)
        elif not names:
            press.refuse(row, "Dòng này chỉ khác đơn vị hoặc trạng thái: chọn Chuyển đơn vị, Ghi thôi hoặc Giữ.")
        elif not scope.contains(member.cong_doan_id or member.don_vi_cuoi_id):
            press.refuse(row, OUTSIDE)
        else:
            wanted[row.pk] = names
    _refuse_taken_numbers([row for row in rows if row.pk in wanted], people, wanted, press, by)
    for row in rows:
        if "gioi_tinh" in wanted.get(row.pk, ()) and row.pk not in press.tu_choi:
            _correct_sex(row, people[row.pk], quyet, press, by)
    good = [row for row in rows if row.pk in wanted and row.pk not in press.tu_choi]
    _write_facts(good, people, wanted)
    press.xong, press.o = good, wanted


def _facts_open(row: DongDoiChieu, quyet: QuyetDinh) -> tuple[str, ...]:
    return tuple(name for name in row.cac_o_mo if name in SHOWN_FACTS and quyet.o in ("", name))


def _correct_sex(row: DongDoiChieu, member: DoanVien, quyet: QuyetDinh, press: LanBam, by) -> None:
    if member.gioi_tinh == row.gia_tri["gioi_tinh"]:
        return  # mended in the meantime
    try:
        with transaction.atomic():
            correct_doan_vien(member, by=by, ly_do=quyet.ly_do, gioi_tinh=row.gia_tri["gioi_tinh"])
    except Refused as reason:
        press.refuse(row, str(reason))


def _refuse_taken_numbers(rows, people, wanted, press: LanBam, by) -> None:
    """A number that stands on another record is not taken over; the record is named as far as the user may see it."""
    numbers = {row.gia_tri["so_cccd"] for row in rows if "so_cccd" in wanted[row.pk]}
    cards = {row.gia_tri["so_the"] for row in rows if "so_the" in wanted[row.pk]}
    owners: dict[tuple[str, str], DoanVien] = {}
    found = DoanVien.objects.filter(text_in("so_cccd", numbers) | text_in("so_the", cards)).select_related("gop_vao")
    for one in found if numbers or cards else ():
        stays = one.gop_vao or one
        owners |= {(key, getattr(one, key)): stays for key in ("so_cccd", "so_the") if getattr(one, key)}
    for row in rows:
        for key in ("so_cccd", "so_the"):
            owner = owners.get((key, row.gia_tri.get(key) or "")) if key in wanted[row.pk] else None
            if owner is not None and owner.pk != people[row.pk].pk:
                number = row.gia_tri["so_cccd"] if key == "so_cccd" else ""
                press.refuse(row, str(known_person(owner, number, by=by)))


def _write_facts(rows, people, wanted) -> None:
    """Write the facts of all members at once; locked, so that a form saved at the same moment meets a newer version."""
    keys = {people[row.pk].pk for row in rows}
    fresh = {one.pk: one for one in DoanVien.everything.select_for_update().filter(id_in("pk", keys))}
    for row in rows:
        member, values = fresh[people[row.pk].pk], row.gia_tri
        for name in wanted[row.pk]:
            if name == "ho_ten":
                member.ho_ten = values["ho_ten"].title() if values["ho_ten"].isupper() else values["ho_ten"]
                member.ten_khong_dau = fold(member.ho_ten)[:150]
                member.khoa_ten = name_sort_key(member.ho_ten)[:400]
            elif name == "ngay_sinh":
                born = values["ngay_sinh"]
                whole = isinstance(born, str)
                member.ngay_sinh, member.nam_sinh = (date.fromisoformat(born) if whole else None,
                                                     int(born[:4]) if whole else born)  # fmt: skip
            elif name != "gioi_tinh":
                setattr(member, name, values[name])
        member.version += 1
    names = ["ho_ten", "ten_khong_dau", "khoa_ten", "ngay_sinh", "nam_sinh", "so_cccd", "so_the", "dien_thoai"]
    DoanVien.everything.bulk_update(fresh.values(), [*names, "version"], batch_size=500)


def _transfer(doi_chieu, rows, people, quyet: QuyetDinh, press: LanBam, by) -> None:
    """Write the pair where the user may write in both units [02-2.2-13]."""
    moves = {}
    for row in rows:
        member = people.get(row.pk)
        if "don_vi" not in row.cac_o_mo or row.cong_doan is None:
            press.refuse(row, "Dòng này không khác đơn vị.")
        elif member is None or member.cong_doan_id is None:
            press.refuse(row, GONE if member is None else "Người này đã ra khỏi tổ chức trong sổ.")
        elif member.cong_doan_id == row.cong_doan_id:
            press.xong.append(row)  # moved in the meantime
            press.o[row.pk] = ("don_vi",)
        else:
            moves[row.pk] = member, row.cong_doan
    _write_moves(rows, moves, quyet, press, by, L.CHUYEN_DI, "don_vi")


def _write_out(doi_chieu, rows, people, quyet: QuyetDinh, press: LanBam, by) -> None:
    """Write members out of the book, by the kind and day that were chosen for all of them."""
    maybe: set[int] = set()
    for candidates in doi_chieu.cac_dong.filter(nhom=N.KHONG_RO, quyet_dinh="").values_list("ung_vien", flat=True):
        maybe |= set(candidates)
    unsettled = doi_chieu.cac_dong.exclude(don_vi_la="").exists()
    moves: dict[int, tuple[DoanVien, CongDoan | None]] = {}
    for row in rows:
        member = people.get(row.pk)
        if row.nhom == N.KHAC and "trang_thai" not in row.cac_o_mo:
            press.refuse(row, "Hệ thống không ghi người này đã ra: Ghi thôi chỉ dùng khi trạng thái khác nhau.")
        elif member is None or member.cong_doan_id is None:
            press.refuse(row, GONE if member is None else "Người này đã ra khỏi tổ chức trong sổ.")
        elif row.nhom == N.CHI_O_DAY and unsettled:
            press.refuse(row, "Còn tên đơn vị chưa ghép: người này có thể ở trong đó. Ghép tên đơn vị trước.")
        elif row.nhom == N.CHI_O_DAY and member.pk in maybe:
            press.refuse(row, "Người này có thể là một dòng ở nhóm Chưa rõ: chọn người ở nhóm đó trước.")
        else:
            moves[row.pk] = member, None
    _write_moves(rows, moves, quyet, press, by, quyet.loai, "trang_thai")


def _write_moves(rows, moves, quyet: QuyetDinh, press: LanBam, by, loai: str, name: str) -> None:
    """Judge all movements of a press together and write the good ones."""
    units = CongDoan.objects.in_bulk({member.cong_doan_id for member, _ in moves.values()})
    by_key = {row.pk: row for row in rows}
    keys, groups = [], []
    for key, (member, target) in moves.items():
        data = BienDongData(
            loai, quyet.ngay or date.max, units[member.cong_doan_id], target, member,
            so_quyet_dinh=quyet.so_quyet_dinh, ghi_chu=quyet.ly_do,
        )  # fmt: skip
        try:
            _require_move(data, by)
            groups.append(group_of(data))
        except Refused as reason:
            press.refuse(by_key[key], str(reason))
        else:
            keys.append(key)
    refused = judge(groups, by=by) if groups else {}
    for index, reason in refused.items():
        press.refuse(by_key[keys[index]], str(reason))
    good = [index for index in range(len(groups)) if index not in refused]
    if good:
        press.ma_nhom = write_groups([groups[index] for index in good], by=by)
    press.xong += [by_key[keys[index]] for index in good]
    press.o |= {keys[index]: (name,) for index in good}


def _require_move(data: BienDongData, by) -> None:
    """The rights that `record_bien_dong` asks for, as a refusal of the row."""
    rights = rights_of(by)
    if not rights.can_at(word_of_row(data.loai, named=True), data.cong_doan):
        raise Refused(OUTSIDE)
    if data.loai == L.KHAI_TRU and not require_khai_tru(by, data.cong_doan):
        raise Refused("Khai trừ do công đoàn cấp trên ghi.")
    if data.cong_doan_den is None:
        return
    if not rights.can_at("propose_chuyen", data.cong_doan):
        raise Refused(OUTSIDE)
    if not rights.can_at("answer_phieu_chuyen", data.cong_doan_den):
        raise Refused("Đơn vị đến không thuộc quyền của bạn: lập phiếu chuyển.")


_ACTS: dict[str, Callable] = {
    Q.LAY_HE_THONG: _take_facts,
    Q.CHUYEN: _transfer,
    Q.GHI_THOI: _write_out,
    Q.GIU: _keep,
    Q.BO_QUA: _keep,
}
