"""Django's admin as a window: superusers look at rows, nobody writes past the actions (06 §6.2 #24)."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# Personal numbers and secrets are not shown here: looking at them is an act with a reason of its own (08 §8.2).
HIDDEN_FIELDS = {"password", "hmac", "hash", "so_cccd", "so_dinh_danh", "so_the", "dien_thoai", "file", "content"}


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows may be looked at: no adding, no changing, no deleting, no actions."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_view_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_superuser

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        own = [*self.model._meta.fields, *self.model._meta.local_many_to_many]
        return [field.name for field in own if field.name not in HIDDEN_FIELDS and not is_hidden(field.name)]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)

    def get_list_display(self, request):
        return ("pk", "__str__")


def is_hidden(name: str) -> bool:
    """Columns made of a hidden number (its fold, its last digits, its index) are hidden with it."""
    return any(name.startswith(f"{hidden}_") for hidden in HIDDEN_FIELDS)


class ReadOnlySite(admin.AdminSite):
    """The admin site: our models only, reading only, sign-in through the one door of the product."""

    site_header = site_title = "Sổ Công đoàn · Tra cứu dữ liệu gốc"
    index_title = "Chỉ xem"
    site_url = "/"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Third-party apps register themselves with forms that write, and show secrets: they are left out."""
        if admin_class is not None and issubclass(admin_class, ReadOnlyAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        return request.user.is_active and request.user.is_superuser

    def admin_view(self, view, cacheable=False):
        """Refuse every method that could write before the view is even looked at."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if request.method not in SAFE_METHODS:
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return guarded

    def login(self, request, extra_context=None):
        """One door, one throttle, one second factor [03-3.6-1]."""
        target = request.GET.get("next") or resolve_url("admin:index")
        return redirect(f"{resolve_url('login')}?{urlencode({'next': target})}")
