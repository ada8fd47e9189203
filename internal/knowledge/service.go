package knowledge

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/knowledge/find"
	"bedside/internal/knowledge/read"
	"bedside/internal/phi"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// JobKind is the kind of the jobs that read sources; a job's ref is the source's id.
const JobKind = "knowledge"

// Service reads sources and answers from them. It may be used by several goroutines at once; its fields are not changed
// after the first call.
type Service struct {
	DB       tx.DB
	Store    Store
	Queue    job.Queue
	Guard    Clearer
	Web      Web
	PDF      PDF // nil where no PDF can be read
	Own      Own
	Practice Practice
	Posts    Posts
	Audit    *audit.Log
	Keys     *phi.Keys
	IDs      *id.Source
	Pause    func(ctx context.Context, d time.Duration) // waits between two pages of a site

	shelf   atomic.Pointer[shelf]
	refresh sync.Mutex // one looks at a time
}

// shelf is everything that answers, as it was committed together.
type shelf struct {
	revision int64
	made     time.Time
	books    map[words.Language]*book
}

// book is what answers in one language.
type book struct {
	index *find.Index
	all   []said
	heads []find.Entry // until the index is made
}

func (b *book) ready(l words.Language) { b.index, b.heads = find.New(l, b.heads), nil }

// said is a passage with where it stands.
type said struct {
	text  string
	title string
	url   string // "" of a file
	read  time.Time
}

// stale is for how long pages answer that could not be read again: what a practice wrote long ago may no longer hold.
const stale = 14 * 24 * time.Hour

// looked is how often the shelf is made anew at least, so that what is stale leaves it.
const looked = time.Hour

// Refresh makes what answers anew if anything of it has changed. Whoever asks meanwhile is answered from before.
func (s *Service) Refresh(ctx context.Context) error {
	s.refresh.Lock()
	defer s.refresh.Unlock()
	have := s.shelf.Load()
	var fresh *shelf
	err := s.DB.View(ctx, actor.System(), func(t tx.Tx) error {
		fresh = nil
		revision, err := s.Store.Revision(ctx, t)
		if err != nil || have != nil && have.revision == revision && t.Now().Sub(have.made) < looked {
			return err
		}
		fresh, err = s.load(ctx, t)
		if err == nil {
			fresh.revision = revision
		}
		return err
	})
	if err == nil && fresh != nil {
		for l, b := range fresh.books {
			b.ready(l)
		}
		s.shelf.Store(fresh)
	}
	return fault.At("knowledge.Refresh", err)
}

// load reads everything that may answer.
func (s *Service) load(ctx context.Context, t tx.Tx) (*shelf, error) {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	made := &shelf{made: t.Now(), books: map[words.Language]*book{}}
	sources, err := s.Store.Sources(ctx, t)
	if err != nil {
		return nil, err
	}
	for _, src := range sources {
		if src.Live == 0 || src.Kind == Site && t.Now().Sub(src.Indexed) > stale {
			continue
		}
		pages, err := s.Store.Pages(ctx, t, src.ID, src.Live, "", mostPages)
		if err != nil {
			return nil, err
		}
		by := map[PageID]Page{}
		for _, g := range pages {
			by[g.ID] = g
		}
		all, err := s.Store.Passages(ctx, t, src.ID, src.Live, Answers)
		if err != nil {
			return nil, err
		}
		for _, x := range all {
			g, ok := by[x.Page]
			if !ok {
				continue
			}
			made.put(src, g, x, p.Settings.URL)
		}
	}
	return made, nil
}

func (f *shelf) put(src Source, g Page, x Passage, base string) {
	b := f.books[g.Language]
	if b == nil {
		b = &book{}
		f.books[g.Language] = b
	}
	one := said{text: x.Text.Reveal(), title: g.Title.Reveal(), read: g.Read}
	switch src.Kind {
	case File:
		one.title = src.Name.Reveal()
		if g.Address != "" {
			one.title += ", " + g.Address
		}
	case House:
		one.url = base + g.Address
	default:
		one.url = g.Address
	}
	b.all = append(b.all, one)
	b.heads = append(b.heads, find.Entry{Title: g.Title.Reveal(), Headings: x.Headings, Text: one.text})
}

// Handlers are the job handlers of this package.
func (s *Service) Handlers() map[string]job.Handler { return map[string]job.Handler{JobKind: s.Read} }

// may refuses whoever may not do a thing here.
func may(by actor.Actor, r actor.Right, op string) error { return fault.At(op, by.Need(r)) }

// judge says whether a passage may answer, and why not.
func (s *Service) judge(text string) (Use, string) {
	for _, k := range []guard.Kind{guard.Voice, guard.SMS, guard.Chat} {
		r := s.Guard.Check(guard.Draft{Kind: k, Audience: guard.Patient, Channel: guard.Channel(k), Recipient: "anybody", Author: string(actor.Bedside), Body: []guard.Part{guard.Literal(text)}})
		if r.Verdict != guard.Clear {
			return Blocked, worst(r)
		}
	}
	public := s.Guard.Check(guard.Draft{Kind: guard.Page, Audience: guard.Public, Channel: "site", Author: string(actor.Bedside), Body: []guard.Part{guard.Literal(text)}})
	for _, f := range public.Findings {
		if f.Category == guard.Privacy && f.Severity != "note" {
			return Blocked, f.Message
		}
	}
	if Clinical(text) {
		return Health, "This tells what to do about one's health. It is read on the page, and never said as an answer."
	}
	return Answers, ""
}

// worst is the sentence of the first finding that keeps words from being said.
func worst(r guard.Report) string {
	for _, f := range r.Findings {
		if f.Severity != "note" {
			return f.Message
		}
	}
	return "The guard would not let this be said."
}

// passages cuts a page and judges each piece.
func (s *Service) passages(p read.Page) (all []Passage) {
	for n, x := range p.Passages() {
		if n == mostPassages {
			break
		}
		use, why := s.judge(x.Text)
		all = append(all, Passage{Number: n, Headings: x.Headings, Text: phi.NewText(x.Text), Use: use, Why: why})
	}
	return all
}

// languageOf is the language of a page: what it says of itself, else what it is in.
func languageOf(p read.Page) words.Language {
	if p.Language != "" {
		return p.Language
	}
	var text string
	for _, b := range p.Blocks {
		if text += b.Text + " "; len(text) > 4000 {
			break
		}
	}
	if l := words.Tell(words.Split(text)); l != "" {
		return l
	}
	return words.English
}
