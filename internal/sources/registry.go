package sources

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/fetch"
	"bedside/internal/guard/source"
)

// Asker is the HTTP client; [fetch.Client] is one.
type Asker interface {
	Do(ctx context.Context, r fetch.Request) (fetch.Response, error)
}

// Service is a place on the network that knows about papers; [Crossref] and [PubMed] are.
type Service interface {
	Name() string
	// Takes reports whether it can be asked about an id.
	Takes(i source.ID) bool
	// Find asks. NotFound is a paper that it does not have, Unavailable everything that may be better later; the
	// sentence goes to people.
	Find(ctx context.Context, i source.ID) (Answer, error)
}

// Answer is what a service says of a paper.
type Answer struct {
	Notices   []source.Notice
	Also      []source.ID // other ids of the same paper
	Published string      // of a preprint: the DOI of the article that it became, "" for none
}

// Registry implements [source.Notices] with an index and, where they are configured, services. It may be used by several
// goroutines at once.
type Registry struct {
	Shelf    *Shelf
	Services []Service // none while nothing is configured
	Now      func() time.Time

	mu     sync.RWMutex
	kept   map[asked]answer
	folder string // of the file that it is kept in, "" for none
}

type asked struct{ service, key string }

type answer struct {
	Answer
	at      time.Time
	problem string // why there is none
}

// How long answers are good, and how many are kept.
const (
	keep      = 24 * time.Hour
	keepNo    = 10 * time.Minute // after a failure
	mostKept  = 4000
	mostAsked = 25               // papers of one text
	longAsk   = 15 * time.Second // for all of them
)

// About implements [source.Notices]. It asks nobody: it knows what the index has and what [Registry.Ask] was told.
func (r *Registry) About(i source.ID) source.Standing {
	notices, looked := r.Shelf.about(i)
	published := ""
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, s := range r.Services {
		a, ok := r.kept[asked{s.Name(), i.Key()}]
		if !ok {
			continue
		}
		looked = append(looked, source.Looked{Where: s.Name(), On: civil.DateOf(a.at), Problem: a.problem})
		notices = append(notices, a.Notices...)
		if a.Published != "" {
			published = a.Published
		}
		for _, also := range a.Also {
			more, _ := r.Shelf.about(also)
			notices = append(notices, more...)
		}
	}
	s := source.Stand(notices, looked)
	s.Published = published
	return s
}

// Ask asks the services about papers that they have not been asked about lately, for at most fifteen seconds. What
// they say is known to [Registry.About] afterwards; so is that one did not answer.
func (r *Registry) Ask(ctx context.Context, papers []source.ID) {
	ctx, cancel := context.WithTimeout(ctx, longAsk)
	defer cancel()
	var done []source.ID
	news := false
	for _, i := range papers {
		if i.IsZero() || slices.Contains(done, i) || len(done) == mostAsked {
			continue
		}
		done = append(done, i)
		for _, s := range r.Services {
			if s.Takes(i) && !r.fresh(s, i) {
				r.ask(ctx, s, i)
				news = true
			}
		}
	}
	if news {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.save()
	}
}

func (r *Registry) ask(ctx context.Context, s Service, i source.ID) {
	found, err := s.Find(ctx, i)
	a := answer{Answer: found, at: r.Now()}
	if err != nil {
		a.problem = fault.Message(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if old, ok := r.kept[asked{s.Name(), i.Key()}]; ok && err != nil && !fault.Is(err, fault.NotFound) && old.problem == "" {
		return // what was known stays known, with its day
	}
	if r.kept == nil || len(r.kept) >= mostKept {
		r.kept = map[asked]answer{}
	}
	r.kept[asked{s.Name(), i.Key()}] = a
}

func (r *Registry) fresh(s Service, i source.ID) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	a, ok := r.kept[asked{s.Name(), i.Key()}]
	age := r.Now().Sub(a.at)
	return ok && age >= 0 && (age < keepNo || a.problem == "" && age < keep)
}

// pace keeps requests to a service apart.
type pace struct {
	mu   sync.Mutex
	next time.Time
}

// wait waits until a request may go out, and reports whether there is time left.
func (p *pace) wait(ctx context.Context, now func() time.Time, every time.Duration) bool {
	p.mu.Lock()
	t := now()
	pause := min(p.next.Sub(t), 10*every) // a clock that was set back holds nobody up
	p.next = t.Add(max(pause, 0) + every)
	p.mu.Unlock()
	if pause <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Limits of a request.
const (
	longest = 8 * time.Second
	largest = 4 << 20 // bytes: some papers have thousands of references
)

// get asks for JSON and returns it. name is for people.
func get(ctx context.Context, client Asker, name, url string, most time.Duration) ([]byte, error) {
	const op = "sources.get"
	if most == 0 {
		most = longest
	}
	res, err := client.Do(ctx, fetch.Request{URL: url, Types: []string{"application/json"}, Most: largest, Time: most})
	switch {
	case err != nil:
		return nil, fault.Wrap(fault.Unavailable, op, name+" does not answer, so it is not known what it would say. Try again later.", err)
	case res.Status == http.StatusNotFound:
		return nil, fault.New(fault.NotFound, op, name+" does not have this paper. Look whether its number is written right.")
	case res.Status == http.StatusTooManyRequests:
		return nil, fault.New(fault.Unavailable, op, name+" was asked too often and wants a pause. Try again later.")
	case res.Status != http.StatusOK:
		return nil, fault.New(fault.Unavailable, op, name+" does not answer as it should, so it is not known what it would say. Try again later.")
	}
	return res.Body, nil
}

// unreadable is an answer that is none; err may be nil.
func unreadable(name string, err error) error {
	return fault.Wrap(fault.Unavailable, "sources.read", name+" answers in a way that cannot be read, so it is not known what it would say.", cmp.Or(err, errShape))
}

var errShape = errors.New("another shape")
