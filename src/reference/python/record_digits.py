#!/usr/bin/env python3
"""Record a PyTorch network that learns handwritten digits on the CPU, for `crosscheck verify` to repeat.

784 inputs, one hidden layer of ReLU units, 10 outputs; softmax cross-entropy on the outputs, the mean over a batch; Adam with
PyTorch's epsilon, which is added after the bias correction:

    theta -= lr * m_hat / (sqrt(v_hat) + 1e-8)

A pixel p becomes (p/255 - 0.1307)/0.3081. Weights and biases of a layer start uniform within 1/sqrt(inputs) of 0.

Parameters and moments are kept after the steps in --states (by default some pairs of consecutive steps, from the first to the last),
`test_loss` and `test_correct` are of the test images after the last step. Two runs that differ by --nudge alone show what rounding does
to a run: nothing at first, and after some hundred steps as much as a change of the order.
"""

import argparse
import gzip
from pathlib import Path

import numpy as np
import torch
from record import Recorder
from torch import nn
from torch.nn import functional

MNIST = Path(__file__).resolve().parents[3] / "data" / "mnist"


def read_idx(path, rank):
    """Return the bytes of a gzipped IDX file as an array."""
    content = gzip.decompress(path.read_bytes())
    if content[:4] != bytes([0, 0, 8, rank]):
        raise SystemExit(f"{path}: not an IDX file of bytes with {rank} dimensions")
    shape = np.frombuffer(content, ">i4", rank, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)


def read_set(folder, prefix):
    """Return images as float32 (images, 784), normalised, and labels as int64."""
    pixels = read_idx(folder / f"{prefix}-images-idx3-ubyte.gz", 3)
    labels = read_idx(folder / f"{prefix}-labels-idx1-ubyte.gz", 1)
    table = ((np.arange(256) / 255 - 0.1307) / 0.3081).astype(np.float32)
    images = table[pixels.reshape(len(pixels), -1)]
    return torch.from_numpy(images), torch.from_numpy(labels.astype(np.int64))


def start(hidden, rng):
    """Return a model with drawn parameters."""
    model = nn.Sequential(nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, 10))
    with torch.no_grad():
        for layer in (model[0], model[2]):
            bound = 1 / np.sqrt(layer.in_features)
            for p in (layer.weight, layer.bias):
                p.copy_(torch.from_numpy(rng.uniform(-bound, bound, tuple(p.shape)).astype(np.float32)))
    return model


def test(model, images, labels):
    """Return the mean loss and the number of images recognised."""
    with torch.no_grad():
        outputs = model(images)
        loss = functional.cross_entropy(outputs, labels).item()
        return loss, int((outputs.argmax(1) == labels).sum())


def record(args):
    """Learn, save, and return how many images are recognised."""
    rng = np.random.default_rng(args.seed)
    model = start(args.hidden, rng)
    if args.nudge is not None:
        with torch.no_grad():
            weights = model[0].weight[args.nudge]
            weights[400] = np.nextafter(np.float32(weights[400]), np.float32(1))
    images, labels = read_set(args.data, "train")
    last = -(-len(images) // args.batch) * args.epochs
    pairs = [1, 2, 100, 101, last // 2, last // 2 + 1, last - 1, last]
    states = sorted({s for s in pairs if 0 < s <= last}) if args.states is None else args.states
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    recorder = Recorder(model, optimizer, "cross-entropy", batch=args.batch, states=states)
    for _ in range(args.epochs):
        for rows in recorder.batches(rng.permutation(len(images))):
            loss = functional.cross_entropy(model(images[rows]), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            recorder.step(loss)
    test_loss, correct = test(model, *read_set(args.data, "t10k"))
    recorder.save(args.out, test_loss=np.float64(test_loss), test_correct=np.int64(correct))
    print(f"test loss {test_loss:.4f}, {correct} of 10000 recognised")


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1, help="of start and order (default: %(default)s)")
    parser.add_argument("--hidden", type=int, default=256, help="units (default: %(default)s)")
    parser.add_argument("--lr", type=float, default=0.001, help="learning rate (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=64, help="images a step (default: %(default)s)")
    parser.add_argument("--epochs", type=int, default=1, help="of all images (default: %(default)s)")
    parser.add_argument("--states", type=int, nargs="*", help="steps after which to keep the state, the last among them to judge the test")
    parser.add_argument("--threads", type=int, default=1, help="of PyTorch (default: %(default)s)")
    parser.add_argument("--nudge", type=int, metavar="UNIT", help="move a weight of this hidden unit by its last bit")
    parser.add_argument("--data", type=Path, default=MNIST, help="folder of MNIST's four files (default: the project's)")
    parser.add_argument("--out", default="digits.npz", help="file to write (default: %(default)s)")
    return parser.parse_args()


def main():
    """Record a run."""
    args = arguments()
    torch.set_num_threads(args.threads)
    record(args)


if __name__ == "__main__":
    main()
