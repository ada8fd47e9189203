package chart

import (
	"os"
	"testing"
)

func TestShares(t *testing.T) {
	c := Shares{Title: "Kinds of posts", Shares: []Share{
		{Name: "Education", Percent: 58, Aim: 60, Said: "58 percent, 7 posts, aim 60 percent"},
		{Name: `<b>"&`, Percent: 0, Aim: 20, Said: "none"},
		{Name: "Promotion", Percent: 142, Aim: -5, Said: "too much"},
	}}
	got, file := string(c.SVG())+"\n", "testdata/shares.svg"
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
