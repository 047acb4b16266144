"""A training in miniature: curves with noise over epochs, sound but for the one fault that the word before it plants."""

import json, math, os, random, sys

values = dict(word[2:].split("=", 1) for word in sys.argv[1:])
seed = int(os.environ["ETUDE_SEED"])
epochs = int(os.environ["ETUDE_MAX_EPOCHS"])
if PLANTED == "seed does nothing":
    seed = 0
luck = random.Random(seed)
if PLANTED == "clock for a seed":
    luck = random.Random(os.urandom(8))


def number(name, default):
    return float(values.get(name, default))


def place(*words):
    """A number in [0, 1) that the configuration alone decides."""
    return random.Random(repr(sorted(values.items())) + repr(words)).random()


rate = math.log10(number("learning_rate", 0.03))
momentum = number("momentum", 0.7)
best_rate = {"range ends early": -0.5, "edge of stability": -0.8}.get(PLANTED, -1.5)
steepness = {"edge of stability": 0.1}.get(PLANTED, 0.03)
floor = 0.1 + steepness * (rate - best_rate) ** 2 + 0.05 * (momentum - 0.7) ** 2 + luck.gauss(0, 0.002)
if values.get("activation") == "gelu":
    floor -= EFFECT
if PLANTED == "narrow valley":
    floor += 0.8 * math.hypot((rate + 1.5) / 1.5, 2 * momentum - 1)
if PLANTED == "interaction":
    alpha = number("alpha", 0.5)
    floor += 0.3 * abs(alpha - (0.1 if values.get("mode") == "a" else 0.9))
if PLANTED == "many nuisances":
    floor += 0.01 * sum((number("knob_%d" % knob, 0.5) - 0.5) ** 2 for knob in range(9))


def stop(why):
    print(json.dumps({"infeasible": why}), flush=True)
    sys.exit(0)


if PLANTED == "edge of stability" and rate > -1.0:
    stop("diverged")
if PLANTED == "bug out of memory" and place("memory") < 0.6:
    stop("out of memory")
if PLANTED == "one value diverges" and values.get("optimizer") == "sgd" and rate > -1.6:
    stop("diverged")
if PLANTED == "one value crashes" and values.get("activation") == "gelu" and luck.random() < 0.8:
    sys.exit("CUDA error: an illegal memory access was encountered")
if PLANTED == "diverges unnoticed" and rate > -0.4:
    floor = 1e6 * (1 + luck.random())

pace = {"too few epochs": 1.5, "too many epochs": 60, "saturates": 25}.get(PLANTED, 6.5)
scatter = {"late scatter": 0.02, "too many epochs": 0.0004}.get(PLANTED, 0.003)


def share(passed):
    """The validation error after a share of the training."""
    error = floor + 0.5 * math.exp(-pace * passed)
    if PLANTED == "overfitting":
        error += 0.12 * max(0.0, passed - 0.4)
    if PLANTED == "too many epochs":
        error += 0.008 * passed
    return error


def training_loss(passed):
    """The training loss after a share of the training."""
    loss = 0.15 + math.exp(-pace * passed) + luck.gauss(0, 0.004)
    if PLANTED == "training loss rises":
        loss += 0.5 * max(0.0, passed - 0.5)
    if PLANTED == "spikes" and luck.random() < 0.05:
        loss += 0.5 + luck.random()
    return loss


each = 6 if PLANTED == "order of data" else 1
for evaluation in range(1, epochs * each + 1):
    passed = evaluation / (epochs * each)
    error = share(passed) + luck.gauss(0, scatter)
    if PLANTED == "order of data":
        error += 0.006 * math.sin(2 * math.pi * evaluation / each)
    if PLANTED == "tiny validation set":
        error = sum(luck.random() < error for _ in range(200)) / 200
    if PLANTED == "score is not a number" and evaluation > 3 and place("nan") < 0.55:
        error = math.nan
    loss = training_loss(passed)
    norm = 1.5 * math.exp(luck.gauss(0, 0.3))
    if PLANTED == "clipped":
        norm *= 4
    if PLANTED == "gradient outliers" and luck.random() < 0.12:
        norm *= 20
    epoch = evaluation / each
    if PLANTED == "evaluated by the clock" and evaluation < epochs:
        epoch += luck.uniform(-0.45, 0.45)
    for part in (1, 2, 3) if each == 1 and epoch == evaluation else ():
        within = epoch - 1 + part / 4
        print(json.dumps({"epoch": within, "train_loss": training_loss(within / epochs)}))
    print(json.dumps({"epoch": epoch, "val_error": error, "train_loss": loss, "grad_norm": norm}))
