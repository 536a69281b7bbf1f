"""Programs of ours as they are released: of musl, so that they need no shared library, as those of Go need none."""

import platform
import shutil
import subprocess
from pathlib import Path


def target():
    return f"{platform.machine()}-unknown-linux-musl"


def environment():
    """What cargo needs for that where there is no compiler of musl's: the machine's own, and Rust's linker."""
    if shutil.which("musl-gcc"):
        return {}
    variable = target().replace("-", "_")
    return {
        f"CARGO_TARGET_{variable.upper()}_LINKER": "rust-lld",
        f"CC_{variable}": f"{platform.machine()}-linux-gnu-gcc",
        f"CFLAGS_{variable}": "-U_FORTIFY_SOURCE",
    }


def is_there():
    """Whether the target is installed, or can be."""
    libraries = ["rustc", "--print", "target-libdir", "--target", target()]
    done = subprocess.run(libraries, capture_output=True, text=True)
    if done.returncode == 0 and Path(done.stdout.strip()).exists():
        return True
    return subprocess.run(["rustup", "target", "add", target()], capture_output=True).returncode == 0
