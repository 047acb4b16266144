"""Runs samplers on problems and writes one row a run; rows that are there already are kept and not run again.

    python run.py --samplers optuna-tpe --families tables,bbob --seeds 1-10 --in-flight 1,8 --rows rows
    python run.py --plan peers --rows rows          # everything the committed rows hold, in the order of worth
    python run.py --plan ours --samplers gp,tpe     # Etude's, through target/release/etude

A sampler `etude-NAME` is Etude's; any other is a peer's (see samplers.py). With several in flight the oldest is told,
then one is asked for. A row: problem `p`, seed `s`, in flight `f`, and at each of BUDGETS trials told: `obs`, the true
regret of the best observed trial; `rec`, that of the sampler's own recommendation; `seen`, the least true regret among
the trials (what a perfect choice would have); `inf`, the share infeasible; then `stuck` (90 % of trials 51 to 100
infeasible), `cpu` seconds of the sampler and its version `v`.
"""

import argparse
import collections
import contextlib
import hashlib
import json
import multiprocessing
import os
import resource
import sys
import time
import traceback
import warnings

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "LOKY_MAX_CPU_COUNT"):
    os.environ[variable] = "1"
warnings.filterwarnings("ignore")

import ours
import problems
import samplers

BUDGETS = (25, 50, 60, 100)
WITH_INFEASIBLE = ("tables-quarter", "edge", "divergence", "fashion")

PEERS_PLAN = (
    # samplers, families, seeds, in flight
    ("optuna-tpe", "tables,divergence,bbob-5d", "1-10", "1"),
    ("optuna-tpe:pruned,optuna-tpe:worst,optuna-tpe:fail", "divergence", "1-20", "1,8"),
    ("optuna-tpe", "bbob,tables-quarter,edge", "1-10", "1,8"),
    ("optuna-tpe", "tables", "1-10", "8"),
    ("optuna-tpe:worst,optuna-tpe:fail", "tables-quarter,edge", "1-10", "1"),
    ("optuna-gp", "tables,divergence,bbob-5d", "1-3", "1"),
    ("optuna-gp", "divergence", "4-10", "1"),
    ("smac", "tables,divergence,bbob-5d", "1-3", "1"),
    ("optuna-gp", "tables,bbob-5d", "4-5", "1"),
    ("optuna-tpe", "tables,tables-quarter", "11-20", "1,8"),
    ("optuna-tpe:worst,optuna-tpe:fail", "tables-quarter,edge", "1-10", "8"),
    ("optuna-tpe", "bbob", "11-20", "1,8"),
    ("smac", "divergence", "4-10", "1"),
    ("optuna-gp", "tables,bbob-5d", "6-10", "1"),
    ("smac", "tables,bbob-5d", "4-5", "1"),
    ("optuna-gp:constraint", "divergence", "1-10", "1"),
    ("optuna-gp:worst,optuna-gp:constraint", "divergence", "1-20", "1"),
    ("smac", "tables,divergence,bbob-5d", "4-5", "1"),
    ("optuna-gp", "tables,divergence,bbob-5d", "6-10", "1"),
    ("smac", "tables,divergence,bbob-5d", "6-10", "1"),
    ("optuna-gp", "tables-quarter", "1-5", "1"),
    ("smac", "tables-quarter", "1-5", "1"),
    ("optuna-gp", "tables,divergence,bbob-5d", "1-5", "8"),
    ("smac", "tables,divergence,bbob-5d", "1-5", "8"),
    ("optuna-gp", "tables-quarter", "6-10", "1"),
    ("smac", "tables-quarter", "6-10", "1"),
    ("smac", "divergence", "11-20", "1"),
    ("optuna-gp", "tables-quarter,divergence", "1-10", "8"),
    ("optuna-gp", "tables,bbob-5d", "11-20", "1"),
    ("optuna-gp,smac", "bbob,edge", "1-10", "1"),
    ("optuna-gp,smac", "tables,divergence,bbob-5d,tables-quarter", "6-10", "8"),
    ("optuna-tpe,optuna-gp", "fashion", "1-5", "1"),
)
OURS_FAMILIES = "tables,tables-quarter,bbob,divergence,edge"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plan", choices=["peers", "ours"])
    parser.add_argument("--samplers", default="")
    parser.add_argument("--families", default=OURS_FAMILIES)
    parser.add_argument("--seeds", default="1-10")
    parser.add_argument("--in-flight", default="1,8")
    parser.add_argument("--rows", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "rows"))
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time")
    options = parser.parse_args()
    os.makedirs(options.rows, exist_ok=True)
    if options.plan == "ours":
        forget_other_programs(options.rows)
    own = ",".join(f"etude-{name}" for name in options.samplers.split(",") if name)
    stages = {
        "peers": PEERS_PLAN,
        "ours": ((own, options.families, options.seeds, options.in_flight), (own, "fashion", "1-5", "1")),
        None: ((options.samplers, options.families, options.seeds, options.in_flight),),
    }[options.plan]
    for number, stage in enumerate(stages, 1):
        run_stage(f"stage {number} of {len(stages)}", stage, options.rows, options.jobs)


