"""Logistic regression in plain Python: two overlapping clouds of points, drawn anew from the data seed."""

import argparse
import json
import math
import random
import sys

import etude_protocol as etude

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--l2", type=float, default=0.0)
parser.add_argument("--features", choices=["linear", "squares"], default="linear")
settings = parser.parse_args()


def point(draw):
    """A point inside a ring or on it: what a straight line cannot tell apart, squares can."""
    label = draw.randrange(2)
    angle, radius = draw.uniform(0, 2 * math.pi), draw.gauss(1 + label, 0.4)
    x, y = radius * math.cos(angle), radius * math.sin(angle)
    squares = [x * x, y * y] if settings.features == "squares" else []
    return [1.0, x, y, *squares], label


def score(weights, inputs):
    return sum(weight * value for weight, value in zip(weights, inputs))


def wrong(weights, points):
    return sum((score(weights, inputs) > 0) != label for inputs, label in points) / len(points)


draw = random.Random(20)  # the data are the same for every trial
train, validation = [point(draw) for _ in range(200)], [point(draw) for _ in range(200)]

start = random.Random(etude.seed())
state = {"epoch": 0, "weights": [start.gauss(0, 0.1) for _ in train[0][0]]}
if etude.resume_from():
    state = json.loads(etude.resume_from().read_text())
stop = etude.Stop()
weights = state["weights"]
while state["epoch"] < etude.max_epochs():
    state["epoch"] += 1
    # A seed for each epoch: a training that is resumed shuffles as one that never stopped.
    random.Random(etude.data_seed() * 1000 + state["epoch"]).shuffle(order := list(range(len(train))))
    for inputs, label in (train[index] for index in order):
        probability = 1 / (1 + math.exp(-max(-60.0, min(60.0, score(weights, inputs)))))
        for feature, value in enumerate(inputs):
            gradient = (probability - label) * value + settings.l2 * weights[feature]
            weights[feature] -= settings.lr * gradient
    etude.finite("the largest weight", max(map(abs, weights)))
    name = etude.save(f"epoch-{state['epoch']}.json", lambda path: path.write_text(json.dumps(state)))
    etude.report(state["epoch"], checkpoint=name, val_error=wrong(weights, validation), train_error=wrong(weights, train))
    if stop.asked:
        sys.exit(1)
