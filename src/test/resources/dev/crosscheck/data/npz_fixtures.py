#!/usr/bin/env python3
"""Write the kept archives that are NumPy's, sound ones and broken ones named for their defect."""

import io
import warnings
import zipfile
from pathlib import Path

import numpy as np

KEPT = Path(__file__).resolve().parent / "DataBytesITInputs" / "npz"
GRID = np.array([[1.5, -2.0, 3.25], [0.0, 1e300, -1e-300]])
TYPES = "f4 f8 i4 i8 u1".split()


class Pipe(io.RawIOBase):
    """A stream that cannot seek, so that sizes follow the content in the archive."""

    def __init__(self):
        self.content = b""

    def writable(self):
        return True

    def write(self, data):
        self.content += bytes(data)
        return len(data)


def npy(array):
    """Return the bytes of a .npy file."""
    out = io.BytesIO()
    np.lib.format.write_array(out, np.asanyarray(array))
    return out.getvalue()


def archive(*members, compression=zipfile.ZIP_STORED):
    """Return the bytes of a zip of (name, content) pairs, which need not be sensible."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", compression) as file:
        warnings.simplefilter("ignore")
        for name, content in members:
            file.writestr(zipfile.ZipInfo(name), content, compression)
    return out.getvalue()


def piped(**arrays):
    """Return the bytes that numpy.savez writes to a pipe."""
    pipe = Pipe()
    np.savez(pipe, **arrays)
    return pipe.content


def saved(save, **arrays):
    """Return the bytes that numpy.savez or numpy.savez_compressed writes."""
    out = io.BytesIO()
    save(out, **arrays)
    return out.getvalue()


def sound():
    """Return the archives that can be read, by name."""
    return {
        "stored.npz": saved(np.savez, a=GRID, b=np.arange(3), c=np.float64(0.5)),
        "compressed.npz": saved(np.savez_compressed, a=GRID, b=np.arange(3), c=np.float64(0.5)),
        "piped.npz": piped(a=GRID, b=np.arange(3), c=np.float64(0.5)),
        "little-endian.npz": saved(np.savez, **{code: np.arange(3).astype(code) for code in TYPES}),
        "no-arrays.npz": saved(np.savez),
    }


def broken():
    """Return the archives that must be refused, at once or when `a` is asked for, by name."""
    good = npy(GRID)
    whole = archive(("a.npy", good))
    return {
        "truncated.npz": whole[:-30],
        "empty.npz": b"",
        "no-archive.npz": b"a,b\n1,2\n",
        "single-array.npz": good,
        "wrong-checksum.npz": whole.replace(GRID.tobytes(), (GRID + 1).tobytes()),
        "broken-compression.npz": broken_compression(good),
        "name-twice.npz": archive(("a.npy", good), ("a.npy", npy(GRID + 1))),
        "pickled-objects.npz": archive(("a.npy", npy(np.array([{}, None], object)))),
        "fortran-order.npz": archive(("a.npy", npy(np.asfortranarray(GRID)))),
        "big-endian.npz": archive(("a.npy", npy(GRID.astype(">f8")))),
        "value-cut-off.npz": archive(("a.npy", good[:-1])),
        "value-too-many.npz": archive(("a.npy", good + b"\0")),
        "claims-16-gigabytes.npz": archive(("a.npy", good.replace(b"(2, 3), }", b"(46341, 46341), }"))),
    }


def broken_compression(content):
    """Return an archive whose compressed bytes cannot be inflated."""
    data = bytearray(archive(("a.npy", content), compression=zipfile.ZIP_DEFLATED))
    data[35] = 0xFF  # the first byte after the local header of 30 bytes and the name of 5: an unknown kind of block
    return bytes(data)


def main():
    """Write all fixtures."""
    for name, content in (sound() | broken()).items():
        (KEPT / name).write_bytes(content)


if __name__ == "__main__":
    main()
