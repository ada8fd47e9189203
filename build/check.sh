#!/usr/bin/env bash
# The fast checks. Prints what is wrong; ends with 1 if anything is.
set -uo pipefail
cd "$(dirname "$0")/.."

export GOFLAGS="${GOFLAGS:-} -buildvcs=false" # a checkout that belongs to somebody else is fine
failed=()
check() { # NAME COMMAND...
	local name=$1
	shift
	if "$@"; then echo "check: $name ok"; else
		echo "check: $name FAILED"
		failed+=("$name")
	fi
}
formatted() {
	local files
	files=$(gofmt -l build cmd internal) || return 1
	[ -z "$files" ] || { echo "not formatted (gofmt -w FILE):" && echo "$files" && return 1; }
}

check gofmt formatted
check vet go vet ./...
check staticcheck go tool staticcheck ./...
check archtest go test ./internal/archtest/

# test.sh counts the names
[ -z "${BEDSIDE_CHECKS_OUT:-}" ] || printf '%s\n' "${failed[@]}" >"$BEDSIDE_CHECKS_OUT"
[ ${#failed[@]} -eq 0 ]
