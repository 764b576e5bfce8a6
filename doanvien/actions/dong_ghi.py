"""A row that is about to be written to the ledger, before it is judged."""

import secrets
from dataclasses import dataclass, replace
from datetime import date

from doanvien.enums import DAU, LoaiBienDong


@dataclass(slots=True)
class DongGhi:
    """One row to write. `dong` is its row in a sheet, for the error list; `dao_cua` makes it a reversal."""

    cong_doan: int
    loai: str
    ngay: date
    so_luong: int = 1
    so_nu: int = 0
    doan_vien: int | None = None
    doi_ung: int | None = None
    ma_cap: int | None = None
    so_quyet_dinh: str = ""
    ghi_chu: str = ""
    dao_cua: int | None = None
    dong: int | None = None

    @property
    def dau(self) -> int:
        """+1 or −1: the effect on the stock of the unit."""
        return -DAU[self.loai] if self.dao_cua else DAU[self.loai]

    @property
    def nam_nu(self) -> tuple[int, int]:
        """Effect on (men, women)."""
        return self.dau * (self.so_luong - self.so_nu), self.dau * self.so_nu


def new_number() -> int:
    """A number for a pair or for the rows of one act; random, so that two writers never wait for a counter."""
    return secrets.randbits(62)


_OTHER = {
    LoaiBienDong.CHUYEN_DI: LoaiBienDong.CHUYEN_DEN,
    LoaiBienDong.SAP_XEP_DI: LoaiBienDong.SAP_XEP_DEN,
}


def make_pair(leaving: DongGhi, destination: int) -> tuple[DongGhi, DongGhi]:
    """Return the two rows of a move out of `leaving.cong_doan` into `destination` (02 §2.2)."""
    number = new_number()
    leaving = replace(leaving, doi_ung=destination, ma_cap=number)
    entering = replace(leaving, cong_doan=destination, doi_ung=leaving.cong_doan, loai=_OTHER[leaving.loai])
    return leaving, entering
