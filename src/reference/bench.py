#!/usr/bin/env python3
"""Compares ways to train by time and memory. The contestants take turns, each in a process of its own; one that fails drops out.

    mvn package                                                          # builds what bin/crosscheck starts
    python3 src/reference/bench.py                                       # epochs of 784-256-10 on MNIST
    python3 src/reference/bench.py --only by-hand-2,dl4j --rounds 5 --json bench.json
    python3 src/reference/bench.py --table --rows 200000 --columns 20    # a table that is made for it
    python3 src/reference/bench.py --race                                # whole runs that must reach 98 % in the mean over seeds
    python3 src/reference/bench.py --race --only by-hand,dl4j --seed 301
    python3 src/reference/bench.py --hidden conv8x5,pool2,conv16x5,pool2,128
    python3 src/reference/bench.py --race --recipe lenet99               # whole runs that must reach 99 %

Contestants:
    by-hand-N     the trainer by hand with N threads
    dl4j          DL4J with layers that call the engine's kernels, as `train` has it by default
    dl4j-stock    DL4J with its own layers
    pytorch       PyTorch, all images in one tensor, fused Adam (Debian: python3-torch); BLAS or oneDNN and the threads that are fastest in a trial
    cpp-sparse    C++ on lit pixels only, compiled for this machine (Debian: g++ zlib1g-dev); the threads that are fastest in a trial
    sklearn       of a table: scikit-learn's MLPClassifier in float32 (Debian: python3-sklearn python3-pandas)

An epoch includes shuffling, gathering and normalising, not testing; the first two of each process warm it up and do not count. Peak memory is
of the whole process. In a race a run is a process from its start to its end: reading, training, testing, saving. A contestant with fewer than
20 runs, or whose mean test accuracy is not above 98 % (two one-sided tests, p below 0.01), is disqualified. Close other programs first.
"""
import argparse
import collections
import itertools
import json
import math
import os
import pathlib
import platform
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
# Variables that decide how many threads libraries use, or for which processor their kernels are.
UNSET = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "GOTO_NUM_THREADS", "MKL_DYNAMIC", "ONEDNN_MAX_CPU_ISA",
         "DNNL_MAX_CPU_ISA", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
WARM_UP = 2
FEWER = 2000  # images of an epoch of convolutions in DL4J, whose seconds are scaled
BATCH, HIDDEN, RATE = 64, 256, 0.001  # of a table and of the program in C++: its hidden layer
LENET = "conv8x5,pool2,conv16x5,pool2,64"
# epochs, rate, schedule, hidden layers, percent to reach
RECIPES = {"fast98": (3, 0.003, "cosine", "256", 98), "default": (10, 0.001, "constant", "256", 98), "lenet99": (4, 0.005, "cosine", LENET, 99)}
LEVEL, LEAST_SEEDS = 0.01, 20

Run = collections.namedtuple("Run", "seconds whole peak note right")
Run.__doc__ = "What a process reported: seconds of its epochs, of all of it, MiB, what ran, and the share of right answers."


class Failed(Exception):
    """A contestant cannot run, or failed; the others go on."""


