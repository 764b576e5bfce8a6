"""The one table of rights (08 §8.2-8.8), as it stands there; `cdcs.access.rights` reads it, the access test too.

A line is: word | act | quan_tri | to_chuc_kiem_tra | lanh_dao | ban_chuyen_de | can_bo | xem | can_bo_cdcs.
A cell begins with its scope: T the whole province, D own unit and everything under it, P base units directly under the
province, C own CĐCS and its sub-units, F own field, "own unit" and "the province's own" that unit alone, "own acts"
what the user did; "+R" asks for a typed reason; "—" is no. A field before a colon ("Tài chính: T") limits the cell to
the department of that field. What follows the scope is a limit that the action itself holds.
"""

import re
from dataclasses import dataclass
from enum import Enum

from cdcs.enums import LinhVuc, VaiTro
from core.access import OUTSIDE_THE_TABLE

TABLE = """
# Seeing
view_so_lieu | dashboards, figures, bridge | T | T | T | T | D | D | C
view_don_vi | lists of units and employers | T | T | T | T | D | D | C
list_doan_vien | lists with members' names (numbers masked) | T | T | T | — (by base unit) | D | D | C
view_doan_vien | member's page | T | T | — | — | D | D | C
reveal_dinh_danh | reveal one number | T+R | T+R | — | — | D+R | — | C+R
export_so_lieu | Excel without persons | T | T | T | T | D | D | C
export_doan_vien | Excel of members, masked | T | T | — | — | D | D | C
export_doan_vien_day_du | Excel of members, full numbers | T+R | T+R | — | — | D+R | — | C+R
view_bao_cao | reports and snapshots | T | T | T | T, approved | D | D | —
view_tep | documents, attachments | T | T | T | F | D | D | C
view_nhat_ky | log | T | T | — | own acts | D | — | own acts

# Units and reorganisation
edit_cong_doan_cap_tren | superior unit: create, edit | T | T | — | — | — | — | —
thanh_lap | base or sub-unit: found (thành lập) | T | T | — | — | D | — | C, tổ công đoàn only
edit_thong_tin_cong_doan | edit facts without history (address, phone, ban chấp hành) | T | T | — | — | D | — | C
correct_goc_cong_doan | correct first parent, founding day, first name | T | T | — | — | \
D, until the unit has a ledger row | — | —
sap_xep_trong_don_vi | move, merge, dissolve, rename base units inside one superior | T | T | — | — | D | — | —
sap_xep_lien_don_vi | the same across superiors; superior units; split, change of kind | T | T | — | — \
| — (proposes) | — | —
chuyen_don_vi_quan_ly | move employers to another managing unit | T | T | — | — | — (proposes) | — | —
undo_sap_xep | undo | T | T | — | — | D, own acts | — | —

# Employers
edit_doanh_nghiep | create, edit, close | T | T | — | — | D | — | —
edit_lao_dong | worker records by hand | T | T | — | — | D | — | employers of C, source "CĐCS báo cáo"
import_nguon | import a source's list (reconciliation) | T | T | — | — | D | — | —
link_cdcs | link to a CĐCS | T | T | — | — | D | — | —
plan_khao_sat | plan of the survey | T | T | — | — | D | — | —
edit_khao_sat | fill the survey | T | T | — | — | D | — | employers of C
edit_van_dong | organising work, contacts, stages | T | T | — | — | D | — | —
raise_tranh_chap | raise a dispute | T | T | — | Chính sách - Pháp luật: T | D | — | —
decide_tranh_chap | decide a dispute, merge duplicates | T | T | — | — | — | — | —
edit_thu_tu_nguon | order of sources, weights | T | T | — | — | — | — | —

# Members and ledger
ket_nap | kết nạp, số đầu kỳ (named) | T | P | — | — | D | — | C
ket_nap_lai | kết nạp lại, từ ngoài tỉnh | T | P | — | — | D | — | —
record_giam | named decreases | T | P | — | — | D | — | C, not khai trừ
record_so_luong | count-only rows, month grid | T | P | — | — | D | — | —
propose_chuyen | propose a transfer, withdraw it | T | P | — | — | D | — | — (asks the clerk)
answer_phieu_chuyen | accept, refuse a transfer | T | P | — | — | D | — | —
reverse_bien_dong | reversal | T | P | — | — | D | — | C, own rows of the last 7 days
ghi_danh | bổ sung danh sách (ghi danh) | T | P | — | — | D | — | C
edit_doan_vien | edit a member | T | P | — | — | D | — | C, not numbers already confirmed
correct_doan_vien | correct sex or chain, merge duplicates | T | T | — | — | D | — | —
import_doan_vien | import the sheets `doan_vien`, `bien_dong` | T | P | — | — | D | — | C, kết nạp by paste
undo_import | undo own import | T, any | P | — | — | D | — | C
reconcile_he_thong | reconcile with the national system | T | T | — | — | D | — | —
handle_yeu_cau | requests of the person, anonymising | T | T | — | — | D, records only; the province anonymises | — | —

# Targets and measures
edit_chuong_trinh | programme, threshold, official readings | T | T | — | — | — | — | —
giao_chi_tieu_cap_tren | quotas of superior units and of P | T | T | — | — | — | — | —
giao_chi_tieu_co_so | quotas of own base units | T | P | — | — | D | — | —
propose_khen_thuong | commendation proposal | T | T | — | — | — | — | —
edit_nhiem_vu | measures of the own unit | T | the province's own | — | — | D | — | —
edit_nhiem_vu_linh_vuc | measures of a field, whole province | T | F: R6, R10, R11 | — | F | — | — | —
edit_khoan_chi | money | T | — (reads) | — | Tài chính: T | D | — | —

# Reporting round
edit_ky_bao_cao | open and edit a round, waive a unit | T | T | — | — | — | — | —
edit_bao_cao | write, declare, explain, attach | T+R | the province's own | — | — | own unit | — | —
nop_bao_cao | submit | T+R | the province's own | — | — | own unit | — | —
answer_cell | answer at a cell | T+R | T | — | — | own unit | — | —
tra_lai_bao_cao | return | T | T | — | — | — | — | —
duyet_bao_cao | approve | T | T | — | — | — | — | —
reopen_bao_cao | withdraw approval, reopen | T | T, another person than who approved | — | — | — | — | —
xac_nhan_dinh_chinh | confirm a đính chính | T | T | — | — | proposes | — | —
tong_hop_bao_cao | consolidate, province's report | T | T | — | — | — | — | —
remind_bao_cao | remind | T | T | — | — | — | — | —

# House-keeping
edit_tai_khoan | accounts and roles | T (not the own role) | — | — | — | — | — | —
edit_tai_khoan_cdcs | officers' accounts of own CĐCS | T | — | — | — | D | — | —
edit_ban_than | own password, second factor, saved views | yes | yes | yes | yes | yes | yes | yes
import_don_vi | import the sheets `cong_doan`, `doanh_nghiep`, `lao_dong` | T | T | — | — | D, no superior units | — | —
import_chi_tieu_sap_xep | import the sheets `chi_tieu`, `sap_xep` | T | T | — | — | D, quotas of base units | — | —
edit_danh_muc | reference data, sentences, Word templates | T | T, sentences | — | — | — | — | —
backup_data | back-up, restore, check | T | T, check | — | — | — | — | —
view_admin | `/admin/` (read) | superuser | — | — | — | — | — | —
"""


