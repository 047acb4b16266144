"""The peers, each behind the same four calls: `ask`, `tell`, `tell_infeasible`, `best`.

`ask()` answers (trial, point) with trials numbered from 0; several may be in flight. `best()` answers the trial that the
sampler itself recommends, or None while nothing is feasible. A name is `package-sampler` or `package-sampler:way`, where
the way is how an infeasible point is told: `fail` (forgotten), `pruned`, `worst` (the worst score so far) or
`constraint` (the worst score so far, and a violated constraint).
"""

import importlib.metadata
import tempfile

WAYS = ("fail", "pruned", "worst", "constraint")
PEERS = ("optuna-tpe", "optuna-gp", "smac")


def make(name, space, seed, budget):
    """The peer of this name on this space."""
    package, _, way = name.partition(":")
    if package == "smac":
        return Smac(space, seed, budget)
    return Optuna(package.removeprefix("optuna-"), space, seed, way or "pruned")


def version(name):
    """What was measured, with its version."""
    package = "smac" if name.startswith("smac") else "optuna"
    return f"{package} {importlib.metadata.version(package)}"


def active(parameter, point):
    """Whether a conditional parameter is present at the point."""
    return all(point.get(parent) == value for parent, value in parameter.get("when", {}).items())


class Optuna:
    """Optuna's samplers with the settings they come with."""

    def __init__(self, kind, space, seed, way):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.states, self.space, self.way = optuna.trial.TrialState, space, way
        settings = {"seed": seed}
        if way == "constraint":
            settings["constraints_func"] = lambda trial: trial.user_attrs.get("violation", (0.0,))
        if kind == "gp":
            import torch

            torch.set_num_threads(1)
            sampler = optuna.samplers.GPSampler(**settings)
        else:
            sampler = optuna.samplers.TPESampler(**settings)
        self.study = optuna.create_study(direction="minimize", sampler=sampler)
        self.flying, self.worst, self.waiting = {}, None, []

    def ask(self):
        trial = self.study.ask()
        point = {}
        for key, parameter in self.space.items():
            if active(parameter, point):
                point[key] = self.suggest(trial, key, parameter)
        self.flying[trial.number] = trial
        return trial.number, point

    def suggest(self, trial, key, parameter):
        if "choices" in parameter:
            return trial.suggest_categorical(key, parameter["choices"])
        log = parameter.get("scale") == "log"
        if parameter.get("type") == "int":
            return trial.suggest_int(key, parameter["low"], parameter["high"], log=log)
        return trial.suggest_float(key, parameter["low"], parameter["high"], log=log)

    def tell(self, number, score):
        trial = self.flying.pop(number)
        if self.way == "constraint":
            trial.set_user_attr("violation", (-1.0,))
        self.study.tell(trial, score)
        self.worst = score if self.worst is None else max(self.worst, score)
        waiting, self.waiting = self.waiting, []
        for earlier in waiting:
            self.tell_worst(earlier)

    def tell_infeasible(self, number):
        trial = self.flying.pop(number)
        if self.way == "fail":
            self.study.tell(trial, state=self.states.FAIL)
        elif self.way == "pruned":
            self.study.tell(trial, state=self.states.PRUNED)
        elif self.worst is None:
            self.waiting.append(trial)
        else:
            self.tell_worst(trial)

    def tell_worst(self, trial):
        if self.way == "constraint":
            trial.set_user_attr("violation", (1.0,))
        self.study.tell(trial, self.worst)

    def best(self):
        try:
            return self.study.best_trial.number
        except ValueError:
            return None

    def close(self):
        pass


class Smac:
    """SMAC3's facade for hyperparameters (random forest), told that the function is deterministic, so that its whole
    budget goes to new points; an infeasible point is told as the worst score so far."""

    def __init__(self, space, seed, budget):
        import logging

        from ConfigSpace import ConfigurationSpace
        from smac import HyperparameterOptimizationFacade, Scenario

        logging.getLogger("smac").setLevel(logging.ERROR)
        self.folder = tempfile.TemporaryDirectory(prefix="smac-")
        configurations = ConfigurationSpace(seed=seed)
        self.add(configurations, space)
        scenario = Scenario(
            configurations, deterministic=True, n_trials=budget, seed=seed, output_directory=self.folder.name
        )
        self.smac = HyperparameterOptimizationFacade(
            scenario, lambda config, seed=0: 0.0, overwrite=True, logging_level=False
        )
        self.flying, self.ids, self.asked = {}, {}, 0
        self.worst, self.waiting = None, []

    @staticmethod
    def add(configurations, space):
        from ConfigSpace import Categorical, EqualsCondition, Float, Integer

        for key, parameter in space.items():
            if "choices" in parameter:
                made = Categorical(key, parameter["choices"])
            else:
                kind = Integer if parameter.get("type") == "int" else Float
                bounds = (parameter["low"], parameter["high"])
                made = kind(key, bounds, log=parameter.get("scale") == "log")
            configurations.add(made)
            for parent, value in parameter.get("when", {}).items():
                configurations.add(EqualsCondition(made, configurations[parent], value))

    def ask(self):
        info = self.smac.ask()
        number, self.asked = self.asked, self.asked + 1
        self.flying[number] = info
        self.ids[info.config] = number
        return number, {key: plain(value) for key, value in dict(info.config).items()}

    def tell(self, number, score):
        from smac.runhistory.dataclasses import TrialValue

        self.smac.tell(self.flying.pop(number), TrialValue(cost=score))
        self.worst = score if self.worst is None else max(self.worst, score)
        waiting, self.waiting = self.waiting, []
        for earlier in waiting:
            self.smac.tell(earlier, TrialValue(cost=self.worst))

    def tell_infeasible(self, number):
        from smac.runhistory.dataclasses import TrialValue

        info = self.flying.pop(number)
        if self.worst is None:
            self.waiting.append(info)
        else:
            self.smac.tell(info, TrialValue(cost=self.worst))

    def best(self):
        incumbents = self.smac.intensifier.get_incumbents()
        return self.ids[incumbents[0]] if incumbents else None

    def close(self):
        self.folder.cleanup()


def plain(value):
    """A Python number or string of what numpy gave."""
    return value.item() if hasattr(value, "item") else value
