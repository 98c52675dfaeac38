"""Writes digits of MNIST as PNG files: pictures.py DATA FOLDER makes FOLDER/zero, one and two, from the first 200 training images."""
import gzip
import pathlib
import struct
import sys
import zlib


def read(name, header):
    return gzip.open(pathlib.Path(sys.argv[1], name)).read()[header:]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


images = read("train-images-idx3-ubyte.gz", 16)
for number, label in enumerate(read("train-labels-idx1-ubyte.gz", 8)[:200]):
    if label < 3:
        rows = b"".join(b"\0" + images[784 * number + 28 * row:784 * number + 28 * (row + 1)] for row in range(28))
        folder = pathlib.Path(sys.argv[2], ("zero", "one", "two")[label])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.png").write_bytes(
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 28, 28, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
