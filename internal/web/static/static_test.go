package static

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func get(path, encoding, match string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	r.Header.Set("If-None-Match", match)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

func TestHandler(t *testing.T) {
	w := get(Path("console.css"), "gzip, br", "")
	if w.Code != 200 || w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("console.css: %d %v", w.Code, w.Header())
	}
	if again := get(Path("console.css"), "gzip", w.Header().Get("ETag")); again.Code != 304 {
		t.Errorf("asked again: %d", again.Code)
	}
	if plain := get(Path("console.css"), "", ""); !strings.Contains(plain.Body.String(), "@layer") {
		t.Error("without gzip the style sheet is not readable")
	}
	if old := get("/static/000000000000/console.css", "", ""); old.Code != 200 || old.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("an old hash: %d %v", old.Code, old.Header())
	}
	for _, p := range []string{"/static/x/none.css", "/static/", "/static/x/../static.go", "/static/x/css/tokens.css"} {
		if w := get(p, "", ""); w.Code != 404 {
			t.Errorf("%s: %d", p, w.Code)
		}
	}
}

// TestWeight holds the first load of each face under 100 KB without its page:
// style sheet, script, and the fonts that a first page needs.
func TestWeight(t *testing.T) {
	for face, names := range map[string][]string{
		"console": {"console.css", "console.js", "inter.woff2"},
		"site":    {"site.css", "inter.woff2", "source-serif-4-600.woff2"},
	} {
		sum := 0
		for _, n := range names {
			sum += get(Path(n), "gzip", "").Body.Len()
		}
		t.Logf("%s: %d bytes", face, sum)
		if sum > 88_000 {
			t.Errorf("%s: %d bytes, want at most 88,000 so that the page itself fits into 100 KB", face, sum)
		}
	}
}

// TestWrite puts the files into the folder BEDSIDE_PAGES, for the pages that
// render's test writes there.
func TestWrite(t *testing.T) {
	dir := os.Getenv("BEDSIDE_PAGES")
	if dir == "" {
		return
	}
	dir = filepath.Join(dir, "static")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, a := range assets() {
		if err := os.WriteFile(filepath.Join(dir, name), a.body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
