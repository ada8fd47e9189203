package publish_test

import (
	"context"
	"slices"
	"testing"

	"bedside/internal/fault"
	"bedside/internal/guard/source"
	"bedside/internal/publish"
)

// librarian notes what is asked.
type librarian struct{ asked [][]source.ID }

func (l *librarian) Ask(_ context.Context, papers []source.ID) { l.asked = append(l.asked, papers) }

func TestPapersAreLookedUp(t *testing.T) {
	h := openHouse(t, t.TempDir()+"/b.db")
	l := &librarian{}
	h.Service.Sources = l
	ctx := context.Background()
	draft := publish.Draft{Content: publish.Content{Kind: publish.Education, Account: publish.ForPractice, Language: "en", Title: "Walking",
		Body: "Walk daily (Smith, https://doi.org/10.1000/walk) and sleep well (PMID: 34611600). More: https://www.cdc.gov/walk", Sources: []string{"doi:10.1000/WALK"},
		Channels: []publish.Channel{publish.SiteChannel, publish.WordPress}}}
	want := []source.ID{{Kind: source.DOI, Value: "10.1000/walk"}, {Kind: source.PMID, Value: "34611600"}}

	if _, err := h.Check(ctx, ana, draft); err != nil || len(l.asked) > 0 {
		t.Errorf("reading along asked %v, %v", l.asked, err)
	}
	if c, err := h.Look(ctx, ana, draft); err != nil || len(l.asked) != 1 || !slices.Equal(l.asked[0], want) || len(c.On) != 2 {
		t.Errorf("looking asked %v, %v", l.asked, err)
	}
	p, err := h.Save(ctx, ana, draft)
	must(t, err)
	_, err = h.Submit(ctx, ana, p.ID, p.Row)
	must(t, err)
	if len(l.asked) != 2 || !slices.Equal(l.asked[1], want) {
		t.Errorf("submitting asked %v", l.asked)
	}
	if _, err := h.Look(ctx, guest, draft); !fault.Is(err, fault.Forbidden) {
		t.Errorf("somebody without the right: %v", err)
	}
	draft.Body, draft.Sources = "Walk daily.", nil
	if _, err := h.Look(ctx, ana, draft); err != nil || len(l.asked) != 2 {
		t.Errorf("a post without a paper asked %v, %v", l.asked, err)
	}
}
