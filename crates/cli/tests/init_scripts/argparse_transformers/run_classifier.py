#!/usr/bin/env python3
"""A classifier trained by hand, with the many flags of a fine-tuning script and results as JSON lines."""

import argparse
import json
import math
import random
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass
class State:
    epoch: int
    weights: list


def parse_args():
    parser = argparse.ArgumentParser(
        description="Finetune a model on a text classification task", formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--task_name", type=str, default=None, help="The name of the task to train on.",
                        choices=["cola", "mnli", "sst2"])
    parser.add_argument("--model_name_or_path", type=str, default="linear", help="Path to pretrained model.")
    parser.add_argument("--max_length", type=int, default=128, help="The maximum total input sequence length.")
    parser.add_argument("--per_device_train_batch_size", type=int, default=8, help="Batch size for training.")
    parser.add_argument("--per_device_eval_batch_size", type=int, default=8, help="Batch size for evaluation.")
    parser.add_argument("--learning_rate", type=float, default=5e-2, help="Initial learning rate to use.")
    parser.add_argument("--weight_decay", type=float, default=0.0, help="Weight decay to use.")
    parser.add_argument("--adam_beta1", type=float, default=0.9, help="The beta1 of Adam.")
    parser.add_argument("--adam_beta2", type=float, default=0.999, help="The beta2 of Adam.")
    parser.add_argument("--adam_epsilon", type=float, default=1e-8, help="The epsilon of Adam.")
    parser.add_argument("--amsgrad", action=argparse.BooleanOptionalAction, default=True, help="Never forget the largest square.")
    parser.add_argument("--num_train_epochs", type=int, default=3, help="Total number of training epochs.")
    parser.add_argument("--max_train_steps", type=int, default=None, help="Overrides num_train_epochs.")
    parser.add_argument("--gradient_accumulation_steps", type=int, default=1, help="Steps to accumulate.")
    parser.add_argument("--lr_scheduler_type", default="linear", help="The scheduler type to use.",
                        choices=["linear", "cosine", "constant"])
    parser.add_argument("--num_warmup_steps", type=int, default=0, help="Number of steps for the warmup.")
    parser.add_argument("--label_smoothing", type=float, default=0.0, help="Label smoothing.")
    parser.add_argument("--output_dir", type=Path, default=None, help="Where to store the final model.")
    parser.add_argument("--seed", type=int, default=None, help="A seed for reproducible training.")
    parser.add_argument("--resume_from_checkpoint", type=str, default=None, help="Continue from a checkpoint folder.")
    parser.add_argument("--with_tracking", action="store_true", help="Whether to enable experiment trackers.")
    parser.add_argument("--fp16", action=argparse.BooleanOptionalAction, default=False, help="Half precision.")
    return parser.parse_args()


def examples(count, seed):
    generator = random.Random(seed)
    rows = [[generator.gauss(0, 1) for _ in range(4)] for _ in range(count)]
    return [(x, int(x[0] + x[1] - x[2] + generator.gauss(0, 0.5) > 0)) for x in rows]


def probability(weights, x):
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(w * v for w, v in zip(weights, x))))))


def schedule(kind, share):
    return {"linear": 1 - share, "cosine": 0.5 * (1 + math.cos(math.pi * share)), "constant": 1.0}[kind]


def main():
    args = parse_args()
    train, validation = examples(160, 1), examples(200, 2)
    generator = random.Random(args.seed)
    state = State(0, [generator.gauss(0, 0.5) for _ in range(4)])
    mean, square, largest, step = [0.0] * 4, [0.0] * 4, [0.0] * 4, 0
    total = args.num_train_epochs * len(train)
    for epoch in range(args.num_train_epochs):
        generator.shuffle(train)
        for x, label in train:
            warm = min(1.0, (step + 1) / max(1, args.num_warmup_steps))
            rate = args.learning_rate * warm * schedule(args.lr_scheduler_type, step / total)
            step += 1
            target = label * (1 - args.label_smoothing) + args.label_smoothing / 2
            error = probability(state.weights, x) - target
            for k in range(4):
                gradient = error * x[k]
                mean[k] = args.adam_beta1 * mean[k] + (1 - args.adam_beta1) * gradient
                square[k] = args.adam_beta2 * square[k] + (1 - args.adam_beta2) * gradient**2
                hat = mean[k] / (1 - args.adam_beta1**step)
                largest[k] = max(largest[k], square[k]) if args.amsgrad else square[k]
                root = math.sqrt(largest[k] / (1 - args.adam_beta2**step))
                state.weights[k] -= rate * (hat / (root + args.adam_epsilon) + args.weight_decay * state.weights[k])
        right = sum((probability(state.weights, x) > 0.5) == (label == 1) for x, label in validation)
        state.epoch = epoch + 1
        print(json.dumps({"epoch": epoch + 1, "eval_accuracy": right / len(validation), "step": step}), flush=True)
        if args.output_dir is not None:
            args.output_dir.mkdir(parents=True, exist_ok=True)
            (args.output_dir / "state.json").write_text(json.dumps(asdict(state)))


if __name__ == "__main__":
    main()
