package sources_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard/source"
	"bedside/internal/sources"
)

const head = "Record ID,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,RetractionDate,RetractionDOI\n"

func rows(dois ...string) string {
	var b strings.Builder
	b.WriteString(head)
	for _, d := range dois {
		b.WriteString("1," + d + ",0,Retraction,,1/2/2024 0:00,unavailable\n")
	}
	return b.String()
}

var today = civil.Date{Year: 2026, Month: 11, Day: 23}

// shelf is a folder with an index of the file; "" is a folder without one.
func shelf(t *testing.T, file string) *sources.Shelf {
	t.Helper()
	folder := t.TempDir()
	if file != "" {
		if _, _, err := sources.Import(folder, strings.NewReader(file), today); err != nil {
			t.Fatal(err)
		}
	}
	s, err := sources.OpenShelf(folder)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func about(s *sources.Shelf, doi string) source.State {
	return s.About(source.ID{Kind: source.DOI, Value: doi}).State
}

// A running program takes up what is imported, and says so when it is damaged.
func TestShelfIsKeptUp(t *testing.T) {
	folder := t.TempDir()
	s, err := sources.OpenShelf(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Head(); ok || about(s, "10.1000/a") != source.NotKnown {
		t.Error("an empty folder has an index")
	}
	for _, doi := range []string{"10.1000/a", "10.1000/longer"} {
		if _, _, err := sources.Import(folder, strings.NewReader(rows(doi)), today); err != nil {
			t.Fatal(err)
		}
		if err := s.Refresh(); err != nil || about(s, doi) != source.Retracted {
			t.Errorf("%s is not taken up: %v", doi, err)
		}
	}
	if about(s, "10.1000/a") != source.NotKnown {
		t.Error("the old index is still there")
	}
	if err := os.WriteFile(filepath.Join(folder, sources.File), []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Refresh(); !fault.Is(err, fault.Invalid) {
		t.Errorf("rubbish: %v", err)
	}
	if err := s.Refresh(); err != nil {
		t.Errorf("said twice: %v", err)
	}
	if err := os.Remove(filepath.Join(folder, sources.File)); err != nil {
		t.Fatal(err)
	}
	if err := s.Refresh(); err != nil || about(s, "10.1000/longer") != source.NotKnown {
		t.Errorf("a folder whose index was removed: %v", err)
	}
}

type cut struct{ io.Reader }

func (c cut) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = errors.New("the disk is gone")
	}
	return n, err
}

func TestFailedImportLeavesTheOld(t *testing.T) {
	folder := t.TempDir()
	if _, _, err := sources.Import(folder, strings.NewReader(rows("10.1000/old")), today); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]io.Reader{"no file": strings.NewReader("x"), "cut off": cut{strings.NewReader(rows("10.1000/new"))}} {
		if _, _, err := sources.Import(folder, file, today); err == nil {
			t.Errorf("%s is imported", name)
		}
	}
	s, err := sources.OpenShelf(folder)
	if err != nil || about(s, "10.1000/old") != source.Retracted {
		t.Errorf("the old index is lost: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, ".*")); len(left) > 0 {
		t.Errorf("%q is left behind", left)
	}
}

// An import that is killed, at whatever moment, leaves the old index or the new one, and the next one clears up after it.
func TestKilledImport(t *testing.T) {
	if folder := os.Getenv("BEDSIDE_TEST_IMPORT"); folder != "" { // the one to be killed
		for {
			if _, _, err := sources.Import(folder, strings.NewReader(rows("10.1000/old", "10.1000/new")), today); err != nil {
				os.Exit(3)
			}
			_, _ = os.Stdout.WriteString(".")
		}
	}
	folder := t.TempDir()
	if _, _, err := sources.Import(folder, strings.NewReader(rows("10.1000/old")), today); err != nil {
		t.Fatal(err)
	}
	for i := range 12 {
		c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=TestKilledImport$")
		c.Env = append(os.Environ(), "BEDSIDE_TEST_IMPORT="+folder)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(io.Discard, out, int64(i)); err != nil { // it is at work, a little further each time
			t.Fatal(err)
		}
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait()
		s, err := sources.OpenShelf(folder)
		if err != nil || about(s, "10.1000/old") != source.Retracted {
			t.Fatalf("after kill %d: %v", i, err)
		}
	}
	if _, _, err := sources.Import(folder, strings.NewReader(rows("10.1000/last")), today); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, ".*")); len(left) > 0 {
		t.Errorf("%q is left behind", left)
	}
}

func TestAgeSentence(t *testing.T) {
	h, _ := shelf(t, rows("10.1000/a")).Head()
	for _, c := range []struct {
		head source.Head
		ok   bool
		want string
	}{
		{source.Head{}, false, "does it with: bedside sources import"},
		{h, true, "goes up to 2024-01-02 and was imported on 2026-11-23 (notices: 1, papers: 1). It is 1056 days old: import it again."},
		{source.Head{Imported: today, Newest: today.AddDays(-3), Notices: 9, Papers: 8}, true, "goes up to 2026-11-20 and was imported on 2026-11-23 (notices: 9, papers: 8)."},
	} {
		if got := sources.AgeSentence(c.head, c.ok, today); !strings.HasSuffix(got, c.want) {
			t.Error(got)
		}
	}
}
