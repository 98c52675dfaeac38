#!/usr/bin/python3
"""Makes sets of pictures, trains contestants on them and prints a table of what they reach on the test pictures.

    apt-get install python3-numpy python3-pil python3-scipy python3-sklearn python3-torch
    python3 src/reference/pictures.py --make --sets FOLDER
    python3 src/reference/pictures.py --sets FOLDER --results results.csv --seeds 10 dense hog
    python3 src/reference/pictures.py --sets FOLDER --results results.csv --only shapes-20,mnist-100 default pytorch
    python3 src/reference/pictures.py --results results.csv

Each set is a folder with train/ and test/ and one sub-folder per class; the number in its name is that of the training pictures per
class. The pictures of a set come from the seed 1 alone:

mnist     digits of data/mnist, 28 x 28; 200 test images per class
letters   26 letters, capital and small in one class, in 60 fonts to train and 20 others to test, 32 x 32; somewhat turned and moved
shapes    seven classes in colour, 32 x 32: discs, triangles and stars of any colour; squares and crosses that are warm or cold, which
          only colour tells apart, because both are equally light; turned in all directions
upright   the same, turned by up to 30 degrees
textures  eight classes in colours that mean nothing, 40 x 40: stripes, waves, checks, grids, bricks, dots, and noise of two kinds

Contestants:
default   `bin/crosscheck train --data SET` of --program
dense     with `--hidden 256 --trainer by-hand`
crosscheck:NAME  with --options, under a name of your choice
pytorch   the network, optimizer, rates, batches, shifts and validation that the default's run of this set and seed recorded, in PyTorch; the
          model is that of the epoch with the lowest validation loss. Its random numbers are its own. pytorch:NAME follows crosscheck:NAME
hog       scikit-learn's linear SVM on histograms of oriented gradients: nine directions of the strongest channel's gradient, cells of about
          four or eight pixels in blocks of 2 x 2. A fifth of the training pictures chooses the cells and C; then all are trained on
hogcolour the same with histograms of nine hues and of lightness in four quarters of the picture, for sets in colour

A result is a line of --results: set, seed, contestant, accuracy in percent, processor seconds. What the file already has is skipped, so a
run that was stopped goes on; --budget ends it in time. Without contestants the table is printed: means, and the means of paired differences over
seeds with their 95 % intervals (Student's t).
"""
import argparse
import csv
import gzip
import json
import math
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ENVIRONMENT = dict(os.environ)
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402  (after the thread limits)

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADER = ["set", "seed", "contestant", "accuracy", "seconds", "setup"]
CONTESTANTS = ["default", "crosscheck", "pytorch", "dense", "hog", "hogcolour"]

# To train and to test, in an order drawn once. One face of each family; of families that imitate the same one, one.
TRAINING_FONTS = """mononoki-Regular lobster eurof55 AtkinsonHyperlegible-Regular texgyrebonum-regular OldaniaADFStd-Regular Beteckna
    AveriaSerifGWF-Regular Humor-Sans GFSDidot LeagueSpartan-Regular FantasqueSansMono-Regular Inter-Regular
    LibrisADFStd-Regular Cabin-Regular DancingScript-Regular Play-Regular Roboto-Regular LeckerliOne-Regular B612-Regular
    AveriaSansGWF-Regular tuffy_regular osifont Junction-regular NationalPark-Regular GFSNeohellenic monof55
    Manrope-Regular LiberationSerif-Regular BerenisADFPro-Regular LinLibertine_R Jura-Regular Lato-Regular OCRA
    ClearSans-Regular EBGaramond12-Regular OldStandard-Regular LiberationSans-Regular texgyrepagella-regular
    ComicNeue-Regular Essays1743 Vollkorn-Regular Andika-Regular Caladea-Regular Solothurn-Regular DejaVuSans
    texgyreadventor-regular okolaksRegular Dosis-Book 3270-Regular Comfortaa-Regular CharisSIL-Regular
    MekanusADFStd-Regular agave-r-autohinted IrianisADFStd-Regular Karla-Regular Gentium-R BebasNeue-Regular Inconsolata
    GilliusADF-Regular""".split()
