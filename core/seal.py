"""Seals: an HMAC that shows whether a stored text was changed outside the product (06 §6.2 #11, #12).

The key is `SEAL_KEY`, not `SECRET_KEY`, so that changing the latter breaks no seal; older keys still verify.
"""

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder


def canonical(content: Any) -> str:
    """The one JSON text of `content`: keys sorted, no spaces, so that equal contents have equal seals."""
    return json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _mac(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def seal(text: str) -> str:
    """The seal of `text` (64 hex digits); ImproperlyConfigured without a key."""
    if not settings.SEAL_KEY:
        raise ImproperlyConfigured("Chưa đặt SEAL_KEY hoặc SECRET_KEY: không niêm phong được nhật ký.")
    return _mac(settings.SEAL_KEY, text)


def is_sealed(text: str, mark: str) -> bool:
    """Was `mark` laid on exactly this text with the present key or an older one (`SEAL_KEYS_OLD`)?"""
    keys = [key for key in [settings.SEAL_KEY, *settings.SEAL_KEYS_OLD] if key]
    return any(hmac.compare_digest(_mac(key, text), mark) for key in keys)
