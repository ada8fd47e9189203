#!/usr/bin/env bash
# with-wordpress.sh COMMAND... runs the command with BEDSIDE_TEST_WORDPRESS and BEDSIDE_TEST_WORDPRESS_ADMIN set to the
# address of a WordPress of its own, with the name and application password of an author and an administrator in it. It
# listens on the loopback address only, in a temporary folder, and is gone afterwards, also after Ctrl-C. A
# BEDSIDE_TEST_WORDPRESS that is already set is used as it is.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=build/found.sh
. "$here/found.sh"

[ $# -gt 0 ] || { echo "usage: with-wordpress.sh COMMAND..." >&2 && exit 2; }
[ -z "${BEDSIDE_TEST_WORDPRESS:-}" ] || exec "$@"
found_wordpress || { echo "No WordPress here (Debian: apt-get install wordpress php-cli php-mysql mariadb-server)." >&2 && exit 1; }

dir=$(mktemp -d /tmp/bedside-wp.XXXXXX) # short, because it holds the socket
as=()
if [ "$(id -u)" = 0 ]; then # neither is to run as root
	as=(runuser -u mysql --)
	chown mysql "$dir"
fi
pids=()
clean() {
	for pid in "${pids[@]}"; do kill -- "-$pid" 2>/dev/null || true; done
	for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
	rm -rf "$dir"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
failed() { cat "$dir/log" >&2 && echo "$1" >&2 && exit 1; }
# server starts a program in a group of its own, with its words in the log.
server() {
	setsid "${as[@]}" "$@" </dev/null >>"$dir/log" 2>&1 &
	pids+=($!)
}

database=$dir/db
(
	cd / && "${as[@]}" mariadb-install-db --no-defaults --datadir="$database" --auth-root-authentication-method=normal --skip-test-db
) >"$dir/log" 2>&1 || failed "MariaDB did not install."
server mariadbd --no-defaults --datadir="$database" --socket="$dir/s" --pid-file="$dir/pid" --skip-networking \
	--performance-schema=OFF --innodb-buffer-pool-size=32M --innodb-flush-log-at-trx-commit=0
sql() { "${as[@]}" mariadb --no-defaults -u root -S "$dir/s" -e "$1" >/dev/null 2>&1; }
for _ in $(seq 300); do
	sql "CREATE DATABASE IF NOT EXISTS wp" && break
	sleep 0.1
done
sql "CREATE USER wp@localhost IDENTIFIED BY 'wp'; GRANT ALL ON wp.* TO wp@localhost" || failed "MariaDB did not start."

mkdir -p "$dir/site/wp-content/uploads" "$dir/site/wp-content/themes"
ln -s /usr/share/wordpress/wp-includes /usr/share/wordpress/wp-admin "$dir/site/"
cp -r "$here/peers/theme" "$dir/site/wp-content/themes/bare"
cp "$here/peers/wordpress.php" "$dir/router.php"
export WORDPRESS_DIR=$dir/site
for _ in $(seq 20); do
	port=$((15000 + RANDOM % 15000))
	(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue # somebody listens there
	export WORDPRESS_URL=http://127.0.0.1:$port
	cat >"$dir/site/wp-config.php" <<PHP
<?php
foreach (['DB_NAME' => 'wp', 'DB_USER' => 'wp', 'DB_PASSWORD' => 'wp', 'DB_HOST' => 'localhost:$dir/s', 'DB_CHARSET' => 'utf8mb4',
    'WP_HOME' => '$WORDPRESS_URL', 'WP_SITEURL' => '$WORDPRESS_URL', 'WP_ENVIRONMENT_TYPE' => 'local', 'WP_HTTP_BLOCK_EXTERNAL' => true,
    'DISABLE_WP_CRON' => true, 'AUTOMATIC_UPDATER_DISABLED' => true, 'WP_CONTENT_DIR' => '$dir/site/wp-content'] as \$name => \$value) {
    define(\$name, \$value);
}
\$table_prefix = 'wp_';
require_once '/usr/share/wordpress/wp-settings.php';
PHP
	[ ${#as[@]} -eq 0 ] || chown -R mysql "$dir/site"
	if [ -z "${users:-}" ]; then
		users=$("${as[@]}" php "$dir/router.php" 2>>"$dir/log" | tail -2)
		[ "$(wc -l <<<"$users")" = 2 ] || { echo "$users" >>"$dir/log" && failed "WordPress did not install."; }
	fi
	PHP_CLI_SERVER_WORKERS=4 server php -S "127.0.0.1:$port" -t "$dir/site" "$dir/router.php"
	for _ in $(seq 100); do
		if curl -sf "$WORDPRESS_URL/wp-json/" >/dev/null; then
			export BEDSIDE_TEST_WORDPRESS=http://$(sed -n 1p <<<"$users")@127.0.0.1:$port
			export BEDSIDE_TEST_WORDPRESS_ADMIN=http://$(sed -n 2p <<<"$users")@127.0.0.1:$port
			"$@"
			exit
		fi
		kill -0 "${pids[-1]}" 2>/dev/null || break
		sleep 0.1
	done
done
failed "WordPress did not start."
