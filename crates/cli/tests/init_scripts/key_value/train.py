"""Least squares with settings written key=value, each with a default."""

import json
import random
import sys

settings = {"lr": 0.02, "l2": 0.001, "degree": 2, "epochs": 5, "seed": 0, "data": "waves"}
for word in sys.argv[1:]:
    name, value = word.split("=", 1)
    if name not in settings:
        sys.exit(f"no setting is named {name}; there are {', '.join(settings)}")
    settings[name] = type(settings[name])(value)

source = random.Random(4)
rows = [(x, x**3 - x + source.gauss(0, 0.1)) for x in (source.uniform(-1.2, 1.2) for _ in range(200))]
fit, held_out = rows[:140], rows[140:]
generator = random.Random(settings["seed"])
weights = [generator.gauss(0, 0.5) for _ in range(settings["degree"] + 1)]


def value_at(x):
    return sum(w * x**k for k, w in enumerate(weights))


for epoch in range(1, settings["epochs"] + 1):
    generator.shuffle(fit)
    for x, y in fit:
        error = value_at(x) - y
        weights = [w - settings["lr"] * (error * x**k + settings["l2"] * w) for k, w in enumerate(weights)]
        weights = [max(-1e3, min(1e3, w)) for w in weights]
    val_loss = sum((value_at(x) - y) ** 2 for x, y in held_out) / len(held_out)
    print(json.dumps({"epoch": epoch, "val_loss": val_loss, "weights": weights}))
