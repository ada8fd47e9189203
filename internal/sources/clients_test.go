package sources_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/fault"
	"bedside/internal/fetch"
	"bedside/internal/guard/source"
	"bedside/internal/sources"
)

// server plays Crossref and PubMed on this machine.
type server struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []string
	answer http.HandlerFunc
}

func newServer(t *testing.T, answer http.HandlerFunc) *server {
	t.Helper()
	s := &server{answer: answer}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.URL.RequestURI())
		s.mu.Unlock()
		s.answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func client() *fetch.Client {
	return fetch.New(fetch.Config{Agent: "Bedside/1.0", Loopback: true, Now: time.Now})
}

func say(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, body)
	}
}

const (
	taken = "10.1016/s0140-6736(97)11096-0"
	work  = `{"status":"ok","message-type":"work","message":{"DOI":"10.1016/S0140-6736(97)11096-0","type":"journal-article","title":["RETRACTED: A paper"],
	"updated-by":[{"DOI":"10.1016/s0140-6736(04)15715-2","type":"correction","label":"Correction","source":"retraction-watch","updated":{"date-parts":[[2004,3,6]]},"record-id":"17269"},
	{"DOI":"10.1016/S0140-6736(10)60175-4","type":"retraction","label":"Retraction","source":"publisher","updated":{"date-parts":[[2010,2,6]],"timestamp":1265414400000}}],"relation":{},"reference":[{"key":"1"}]}}`
)

var paper = source.ID{Kind: source.DOI, Value: taken}

func crossref(t *testing.T, answer http.HandlerFunc) (*sources.Crossref, *server) {
	s := newServer(t, answer)
	return &sources.Crossref{Client: client(), URL: s.URL, Email: "desk@lakeside.example", Now: time.Now, Time: 2 * time.Second}, s
}

func pubmed(t *testing.T, answer http.HandlerFunc) (*sources.PubMed, *server) {
	s := newServer(t, answer)
	return &sources.PubMed{Client: client(), URL: s.URL, Email: "desk@lakeside.example", Now: time.Now, Time: 2 * time.Second}, s
}

