# Where the programs are that the tests need. Sourced by the other scripts.

# found_postgres prints the folder that holds the PostgreSQL server's programs.
found_postgres() {
	local dir
	for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin | sort -rV) \
		"$(dirname "$(command -v initdb || echo /none/initdb)")"; do
		if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && [ -x "$dir/postgres" ]; then
			echo "$dir"
			return
		fi
	done
	return 1
}

# found_chromium prints the path of a Chromium or Chrome.
found_chromium() {
	local name
	for name in chromium chromium-browser google-chrome google-chrome-stable \
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
		command -v "$name" && return
	done
	return 1
}

# have reports whether all of the commands are here.
have() {
	local name
	for name; do command -v "$name" >/dev/null || return 1; done
}

# found_wordpress reports whether WordPress and what it runs on are here.
found_wordpress() {
	[ -e /usr/share/wordpress/wp-load.php ] && have php mariadbd mariadb-install-db curl && [[ $(php -m) == *mysqli* ]]
}

# found_pds prints the folder that holds the Bluesky server's node_modules.
found_pds() {
	local dir=${XDG_CACHE_HOME:-$HOME/.cache}/bedside/pds-0.3.215
	[ -e "$dir/installed" ] && have node && echo "$dir"
}

# found_icaljs prints the folder that holds the node_modules with ical.js.
found_icaljs() {
	local dir=${XDG_CACHE_HOME:-$HOME/.cache}/bedside/icaljs-2.2.1
	[ -e "$dir/installed" ] && have node && echo "$dir"
}

# found_fhir prints the folder that holds the node_modules with FHIR clients and R4's definitions.
found_fhir() {
	local dir=${XDG_CACHE_HOME:-$HOME/.cache}/bedside/fhir-2.0.3-5.2.13
	[ -e "$dir/installed" ] && have node && echo "$dir"
}

# found_hl7 prints the folder that holds the node_modules with an HL7 client and server.
found_hl7() {
	local dir=${XDG_CACHE_HOME:-$HOME/.cache}/bedside/hl7-4.0.0-2.5.0
	[ -e "$dir/installed" ] && have node && echo "$dir"
}
