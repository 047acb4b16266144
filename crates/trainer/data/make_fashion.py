#!/usr/bin/env python3
"""Makes `fashion.bin`, the subset of Fashion-MNIST which is compiled into etude-trainer.

Only needed to reproduce the file, never to build Etude:

    apt-get install dataset-fashion-mnist
    python3 crates/trainer/data/make_fashion.py          # rewrites fashion.bin, prints its checksum
    python3 crates/trainer/data/make_fashion.py --check  # compares, writes nothing

What it does, without any randomness: of the 60,000 training images it takes, in the order of the file,
the first 800 of every class for training and the next 200 of every class for validation; of the 10,000
test images the first 200 of every class for testing. Each 28x28 image becomes 14x14 by the mean of 2x2
pixels, rounded half up.

Format of `fashion.bin`, version 1: the 8 bytes `ETUDEFM1`; then for train, validation and test in turn
the labels (one byte each, 0 to 9), then in the same order the images (196 bytes each, row by row,
0 = background). It is kept plain: xz would save 1 MB of the binary and cost every trial its decoding.
"""

import gzip
import hashlib
import pathlib
import struct
import sys

SOURCE = pathlib.Path("/usr/share/datasets/fashion-mnist")
TARGET = pathlib.Path(__file__).with_name("fashion.bin")
SHA256 = "64b7919af7ab541cffc8972041693e0e3ff882c45ee07b3f81f5a6ea933a91e6"
CLASSES = 10
SIDE = 28


def read_idx(name, dimensions):
    """The bytes after the header of an IDX file, and its dimensions."""
    data = gzip.decompress((SOURCE / name).read_bytes())
    magic, *shape = struct.unpack_from(f">{dimensions + 1}I", data)
    assert magic == 0x0800 + dimensions, f"{name}: not an IDX file of bytes with {dimensions} dimensions"
    return data[4 * (dimensions + 1):], shape


def read_split(name):
    labels, (count,) = read_idx(f"{name}-labels-idx1-ubyte.gz", 1)
    images, shape = read_idx(f"{name}-images-idx3-ubyte.gz", 3)
    assert shape == [count, SIDE, SIDE], f"{name}: unexpected shape {shape}"
    return labels, images


def choose(labels, skip, take):
    """Indices, ascending, of each class's images number skip to skip + take - 1."""
    seen = [0] * CLASSES
    chosen = []
    for index, label in enumerate(labels):
        if skip <= seen[label] < skip + take:
            chosen.append(index)
        seen[label] += 1
    return chosen


def pool(image):
    """The mean of every 2x2 block, rounded half up."""
    return bytes(
        (image[i] + image[i + 1] + image[i + SIDE] + image[i + SIDE + 1] + 2) // 4
        for row in range(0, SIDE, 2)
        for i in range(row * SIDE, (row + 1) * SIDE, 2)
    )


def build():
    train, test = read_split("train"), read_split("t10k")
    output = bytearray(b"ETUDEFM1")
    for (labels, images), skip, take in ((train, 0, 800), (train, 800, 200), (test, 0, 200)):
        chosen = choose(labels, skip, take)
        pooled = b"".join(pool(images[i * SIDE * SIDE:(i + 1) * SIDE * SIDE]) for i in chosen)
        output += bytes(labels[i] for i in chosen) + pooled
        pixels = len(pooled)
        mean = sum(pooled) / pixels / 255
        deviation = (sum(p * p for p in pooled) / pixels / 255**2 - mean**2) ** 0.5
        print(f"{len(chosen)} images, pixel mean {mean:.4f}, standard deviation {deviation:.4f}")
    return bytes(output)


def main():
    output = build()
    digest = hashlib.sha256(output).hexdigest()
    print(f"{len(output)} bytes, sha256 {digest}")
    if digest != SHA256:
        sys.exit(f"expected sha256 {SHA256}: another version of the data set?")
    if "--check" in sys.argv:
        if TARGET.read_bytes() != output:
            sys.exit(f"{TARGET} differs from what this script makes")
    else:
        TARGET.write_bytes(output)


if __name__ == "__main__":
    main()
