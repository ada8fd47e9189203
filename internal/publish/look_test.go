package publish_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/source"
	"bedside/internal/phi"
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

// news is what became known of papers. It says of a paper that it was retracted once somebody has asked often enough.
type news struct {
	librarian
	from int // questions
}

func (n *news) About(i source.ID) source.Standing {
	if i.Value != "10.1000/walk" || len(n.asked) < n.from {
		return source.Stand(nil, nil)
	}
	return source.Stand([]source.Notice{{Nature: source.Retraction, Date: civil.Date{Year: 2026, Month: 12, Day: 1}, By: "Crossref"}}, nil)
}

// A paper is retracted after the post is public. Its author is told, once; nothing is taken down by itself.
func TestAPaperIsRetractedLater(t *testing.T) {
	h := openHouse(t, t.TempDir()+"/b.db")
	n := &news{from: 3} // the second look after the post is public
	h.Service.Sources = n
	h.Service.Guard.(*guard.Guard).UseNotices(n)
	d := h.published(publish.Content{Kind: publish.Education, Account: publish.ForPractice, Language: "en", Title: "Walking",
		Body: "Walk daily (Smith, https://doi.org/10.1000/walk).", Channels: []publish.Channel{publish.SiteChannel}})
	told := func() (n int) {
		for _, e := range h.told.all {
			if e.Post == d.ID && strings.Contains(e.Text, "was retracted") {
				n++
			}
		}
		return n
	}
	for _, want := range []struct{ asked, told int }{{2, 0}, {3, 1}, {3, 1}, {3, 1}} {
		h.after(8 * 24 * time.Hour)
		if len(n.asked) != want.asked || told() != want.told {
			t.Errorf("asked %d times, told %d times, want %+v", len(n.asked), told(), want)
		}
	}
	if got := h.get(d.ID); got.State != publish.Published {
		t.Errorf("the post is %s", got.State)
	}
}

// A post without a paper is not looked at again, and neither is one that was taken down.
func TestNothingToLookUpLater(t *testing.T) {
	h := openHouse(t, t.TempDir()+"/b.db")
	n := &news{from: 1}
	h.Service.Sources = n
	content := publish.Content{Kind: publish.Education, Account: publish.ForPractice, Language: "en", Title: "Walking", Body: "Walk daily.", Channels: []publish.Channel{publish.SiteChannel}}
	h.published(content)
	content.Body, content.Title = "Walk daily (Smith, https://doi.org/10.1000/walk).", "Walking more"
	d := h.published(content)
	_, err := h.TakeDown(context.Background(), ana, d.ID, phi.NewText("Old."))
	must(t, err)
	h.after(20 * 24 * time.Hour)
	if len(n.asked) != 1 || len(h.told.all) > 0 && strings.Contains(h.told.all[len(h.told.all)-1].Text, "retracted") {
		t.Errorf("asked %v", n.asked)
	}
}
