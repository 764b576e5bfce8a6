"""The worker's next piece of work, of whatever room it is (04 §4.6)."""

from collections.abc import Callable
from typing import Any

from baocao.actions.doi_chieu import work_on_doi_chieu
from baocao.actions.lo_nhap import work_on
from cdcs.actions.viec_nen import free_job
from cdcs.models import LoNhap, ViecNen
from doanhnghiep.importers.nguon import work_on_nguon
from doanhnghiep.models import DanhSachNguon
from doanvien.models import DoiChieu

WORK: dict[type[ViecNen], Callable[[Any], object]] = {
    LoNhap: work_on,
    DoiChieu: work_on_doi_chieu,
    DanhSachNguon: work_on_nguon,
}


def work_on_next() -> bool:
    """Do the oldest job of each kind that waits or was left behind, so that no kind waits for another's queue.

    Says whether there was one.
    """
    found = False
    for model, work in WORK.items():
        if (job := free_job(model)) is not None:
            work(job)
            found = True
    return found
