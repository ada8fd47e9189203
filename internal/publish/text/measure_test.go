package text_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bedside/internal/publish"
	"bedside/internal/publish/text"
)

func TestMeasure(t *testing.T) {
	const family = "👨‍👩‍👧‍👦" // one character of 25 bytes and 11 units
	for _, c := range []struct {
		name                     string
		plain                    string
		x, bluesky, mastodon, li int
	}{
		{"nothing", "", 0, 0, 0, 0},
		{"letters", "Flu shots", 9, 9, 9, 9},
		{"an accent in two parts", "Zoe\u0308", 3, 3, 3, 4},
		{"an accent in one", "Zoë", 3, 3, 3, 3},
		{"Cyrillic", "грипп", 5, 5, 5, 5},
		{"Devanagari", "नमक", 3, 3, 3, 3},
		{"Chinese", "流感", 4, 2, 2, 2},
		{"Korean", "독감", 4, 2, 2, 2},
		{"Korean in parts", "\u1103\u1169\u11a8", 2, 1, 1, 3},
		{"typographic marks", "“a” – b…", 9, 8, 8, 8},
		{"a smile", "🙂", 2, 1, 1, 2},
		{"a family", family, 2, 1, 1, 11},
		{"a skin tone", "👋🏽", 2, 1, 1, 4},
		{"a flag", "🇺🇸", 2, 1, 1, 4},
		{"a heart as text", "❤", 2, 1, 1, 1},
		{"a heart", "❤️", 2, 1, 1, 2},
		{"a key", "1️⃣", 2, 1, 1, 3},
		{"a copyright sign", "©", 1, 1, 1, 1},
		{"a coloured one", "©️", 2, 1, 1, 2},
		{"the euro", "€", 2, 1, 1, 1},
		{"a short link", "https://a.org", 23, 13, 23, 13},
		{"a long link", "https://www.example.org/" + strings.Repeat("flu/", 20), 23, 104, 23, 104},
		{"a link and its sentence", "See https://example.org/flu.", 28, 28, 28, 28},
		{"a link in brackets", "(https://example.org/flu_(2026))", 25, 32, 25, 32},
		{"a link without scheme", "example.org/flu is new", 30, 22, 22, 22},
		{"a domain", "see example.org", 27, 15, 15, 15},
		{"capitals", "HTTPS://EXAMPLE.ORG/A", 23, 21, 23, 21},
		{"a link beside Chinese", "看https://example.org/a看", 27, 23, 25, 23},
		{"a port", "https://example.org:8080/a", 23, 26, 23, 26},
		{"a query", "https://example.org?a=b&c=d", 23, 27, 23, 27},
		{"a file is no link", "see README.md", 13, 13, 13, 13},
		{"a domain of two letters", "see clinic.co", 27, 13, 13, 13},
		{"an e-mail is no link", "desk@example.org", 16, 16, 16, 16},
		{"a host of nowhere", "http://front.desk1/a", 20, 20, 20, 20},
		{"an abbreviation is no link", "e.g. at 9 a.m.", 14, 14, 14, 14},
		{"a mention with a server", "@ann@social.example.org hi", 26, 26, 7, 26},
		{"a mention", "@ann hi", 7, 7, 7, 7},
		{"lines of a form", "a\r\nb", 3, 3, 3, 3},
	} {
		for ch, want := range map[publish.Channel]int{publish.X: c.x, publish.Bluesky: c.bluesky, publish.Mastodon: c.mastodon, publish.LinkedIn: c.li} {
			if got := text.Measure(ch, c.plain); got.Used != want {
				t.Errorf("%s: %s counts %d, want %d", c.name, ch, got.Used, want)
			}
		}
	}
}

func TestLimits(t *testing.T) {
	ts := text.New()
	for _, c := range []struct {
		channel publish.Channel
		plain   string
		over    int
		says    string // "" if it fits
	}{
		{publish.X, strings.Repeat("a", 280), 0, ""},
		{publish.X, strings.Repeat("a", 281), 1, "X takes 280 characters; this is 1 too many."},
		{publish.X, strings.Repeat("感", 141), 2, "X takes 280 characters; this is 2 too many."},
		{publish.Bluesky, strings.Repeat("a", 300), 0, ""},
		{publish.Bluesky, strings.Repeat("é", 301), 1, "Bluesky takes 300 characters; this is 1 too many."},
		{publish.Bluesky, strings.Repeat("👨‍👩‍👧‍👦", 120), 0, ""},
		{publish.Bluesky, strings.Repeat("👨‍👩‍👧‍👦", 121), 25, "Bluesky takes 3000 bytes; this is 25 too many."},
		{publish.Mastodon, strings.Repeat("a", 501), 1, "Mastodon takes 500 characters; this is 1 too many."},
		{publish.LinkedIn, strings.Repeat("a", 3001), 1, "LinkedIn takes 3000 characters; this is 1 too many."},
		{publish.Facebook, strings.Repeat("a", 63207), 1, "Facebook takes 63206 characters; this is 1 too many."},
		{publish.Instagram, strings.Repeat("a", 2201), 1, "Instagram takes 2200 characters; this is 1 too many."},
		{publish.Instagram, strings.Repeat("#flu ", 30), 0, ""},
		{publish.Instagram, strings.Repeat("#flu ", 31), 0, "Instagram takes 30 hashtags; these are 31."},
		{publish.Instagram, strings.Repeat("@ann ", 21), 0, "Instagram takes 20 mentions; these are 21."},
		{publish.SiteChannel, strings.Repeat("a", 100_000), 0, ""},
		{publish.WordPress, strings.Repeat("a", 100_000), 0, ""},
		{publish.Newsletter, strings.Repeat("a", 100_000), 0, ""},
	} {
		if got := text.Measure(c.channel, c.plain); got.Over != c.over {
			t.Errorf("%s: %d over, want %d", c.channel, got.Over, c.over)
		}
		if got := ts.Fits(c.channel, c.plain); got != c.says {
			t.Errorf("%s says %q, want %q", c.channel, got, c.says)
		}
	}
	if w := text.Measure(publish.Instagram, "More at example.org/flu").Warnings; len(w) != 1 {
		t.Errorf("Instagram and a link: %q", w)
	}
}

// TestGrowing holds that a text does not become shorter by what is added on another line.
func TestGrowing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		for _, c := range publish.Channels() {
			if one, two := text.Measure(c, a).Used, text.Measure(c, a+"\n"+b).Used; two <= one && a+b != "" && !strings.HasSuffix(a, "\r") {
				t.Fatalf("%s: %q counts %d and %q counts %d", c, a, one, a+"\n"+b, two)
			}
		}
	})
}
