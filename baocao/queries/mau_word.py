"""The Word templates of the office that are in use."""

from baocao.enums import LoaiMau
from baocao.models import MauWord
from taikhoan.models import Attachment
from taikhoan.queries import attachments_of


def mau_dang_dung() -> dict[str, tuple[MauWord, Attachment]]:
    """{kind: the template in use with its file} of the kinds for which the office has its own."""
    found = {}
    for one in MauWord.objects.filter(bo_luc=None).select_related("created_by"):
        file = attachments_of(one).first()
        if file is not None:
            found[one.loai] = (one, file)
    return found


def noi_dung_mau(loai: LoaiMau) -> bytes | None:
    """The office's own template of a document; None where it has none, or its file is gone from the disk."""
    found = mau_dang_dung().get(loai)
    if found is None:
        return None
    try:
        with found[1].file.open("rb") as stream:
            return stream.read()
    except OSError:
        return None
