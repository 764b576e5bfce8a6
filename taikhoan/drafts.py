"""Where a page keeps what was typed and not sent yet: the one shape of a form with a draft (04 §4.6a, 05 §5.4).

The view asks `draft_place`, gives `place.values` to the form as `initial`, the place itself to the template (`draft`:
`data-draft="{{ draft.url }}"` on the form, `includes/draft.html`, `includes/draft_buttons.html`, `js/draft.js`) and to
`act_once`, which forgets the draft in the transaction of the act. The signed place in the form (`ticket`) lets
`taikhoan.late` keep what is sent after the session ended.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from taikhoan.models import Draft, User
from taikhoan.queries import draft_values, find_draft

TICKET = "noi_nhap"
TICKET_HOLDS = timedelta(days=7)  # a page left open over a week's end


class Ticket(NamedTuple):
    """Whose draft, of which form and object."""

    user: int
    form: str
    key: str


@dataclass(frozen=True)
class DraftPlace:
    """The draft of one form for one object (`key`; empty for a new one) and the user who opened the page."""

    user: int
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
    def ticket(self) -> str:
        """The place, signed: a proof of who opened the page, for a week."""
        return signing.dumps([self.user, self.form, self.key], salt=TICKET)

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
    user = cast(User, request.user)
    return DraftPlace(user.pk, form, key, find_draft(user, form, key))


def read_ticket(text: str) -> Ticket | None:
    """The place that a page of ours brings back; None when it was not signed here, or too long ago."""
    try:
        return Ticket(*signing.loads(text, salt=TICKET, max_age=TICKET_HOLDS))
    except signing.BadSignature:
        return None
