#!/usr/bin/env python3
"""Load what `export` wrote and count the test images that it gets right, without any of Crosscheck's code.

Each of these files of a folder is tried, if the folder has it:

    model.safetensors  with NumPy, layers by hand
    model.safetensors  with PyTorch, through the safetensors library
    model.onnx         with ONNX's own checker, then with ONNX Runtime, from raw pixels

`evaluate` prints the number for the DL4J model itself. (Debian 13's ONNX Runtime fills standard error with complaints
about schemas as it starts; they mean nothing.) A file whose library is not installed is skipped and said so. Exit
code 1: the counts differ, or nothing could be loaded.
"""

import argparse
import gzip
import json
from pathlib import Path

import numpy as np

MNIST = Path(__file__).resolve().parents[3] / "data" / "mnist"


def read_images(folder):
    """Return the test images, (N, rows, columns), or (N, channels, rows, columns) if the folder has such a file."""
    name = "t10k-images-idx4-ubyte"
    coloured = any((folder / (name + suffix)).exists() for suffix in ("", ".gz"))
    return read_idx(folder, name, 4) if coloured else read_idx(folder, name.replace("idx4", "idx3"), 3)


def read_idx(folder, name, rank):
    """Return the bytes of an IDX file, gzipped or raw, as an array."""
    path = folder / f"{name}.gz"
    content = gzip.decompress(path.read_bytes()) if path.exists() else (folder / name).read_bytes()
    if content[:4] != bytes([0, 0, 8, rank]):
        raise SystemExit(f"{path}: not an IDX file of bytes with {rank} dimensions")
    shape = np.frombuffer(content, ">i4", rank, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)


def header(path):
    """Return the names of the arrays with their places, and where their bytes begin."""
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    return json.loads(content[8:start]), start


def record(path):
    """Return what a model's file says about its network and about the preparation of its inputs."""
    return json.loads(header(path)[0]["__metadata__"]["crosscheck"])


def normalised(path, pixels):
    """Return (p/255 - mean)/deviation as float32."""
    prepared = record(path)["preparation"]
    return ((np.arange(256) / 255 - prepared["mean"]) / prepared["deviation"]).astype(np.float32)[pixels]


def convolutions(path):
    """Return the input's shape, sides, padding and pooling of the convolutions, which come before the dense layers."""
    network = record(path)["network"]
    return [layer for layer in network["hidden"] if "side" in layer]


def pictures(x, layer):
    """Return rows of numbers as (N, channels, rows, columns)."""
    return x.reshape(len(x), *(layer["input"][of] for of in ("channels", "rows", "columns")))


def convolved(x, weight, bias, layer):
    """Slide kernels (maps, channels, side, side) over pictures, and keep the largest of each 2 by 2."""
    border = layer["side"] // 2 if layer["same"] else 0
    x = np.pad(pictures(x, layer), [(0, 0), (0, 0), (border, border), (border, border)])
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], (2, 3))
    y = np.einsum("nirsuv,oiuv->nors", windows, weight, optimize=True) + bias[:, None, None]
    if layer["pools"]:
        n, maps, rows, columns = y.shape
        y = y[:, :, : rows // 2 * 2, : columns // 2 * 2].reshape(n, maps, rows // 2, 2, columns // 2, 2).max((3, 5))
    return y.reshape(len(y), -1)


def numpy_answers(path, pixels):
    """Apply the layers conv1, ..., fc1, fc2, ... by hand."""
    content = path.read_bytes()
    names, start = header(path)
    arrays = {}
    for name, of in names.items():
        if name != "__metadata__":
            begin, end = of["data_offsets"]
            arrays[name] = np.frombuffer(content[start + begin:start + end], "<f4").reshape(of["shape"])
    x = normalised(path, pixels)
    first = convolutions(path)
    for k, layer in enumerate(first, 1):
        x = np.maximum(convolved(x, arrays[f"conv{k}.weight"], arrays[f"conv{k}.bias"], layer), 0)
    dense = len(arrays) // 2 - len(first)
    for k in range(1, dense + 1):
        x = x @ arrays[f"fc{k}.weight"].T + arrays[f"fc{k}.bias"]
        if k < dense:
            x = np.maximum(x, 0)
    return x.argmax(1)


def torch_answers(path, pixels):
    """Load the arrays as the state of a module, all names and shapes checked by PyTorch."""
    import safetensors.torch
    import torch

    state = safetensors.torch.load_file(str(path))
    first = convolutions(path)
    network = torch.nn.Module()
    for k, layer in enumerate(first, 1):
        maps, channels, side, _ = state[f"conv{k}.weight"].shape
        border = side // 2 if layer["same"] else 0
        network.add_module(f"conv{k}", torch.nn.Conv2d(channels, maps, side, padding=border))
    for k in range(1, len(state) // 2 - len(first) + 1):
        outputs, inputs = state[f"fc{k}.weight"].shape
        network.add_module(f"fc{k}", torch.nn.Linear(inputs, outputs))
    network.load_state_dict(state, strict=True)
    layers = list(network.children())
    with torch.no_grad():
        x = torch.from_numpy(normalised(path, pixels))
        for form, layer in zip(first, layers):
            x = torch.relu(layer(pictures(x, form)))
            x = (torch.nn.functional.max_pool2d(x, 2) if form["pools"] else x).flatten(1)
        for layer in layers[len(first):-1]:
            x = torch.relu(layer(x))
        return layers[-1](x).argmax(1).numpy()


def onnx_answers(path, pixels):
    """Check the file, shapes included, then run it on raw pixels."""
    import onnx
    import onnxruntime

    onnx.checker.check_model(onnx.load(str(path)), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    logits, probabilities = session.run(["logits", "probabilities"], {"pixels": pixels.astype(np.float32)})
    if not np.allclose(probabilities.sum(1), 1, atol=1e-5):
        raise SystemExit(f"{path}: probabilities do not add up to 1")
    return logits.argmax(1)


LOADERS = [("model.safetensors", numpy_answers), ("model.safetensors", torch_answers), ("model.onnx", onnx_answers)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="what export wrote")
    parser.add_argument("--data", type=Path, default=MNIST, help="folder with the IDX files (default: %(default)s)")
    options = parser.parse_args()

    images = read_images(options.data)
    labels = read_idx(options.data, "t10k-labels-idx1-ubyte", 1)
    pixels = images.reshape(len(images), -1)
    counts = set()
    for name, answers in LOADERS:
        path = options.folder / name
        if not path.exists():
            continue
        try:
            correct = int((answers(path, pixels) == labels).sum())
        except ImportError as missing:
            print(f"{name}, {answers.__name__}: skipped, {missing}")
            continue
        counts.add(correct)
        print(f"{name}, {answers.__name__}: {correct} of {len(labels)} correct")
    return 0 if len(counts) == 1 else 1


if __name__ == "__main__":
    raise SystemExit(main())
