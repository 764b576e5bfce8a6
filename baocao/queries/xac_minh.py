"""Which report a printed or sent file came from: by the hash it bears (02 §2.6-14, 06 §6.2 #11).

A file is hostile: a workbook is read by the child process of `core.sheets`, of a Word file only the footers are read
after the same check of its list of entries; nothing of it is kept.
"""

import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from baocao.access import sees_unapproved
from baocao.models import BanChup
from baocao.queries.bao_cao.ban_chup import is_whole
from baocao.queries.ky import round_label
from cdcs.access import Rights, Scope
from core.refusal import Refused
from core.sheets.preflight import RefusedError, open_archive
from core.sheets.reader import SheetError, read_sheet
from core.text import heading_key

SHORTEST, FULL = 8, 64
MAX_FILE = 20 * 1024 * 1024
MAX_FOOTER = 1024 * 1024
SOURCE_SHEET, HASH_ROW = "Nguồn số liệu", heading_key("SHA-256")
HASH = re.compile(rf"[0-9a-f]{{{SHORTEST},{FULL}}}", re.ASCII)
FOOTER_HASH = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{12,64}(?![0-9A-Za-z])", re.ASCII)
FOOTER = re.compile(r"word/footer\d{0,3}\.xml", re.ASCII)
TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
NO_HASH = (
    "Tệp này không mang mã băm của báo cáo đã nộp: có thể là bản in số hiện thời, hoặc không phải tệp của Sổ Công đoàn."
)
MANY = 5


@dataclass(frozen=True)
class XacMinh:
    """What is known of one snapshot."""

    ban_chup: BanChup
    nguyen_ven: bool
    moi_nhat: int

    @property
    def ky(self) -> str:
        """The round as officers say it."""
        return round_label(self.ban_chup.bao_cao.ky)

    @property
    def la_moi_nhat(self) -> bool:
        """Is it the newest revision of its report?"""
        return self.ban_chup.lan == self.moi_nhat


def clean_hash(text: str) -> str:
    """The hash as it is stored, from what was typed: spaces, capitals and the dots of a shortened one do not matter.

    Raises: Refused for what is none.
    """
    typed = re.sub(r"[\s.…]", "", text).lower()
    if not HASH.fullmatch(typed):
        raise Refused(f"Mã băm gồm chữ số 0-9 và chữ a-f, ít nhất {SHORTEST} ký tự.", "ma")
    return typed


def hash_in_file(file: IO[bytes]) -> str:
    """The hash that a workbook or a Word file of ours bears.

    Raises: Refused for a file that cannot be read or bears none.
    """
    data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise Refused("Tệp lớn hơn 20 MB: tệp báo cáo của Sổ Công đoàn không lớn thế.", "tep")
    found = _in_word(data) if b"word/" in data[:MAX_FILE] and data[:2] == b"PK" else ""
    found = found or _in_workbook(data)
    if not found:
        raise Refused(NO_HASH, "tep")
    return found


def _in_workbook(data: bytes) -> str:
    try:
        sheet = read_sheet(data, SOURCE_SHEET)
    except SheetError as reason:
        raise Refused(reason.ly_do, "tep") from reason
    for row in sheet.rows:
        if len(row) > 1 and isinstance(row[0], str) and heading_key(row[0]) == HASH_ROW:
            text = str(row[1]).strip().lower()
            return text if HASH.fullmatch(text) else ""
    return ""


def _in_word(data: bytes) -> str:
    """The hash in the footers of a Word file, read as text: no XML of a foreign file is parsed."""
    try:
        archive = open_archive(data)
        names = [name for name in archive.namelist() if FOOTER.fullmatch(name)]
        for name in names:
            with archive.open(name) as part:
                xml = part.read(MAX_FOOTER).decode("utf-8", "replace")
            text = " ".join("".join(TEXT.findall(paragraph)) for paragraph in xml.split("</w:p>"))
            if found := FOOTER_HASH.search(text):
                return found.group()
    except RefusedError as reason:
        raise Refused(reason.ly_do, "tep") from reason
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as reason:
        raise Refused("Tệp bị hỏng hoặc chưa tải lên hết.", "tep") from reason
    return ""


def find_ban_chup(digest: str, scope: Scope) -> Sequence[XacMinh]:
    """The snapshots whose hash begins so, of units of the scope; as a rule one or none."""
    rows = scope.filter(BanChup.objects.filter(sha256__startswith=digest), "bao_cao__cong_doan_id")
    found = rows.select_related("bao_cao__ky", "bao_cao__cong_doan", "created_by").order_by("-pk")[:MANY]
    return [XacMinh(one, is_whole(one), one.bao_cao.lan) for one in found]


def find_for(digest: str, rights: Rights) -> Sequence[XacMinh]:
    """The same within what the reader may see; a department of the province sees approved revisions alone."""
    found = find_ban_chup(digest, rights.scope("view_bao_cao"))
    return [
        one for one in found
        if sees_unapproved(rights.user, one.ban_chup.bao_cao.cong_doan)
        or (one.la_moi_nhat and one.ban_chup.bao_cao.la_da_duyet)
    ]  # fmt: skip
