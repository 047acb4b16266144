#!/bin/sh
# Starts the training as it is started on the cluster.
set -e
export PYTHONHASHSEED=0
cd "$(dirname "$0")"
exec python3 -u model/fit.py --data generated "$@"
