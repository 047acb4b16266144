"""A perceptron with a margin; its settings are words in a fixed order."""

import random
import sys

if len(sys.argv) < 4:
    print("usage: train.py LEARNING_RATE MARGIN EPOCHS [SEED]")
    sys.exit(1)

learning_rate = float(sys.argv[1])
margin = float(sys.argv[2])
epochs = int(sys.argv[3])
seed = int(sys.argv[4]) if len(sys.argv) > 4 else 0

source = random.Random(21)
data = []
for _ in range(240):
    x = [source.gauss(0, 1), source.gauss(0, 1), 1.0]
    data.append((x, 1 if x[0] + 0.5 * x[1] + source.gauss(0, 0.3) > 0.1 else -1))
fit, held_out = data[:160], data[160:]
generator = random.Random(seed)
weights = [generator.gauss(0, 1) for _ in range(3)]
for epoch in range(epochs):
    generator.shuffle(fit)
    for x, label in fit:
        if label * sum(w * v for w, v in zip(weights, x)) < margin:
            weights = [w + learning_rate * label * v for w, v in zip(weights, x)]
    wrong = sum(label * sum(w * v for w, v in zip(weights, x)) <= 0 for x, label in held_out)
    print("epoch", epoch + 1, "error", wrong / len(held_out))
