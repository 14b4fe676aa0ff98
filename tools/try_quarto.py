"""Try, once and for half a minute, to get Quarto from its own package; a build goes on without it."""

import shutil
import subprocess
import sys

SECONDS = 30


def main() -> None:
    if shutil.which("quarto"):
        return
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--quiet",
        "--no-deps",
        "quarto-cli",
    ]
    try:
        done = subprocess.run(command, timeout=SECONDS, capture_output=True).returncode == 0
    except subprocess.TimeoutExpired:
        done = False
    if not done:
        print("Quarto cannot be had from here; the embedded engine makes the same briefs.")


if __name__ == "__main__":
    main()