class Reach(Enum):
    """How far a right reaches from the unit of the assignment."""

    NONE = "—"
    PROVINCE = "T"
    DIRECT_BASE = "P"
    UNDER = "D"
    OWN_BASE = "C"
    FIELD = "F"
    OWN_UNIT = "own unit"
    OWN_ACTS = "own acts"
    SUPERUSER = "superuser"


@dataclass(frozen=True)
class Cell:
    """The right of one role to one act: reach, whether a reason is asked, the field it is limited to, the limit."""

    text: str
    reach: Reach
    with_reason: bool = False
    linh_vuc: str = ""
    note: str = ""


@dataclass(frozen=True)
class Act:
    """One line of the table."""

    word: str
    name: str
    section: str
    cells: dict[VaiTro, Cell]


# How a cell may begin, longest first, so that "own unit" is not read as something else.
BEGINNINGS = {
    "the province's own": Reach.OWN_UNIT,
    "own unit": Reach.OWN_UNIT,
    "own acts": Reach.OWN_ACTS,
    "employers of C": Reach.OWN_BASE,
    "superuser": Reach.SUPERUSER,
    "proposes": Reach.NONE,
    "yes": Reach.PROVINCE,
    "—": Reach.NONE,
    "T": Reach.PROVINCE,
    "P": Reach.DIRECT_BASE,
    "D": Reach.UNDER,
    "C": Reach.OWN_BASE,
    "F": Reach.FIELD,
}
FIELDS = {choice.label: choice.value for choice in LinhVuc}


def read_cell(text: str) -> Cell:
    """The meaning of one cell; ValueError for a cell that begins with no known scope."""
    linh_vuc, rest = "", text
    for label, value in FIELDS.items():
        if text.startswith(f"{label}: "):
            linh_vuc, rest = value, text.removeprefix(f"{label}: ")
    for beginning, reach in BEGINNINGS.items():
        if re.match(rf"{re.escape(beginning)}(?!\w)", rest):
            note = rest.removeprefix(beginning).removeprefix("+R").strip(" ,:()")
            note = rest if beginning == "employers of C" else note
            return Cell(text, reach, rest.removeprefix(beginning).startswith("+R"), linh_vuc, note)
    raise ValueError(f"no scope in {text!r}")


def read_table(table: str = TABLE) -> dict[str, Act]:
    """Every act by its word."""
    acts: dict[str, Act] = {}
    section = ""
    for line in filter(None, map(str.strip, table.splitlines())):
        if line.startswith("# "):
            section = line[2:]
            continue
        word, name, *cells = [part.strip() for part in line.split(" | ")]
        by_role = dict(zip(VaiTro, map(read_cell, cells), strict=True))
        if word in acts or word in OUTSIDE_THE_TABLE:
            raise ValueError(f"{word} stands twice in the table of rights")
        acts[word] = Act(word, name, section, by_role)
    return acts


ACTS = read_table()
# What an account may still do for a unit that is closed today (03 §3.2: it reads its own page and reports).
WORDS_FOR_A_CLOSED_UNIT = frozenset({"view_so_lieu", "view_don_vi", "view_bao_cao"})


def rights_markdown() -> str:
    """The table as Markdown, section by section, for `docs/quyen.md`."""
    lines: list[str] = []
    section = ""
    for act in ACTS.values():
        if act.section != section:
            section = act.section
            roles = " | ".join(f"`{role.value}`" for role in VaiTro)
            lines += ["", f"## {section}", "", f"| act | word | {roles} |", "|---" * (len(VaiTro) + 2) + "|"]
        lines.append(f"| {act.name} | `{act.word}` | {' | '.join(cell.text for cell in act.cells.values())} |")
    return "\n".join(lines).strip() + "\n"
