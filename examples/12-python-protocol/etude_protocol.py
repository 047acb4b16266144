"""Etude's trial protocol for a Python script: copy this file beside yours. Standard library only.

Without Etude everything works too: the seeds are 0, reports are printed, checkpoints go to ./checkpoints.
"""

import json
import math
import os
import signal
import sys
from pathlib import Path

EPOCHS = 10  # without Etude


def _number(name, otherwise):
    return int(os.environ.get(name) or otherwise)


def seed():
    """Seeds the initialisation. Give it to every library that draws: random, numpy, torch."""
    return _number("ETUDE_SEED", 0)


def data_seed():
    """Seeds shuffling and augmentation."""
    return _number("ETUDE_DATA_SEED", seed())


def max_epochs():
    """How many epochs to train, the same for every trial."""
    return _number("ETUDE_MAX_EPOCHS", EPOCHS)


def configuration():
    """The values of all active parameters, as a dictionary; none without Etude."""
    path = os.environ.get("ETUDE_CONFIGURATION")
    return json.loads(Path(path).read_text())["values"] if path else {}


def report(epoch=None, step=None, checkpoint=None, **metrics):
    """Reports metrics, after an epoch or a step. `checkpoint` is what `save` gave."""
    line = {"epoch": epoch, "step": step, "checkpoint": checkpoint}
    line = {name: value for name, value in line.items() if value is not None}
    # Numbers of numpy and torch are no JSON, but they are float().
    print(json.dumps({**line, **{name: float(value) for name, value in metrics.items()}}), flush=True)


def infeasible(reason):
    """Ends the trial: these values can never work, and are never tried again."""
    print(json.dumps({"infeasible": str(reason)}), flush=True)
    sys.exit(0)


def finite(name, value):
    """The value, if it is a number; a training that has diverged is over."""
    if not math.isfinite(value):
        infeasible(f"{name} is {value}")
    return value


def checkpoint_dir():
    """Where to write checkpoints. The folder exists."""
    folder = Path(os.environ.get("ETUDE_CHECKPOINT_DIR", "checkpoints"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def save(name, write):
    """Writes a checkpoint as a whole, however the script may end, and gives its name for `report`.

    `write` is given the path to write to: `save("epoch-3.pt", lambda path: torch.save(state, path))`.
    """
    unfinished = checkpoint_dir() / f"{name}.unfinished"
    write(unfinished)
    unfinished.replace(checkpoint_dir() / name)
    return name


def resume_from():
    """The path of the checkpoint to go on from; None where the training begins."""
    path = os.environ.get("ETUDE_RESUME_FROM")
    return Path(path) if path else None


class Stop:
    """Whether somebody asked to stop. Ten seconds remain to save, report and exit.

        stop = Stop()
        for epoch in ...:
            ...
            if stop.asked:
                sys.exit(1)   # after save and report: the next attempt goes on from there
    """

    def __init__(self):
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)

    def _ask(self, *_):
        self.asked = True
