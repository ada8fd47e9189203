// Package testkit holds what tests of several packages share: a database on either engine, a clock that is moved by
// hand, a real browser, and the rule about what may be left out.
//
// It promises that a test which cannot run fails and says what is missing, unless BEDSIDE_TEST_SKIP names it; then
// the test is skipped and "make test" lists it at the end. Callers owe that only tests import this package.
package testkit

import (
	"flag"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Need says that the test cannot run without "postgres", "browser", "wordpress", "pds", "icaljs", "fhir" or "hl7". Where it is missing the test fails, and where
// BEDSIDE_TEST_SKIP names it the test is skipped, even if it is there.
func Need(t testing.TB, what string) {
	t.Helper()
	if Skipped(what) {
		t.Skipf("needs %s, which BEDSIDE_TEST_SKIP names", what)
	}
	switch what {
	case "postgres":
		if os.Getenv("BEDSIDE_TEST_PG") == "" {
			t.Fatal("needs PostgreSQL: run it with build/with-postgres.sh go test ..., or leave it out by BEDSIDE_TEST_SKIP=postgres")
		}
	case "browser":
		if chromium() == "" {
			t.Fatal("needs Chromium: install it (Debian: apt-get install chromium) or set BEDSIDE_TEST_CHROMIUM to its path, or leave it out by BEDSIDE_TEST_SKIP=browser")
		}
	case "wordpress":
		if os.Getenv("BEDSIDE_TEST_WORDPRESS") == "" {
			t.Fatal("needs WordPress: run it with build/with-wordpress.sh go test ..., or leave it out by BEDSIDE_TEST_SKIP=wordpress")
		}
	case "pds":
		if os.Getenv("BEDSIDE_TEST_PDS") == "" {
			t.Fatal("needs a Bluesky server: run it with build/with-pds.sh go test ..., or leave it out by BEDSIDE_TEST_SKIP=pds")
		}
	case "icaljs":
		if npmFolder(icaljsFolder) == "" {
			t.Fatal("needs ical.js: build/install.sh installs it, or leave it out by BEDSIDE_TEST_SKIP=icaljs")
		}
	case "fhir":
		if npmFolder(fhirFolder) == "" {
			t.Fatal("needs FHIR clients from npm: build/install.sh installs them, or leave it out by BEDSIDE_TEST_SKIP=fhir")
		}
	case "hl7":
		if npmFolder(hl7Folder) == "" {
			t.Fatal("needs an HL7 client and server from npm: build/install.sh installs them, or leave them out by BEDSIDE_TEST_SKIP=hl7")
		}
	default:
		t.Fatalf("testkit knows no %q", what)
	}
}

// Skipped reports whether BEDSIDE_TEST_SKIP, a list with commas, names what.
func Skipped(what string) bool {
	return slices.Contains(strings.Split(os.Getenv("BEDSIDE_TEST_SKIP"), ","), what)
}

// Root returns the repository's folder.
func Root(t testing.TB) string {
	t.Helper()
	dir := root()
	if _, err := os.Stat(dir); err != nil {
		t.Fatal("the source files are not here")
	}
	return dir
}

func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Data returns the path of a file of development data, which lies beside the repository in ../shared/data or where
// BEDSIDE_TEST_DATA says. A clone does not have it: then the test is skipped and listed as not run.
func Data(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("BEDSIDE_TEST_DATA")
	if dir == "" {
		dir = filepath.Join(Root(t), "..", "shared", "data")
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("measures on development data (%s), which is not here; BEDSIDE_TEST_DATA says where it is", name)
	}
	return path
}

// Clock is a clock that stands still until it is moved. It may be used by several goroutines at once.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that shows start.
func NewClock(start time.Time) *Clock { return &Clock{now: start} }

// Now returns what the clock shows; pass clock.Now where a func() time.Time is wanted.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock by d, backwards too.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set moves the clock to t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// FreePort returns a TCP port of the loopback address that nobody listened on a moment ago.
func FreePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// Eventually waits until the condition holds and fails the test if it does not within thirty seconds; what says in
// words what was waited for.
func Eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for pause := time.Millisecond; !condition(); pause = min(2*pause, 100*time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited 30 s for this in vain: %s", what)
		}
		time.Sleep(pause)
	}
}

// Golden compares got with the file and fails with the first line that differs. Where the test's package has an
// -update flag and it is set, it writes the file instead:
//
//	var _ = flag.Bool("update", false, "write the golden files anew")
func Golden(t testing.TB, path string, got []byte) {
	t.Helper()
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make golden writes it)", err)
	}
	if string(got) == string(want) {
		return
	}
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	n := 0
	for n < len(g) && n < len(w) && g[n] == w[n] {
		n++
	}
	line := func(lines []string) string {
		if n < len(lines) {
			return lines[n]
		}
		return "(end of file)"
	}
	t.Errorf("%s:%d differs (make golden writes it anew)\n got: %s\nwant: %s", path, n+1, line(g), line(w))
}
