"""What this room answers to: a name that waits in a đính chính is not taken away meanwhile."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.dispatch import receiver

from baocao.models import DinhChinh
from core.refusal import Refused
from doanvien.models import DoanVien
from doanvien.signals import before_anonymise


def _texts(value: Any) -> Iterator[str]:
    """Every text in a kept call, without spaces, as numbers are compared."""
    if isinstance(value, str):
        yield "".join(value.split())
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


@receiver(before_anonymise)
def refuse_waiting_name(records: Sequence[DoanVien], **kwargs: Any) -> None:
    """The person comes back by an act that waits: it is answered first, which forgets what it holds of the person.

    Raises: Refused with the đính chính.
    """
    numbers = {number for one in records for number in (one.so_cccd, one.so_the) if number}
    for asked in DinhChinh.objects.waiting().select_related("cong_doan"):
        if not numbers.isdisjoint(_texts(asked.hanh_vi)):
            raise Refused(
                f"Đính chính số {asked.so} của {asked.cong_doan.ten} đang chờ và có tên người này: trả lời đính chính "
                "đó trước."
            )
