"""Ridge regression by gradient descent, with the click library and plain printed lines."""

import random

import click


@click.command()
@click.option("--lr", "--learning-rate", "lr", default=0.05, help="Step size of gradient descent.")
@click.option("--momentum", default=0.9, show_default=True, help="Momentum of gradient descent.")
@click.option("--l2", type=float, default=1e-4, show_default=True, help="Strength of the ridge penalty.")
@click.option("--features", type=click.Choice(["linear", "quadratic"]), default="linear", show_default=True)
@click.option("--nesterov/--no-nesterov", default=False, show_default=True, help="Look ahead along the momentum.")
@click.option("-e", "--epochs", type=int, default=6, show_default=True, help="Passes over the data.")
@click.option("--batch-size", type=click.IntRange(1, 512), default=16, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--save-dir", type=click.Path(), default="runs", show_default=True, help="Where to save the weights.")
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
def main(lr, momentum, l2, features, nesterov, epochs, batch_size, seed, save_dir, verbose):
    """Fits a curve to noisy points."""
    source = random.Random(5)
    rows = [(x, 1.5 * x - 0.5 + 0.8 * x * x + source.gauss(0, 0.2)) for x in (source.uniform(-1, 1) for _ in range(240))]
    train, valid = rows[:160], rows[160:]

    def expand(x):
        return [1.0, x, x * x if features == "quadratic" else 0.0]

    generator = random.Random(seed)
    weights = [generator.gauss(0, 1) for _ in range(3)]
    velocity = [0.0] * 3
    for epoch in range(epochs):
        generator.shuffle(train)
        for start in range(0, len(train), batch_size):
            at = [w + momentum * v if nesterov else w for w, v in zip(weights, velocity)]
            gradient = [2 * l2 * w for w in at]
            batch = train[start:start + batch_size]
            for x, y in batch:
                error = sum(w * f for w, f in zip(at, expand(x))) - y
                for k, feature in enumerate(expand(x)):
                    gradient[k] += 2 * error * feature / len(batch)
            velocity = [max(-1e6, min(1e6, momentum * v - lr * g)) for v, g in zip(velocity, gradient)]
            weights = [w + v for w, v in zip(weights, velocity)]
        mse = sum((sum(w * f for w, f in zip(weights, expand(x))) - y) ** 2 for x, y in valid) / len(valid)
        click.echo(f"epoch {epoch + 1}/{epochs} - val_mse: {mse:.5f}")


if __name__ == "__main__":
    main()
