"""Changing known rows by an import, and remembering what they were, for its undo [02-2.2a-2]."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, Model

from cdcs.models import LoNhap


def apply_changes(model: type[Model], rows: Iterable[tuple[Any, dict[str, Any]]], lo_nhap: LoNhap) -> None:
    """Write the changed fields of known records of `model` and keep the earlier values in the batch.

    A record is whatever holds the key and the earlier values: an instance, or a light row read for the judging.
    """
    for record, changes in rows:
        if not changes:
            continue
        before = {key: getattr(record, key) for key in changes}
        lo_nhap.gia_tri_cu.append({"pk": record.pk, "cu": {key: _plain(value) for key, value in before.items()}})
        model._default_manager.filter(pk=record.pk).update(version=F("version") + 1, **changes)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
