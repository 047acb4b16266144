"""Fits a line with a robust loss; the shell script beside this folder starts it."""

import argparse
import csv
import random
import sys

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--lr", type=float, default=0.03)
parser.add_argument("--delta", type=float, default=1.0)
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()

source = random.Random(17)
rows = [(x, 2 * x + 1 + source.gauss(0, 0.2) * (10 if source.random() < 0.1 else 1))
        for x in (source.uniform(-1, 1) for _ in range(200))]
fit, held_out = rows[:140], rows[140:]
generator = random.Random(args.seed)
slope, offset = generator.gauss(0, 1), generator.gauss(0, 1)
table = csv.writer(sys.stdout, lineterminator="\n")
table.writerow(["epoch", "val_mae"])
for epoch in range(1, args.epochs + 1):
    generator.shuffle(fit)
    for x, y in fit:
        pull = max(-args.delta, min(args.delta, slope * x + offset - y))
        slope -= args.lr * pull * x
        offset -= args.lr * pull
    mae = sum(abs(slope * x + offset - y) for x, y in held_out) / len(held_out)
    table.writerow([epoch, mae])
    sys.stdout.flush()
