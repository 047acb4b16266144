"""Softmax-free two-class training, configured with Hydra and reported through the logging module."""

import logging
import math
import random

import hydra
from omegaconf import DictConfig

log = logging.getLogger(__name__)


@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg: DictConfig) -> None:
    lr, momentum, decay = cfg.optimizer.lr, cfg.optimizer.momentum, cfg.optimizer.weight_decay
    drop, hidden, seed = cfg.model.dropout, cfg.model.hidden, cfg.seed
    epochs, batch_size = cfg.epochs, cfg.data.batch_size
    source = random.Random(8)
    points = [(source.gauss(0, 1), source.gauss(0, 1)) for _ in range(260)]
    data = [(x, y, int(x * x + y * y < 1.2)) for x, y in points]
    fit, held_out = data[:180], data[180:]
    generator = random.Random(seed)
    inner = [[generator.gauss(0, 1) for _ in range(3)] for _ in range(hidden)]
    outer = [generator.gauss(0, 0.5) for _ in range(hidden + 1)]
    velocity = [0.0] * (hidden + 1)

    def units_of(x, y):
        return [max(0.0, w[0] * x + w[1] * y + w[2]) for w in inner] + [1.0]

    def output(units):
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(o * u for o, u in zip(outer, units))))))

    for epoch in range(epochs):
        generator.shuffle(fit)
        for start in range(0, len(fit), batch_size):
            gradient = [decay * o for o in outer]
            for x, y, label in fit[start:start + batch_size]:
                units = [u * (generator.random() >= drop) for u in units_of(x, y)]
                error = output(units) - label
                for k, unit in enumerate(units):
                    gradient[k] += error * unit / batch_size
            for k in range(hidden + 1):
                velocity[k] = max(-1e6, min(1e6, momentum * velocity[k] - lr * gradient[k]))
                outer[k] += velocity[k]
        wrong = sum((output(units_of(x, y)) > 0.5) != bool(label) for x, y, label in held_out)
        log.info(f"Epoch {epoch + 1} finished, validation error: {wrong / len(held_out):.4f}")


if __name__ == "__main__":
    main()
