package chart

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

func TestGolden(t *testing.T) {
	for name, b := range map[string]Bars{
		"empty": {Title: "Visits per day", Unit: "visits"},
		"zeros": {Title: "Visits per day", Unit: "visits", Bars: []Bar{{Label: "Mon"}, {Label: "Tue", Now: true}}},
		"days": {Title: "Visits per day", Unit: "visits", Bars: []Bar{
			{Label: "Fri, Nov 20", Tick: "Nov 20", Value: 31},
			{Label: "Sat, Nov 21"},
			{Label: "Mon, Nov 23", Tick: "today", Value: 28, Now: true},
			{Label: "Tue, Nov 24", Value: 1, Ahead: true},
			{Label: `<b>"&`, Value: 400, Ahead: true},
		}},
	} {
		got := string(b.SVG()) + "\n"
		file := "testdata/" + name + ".svg"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
		if strings.Contains(got, "style=") {
			t.Errorf("%s: a style attribute, which the CSP forbids", name)
		}
	}
}

func TestCeiling(t *testing.T) {
	for n, want := range map[int]int{0: 4, 4: 4, 5: 8, 9: 20, 31: 40, 41: 80, 401: 800} {
		if got := ceiling(n); got != want {
			t.Errorf("ceiling(%d) = %d, want %d", n, got, want)
		}
	}
}
