#!/usr/bin/env python3
"""Train a PyTorch network on handwritten digits by a recipe of `train`, for `bench --race` to time; needs torch and nothing else.

784 inputs, hidden ReLU units, 10 outputs; parameters drawn as PyTorch's layers draw them; softmax cross-entropy, the mean over a batch; Adam
with PyTorch's defaults, fused. The learning rate is constant, or falls step by step along half a cosine wave to 0. All images stand normalised
in one tensor, and a batch is picked from it by index. When training has ended, the network is tested once.

The folder --out gets model.pt, the parameters, and run.json, with the members of `train`'s own that `bench` reads.
"""

import argparse
import gzip
import hashlib
import json
import math
from pathlib import Path

import kernels
import reporting
import torch
from torch import nn
from torch.nn import functional

MEAN, DEVIATION = 0.1307, 0.3081


def read_idx(folder, name, rank):
    """Return the bytes of an IDX file, raw or gzipped, as a tensor (N, values)."""
    packed = folder / f"{name}.gz"
    content = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / name).read_bytes()
    if content[:4] != bytes([0, 0, 8, rank]):
        raise SystemExit(f"{folder / name}: not an IDX file of bytes with {rank} dimensions")
    size = int.from_bytes(content[4:8], "big")
    return torch.frombuffer(bytearray(content), dtype=torch.uint8, offset=4 + 4 * rank).reshape(size, -1)


def read(folder, part):
    """Return images normalised (N, pixels) and their labels (N)."""
    pixels = read_idx(folder, f"{part}-images-idx3-ubyte", 3)
    labels = read_idx(folder, f"{part}-labels-idx1-ubyte", 1)
    return pixels.float().div_(255).sub_(MEAN).div_(DEVIATION), labels.flatten().long()


class Net(nn.Module):
    """The digit network; `onednn` computes its layers by oneDNN instead of BLAS."""

    def __init__(self, features, hidden, onednn):
        super().__init__()
        self.fc1 = nn.Linear(features, hidden)
        self.fc2 = nn.Linear(hidden, 10)
        self.onednn = onednn

    def forward(self, images):
        """Return the outputs before softmax, (N, 10)."""
        if self.onednn:
            hidden = functional.relu(functional.linear(images.to_mkldnn(), self.fc1.weight, self.fc1.bias))
            return functional.linear(hidden, self.fc2.weight, self.fc2.bias).to_dense()
        return self.fc2(functional.relu(self.fc1(images)))


def rate(args, step, steps):
    """Return the learning rate of a step, as `train`'s schedules have it."""
    return args.lr * (1 + math.cos(math.pi * step / steps)) / 2 if args.schedule == "schedule:cosine" else args.lr


def train(args, images, labels):
    """Return a network that has learned."""
    net = Net(images.shape[1], args.hidden, args.layers == "onednn")
    adam = torch.optim.Adam(net.parameters(), lr=args.lr, fused=True)
    steps = args.epochs * math.ceil(len(labels) / args.batch)
    step = 0
    for _ in range(args.epochs):
        for used in torch.randperm(len(labels)).split(args.batch):
            adam.param_groups[0]["lr"] = rate(args, step, steps)
            loss = functional.cross_entropy(net(images.index_select(0, used)), labels.index_select(0, used))
            adam.zero_grad(set_to_none=True)
            loss.backward()
            adam.step()
            step += 1
    if not math.isfinite(loss.item()):
        raise SystemExit(f"the loss became {loss.item()}")
    return net


def engine(args):
    """Return what ran, in words."""
    threads = torch.get_num_threads()
    return f"PyTorch {torch.__version__}, {threads} thread{'s'[: threads > 1]}, layers by {args.layers}, {kernels.pytorch(torch.__config__.show())}"


def record(args, net, percent):
    """Save the network, and write what became of the run."""
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), args.out / "model.pt")
    run = {
        "status": "COMPLETED",
        "environment": {"engine": engine(args)},
        "epochs": [{"epoch": args.epochs, "testAccuracyPercent": percent}],
        "modelSha256": hashlib.sha256((args.out / "model.pt").read_bytes()).hexdigest(),
    }
    (args.out / "run.json").write_text(json.dumps(run, indent=2), encoding="utf-8")


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("data/mnist"), help="folder of MNIST's files")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--seed", type=int, default=1, help="(default: %(default)s)")
    parser.add_argument("--epochs", type=int, default=10, help="passes over the training images (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=64, help="images a step (default: %(default)s)")
    parser.add_argument("--hidden", type=int, default=256, help="hidden units (default: %(default)s)")
    parser.add_argument("--lr", type=float, default=0.001, help="of Adam, at the start (default: %(default)s)")
    parser.add_argument("--with", dest="schedule", choices=["schedule:constant", "schedule:cosine"], default="schedule:constant", help="(default: %(default)s)")
    parser.add_argument("--threads", type=int, help="of PyTorch (default: its own)")
    parser.add_argument("--layers", choices=["blas", "onednn"], default="blas", help="(default: %(default)s)")
    return parser.parse_args()


def main():
    """Train, test and save."""
    args = arguments()
    reporting.end_with_parent()
    if args.threads:
        torch.set_num_threads(args.threads)
    # Adam's moments of units that never light up become subnormal numbers, with which processors are slow.
    torch.set_flush_denormal(True)
    torch.manual_seed(args.seed)
    net = train(args, *read(args.data, "train"))
    images, labels = read(args.data, "t10k")
    with torch.no_grad():
        right = (net(images).argmax(1) == labels).sum().item()
    record(args, net, 100 * right / len(labels))


if __name__ == "__main__":
    main()
