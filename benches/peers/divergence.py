"""The divergence family: a learning rate whose best value lies just below where training diverges.

Six parameters, five continuous in [0, 1] and one binary. `lr` (already on its scale) diverges above an edge that moves
with `depth` and `momentum`; the best `lr` lies a small gap below the edge, shallow on the left and steep on the right.
The share of the space that is infeasible is drawn from 31 to 33 %. Noise has a standard deviation of 0.03. The seed
draws the problem. The least true value is 0.
"""

import numpy as np

from problems import draw

NOISE = 0.03
REST = ("depth", "momentum", "decay", "warmup")


class Divergence:
    """One problem of the family."""

    expensive = False

    def __init__(self, name, seed):
        self.name, self.seed = name, seed
        self.space = {key: {"low": 0.0, "high": 1.0} for key in ("lr", *REST)}
        self.space["norm"] = {"choices": ["off", "on"]}
        rng = draw(name, seed, 0)
        self.slope = rng.uniform(0.2, 0.4, 2) * rng.choice([-1.0, 1.0], 2)
        self.gap = rng.uniform(0.03, 0.08)
        self.left, self.right = rng.uniform(2.0, 4.0), rng.uniform(40.0, 120.0)
        self.best = rng.uniform(0.2, 0.8, 4)
        self.weight = np.exp(rng.uniform(np.log(0.15), np.log(2.5), 4))
        self.norm, self.offset = int(rng.integers(2)), rng.uniform(0.1, 0.3)
        self.shift = rng.uniform(-0.3, 0.3)
        sample = rng.uniform(size=(20_000, 3))
        margin = sample[:, 0] - (sample[:, 1:] - 0.5) @ self.slope
        self.edge = float(np.quantile(margin, 1.0 - rng.uniform(0.31, 0.33)))
        self.optimum = 0.0
        points = rng.uniform(size=(2_000, 5))
        truths = [self.truth(vector, 1 - self.norm) for vector in points if self.feasible(vector)]
        self.worst = float(max(truths))

    def feasible(self, vector):
        return vector[0] <= self.edge + (vector[1:3] - 0.5) @ self.slope

    def truth(self, vector, norm):
        off = vector[0] - (self.edge + (vector[1:3] - 0.5) @ self.slope - self.gap)
        best = self.best.copy()
        if norm != self.norm:
            best[2] = np.clip(best[2] + self.shift, 0.0, 1.0)
        bowl = self.weight @ (vector[1:] - best) ** 2
        wrong = self.offset if norm != self.norm else 0.0
        return float((self.left if off < 0 else self.right) * off**2 + bowl + wrong)

    def split(self, point):
        return np.array([point[key] for key in ("lr", *REST)]), int(point["norm"] == "on")

    def measure(self, point, trial):
        vector, norm = self.split(point)
        if not self.feasible(vector):
            return None
        return self.truth(vector, norm) + NOISE * float(draw(self.name, self.seed, trial + 1).normal())

    def regret(self, point):
        return self.truth(*self.split(point))
