#!/usr/bin/env bash
# Runs every test package that has an -update flag with it, and shows what changed.
set -euo pipefail
cd "$(dirname "$0")/.."

for package in $(grep -rlE --include='*_test.go' 'flag\.Bool(Var)?\(.*"update"' internal cmd | xargs -r -n1 dirname | sort -u); do
	go test "./$package" -update
done
git status --short -- '*testdata*' internal/archtest/deps.txt
