#!/usr/bin/env bash
# with-postgres.sh COMMAND... runs the command with BEDSIDE_TEST_PG set to a PostgreSQL server of its own, in a
# temporary folder on a free port, which is gone afterwards, also after Ctrl-C. Where there is room the folder is in
# memory: nothing in it has to last. A BEDSIDE_TEST_PG that is already set
# is used as it is. Example: build/with-postgres.sh go test ./internal/store/
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=build/found.sh
. "$here/found.sh"

[ $# -gt 0 ] || { echo "usage: with-postgres.sh COMMAND..." >&2 && exit 2; }
[ -z "${BEDSIDE_TEST_PG:-}" ] || exec "$@"
bin=$(found_postgres) || { echo "No PostgreSQL server here (Debian: apt-get install postgresql)." >&2 && exit 1; }

place=/tmp
room=$(df --output=avail -BM /dev/shm 2>/dev/null | tail -n 1 | tr -dc 0-9 || true)
[ "${room:-0}" -lt 4000 ] || place=/dev/shm
dir=$(mktemp -d $place/bedside-pg.XXXXXX) # short, because it holds the socket
as=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
	id -u postgres >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin postgres
	as=(runuser -u postgres --)
fi
pg() { (cd / && exec "${as[@]}" "$bin/$1" "${@:2}"); }
clean() {
	[ ! -e "$dir/data/postmaster.pid" ] || pg pg_ctl -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
	rm -rf "$dir"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "$password" >"$dir/password"
[ ${#as[@]} -eq 0 ] || chown -R postgres "$dir"
init=(initdb -D "$dir/data" -U bedside -E UTF8 --no-sync --auth=scram-sha-256 --pwfile="$dir/password")
# Sort text as a practice's server would, not by bytes, so that a query that leans on the order of bytes is found.
pg "${init[@]}" --locale=C --locale-provider=icu --icu-locale=en-US >"$dir/log" 2>&1 || {
	rm -rf "$dir/data"
	pg "${init[@]}" --locale=C >"$dir/log" 2>&1 || { cat "$dir/log" >&2 && exit 1; }
}
cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$dir'
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
log_min_messages = fatal
CONF

for _ in $(seq 20); do
	port=$((15000 + RANDOM % 15000))
	if pg pg_ctl -D "$dir/data" -l "$dir/server.log" -o "-p $port" -w -t 60 start >/dev/null 2>&1; then
		export BEDSIDE_TEST_PG="postgres://bedside:$password@127.0.0.1:$port/postgres?sslmode=disable"
		"$@"
		exit
	fi
done
cat "$dir/server.log" >&2
echo "PostgreSQL did not start." >&2
exit 1
