package web

import (
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"bedside/internal/schedule"
)

// TestNarrow reads which times a visitor wants from an address, and writes the same address again.
func TestNarrow(t *testing.T) {
	for _, x := range []struct {
		query string
		want  schedule.Query
	}{
		{"", schedule.Query{}},
		{"not=5", schedule.Query{Except: []time.Weekday{time.Friday}}},
		{"after=16%3A00&not=0&not=6", schedule.Query{Except: []time.Weekday{time.Sunday, time.Saturday}, After: 960}},
		{"language=Spanish&until=12%3A00", schedule.Query{Until: 720, Language: "Spanish"}},
		{"after=late&not=9&not=x&not=-1&until=25%3A00", schedule.Query{}},
	} {
		c := &call{r: httptest.NewRequest("GET", "/book/time?location=&provider=&service=s&"+x.query, nil)}
		_ = c.form("service") // which reads the form
		q := schedule.Query{Service: "s"}
		c.narrow(&q)
		if !slices.Equal(q.Except, x.want.Except) || q.After != x.want.After || q.Until != x.want.Until || q.Language != x.want.Language {
			t.Errorf("%q is read as %+v", x.query, q)
		}
		again := &call{r: httptest.NewRequest("GET", wanted(q, ""), nil)}
		_ = again.form("service")
		same := schedule.Query{Service: "s"}
		if again.narrow(&same); !slices.Equal(same.Except, q.Except) || same.After != q.After || same.Until != q.Until || same.Language != q.Language {
			t.Errorf("%q is written as %s", x.query, wanted(q, ""))
		}
	}
}
