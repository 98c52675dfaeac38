#!/usr/bin/env python3
"""The figures of notebook 7, computed by PyTorch: its example, forward and backward, pooling, and two networks on digits that are moved.

PyTorch's conv2d, max_pool2d, cross_entropy, autograd and Adam, in float64, from the parameters and in the order that docs/math.md
("To the last bit") defines. recordings/convolution.txt is what it prints; NotebookFiguresTest compares it with the notebook.
"""

import numpy as np
import torch
from record_digits import MNIST, read_idx
from torch.nn import functional

MASK = (1 << 64) - 1
SEEDS = range(1, 6)


class Random:
    """Java's SplittableRandom."""

    def __init__(self, seed):
        self.state = seed & MASK

    def mixed(self, first, second, third, last):
        """Return the next state, mixed."""
        self.state = self.state + 0x9E3779B97F4A7C15 & MASK
        z = (self.state ^ self.state >> 33 - 3 * last) * first & MASK
        z = (z ^ z >> third) * second & MASK
        return z ^ z >> 31 if last else z >> 32

    def long(self):
        """Return the next 64 bits."""
        return self.mixed(0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 27, 1)

    def below(self, n):
        """Return a number from 0 to n - 1."""
        u = self.mixed(0x62A9D9ED799705F5, 0xCB24D0A5C88C35B3, 28, 0)
        if n & n - 1 == 0:
            return u & n - 1
        u >>= 1
        while u + n - 1 - u % n >= 1 << 31:
            u = self.mixed(0x62A9D9ED799705F5, 0xCB24D0A5C88C35B3, 28, 0) >> 1
        return u % n

    def uniform(self, bound, shape):
        """Return numbers from -bound to bound."""
        drawn = [(self.long() >> 11) * 2.0**-53 * (2 * bound) - bound for _ in range(int(np.prod(shape)))]
        return torch.tensor(np.reshape(drawn, shape))


def parameters(layers, seed):
    """Draw, for layers of some inputs and units, weights (units, inputs) and biases."""
    random = Random(seed)
    drawn = []
    for inputs, units in layers:
        bound = float(np.float32(1 / np.sqrt(inputs)))
        drawn += [random.uniform(bound, (inputs, units)).T.contiguous(), random.uniform(bound, (units,))]
    return [p.requires_grad_() for p in drawn]


def shuffled(count, seed, epoch):
    """Return the order of an epoch."""
    random = Random(Random(seed).long() + epoch)
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        j = random.below(i + 1)
        order[i], order[j] = order[j], order[i]
    return order


def convolution(p, x):
    """Return the logits of 28x28-conv8x5-pool2-10."""
    maps = functional.conv2d(x, p[0].reshape(8, 1, 5, 5), p[1])
    return functional.linear(functional.max_pool2d(maps.relu(), 2).flatten(1), p[2], p[3])


def dense(p, x):
    """Return the logits of 784-64-10."""
    return functional.linear(functional.linear(x.flatten(1), p[0], p[1]).relu(), p[2], p[3])


def learn(network, layers, images, labels, seed):
    """Train for three epochs."""
    p = parameters(layers, seed)
    adam = torch.optim.Adam(p, lr=0.005)
    for epoch in range(1, 4):
        order = shuffled(len(images), seed, epoch)
        for first in range(0, len(order), 32):
            rows = order[first : first + 32]
            adam.zero_grad()
            functional.cross_entropy(network(p, images[rows]), labels[rows]).backward()
            adam.step()
    return p


def digits(prefix, count):
    """Return the first images of a set, normalised as float32, and their labels."""
    pixels = read_idx(MNIST / f"{prefix}-images-idx3-ubyte.gz", 3)[:count]
    labels = read_idx(MNIST / f"{prefix}-labels-idx1-ubyte.gz", 1)[:count]
    table = ((np.arange(256) / 255 - 0.1307) / 0.3081).astype(np.float32).astype(np.float64)
    return torch.from_numpy(table[pixels][:, None]), torch.from_numpy(labels.astype(np.int64))


def show(name, array):
    """Print a matrix."""
    print(f"{name} ({array.shape[0]}, {array.shape[1]})")
    for row in array:
        print("".join(f"{v + 0.0:6.1f}" for v in row.tolist()))


def example():
    """Print outputs and gradients of the picture of 3x3 and the kernel of 2x2, and of pooling."""
    x = torch.tensor([[1.0, 2, 0], [0, 1, 3], [2, 1, 1]], dtype=torch.float64, requires_grad=True)
    w = torch.tensor([[1, -1], [2, 0.5]], dtype=torch.float64, requires_grad=True)
    t = torch.tensor([[-1.5, 6.5], [3, -1.5]], dtype=torch.float64)
    y = functional.conv2d(x[None, None], w[None, None])[0, 0]
    y.retain_grad()
    ((y - t) ** 2 / 2).sum().backward()
    show("Y", y)
    show("dY", y.grad)
    for name, gradient in (("dW", w.grad), ("dX", x.grad)):
        for i, row in enumerate(gradient.tolist()):
            for j, value in enumerate(row):
                print(f"{name}[{i},{j}] = {value:.2f}")
    y = torch.tensor([[0.0, 3, 2, 2], [1, 2, 1, 2]], requires_grad=True)
    z = functional.max_pool2d(y[None], 2)[0]
    z.backward(torch.tensor([[5.0, 7]]))
    show("Y", y)
    show("Z", z)
    show("dY", y.grad)


def main():
    """Print the example, and for each seed the accuracy of both networks on digits that are moved by 0 to 4 pixels."""
    example()
    images, labels = digits("train", 2_000)
    tested, right = digits("t10k", 1_000)
    for seed in SEEDS:
        networks = [
            (convolution, learn(convolution, [(25, 8), (1152, 10)], images, labels, seed)),
            (dense, learn(dense, [(784, 64), (64, 10)], images, labels, seed)),
        ]
        print(f"seed {seed}")
        for by in range(5):
            moved = functional.pad(tested, (by, 0), value=tested.min().item())[..., :28]
            read = [int((network(p, moved).argmax(1) == right).sum()) / 10 for network, p in networks]
            print(f"{by:6d}   {read[0]:9.1f} %   {read[1]:3.1f} %")


if __name__ == "__main__":
    main()
