package fetch

import (
	"slices"
	"testing"
	"time"
)

func TestManners(t *testing.T) {
	const text = "User-agent: Bedside\nUser-agent: other\nCrawl-delay: 2.5\nDisallow: /x\n\nUser-agent: *\nCrawl-delay: 1\nSitemap: https://a.example/one.xml\nsitemap:https://a.example/two.xml # second\n\nUser-agent: slow\nCrawl-delay: 90\n"
	if got := readPause(text, "Bedside"); got != 2500*time.Millisecond {
		t.Errorf("we wait %v", got)
	}
	if got := readPause("User-agent: *\nCrawl-delay: 99999999\n", "Bedside"); got != time.Hour {
		t.Errorf("at most %v", got)
	}
	for _, s := range []string{"", "Crawl-delay: 5", "User-agent: *\nCrawl-delay: -3", "User-agent: *\nCrawl-delay: soon", "User-agent: *\nCrawl-delay: NaN"} {
		if got := readPause(s, "Bedside"); got != 0 {
			t.Errorf("%q: %v", s, got)
		}
	}
	if got := readMaps(text); !slices.Equal(got, []string{"https://a.example/one.xml", "https://a.example/two.xml"}) {
		t.Errorf("maps: %q", got)
	}
}

// FuzzManners: no robots.txt breaks its reader, makes it wait longer than an hour or look at more than twenty sitemaps.
func FuzzManners(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*a*b$\nAllow: /\nCrawl-delay: 3\nSitemap: x", "/aab")
	f.Add("\ufeffuser-agent:*\rdisallow:/", "/")
	f.Fuzz(func(t *testing.T, text, path string) {
		if d := readPause(text, "Bedside"); d < 0 || d > time.Hour {
			t.Errorf("%q: %v", text, d)
		}
		if n := len(readMaps(text)); n > 20 {
			t.Errorf("%d maps", n)
		}
		one := readRobots(text, "Bedside")
		if one.allow(path) != readRobots(text, "Bedside").allow(path) {
			t.Error("the same file allows and forbids")
		}
	})
}
