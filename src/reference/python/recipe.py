"""Prints the numbers of RecordedRecipeTest: a small network with ELU, trained by PyTorch in double with Adam, whose rate falls along half a cosine."""

import math

import torch

STEPS = 8
RATE = 0.04

torch.set_default_dtype(torch.float64)


def sines(rows, columns, start):
    return torch.tensor([[math.sin(start + 1.7 * i + 0.9 * j) for j in range(columns)] for i in range(rows)])


w1, b1, w2, b2 = parameters = [sines(3, 4, 0.3) / 2, sines(1, 4, 2.0), sines(4, 2, 1.1) / 2, sines(1, 2, 0.7)]
x, labels = sines(5, 3, 0.5) * 2, torch.tensor([0, 1, 1, 0, 1])
for parameter in parameters:
    parameter.requires_grad_()
adam = torch.optim.Adam(parameters, lr=RATE)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(adam, STEPS)
loss = torch.nn.CrossEntropyLoss()
for step in range(STEPS):
    value = loss(torch.nn.functional.elu(x @ w1 + b1) @ w2 + b2, labels)
    adam.zero_grad()
    value.backward()
    adam.step()
    schedule.step()
    print("loss", value.item())
for name, values in [("W1", w1), ("b1", b1), ("W2", w2), ("b2", b2)]:
    print(name, values.flatten().tolist())
