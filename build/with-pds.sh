#!/usr/bin/env bash
# with-pds.sh COMMAND... runs the command with BEDSIDE_TEST_PDS set to the address of a Bluesky server (a PDS) of its
# own, with the handle and app password of an account in it. It listens on the loopback address only, in a temporary
# folder, and is gone afterwards, also after Ctrl-C. A BEDSIDE_TEST_PDS that is already set is used as it is.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=build/found.sh
. "$here/found.sh"

[ $# -gt 0 ] || { echo "usage: with-pds.sh COMMAND..." >&2 && exit 2; }
[ -z "${BEDSIDE_TEST_PDS:-}" ] || exec "$@"
PDS_MODULES=$(found_pds) || { echo "No Bluesky server here (build/install.sh installs one)." >&2 && exit 1; }
export PDS_MODULES

dir=$(mktemp -d /tmp/bedside-pds.XXXXXX)
pid=
clean() {
	[ -z "$pid" ] || { kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null; } || true
	rm -rf "$dir"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

TMPDIR=$dir NODE_ENV=test LOG_ENABLED=0 node "$here/peers/pds.mjs" </dev/null >"$dir/address" 2>"$dir/log" &
pid=$!
for _ in $(seq 600); do
	if grep -q '^http://' "$dir/address"; then
		BEDSIDE_TEST_PDS=$(grep -m1 '^http://' "$dir/address")
		export BEDSIDE_TEST_PDS
		"$@"
		exit
	fi
	kill -0 "$pid" 2>/dev/null || break
	sleep 0.1
done
cat "$dir/log" >&2
echo "The Bluesky server did not start." >&2
exit 1
