"""Changing known rows by an import, and remembering what they were, for its undo [02-2.2a-2]."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, Model

from cdcs.enums import TrangThaiLo
from cdcs.models import LoNhap
from core.refusal import Refused


def apply_changes(model: type[Model], rows: Iterable[tuple[Any, dict[str, Any]]], lo_nhap: LoNhap) -> None:
    """Write the changed fields of known records of `model` and keep the earlier values in the batch.

    A record is whatever holds the key and the earlier values: an instance, or a light row read for the judging.
    """
    for record, changes in rows:
        if not changes:
            continue
        before = {key: getattr(record, key) for key in changes}
        lo_nhap.gia_tri_cu.append({"pk": record.pk, "cu": _plain_all(before), "moi": _plain_all(changes)})
        model._default_manager.filter(pk=record.pk).update(version=F("version") + 1, **changes)


def restore_changes(model: type[Model], lo_nhap: LoNhap) -> None:
    """Put the earlier values back.

    Raises: Refused when a value is no longer the one the batch wrote: somebody has built on it since [03-3.2].
    """
    for step in lo_nhap.gia_tri_cu:
        record = model._base_manager.filter(pk=step["pk"]).values(*step["moi"]).first()
        if record is None or _plain_all(record) != step["moi"]:
            raise Refused("Không hoàn tác được: thông tin mà lô này ghi đã được sửa sau đó.")
        model._base_manager.filter(pk=step["pk"]).update(version=F("version") + 1, **step["cu"])


def refuse_changed_since(lo_nhap: LoNhap, keys: Iterable[int]) -> None:
    """Refuse an undo of records that a later batch of the same kind has changed.

    Raises: Refused with the number of that batch.
    """
    created = set(keys)
    later = LoNhap.objects.filter(loai=lo_nhap.loai, pk__gt=lo_nhap.pk, trang_thai=TrangThaiLo.XONG).order_by("pk")
    for batch in later:
        if any(step["pk"] in created for step in batch.gia_tri_cu):
            raise Refused(f"Không hoàn tác được: lô nhập số {batch.pk} đã sửa các dòng này. Hoàn tác lô đó trước.")


def _plain_all(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}
