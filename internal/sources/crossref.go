package sources

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/guard/source"
)

// CrossrefAPI is where Crossref answers. It asks for no key, and for an address by which who asks can be reached: that is
// its "polite pool".
const CrossrefAPI = "https://api.crossref.org"

// Crossref asks who registers most articles' DOIs (api.crossref.org). Since January 2025 a work that was retracted
// says so itself, in "updated-by", from its publisher and from Retraction Watch.
type Crossref struct {
	Client Asker
	URL    string        // CrossrefAPI
	Email  string        // of who asks
	Time   time.Duration // for one question; 0 is the usual
	Now    func() time.Time

	pace pace
}

const crossrefEvery = 200 * time.Millisecond // half of what the polite pool allows

// Name implements [Service].
func (*Crossref) Name() string { return "Crossref" }

// Takes implements [Service]: DOIs, but not those of arXiv, which another agency registers.
func (*Crossref) Takes(i source.ID) bool {
	return i.Kind == source.DOI && !strings.HasPrefix(i.Value, "10.48550/") && !strings.HasPrefix(i.Value, "10.5281/") && !strings.HasPrefix(i.Value, "10.6084/")
}

// work is as much of an answer as is used.
type work struct {
	Message *struct {
		DOI       string   `json:"DOI"`
		Title     []string `json:"title"`
		UpdatedBy []update `json:"updated-by"`
		Relation  map[string][]struct {
			ID   string `json:"id"`
			Type string `json:"id-type"`
		} `json:"relation"`
	} `json:"message"`
}

type update struct {
	DOI     string `json:"DOI"`
	Type    string `json:"type"`
	Updated struct {
		Parts [][]int `json:"date-parts"`
	} `json:"updated"`
}

// Find implements [Service].
func (c *Crossref) Find(ctx context.Context, i source.ID) (Answer, error) {
	if !c.pace.wait(ctx, c.Now, crossrefEvery) {
		return Answer{}, late("Crossref", ctx.Err())
	}
	body, err := get(ctx, c.Client, "Crossref", strings.TrimSuffix(c.URL, "/")+"/works/"+url.PathEscape(i.Value)+"?"+url.Values{"mailto": {c.Email}}.Encode(), c.Time)
	if err != nil {
		return Answer{}, err
	}
	return readWork(body, i)
}

// mostNotices is how many notices on one paper are taken.
const mostNotices = 20

func readWork(body []byte, i source.ID) (Answer, error) {
	var w work
	if err := json.Unmarshal(body, &w); err != nil || w.Message == nil {
		return Answer{}, unreadable("Crossref", err)
	}
	if doi, ok := source.NormalDOI(w.Message.DOI); !ok || doi != i.Value {
		return Answer{}, unreadable("Crossref", nil) // about another paper
	}
	var a Answer
	for _, u := range w.Message.UpdatedBy[:min(len(w.Message.UpdatedBy), mostNotices)] {
		n := source.Notice{By: "Crossref", Date: parts(u.Updated.Parts)}
		n.DOI, _ = source.NormalDOI(u.DOI)
		if n.Nature = natureOf(u.Type); n.Nature != 0 {
			a.Notices = append(a.Notices, n)
		}
	}
	if len(w.Message.Title) > 0 && len(a.Notices) == 0 {
		if n := natureOfTitle(w.Message.Title[0]); n != 0 { // the publisher changed the title and registered no notice
			a.Notices = append(a.Notices, source.Notice{Nature: n, By: "Crossref"})
		}
	}
	for _, to := range w.Message.Relation["is-preprint-of"] {
		if doi, ok := source.NormalDOI(to.ID); ok && to.Type == "doi" {
			a.Published = doi
		}
	}
	return a, nil
}

// natureOf reads Crossref's types of updates; 0 is one that takes nothing back.
func natureOf(kind string) source.Nature {
	switch strings.NewReplacer("_", " ", "-", " ").Replace(strings.ToLower(kind)) {
	case "retraction", "withdrawal", "removal":
		return source.Retraction
	case "expression of concern", "partial retraction":
		return source.Expression
	case "correction", "corrigendum", "erratum":
		return source.Correction
	case "reinstatement":
		return source.Reinstatement
	}
	return 0
}

// natureOfTitle reads what publishers put before a title.
func natureOfTitle(title string) source.Nature {
	title = strings.ToUpper(strings.TrimSpace(title))
	for _, word := range []string{"RETRACTED", "WITHDRAWN", "REMOVED"} {
		if rest, ok := strings.CutPrefix(title, word); ok && (strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, " ARTICLE:")) {
			return source.Retraction
		}
	}
	return 0
}

// parts reads a date as Crossref has it: year, month and day, or fewer.
func parts(p [][]int) civil.Date {
	if len(p) == 0 || len(p[0]) < 3 {
		return civil.Date{}
	}
	d := civil.Date{Year: p[0][0], Month: time.Month(p[0][1]), Day: p[0][2]}
	if again, err := civil.ParseDate(d.String()); err != nil || again != d {
		return civil.Date{}
	}
	return d
}
