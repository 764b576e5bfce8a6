"""Every model of ours in the read-only admin, from the right-most room, which may know them all."""

from django.apps import apps
from django.contrib import admin

from core.admin import ReadOnlyAdmin
from taikhoan.actions import record

ROOMS = ["taikhoan", "cdcs", "doanhnghiep", "doanvien", "sapxep", "chitieu", "nhiemvu", "baocao"]


class LoggedAdmin(ReadOnlyAdmin):
    """Opening one row is a look at what may be personal data: it is written to the log [06-6.2-12]."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if object_id and response.status_code == 200:
            record(by=request.user, act="view_admin", loai=self.model._meta.label, khoa=object_id)
        return response


for room in ROOMS:
    for model in apps.get_app_config(room).get_models():
        admin.site.register(model, LoggedAdmin)
