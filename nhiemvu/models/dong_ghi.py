"""What every record of this room has: who wrote it, its version, and that it is cancelled instead of deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cdcs.models import CongDoan


class ActiveManager(models.Manager):
    """Only what was not cancelled."""

    def get_queryset(self):
        return super().get_queryset().filter(huy_luc=None)


class DongGhi(models.Model):
    """A record of a union unit that is mended by its version and cancelled with a reason, never deleted."""

    cong_doan = models.ForeignKey(CongDoan, models.PROTECT, related_name="+", verbose_name="đơn vị")
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    created_at = models.DateTimeField("lúc ghi", auto_now_add=True)
    huy_luc = models.DateTimeField("lúc hủy", null=True, editable=False)
    huy_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="người hủy"
    )
    ly_do_huy = models.CharField("lý do hủy", max_length=500, blank=True, editable=False)

    noun: str

    class Meta:
        abstract = True
        base_manager_name = "everything"
        constraints = [
            models.CheckConstraint(
                name="%(class)s_huy",
                condition=Q(huy_luc=None, huy_by=None, ly_do_huy="")
                | (Q(huy_luc__isnull=False, huy_by__isnull=False) & ~Q(ly_do_huy="")),
            ),
        ]

    @property
    def is_cancelled(self) -> bool:
        return self.huy_luc is not None
