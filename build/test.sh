#!/usr/bin/env bash
# Everything that must hold, in one command. BEDSIDE_TEST_SKIP=postgres,browser,wordpress,pds,icaljs,fhir,hl7 names what may stay away;
# nothing else may. The last line says how many tests passed, failed and were not run.
set -euo pipefail
cd "$(dirname "$0")/.."
export BEDSIDE_TEST_SKIP=${BEDSIDE_TEST_SKIP:-}

if [ "${1:-}" != inside ]; then
	build/install.sh
	peers=()
	for peer in postgres wordpress pds; do
		[[ ",$BEDSIDE_TEST_SKIP," == *",$peer,"* ]] || peers+=("build/with-$peer.sh")
	done
	exec "${peers[@]}" build/test.sh inside
fi

export GOFLAGS="${GOFLAGS:-} -buildvcs=false" # a checkout that belongs to somebody else is fine
# shellcheck source=build/found.sh
. build/found.sh
BEDSIDE_TEST_CHROMIUM=${BEDSIDE_TEST_CHROMIUM:-$(found_chromium || true)}
export BEDSIDE_TEST_CHROMIUM

out=$(mktemp -d)
export BEDSIDE_TEST_TMP=$out # browsers keep their profiles here
trap 'rm -rf "$out"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

BEDSIDE_CHECKS_OUT=$out/checks build/check.sh || true
go build -o "$out/testrun" ./build/testrun
mapfile -t failed < <(grep . "$out/checks" || true)
# The race detector makes the database ten times slower. In the packages that write or read much it watches the tests in
# which something happens at once, in the others all. A test that hangs ends the run; a slow machine must not.
export GORACE=atexit_sleep_ms=100
tests() { go test -vet=off -timeout 40m -json "$@" || true; }
mapfile -t much < <(go list ./cmd/... ./internal/{api,app,cli,demo,elsewhere,exchange,frontdesk,guard,inbox,knowledge,oncall,outreach,publish,schedule,store}/...)
mapfile -t others < <(go list ./... | grep -vxF -f <(printf '%s\n' "${much[@]}"))
at_once='^Test(Two.*|Several.*|Concurrent.*|DuplicateClaims|.*(AtOnce|SideBySide.*|Once|Overlap|ShareAVisit|SkewIsImpossible|OneAfterAnother)'
at_once+='|ATurnThatComesAgain.*|APersonTakesOver.*|EveryProgramSpeaks.*|NeverBoth|TheLastAdministratorStays|OneKeyOneVisit'
at_once+='|APanicUndoesAndGoesOnInItsCaller|AFailureUndoesItsOwnRowsOnly|TheSealerRunsUntilItIsStopped|LinesAre.*|LinesHold.*)$'
{
	tests -race -run "$at_once" "${much[@]}"
	tests -race "${others[@]}"
	tests -skip "$at_once" "${much[@]}"
} 2>"$out/stderr" | "$out/testrun" "$out/stderr" "${failed[@]}"