TEST_FONTS = """Cantarell-VF femkeklaver DejaVuSerif AccanthisADFStd-Regular Verana-Regular SourceSans3-Regular Quattrocento-Regular
    TomsonTalks Go-Regular UniversalisADFStd-Regular LiberationMono-Regular Carlito-Regular SNPro-Regular
    YanoneKaffeesatz-Regular LeagueMono-Regular KaushanScript-Regular BaskervaldADFStd Havana-Regular RobotoSlab-Regular
    Quicksand-Regular""".split()
FONT_PACKAGES = """3270 adf-accanthis adf-baskervald adf-berenis adf-gillius adf-irianis adf-libris adf-mekanus adf-oldania adf-solothurn
    adf-universalis adf-verana adobe-sourcesans3 agave atkinson-hyperlegible-ttf averia-sans-gwf averia-serif-gwf b612
    bebas-neue beteckna cabin cantarell clear-sans comfortaa comic-neue crosextra-caladea crosextra-carlito dancingscript
    dejavu-core dosis ebgaramond essays1743 eurofurence fantasque-sans femkeklaver gfs-didot gfs-neohellenic go havana
    humor-sans inconsolata inter junction jura karla kaushanscript lato league-mono league-spartan leckerli-one liberation
    linuxlibertine lobster manrope monofur mononoki national-park ocr-a okolaks oldstandard osifont play quattrocento
    quicksand roboto-slab roboto-unhinted sil-andika sil-charis sil-gentium sn-pro texgyre tomsontalks tuffy vollkorn
    yanone-kaffeesatz""".split()


# ---- Sets ----------------------------------------------------------------------------------------------------------------------

