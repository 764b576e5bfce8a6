"""Where a page keeps what was typed and not sent yet: the one shape of a form with a draft (04 §4.6a, 05 §5.4).

The view asks `draft_place`, gives `place.values` to the form as `initial`, the place itself to the template (`draft`:
`data-draft="{{ draft.url }}"` on the form, `includes/draft.html`, `includes/draft_buttons.html`, `js/draft.js`) and to
`act_once`, which forgets the draft in the transaction of the act.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from taikhoan.models import Draft, User
from taikhoan.queries import draft_values, find_draft


@dataclass(frozen=True)
class DraftPlace:
    """The draft of one form for one object (`key`; empty for a new one) and the user who opened the page."""

    form: str
    key: str
    kept: Draft | None

    @property
    def values(self) -> dict[str, Any]:
        """The kept fields, as `initial` of the form."""
        return draft_values(self.kept)

    @property
    def place(self) -> list[str]:
        """What names the draft in a text that is kept: its form and key."""
        return [self.form, self.key]

    def older_than(self, version: int) -> QueryDict | None:
        """The kept fields as if they were posted, where the object was saved by somebody since: both texts are due."""
        if self.kept is None or self.values.get("version") == str(version):
            return None
        data = QueryDict(mutable=True)
        for name, values in self.kept.content.items():
            data.setlist(name, values)
        return data

    @property
    def saved_at(self) -> datetime | None:
        return self.kept.saved_at if self.kept else None

    @property
    def url(self) -> str:
        """Where the script and "Lưu nháp" post."""
        return reverse("draft", args=self._args)

    @property
    def delete_url(self) -> str:
        """Where "Bỏ bản nháp" posts."""
        return reverse("draft_delete", args=self._args)

    @property
    def _args(self) -> list[str]:
        return [self.form, self.key] if self.key else [self.form]


def draft_place(request: HttpRequest, form: str, key: str = "") -> DraftPlace:
    """The place of a form of this page; `form` is the URL name of the page, `key` a slug (letters, digits, - and _)."""
    return DraftPlace(form, key, find_draft(cast(User, request.user), form, key))
