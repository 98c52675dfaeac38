"""A trainer on a graph of single numbers, in the manner of micrograd: every number knows how to pass a gradient on.

python3 scalars.py [SLIP]   < start
"""
import math
import sys


class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents, self.push = data, 0.0, parents, lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def push():
            self.grad += out.grad
            other.grad += out.grad
        out.push = push
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def push():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out.push = push
        return out

    def __pow__(self, k):
        out = Value(self.data ** k, (self,))

        def push():
            self.grad += k * self.data ** (k - 1) * out.grad
        out.push = push
        return out

    def function(self, value, slope):
        out = Value(value, (self,))

        def push():
            self.grad += slope * out.grad
        out.push = push
        return out

    def relu(self):
        return self.function(max(0.0, self.data), 1.0 if self.data > 0 else 0.0)

    def tanh(self):
        v = math.tanh(self.data)
        return self.function(v, 1 - math.tanh(v) ** 2 if slip == "derivative-of-output" else 1 - v * v)

    def exp(self):
        return self.function(math.exp(self.data), math.exp(self.data))

    def log(self):
        return self.function(math.log(self.data), 1 / self.data)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other if isinstance(other, Value) else -other)

    def backward(self):
        seen, order, stack = set(), [], [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((p, False) for p in node.parents)
        self.grad = 1.0
        for node in reversed(order):
            node.push()


slip = sys.argv[1] if len(sys.argv) > 1 else "none"
lines = [line for line in sys.stdin if not line.startswith("#")]
setup = lines[0].split()
settings = dict(w.split(":") for w in setup if ":" in w)
words = iter(" ".join(lines[1:]).split())
data = {}
for name in words:
    rows, columns = int(next(words)), int(next(words))
    data[name] = [[float(next(words)) for _ in range(columns)] for _ in range(rows)]

weights = {name: [[Value(v) for v in row] for row in data[name]] for name in data if name.startswith("fc")}
depth = len(weights) // 2
rate, batch = float(settings["lr"]), int(settings["batch"])


def network(row):
    a = [Value(v) for v in row]
    for k in range(1, depth + 1):
        z = []
        for j, unit in enumerate(weights["fc%d.weight" % k]):
            total = weights["fc%d.bias" % k][0][j]
            for w, v in zip(unit, a):
                total = total + w * v
            z.append(total)
        a = z if k == depth else [v.tanh() if "tanh" in setup else v.relu() for v in z]
    return a


def loss_of(rows):
    total = Value(0.0)
    for row in rows:
        z, target = network(data["x"][row]), data["t"][row]
        if "cross-entropy" in setup:
            top = max(v.data for v in z)
            e = [(v - top).exp() for v in z]
            whole = e[0]
            for v in e[1:]:
                whole = whole + v
            for v, q in zip(e, target):
                if q == 1:
                    total = total - (v * whole ** -1).log()
        else:
            for v, q in zip(z, target):
                total = total + (v - q) ** 2 * (1 / len(target))
    return total if slip == "all-summed" else total * (1 / len(rows))


for order in data["order"]:
    for start in range(0, len(order), batch):
        rows = [int(n) for n in order[start:start + batch]]
        loss = loss_of(rows)
        if slip != "accumulated":
            for name in weights:
                for row in weights[name]:
                    for w in row:
                        w.grad = 0.0
        loss.backward()
        print("loss 1 1\n%r" % loss.data)
        for name in weights:
            print("grad." + name, len(weights[name]), len(weights[name][0]))
            for row in weights[name]:
                print(*[w.grad for w in row])
        for name in weights:
            for row in weights[name]:
                for w in row:
                    w.data += rate * w.grad if slip == "sign" else -rate * w.grad
