"""Accounts and what belongs to one user."""

from taikhoan.models import SavedView
from tests.visits.visit import Visit


def own_view(world) -> dict:
    """A list that clerk A keeps."""
    view, _ = SavedView.objects.get_or_create(user=world.user("clerk_a"), page="doan_vien_list", ten="Của tôi")
    return {"pk": view.pk}


NOT_OWN = dict.fromkeys(
    "administrator reviewer leader department reader_a officer_a clerk_b clerk_closed superuser no_role".split(), 404
)
VISITS: dict[str, list[Visit]] = {
    "healthz": [Visit()],
    "home": [Visit()],
    # whoever is signed in goes on to the home
    "login": [Visit(ok=302, answers={"nobody": 200})],
    "logout": [Visit(method="post", ok=302)],
    "password": [Visit()],
    "second_factor": [Visit()],
    "draft": [Visit(lambda world: {"form": "ket_nap", "key": "12"}, method="post", answers={"nobody": 401})],
    "draft_delete": [Visit(lambda world: {"form": "ket_nap", "key": "12"}, method="post", ok=302)],
    "saved_view_create": [Visit(lambda world: {"page": "doan_vien_list"}, method="post", ok=302)],
    "saved_view_delete": [Visit(own_view, method="post", ok=302, answers=NOT_OWN)],
}


def officer(world) -> dict:
    """The account of the officer of the CĐCS in A."""
    return {"pk": world.user("officer_a").pk}


# other people's officers do not exist for a clerk
VISITS |= {
    "tai_khoan_list": [Visit()],
    "tai_khoan_export": [Visit()],
    "tai_khoan_create": [Visit()],
    "tai_khoan_password": [Visit(officer, method="post", answers={"clerk_b": 404})],
    "tai_khoan_update": [Visit(officer, method="post", ok=302, answers={"clerk_b": 404})],
}