def run_stage(title, stage, folder, jobs):
    """All runs of one stage that have no row yet."""
    names, families, seeds, in_flight = stage
    todo = []
    for name in names.split(","):
        done = rows_there(path_of(folder, name))
        for seed in span(seeds):
            for flying in (int(word) for word in in_flight.split(",")):
                for family in families.split(","):
                    for problem in problems.names(family):
                        run_name = way_for(name, family)
                        key = (run_name, problem, seed, flying)
                        if key not in done:
                            done.add(key)
                            todo.append(key)
    say(f"{title}: {len(todo)} runs of {names} on {families}, seeds {seeds}, {in_flight} in flight")
    started = time.time()
    with multiprocessing.Pool(jobs) if jobs > 1 else contextlib.nullcontext() as pool:
        rows = pool.imap(attempt, todo) if pool else map(attempt, todo)
        for number, (key, row) in enumerate(zip(todo, rows), 1):
            if isinstance(row, str):
                say(f"broke: {key}\n{row}")
                continue
            with open(path_of(folder, key[0]), "a") as file:
                file.write(json.dumps(row, separators=(",", ":")) + "\n")
            left = (time.time() - started) / number * (len(todo) - number)
            say(f"{title}: {number}/{len(todo)} {key} cpu {row['cpu']} s, {left / 60:.0f} min left of the stage")


def attempt(key):
    """The row of a run, or what went wrong: one run that breaks must not end a long collection."""
    try:
        return run(*key)
    except Exception:
        return traceback.format_exc()


def way_for(name, family):
    """Where nothing is infeasible, how it would be told makes no difference: the name without a way; elsewhere the
    way that is common practice, unless the name says another."""
    if family not in WITH_INFEASIBLE:
        return name.split(":")[0]
    if name.startswith("optuna") and ":" not in name:
        return f"{name}:{'worst' if name == 'optuna-gp' else 'pruned'}"
    return name


def run(name, problem_name, seed, in_flight):
    """One run of 100 trials, as a row."""
    problem = problems.problem(problem_name, seed)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock = Clock()
    own = name.startswith("etude-")
    budget = BUDGETS[-1]
    make = (lambda: ours.Etude(name.removeprefix("etude-"), problem.space, seed, budget)) if own else (
        lambda: samplers.make(name, problem.space, seed, budget))
    sampler = clock.of(make)
    told, queue, marks = [], collections.deque(), []
    while len(told) < budget:
        while len(queue) < in_flight and len(told) + len(queue) < budget:
            asked = clock.of(sampler.ask)
            if asked is None:
                break
            queue.append(asked)
        if not queue:
            break
        trial, point = queue.popleft()
        score = problem.measure(point, len(told))
        if score is None:
            clock.of(lambda: sampler.tell_infeasible(trial))
        else:
            clock.of(lambda: sampler.tell(trial, score))
        told.append((trial, score, point))
        if len(told) in BUDGETS:
            marks.append(mark(told, clock.of(sampler.best), problem))
    sampler.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    late = [score is None for _, score, _ in told[50:100]]
    columns = {key: [rounded(one[key]) for one in marks] for key in ("obs", "rec", "seen", "inf")}
    version = ours.version() if own else samplers.version(name)
    return {"sampler": name, "p": problem_name, "s": seed, "f": in_flight, **columns,
            "stuck": bool(late) and sum(late) >= 0.9 * len(late), "cpu": rounded(child if own and not problem.expensive else clock.spent),
            "v": version}


def mark(told, recommended, problem):
    """The state of a run after these trials. Where the truth is expensive, `seen` is not looked for."""
    feasible = [(score, point) for _, score, point in told if score is not None]
    own = next((point for trial, score, point in told if trial == recommended and score is not None), None)
    observed = min(feasible, key=lambda pair: pair[0])[1] if feasible else None
    everything = [observed] if problem.expensive else [point for _, point in feasible]
    regrets = [problem.worst if point is None else problem.regret(point) for point in (observed, own)]
    return {
        "obs": regrets[0],
        "rec": regrets[1],
        "seen": min((problem.regret(point) for point in everything if point), default=problem.worst),
        "inf": 1.0 - len(feasible) / len(told),
    }


class Clock:
    """The processor time of the calls made through it."""

    def __init__(self):
        self.spent = 0.0

    def of(self, call):
        before = time.process_time()
        answer = call()
        self.spent += time.process_time() - before
        return answer


def forget_other_programs(folder):
    """Removes Etude's rows that another build of the program made."""
    with open(ours.program(), "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    path = os.path.join(folder, "program.txt")
    if os.path.exists(path):
        with open(path) as file:
            if file.read() == digest:
                return
    for name in os.listdir(folder):
        if name.startswith("etude-") and name.endswith(".jsonl"):
            os.remove(os.path.join(folder, name))
    with open(path, "w") as file:
        file.write(digest)


def rounded(value):
    return float(f"{value:.5g}")


def span(text):
    low, _, high = text.partition("-")
    return range(int(low), int(high or low) + 1)


def path_of(folder, name):
    return os.path.join(folder, name.split(":")[0] + ".jsonl")


def rows_there(path):
    """The runs that a file holds; a line torn by an interruption is cut off."""
    if not os.path.exists(path):
        return set()
    with open(path) as file:
        text = file.read()
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        with open(path, "w") as file:
            file.write(whole)
    rows = (json.loads(line) for line in whole.splitlines())
    return {(row["sampler"], row["p"], row["s"], row["f"]) for row in rows}


def say(text):
    print(time.strftime("%H:%M:%S"), text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
