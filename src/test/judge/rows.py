"""A trainer that sees a row at a time and adds its gradients up, with log-sum-exp; written for two layers only.

python3 rows.py [SLIP]   < start
"""
import math
import sys

slip = (sys.argv + ["none"])[1]
setup = input().split()[1:]
opt = {w.split(":")[0]: w.split(":")[1] for w in setup if ":" in w}
arr = {}
rest = sys.stdin.read().split()
while rest:
    name, r, c = rest[0], int(rest[1]), int(rest[2])
    arr[name] = [float(s) for s in rest[3:3 + r * c]]
    arr[name + "#"] = (r, c)
    rest = rest[3 + r * c:]
H, I = arr["fc1.weight#"]
O, _ = arr["fc2.weight#"]
w1, b1, w2, b2 = arr["fc1.weight"], arr["fc1.bias"], arr["fc2.weight"], arr["fc2.bias"]
kind = setup[1]
lr, B = float(opt["lr"]), int(opt["batch"])
E, M = arr["order#"]


def act(z):
    if kind == "tanh":
        return math.tanh(z)
    if kind == "sigmoid":
        return 1 / (1 + math.exp(-z))
    return max(z, 0)


def dact(a):
    if slip == "sigmoid-slope-for-tanh":
        return a * (1 - a)
    if kind == "tanh":
        return (1 + a) * (1 - a)
    if kind == "sigmoid":
        return a - a * a
    return 1 if a > 0 else 0


def dump(name, values, r, c):
    print(name, r, c)
    print(" ".join(repr(v) for v in values))


for e in range(E):
    for s in range(0, M, B):
        ids = [int(k) for k in arr["order"][e * M + s:e * M + min(M, s + B)]]
        g1, gb1, g2, gb2 = [0.0] * (H * I), [0.0] * H, [0.0] * (O * H), [0.0] * O
        total = 0
        for k in ids:
            x = arr["x"][k * I:(k + 1) * I]
            t = arr["t"][k * O:(k + 1) * O]
            h = [act(math.fsum([w1[j * I + i] * x[i] for i in range(I)] + [b1[j]])) for j in range(H)]
            z = [math.fsum([w2[o * H + j] * h[j] for j in range(H)] + [b2[o]]) for o in range(O)]
            if "bce" in setup:
                # ln(1 + e^z) - t z, without overflow
                total += sum(max(v, 0) - v * q + math.log1p(math.exp(-abs(v))) for v, q in zip(z, t)) / O
                d = [(1 / (1 + math.exp(-v)) - q) / O for v, q in zip(z, t)]
            else:
                top = max(z)
                lse = top + math.log(sum(math.exp(v - top) for v in z))
                total += sum(q * (lse - v) for v, q in zip(z, t))
                d = [math.exp(v - lse) - q for v, q in zip(z, t)]
            for o in range(O):
                gb2[o] += d[o]
                for j in range(H):
                    g2[o * H + j] += d[o] * h[j]
            for j in range(H):
                back = sum(d[o] * w2[o * H + j] for o in range(O))
                if slip != "hidden-derivative-missing":
                    back *= dact(h[j])
                gb1[j] += back
                for i in range(I):
                    g1[j * I + i] += back * x[i]
        n = M if slip == "divided-by-all-rows" else len(ids)
        print("loss 1 1")
        print(repr(total / len(ids)))
        for name, values, r, c in (("fc1.weight", g1, H, I), ("fc1.bias", gb1, 1, H),
                                   ("fc2.weight", g2, O, H), ("fc2.bias", gb2, 1, O)):
            dump("grad." + name, [v / n for v in values], r, c)
        if slip == "hidden-frozen":
            g1, gb1 = [0.0] * (H * I), [0.0] * H
        for values, g in ((w1, g1), (b1, gb1), (w2, g2), (b2, gb2)):
            for i in range(len(values)):
                values[i] -= lr * g[i] / n
        for name, values, r, c in (("fc1.weight", w1, H, I), ("fc1.bias", b1, 1, H),
                                   ("fc2.weight", w2, O, H), ("fc2.bias", b2, 1, O)):
            dump(name, values, r, c)