func TestCrossref(t *testing.T) {
	c, s := crossref(t, say(work))
	a, err := c.Find(context.Background(), paper)
	if err != nil || len(a.Notices) != 2 || a.Notices[1].Nature != source.Retraction || a.Notices[1].Date.String() != "2010-02-06" || a.Notices[1].DOI != "10.1016/s0140-6736(10)60175-4" {
		t.Errorf("%+v, %v", a, err)
	}
	if want := "/works/10.1016%2Fs0140-6736%2897%2911096-0?mailto=desk%40lakeside.example"; len(s.asked) != 1 || s.asked[0] != want {
		t.Errorf("asked %q, want %q", s.asked, want)
	}
	for name, test := range map[string]struct {
		body string
		want source.State
	}{
		"nothing":      {`{"message":{"DOI":"` + taken + `"}}`, source.NotKnown},
		"only a title": {`{"message":{"DOI":"` + taken + `","title":["RETRACTED ARTICLE: A paper"]}}`, source.Retracted},
		"a title":      {`{"message":{"DOI":"` + taken + `","title":["Retracted nerves"]}}`, source.NotKnown},
		"withdrawal":   {`{"message":{"DOI":"` + taken + `","updated-by":[{"type":"withdrawal"}]}}`, source.Retracted},
		"concern":      {`{"message":{"DOI":"` + taken + `","updated-by":[{"type":"expression_of_concern","updated":{"date-parts":[[2024]]}}]}}`, source.Concern},
		"partial":      {`{"message":{"DOI":"` + taken + `","updated-by":[{"type":"partial_retraction"}]}}`, source.Concern},
		"erratum":      {`{"message":{"DOI":"` + taken + `","updated-by":[{"type":"erratum","updated":{"date-parts":[[2024,13,41]]}}]}}`, source.Corrected},
		"new version":  {`{"message":{"DOI":"` + taken + `","updated-by":[{"type":"new_version"},{"type":""}]}}`, source.NotKnown},
	} {
		c, _ := crossref(t, say(test.body))
		if a, err := c.Find(context.Background(), paper); err != nil || source.Stand(a.Notices, nil).State != test.want {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}

func TestPreprintThatAppeared(t *testing.T) {
	i := source.ID{Kind: source.DOI, Value: "10.1101/2020.03.22.20040758"}
	c, _ := crossref(t, say(`{"message":{"DOI":"10.1101/2020.03.22.20040758","type":"posted-content","relation":{"is-preprint-of":[{"id-type":"doi","id":"10.1001/JAMA.2020.1","asserted-by":"subject"}]}}}`))
	r := &sources.Registry{Shelf: shelf(t, ""), Services: []sources.Service{c}, Now: time.Now}
	r.Ask(context.Background(), []source.ID{i})
	if s := r.About(i); s.Published != "10.1001/jama.2020.1" || s.State != source.NotKnown {
		t.Errorf("%+v", s)
	}
}

const summary = `{"header":{"type":"esummary","version":"0.3"},"result":{"uids":["9500320"],"9500320":{"uid":"9500320","title":"A paper","pubtype":["Journal Article","Retracted Publication"],
	"articleids":[{"idtype":"pubmed","idtypen":1,"value":"9500320"},{"idtype":"doi","idtypen":3,"value":"10.1016/S0140-6736(97)11096-0"}],
	"references":[{"refsource":"Lancet. 2004 Mar 6;363(9411):750. doi: 10.1016/S0140-6736(04)15715-2.","reftype":"Erratum in","pmid":15016483,"note":""},{"refsource":"Lancet. 2010 Feb 6;375(9713):445. doi: 10.1016/S0140-6736(10)60175-4","reftype":"Retraction in","pmid":20137807,"note":""}]}}}`

func TestPubMed(t *testing.T) {
	p, s := pubmed(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/esearch.fcgi"):
			say(`{"esearchresult":{"count":"1","idlist":["9500320"]}}`)(w, r)
		case r.URL.Query().Get("db") == "pmc":
			say(`{"result":{"uids":["555"],"555":{"uid":"555","articleids":[{"idtype":"pmid","value":"9500320"},{"idtype":"pmcid","value":"PMC555"}]}}}`)(w, r)
		default:
			say(summary)(w, r)
		}
	})
	for _, i := range []source.ID{{Kind: source.PMID, Value: "9500320"}, paper, {Kind: source.PMC, Value: "PMC555"}} {
		a, err := p.Find(context.Background(), i)
		if stand := source.Stand(a.Notices, nil); err != nil || stand.State != source.Retracted || stand.Notice != "10.1016/s0140-6736(10)60175-4" || !slices.Contains(a.Also, paper) {
			t.Errorf("%v: %+v, %v", i, a, err)
		}
	}
	for _, asked := range s.asked {
		if !strings.Contains(asked, "tool=bedside") || !strings.Contains(asked, "email=desk%40lakeside.example") || !strings.Contains(asked, "retmode=json") {
			t.Errorf("asked %q", asked)
		}
	}
	for name, test := range map[string]struct {
		body string
		want fault.Kind
	}{
		"no such record":    {`{"result":{"uids":["9500320"],"9500320":{"uid":"9500320","error":"cannot get document summary"}}}`, fault.NotFound},
		"another record":    {`{"result":{"uids":["1"],"1":{"uid":"1"}}}`, fault.Unavailable},
		"asked too often":   {`{"error":"API rate limit exceeded","count":"4"}`, fault.Unavailable},
		"another shape":     {`{"result":[1,2]}`, fault.Unavailable},
		"not its shape":     {`{"result":{"9500320":7}}`, fault.Unavailable},
		"nothing retracted": {`{"result":{"9500320":{"pubtype":["Journal Article"]}}}`, 0},
	} {
		p, _ := pubmed(t, say(test.body))
		a, err := p.Find(context.Background(), source.ID{Kind: source.PMID, Value: "9500320"})
		if test.want != 0 && !fault.Is(err, test.want) || test.want == 0 && (err != nil || len(a.Notices) > 0) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}

// Whatever a service does, the paper stays unknown, and a sentence says why.
func TestServicesThatFail(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"slow": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"another type": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = fmt.Fprint(w, work)
		},
		"not there": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			_, _ = fmt.Fprint(w, "Resource not found.")
		},
		"too often": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
		},
		"broken":        func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"no JSON":       say(`{"message":`),
		"null":          say(`null`),
		"nothing":       say(``),
		"another paper": say(`{"message":{"DOI":"10.1000/other","updated-by":[{"type":"retraction"}]}}`),
		"other shape":   say(`{"message":{"DOI":["x"],"updated-by":"x"}}`),
		"without end": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			flood(w, r)
		},
		"cut": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"sent somewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://10.0.0.1/secret", http.StatusFound)
		},
		"deep": say(strings.Repeat("[", 100_000)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, s := range []sources.Service{first(crossref(t, answer)), first(pubmed(t, answer))} {
				short(s)
				r := &sources.Registry{Shelf: shelf(t, ""), Services: []sources.Service{s}, Now: time.Now}
				i := source.ID{Kind: source.PMID, Value: "9500320"}
				if s.Name() == "Crossref" {
					i = paper
				}
				r.Ask(context.Background(), []source.ID{i})
				stand := r.About(i)
				if stand.State != source.NotKnown || !strings.Contains(stand.Sentence, s.Name()) || strings.Contains(stand.Sentence, "No notice was found") || strings.Contains(stand.Sentence, "http") {
					t.Errorf("%s: %+v", s.Name(), stand)
				}
			}
		})
	}
}

