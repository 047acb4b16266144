"""A two-layer network by hand, with the typer library."""

import math
import random
from enum import Enum

import typer
from typing_extensions import Annotated

app = typer.Typer(add_completion=False)


class Activation(str, Enum):
    tanh = "tanh"
    relu = "relu"


@app.command()
def train(
    learning_rate: Annotated[float, typer.Option(help="How far each step goes.")] = 0.1,
    hidden: Annotated[int, typer.Option(min=1, max=256, help="Hidden units.")] = 8,
    activation: Annotated[Activation, typer.Option(help="After the hidden layer.")] = Activation.tanh,
    weight_decay: Annotated[float, typer.Option(help="Pull of the weights towards zero, at every step of the training.")] = 1e-4,
    epochs: Annotated[int, typer.Option(help="Passes over the data.")] = 5,
    seed: Annotated[int, typer.Option(help="Seed of everything random.")] = 0,
    shuffle: Annotated[bool, typer.Option(help="Another order in every epoch.")] = True,
):
    """Learns the exclusive or of two noisy signs."""
    source = random.Random(3)
    rows = [(source.uniform(-1, 1), source.uniform(-1, 1)) for _ in range(300)]
    data = [(x, y, int((x > 0) != (y > 0))) for x, y in rows]
    fit, held_out = data[:200], data[200:]
    generator = random.Random(seed)
    inner = [[generator.gauss(0, 1) for _ in range(3)] for _ in range(hidden)]
    outer = [generator.gauss(0, 0.5) for _ in range(hidden)]
    bend = math.tanh if activation == Activation.tanh else lambda z: max(0.0, z)

    def forward(x, y):
        units = [bend(w[0] * x + w[1] * y + w[2]) for w in inner]
        z = sum(o * u for o, u in zip(outer, units))
        return units, 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))

    for epoch in range(1, epochs + 1):
        if shuffle:
            generator.shuffle(fit)
        for x, y, label in fit:
            units, p = forward(x, y)
            error = p - label
            for k, unit in enumerate(units):
                slope = 1 - unit * unit if activation == Activation.tanh else float(unit > 0)
                back = error * outer[k] * slope
                outer[k] -= learning_rate * (error * unit + weight_decay * outer[k])
                for i, value in enumerate((x, y, 1.0)):
                    inner[k][i] -= learning_rate * (back * value + weight_decay * inner[k][i])
        right = sum((forward(x, y)[1] > 0.5) == bool(label) for x, y, label in held_out)
        typer.echo("epoch=%d val_acc=%.4f" % (epoch, right / len(held_out)))


if __name__ == "__main__":
    app()
