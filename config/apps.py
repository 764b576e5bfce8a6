"""Django's admin with our read-only site in place of its own."""

from django.contrib.admin.apps import AdminConfig


class ReadOnlyAdminConfig(AdminConfig):
    default_site = "core.admin.ReadOnlySite"
