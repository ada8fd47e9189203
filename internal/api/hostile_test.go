package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// What is not text, and what is nested without end, is answered in time with a finding or a sentence.
func TestHostileTexts(t *testing.T) {
	d := open(t)
	quoted := func(s string) string {
		b, err := json.Marshal(s)
		must(t, err)
		return `{"text":` + string(b) + `}`
	}
	for name, c := range map[string]struct {
		body   string
		status int
	}{
		"a million brackets":     {quoted(strings.Repeat("(", 1e6)), http.StatusOK},
		"one word":               {quoted(strings.Repeat("a", 1e6)), http.StatusOK},
		"one word of 10 MB":      {quoted(strings.Repeat("a", 10<<20)), http.StatusRequestEntityTooLarge},
		"NULs":                   {quoted(strings.Repeat("\x00", 1e5)), http.StatusOK},
		"broken letters":         {`{"text":"\ud800` + strings.Repeat(`\udc00`, 1e5) + `"}`, http.StatusOK},
		"invalid UTF-8":          {"{\"text\":\"\xff\"}", http.StatusBadRequest},
		"nested objects":         {strings.Repeat(`{"text":`, 1e5), http.StatusBadRequest},
		"a nested id":            {`{"text":"Walk.","id":` + strings.Repeat("[", 1e5) + strings.Repeat("]", 1e5) + `}`, http.StatusBadRequest},
		"a thousand fields":      {`{"text":"Walk."` + strings.Repeat(`,"x":1`, 1000) + `}`, http.StatusOK},
		"identifiers, many":      {quoted(strings.Repeat("My patient Maria Lopez, MRN 123456. ", 2e4)), http.StatusOK},
		"nothing but an opening": {`{"text":"`, http.StatusBadRequest},
	} {
		start := time.Now()
		a := d.postTo("/api/v1/check", "", strings.NewReader(c.body))
		if a.status != c.status {
			t.Errorf("%s: %d %.200s", name, a.status, a.raw)
		}
		if strings.Contains(a.raw, `"verdict":"clear"`) && name != "a thousand fields" && name != "broken letters" {
			t.Errorf("%s is clear", name)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
}
