"""Train a small network on 8x8 digits: plain Python, one hidden layer, SGD with momentum.

It runs by itself (`python3 train.py --lr=0.1`) and under Etude, which adds the environment read in `main`.
"""

import argparse
import gzip
import json
import math
import os
import random
import sys
from operator import mul
from pathlib import Path

DATA = Path(__file__).parent / "data" / "digits.csv.gz"
CLASSES = 10


def load_digits(part):
    """(pixels, digit) of one part of a fixed split: every third image, so that each writer is in all three."""
    start = ["training", "validation", "test"].index(part)
    with gzip.open(DATA, "rt", encoding="ascii") as lines:
        rows = [[int(number) for number in line.split(",")] for line in lines]
    # The constant 1 at the end carries the bias.
    return [([pixel / 16 for pixel in row[:-1]] + [1.0], row[-1]) for row in rows[start::3]]


def dot(left, right):
    return sum(map(mul, left, right))


def tanh_slope(output):
    return 1 - output * output


def relu(value):
    return value if value > 0 else value * 0.0  # times zero, so that NaN stays NaN


def relu_slope(output):
    return 1.0 if output > 0 else 0.0


ACTIVATIONS = {"tanh": (math.tanh, tanh_slope), "relu": (relu, relu_slope)}


class Network:
    """Two matrices of weights, and the velocity of each. The last column of a matrix is the bias."""

    def __init__(self, hidden, activation, seed):
        generator = random.Random(seed)
        self.activation, self.slope = ACTIVATIONS[activation]
        self.weights = [random_matrix(hidden, 65, generator), random_matrix(CLASSES, hidden + 1, generator)]
        self.velocity = [[[0.0] * len(row) for row in matrix] for matrix in self.weights]

    def forward(self, pixels):
        """The hidden layer's outputs and the probability of each digit."""
        first, second = self.weights
        hidden = [self.activation(dot(row, pixels)) for row in first] + [1.0]
        logits = [dot(row, hidden) for row in second]
        largest = max(logits)
        powers = [math.exp(logit - largest) for logit in logits]
        total = sum(powers)
        return hidden, [power / total for power in powers]

    def gradients(self, batch):
        """The mean gradient of the cross-entropy over the batch, a matrix per layer, and the mean loss."""
        second = self.weights[1]
        columns = list(zip(*second))
        loss, hiddens, output_errors, hidden_errors = 0.0, [], [], []
        for pixels, digit in batch:
            hidden, probabilities = self.forward(pixels)
            loss += cross_entropy(probabilities, digit)
            probabilities[digit] -= 1
            hiddens.append(hidden)
            output_errors.append(probabilities)
            hidden_errors.append(
                [dot(column, probabilities) * self.slope(output) for column, output in zip(columns, hidden[:-1])]
            )
        inputs = [pixels for pixels, _ in batch]
        return [outer_mean(hidden_errors, inputs), outer_mean(output_errors, hiddens)], loss / len(batch)

    def step(self, gradients, settings):
        """One step of SGD with momentum; the L2 penalty spares the biases."""
        lr, momentum, l2 = settings.lr, settings.momentum, settings.l2
        for weights, velocity, gradient in zip(self.weights, self.velocity, gradients):
            for w, v, g in zip(weights, velocity, gradient):
                penalized = [slope + l2 * weight for slope, weight in zip(g, w)]
                penalized[-1] = g[-1]
                v[:] = [momentum * speed - lr * slope for speed, slope in zip(v, penalized)]
                w[:] = [weight + speed for weight, speed in zip(w, v)]


def random_matrix(rows, columns, generator):
    spread = 1 / math.sqrt(columns - 1)
    return [[generator.gauss(0, spread) for _ in range(columns - 1)] + [0.0] for _ in range(rows)]


def outer_mean(errors, inputs):
    by_input = list(zip(*inputs))
    return [[dot(error, column) / len(inputs) for column in by_input] for error in zip(*errors)]


def cross_entropy(probabilities, digit):
    probability = probabilities[digit]
    return probability if math.isnan(probability) else -math.log(max(probability, 1e-300))


def train_epoch(network, examples, settings, seed):
    order = list(examples)
    random.Random(seed).shuffle(order)
    losses = []
    for start in range(0, len(order), settings.batch_size):
        gradients, loss = network.gradients(order[start : start + settings.batch_size])
        network.step(gradients, settings)
        losses.append(loss)
    return sum(losses) / len(losses)


def evaluate(network, examples):
    """The share of digits read wrongly, and the mean cross-entropy."""
    wrong, loss = 0, 0.0
    for pixels, digit in examples:
        _, probabilities = network.forward(pixels)
        wrong += max(range(CLASSES), key=probabilities.__getitem__) != digit
        loss += cross_entropy(probabilities, digit)
    return wrong / len(examples), loss / len(examples)


def save_checkpoint(path, network, settings, epoch):
    """Written beside and then renamed: a run killed meanwhile leaves the old file or the new one, never half."""
    state = {
        "epoch": epoch,
        "hidden": settings.hidden,
        "activation": settings.activation,
        "weights": network.weights,
        "velocity": network.velocity,
    }
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(state))
    os.replace(unfinished, path)


def load_checkpoint(path):
    """The network and the number of epochs it has seen; JSON keeps every bit of a float."""
    state = json.loads(Path(path).read_text())
    network = Network(state["hidden"], state["activation"], seed=0)
    network.weights, network.velocity = state["weights"], state["velocity"]
    return network, state["epoch"]


def parse_settings(arguments):
    parser = argparse.ArgumentParser(description="Train a small network on 8x8 digits.")
    parser.add_argument("--lr", type=float, default=0.01)
    parser.add_argument("--momentum", type=float, default=0.9)
    parser.add_argument("--hidden", type=int, default=16)
    parser.add_argument("--l2", type=float, default=0.0001)
    parser.add_argument("--batch_size", type=int, default=32)
    parser.add_argument("--activation", choices=sorted(ACTIVATIONS), default="tanh")
    return parser.parse_args(arguments)


def main(arguments):
    settings = parse_settings(arguments)
    seed = os.environ.get("ETUDE_SEED", "0")
    data_seed = os.environ.get("ETUDE_DATA_SEED", seed)
    max_epochs = int(os.environ.get("ETUDE_MAX_EPOCHS", "12"))
    checkpoints = os.environ.get("ETUDE_CHECKPOINT_DIR")
    resume_from = os.environ.get("ETUDE_RESUME_FROM")

    training, validation = load_digits("training"), load_digits("validation")
    if resume_from:
        network, done = load_checkpoint(Path(checkpoints or ".") / resume_from)
    else:
        network, done = Network(settings.hidden, settings.activation, f"weights {seed}"), 0

    for epoch in range(done + 1, max_epochs + 1):
        # A seed of its own for each epoch: a resumed run shuffles as the uninterrupted one would have.
        train_loss = train_epoch(network, training, settings, f"epoch {epoch} of {data_seed}")
        if not math.isfinite(train_loss):
            print(json.dumps({"infeasible": f"the training loss is {train_loss} in epoch {epoch}"}), flush=True)
            return
        val_error, val_loss = evaluate(network, validation)
        line = {"epoch": epoch, "train_loss": train_loss, "val_error": val_error, "val_loss": val_loss}
        if checkpoints:
            line["checkpoint"] = f"epoch-{epoch}.json"
            save_checkpoint(Path(checkpoints) / line["checkpoint"], network, settings, epoch)
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
