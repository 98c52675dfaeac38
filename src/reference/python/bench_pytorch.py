#!/usr/bin/env python3
"""Time a PyTorch network that learns handwritten digits, for `bench` to compare with.

784 inputs, hidden ReLU units, 10 outputs; softmax cross-entropy, the mean over a batch; Adam with PyTorch's defaults.
There are these ways:

pytorch
        All images stand normalised in one tensor, a batch is picked from it by index, and Adam updates in one fused call.
pytorch-course
        As the course trains: a Dataset of pictures, each made a tensor and normalised when it is asked for, behind a
        DataLoader of one process; Adam as it comes. The two transforms are written out here, doing what torchvision's
        ToTensor and Normalize do, so that torchvision need not be there.
pytorch-cuda
        As pytorch, with all on the GPU; every operation is launched for itself.
pytorch-cuda-graphs
        As pytorch-cuda, with a whole step captured once in a CUDA graph and then replayed; the last batch, if it is smaller, is launched.

What is measured goes to standard output, as reporting.py says.
"""

import argparse
import gzip
from pathlib import Path

import kernels
import numpy as np
import reporting
import torch
from torch import nn
from torch.nn import functional

MEAN, DEVIATION = 0.1307, 0.3081


def read_idx(folder, name, rank):
    """Return the bytes of an IDX file, raw or gzipped, as an array."""
    packed = folder / f"{name}.gz"
    content = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / name).read_bytes()
    if content[:4] != bytes([0, 0, 8, rank]):
        raise SystemExit(f"{folder / name}: not an IDX file of bytes with {rank} dimensions")
    shape = np.frombuffer(content, ">i4", rank, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)


def read_train(folder, most):
    """Return the first training images as bytes (N, rows, columns) and their labels as int64 (N)."""
    pixels = read_idx(folder, "train-images-idx3-ubyte", 3)[:most]
    labels = read_idx(folder, "train-labels-idx1-ubyte", 1)[:most]
    return pixels, labels.astype(np.int64)


class Net(nn.Module):
    """The digit network; `onednn` computes its layers by oneDNN instead of BLAS."""

    def __init__(self, features, hidden, onednn=False):
        super().__init__()
        self.fc1 = nn.Linear(features, hidden)
        self.fc2 = nn.Linear(hidden, 10)
        self.onednn = onednn

    def forward(self, images):
        """Return the outputs before softmax, (N, 10)."""
        images = images.flatten(1)
        if self.onednn:
            hidden = functional.relu(functional.linear(images.to_mkldnn(), self.fc1.weight, self.fc1.bias))
            return functional.linear(hidden, self.fc2.weight, self.fc2.bias).to_dense()
        return self.fc2(functional.relu(self.fc1(images)))


class Best:
    """All images in one tensor, batches by index, fused Adam."""

    def __init__(self, args, device="cpu"):
        pixels, labels = read_train(args.data, args.images)
        table = torch.from_numpy(((np.arange(256) / 255 - MEAN) / DEVIATION).astype(np.float32))
        self.images = table[torch.from_numpy(pixels.reshape(len(pixels), -1).astype(np.int64))].to(device)
        self.labels = torch.from_numpy(labels).to(device)
        self.batch = args.batch
        self.device = device
        self.net = Net(self.images.shape[1], args.hidden, args.layers == "onednn").to(device)
        self.adam = self.optimizer()

    def optimizer(self):
        """Return Adam for the network."""
        return torch.optim.Adam(self.net.parameters(), fused=True)

    def step(self, used):
        """Do the step of some images; return its loss."""
        loss = functional.cross_entropy(
            self.net(self.images.index_select(0, used)), self.labels.index_select(0, used)
        )
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        self.adam.step()
        return loss

    def steps(self):
        """Do an epoch's steps; each gives the number of images that it used."""
        for used in torch.randperm(len(self.labels), device=self.device).split(self.batch):
            yield len(used), self.step(used)


class Graphs(Best):
    """A step in a CUDA graph, which is replayed for every whole batch."""

    def __init__(self, args):
        super().__init__(args, "cuda")
        self.used = torch.arange(self.batch, device="cuda")
        # As PyTorch's documentation has it: some steps on another stream, so that all memory is there, then the capture.
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self.step(self.used)
        torch.cuda.current_stream().wait_stream(side)
        self.graph = torch.cuda.CUDAGraph()
        self.adam.zero_grad(set_to_none=True)
        with torch.cuda.graph(self.graph):
            self.loss = functional.cross_entropy(
                self.net(self.images.index_select(0, self.used)), self.labels.index_select(0, self.used)
            )
            self.loss.backward()
            self.adam.step()

    def optimizer(self):
        """Return an Adam whose count of steps lies on the GPU, where a graph can change it."""
        return torch.optim.Adam(self.net.parameters(), fused=True, capturable=True)

    def steps(self):
        """Do an epoch's steps; each gives the number of images that it used."""
        for used in torch.randperm(len(self.labels), device="cuda").split(self.batch):
            if len(used) < self.batch:
                # The graph writes its gradients where they were when it was captured: these are taken out of its way.
                kept = [parameter.grad for parameter in self.net.parameters()]
                loss = self.step(used)
                for parameter, gradient in zip(self.net.parameters(), kept):
                    parameter.grad = gradient
                yield len(used), loss
            else:
                self.used.copy_(used)
                self.graph.replay()
                yield len(used), self.loss


