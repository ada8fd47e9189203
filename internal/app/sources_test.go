package app_test

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard/source"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/sources"
	"bedside/internal/testkit"
)

// register is a service that says that one paper was retracted.
type register struct {
	paper string
	asked atomic.Int64
}

func (*register) Name() string           { return "Crossref" }
func (*register) Takes(i source.ID) bool { return i.Kind == source.DOI }
func (r *register) Find(_ context.Context, i source.ID) (a sources.Answer, err error) {
	r.asked.Add(1)
	if i.Value == r.paper {
		a.Notices = []source.Notice{{Nature: source.Retraction, Date: civil.Date{Year: 2024, Month: 5, Day: 31}, By: "Crossref"}}
	}
	return a, nil
}

const cited = "Walk after meals (Smith, https://doi.org/10.1000/taken). The CDC has more: https://www.cdc.gov/walk"

// A paper that was retracted is not looked up while somebody types, and is when the post is submitted: then nobody can
// approve it. The editor lists what the post rests on, with the reasons.
func TestARetractedPaperStopsAPost(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	d, l := newDemo(t, ctx)
	crossref := &register{paper: "10.1000/taken"}
	d.Papers.Services, d.Posts.Sources = []sources.Service{crossref}, d.Papers
	house := serveDemo(t, d, l, stop)
	author := house.as(t, actor.FrontDesk)

	check := author.send(t, "/console/posts/check", draftForm("Walking", cited, "site"))
	for _, want := range []string{"What it rests on", "Not in our table", "Public agency", "It answers to the public and dates its pages.", "Nobody has looked whether it was retracted", "No index of retracted papers is imported", "Look the papers up"} {
		if !strings.Contains(check.body, want) {
			t.Errorf("the editor does not say %q", want)
		}
	}
	if crossref.asked.Load() > 0 {
		t.Error("Crossref was asked while somebody typed")
	}

	p := house.write(t, "Walking", cited, publish.SiteChannel)
	p, err := house.Posts.Submit(ctx, house.by(t, actor.FrontDesk), p.ID, p.Row)
	must(t, err)
	if crossref.asked.Load() != 1 {
		t.Errorf("Crossref was asked %d times", crossref.asked.Load())
	}
	_, err = house.Posts.Approve(ctx, house.by(t, actor.Clinician), p.ID, house.postDetail(t, p.ID).Words.Hash, phi.NewText("Good."))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "It was retracted on 2024-05-31, says Crossref") {
		t.Errorf("approving it: %v", err)
	}
	form := draftForm("Walking", cited, "site")
	form.Set("do", "check")
	if got := author.send(t, "/console/posts/edit", form); got.status != http.StatusOK || !strings.Contains(got.body, "It was retracted on 2024-05-31") {
		t.Errorf("the editor: %d %s", got.status, got.said())
	}
	if crossref.asked.Load() != 1 {
		t.Error("Crossref was asked again within a day")
	}

	// An index that is imported while the program runs counts within seconds.
	file := "OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,RetractionDate,RetractionDOI\n10.1000/another,0,Retraction,,1/2/2023 0:00,unavailable\n"
	_, _, err = sources.Import(filepath.Dir(d.Database), strings.NewReader(file), civil.Date{Year: 2026, Month: 11, Day: 22})
	must(t, err)
	testkit.Eventually(t, "the index to be taken up", func() bool {
		got := author.send(t, "/console/posts/check", draftForm("Walking", "Walk (Smith, https://doi.org/10.1000/another).", "site"))
		return strings.Contains(got.body, "It was retracted on 2023-01-02, says Retraction Watch") && strings.Contains(got.body, "was imported on 2026-11-22")
	})
}

// The list of sources can be read by everybody who can read the page.
func TestSourcesInTheEditor(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	d, l := newDemo(t, ctx)
	d.Papers.Services, d.Posts.Sources = []sources.Service{&register{paper: "10.1000/taken"}}, d.Papers
	d.Papers.Ask(ctx, []source.ID{{Kind: source.DOI, Value: "10.1000/taken"}})
	house := serveDemo(t, d, l, stop)
	p := house.write(t, "Walking", cited, publish.SiteChannel)
	window := testkit.Chrome(t)
	house.signIn(t, window)
	testkit.Do(t, window, chromedp.Navigate(house.url+"/console/posts/"+string(p.ID)+"/edit"), chromedp.WaitVisible(css("#what-it-rests-on")))
	testkit.Axe(t, window)
	testkit.Screenshot(t, window, "editor-sources")
}
