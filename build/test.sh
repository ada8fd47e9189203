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
# The race detector makes the database ten times slower. It watches all but what takes long enough without it and goes
# one step after the other: most of the whole program's pages in a browser, conversations and their rehearsals, a model,
# the guard's readers, dumps and restores, tests whose steps are processes that die. A test that hangs ends the run; a
# slow machine must not.
export GORACE=atexit_sleep_ms=100
tests() { go test -vet=off -timeout 40m -json "$@" || true; }
app=bedside/internal/app desk=bedside/internal/frontdesk door=bedside/internal/api/fhir
mapfile -t readers < <(go list ./internal/guard/{ident,media,name,rules,source}/...)
at_once='^(TestTwo.*|TestOneTimeIsGivenOnce|TestOneTimeIsBookedOnce|TestATurnThatComesAgain.*|TestAPersonTakesOver.*|TestEveryProgramSpeaks.*|TestACodeIsSentOnce.*)$'
in_turn='^(TestCrashesAtEveryLine|TestNoAlertEndsInSilence|TestTheModel|TestEveryScenarioPassesOnTheDemo|TestScenariosFitAnotherPractice'
in_turn+='|TestADump.*|TestADamagedDump.*|TestABackup.*|TestRewriteOf.*|TestLiftOf.*|TestHostile.*|TestManyCitations|TestMeasure.*)$'
{
	tests -race -run "$at_once" $app $desk $door
	tests -skip "$at_once" $app
	tests -skip "$at_once" $desk $door
	tests -run "$in_turn" ./internal/{cli,guard,inbox,oncall,outreach,publish,schedule,store}
	tests "${readers[@]}"
	tests -run '^TestAllocations$' ./internal/guard # the race detector allocates
	mapfile -t rest < <(go list ./... | grep -vxF -e $app -e $desk -e $door -f <(printf '%s\n' "${readers[@]}"))
	tests -race -skip "$in_turn" "${rest[@]}"
} 2>"$out/stderr" | "$out/testrun" "$out/stderr" "${failed[@]}"