def digits(part, per_class, random):
    """`per_class` images of each digit from data/mnist."""
    def idx(name, offset):
        return np.frombuffer(gzip.decompress((ROOT / "data/mnist" / name).read_bytes()), np.uint8, offset=offset)
    files = {"train": "train", "test": "t10k"}[part]
    images = idx(files + "-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)
    labels = idx(files + "-labels-idx1-ubyte.gz", 8)
    for digit in range(10):
        for row in random.permutation(np.flatnonzero(labels == digit))[:per_class]:
            yield str(digit), images[row]


def font_files(fonts):
    found = {path.stem: path for folder in ("/usr/share/texmf/fonts", "/usr/share/fonts")
             for path in sorted(pathlib.Path(folder).rglob("*.[to]tf"))}
    missing = [font for font in fonts if font not in found]
    if missing:
        sys.exit(f"letters: fonts are missing ({len(missing)}): {' '.join(missing)}\n"
                 f"Install them: apt-get install --no-install-recommends {' '.join('fonts-' + name for name in FONT_PACKAGES)}")
    return [found[font] for font in fonts]


def letters(part, per_class, random):
    """A capital and a small letter of each font, dark on light or light on dark, turned by up to 8 degrees, moved and of varying size."""
    from PIL import Image, ImageDraw, ImageFont
    for font in font_files(TEST_FONTS if part == "test" else TRAINING_FONTS[:per_class // 2]):
        face = ImageFont.truetype(str(font), 120)
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            for drawn in (letter, letter.lower()):
                left, top, right, bottom = face.getbbox(drawn)
                big = Image.new("L", (256, 256))
                ImageDraw.Draw(big).text((128 - (left + right) / 2, 128 - (top + bottom) / 2), drawn, 255, face)
                reach = max(right - left, bottom - top) / random.uniform(0.6, 0.9)
                centre = 128 + random.uniform(-0.05, 0.05, 2) * reach
                big = big.rotate(random.uniform(-8, 8), Image.BILINEAR)
                box = (centre[0] - reach / 2, centre[1] - reach / 2, centre[0] + reach / 2, centre[1] + reach / 2)
                ink = np.asarray(big.transform((128, 128), Image.EXTENT, box, Image.BILINEAR), float)
                ink = ink.reshape(32, 4, 32, 4).mean((1, 3)) / 255
                yield letter, finished(*np.sort(random.uniform((20, 150), (110, 240)))[::random.choice([1, -1])], ink, random)


def finished(low, high, amount, random):
    """Levels between two colours, with a slanting light and noise."""
    rows, columns = amount.shape
    y, x = np.mgrid[:rows, :columns] / rows - 0.5
    picture = np.multiply.outer(1 - amount, low) + np.multiply.outer(amount, high)
    direction = random.uniform(0, 2 * np.pi)
    light = 1 + random.uniform(0, 0.25) * (np.cos(direction) * x + np.sin(direction) * y)
    light = light.reshape(light.shape + (1,) * (picture.ndim - 2))
    noisy = picture * light + random.normal(0, random.uniform(2, 14), picture.shape)
    return np.clip(np.round(noisy), 0, 255).astype(np.uint8)


def colour(hue, saturation, lightness):
    """Red, green and blue of a hue in degrees, as light as wanted (0.299 R + 0.587 G + 0.114 B) and as saturated as that allows."""
    full = 255 * np.clip(np.abs((hue / 60 + np.array([0, 4, 2])) % 6 - 3) - 1, 0, 1)
    own = full @ [0.299, 0.587, 0.114]
    vivid = full * lightness / own if lightness < own else 255 - (255 - full) * (255 - lightness) / (255 - own)
    return lightness + saturation * (vivid - lightness)


def shapes(part, per_class, random, most_turn=2 * np.pi):
    warm, cold = (-20, 50), (160, 260)
    classes = {"disc": (0, 360), "triangle": (0, 360), "star": (0, 360), "square-warm": warm, "square-cold": cold,
               "cross-warm": warm, "cross-cold": cold}
    for name, hues in classes.items():
        for _ in range(per_class):
            radius, angle = random.uniform(6, 13), random.uniform(0, most_turn)
            centre = 15.5 + random.uniform(-1, 1, 2) * (15 - radius)
            y, x = (np.mgrid[:128, :128] / 4 - 0.375 - centre[:, None, None]) / radius
            u, v = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
            r, turn = np.hypot(u, v), np.arctan2(v, u)
            inside = {"disc": r < 0.9,
                      "triangle": r * np.cos((turn % (2 * np.pi / 3)) - np.pi / 3) < 0.5,
                      "star": r < 0.45 + 0.55 * np.abs((turn / (2 * np.pi / 5)) % 1 - 0.5) * 2,
                      "square": np.maximum(abs(u), abs(v)) < 0.75,
                      "cross": np.minimum(np.maximum(abs(u), 3 * abs(v)), np.maximum(3 * abs(u), abs(v))) < 0.9}[name.split("-")[0]]
            inside = inside.reshape(32, 4, 32, 4).mean((1, 3))
            light, ground = random.uniform(60, 195, 2)
            while abs(light - ground) < 30:
                light, ground = random.uniform(60, 195, 2)
            shape = colour(random.uniform(*hues), random.uniform(0.5, 1), light)
            yield name, finished(colour(random.uniform(0, 360), random.uniform(0, 0.8), ground), shape, inside, random)


def upright(part, per_class, random):
    return shapes(part, per_class, random, np.pi / 6)


def textures(part, per_class, random):
    for name in ("stripes", "waves", "checks", "grid", "bricks", "dots", "clouds", "grain"):
        for _ in range(per_class):
            period, angle = random.uniform(6, 14), random.uniform(0, 2 * np.pi)
            y, x = np.mgrid[:160, :160] / 4 / period
            u = np.cos(angle) * x + np.sin(angle) * y + random.uniform()
            v = np.cos(angle) * y - np.sin(angle) * x + random.uniform()
            share = random.uniform(0.3, 0.6)
            if name in ("clouds", "grain"):
                width = random.uniform(*((1.8, 3.5) if name == "clouds" else (0.5, 1.1)))
                frequency = np.hypot(np.fft.fftfreq(40)[:, None], np.fft.fftfreq(40))
                field = np.fft.ifft2(np.fft.fft2(random.normal(size=(40, 40))) * np.exp(-2 * (np.pi * frequency * width) ** 2)).real
                amount = np.clip(0.5 + field / field.std() / 2, 0, 1)
            else:
                row = np.floor(v)
                distance = lambda t: np.abs(t % 1 - 0.5) * 2  # noqa: E731  (1 at whole numbers, 0 between them)
                on = {"stripes": distance(u) > share,
                      "waves": distance(u + random.uniform(0.2, 0.4) * np.sin(2 * np.pi * v / random.uniform(1.5, 2.5))) > share,
                      "checks": (np.floor(2 * u) + np.floor(2 * v)) % 2 == 0,
                      "grid": np.maximum(distance(u), distance(v)) > 1 - share / 2,
                      "bricks": np.maximum(2 * distance(u / 2 + row % 2 / 2) - 1, distance(v)) > 1 - share / 2,
                      "dots": np.hypot(u % 1 - 0.5, v % 1 - 0.5) < 0.2 + share / 4}[name]
                amount = on.reshape(40, 4, 40, 4).mean((1, 3))
                if random.uniform() < 0.5:
                    amount = 1 - amount
            first, second = random.uniform(40, 215, 2)
            while abs(first - second) < 30:
                first, second = random.uniform(40, 215, 2)
            yield name, finished(colour(random.uniform(0, 360), random.uniform(0, 1), first),
                                 colour(random.uniform(0, 360), random.uniform(0, 1), second), amount, random)


# A set's kind, and how many training and test pictures of each class it has (letters have as many test pictures as fonts allow)
SETS = {"mnist-20": (digits, 20, 200), "mnist-100": (digits, 100, 200), "mnist-1000": (digits, 1000, 200),
        "letters-20": (letters, 20, 0), "letters-120": (letters, 120, 0), "shapes-20": (shapes, 20, 100), "shapes-200": (shapes, 200, 100),
        "upright-200": (upright, 200, 100), "textures-20": (textures, 20, 100), "textures-150": (textures, 150, 100)}


def make(name, folder):
    """Writes a set unless it is there; one that was begun is written again."""
    from PIL import Image
    if folder.exists():
        return
    kind, *sizes = SETS[name]
    unfinished = folder.with_name(name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for part, size in zip(("train", "test"), sizes):
        random = np.random.default_rng([1, part == "test", size])
        for number, (label, picture) in enumerate(kind(part, size, random)):
            (unfinished / part / label).mkdir(parents=True, exist_ok=True)
            Image.fromarray(picture).save(unfinished / part / label / f"{number:05}.png")
    unfinished.rename(folder)
    print(f"{folder}: {sum(1 for _ in folder.glob('train/*/*'))} training and {sum(1 for _ in folder.glob('test/*/*'))} test pictures")


def pictures(folder, part, channels):
    """All pictures of a part as (pictures, rows, columns, channels) in 0 to 255, and their classes' numbers."""
    from PIL import Image
    names = sorted(path.name for path in (folder / "train").iterdir())
    files = [(path, label) for label, name in enumerate(names) for path in sorted((folder / part / name).iterdir())]
    levels = [np.asarray(Image.open(path).convert("L" if channels == 1 else "RGB")) for path, _ in files]
    return np.stack(levels).reshape(len(files), *levels[0].shape[:2], channels), np.array([label for _, label in files])


def in_colour(folder):
    return not folder.name.startswith(("mnist", "letters"))


def held_out(labels, seed):
    """A fifth of each class."""
    random = np.random.default_rng(seed)
    held = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        rows = random.permutation(np.flatnonzero(labels == label))
        held[rows[:len(rows) // 5]] = True
    return held


# ---- Contestants ---------------------------------------------------------------------------------------------------------------

def oriented_gradients(images, cell):
    """(N, rows, columns, channels) to (N, features): Dalal and Triggs 2005, without their window of Gauss."""
    images = images.astype(np.float32)
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge")
    dx, dy = padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2], padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]
    strongest = np.argmax(dx ** 2 + dy ** 2, axis=3, keepdims=True)
    dx, dy = (np.take_along_axis(d, strongest, 3)[..., 0] for d in (dx, dy))
    count, rows, columns = dx.shape
    down, across = round(rows / cell), round(columns / cell)
    place = np.arctan2(dy, dx) / np.pi * 9 - 0.5
    lower = np.floor(place)
    strength = np.hypot(dx, dy)
    votes = [(lower, strength * (1 - (place - lower))), (lower + 1, strength * (place - lower))]
    bins = np.zeros((count, down, across, 9), np.float32)
    row = np.arange(rows) * down // rows
    column = np.arange(columns) * across // columns
    for direction in range(9):
        share = sum(np.where(which % 9 == direction, weight, 0) for which, weight in votes)
        part = np.stack([share[:, row == r].sum(1) for r in range(down)], 1)
        bins[..., direction] = np.stack([part[:, :, column == c].sum(2) for c in range(across)], 2)
    blocks = np.concatenate([bins[:, a:down - 1 + a, b:across - 1 + b] for a in (0, 1) for b in (0, 1)], axis=3)
    for most in (0.2, 1):
        blocks = np.minimum(blocks / (np.linalg.norm(blocks, axis=3, keepdims=True) + 1e-3), most)
    return blocks.reshape(count, -1)


def colours(images):
    """Histograms of nine hues, weighted by saturation, and of lightness in each quarter of the picture."""
    r, g, b = np.moveaxis(images.astype(np.float32) / 255, 3, 0)
    hue = (np.arctan2(np.sqrt(3) * (g - b), 2 * r - g - b) / (2 * np.pi) % 1 * 9).astype(int) % 9
    light = np.clip(((r + g + b) * 3).astype(int), 0, 8)
    spread = images.max(3) / 255 - images.min(3) / 255
    found = []
    for rows in np.array_split(np.arange(images.shape[1]), 2):
        for columns in np.array_split(np.arange(images.shape[2]), 2):
            quarter = np.ix_(range(len(images)), rows, columns)
            for which, weight in ((hue, spread), (light, np.ones_like(spread))):
                part = np.stack([(weight[quarter] * (which[quarter] == i)).sum((1, 2)) for i in range(9)], 1)
                found.append(part / (np.linalg.norm(part, axis=1, keepdims=True) + 1e-3))
    return np.concatenate(found, axis=1)


def hog(folder, seed, with_colours=False):
    from sklearn.svm import LinearSVC
    parts = {part: pictures(folder, part, 3 if in_colour(folder) else 1) for part in ("train", "test")}
    labels = parts["train"][1]
    held = held_out(labels, seed)

    def features(part, cell):
        images = parts[part][0]
        gradients = oriented_gradients(images, cell)
        return np.concatenate([gradients, colours(images)], axis=1) if with_colours else gradients

    def fitted(x, y, c):
        return LinearSVC(C=c, dual=len(x) < x.shape[1], random_state=seed, max_iter=5000).fit(x, y)

    best = (-1,)
    for cell in (4, 8):
        x = features("train", cell)
        for c in (0.01, 0.1, 1, 10):
            right = np.mean(fitted(x[~held], labels[~held], c).predict(x[held]) == labels[held])
            best = max(best, (right, -c, cell))
    _, c, cell = best
    return np.mean(fitted(features("train", cell), labels, -c).predict(features("test", cell)) == parts["test"][1])


def crosscheck(program, folder, seed, options):
    """Trains in a process of its own; returns the share of test pictures that the model of the run answers rightly, and the run's setup."""
    with tempfile.TemporaryDirectory() as run:
        trained = subprocess.run([program / "bin/crosscheck", "train", "--data", folder, "--seed", str(seed), "--threads", "1", "--no-check",
                                  "--out", run, "--json", "-", *options], env=ENVIRONMENT, capture_output=True, text=True)
    if trained.returncode != 0:
        sys.exit(f"crosscheck on {folder}: exit code {trained.returncode}: {trained.stderr}")
    result = json.loads(trained.stdout)
    confusion = np.array(result["confusion"])
    return np.trace(confusion) / confusion.sum(), result["run"]["config"]["setup"]


def pytorch(folder, seed, setup):
    """Trains the network of a line such as "3x32x32-conv16x3s-pool2-128-7 relu cross-entropy adam lr:0.001 batch:64 validation:280 seed:1"."""
    import torch
    from torch import nn
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    sizes, *words = setup.split()
    given = dict(word.split(":") for word in words if ":" in word)
    unread = set(given) - {"lr", "batch", "epochs", "validation", "patience", "schedule", "shift", "seed", "epsilon"}
    if unread or [word for word in words if ":" not in word] != ["relu", "cross-entropy", "adam"]:
        sys.exit(f"pytorch: cannot follow {setup}")
    shape, *layers = sizes.split("-")
    channels, rows, columns = ([1] + [int(side) for side in shape.split("x")])[-3:]
    modules, maps = [], channels
    for position, layer in enumerate(layers):
        if layer.startswith("conv"):
            before, (maps, side) = maps, (int(number) for number in layer[4:].rstrip("s").split("x"))
            modules += [nn.Conv2d(before, maps, side, padding=side // 2 if layer.endswith("s") else 0), nn.ReLU()]
        elif layer == "pool2":
            modules.append(nn.MaxPool2d(2))
        else:
            if not any(isinstance(module, nn.Linear) for module in modules):
                modules.append(nn.Flatten())
                inputs = nn.Sequential(*modules)(torch.zeros(1, channels, rows, columns)).shape[1]
            modules.append(nn.Linear(inputs, int(layer)))
            inputs = int(layer)
            if position < len(layers) - 1:
                modules.append(nn.ReLU())
    network = nn.Sequential(*modules)

    (x, y), (x_test, y_test) = (pictures(folder, part, channels) for part in ("train", "test"))
    if x.shape[1:3] != (rows, columns):
        sys.exit(f"pytorch: {folder} has pictures of another size than {setup}")
    held = np.zeros(len(x), bool)
    held[np.random.default_rng(seed).permutation(len(x))[:int(given["validation"])]] = True
    mean, deviation = x.mean() / 255, x.std() / 255
    x, x_test = (torch.tensor((part / 255 - mean) / deviation, dtype=torch.float32).permute(0, 3, 1, 2).contiguous() for part in (x, x_test))
    y, y_test = torch.tensor(y), torch.tensor(y_test)
    x_held, y_held, x, y = x[held], y[held], x[~held], y[~held]

    reach = int(given.get("shift", 0))
    batch, epochs = int(given["batch"]), int(given.get("epochs", 10))
    steps = math.ceil(len(x) / batch)
    kind, factor, over = (given.get("schedule", "constant").split("/") + [0, epochs])[:3]
    if kind not in ("constant", "cosine"):
        sys.exit(f"pytorch: cannot follow {setup}")
    optimizer = torch.optim.Adam(network.parameters(), float(given["lr"]))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 if kind == "constant" else float(factor) + (1 - float(factor))
                                                 * (1 + math.cos(math.pi * min(1, step / (int(over) * steps)))) / 2)

    def outputs(inputs):
        with torch.no_grad():
            return torch.cat([network(part) for part in inputs.split(256)])

    best, kept, waited = math.inf, None, 0
    for _ in range(epochs):
        for chosen in torch.randperm(len(x)).split(batch):
            inputs = x[chosen]
            if reach:
                inputs = shifted(inputs, reach)
            optimizer.zero_grad()
            nn.functional.cross_entropy(network(inputs), y[chosen]).backward()
            optimizer.step()
            schedule.step()
        loss = nn.functional.cross_entropy(outputs(x_held), y_held).item()
        waited = 0 if loss < best else waited + 1
        if loss < best:
            best, kept = loss, {name: values.clone() for name, values in network.state_dict().items()}
        if waited == int(given.get("patience", epochs)):
            break
    network.load_state_dict(kept)
    return (outputs(x_test).argmax(1) == y_test).float().mean().item()


def shifted(inputs, reach):
    """Each picture moved by up to `reach` pixels down or up and to the right or left; what comes in repeats its border."""
    import torch
    count, _, rows, columns = inputs.shape
    down, across = torch.randint(-reach, reach + 1, (2, count, 1))
    row = (torch.arange(rows) - down).clamp(0, rows - 1)
    column = (torch.arange(columns) - across).clamp(0, columns - 1)
    return inputs[torch.arange(count)[:, None, None], :, row[:, :, None], column[:, None, :]].permute(0, 3, 1, 2)


def trained(contestant, folder, seed, given, results):
    """The share of right answers on the test pictures, and the setup of Crosscheck's runs."""
    if contestant.startswith("hog"):
        return hog(folder, seed, contestant == "hogcolour"), ""
    kind, _, name = contestant.partition(":")
    if kind == "pytorch":
        followed = "crosscheck:" + name if name else "default"
        setup = next((row["setup"] for row in results if (row["set"], row["contestant"]) == (folder.name, followed)), None)
        if setup is None:
            sys.exit(f"{contestant}: needs a result of {followed} on {folder.name} first")
        return pytorch(folder, seed, setup), ""
    options = {"default": [], "dense": ["--hidden", "256", "--trainer", "by-hand"], "crosscheck": given.options.split()}[kind]
    return crosscheck(given.program, folder, seed, options)


# ---- Results -------------------------------------------------------------------------------------------------------------------

def interval(values):
    """The mean and its 95 % interval by Student's t, as text."""
    from scipy import stats
    mean = np.mean(values)
    if len(values) < 2:
        return f"{mean:+.2f}"
    half = stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / math.sqrt(len(values))
    return f"{mean:+.2f} ({mean - half:+.2f} to {mean + half:+.2f})"


def report(results, first):
    """Two tables in Markdown: mean accuracies, and what the first contestant has more than each of the others."""
    reached = {}
    for row in results:
        reached.setdefault((row["set"], row["contestant"]), {})[row["seed"]] = float(row["accuracy"])
    found = sorted({contestant for _, contestant in reached}, key=lambda name: (CONTESTANTS.index(name.split(":")[0]), name))
    print("| set | " + " | ".join(found) + " |\n|---|" + "---|" * len(found))
    for name in SETS:
        cells = [reached.get((name, contestant)) for contestant in found]
        print(f"| {name} | " + " | ".join("" if cell is None else f"{np.mean(list(cell.values())):.2f} ({len(cell)})" for cell in cells) + " |")
    others = [name for name in found if name != first]
    print(f"\n| {first} less | " + " | ".join(others) + " |\n|---|" + "---|" * len(others))
    for name in SETS:
        own = reached.get((name, first), {})
        cells = []
        for other in others:
            scores = reached.get((name, other), {})
            both = sorted(set(own) & set(scores))
            cells.append(interval([own[seed] - scores[seed] for seed in both]) if both else "")
        print(f"| {name} | " + " | ".join(cells) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("contestants", nargs="*", help=", ".join(CONTESTANTS) + "; none prints the tables")
    parser.add_argument("--sets", type=pathlib.Path, default=pathlib.Path("target/pictures"), help="folder of the sets (target/pictures)")
    parser.add_argument("--make", action="store_true", help="write the sets that are not there, as others need them")
    parser.add_argument("--only", default=",".join(SETS), help="sets, separated by commas")
    parser.add_argument("--seeds", type=int, default=10, help="of training, from 1 on (10)")
    parser.add_argument("--results", type=pathlib.Path, default=pathlib.Path("target/pictures.csv"))
    parser.add_argument("--program", type=pathlib.Path, default=ROOT, help="folder of a built Crosscheck")
    parser.add_argument("--options", default="", help="of crosscheck:NAME")
    parser.add_argument("--beside", default="default", help="the contestant that the others are compared with")
    parser.add_argument("--budget", type=float, default=math.inf, help="seconds after which no training begins")
    given = parser.parse_args()
    wanted = given.only.split(",")
    for name, known in [(name, SETS) for name in wanted] + [(name, CONTESTANTS) for name in given.contestants]:
        if name.split(":")[0] not in known:
            parser.error(f"{name}: one of {', '.join(known)}")
    if given.make:
        for name in wanted:
            make(name, given.sets / name)
    results = list(csv.DictReader(given.results.open())) if given.results.exists() else []
    done = {(row["set"], int(row["seed"]), row["contestant"]) for row in results}
    end = time.monotonic() + given.budget
    for seed in range(1, given.seeds + 1):
        for name in wanted:
            for contestant in given.contestants:
                colourless = contestant == "hogcolour" and not in_colour(given.sets / name)
                if (name, seed, contestant) in done or colourless:
                    continue
                if time.monotonic() > end:
                    sys.exit("The budget is spent; start this again to go on.")
                make(name, given.sets / name)
                before = processor_seconds()
                accuracy, setup = trained(contestant, given.sets / name, seed, given, results)
                row = dict(zip(HEADER, (name, seed, contestant, f"{100 * accuracy:.3f}", f"{processor_seconds() - before:.1f}", setup)))
                results.append(row)
                fresh = not given.results.exists()
                given.results.parent.mkdir(parents=True, exist_ok=True)
                with given.results.open("a", newline="") as file:
                    writer = csv.DictWriter(file, HEADER, lineterminator="\n")
                    if fresh:
                        writer.writeheader()
                    writer.writerow(row)
                print(", ".join(str(row[column]) for column in HEADER), flush=True)
    if not given.contestants and results:
        report(results, given.beside)


def processor_seconds():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


if __name__ == "__main__":
    main()
