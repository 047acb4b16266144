"""Etude's samplers, through `etude ask-tell`: a child that speaks JSON, one object a line."""

import json
import os
import subprocess


def program():
    """The program that is measured: `ETUDE`, or the release build."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    target = os.path.join(root, os.environ.get("CARGO_TARGET_DIR", "target"))
    return os.environ.get("ETUDE", os.path.join(target, "release", "etude"))


def version():
    """The version of the program."""
    return subprocess.run([program(), "--version"], capture_output=True, text=True, check=True).stdout.strip()


class Etude:
    """One `etude ask-tell` with the four calls of `samplers`; `NAME-repeats` measures leaders again, a tenth of the budget."""

    def __init__(self, sampler, space, seed, budget):
        name = sampler.removesuffix("-repeats")
        self.child = subprocess.Popen(
            [program(), "ask-tell", "--sampler", name, "--seed", str(seed)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        self.scored = False
        repeats = {} if name == sampler else {"repeats": 0.1}
        self.say({"op": "open", "direction": "minimize", "space": space, "budget": budget, **repeats})

    def say(self, request):
        self.child.stdin.write(json.dumps(request) + "\n")
        self.child.stdin.flush()
        line = self.child.stdout.readline()
        reply = json.loads(line) if line else {"error": "the program ended"}
        if "error" in reply:
            raise RuntimeError(f"{request}: {reply['error']}")
        return reply

    def ask(self):
        trials = self.say({"op": "ask", "count": 1})["trials"]
        return (trials[0]["id"], trials[0]["point"]) if trials else None

    def tell(self, number, score):
        self.scored = True
        self.say({"op": "tell", "id": number, "score": score})

    def tell_infeasible(self, number):
        self.say({"op": "tell", "id": number, "infeasible": "diverged"})

    def best(self):
        return self.say({"op": "best"})["id"] if self.scored else None

    def close(self):
        self.child.stdin.write('{"op": "quit"}\n')
        self.child.stdin.close()
        self.child.wait()
