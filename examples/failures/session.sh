#!/bin/sh
# Runs the job of one way to fail, as a user would, and shows how it came out:
#
#   session.sh TUNER WAY
"$1" run "$(dirname "$0")/$2.yaml"
echo "exit code $?"
"$1" show "$(echo "$2" | tr _ -)"
