"""A search over standard input and output: plain Python, nothing to install."""

import json
import math
import os
import subprocess

SPACE = {
    "learning_rate": {"low": 1e-3, "high": 10.0, "scale": "log"},
    "optimizer": {"choices": ["sgd", "momentum"]},
    "momentum": {"low": 0.1, "high": 0.95, "when": {"optimizer": "momentum"}},
}


class Study:
    """A bare study in a process of its own."""

    def __init__(self, sampler, seed, space, direction):
        command = [os.environ.get("ETUDE", "etude"), "ask-tell", "--sampler", sampler, "--seed", str(seed)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.request(op="open", direction=direction, space=space)

    def request(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())
        if "error" in reply:
            raise ValueError(reply["error"])
        return reply

    def ask(self, count=1):
        return self.request(op="ask", count=count)["trials"]

    def tell(self, trial, score):
        if math.isfinite(score):
            self.request(op="tell", id=trial["id"], score=score)
        else:
            self.request(op="tell", id=trial["id"], infeasible="diverged")

    def best(self):
        return self.request(op="best")

    def close(self):
        self.request(op="quit")
        self.process.wait()


def train(point):
    """The loss after ten epochs on a bowl that is ten times as steep one way as the other."""
    weights, speed = [1.0, 1.0], [0.0, 0.0]
    for _ in range(10):
        for axis, steepness in enumerate([0.1, 1.0]):
            speed[axis] = point.get("momentum", 0.0) * speed[axis] - point["learning_rate"] * steepness * weights[axis]
            weights[axis] += speed[axis]
    loss = 0.05 * weights[0] ** 2 + 0.5 * weights[1] ** 2
    return loss if loss < 10.0 else math.inf


def main():
    study = Study("auto", 0, SPACE, "minimize")
    losses = {}
    while len(losses) < 40:
        for trial in study.ask(count=4):
            losses[trial["id"]] = train(trial["point"])
            study.tell(trial, losses[trial["id"]])
    best = study.best()
    print(json.dumps({"best": best, "loss": losses[best["id"]], "trials": len(losses)}))
    study.close()


if __name__ == "__main__":
    main()
