#!/usr/bin/env python3
"""Record a PyTorch network that learns handwritten digits on the CPU, for `replay` to repeat.

784 inputs, 256 hidden ReLU units, 10 outputs; softmax cross-entropy on the outputs, the mean over a batch; Adam with
PyTorch's epsilon, which is added after the bias correction:

    theta -= lr * m_hat / (sqrt(v_hat) + 1e-8)

A pixel p becomes (p/255 - 0.1307)/0.3081. Weights and biases of a layer start uniform within 1/sqrt(inputs) of 0.

`order` has the indices of the training images in the order used, epoch after epoch, and is cut into batches within an
epoch: the last batch of an epoch may be smaller. `losses` has the loss of each step before its update, `test_loss` the
mean loss of the test images after the last epoch, `test_correct` how many of them are recognised.

Two runs that differ by --nudge alone show what rounding does to a run: nothing at first, and after some hundred steps as
much as a change of the order.
"""

import argparse
import gzip
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

LAYERS = {"fc1": (256, 784), "fc2": (10, 256)}
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


def start(rng):
    """Draw the parameters, by PyTorch's names."""
    parameters = {}
    for layer, (outputs, inputs) in LAYERS.items():
        bound = 1 / np.sqrt(inputs)
        for name, shape in ((f"{layer}.weight", (outputs, inputs)), (f"{layer}.bias", (outputs,))):
            parameters[name] = rng.uniform(-bound, bound, shape).astype(np.float32)
    return parameters


def forward(p, images):
    """Return the outputs before softmax, (N, 10)."""
    hidden = functional.relu(functional.linear(images, p["fc1.weight"], p["fc1.bias"]))
    return functional.linear(hidden, p["fc2.weight"], p["fc2.bias"])


def train(p, images, labels, order, batch, lr):
    """Learn in place, epoch after epoch, each a row of `order`; return the loss of each step."""
    optimizer = torch.optim.Adam(p.values(), lr=lr, betas=(0.9, 0.999), eps=1e-8)
    losses = []
    for epoch in order:
        for used in torch.from_numpy(epoch).split(batch):
            loss = functional.cross_entropy(forward(p, images[used]), labels[used])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


def test(p, images, labels):
    """Return the mean loss and the number of images recognised."""
    with torch.no_grad():
        outputs = forward(p, images)
        loss = functional.cross_entropy(outputs, labels).item()
        return loss, int((outputs.argmax(1) == labels).sum())


def record(seed, lr, batch, epochs, folder, nudge=None):
    """Return the arrays of a run by name."""
    rng = np.random.default_rng(seed)
    run = start(rng)
    if nudge is not None:
        weights = run["fc1.weight"][nudge]
        weights[400] = np.nextafter(weights[400], np.float32(1))
    images, labels = read_set(folder, "train")
    order = np.stack([rng.permutation(len(images)) for _ in range(epochs)])
    p = {name: torch.tensor(array, requires_grad=True) for name, array in run.items()}
    losses = train(p, images, labels, order, batch, lr)
    test_loss, test_correct = test(p, *read_set(folder, "t10k"))
    run |= {
        "lr": np.float64(lr),
        "batch": np.int64(batch),
        "order": order.ravel(),
        "losses": np.array(losses, dtype=np.float32),
        "test_loss": np.float64(test_loss),
        "test_correct": np.int64(test_correct),
    }
    return run | {f"final.{name}": array.detach().numpy() for name, array in p.items()}


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1, help="of start and order (default: %(default)s)")
    parser.add_argument("--lr", type=float, default=0.001, help="learning rate (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=64, help="images a step (default: %(default)s)")
    parser.add_argument("--epochs", type=int, default=1, help="of all images (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=1, help="of PyTorch (default: %(default)s)")
    parser.add_argument("--nudge", type=int, metavar="UNIT", help="move a weight of this hidden unit by its last bit")
    parser.add_argument("--data", type=Path, default=MNIST, help="folder of MNIST's four files (default: the project's)")
    parser.add_argument("--out", default="digits.npz", help="file to write (default: %(default)s)")
    return parser.parse_args()


def main():
    """Record a run, save it and say how it went."""
    args = arguments()
    torch.set_num_threads(args.threads)
    run = record(args.seed, args.lr, args.batch, args.epochs, args.data, args.nudge)
    np.savez_compressed(args.out, **run)
    print(f"{args.out}: {len(run['losses'])} steps, test loss {run['test_loss']:.4f}, {run['test_correct']} correct")


if __name__ == "__main__":
    main()
