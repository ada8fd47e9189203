#!/usr/bin/env bash
# Installs what the tests need and this machine lacks: by apt-get where there is apt-get and root, otherwise it says
# what to install and fails. What BEDSIDE_TEST_SKIP names is left out.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=build/found.sh
. build/found.sh

command -v go >/dev/null || { echo "Install Go 1.26 or later: https://go.dev/dl/" >&2 && exit 1; }

skipped() { [[ ",${BEDSIDE_TEST_SKIP:-}," == *",$1,"* ]]; }
packages=()
command -v "$(go env CC)" >/dev/null || packages+=(gcc libc6-dev) # the race detector links with C
skipped postgres || [ -n "${BEDSIDE_TEST_PG:-}" ] || found_postgres >/dev/null || packages+=(postgresql)
skipped browser || [ -n "${BEDSIDE_TEST_CHROMIUM:-}" ] || found_chromium >/dev/null || packages+=(chromium)
[ ${#packages[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "The tests need what this machine lacks: ${packages[*]} (names of the Debian packages)." >&2
	echo "Install them, or leave their tests out by name: BEDSIDE_TEST_SKIP=postgres,browser make test" >&2
	exit 1
fi

echo "installing ${packages[*]}"
if [[ " ${packages[*]} " == *" postgresql "* ]] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
	mkdir -p /etc/postgresql-common # the tests start a server of their own; Debian need not start another
	echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { flock /tmp/bedside-apt.lock env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >>"$log" 2>&1; }
if ! { apt update && apt install --no-install-recommends "${packages[@]}"; }; then
	tail -30 "$log" >&2
	echo "apt-get could not install ${packages[*]}" >&2
	exit 1
fi
