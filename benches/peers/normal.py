"""What random search reaches on each problem: the scale on which regrets are compared.

A regret is divided by the median regret of random search at the same number of trials on the same problem (and instance),
so that 1 is as good as random search and 0 the optimum. The medians come from many random searches made here, not from
the samplers that are compared; they are kept in `random.json` and only what is missing is computed.
"""

import json
import os

import numpy as np

import problems
from run import BUDGETS

SEARCHES = {"hpobench": 512, "hpolib": 512, "bbob": 64, "edge": 64, "divergence": 64}


def key_of(problem, seed):
    """Tables are the same for every seed; the other problems are drawn by it."""
    return problem if problem.startswith("hpo") else f"{problem}/{seed}"


def scales(units, path):
    """The random-search medians at each of BUDGETS for all (problem, seed) in `units`, as a dictionary by `key_of`."""
    kept = {}
    if os.path.exists(path):
        with open(path) as file:
            kept = json.load(file)
    missing = {key_of(*unit): unit for unit in units if key_of(*unit) not in kept}
    missing = {key: unit for key, unit in missing.items() if unit[0] != "fashion"}
    for key, (problem, seed) in sorted(missing.items()):
        kept[key] = medians(problem, seed)
    if missing:
        with open(path, "w") as file:
            file.write("{\n" + ",\n".join(f'"{key}": {json.dumps(kept[key])}' for key in sorted(kept)) + "\n}\n")
    return kept


def medians(name, seed):
    """The median regret of random search on one problem at each of BUDGETS; the mean where the median is 0."""
    problem = problems.problem(name, seed)
    reached = []
    for search in range(SEARCHES[name.split("-")[0]]):
        rng = np.random.default_rng([seed, search, 77])
        best, regret, at = None, problem.worst, []
        for trial in range(BUDGETS[-1]):
            point = uniform(problem.space, rng)
            score = problem.measure(point, 1_000_000 + search * 1_000 + trial)
            if score is not None and (best is None or score < best):
                best, regret = score, problem.regret(point)
            if trial + 1 in BUDGETS:
                at.append(regret)
        reached.append(at)
    middle, mean = np.median(reached, axis=0), np.mean(reached, axis=0)
    return [float(f"{a if a > 0 else b:.6g}") for a, b in zip(middle, mean)]


def uniform(space, rng):
    """A point drawn uniformly; none of these spaces is conditional or on a logarithmic scale."""
    point = {}
    for key, parameter in space.items():
        if "choices" in parameter:
            point[key] = parameter["choices"][rng.integers(len(parameter["choices"]))]
        elif parameter.get("type") == "int":
            point[key] = int(rng.integers(parameter["low"], parameter["high"] + 1))
        else:
            point[key] = float(rng.uniform(parameter["low"], parameter["high"]))
    return point
