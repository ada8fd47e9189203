package demo

import (
	"testing"
	"time"

	"bedside/internal/guard"
	"bedside/internal/publish"
	"bedside/internal/publish/text"
)

// What the demo has published is what the guard lets pass without a second look; its draft is what it stops.
func TestPostsAreReadByTheGuard(t *testing.T) {
	p, now := plan(t, days[0], 1)
	g, err := guard.New(nil, guard.Own{Names: []string{p.File.Practice.Name, p.File.Practice.NeutralName, "Ines Marlow"}, Places: []string{"Mill Pond", "Harbor Street"}}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	all, err := Posts()
	if err != nil {
		t.Fatal(err)
	}
	set, states, languages := text.New(), map[publish.State]int{}, map[string]int{}
	for _, w := range all {
		c := w.Content()
		states[w.State]++
		languages[c.Language]++
		words := set.Plain(c.Body)
		for _, more := range append(append([]string{w.Label}, w.Sources...), w.Disclosures...) {
			words += "\n\n" + set.Plain(more)
		}
		r := g.Check(guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: publish.SiteChannel, Title: []guard.Part{guard.Literal(c.Title)}, Body: []guard.Part{guard.Literal(words)}})
		want := guard.Clear
		if w.State == publish.Drafting {
			want = guard.Block
		}
		if r.Verdict != want {
			t.Errorf("%s: %s", w.Title, r.Verdict)
			for _, f := range r.Findings {
				t.Logf("  %s %s: %q: %s", f.Severity, f.Rule, f.Text, f.Message)
			}
		}
	}
	if len(all) < 12 || len(states) < 7 || languages["es"] < 2 {
		t.Errorf("%d posts, %v, %v", len(all), states, languages)
	}
}