class Pictures(torch.utils.data.Dataset):
    """Pictures and labels, as a data set of torchvision gives them."""

    def __init__(self, pixels, labels):
        from PIL import Image

        self.make = Image.fromarray
        self.pixels = torch.from_numpy(pixels.copy())
        self.labels = torch.from_numpy(labels)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        picture = self.make(self.pixels[index].numpy())
        return normalise(to_tensor(picture)), int(self.labels[index])


def to_tensor(picture):
    """Return a grey picture as floats from 0 to 1, (1, rows, columns)."""
    tensor = torch.from_numpy(np.array(picture, np.uint8, copy=True))
    tensor = tensor.view(picture.size[1], picture.size[0], 1).permute(2, 0, 1).contiguous()
    return tensor.to(dtype=torch.get_default_dtype()).div(255)


def normalise(tensor):
    """Return (p - mean) / deviation, a channel at a time."""
    mean = torch.as_tensor((MEAN,), dtype=tensor.dtype).view(-1, 1, 1)
    deviation = torch.as_tensor((DEVIATION,), dtype=tensor.dtype).view(-1, 1, 1)
    return tensor.clone().sub_(mean).div_(deviation)


class Course:
    """The course's loop: DataLoader, transforms for each picture, Adam."""

    def __init__(self, args):
        pixels, labels = read_train(args.data, args.images)
        self.loader = torch.utils.data.DataLoader(Pictures(pixels, labels), batch_size=args.batch, shuffle=True)
        self.net = Net(pixels.shape[1] * pixels.shape[2], args.hidden)
        self.adam = torch.optim.Adam(self.net.parameters(), lr=0.001)

    def steps(self):
        """Do an epoch's steps; each gives the number of images that it used."""
        for images, labels in self.loader:
            self.adam.zero_grad()
            loss = functional.cross_entropy(self.net(images), labels)
            loss.backward()
            self.adam.step()
            yield len(labels), loss


WAYS = {
    "pytorch": Best,
    "pytorch-course": Course,
    "pytorch-cuda": lambda given: Best(given, "cuda"),
    "pytorch-cuda-graphs": Graphs,
}


def warm_up(trainer, images):
    """Train on some images first, at least one batch, and say when the first step is done."""
    seen = 0
    while seen < max(1, images):
        for size, _ in trainer.steps():
            if seen == 0:
                reporting.event("first-step")
            seen += size
            if seen >= images:
                return


def epoch(trainer):
    """Train for an epoch and report the seconds."""
    with reporting.timed("epoch"):
        for _, last in trainer.steps():
            pass
        loss = last.item()
    if not np.isfinite(loss):
        raise SystemExit(f"the loss became {loss}")


def note(layers):
    """Return what ran, in words."""
    by = ", layers by oneDNN" if layers == "onednn" else ""
    threads = torch.get_num_threads()
    if torch.cuda.is_initialized():
        return f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}, {torch.cuda.get_device_name()}"
    return f"PyTorch {torch.__version__}, {threads} thread{'s'[: threads > 1]}{by}, {kernels.pytorch(torch.__config__.show())}"


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--way", choices=list(WAYS), default="pytorch", help="(default: %(default)s)")
    parser.add_argument("--data", type=Path, default=Path("data/mnist"), help="folder of MNIST's files")
    parser.add_argument("--images", type=int, default=60000, help="images in an epoch (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=64, help="images a step (default: %(default)s)")
    parser.add_argument("--hidden", type=int, default=256, help="hidden units (default: %(default)s)")
    parser.add_argument("--warm-up", type=int, default=60000, help="images before (default: %(default)s)")
    parser.add_argument("--epochs", type=int, default=3, help="epochs to time (default: %(default)s)")
    parser.add_argument("--threads", type=int, help="of PyTorch (default: its own)")
    parser.add_argument("--layers", choices=["blas", "onednn"], default="blas", help="of pytorch (default: %(default)s)")
    return parser.parse_args()


def main():
    """Warm up, time the epochs, and report what ran."""
    args = arguments()
    reporting.end_with_parent()
    if args.threads:
        torch.set_num_threads(args.threads)
    if args.way == "pytorch":
        # Adam's moments of units that never light up become subnormal numbers, with which processors are slow.
        torch.set_flush_denormal(True)
    torch.manual_seed(1)
    trainer = WAYS[args.way](args)
    warm_up(trainer, args.warm_up)
    for _ in range(args.epochs):
        epoch(trainer)
    reporting.end(note(args.layers))


if __name__ == "__main__":
    main()
