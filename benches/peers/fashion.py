"""The built-in trainer of Etude, tuned over two optimizers whose parameters exist under their own optimizer alone.

A measurement is a real training of a few epochs by `etude train fashion`, its seed drawn anew for each trial; a training
that diverges is infeasible. The truth at a point is the mean error of three trainings with seeds of their own. The
optimum is unknown: regrets here are errors.
"""

import json
import statistics
import subprocess

import ours
from problems import draw

EPOCHS = 3
TRUTH_SEEDS = (900_001, 900_002, 900_003)


class Fashion:
    """Two optimizers, 4 to 6 active parameters."""

    expensive = True

    def __init__(self, name, seed):
        self.name, self.seed, self.optimum, self.worst = name, seed, 0.0, 0.9
        self.known = {}
        sgd, adam = {"optimizer": "sgd"}, {"optimizer": "adam"}
        self.space = {
            "optimizer": {"choices": ["sgd", "adam"]},
            "sgd_learning_rate": {"low": 1e-4, "high": 3.0, "scale": "log", "when": sgd},
            "momentum": {"low": 0.0, "high": 0.99, "when": sgd},
            "nesterov": {"choices": ["false", "true"], "when": sgd},
            "adam_learning_rate": {"low": 1e-5, "high": 0.3, "scale": "log", "when": adam},
            "weight_decay": {"low": 1e-6, "high": 0.1, "scale": "log"},
            "width": {"type": "int", "low": 16, "high": 128, "scale": "log"},
        }

    def measure(self, point, trial):
        return self.train(point, int(draw(self.name, self.seed, trial).integers(900_000)))

    def regret(self, point):
        key = json.dumps(point, sort_keys=True)
        if key not in self.known:
            errors = [self.train(point, seed) for seed in TRUTH_SEEDS]
            self.known[key] = statistics.mean(self.worst if error is None else error for error in errors)
        return self.known[key]

    @staticmethod
    def train(point, seed):
        """The error after the best epoch, or None where the training diverges."""
        flags = [f"--{key.removeprefix('sgd_').removeprefix('adam_')}={value}" for key, value in point.items()]
        command = [ours.program(), "train", "fashion", *flags, f"--max_epochs={EPOCHS}", f"--seed={seed}"]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        reports = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
        if any("infeasible" in report for report in reports):
            return None
        return min(report["val_error"] for report in reports if "val_error" in report)
