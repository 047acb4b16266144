"""Compares the rows of peers and of Etude's samplers, as Markdown.

    python analyse.py rows ../../target/search-bench/rows

Only runs of the same problem and seed are compared: each table is over the (problem, seed) pairs that all its samplers
have. Numbers are normalized regrets (see normal.py), averaged over seeds, then over problems; intervals are 95 % bootstrap
intervals that draw seeds anew within each problem. `recommended` is the true regret of what the sampler recommends,
`observed` that of the best observed trial.
"""

import argparse
import collections
import json
import os

import numpy as np
from scipy import stats

import normal
import problems
from run import BUDGETS

SHOWN = (25, 50, 100)
FAMILIES = ("tables", "tables-quarter", "bbob", "divergence", "edge")
DRAWS = 2_000
RIVALS = ("optuna-tpe", "etude-quasi-random", "optuna-gp", "smac")
SLOW = ("optuna-gp", "smac")
LEAST_SEEDS = 3  # of every problem of a family, for a sampler to have a place in the tables of that family
CLAIM_SEEDS = 20  # of every problem, for a word about who is better
JUDGED = "rec"  # every sampler by what it recommends itself


class Rows:
    """All runs by (sampler, problem, seed, in flight), and the scale of each problem."""

    def __init__(self, folders):
        self.runs = {}
        for folder in folders:
            for name in sorted(os.listdir(folder)):
                if name.endswith(".jsonl"):
                    with open(os.path.join(folder, name)) as file:
                        for row in map(json.loads, file):
                            self.runs[row["sampler"], row["p"], row["s"], row["f"]] = row
        units = {(problem, seed) for _, problem, seed, _ in self.runs if problem != "fashion"}
        self.scale = normal.scales(units, os.path.join(folders[0], "random.json"))
        self.names = sorted({key[0] for key in self.runs})

    def units(self, samplers, family, flying, core):
        """The (problem, seed) pairs of a family that all of these samplers have."""
        sets = []
        for sampler in samplers:
            sets.append({(p, s) for name, p, s, f in self.runs if name == sampler and f == flying
                         and problems.family(p) == family and (not core or in_core(p))})
        return sorted(set.intersection(*sets)) if sets else []

    def values(self, sampler, units, flying, column, budget):
        """The normalized regrets of a sampler, in the order of the units."""
        at = BUDGETS.index(budget)
        return np.array([self.runs[sampler, p, s, flying][column][at] / self.scale[normal.key_of(p, s)][at]
                         for p, s in units])

    def enough(self, sampler, family, flying):
        """Whether a sampler ran every problem of the family's core with the least number of seeds that tells anything."""
        counts = collections.Counter(p for p, _ in self.units([sampler], family, flying, True))
        whole = {p for p in problems.names(family) if in_core(p)}
        return all(counts[p] >= LEAST_SEEDS for p in whole)

    def at_its_best(self, peer, family, flying):
        """The name of the peer's runs in this family: told of infeasible points in the way that suited it best."""
        if family == "fashion":
            return next((name for name in self.names if name.split(":")[0] == peer
                         and self.units([name], family, flying, False)), None)
        ways = [name for name in self.names if name.split(":")[0] == peer]
        ways = [name for name in ways if self.units([name], family, flying, False)]
        if len(ways) < 2:
            return ways[0] if ways else None
        most = max(len(self.units([way], family, flying, False)) for way in ways)
        ways = [way for way in ways if len(self.units([way], family, flying, False)) == most]
        units = self.units(ways, family, flying, False)
        return min(ways, key=lambda way: mean_over_problems(self.values(way, units, flying, "obs", 100), units))


def in_core(problem):
    """The part of BBOB that the slow peers run as well."""
    return not problem.startswith("bbob") or problem.endswith("-5d")


def mean_over_problems(values, units):
    groups = collections.defaultdict(list)
    for (problem, _), value in zip(units, values):
        groups[problem].append(value)
    return float(np.mean([np.mean(group) for group in groups.values()]))


def resamples(units):
    """Indices of bootstrap draws: seeds drawn anew within each problem."""
    rng = np.random.default_rng(0)
    groups = collections.defaultdict(list)
    for index, (problem, _) in enumerate(units):
        groups[problem].append(index)
    parts = [rng.choice(group, (DRAWS, len(group))) for group in map(np.array, groups.values())]
    weights = np.concatenate([np.full(part.shape[1], 1.0 / part.shape[1] / len(parts)) for part in parts])
    return np.concatenate(parts, axis=1), weights


def interval(values, units):
    """The 95 % bootstrap interval of the mean over problems."""
    draws, weights = resamples(units)
    low, high = np.quantile(values[draws] @ weights, [0.025, 0.975])
    return float(low), float(high)


def cell(values, units):
    low, high = interval(values, units)
    return f"{mean_over_problems(values, units):.2f} ({low:.2f} to {high:.2f})"


