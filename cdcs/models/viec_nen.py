"""What the worker takes over: rows that wait in a state of their own, and presses that are too long for a request."""

from django.conf import settings
from django.db import models

from cdcs.enums import TrangThaiLo

# What waits for the worker → what it is while one works on it; the other rooms' states bear the same stored values.
JOBS = {TrangThaiLo.CHO_DOC: TrangThaiLo.DANG_DOC, TrangThaiLo.CHO_GHI: TrangThaiLo.DANG_GHI}
WAITING = frozenset({*JOBS, *JOBS.values()})


class ViecNen(models.Model):
    """A row that the worker may take: its state says that it waits, the lease how long one has it (04 §4.6)."""

    lease_until = models.DateTimeField("giữ việc đến", null=True, blank=True, editable=False)

    trang_thai: models.CharField

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for the worker or is being worked on."""
        return self.trang_thai in WAITING


class CoLanBam(ViecNen):
    """A comparison whose long presses are the worker's: one at a time, made from the state they lead back to.

    `lan_bam` holds the press that waits (`viec`, `so_dong`, and as `yeu_cau` what the action needs) and, once it is
    over, what it came to instead: rows done (`xong`), left open (`chua_ghi`), or why nothing was done (`vi_sao`).
    """

    BEFORE = {TrangThaiLo.CHO_DOC: "cho_ghep", TrangThaiLo.CHO_GHI: "dang_xu_ly"}

    lan_bam = models.JSONField("lượt bấm ở nền", default=dict, editable=False)
    pressed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người bấm"
    )
    pressed_at = models.DateTimeField("lúc bấm", null=True)

    class Meta:
        abstract = True
