package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bedside/internal/rehearse"
)

// rehearsed runs the command and returns its exit code and what it printed.
func rehearsed(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := Main(append([]string{"rehearse"}, args...), IO{Ctx: context.Background(), In: strings.NewReader(""), Out: &out, Err: &errs, Getenv: os.Getenv})
	return code, out.String() + errs.String()
}

// Every scenario that Bedside ships with passes on the demo's practice, all five times, and none is skipped there.
func TestEveryScenarioPassesOnTheDemo(t *testing.T) {
	t.Parallel()
	code, out := rehearsed(t, "--now", "2026-11-23T10:00", "--format", "json")
	r := reported(t, out)
	if n := len(r.Results); n < 120 {
		t.Errorf("%d scenarios, want at least 120", n)
	}
	for _, x := range r.Results {
		if x.Outcome != rehearse.Passed {
			t.Errorf("%s is %s %s", x.Name, x.Outcome, x.Why)
		}
	}
	if code != 0 {
		t.Errorf("the exit code is %d:\n%s", code, told(r))
	}
}

// On a practice of another kind those that apply pass, and those that do not are skipped with a reason.
func TestScenariosFitAnotherPractice(t *testing.T) {
	t.Parallel()
	code, out := rehearsed(t, "--practice", "testdata/birchwood.toml", "--now", "2026-11-23T10:00", "--format", "json")
	r := reported(t, out)
	if code != 0 || r.Count(rehearse.Failed) > 0 {
		t.Errorf("the exit code is %d:\n%s", code, told(r))
	}
	if n := r.Count(rehearse.Passed); n < 90 {
		t.Errorf("%d scenarios passed, want at least 90", n)
	}
	for name, why := range map[string]string{
		"es.book.day": "Spanish", "book.place": "one place", "book.video": "video", "staff.voice": "connect", "insurance.taken": "insurance",
	} {
		i := slices.IndexFunc(r.Results, func(x rehearse.Result) bool { return strings.HasPrefix(x.Name, name) })
		if i < 0 || r.Results[i].Outcome != rehearse.Skipped || !strings.Contains(r.Results[i].Why, why) {
			t.Errorf("%s is not skipped because of %q: %+v", name, why, r.Results[max(0, i)])
		}
	}
}

func reported(t *testing.T, out string) (r rehearse.Report) {
	t.Helper()
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v in %.300s", err, out)
	}
	return r
}

// told are the conversations that failed.
func told(r rehearse.Report) string {
	var b strings.Builder
	for _, x := range r.Results {
		if x.Outcome == rehearse.Failed {
			b.WriteString(x.Name + ", " + x.Run.Persona + ", " + x.Run.Channel + "\n")
			conversation(&b, x.Run)
		}
	}
	return b.String()
}

// A scenario that expects what is not so fails with its conversation and what was expected.
func TestRehearsalFails(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "own.txt")
	if err := os.WriteFile(file, []byte("== own.wrong\nNobody books, and a visit is expected.\nchannel: chat\nhello: what are your hours\nexpect: booked day={day}\nnever: open\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out := rehearsed(t, "--more", file, "--only", "own.*", "--now", "2026-11-23", "--repeat", "1")
	if code != 1 {
		t.Errorf("the exit code is %d, want 1", code)
	}
	for _, want := range []string{"FAILED   own.wrong", "! Expected: a visit is booked on Tuesday. There is no new visit.", "! “open” was said and must not be.", "> what are your hours", "0 passed, 1 failed"} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	if code, out := rehearsed(t, "--only", "no.such"); code != 2 || !strings.Contains(out, "There is no scenario no.such") {
		t.Errorf("a scenario that there is not: %d, %s", code, out)
	}
}
