package fhir_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// What is free is published for everybody: a manifest and a file a kind, with nothing in them about anybody.
func TestWhatIsFreeIsPublished(t *testing.T) {
	d := open(t)
	d.bookTuesday(0)
	fetch := func(path, header, value string) (int, http.Header, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		must(t, err)
		r.Header.Set(header, value)
		got, err := http.DefaultClient.Do(r)
		must(t, err)
		defer func() { _ = got.Body.Close() }()
		raw, err := io.ReadAll(got.Body)
		must(t, err)
		return got.StatusCode, got.Header, string(raw)
	}
	status, head, raw := fetch(d.url+"/$bulk-publish", "Accept", "application/json")
	var list struct {
		TransactionTime, Request string
		Output                   []struct {
			Type, URL string
			Extension struct{ State []string }
		}
	}
	must(t, json.Unmarshal([]byte(raw), &list))
	if status != 200 || len(list.Output) != 3 || list.TransactionTime != "2026-11-02T16:00:00Z" || list.Output[0].Extension.State[0] != "MN" || head.Get("Cache-Control") != "public, max-age=60" {
		t.Fatalf("%d %v %s", status, head, raw)
	}
	seen := map[string]int{}
	for _, o := range list.Output {
		status, head, raw := fetch(o.URL, "Accept", "application/fhir+ndjson")
		if status != 200 || head.Get("Content-Type") != "application/fhir+ndjson" || strings.Contains(raw, string(d.minnie)) {
			t.Errorf("%s: %d %v", o.URL, status, head)
		}
		if again, _, _ := fetch(o.URL, "If-None-Match", head.Get("ETag")); again != http.StatusNotModified {
			t.Errorf("%s again: %d", o.URL, again)
		}
		lines := bufio.NewScanner(strings.NewReader(raw))
		for lines.Scan() {
			var r map[string]any
			must(t, json.Unmarshal(lines.Bytes(), &r))
			invariants(t, r)
			if r["resourceType"] != o.Type {
				t.Errorf("%s holds %v", o.URL, r)
			}
			if seen[o.Type]++; o.Type == "Slot" && (!strings.Contains(within(r, "extension.0.valueUrl").(string), "/book/details?service=") || r["status"] != "free") {
				t.Errorf("a slot: %v", r)
			}
		}
	}
	if seen["Location"] != 1 || seen["Schedule"] != 2 || seen["Slot"] < 100 {
		t.Errorf("published: %v", seen)
	}
	for _, name := range []string{"Patient.ndjson", "Appointment.ndjson", "Slot", "..%2fSlot.ndjson"} {
		if status, _, _ := fetch(d.url+"/bulk/"+name, "Accept", "*/*"); status != http.StatusNotFound {
			t.Errorf("%s: %d", name, status)
		}
	}
}
