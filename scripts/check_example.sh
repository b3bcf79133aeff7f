#!/bin/sh
# Runs a command and compares what it prints with a recording, after masking what differs from run to run.
#
#   check_example.sh EXPECTED COMMAND [ARGUMENT…]
#
# The command runs in an empty folder of its own, which is removed afterwards, with TUNER_HOME set to a folder below it. Its
# standard output and standard error are taken together; its exit code must be 0. CHECK_EXAMPLE_RECORD=1 in the environment
# writes the recording instead of comparing: look at the difference before you commit it.
#
# Masked, in this order:
#   <hash>     the eight hexadecimal digits of a trial's name ("digits-mlp-007-1f3a9c02")
#   <path>     absolute paths below the temporary folder or the repository (its build folder included)
#   <time>     dates with times, clock times, and durations ("2026-01-31T12:00:00Z", "0:01:12", "1m 02s", "350 ms", "2.5 s")
#   <number>   numbers with a decimal point or an exponent, and nan and inf, with their sign: metric and parameter values
# Whole numbers stay: counts, exit codes and trial numbers are what a recording is for. So print real values with a point.
# Runs of blanks and of rules (---, ───) become one, since their lengths follow the masked text.
set -eu

expected=$(realpath -m "$1")
shift
repository=$(dirname "$(dirname "$(realpath "$0")")")
temporary=${TMPDIR:-/tmp}
work=$(mktemp -d "$temporary/check_example.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/run"

mask() {
  unit='(ms|s|sec|seconds?|min|minutes?|m|h|hours?)'
  real='[-+]?([0-9]+\.[0-9]*([eE][-+]?[0-9]+)?|\.[0-9]+([eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+|nan|inf)'
  sed -E \
    -e "s#(-[0-9]{3,})-[0-9a-f]{8}#\\1-<hash>#g" \
    -e "s#($temporary|$repository)/[^][:space:]'\"\`,;:)]*#<path>#g" \
    -e 's#[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z| UTC)?)?#<time>#g' \
    -e 's#\b[0-9]+:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?\b#<time>#g' \
    -e "s#\\b[0-9]+(\\.[0-9]+)? ?$unit( ?[0-9]+(\\.[0-9]+)? ?$unit)*\\b#<time>#g" \
    -e ":again; s#(^|[^[:alnum:]_.])$real(\$|[^[:alnum:]_])#\\1<number>\\5#; t again" \
    -e 's#  +# #g; s#---+#---#g; s#(─)+#─#g; s# +$##'
}

status=0
(cd "$work/run" && TUNER_HOME="$work/home" "$@" </dev/null) >"$work/output" 2>&1 || status=$?
mask <"$work/output" >"$work/masked"
if [ "$status" -ne 0 ]; then
  cat "$work/output"
  echo "check_example: exit code $status of: $*" >&2
  exit 1
fi
if [ -n "${CHECK_EXAMPLE_RECORD:-}" ]; then
  cp "$work/masked" "$expected"
  exit 0
fi
if ! diff -u "$expected" "$work/masked"; then
  echo "check_example: the output differs from $expected; the unmasked output was:" >&2
  cat "$work/output" >&2
  exit 1
fi
