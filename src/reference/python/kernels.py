"""Which processor's kernels a process computes with, for `bench` to name."""

import ctypes
import re
from pathlib import Path


def libraries():
    """Return the BLAS files that this process has loaded."""
    maps = Path("/proc/self/maps")
    if not maps.exists():
        return []
    names = (Path(line.split()[-1]) for line in maps.read_text().splitlines() if "/" in line)
    return sorted({name.resolve() for name in names if re.match(r"lib.*(blas|mkl)", name.name)})


def core(library):
    """Return the processor that an OpenBLAS's kernels are for, as it says itself; None of another library."""
    loaded = ctypes.CDLL(str(library))
    for name in ("", "64_", "_64"):
        for prefix in ("", "scipy_"):
            ask = getattr(loaded, f"{prefix}openblas_get_corename{name}", None)
            if ask is not None:
                ask.restype = ctypes.c_char_p
                return ask().decode()
    return None


def blas():
    """Return the BLAS files of this process with their kernels, in words."""
    found = libraries()
    told = (f"{library.name}, kernel {core(library) or 'not known'}" for library in found)
    return "BLAS " + (" and ".join(told) if found else "and its kernel not known")


def pytorch(config):
    """Return what PyTorch's own kernels and BLAS are for, in words; `config` is torch.__config__.show()."""
    capability = re.search(r"CPU capability usage: (\S+)", config)
    return f"own kernels {capability.group(1) if capability else 'not known'}, {blas()}"
