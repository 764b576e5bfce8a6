"""Names, templates, glossary and labels of the house (04 §4.3, §4.4)."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.db.models import Choices

from cdcs.access import ACTS
from cdcs.checks import our_patterns
from tests.test_architecture import LINE, ROOT

# Words of URL names (04 §4.4); a word that is not of that list needs a line in the glossary.
WORDS = set(
    "home dashboard login logout password search settings list detail create update delete history import preview "
    "confirm template errors undo export download reveal draft compare print".split()
)
ADDED_WORDS = {"healthz", "second_factor"}
GLOSSARY = ROOT / "CONTRIBUTING.md"
ROOMS = [name for name in LINE if name not in {"core", "config"}]
# Templates that a library or Django finds by their own name.
FOUND_BY_NAME = re.compile(r"^(bootstrap5|django_tables2|admin|registration)/")
# Parts that are ready and that no page takes yet; the page that takes one strikes it off.
NOT_YET: set[str] = set()


def glossary_words() -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", GLOSSARY.read_text(encoding="utf-8")))


def is_good_name(name: str) -> bool:
    """A word alone, a legal act, a fragment, or a noun and a word."""
    words = WORDS | ADDED_WORDS
    if name in words or name in ACTS or name.startswith("fragment_"):
        return True
    return any(name.endswith(f"_{word}") for word in words)


def sources() -> str:
    """All code and templates as one text, in which a template that is used stands by its name in quotes."""
    code = [path for name in LINE for path in (ROOT / name).rglob("*.py")]
    files = [*code, *(ROOT / "templates").rglob("*.html")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def own_enums() -> Iterator[type[Choices]]:
    found = list(Choices.__subclasses__())
    for enum in found:
        found += enum.__subclasses__()
        if enum.__module__.split(".")[0] in ROOMS:
            yield enum


def own_models() -> Iterator[type]:
    for room in ROOMS:
        yield from apps.get_app_config(room).get_models()


def label_faults() -> Iterator[str]:
    inherited = {field.name for field in AbstractUser._meta.get_fields()}
    glossary = GLOSSARY.read_text(encoding="utf-8")
    for model in own_models():
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if field.primary_key or (issubclass(model, AbstractUser) and field.name in inherited):
                continue
            label = str(field.verbose_name)
            first = label.split()[0]
            if label == field.name.replace("_", " ") and label.isascii():
                yield f"{field}: no verbose_name"
            elif not first[0].islower() and first not in glossary:
                yield f"{field}: {label!r} begins with a capital that is no acronym of the glossary"


def test_names_of_addresses_are_made_of_known_words():
    names = {pattern.name for _, pattern in our_patterns()}
    assert sorted(name for name in names if not name or not is_good_name(name)) == []


def test_added_words_stand_in_the_glossary():
    assert glossary_words() >= ADDED_WORDS


def test_every_template_is_used():
    text = sources()
    folder = ROOT / "templates"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    unused = {name for name in names if not re.search(rf"[\"']{name}[\"']", text) and not FOUND_BY_NAME.match(name)}
    assert sorted(unused) == sorted(NOT_YET), "use it, delete it, or take it off NOT_YET"


def test_every_model_and_enum_stands_in_the_glossary():
    names = {kind.__name__ for kind in [*own_models(), *own_enums()]}
    assert sorted(names - glossary_words()) == []


def test_every_field_has_a_vietnamese_label():
    assert list(label_faults()) == []


def test_house_has_no_stray_app():
    folders = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert folders | {"config"} == set(LINE)
