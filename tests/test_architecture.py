"""The line between rooms, the order inside a room, the relations and the limits of size, as tests (04 §4.3)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINE = "core taikhoan cdcs doanhnghiep doanvien sapxep chitieu nhiemvu baocao config".split()
LAYERS = [
    {"enums"},
    {"models"},
    {"access"},
    {"queries"},
    {"actions"},
    {"forms", "filters", "tables", "importers", "exporters"},
    {"views", "management"},
    {"urls"},
    {"admin", "apps"},  # may import from anywhere in the room; nobody imports them
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
FORBIDDEN = {"utils", "helpers", "services", "common"}
MAX_FUNCTION, MAX_VIEW, MAX_TEST, MAX_FILE, MAX_TEMPLATE = 50, 35, 30, 400, 150
MAY_SUSPEND = {  # and migrations, restore_data
    "core/protect.py",
    "tests/conftest.py",
    "tests/core/test_protect.py",
    "tests/baocao/test_vong_bao_cao.py",  # these prove that what got past the triggers is found
    "tests/baocao/test_dinh_chinh_trang.py",
}


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)


def imported_modules(path, package):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            prefix = ".".join([*base, *([node.module] if node.module else [])])
            yield node.lineno, prefix
            yield from ((node.lineno, f"{prefix}.{alias.name}") for alias in node.names)


def import_fault(app, layer, target):
    """Say what is wrong with `target` (a dotted name, split) imported in `layer` of `app`, or None."""
    if target[0] in LINE and LINE.index(target[0]) > LINE.index(app):
        return f"{app} must not import {target[0]}"
    if target[0] == app and len(target) > 1 and LEVEL.get(target[1], -1) > LEVEL.get(layer, 99):
        return f"{layer} must not import {target[1]}"
    return None


def violations(root=ROOT):
    for app in LINE:
        for path in sorted((root / app).rglob("*.py")):
            place = path.relative_to(root)
            parts = place.with_suffix("").parts
            if "migrations" in parts:
                continue
            if FORBIDDEN & set(parts[1:]):
                yield f"{place}: forbidden module name"
            if "templatetags" in parts and app != "core":
                yield f"{place}: templatetags live in core"
            for lineno, module in imported_modules(path, list(parts[:-1])):
                if fault := import_fault(app, parts[1], module.split(".")):
                    yield f"{place}:{lineno}: {fault}"


def is_used(name, app, root):
    """Is the reverse relation `name` read in the room that declares it, outside its models?"""
    skip = {"models", "migrations"}
    files = (path for path in (root / app).rglob("*.py") if not skip & {path.stem, path.parent.name})
    return any(re.search(rf"\b{name}(__|\b)", path.read_text(encoding="utf-8")) for path in files)


def relation_violations(models, root=ROOT):
    for model in models:
        app = model._meta.app_label
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = field.related_model._meta.app_label if field.remote_field else None
            if app not in LINE or target not in LINE or target == app:
                continue
            if LINE.index(target) > LINE.index(app):
                yield f"{field}: {app} must not point to {target}"
            elif not field.remote_field.hidden and not is_used(field.remote_field.get_accessor_name(), app, root):
                yield f'{field}: reverse never used in {app}, write related_name="+"'


def limit_of(path: Path, function: ast.FunctionDef) -> int:
    """How many lines a function may have, by where it stands."""
    place = path.relative_to(ROOT).parts
    if place[0] == "tests":
        return MAX_TEST
    is_view = any("allowed(" in ast.unparse(decorator) for decorator in function.decorator_list)
    return MAX_VIEW if is_view else MAX_FUNCTION


def too_long() -> Iterator[str]:
    for path in python_files(*LINE, "tests", "scripts"):
        source = path.read_text(encoding="utf-8")
        place = path.relative_to(ROOT)
        if (lines := source.count("\n")) > MAX_FILE:
            yield f"{place}: {lines} lines"
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > limit_of(path, node):
                    yield f"{place}:{node.lineno}: {node.name} has {length} lines"
    for path in sorted((ROOT / "templates").rglob("*.html")):
        if (lines := path.read_text(encoding="utf-8").count("\n")) > MAX_TEMPLATE:
            yield f"{path.relative_to(ROOT)}: {lines} lines"


def callers(name: str, *rooms: str) -> set[str]:
    """The files that call (or define) a function that lifts a protection."""
    found = (path.relative_to(ROOT) for path in python_files(*rooms))
    return {str(place) for place in found if re.search(rf"\b{name}\(", (ROOT / place).read_text(encoding="utf-8"))}


def suspending() -> set[str]:
    """The files that lift the protective triggers."""
    return callers("suspended", *LINE, "tests", "scripts")


def test_imports_follow_the_line():
    assert sorted(set(violations())) == []


def test_relations_follow_the_line():
    from django.apps import apps

    assert sorted(relation_violations(apps.get_models())) == []


def test_functions_files_and_templates_are_short():
    assert list(too_long()) == []


def test_only_named_files_suspend_the_triggers():
    others = {place for place in suspending() - MAY_SUSPEND if not place.endswith("restore_data.py")}
    assert others - {"tests/test_architecture.py"} == set()


def test_only_corrections_open_a_closed_period():
    assert callers("periods_open", *LINE) == {
        "cdcs/queries/khoa_so.py",  # where it is defined
        "baocao/actions/dinh_chinh.py",  # what a đính chính writes, and its rehearsal
        "baocao/actions/nhap.py",  # the preview of a file that is to be sent as one
        "doanvien/actions/phieu_chuyen.py",  # proposing a slip writes no row
    }


@pytest.mark.parametrize(
    ("app", "layer", "target"),
    [("core", "text", "cdcs"), ("cdcs", "models", "cdcs.queries"), ("cdcs", "urls", "doanvien")],
)
def test_the_line_is_really_held(app, layer, target):
    assert import_fault(app, layer, target.split("."))