func first[S any](s S, _ *server) S { return s }

// short has a service give up soon.
func short(s sources.Service) {
	switch s := s.(type) {
	case *sources.Crossref:
		s.Time = 300 * time.Millisecond
	case *sources.PubMed:
		s.Time = 300 * time.Millisecond
	}
}

func flood(w http.ResponseWriter, r *http.Request) {
	_, _ = fmt.Fprint(w, `{"message":{"title":["`)
	line := strings.Repeat("x", 1<<16)
	for r.Context().Err() == nil {
		if _, err := fmt.Fprint(w, line); err != nil {
			return
		}
	}
}

func TestServerThatIsDown(t *testing.T) {
	c, s := crossref(t, say(work))
	s.Close()
	if _, err := c.Find(context.Background(), paper); !fault.Is(err, fault.Unavailable) || !strings.HasPrefix(fault.Message(err), "Crossref does not answer") {
		t.Error(err)
	}
}

// What was known stays known while a service is down, and nobody is asked twice within a day.
func TestAskIsRemembered(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	c, s := crossref(t, say(work))
	r := &sources.Registry{Shelf: shelf(t, ""), Services: []sources.Service{c}, Now: func() time.Time { return now }}
	if got := r.About(paper); got.State != source.NotKnown || len(s.asked) > 0 {
		t.Errorf("somebody who types was made to wait: %+v", got)
	}
	for range 3 {
		r.Ask(context.Background(), []source.ID{paper, paper, {}, {Kind: source.ArXiv, Value: "2004.12345"}})
	}
	if len(s.asked) != 1 {
		t.Errorf("asked %q", s.asked)
	}
	now = now.Add(25 * time.Hour)
	s.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
	r.Ask(context.Background(), []source.ID{paper})
	if got := r.About(paper); got.State != source.Retracted || got.Looked[0].On.String() != "2026-11-23" || len(s.asked) < 2 {
		t.Errorf("%+v after %d questions", got, len(s.asked))
	}
}

// What was heard is known after the next start too; that a service failed is not.
func TestAnswersOutliveTheProgram(t *testing.T) {
	folder := t.TempDir()
	c, s := crossref(t, say(work))
	before := &sources.Registry{Shelf: shelf(t, ""), Services: []sources.Service{c}, Now: time.Now}
	must(t, before.Load(folder))
	before.Ask(context.Background(), []source.ID{paper, {Kind: source.DOI, Value: "10.1000/other"}})
	after := &sources.Registry{Shelf: shelf(t, ""), Services: []sources.Service{c}, Now: time.Now}
	must(t, after.Load(folder))
	if a, b := before.About(paper), after.About(paper); a.Sentence != b.Sentence || b.State != source.Retracted || b.Notice != a.Notice {
		t.Errorf("%+v and %+v", a, b)
	}
	if got := after.About(source.ID{Kind: source.DOI, Value: "10.1000/other"}); len(got.Looked) > 0 {
		t.Errorf("a failure was kept: %+v", got)
	}
	n := len(s.asked)
	if after.Ask(context.Background(), []source.ID{paper}); len(s.asked) != n {
		t.Error("asked again")
	}
	must(t, os.WriteFile(filepath.Join(folder, sources.AskedFile), []byte("{"), 0o600))
	if err := (&sources.Registry{}).Load(folder); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a broken file: %v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// An id that a service learns leads to the index.
func TestIDsLeadToTheIndex(t *testing.T) {
	p, _ := pubmed(t, say(`{"result":{"777":{"pubtype":["Journal Article"],"articleids":[{"idtype":"doi","value":"10.1000/TAKEN"}]}}}`))
	r := &sources.Registry{Shelf: shelf(t, rows("10.1000/taken")), Services: []sources.Service{p}, Now: time.Now}
	i := source.ID{Kind: source.PMID, Value: "777"}
	r.Ask(context.Background(), []source.ID{i})
	if got := r.About(i); got.State != source.Retracted || got.By != source.RetractionWatch {
		t.Errorf("%+v", got)
	}
}

func TestAskEndsInTime(t *testing.T) {
	c, s := crossref(t, say(work))
	r := &sources.Registry{Shelf: shelf(t, ""), Services: []sources.Service{c}, Now: time.Now}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r.Ask(ctx, []source.ID{paper})
	if got := r.About(paper); got.State != source.NotKnown || !strings.Contains(got.Sentence, "it took too long") || len(s.asked) > 0 {
		t.Errorf("%+v", got)
	}
}
