"""All addresses: each room brings its own, without namespaces, so that a page may change rooms (04 §4.1)."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

from core.views import healthz

ROOMS = ["taikhoan", "cdcs", "doanhnghiep", "doanvien", "sapxep", "chitieu", "nhiemvu", "baocao"]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    *(path("", include(f"{room}.urls")) for room in ROOMS if find_spec(f"{room}.urls")),
]

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.page_not_found"
handler500 = "core.views.server_error"
