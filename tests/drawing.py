"""Pages whose answer counts, not their text: of each kind the first is drawn, of the next ones only the view is asked.

The view reads, judges and counts as ever; drawing what it found, the frame of the page included, takes half the time.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.template import Context, Template, loader
from django.test import signals

Kind = Callable[[str, dict[str, Any]], Hashable]


@contextmanager
def drawn_once(kind: Kind) -> Iterator[None]:
    """Within, a page is drawn where `kind` of its template and context is new; `answer.context` stands either way."""
    drawn: set[Hashable] = set()
    draw = loader.render_to_string

    def render_to_string(template_name, context=None, request=None, using=None):
        found = kind(template_name, context or {})
        if found not in drawn:
            drawn.add(found)
            return draw(template_name, context, request, using)
        signals.template_rendered.send(sender=Template, template=None, context=Context(context))
        return ""

    with patch.object(loader, "render_to_string", render_to_string):
        yield
