"""Fetch the pinned third-party front-end files into static/vendor, or check the committed ones against the lock.

    python scripts/vendor.py            fetch again (needs npm), rewrite the files and vendor.lock.json
    python scripts/vendor.py --check    compare the files with vendor.lock.json; exit 1 on any difference

Only the ordinary npm client is used, with whatever registry it is configured for. Source maps are cut off because the
manifest storage of static files would look for them (04 §4.5, traps).
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
LOCK = VENDOR / "vendor.lock.json"

ICON_NAMES = """
archive arrow-counterclockwise arrow-down arrow-left arrow-left-right arrow-repeat arrow-return-left arrow-right
arrow-up arrow-up-circle-fill bar-chart box-arrow-in-down box-arrow-right building bullseye calendar3
chat-left-text check check-circle-fill check-lg check2-square chevron-down chevron-left chevron-right chevron-up circle
circle-half clipboard-check clock-history copy dash-circle diagram-3 download exclamation-circle-fill
exclamation-triangle-fill eye file-earmark-spreadsheet file-earmark-text file-earmark-word
funnel hourglass-split info-circle journal-text key link-45deg list list-check lock paperclip pencil people person
person-circle person-dash person-gear person-plus plus-lg printer question-circle search send shield-lock shuffle
slash-circle sliders table telephone three-dots trash unlock upload x-circle-fill x-lg
"""
ICONS = ICON_NAMES.split()
FONTS = {
    "be-vietnam-pro": ["latin-400", "latin-600", "vietnamese-400", "vietnamese-600"],
    "hanken-grotesk": ["latin-400", "latin-600"],
}
# package -> (pinned version, folder under static/vendor, {file inside the package: file inside the folder})
PACKAGES = {
    "bootstrap": (
        "5.3.9",
        "bootstrap",
        {"dist/css/bootstrap.min.css": "bootstrap.min.css", "LICENSE": "LICENSE"},
    ),
    "htmx.org": (
        "2.0.11",
        "htmx",
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"},
    ),
    "tom-select": (
        "2.6.2",
        "tom-select",
        {
            "dist/js/tom-select.complete.min.js": "tom-select.complete.min.js",
            "dist/css/tom-select.min.css": "tom-select.min.css",
            "LICENSE": "LICENSE",
        },
    ),
    "bootstrap-icons": (
        "1.13.2",
        "bootstrap-icons",
        {"LICENSE": "LICENSE"} | {f"icons/{name}.svg": f"{name}.svg" for name in ICONS},
    ),
} | {
    f"@fontsource/{family}": (
        "5.3.0",
        family,
        {"LICENSE": "LICENSE"} | {f"files/{family}-{cut}-normal.woff2": f"{family}-{cut}-normal.woff2" for cut in cuts},
    )
    for family, cuts in FONTS.items()
}


def sha256(content: bytes) -> str:
    """Return the SHA-256 of the content in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def strip_source_map(name: str, content: bytes) -> bytes:
    """Return the content of a style sheet or script without its sourceMappingURL comment."""
    if not name.endswith((".css", ".js")):
        return content
    return re.sub(
        rb"\s*(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=[^\n]*)\s*$",
        b"\n",
        content,
    )


def pack(package: str, version: str, folder: Path) -> Path:
    """Download one package with ``npm pack`` into the folder and return the path of the archive."""
    command = ["npm", "pack", "--silent", f"{package}@{version}"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return folder / done.stdout.strip().splitlines()[-1]


def fetch_package(package: str, folder: Path) -> dict:
    """Unpack the wanted files of one package into static/vendor and return its entry of the lock."""
    version, target, wanted = PACKAGES[package]
    files = {}
    with tarfile.open(pack(package, version, folder)) as archive:
        for source, name in sorted(wanted.items()):
            member = archive.extractfile(f"package/{source}")
            if member is None:
                raise FileNotFoundError(f"{package}@{version} has no file {source}")
            content = strip_source_map(name, member.read())
            path = VENDOR / target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            files[f"{target}/{name}"] = sha256(content)
    return {"version": version, "files": files}


def fetch() -> None:
    """Fetch every package, remove files no longer wanted and write the lock."""
    with tempfile.TemporaryDirectory() as folder:
        lock = {package: fetch_package(package, Path(folder)) for package in sorted(PACKAGES)}
    LOCK.write_text(json.dumps(lock, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    wanted = {name for entry in lock.values() for name in entry["files"]}
    for name in sorted(committed_files() - wanted):
        (VENDOR / name).unlink()
        print(f"removed {name}")
    print(f"{len(wanted)} files of {len(lock)} packages")


def committed_files() -> set[str]:
    """Return the names of all files under static/vendor except the lock."""
    return {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file() and path != LOCK}


def find_differences() -> list[str]:
    """Return one line for every file that is missing, changed or not in the lock."""
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    expected = {name: digest for entry in lock.values() for name, digest in entry["files"].items()}
    found = committed_files()
    lines = [f"missing: {name}" for name in sorted(expected.keys() - found)]
    lines += [f"not in the lock: {name}" for name in sorted(found - expected.keys())]
    for name in sorted(found & expected.keys()):
        if sha256((VENDOR / name).read_bytes()) != expected[name]:
            lines.append(f"changed: {name}")
    return lines


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(description="Vendored front-end files")
    parser.add_argument("--check", action="store_true", help="verify the committed files, fetch nothing")
    if not parser.parse_args(argv).check:
        fetch()
        return 0
    lines = find_differences()
    print("\n".join(lines) or "static/vendor matches vendor.lock.json")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
