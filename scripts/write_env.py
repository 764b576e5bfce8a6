"""Write `.env` with a random SECRET_KEY and DEBUG=true, unless there is one: the first start on a laptop."""

import secrets
from pathlib import Path

ENV = Path(__file__).resolve().parent.parent / ".env"


def write_env() -> bool:
    """Returns whether the file was written; it is readable by its owner alone."""
    if ENV.exists():
        return False
    ENV.touch(mode=0o600)
    ENV.write_text(f"SECRET_KEY={secrets.token_urlsafe(50)}\nDEBUG=true\n", encoding="utf-8")
    return True


if __name__ == "__main__" and write_env():
    print("Đã tạo tệp .env (SECRET_KEY ngẫu nhiên, DEBUG=true).")
