package sources

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/guard/source"
)

// PubMedAPI is where the National Library of Medicine's E-utilities answer. They ask for the name of the program and an
// e-mail address, and for no more than three requests a second.
const PubMedAPI = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"

// PubMed asks the National Library of Medicine: its record of an article that was retracted has the publication type
// "Retracted Publication" and names the notice.
type PubMed struct {
	Client Asker
	URL    string        // PubMedAPI
	Email  string        // of who asks
	Time   time.Duration // for one question; 0 is the usual
	Now    func() time.Time

	pace pace
}

const pubmedEvery = 350 * time.Millisecond

// Name implements [Service].
func (*PubMed) Name() string { return "PubMed" }

// Takes implements [Service].
func (*PubMed) Takes(i source.ID) bool {
	return i.Kind == source.PMID || i.Kind == source.PMC || i.Kind == source.DOI
}

// Find implements [Service]. A DOI and a PMC id cost a question more, for the article's PubMed id.
func (p *PubMed) Find(ctx context.Context, i source.ID) (Answer, error) {
	switch i.Kind {
	case source.DOI:
		return p.byDOI(ctx, i)
	case source.PMC:
		return p.byPMC(ctx, i)
	}
	a, err := p.summary(ctx, "pubmed", i.Value)
	if err != nil {
		return Answer{}, err
	}
	return a.answer(), nil
}

func (p *PubMed) byDOI(ctx context.Context, i source.ID) (Answer, error) {
	var found struct {
		Result *struct {
			IDs []string `json:"idlist"`
		} `json:"esearchresult"`
	}
	if err := p.ask(ctx, "esearch.fcgi", url.Values{"db": {"pubmed"}, "term": {`"` + strings.ReplaceAll(i.Value, `"`, "") + `"[doi]`}}, &found); err != nil {
		return Answer{}, err
	}
	switch {
	case found.Result == nil:
		return Answer{}, unreadable("PubMed", nil)
	case len(found.Result.IDs) != 1: // none, or it searched for something else
		return Answer{}, missing()
	}
	a, err := p.summary(ctx, "pubmed", found.Result.IDs[0])
	if err != nil {
		return Answer{}, err
	}
	if doi, _ := source.NormalDOI(a.id("doi")); doi != i.Value {
		return Answer{}, missing()
	}
	return a.answer(), nil
}

func (p *PubMed) byPMC(ctx context.Context, i source.ID) (Answer, error) {
	a, err := p.summary(ctx, "pmc", strings.TrimPrefix(i.Value, "PMC"))
	if err != nil {
		return Answer{}, err
	}
	out := a.answer()
	pmid := cmp.Or(a.id("pmid"), a.id("pubmed"))
	if pmid == "" || pmid == "0" {
		return out, nil
	}
	more, err := p.summary(ctx, "pubmed", pmid)
	if err != nil {
		return Answer{}, err
	}
	got := more.answer()
	got.Also = append(got.Also, source.ID{Kind: source.PMID, Value: pmid})
	return got, nil
}

func missing() error {
	return fault.New(fault.NotFound, "sources.PubMed", "PubMed does not have this paper.")
}

func late(name string, err error) error {
	return fault.Wrap(fault.Unavailable, "sources", name+" was not asked: it took too long. Try again later.", err)
}

// article is as much of a summary as is used.
type article struct {
	Error string   `json:"error"`
	Types []string `json:"pubtype"`
	IDs   []struct {
		Type  string `json:"idtype"`
		Value string `json:"value"`
	} `json:"articleids"`
	References []struct {
		Type   string `json:"reftype"` // "Retraction in", "Expression of concern in"
		Source string `json:"refsource"`
	} `json:"references"`
}

func (a *article) id(kind string) string {
	for _, i := range a.IDs {
		if i.Type == kind {
			return i.Value
		}
	}
	return ""
}

func (a *article) answer() (out Answer) {
	if doi, ok := source.NormalDOI(a.id("doi")); ok {
		out.Also = append(out.Also, source.ID{Kind: source.DOI, Value: doi})
	}
	retracted := false
	for _, r := range a.References[:min(len(a.References), 100*mostNotices)] {
		n := source.Notice{By: "PubMed"}
		switch strings.ToLower(strings.ReplaceAll(r.Type, " ", "")) {
		case "retractionin", "retractedandrepublishedin":
			n.Nature, retracted = source.Retraction, true
		case "expressionofconcernin":
			n.Nature = source.Expression
		case "erratumin", "correctedandrepublishedin":
			n.Nature = source.Correction
		default:
			continue
		}
		if _, doi, ok := strings.Cut(r.Source, "doi: "); ok {
			if doi, ok := source.NormalDOI(doi); ok {
				n.DOI = doi
			}
		}
		if out.Notices = append(out.Notices, n); len(out.Notices) == mostNotices {
			break
		}
	}
	for _, t := range a.Types {
		if t == "Retracted Publication" && !retracted {
			out.Notices = append(out.Notices, source.Notice{Nature: source.Retraction, By: "PubMed"})
		}
	}
	return out
}

// summary asks for one record. NotFound if there is none.
func (p *PubMed) summary(ctx context.Context, db, id string) (article, error) {
	var found struct {
		Result map[string]json.RawMessage `json:"result"`
	}
	if err := p.ask(ctx, "esummary.fcgi", url.Values{"db": {db}, "id": {id}}, &found); err != nil {
		return article{}, err
	}
	raw, ok := found.Result[id]
	if !ok {
		return article{}, unreadable("PubMed", nil)
	}
	var a article
	if err := json.Unmarshal(raw, &a); err != nil {
		return article{}, unreadable("PubMed", err)
	}
	if a.Error != "" {
		return article{}, missing()
	}
	return a, nil
}

func (p *PubMed) ask(ctx context.Context, what string, v url.Values, into any) error {
	if !p.pace.wait(ctx, p.Now, pubmedEvery) {
		return late("PubMed", ctx.Err())
	}
	v.Set("retmode", "json")
	v.Set("tool", "bedside")
	v.Set("email", p.Email)
	body, err := get(ctx, p.Client, "PubMed", strings.TrimSuffix(p.URL, "/")+"/"+what+"?"+v.Encode(), p.Time)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return unreadable("PubMed", err)
	}
	return nil
}
