"""The call of an action as plain JSON: kept as it was asked for, run later by somebody else's press.

What goes through: texts, numbers, days, lists, tuples, mappings, rows of the database (by their key) and the
dataclasses that the action declares. The user is no argument: who runs the call says in whose name.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.apps import apps
from django.db.models import Model

from core.refusal import Refused

KIND = "$"
GONE = "Một mục mà việc này cần (đơn vị, người, dòng sổ hoặc tệp) không còn nữa."


@dataclass(frozen=True)
class CallableAct:
    """An action that can be kept as a call: its function, how it is said in a line, its dataclasses by name."""

    function: Callable[..., Any]
    say: Callable[..., str]
    types: Mapping[str, type]


ACTS: dict[str, CallableAct] = {}


def register_act(function: Callable[..., Any], say: Callable[..., str], types: Collection[type]) -> None:
    """Let calls of this action be kept, under its own name; `say` takes its arguments and returns Vietnamese text."""
    ACTS[function.__name__] = CallableAct(function, say, {one.__name__: one for one in types})


def keep_call(name: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """The call as JSON. Raises: TypeError for an argument that cannot be kept."""
    return {"ten": name, "args": _plain(list(args)), "kwargs": {key: _plain(value) for key, value in kwargs.items()}}


def run_call(call: Mapping[str, Any], *, by: Any) -> Any:
    """Run a kept call in the name of `by`; returns what the action returns. Raises: Refused, as the action does."""
    act, args, kwargs = _read(call)
    return act.function(*args, by=by, **kwargs)


def say_call(call: Mapping[str, Any]) -> str:
    """A kept call in one line of Vietnamese. Raises: Refused when something it names is gone."""
    act, args, kwargs = _read(call)
    return act.say(*args, **kwargs)


def _read(call: Mapping[str, Any]) -> tuple[CallableAct, list, dict[str, Any]]:
    act = ACTS[call["ten"]]
    return act, _rich(call["args"], act.types), {key: _rich(one, act.types) for key, one in call["kwargs"].items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date):
        return {KIND: "ngay", "v": value.isoformat()}
    if isinstance(value, Model):
        return {KIND: value._meta.label, "v": value.pk}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {KIND: type(value).__name__, "v": parts}
    if isinstance(value, Mapping):
        return {KIND: "dict", "v": [[_plain(key), _plain(one)] for key, one in value.items()]}
    if isinstance(value, tuple):
        return {KIND: "tuple", "v": [_plain(one) for one in value]}
    if isinstance(value, list | set | frozenset):
        return [_plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} cannot be kept in a call")


def _rich(value: Any, types: Mapping[str, type]) -> Any:
    if isinstance(value, list):
        return [_rich(one, types) for one in value]
    if not isinstance(value, dict):
        return value
    kind, inside = value[KIND], value["v"]
    if kind == "ngay":
        return date.fromisoformat(inside)
    if kind == "dict":
        return {_rich(key, types): _rich(one, types) for key, one in inside}
    if kind == "tuple":
        return tuple(_rich(one, types) for one in inside)
    if kind in types:
        return types[kind](**{name: _rich(one, types) for name, one in inside.items()})
    return _row(kind, inside)


def _row(label: str, pk: Any) -> Model:
    found = apps.get_model(label)._base_manager.filter(pk=pk).first()
    if found is None:
        raise Refused(GONE)
    return found