def process(command, threads=None):
    """Runs a process to its end; returns standard output, seconds and the peak of its resident memory in MiB."""
    environment = {name: value for name, value in os.environ.items() if name not in UNSET}
    if threads:
        environment |= {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        # The program in C++ ends with its standard input, so that none outlives this one.
        running = subprocess.Popen([str(word) for word in command], stdout=output, stderr=errors, stdin=subprocess.PIPE, env=environment)
        try:
            _, status, usage = os.wait4(running.pid, 0)
        except KeyboardInterrupt:
            running.send_signal(signal.SIGTERM)
            raise
        running.returncode = os.waitstatus_to_exitcode(status)
        whole = time.perf_counter() - start
        output.seek(0), errors.seek(0)
        if running.returncode:
            said = [line for line in errors.read().splitlines() if line.strip() and not line.startswith("WARNING")]
            raise Failed(f"exit code {running.returncode}: {(said or ['nothing on standard error'])[-1 if 'Traceback' in said[0] else 0].strip()}")
        return output.read(), whole, usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


def own(args, work, trainer, threads=CORES, stock=False):
    """Trains by this program, and reads its run's folder."""
    out = pathlib.Path(tempfile.mkdtemp(dir=work))
    command = [ROOT / "bin" / "crosscheck", "train", "--trainer", trainer, "--device", "cpu", "--threads", threads, "--no-check", "--quiet",
               "--hidden", args.hidden, "--batch", BATCH, "--epochs", args.all_epochs, "--lr", args.rate, "--seed", args.seed, "--out", out / "run",
               "--with", f"schedule:{args.schedule}", "--data", args.data]
    command += ["--layers", "stock"] if stock and not convolves(args) else []  # what DL4J trains of convolutions is its own
    command += ["--validation", 60000 - FEWER] if stock and convolves(args) else []
    command += ["--target", "target", "--test", args.test] if args.table else []
    _, whole, peak = process(command)
    run = json.loads((out / "run" / "run.json").read_text(encoding="utf-8"))
    used, last = run["environment"], run["epochs"][-1]
    blas = "" if used["blas"] == "none" else f", {used['blas']}, BLAS threads: {used['blasThreads']}"
    shutil.rmtree(out)
    times = 60000 / FEWER if stock and convolves(args) else 1
    fewer = f", {FEWER} images, times {times:g}" if times > 1 else ""
    return Run([epoch["seconds"] * times for epoch in run["epochs"]], whole, peak, f"Java {used['java']}, {used['vectorFeatures']}{blas}{fewer}",
               last["testAccuracyPercent"] / 100)


def reported(command, threads):
    """Runs a program that writes events as lines of JSON: {"event": "epoch", "seconds": 0.43} and {"event": "end", "note": "...", ...}."""
    output, whole, peak = process(command, threads)
    events = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    end = events[-1] if events and events[-1]["event"] == "end" else {"note": "it did not say what ran"}
    return Run([e["seconds"] for e in events if e["event"] == "epoch"], whole, peak, end["note"], end.get("right", math.nan))


def script(args, work, name, threads, layers="blas"):
    """Runs a contestant of this file in a Python that has what it needs."""
    module = {"pytorch": "torch", "sklearn": "sklearn, pandas"}[name]
    for python in dict.fromkeys([sys.executable, "/usr/bin/python3"]):
        if subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0:
            break
    else:
        raise Failed(f"no Python here has {module}")
    return reported([python, __file__, "--contestant", name, "--data", args.data, "--test", args.test, "--all-epochs", args.all_epochs, "--rate", args.rate,
                     "--schedule", args.schedule, "--seed", args.seed, "--threads", threads, "--layers", layers, "--hidden", args.hidden], threads)


def cpp(args, work, threads):
    """Compiles the program in C++ once, and runs it."""
    program = work / "sparse"
    if not program.exists():
        flags = "-std=c++17 -O3 -march=native -fno-math-errno -fno-trapping-math -fopenmp".split()
        try:
            subprocess.run(["c++", *flags, HERE / "cpp" / "bench_sparse.cpp", "-o", program, "-lz"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as e:
            raise Failed(f"it cannot be compiled: {e}") from e
    return reported([program, args.data, args.all_epochs, threads], threads)


def thread_counts():
    return sorted({1, CORES} | {2 ** i for i in range(CORES.bit_length()) if 2 ** i < CORES})


def contestants(args):
    """The names of a comparison, each with the settings of which a trial takes the fastest."""
    one = lambda *words, **more: [lambda a, w: own(a, w, *words, **more)]  # noqa: E731
    tried = [lambda a, w, t=t, kind=kind: script(a, w, "pytorch", t, kind) for t, kind in itertools.product(thread_counts(), ("nchw", "nhwc") if convolves(args) else ("blas", "onednn"))]
    if args.table:
        return {f"by-hand-{CORES}": one("by-hand"), "sklearn": [lambda a, w, t=t: script(a, w, "sklearn", t) for t in {1, CORES}]}
    if args.race:
        return {"by-hand": one("by-hand"), **({} if convolves(args) else {"dl4j": one("dl4j")}), "pytorch": tried}
    if convolves(args):
        by_threads = {f"pytorch-{t}": [lambda a, w, t=t, kind=kind: script(a, w, "pytorch", t, kind) for kind in ("nchw", "nhwc")] for t in sorted({1, CORES})}
        return {**{f"by-hand-{t}": one("by-hand", t) for t in sorted({1, CORES})}, **by_threads, "dl4j-stock": one("dl4j", stock=True)}
    return {**{f"by-hand-{t}": one("by-hand", t) for t in sorted({1, CORES})}, "dl4j": one("dl4j"), "dl4j-stock": one("dl4j", stock=True),
            "pytorch": tried, "cpp-sparse": [lambda a, w, t=t: cpp(a, w, t) for t in thread_counts()]}


def convolves(args):
    return "conv" in args.hidden


def say(text):
    print(text, file=sys.stderr, flush=True)


def fastest(name, settings, args, work):
    """The setting whose epochs are the shortest in a trial of three."""
    if len(settings) == 1:
        return settings[0]
    trial = argparse.Namespace(**{**vars(args), "all_epochs": WARM_UP + 1})
    say(f"{name}: a trial of {len(settings)} settings")
    return min(settings, key=lambda setting: min(setting(trial, work).seconds))


def compete(args, work):
    """Runs all rounds; returns each contestant's runs."""
    runs, chosen = {}, {}
    for name, settings in contestants(args).items():
        if not args.only or name in args.only:
            try:
                chosen[name] = fastest(name, settings, args, work)
                runs[name] = []
            except Failed as e:
                say(f"{name} is left out: {e}")
    first = args.seed
    for turn in range(args.rounds):
        args.seed = first + turn if args.race else first
        for name in list(runs):
            say(f"Round {turn + 1} of {args.rounds}: {name}")
            try:
                runs[name].append(chosen[name](args, work))
            except Failed as e:
                say(f"{name} failed and is left out: {e}")
                del runs[name]
    if not runs:
        sys.exit("Nobody competed: see above for what is missing.")
    return runs


def student(t, freedom):
    """The probability of Student's distribution above t, by Simpson's rule."""
    at = lambda x: (1 + x * x / freedom) ** (-(freedom + 1) / 2)  # noqa: E731
    steps, scale = 2000, math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)
    width = t / steps
    return 0.5 - scale * width / 3 * sum(at(i * width) * (1 if i in (0, steps) else 2 + i % 2 * 2) for i in range(steps + 1))


def t_of(values, bound):
    deviation = statistics.stdev(values)
    off = statistics.fmean(values) - bound
    return off * math.sqrt(len(values)) / deviation if deviation else math.copysign(math.inf, off or -1)


def p_above(values, bound, draws=100_000):
    """The larger p of two tests of a mean at or below the bound: Student's, and one that allows for an exponential tail of poor runs, since of
    few runs most samples have none of them. docs/internals/numerics.md has their error rates."""
    t = t_of(values, bound)
    if math.isinf(t):
        return float(t < 0)
    drawn = random.Random(1)
    as_far = sum(t_of([1 - drawn.expovariate(1) for _ in values], 0) >= t for _ in range(draws))
    return max(student(t, len(values) - 1), (as_far + 1) / (draws + 1))


def machine():
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "") \
        if os.path.exists("/proc/cpuinfo") else platform.processor()
    return f"{cpu or 'an unknown processor'}, {CORES} processors, {platform.platform()}, load {os.getloadavg()[0]:.1f} at the start"


def report(args, runs, where):
    """Prints the table and returns it."""
    part = "s/run" if args.race else "s/epoch"
    times = {name: [run.whole for run in of] if args.race else [s for run in of for s in run.seconds[WARM_UP:]] for name, of in runs.items()}
    base = next((name for name in ("sklearn", "pytorch", "pytorch-1", "dl4j") if name in runs), next(iter(runs)))
    print(f"{where}\nrounds: {args.rounds}; unset: {', '.join(UNSET)}")
    print(f"{args.shape}, batch {BATCH}, Adam\n")
    print(f"{'name':<12} {part:>8} {'min-max':>15} {'n':>3} {'x ' + base:>10} {'peak MiB':>9} {'right':>8}")
    rows = {}
    for name, of in runs.items():
        median = statistics.median(times[name])
        ratio = statistics.median(times[base]) / median
        right = statistics.fmean(run.right for run in of)
        shown = "" if math.isnan(right) else f"{100 * right:.2f}%"
        rows[name] = {"median": median, "seconds": times[name], "ratio": ratio, "base": base, "peakMib": max(run.peak for run in of),
                      "right": None if math.isnan(right) else right, "note": of[-1].note}
        span = f"{min(times[name]):.3f}-{max(times[name]):.3f}"
        print(f"{name:<12} {median:8.3f} {span:>15} {len(times[name]):3} {ratio:10.2f} {rows[name]['peakMib']:9.0f} {shown:>8}")
    if args.race:
        print()
        for name, of in runs.items():
            percent = [100 * run.right for run in of]
            p = p_above(percent, args.bound) if len(of) > 1 else 1.0
            rows[name] |= {"percent": percent, "p": p, "qualified": len(of) >= LEAST_SEEDS and p < LEVEL}
            spread = f" ± {statistics.stdev(percent) / math.sqrt(len(of)):.3f}" if len(of) > 1 else ""
            print(f"{name}: {statistics.fmean(percent):.3f}{spread} %, above {args.bound} with p = {p:.2g}"
                  f"{'' if rows[name]['qualified'] else f': disqualified (at least {LEAST_SEEDS} runs and p below {LEVEL} are asked for)'}")
    print("\n" + "\n".join(f"{name}: {row['note']}" for name, row in rows.items()))
    return {"machine": where, "rounds": args.rounds, "shape": args.shape, "unset": UNSET, "contestants": rows}


def make_table(path, rows, columns, seed):
    """Writes numbers, categories (every fourth column) and missing numbers (a twentieth, of every fifth); five columns tell the class."""
    drawn = random.Random(seed)
    names = [("kind" if i % 4 == 3 else "number") + str(i + 1) for i in range(columns - 1)]
    with open(path, "w", encoding="ascii") as out:
        print(*names, "target", sep=",", file=out)
        for _ in range(rows):
            score, cells = drawn.gauss(0, 0.5), []
            for i in range(columns - 1):
                if i % 4 == 3:
                    most = 3 + i % 15
                    kind = drawn.randrange(most)
                    cells.append(f"k{kind}")
                    value = 2 * kind / (most - 1) - 1
                elif i % 5 == 4 and drawn.random() < 0.05:
                    cells.append("")
                    value = 0
                else:
                    value = drawn.gauss(0, 1)
                    cells.append(f"{value:.4f}")
                score += value if i < 5 else 0
            print(*cells, "low" if score < -0.9 else "middle" if score < 0.9 else "high", sep=",", file=out)


def event(name, **members):
    print(json.dumps({"event": name, **members}), flush=True)


def pytorch(args):
    """The contestant PyTorch: the digit network, tested once at the end. Convolutions lie in memory as (image, channel, row, column) or channels last."""
    import gzip
    import torch
    from torch.nn import functional

    def read(part, name, skip):
        packed = pathlib.Path(args.data, f"{part}-{name}-ubyte.gz")
        return torch.frombuffer(bytearray(gzip.decompress(packed.read_bytes())), dtype=torch.uint8, offset=skip)

    def images(part):
        labels = read(part, "labels-idx1", 8).long()
        return read(part, "images-idx3", 16).reshape(len(labels), -1).float().div_(255).sub_(0.1307).div_(0.3081), labels

    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)  # Adam's moments of units that never light up become subnormal, with which processors are slow
    torch.manual_seed(args.seed)
    x, labels = images("train")
    net = torch.nn.Sequential(*torch_layers(args.hidden, torch.nn))
    if args.layers == "nhwc":
        net = net.to(memory_format=torch.channels_last)

    def forward(rows):
        if args.layers == "onednn" and len(net) == 3:
            hidden = functional.relu(functional.linear(rows.to_mkldnn(), net[0].weight, net[0].bias))
            return functional.linear(hidden, net[2].weight, net[2].bias).to_dense()
        return net(rows)

    adam = torch.optim.Adam(net.parameters(), lr=args.rate, fused=True)
    steps, step = args.all_epochs * math.ceil(len(x) / BATCH), 0
    for _ in range(args.all_epochs):
        start = time.perf_counter()
        for used in torch.randperm(len(x)).split(BATCH):
            if args.schedule == "cosine":
                adam.param_groups[0]["lr"] = args.rate * (1 + math.cos(math.pi * step / steps)) / 2
            loss = functional.cross_entropy(forward(x.index_select(0, used)), labels.index_select(0, used))
            adam.zero_grad(set_to_none=True)
            loss.backward()
            adam.step()
            step += 1
        event("epoch", seconds=time.perf_counter() - start)
    x, labels = images("t10k")
    with torch.no_grad():
        right = (forward(x).argmax(1) == labels).float().mean().item(), torch.save(net.state_dict(), os.devnull)
    config = next((line.strip(" -\n") for line in torch.__config__.show().splitlines() if "CPU capability" in line), "")
    event("end", note=f"PyTorch {torch.__version__}, threads: {args.threads}, layers by {args.layers}, {config}", right=right[0])


