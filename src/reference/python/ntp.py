"""Prints the numbers of RecordedRecipeTest: a small network in neural tangent parametrization, x V/sqrt(n) + b, with SELU and smoothed
labels, trained by PyTorch in double with Adam (beta2 0.95, epsilon 0) at the rates of four waves; biases learn at a tenth of the rate."""

import math

import torch

STEPS = 8
RATE = 0.04

torch.set_default_dtype(torch.float64)


def sines(rows, columns, start):
    return torch.tensor([[math.sin(start + 1.7 * i + 0.9 * j) for j in range(columns)] for i in range(rows)])


v1, b1, v2, b2 = parameters = [sines(3, 4, 0.3), sines(1, 4, 2.0), sines(4, 2, 1.1), sines(1, 2, 0.7)]
x, labels = sines(5, 3, 0.5) * 2, torch.tensor([0, 1, 1, 0, 1])
for parameter in parameters:
    parameter.requires_grad_()
adam = torch.optim.Adam([dict(params=[v1, v2]), dict(params=[b1, b2])], betas=(0.9, 0.95), eps=0)
loss = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
for step in range(STEPS):
    rate = RATE * (0.5 - 0.5 * math.cos(2 * math.pi * math.log2(1 + 15 * step / STEPS)))
    adam.param_groups[0]["lr"], adam.param_groups[1]["lr"] = rate, rate / 10
    hidden = torch.nn.functional.selu(x @ v1 / math.sqrt(3) + b1)
    value = loss(hidden @ v2 / math.sqrt(4) + b2, labels)
    adam.zero_grad()
    value.backward()
    adam.step()
    print("loss", value.item())
for name, values in [("W1", v1 / math.sqrt(3)), ("b1", b1), ("W2", v2 / math.sqrt(4)), ("b2", b2)]:
    print(name, values.flatten().tolist())
