package chart

import (
	"os"
	"testing"
)

func TestRanges(t *testing.T) {
	c := Ranges{Title: "What messages did", Ranges: []Range{
		{Name: "Reminder, 1 day", Low: 1.2, Is: 4.5, High: 7.9, Said: "+4.5 points, +1.2 to +7.9"},
		{Name: `<b>"&`, Low: -12, Is: -3, High: 6, Said: "-3 points"},
	}}
	got, file := string(c.SVG())+"\n", "testdata/ranges.svg"
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
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
