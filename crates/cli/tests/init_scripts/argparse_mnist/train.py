"""Logistic regression by hand, with the command line and the printed lines of a classic example script."""

import argparse
import math
import random


def make_data(count, generator):
    rows = []
    for _ in range(count):
        x = [generator.gauss(0, 1), generator.gauss(0, 1), 1.0]
        rows.append((x, 1 if x[0] - 0.7 * x[1] + generator.gauss(0, 0.4) > 0.2 else 0))
    return rows


def predict(weights, x):
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(w * v for w, v in zip(weights, x))))))


def train(args, weights, data, lr, epoch):
    for start in range(0, len(data), args.batch_size):
        batch = data[start:start + args.batch_size]
        gradient = [0.0, 0.0, 0.0]
        loss = 0.0
        for x, label in batch:
            p = predict(weights, x)
            loss -= math.log(max(p if label else 1 - p, 1e-12)) / len(batch)
            for k in range(3):
                gradient[k] += (p - label) * x[k] / len(batch)
        for k in range(3):
            weights[k] -= lr * gradient[k]
        if start // args.batch_size % args.log_interval == 0:
            print('Train Epoch: {} [{}/{} ({:.0f}%)]\tLoss: {:.6f}'.format(
                epoch, start, len(data), 100. * start / len(data), loss))


def test(weights, data):
    test_loss = sum(-math.log(max(predict(weights, x) if label else 1 - predict(weights, x), 1e-12)) for x, label in data)
    test_loss /= len(data)
    correct = sum((predict(weights, x) > 0.5) == (label == 1) for x, label in data)

    print('\nTest set: Average loss: {:.4f}, Accuracy: {}/{} ({:.0f}%)\n'.format(
        test_loss, correct, len(data), 100. * correct / len(data)))


def main():
    # Training settings
    parser = argparse.ArgumentParser(description='Logistic Regression Example')
    parser.add_argument('--batch-size', type=int, default=16, metavar='N',
                        help='input batch size for training (default: 16)')
    parser.add_argument('--test-batch-size', type=int, default=1000, metavar='N',
                        help='input batch size for testing (default: 1000)')
    parser.add_argument('--epochs', type=int, default=4, metavar='N',
                        help='number of epochs to train (default: 4)')
    parser.add_argument('--lr', type=float, default=0.1, metavar='LR',
                        help='learning rate (default: 0.1)')
    parser.add_argument('--gamma', type=float, default=0.7, metavar='M',
                        help='Learning rate step gamma (default: 0.7)')
    parser.add_argument('--augment', action='store_true', default=False,
                        help='train on inputs with a little noise')
    parser.add_argument('--no-cuda', action='store_true', default=False,
                        help='disables CUDA training')
    parser.add_argument('--dry-run', action='store_true', default=False,
                        help='quickly check a single pass')
    parser.add_argument('--seed', type=int, default=1, metavar='S',
                        help='random seed (default: 1)')
    parser.add_argument('--log-interval', type=int, default=10, metavar='N',
                        help='how many batches to wait before logging training status')
    parser.add_argument('--save-model', action='store_true', default=False,
                        help='For Saving the current Model')
    args = parser.parse_args()

    train_data = make_data(160, random.Random(11))
    test_data = make_data(200, random.Random(12))
    generator = random.Random(args.seed)
    weights = [generator.gauss(0, 1) for _ in range(3)]
    lr = args.lr
    for epoch in range(1, args.epochs + 1):
        generator.shuffle(train_data)
        rows = train_data
        if args.augment:
            rows = [([v + generator.gauss(0, 0.1) for v in x[:2]] + x[2:], label) for x, label in rows]
        train(args, weights, rows, lr, epoch)
        test(weights, test_data)
        lr *= args.gamma


if __name__ == '__main__':
    main()
