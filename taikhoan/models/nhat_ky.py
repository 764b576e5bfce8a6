"""The log of acts and of looks at personal data: appended to, sealed row by row, then chained (06 §6.2 #12)."""

from datetime import UTC

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from core.seal import canonical


class NhatKyQuerySet(models.QuerySet["NhatKy"]):
    """Filters of the log."""

    def unsealed(self):
        """Committed rows that the chain does not cover yet."""
        return self.filter(chuoi__isnull=True)

    def about(self, obj: models.Model):
        """Everything recorded about one object."""
        return self.filter(model=obj._meta.label, key=str(obj.pk))


class NhatKy(models.Model):
    """One act, or one look at personal data; the object is named by text, so that the log needs no other room."""

    at = models.DateTimeField("lúc", db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người làm", on_delete=models.PROTECT, null=True, related_name="+"
    )
    act = models.CharField("việc", max_length=50)
    model = models.CharField("loại đối tượng", max_length=60, blank=True)
    key = models.CharField("khóa đối tượng", max_length=60, blank=True)
    label = models.CharField("đối tượng", max_length=200, blank=True)
    unit = models.CharField("mã đơn vị", max_length=40, blank=True)
    noi_dung = models.JSONField("nội dung", default=dict, encoder=DjangoJSONEncoder)
    dia_chi = models.CharField("địa chỉ máy", max_length=45, blank=True)
    hmac = models.CharField("niêm phong", max_length=64)

    objects = NhatKyQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["model", "key"], name="nhat_ky_object"),
            models.Index(fields=["unit", "id"], name="nhat_ky_unit"),
            models.Index(fields=["user", "id"], name="nhat_ky_user"),
            models.Index(fields=["act", "id"], name="nhat_ky_act"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.act} {self.label}"

    @property
    def sealed_text(self) -> str:
        """The canonical text under the seal: everything but the number of the row, which the chain covers."""
        parts = {name: getattr(self, name) for name in ("act", "model", "key", "label", "unit", "noi_dung", "dia_chi")}
        return canonical({**parts, "at": self.at.astimezone(UTC).isoformat(), "user": self.user_id})


class NhatKyChuoi(models.Model):
    """One link of the chain over committed rows of the log, in a table of its own so that no log row is updated."""

    nhat_ky = models.OneToOneField(
        NhatKy, verbose_name="dòng nhật ký", on_delete=models.PROTECT, related_name="chuoi", db_constraint=False
    )
    previous = models.CharField("mắt xích trước", max_length=64, unique=True)
    hash = models.CharField("mắt xích", max_length=64)
    at = models.DateTimeField("lúc niêm phong", auto_now_add=True)

    class Meta:
        verbose_name = "mắt xích nhật ký"
        verbose_name_plural = "chuỗi nhật ký"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.hash[:12]

    @staticmethod
    def linked_text(previous: str, nhat_ky_id: int, mark: str) -> str:
        """What a link seals: the link before it, the number of the row and the row's own seal."""
        return f"{previous}|{nhat_ky_id}|{mark}"
