"""A trainer with PyTorch's modules and optimizers: what most people would write.

python3 modules.py [--slip NAME] [--double]   < start
"""
import argparse
import sys

import torch
from torch import nn

options = argparse.ArgumentParser()
options.add_argument("--slip", default="none")
options.add_argument("--double", action="store_true")
args = options.parse_args()
torch.set_num_threads(1)
dtype = torch.float64 if args.double else torch.float32
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
for k in range(1, depth + 1):
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
    tensor = tensor.detach().reshape(1, -1) if tensor.dim() == 1 else tensor.detach()
    print(name, *tensor.shape)
    for row in tensor.tolist():
        print(*row)


for order in data["order"].long():
    for rows in order.split(int(settings["batch"])):
        if args.slip != "no-zero-grad":
            optimizer.zero_grad()
        loss = criterion(model(data["x"][rows]), data["t"][rows])
        loss.backward()
        print("loss 1 1\n%r" % loss.item())
        for k, layer in enumerate(linear, start=1):
            show("grad.fc%d.weight" % k, layer.weight.grad)
            show("grad.fc%d.bias" % k, layer.bias.grad)
        if args.slip == "clip-norm":
            nn.utils.clip_grad_norm_(model.parameters(), 0.1)
        optimizer.step()
        for k, layer in enumerate(linear, start=1):
            show("fc%d.weight" % k, layer.weight)
            show("fc%d.bias" % k, layer.bias)
