#!/bin/sh
# Runs the job and shows how its trials were split: session.sh TUNER
set -eu

tuner=$1
"$tuner" run "$(dirname "$(realpath "$0")")/job.yaml"
"$tuner" trials linear-or-forest
"$tuner" best linear-or-forest
"$tuner" replay linear-or-forest --verify | sed 's/[0-9]* steps, //'  # how many depends on the moments of polling
