"""Write docs/quyen.md, the table of rights (08), from the code; `tests/cdcs/test_rights_page.py` holds it so."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "quyen.md"
HEAD = """# Bảng quyền

Sinh từ `cdcs/access/table.py` bằng `python scripts/write_rights.py`; không sửa tay.

Phạm vi: **T** toàn tỉnh · **D** đơn vị mình và mọi đơn vị bên dưới hôm nay · **P** CĐCS trực thuộc tỉnh ·
**C** CĐCS của mình và tổ chức thuộc CĐCS · **F** lĩnh vực của ban trong toàn tỉnh · **+R** phải ghi lý do, có nhật ký ·
**—** không có quyền.

"""


def rights_page() -> str:
    """The whole page; Django must be set up."""
    from cdcs.access import rights_markdown

    return HEAD + rights_markdown()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    PAGE.write_text(rights_page(), encoding="utf-8")
