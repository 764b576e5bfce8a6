"""`make run`: migrate, load the demo into an empty database, serve, and run the background jobs beside it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from write_env import write_env

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 4
JOBS = "run_jobs"


def manage(*words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, check=True)


def has_command(name: str) -> bool:
    return any(ROOT.glob(f"*/management/commands/{name}.py"))


def prepare() -> None:
    """Everything that a fresh machine lacks; each step changes nothing the second time."""
    if write_env():
        print("Đã tạo tệp .env (SECRET_KEY ngẫu nhiên, DEBUG=true).", flush=True)
    manage("collectstatic", "--noinput", "--verbosity", "0")
    manage("migrate", "--verbosity", "0")
    if has_command("seed_demo"):
        manage("seed_demo", "--if-empty")  # prints the demo accounts


def serve(port: str) -> list[subprocess.Popen]:
    """gunicorn, and the worker of background jobs when the product has one.

    They are served as in an office even where `.env` says DEBUG=true for the demo's password: a wrong address
    shows our own page, not Django's English one for developers (`make dev` has that).
    """
    server = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--timeout", "120"]
    server += ["--workers", str(WORKERS), "--threads", str(THREADS), "--no-control-socket"]
    commands = [server]
    if has_command(JOBS):
        commands.append([sys.executable, "manage.py", JOBS])
    served = {"DJANGO_SETTINGS_MODULE": "config.settings.prod", **os.environ}
    return [subprocess.Popen(command, cwd=ROOT, env=served) for command in commands]


def stop(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def main() -> int:
    port = os.environ.get("PORT", "8000")
    prepare()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    print(f"Sổ Công đoàn đang chạy tại http://127.0.0.1:{port} (Ctrl+C để dừng)", flush=True)
    processes = serve(port)
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        return next(process.returncode or 1 for process in processes if process.poll() is not None)
    except KeyboardInterrupt:
        return 0
    finally:
        stop(processes)


if __name__ == "__main__":
    sys.exit(main())
