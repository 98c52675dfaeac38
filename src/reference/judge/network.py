# A network of ReLU layers with softmax and cross-entropy, trained by gradient descent; Python's standard library only.
import math, sys
settings = dict(w.split(":") for w in input().split() if ":" in w)
words, data = sys.stdin.read().split(), {}
while words:                                   # NAME ROWS COLUMNS, then the numbers
    name, r, c = words[0], int(words[1]), int(words[2])
    data[name] = [[float(v) for v in words[3 + i * c:3 + (i + 1) * c]] for i in range(r)]
    words = words[3 + r * c:]
names = [name for name in data if name.startswith("fc")]
W, b = [data[n] for n in names[0::2]], [data[n][0] for n in names[1::2]]
lr, batch, L = float(settings["lr"]), int(settings["batch"]), len(W)

def show(name, rows):
    print(name, len(rows), len(rows[0]), *[v for row in rows for v in row])

for order in data["order"]:
    for start in range(0, len(order), batch):
        rows = [int(v) for v in order[start:start + batch]]
        loss, dW, db = 0, [[[0] * len(w) for w in layer] for layer in W], [[0] * len(c) for c in b]
        for n in rows:
            a = [data["x"][n]]
            for k in range(L):                 # z = W a + b, a = max(0, z)
                z = [sum(w * v for w, v in zip(W[k][j], a[k])) + b[k][j] for j in range(len(b[k]))]
                a.append(z if k == L - 1 else [max(0, v) for v in z])
            e = [math.exp(v - max(z)) for v in z]
            p = [v / sum(e) for v in e]
            loss -= sum(t * math.log(q) for t, q in zip(data["t"][n], p) if t) / len(rows)
            d = [(q - t) / len(rows) for t, q in zip(data["t"][n], p)]
            for k in reversed(range(L)):       # dW = d aᵀ, db = d, then d of the layer below
                for j in range(len(d)):
                    db[k][j] += d[j]
                    dW[k][j] = [g + d[j] * v for g, v in zip(dW[k][j], a[k])]
                d = [sum(d[j] * W[k][j][i] for j in range(len(d))) * (a[k][i] > 0) for i in range(len(a[k]))]
        show("loss", [[loss]])
        for k in range(L):
            show("grad." + names[2 * k], dW[k])
            show("grad." + names[2 * k + 1], [db[k]])
        for k in range(L):
            W[k] = [[w - lr * g for w, g in zip(*two)] for two in zip(W[k], dW[k])]
            b[k] = [c - lr * g for c, g in zip(b[k], db[k])]
            show(names[2 * k], W[k])
            show(names[2 * k + 1], [b[k]])
