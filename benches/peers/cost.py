"""What a suggestion costs: processor seconds of an ask and a tell, near 50, 200, 1,000 and 10,000 trials.

    python cost.py ../../target/search-bench/cost.json --samplers gp,tpe

Figures of peers are kept in the file and measured once, Etude's always: delete the file to measure all in one run.

The space has ten mixed parameters (five numbers, two of them logarithmic; two whole numbers; three words), the objective
is a noisy bowl, one is in flight. A peer's study is filled with random points, then asked and told a few times (the first
ask, which fits from nothing, is left out of the mean). Etude's run goes all the way, so that its figure near n is the mean
of asks and tells in a window around n, and its worst ask is that of the whole run up to n.
"""

import argparse
import glob
import json
import os
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "LOKY_MAX_CPU_COUNT"):
    os.environ[variable] = "1"

import numpy as np

import ours
import samplers
from normal import uniform

SPACE = {
    "learning_rate": {"low": 1e-4, "high": 1.0, "scale": "log"},
    "weight_decay": {"low": 1e-6, "high": 0.1, "scale": "log"},
    "momentum": {"low": 0.0, "high": 0.99},
    "dropout": {"low": 0.0, "high": 0.7},
    "smoothing": {"low": 0.0, "high": 0.2},
    "layers": {"type": "int", "low": 1, "high": 8},
    "width": {"type": "int", "low": 16, "high": 512},
    "activation": {"choices": ["relu", "gelu", "tanh", "silu"]},
    "norm": {"choices": ["none", "batch", "layer"]},
    "schedule": {"choices": ["constant", "cosine"]},
}
PEERS = {"optuna-tpe": (50, 200, 1_000, 10_000), "optuna-gp": (50, 200, 1_000), "smac": (50, 200)}
ASKS = {"optuna-tpe": 20, "optuna-gp": 5, "smac": 24}
SIZES = (50, 200, 1_000, 10_000)


def objective(point, rng):
    """A bowl over the numbers, a step for each word, and noise."""
    score = 0.01 * rng.normal()
    for key, parameter in SPACE.items():
        if "choices" in parameter:
            score += 0.1 * parameter["choices"].index(point[key])
            continue
        low, high, value = parameter["low"], parameter["high"], point[key]
        if parameter.get("scale") == "log":
            low, high, value = np.log(low), np.log(high), np.log(value)
        score += ((value - low) / (high - low) - 0.6) ** 2
    return float(score)


def peer(name, count):
    """Mean and worst processor seconds of an ask and a tell of a peer that knows `count` trials."""
    rng = np.random.default_rng(count)
    made = samplers.make(name, SPACE, 1, count + ASKS[name])
    points = [logarithmic(uniform(SPACE, rng), rng) for _ in range(count)]
    scores = [objective(point, rng) for point in points]
    (fill_smac if name == "smac" else fill_optuna)(made, points, scores)
    spent = []
    for _ in range(ASKS[name] + 1):
        start = time.process_time()
        trial, point = made.ask()
        asked = time.process_time() - start
        score = objective(point, rng)
        start = time.process_time()
        made.tell(trial, score)
        spent.append((asked, asked + time.process_time() - start))
    made.close()
    return {"mean": float(np.mean([both for _, both in spent[1:]])), "worst": max(asked for asked, _ in spent),
            "version": samplers.version(name)}


def logarithmic(point, rng):
    """The logarithmic parameters of the point drawn on their scale."""
    for key, parameter in SPACE.items():
        if parameter.get("scale") == "log":
            point[key] = float(np.exp(rng.uniform(np.log(parameter["low"]), np.log(parameter["high"]))))
    return point


def fill_optuna(made, points, scores):
    import optuna
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    kinds = {}
    for key, parameter in SPACE.items():
        if "choices" in parameter:
            kinds[key] = CategoricalDistribution(parameter["choices"])
            continue
        kind = IntDistribution if parameter.get("type") == "int" else FloatDistribution
        kinds[key] = kind(parameter["low"], parameter["high"], log=parameter.get("scale") == "log")
    made.study.add_trials([optuna.trial.create_trial(params=point, distributions=kinds, value=score)
                           for point, score in zip(points, scores)])


def fill_smac(made, points, scores):
    """SMAC hands out its first design whatever it is told, so that is asked for; the rest is told."""
    from ConfigSpace import Configuration
    from smac.runhistory.dataclasses import TrialInfo, TrialValue

    rng = np.random.default_rng(0)
    design = (len(points) + ASKS["smac"]) // 4
    for _ in range(design):
        trial, point = made.ask()
        made.tell(trial, objective(point, rng))
    for point, score in zip(points[design:], scores[design:]):
        config = Configuration(made.smac.scenario.configspace, values=point)
        made.smac.tell(TrialInfo(config, seed=0), TrialValue(cost=score), save=False)


def own(name, most):
    """Mean near each size, and worst ask up to it, of one of Etude's samplers, with the memory of its process."""
    rng = np.random.default_rng(most)
    made = ours.Etude(name, SPACE, 1, most)
    asked, both, answer = [], [], {}
    for count in range(1, most + 1):
        start = busy(made.child.pid)
        trial, point = made.ask()
        middle = busy(made.child.pid)
        made.tell(trial, objective(point, rng))
        asked.append(middle - start)
        both.append(busy(made.child.pid) - start)
        if count in SIZES:
            near = both[-max(20, count // 5):]
            answer[count] = {"mean": float(np.mean(near)), "run": float(np.mean(both)), "worst": max(asked),
                             "memory": memory(made.child.pid)}
    made.close()
    return answer


def busy(pid):
    """Processor seconds of all threads of a process."""
    total = 0
    for path in glob.glob(f"/proc/{pid}/task/*/schedstat"):
        with open(path) as file:
            total += int(file.read().split()[0])
    return total / 1e9


def memory(pid):
    """The most memory that a process ever held, in MiB."""
    with open(f"/proc/{pid}/status") as file:
        line = next(line for line in file if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def show(known, made):
    print("Processor milliseconds of an ask and a tell near n trials (worst single ask up to n):\n")
    print("| sampler | " + " | ".join(f"n = {size:,}" for size in SIZES) + " | memory, MiB |")
    print("|---" + "|--:" * (len(SIZES) + 1) + "|")
    for name, sizes in {**known, **made}.items():
        cells = [f"{1e3 * sizes[n]['mean']:.3g} ({1e3 * sizes[n]['worst']:.3g})" if n in sizes else "-" for n in SIZES]
        held = max((one.get("memory", 0) for one in sizes.values()), default=0)
        print(f"| {name} | " + " | ".join(cells) + f" | {held:.0f} |" if held else f"| {name} | " + " | ".join(cells) + " | |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", help="where the peers' figures are kept")
    parser.add_argument("--samplers", default="quasi-random,random,gp,tpe,auto", help="Etude's")
    parser.add_argument("--most", type=int, default=10_000, help="trials of Etude's runs")
    options = parser.parse_args()
    known = {}
    if os.path.exists(options.file):
        with open(options.file) as file:
            known = {name: {int(n): one for n, one in sizes.items()} for name, sizes in json.load(file).items()}
    for name, sizes in PEERS.items():
        for size in (size for size in sizes if size not in known.get(name, {})):
            known.setdefault(name, {})[size] = peer(name, size)
            with open(options.file, "w") as file:
                json.dump(known, file, indent=1)
    show(known, {f"etude-{name}": own(name, options.most) for name in options.samplers.split(",") if name})


if __name__ == "__main__":
    main()