def torch_layers(hidden, nn):
    """The layers of a network of 28x28 pictures and 10 classes."""
    layers, channels, side = [], 1, 28
    if "conv" in hidden:
        layers.append(nn.Unflatten(1, (1, 28, 28)))
    for word in hidden.split(","):
        if word == "pool2":
            layers.append(nn.MaxPool2d(2))
            side //= 2
        elif word.startswith("conv"):
            maps, kernel = word.removeprefix("conv").rstrip("s").split("x")
            padding = int(kernel) // 2 if word.endswith("s") else 0
            layers += [nn.Conv2d(channels, int(maps), int(kernel), padding=padding), nn.ReLU()]
            channels, side = int(maps), side + 2 * padding - int(kernel) + 1
        else:
            layers += [nn.Flatten()] if side > 1 and "conv" in hidden else []
            layers += [nn.Linear(channels * side * side, int(word)), nn.ReLU()]
            channels, side = int(word), 1
    layers += [nn.Flatten()] if side > 1 and "conv" in hidden else []
    return [*layers, nn.Linear(channels * side * side, 10)]


def sklearn(args):
    """The contestant scikit-learn: numbers get their median, a flag where they are missing, and the standard scale; categories are one-hot."""
    import numpy
    import pandas
    import sklearn as library
    from sklearn.neural_network import MLPClassifier
    tables = pandas.read_csv(args.data), pandas.read_csv(args.test)
    targets = [table.pop("target").to_numpy() for table in tables]
    numbers = tables[0].select_dtypes("number")
    median, mean, deviation = numbers.median(), numbers.mean(), numbers.std(ddof=0)
    holes = numbers.columns[numbers.isna().any()]
    kinds = pandas.get_dummies(tables[0].select_dtypes(exclude="number"))

    def features(table):
        scaled = (table[numbers.columns].fillna(median) - mean) / deviation
        hot = pandas.get_dummies(table.select_dtypes(exclude="number")).reindex(columns=kinds.columns, fill_value=False)
        return numpy.concatenate([part.to_numpy(numpy.float32) for part in (scaled, table[holes].isna(), hot)], axis=1)

    x, y = features(tables[0]), targets[0]
    model = MLPClassifier((HIDDEN,), batch_size=BATCH, alpha=0, learning_rate_init=args.rate, random_state=args.seed)
    for _ in range(args.all_epochs):
        start = time.perf_counter()
        model.partial_fit(x, y, classes=numpy.unique(y))
        event("epoch", seconds=time.perf_counter() - start)
    event("end", note=f"scikit-learn {library.__version__}, NumPy {numpy.__version__}, threads: {args.threads}", right=float(model.score(features(tables[1]), targets[1])))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--table", action="store_true", help="train on a table instead, beside scikit-learn")
    kind.add_argument("--race", action="store_true", help="time whole runs instead, which have to reach 98 or 99 %% in the mean over seeds")
    parser.add_argument("--only", type=lambda text: text.split(","), help="contestants, separated by commas (default: all that can run)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each contestant (default: %(default)s)")
    parser.add_argument("--epochs", type=int, default=5, help="epochs that count in a turn, after two to warm up (default: %(default)s)")
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the table (default: %(default)s)")
    parser.add_argument("--columns", type=int, default=50, help="of the table, the last to be learnt; 6 or more (default: %(default)s)")
    parser.add_argument("--recipe", choices=list(RECIPES), default="fast98", help="of a race: every contestant's settings (default: %(default)s)")
    parser.add_argument("--hidden", default=str(HIDDEN), help="hidden layers of MNIST's network, as `train` takes them (default: %(default)s)")
    parser.add_argument("--seeds", type=int, default=LEAST_SEEDS, help="of a race: runs of each contestant (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=201, help="the first; smaller ones chose the recipes (default: %(default)s)")
    parser.add_argument("--json", metavar="FILE", help="write all measurements")
    for name, of in {"contestant": str, "data": str, "test": str, "all-epochs": int, "rate": float, "schedule": str, "threads": int, "layers": str}.items():
        parser.add_argument(f"--{name}", type=of, help=argparse.SUPPRESS)  # how this script starts its own contestants
    return parser, parser.parse_args()


def main():
    parser, args = arguments()
    if args.contestant:
        return {"pytorch": pytorch, "sklearn": sklearn}[args.contestant](args)
    args.bound = RECIPES[args.recipe][4]
    if args.race:
        args.rounds, args.hidden = args.seeds, RECIPES[args.recipe][3]
    if min(args.rounds, args.epochs, args.rows) < 1 or args.columns < 6:
        parser.error("--rounds, --epochs, --rows and --seeds are 1 or more, --columns 6 or more")
    unknown = set(args.only or []) - set(contestants(args))
    if unknown:
        parser.error(f"--only {','.join(sorted(unknown))}: expected some of {', '.join(contestants(args))}")
    args.all_epochs, args.rate, args.schedule = RECIPES[args.recipe][:3] if args.race else (WARM_UP + args.epochs, RATE, "constant")
    args.data, args.test = str(ROOT / "data" / "mnist"), ""
    args.shape = f"{args.hidden} hidden on MNIST" + (f", recipe {args.recipe}: {args.all_epochs} epochs, rate {args.rate}, {args.schedule}" if args.race else "")
    where = machine()
    with tempfile.TemporaryDirectory() as work:
        if args.table:
            args.data, args.test = os.path.join(work, "train.csv"), os.path.join(work, "test.csv")
            args.shape = f"{args.rows} rows, {args.columns} columns, {HIDDEN} hidden units"
            say("The table is made")
            make_table(args.data, args.rows, args.columns, 1)
            make_table(args.test, max(100, args.rows // 10), args.columns, 2)
        result = report(args, compete(args, pathlib.Path(work)), where)
    left_out = set(args.only or []) - set(result["contestants"])
    if args.json:
        pathlib.Path(args.json).write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    if left_out:
        sys.exit(f"Left out, though asked for: {', '.join(sorted(left_out))}.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Stopped.")
