"""Lists that a user keeps under a name: what of an address is kept, and the links that open it again (05 §5.5)."""

from typing import Any, cast

from django.http import HttpRequest, QueryDict

from taikhoan.models import User
from taikhoan.queries import views_of

PLACE_IN_LIST = ("truoc", "sau")


def kept_query(query: QueryDict, but: tuple[str, ...] = ()) -> QueryDict:
    """The filter of an address: without the place in the list, fields that were left empty, and the names of `but`."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in (*PLACE_IN_LIST, *but) and any(values):
            kept.setlist(name, [value for value in values if value])
    return kept


def saved_links(request: HttpRequest, page: str, but: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The user's own views of a page as links, the one in force marked."""
    here, links = kept_query(request.GET, but), []
    for view in views_of(cast(User, request.user), page):
        current = kept_query(QueryDict(view.query)) == here
        links.append({"label": view.ten, "url": f"?{view.query}", "current": current, "pk": view.pk})
    return links


def views_context(request: HttpRequest, page: str, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """What the template of a list shows of them: the links, and the filter in force where it is more than a unit."""
    kept = kept_query(request.GET, but)
    return {"views": saved_links(request, page, but), "kept": kept, "may_keep": bool(kept.keys() - {"don_vi"})}
