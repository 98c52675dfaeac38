"""A trainer with PyTorch's modules and optimizers: what most people would write.

python3 modules.py [--slip NAME] [--double]   < start
"""
import argparse
import re
import sys

import torch
from torch import nn

options = argparse.ArgumentParser()
options.add_argument("--slip", default="none")
options.add_argument("--double", action="store_true")
args = options.parse_args()
torch.set_num_threads(1)
dtype = torch.bfloat16 if args.slip == "bfloat" else torch.float64 if args.double else torch.float32
setup = sys.stdin.readline().split()[1:]
settings = dict(w.split(":") for w in setup if ":" in w)
words = sys.stdin.read().split()
data = {}
while words:
    name, rows, columns = words[0], int(words[1]), int(words[2])
    data[name] = torch.tensor([float(w) for w in words[3:3 + rows * columns]], dtype=dtype).reshape(rows, columns)
    words = words[3 + rows * columns:]
depth = sum(name.endswith(".bias") for name in data)
lr = float(settings["lr"])
hidden = nn.Tanh if "tanh" in setup else nn.Sigmoid if "sigmoid" in setup else nn.ReLU
model = nn.Sequential()
linear = []
first, *layers = setup[0].split("-")
shape = [int(n) for n in first.split("x")]
if len(shape) > 1:
    shape = [1] * (3 - len(shape)) + shape
    model.append(nn.Unflatten(1, shape))
names = []
for word in [word for word in layers if word.startswith("conv")]:
    maps, side, same = re.match(r"conv(\d+)x(\d+)(s?)", word).groups()
    names.append("conv%d" % (1 + len(names)))
    layer = nn.Conv2d(shape[0], int(maps), int(side), padding=int(side) // 2 if same else 0, dtype=dtype)
    layer.weight.data = data[names[-1] + ".weight"].reshape(layer.weight.shape).clone()
    layer.bias.data = data[names[-1] + ".bias"][0].clone()
    linear.append(layer)
    model.extend([layer, nn.ReLU()])
    shape = [int(maps)]
    if layers[layers.index(word) + 1:][:1] == ["pool2"]:
        model.append(nn.AvgPool2d(2) if args.slip == "average-pooling" else nn.MaxPool2d(2))
if names:
    model.append(nn.Flatten())
depth -= len(names)
for k in range(1, depth + 1):
    names.append("fc%d" % k)
    weight, bias = data["fc%d.weight" % k], data["fc%d.bias" % k]
    layer = nn.Linear(weight.shape[1], weight.shape[0], dtype=dtype)
    layer.weight.data, layer.bias.data = weight.clone(), bias[0].clone()
    linear.append(layer)
    model.append(layer)
    if k < depth:
        model.append(hidden())
reduction = "sum" if args.slip == "reduction-sum" else "mean"
if "cross-entropy" in setup:
    criterion = nn.CrossEntropyLoss(reduction=reduction)
    if args.slip == "log-softmax-twice":
        model.append(nn.Softmax(dim=1))
elif "bce" in setup:
    criterion = nn.BCEWithLogitsLoss(reduction=reduction)
else:
    criterion = nn.HuberLoss() if "huber" in setup else nn.MSELoss(reduction=reduction)
if "adamw" in setup:
    decay = float(settings.get("weight-decay", 0.01))
    kind = torch.optim.Adam if args.slip == "l2" else torch.optim.AdamW
    optimizer = kind(model.parameters(), lr, weight_decay=decay)
elif "adam" in setup:
    optimizer = torch.optim.Adam(model.parameters(), lr)
else:
    momentum = float(settings.get("momentum", 0.9)) if "momentum" in setup else 0
    optimizer = torch.optim.SGD(
        model.parameters(), lr, momentum=momentum, nesterov=args.slip == "nesterov",
        dampening=0.9 if args.slip == "dampening" else 0)


def show(name, tensor):
    tensor = tensor.detach().reshape(1 if tensor.dim() == 1 else len(tensor), -1)
    print(name, *tensor.shape)
    for row in tensor.tolist():
        print(*row)


for order in data["order"].long():
    for rows in order.split(int(settings["batch"])):
        loss = criterion(model(data["x"][rows]), data["t"][rows])
        if args.slip != "no-zero-grad":
            optimizer.zero_grad()
        loss.backward()
        print("loss 1 1\n%r" % loss.item())
        for name, layer in zip(names, linear):
            show("grad." + name + ".weight", layer.weight.grad)
            show("grad." + name + ".bias", layer.bias.grad)
        if args.slip == "clip-norm":
            nn.utils.clip_grad_norm_(model.parameters(), 0.1)
        if args.slip == "zero-grad-before-step":
            optimizer.zero_grad()
        optimizer.step()
        for name, layer in zip(names, linear):
            show(name + ".weight", layer.weight)
            show(name + ".bias", layer.bias)
