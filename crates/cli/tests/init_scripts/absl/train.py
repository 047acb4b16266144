"""Poisson regression by hand, with absl flags."""

import math
import random

from absl import app, flags

FLAGS = flags.FLAGS
flags.DEFINE_float("learning_rate", 0.02, "Step size.", lower_bound=0.0)
flags.DEFINE_enum("optimizer", "sgd", ["sgd", "sign"], "How gradients become steps.")
flags.DEFINE_float("grad_clip", 1.0, "Largest gradient.")
flags.DEFINE_boolean("use_bias", True, "Whether there is a constant term.")
flags.DEFINE_integer("num_epochs", 5, "Passes over the data.")
flags.DEFINE_integer("random_seed", 0, "Seed.")
flags.DEFINE_string("workdir", "/tmp/absl", "Where results would go.")


def main(argv):
    del argv
    source = random.Random(2)
    rows = [(source.uniform(-1, 1), source.uniform(-1, 1)) for _ in range(220)]
    data = [(x, y, math.exp(0.5 + 0.8 * x - 0.4 * y) + source.gauss(0, 0.2)) for x, y in rows]
    fit, held_out = data[:150], data[150:]
    generator = random.Random(FLAGS.random_seed)
    weights = [generator.gauss(0, 0.5) for _ in range(3)]

    def rate(x, y):
        z = weights[0] * x + weights[1] * y + (weights[2] if FLAGS.use_bias else 0.0)
        return math.exp(max(-5.0, min(5.0, z)))

    for epoch in range(FLAGS.num_epochs):
        generator.shuffle(fit)
        for x, y, count in fit:
            error = rate(x, y) - count
            for k, feature in enumerate((x, y, 1.0)):
                gradient = max(-FLAGS.grad_clip, min(FLAGS.grad_clip, error * feature))
                step = gradient if FLAGS.optimizer == "sgd" else math.copysign(0.1, gradient)
                weights[k] -= FLAGS.learning_rate * step
        rmse = math.sqrt(sum((rate(x, y) - count) ** 2 for x, y, count in held_out) / len(held_out))
        print("[epoch {:03d}] validation rmse = {:.6f}".format(epoch, rmse))


if __name__ == "__main__":
    app.run(main)