def regrets(rows, samplers, family, flying, core):
    """The table of normalized regrets of one family."""
    named = [(name, rows.at_its_best(name, family, flying)) for name in samplers]
    named = [(name, run) for name, run in named if run and rows.enough(run, family, flying)]
    units = rows.units([run for _, run in named], family, flying, core)
    if len(named) < 2 or not units:
        return
    count = len({p for p, _ in units})
    print(f"\n**{family}**, {flying} in flight: {count} problem(s), {len(units)} runs a sampler\n")
    print("| sampler | " + " | ".join(f"@{b} recommended" for b in SHOWN) + " | @100 observed | infeasible | stuck | CPU s |")
    print("|---" + "|--:" * (len(SHOWN) + 4) + "|")
    for name, run in named:
        cells = [cell(rows.values(run, units, flying, JUDGED, b), units) for b in SHOWN]
        cells.append(f"{mean_over_problems(rows.values(run, units, flying, 'obs', 100), units):.2f}")
        these = [rows.runs[run, p, s, flying] for p, s in units]
        cells += [f"{np.mean([r['inf'][-1] for r in these]):.2f}", str(sum(r["stuck"] for r in these)),
                  f"{np.mean([r['cpu'] for r in these]):.2f}"]
        print(f"| {run} | " + " | ".join(cells) + " |")


def ranks(rows, samplers, families, flying, core):
    """The average rank over all families; every problem counts the same."""
    table, units = [], []
    for family in families:
        runs = [rows.at_its_best(name, family, flying) for name in samplers]
        if None in runs or not all(rows.enough(run, family, flying) for run in runs):
            continue
        here = rows.units(runs, family, flying, core)
        for budget in SHOWN if here else ():
            values = [rows.values(run, here, flying, JUDGED, budget) for run in runs]
            table.append((budget, stats.rankdata(values, axis=0)))
        units += here
    if not units:
        return
    used = sorted({problems.family(p) for p, _ in units})
    print(f"\nAverage rank of {len(samplers)} (1 is best), {flying} in flight, over {len(units)} runs of "
          f"{len({p for p, _ in units})} problems ({', '.join(used)})\n")
    print("| sampler | " + " | ".join(f"@{b}" for b in SHOWN) + " |\n|---" + "|--:" * len(SHOWN) + "|")
    for index, name in enumerate(samplers):
        cells = []
        for budget in SHOWN:
            values = np.concatenate([ranked[index] for b, ranked in table if b == budget])
            cells.append(cell(values, units))
        print(f"| {name} | " + " | ".join(cells) + " |")


def tests(rows, sampler, families, flyings):
    """Paired comparisons of one sampler with each rival in each family, p-values corrected by Holm over all of them."""
    found = []
    for rival in RIVALS:
        for family in families:
            for flying in flyings:
                run = rows.at_its_best(rival, family, flying)
                units = rows.units([sampler, run], family, flying, False) if run else []
                for budget in SHOWN if units else ():
                    gap = (rows.values(sampler, units, flying, JUDGED, budget)
                           - rows.values(run, units, flying, JUDGED, budget))
                    p = 1.0 if not gap.any() else float(stats.wilcoxon(gap).pvalue)
                    found.append((p, run, family, flying, budget, gap, units))
    if not found or sampler in RIVALS:
        return
    print(f"\n**{sampler}**: paired differences of normalized regret (below 0: better)\n")
    print("| against | family | in flight | " + " | ".join(f"@{b}" for b in SHOWN) + " | runs |")
    print("|---|---|--:" + "|--:" * (len(SHOWN) + 1) + "|")
    lines = collections.defaultdict(dict)
    for corrected, (_, run, family, flying, budget, gap, units) in holm(found):
        low, high = interval(gap, units)
        mean = mean_over_problems(gap, units)
        mark = word(corrected, lean(gap), (low, high), units)
        lines[run, family, flying, len(units)][budget] = f"{mean:+.2f} ({low:+.2f} to {high:+.2f}){mark}"
    for (run, family, flying, count), cells in sorted(lines.items()):
        print(f"| {run} | {family} | {flying} | " + " | ".join(cells[b] for b in SHOWN) + f" | {count} |")


def word(corrected, side, bounds, units):
    """What may be said of a difference: *better* takes an interval wholly below zero over enough seeds; with fewer it is
    *lower*. *Worse* needs no more than the test."""
    if corrected >= 0.05:
        return ""
    if side > 0:
        return " **worse**"
    if bounds[1] >= 0.0:
        return ""
    seeds = min(collections.Counter(problem for problem, _ in units).values())
    return " **better**" if seeds >= CLAIM_SEEDS else " *lower*"


def lean(gap):
    """The side on which the signed ranks lie: above 0 where larger differences are the rule."""
    ranked = stats.rankdata(np.abs(gap))
    return float(np.sum(np.sign(gap) * ranked))


def holm(found):
    """Each comparison with its p-value corrected for their number."""
    found = sorted(found, key=lambda one: one[0])
    highest = 0.0
    for index, one in enumerate(found):
        highest = max(highest, min(1.0, one[0] * (len(found) - index)))
        yield highest, one


