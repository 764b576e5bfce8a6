"""Sending a kept file: the room that owns the object has judged the reader before (04 §4.6a)."""

from django.http import FileResponse, Http404

from taikhoan.models import Attachment


def send_attachment(attachment: Attachment) -> FileResponse:
    """The file as a download, whatever it is; a browser must not guess (nosniff). 404 when it is gone from the disk."""
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("Tệp này không còn trên máy chủ.") from error
    answer = FileResponse(
        content, as_attachment=True, filename=attachment.ten_tep, content_type=attachment.content_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
