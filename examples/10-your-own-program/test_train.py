"""What Etude relies on: the same seed gives the same numbers, and a resumed run ends as an uninterrupted one."""

import contextlib
import io
import json
import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import train


def run(arguments=(), **environment):
    """The lines that training prints, under no environment of Etude's but the one given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ETUDE_")}
    printed = io.StringIO()
    with mock.patch.dict(os.environ, {**clean, **environment}, clear=True), contextlib.redirect_stdout(printed):
        train.main(list(arguments))
    return [json.loads(line) for line in printed.getvalue().splitlines()]


class TrainingTest(unittest.TestCase):
    def test_runs_without_etude_and_learns(self):
        lines = run(["--lr=0.1"], ETUDE_MAX_EPOCHS="3")
        self.assertEqual([line["epoch"] for line in lines], [1, 2, 3])
        self.assertLess(lines[-1]["val_error"], 0.15)
        self.assertNotIn("checkpoint", lines[-1])

    def test_same_seed_same_numbers(self):
        first = run(ETUDE_SEED="7", ETUDE_MAX_EPOCHS="1")
        self.assertEqual(first, run(ETUDE_SEED="7", ETUDE_MAX_EPOCHS="1"))
        self.assertNotEqual(first, run(ETUDE_SEED="8", ETUDE_MAX_EPOCHS="1"))
        self.assertNotEqual(first, run(ETUDE_SEED="7", ETUDE_DATA_SEED="8", ETUDE_MAX_EPOCHS="1"))

    def test_resume_is_exact(self):
        with tempfile.TemporaryDirectory() as whole, tempfile.TemporaryDirectory() as halves:
            uninterrupted = run(ETUDE_MAX_EPOCHS="3", ETUDE_CHECKPOINT_DIR=whole)
            before = run(ETUDE_MAX_EPOCHS="1", ETUDE_CHECKPOINT_DIR=halves)
            after = run(
                ETUDE_MAX_EPOCHS="3",
                ETUDE_CHECKPOINT_DIR=halves,
                ETUDE_RESUME_FROM=str(Path(halves) / before[-1]["checkpoint"]),
            )
            self.assertEqual(before + after, uninterrupted)
            last = uninterrupted[-1]["checkpoint"]
            self.assertEqual(Path(whole, last).read_bytes(), Path(halves, last).read_bytes())

    def test_divergence_is_declared(self):
        lines = run(["--lr=1e200"], ETUDE_MAX_EPOCHS="2")
        self.assertIn("epoch 1", lines[-1]["infeasible"])

    def test_parts_share_no_image(self):
        sizes = [len(train.load_digits(part)) for part in ("training", "validation", "test")]
        self.assertEqual(sizes, [599, 599, 599])


if __name__ == "__main__":
    unittest.main()
