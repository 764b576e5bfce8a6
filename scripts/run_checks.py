"""`make check`: every linter and every check of Django, with the settings of a real installation."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable]
MODULE = [*PYTHON, "-m"]
MANAGE = [*PYTHON, "manage.py"]


def environment(folder: str) -> dict[str, str]:
    """What a served installation sets; nothing of the developer's `.env` is read."""
    return {
        **os.environ,
        "READ_ENV_FILE": "false",
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "SECRET_KEY": "check-" + "a1b2c3d4e5" * 6,
        "SEAL_KEY": "seal-" + "f6g7h8i9j0" * 6,
        "ALLOWED_HOSTS": "so.example.vn",
        "DATABASE_URL": f"sqlite:///{folder}/check.sqlite3",
        "STATIC_ROOT": f"{folder}/static",
        "MEDIA_ROOT": f"{folder}/media",
    }


def commands() -> list[list[str]]:
    return [
        [*MODULE, "ruff", "check", "."],
        [*MODULE, "ruff", "format", "--check", "."],
        [*MODULE, "djlint", "templates", "--lint", "--quiet"],
        [*MODULE, "mypy", "."],
        [*MODULE, "bandit", "--quiet", "--configfile", "pyproject.toml", "--recursive", "."],
        [*MANAGE, "makemigrations", "--check", "--dry-run"],
        [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
        [*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"],
        [*PYTHON, "scripts/vendor.py", "--check"],
    ]


def unpinned() -> list[str]:
    """Requirements without a version or a hash."""
    found = []
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
        lines = [line for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
        found += [f"{name}: {line.split()[0]}" for line in lines if "==" not in line or "--hash=" not in line]
    return found


def main() -> int:
    failed = [f"không có hash: {line}" for line in unpinned()]
    with tempfile.TemporaryDirectory(prefix="so-cong-doan-check-") as folder:
        for command in commands():
            shown = " ".join(command).replace(sys.executable, "python")
            print(f"--- {shown}", flush=True)
            if subprocess.run(command, cwd=ROOT, env=environment(folder), check=False).returncode:
                failed.append(shown)
    print("\n".join(["CHƯA ĐẠT:", *failed]) if failed else "Mọi kiểm tra đều đạt.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
