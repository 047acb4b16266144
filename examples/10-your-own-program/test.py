"""Score a checkpoint on the test images, which training never sees: `python3 test.py epoch-12.json`."""

import json
import sys

import train

network, _ = train.load_checkpoint(sys.argv[1])
test_error, test_loss = train.evaluate(network, train.load_digits("test"))
print(json.dumps({"test_error": test_error, "test_loss": test_loss}))
