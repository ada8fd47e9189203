#!/usr/bin/env bash
# Runs every fuzz target for FUZZTIME each, 20 seconds unless said otherwise. What fails is kept by go test under the
# package's testdata/fuzz: commit it with the fix.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
for package in $(grep -rl --include='*_test.go' '^func Fuzz' internal cmd | xargs -r -n1 dirname | sort -u); do
	for target in $(grep -ho '^func Fuzz[A-Za-z0-9_]*' "$package"/*_test.go | sed 's/^func //'); do
		echo "fuzz: $package $target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-20s}" "./$package" || failed=1
	done
done
exit $failed