def divergence(rows, samplers, flying):
    """The family of the divergence edge at 60 trials."""
    runs = [name for name in rows.names if rows.units([name], "divergence", flying, False)
            and name.split(":")[0] in samplers]
    rival = rows.at_its_best("optuna-tpe", "divergence", flying)
    if not rival:
        return
    print(f"\nDivergence family at 60 trials, {flying} in flight; the ratio is to {rival} on the pairs of both\n")
    print("| sampler | true regret | ratio | infeasible | runs |\n|---|--:|--:|--:|--:|")
    at = BUDGETS.index(60)
    for run in runs:
        units = rows.units([run, rival], "divergence", flying, False)
        mine, theirs = (np.array([rows.runs[name, p, s, flying]["rec"][at] for p, s in units]) for name in (run, rival))
        draws, weights = resamples(units)
        low, high = np.quantile((mine[draws] @ weights) / (theirs[draws] @ weights), [0.025, 0.975])
        share = np.mean([rows.runs[run, p, s, flying]["inf"][at] for p, s in units])
        print(f"| {run} | {mine.mean():.3f} | {mine.mean() / theirs.mean():.2f} ({low:.2f} to {high:.2f}) | {share:.2f} | {len(units)} |")


def fashion(rows, samplers, flying):
    """The built-in trainer: true errors, as its optimum is unknown."""
    named = [(name, rows.at_its_best(name, "fashion", flying)) for name in samplers]
    units = rows.units([run for _, run in named if run], "fashion", flying, False)
    if not units:
        return
    print(f"\n**fashion**, {flying} in flight, {len(units)} runs a sampler: true error of what is recommended\n")
    print("| sampler | " + " | ".join(f"@{b}" for b in SHOWN) + " |\n|---" + "|--:" * len(SHOWN) + "|")
    for run in (run for _, run in named if run):
        values = [np.array([rows.runs[run, p, s, flying]["rec"][BUDGETS.index(b)] for p, s in units]) for b in SHOWN]
        print(f"| {run} | " + " | ".join(f"{v.mean():.4f} ± {v.std(ddof=1) / len(v) ** 0.5:.4f}" for v in values) + " |")


def choice(rows, samplers, flying):
    """How much of the regret is the choice among the trials, and how much of that the recommendation recovers."""
    print(f"\nChoice under noise after 100 trials, {flying} in flight. *Least* is a perfect choice among the trials; what "
          "is recovered is observed - recommended, its share that of observed - least. Peers recommend the best observed.\n")
    print("| sampler | problems | observed | recommended | least | recovered | share | runs |")
    print("|---|---|--:|--:|--:|--:|--:|--:|")
    groups = {"HPOBench": "hpobench-", "HPOLib": "hpolib-", "divergence": "divergence"}
    for name in samplers:
        for title, prefix in groups.items():
            units = sorted({(p, s) for n, p, s, f in rows.runs if n == name and f == flying and p.startswith(prefix)
                            and not p.endswith("-quarter")})
            if not units:
                continue
            obs, rec, seen = (rows.values(name, units, flying, c, 100) for c in ("obs", "rec", "seen"))
            lost, gain = mean_over_problems(obs - seen, units), mean_over_problems(obs - rec, units)
            low, high = interval(obs - rec, units)
            share = f"{gain / lost:.2f}" if lost > 0 else "-"
            print(f"| {name} | {title} | {mean_over_problems(obs, units):.2f} | {mean_over_problems(rec, units):.2f} | "
                  f"{mean_over_problems(seen, units):.2f} | {gain:+.2f} ({low:+.2f} to {high:+.2f}) | {share} | {len(units)} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", help="folders of rows; the first keeps random.json")
    parser.add_argument("--samplers", default="", help="only these of Etude's, as gp,tpe")
    options = parser.parse_args()
    rows = Rows(options.folders)
    wanted = {f"etude-{name}" for name in options.samplers.split(",") if name} or set(rows.names)
    own = [name for name in rows.names if name.startswith("etude-") and (name in wanted or name in RIVALS)]
    slow = [name for name in SLOW if any(one.split(":")[0] == name for one in rows.names)]
    versions = sorted({row["v"] for row in rows.runs.values()})
    print(f"Versions: {', '.join(versions)}.")
    for flying in sorted({key[3] for key in rows.runs}):
        print(f"\n### {flying} in flight: against TPE, on everything")
        ranks(rows, own + ["optuna-tpe"], FAMILIES, flying, False)
        for family in FAMILIES:
            regrets(rows, own + ["optuna-tpe"], family, flying, False)
        if any(rows.enough(run, family, flying) for name in slow for family in FAMILIES
               if (run := rows.at_its_best(name, family, flying))):
            print(f"\n### {flying} in flight: against all peers, on the core")
            ranks(rows, own + ["optuna-tpe"] + slow, FAMILIES, flying, True)
            for family in FAMILIES:
                regrets(rows, own + ["optuna-tpe"] + slow, family, flying, True)
        divergence(rows, {*own, "optuna-tpe", *slow}, flying)
        fashion(rows, own + ["optuna-tpe"] + slow, flying)
        choice(rows, own, flying)
    print("\n### Tests")
    for sampler in own:
        tests(rows, sampler, FAMILIES, sorted({key[3] for key in rows.runs}))


if __name__ == "__main__":
    main()
