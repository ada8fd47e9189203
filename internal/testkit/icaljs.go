package testkit

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Calendar is what ical.js understood of one. Times are instants in UTC, as 2026-11-30T15:00:00Z.
type Calendar struct {
	Method, Name, Color, Refresh string
	Zones                        []string
	Events                       []CalendarEvent
}

// CalendarEvent is one event of a [Calendar].
type CalendarEvent struct {
	UID, Summary, Location, Text, Status, Start, End, Organizer, Attendee, CN string

	Sequence int
}

// ICalJS reads calendars with ical.js, which knows no zone but those that a calendar brings. The test [Need]s icaljs.
func ICalJS(t testing.TB, calendars ...[]byte) []Calendar {
	t.Helper()
	Need(t, "icaljs")
	all := make([]string, len(calendars))
	for i, c := range calendars {
		all[i] = string(c)
	}
	in, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command("node", filepath.Join(Root(t), "build", "peers", "icaljs.mjs"), npmFolder(icaljsFolder))
	var out, said bytes.Buffer
	run.Stdin, run.Stdout, run.Stderr = bytes.NewReader(in), &out, &said
	if err := run.Run(); err != nil {
		t.Fatalf("ical.js: %v\n%s", err, &said)
	}
	var read []Calendar
	if err := json.Unmarshal(out.Bytes(), &read); err != nil {
		t.Fatal(err)
	}
	return read
}

// icaljsFolder is where build/install.sh puts ical.js.
const icaljsFolder = "icaljs-2.2.1"

// npmFolder is the folder that holds what build/install.sh installed from npm, "" if it is not here.
func npmFolder(name string) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	dir := filepath.Join(cache, "bedside", name)
	if _, err := os.Stat(filepath.Join(dir, "installed")); err != nil {
		return ""
	}
	return dir
}
