package knowledge

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/knowledge/find"
	"bedside/internal/phi"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Fewest is how many different people must have asked before a question is shown to anybody: no group of one to ten is
// shown. It is borrowed from CMS, whose cell size suppression policy asks this of those who use its research files
// (ResDAC, "CMS Cell Size Suppression Policy", 26 January 2024); it is no rule of HIPAA's.
const Fewest = 11

const (
	keptFor   = 180 * 24 * time.Hour // what was asked longer ago is forgotten
	mostAsked = 20_000               // questions that are read at once
	together  = 0.6                  // how alike two questions must be to be the same; the cosine of their terms
)

// Asked is a question as the front desk heard it.
type Asked struct {
	Text     string
	Language words.Language
	Channel  string
	Person   string // what tells this person from others: a patient's id, a number, a session. It is not kept.
}

// Unanswered keeps a question that nothing answered. Who asked is kept as a keyed token. What says nothing, tells a
// story or is for a clinician is not kept.
func (s *Service) Unanswered(ctx context.Context, t tx.Tx, a Asked) error {
	if len(find.Ask(a.Text, a.Language).Terms) == 0 || tooLong(a.Text) || Medical(a.Text) || a.Person == "" {
		return nil
	}
	q := Question{ID: id.New[Question](s.IDs), At: t.Now(), Person: s.Keys.Token("who asked", a.Person), Language: a.Language, Channel: a.Channel, Text: phi.NewText(a.Text)}
	if err := s.Store.AddQuestion(ctx, t, q); err != nil {
		return fault.At("knowledge.Unanswered", err)
	}
	return s.Audit.Record(ctx, t, "question not answered", audit.Ref{Kind: "question", ID: string(q.ID)}, "", audit.Facts{"channel": a.Channel})
}

// Cluster is questions that mean the same.
type Cluster struct {
	Key      string // names it as long as the question that began it is kept
	Language words.Language
	People   int // who asked, each once
	Times    int
	First    time.Time
	Last     time.Time
	Words    string   // the question in general words: the guard has taken out what may be a person's
	Ways     []string // other ways in which it was asked, made general too
	Channels map[string]int

	all []Question
}

// group is a cluster on its way.
type group struct {
	terms  map[string]bool
	all    []Question
	people map[string]bool
}

// Open returns the questions that at least [Fewest] different people have asked and nobody has settled, the most asked
// first, and how many people's questions are too rare to be shown. Forbidden without the right to approve answers.
func (s *Service) Open(ctx context.Context, by actor.Actor) (all []Cluster, rare int, err error) {
	const op = "knowledge.Open"
	if err := may(by, actor.ApproveAnswers, op); err != nil {
		return nil, 0, err
	}
	var asked []Question
	err = s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		asked, err = s.Store.Open(ctx, t, t.Now().Add(-keptFor), mostAsked)
		return err
	})
	if err != nil {
		return nil, 0, fault.At(op, err)
	}
	for _, g := range grouped(asked) {
		if len(g.people) < Fewest {
			rare += len(g.all)
			continue
		}
		all = append(all, s.shown(g))
	}
	slices.SortStableFunc(all, func(a, b Cluster) int { return cmp.Compare(b.People, a.People) })
	return all, rare, nil
}

// grouped puts questions together that mean the same: each joins the first group that it is most like, in the order in
// which they were asked. A group is known by the terms of the question that began it.
func grouped(asked []Question) []*group {
	var all []*group
	byTerm := map[string][]*group{}
	for _, q := range asked {
		terms := map[string]bool{}
		query := find.Ask(q.Text.Reveal(), q.Language)
		for _, w := range append(query.Terms, query.Facets...) {
			terms[string(q.Language)+" "+w] = true
		}
		if len(terms) == 0 {
			continue
		}
		var best *group
		most := 0.0
		for _, w := range slices.Sorted(maps.Keys(terms)) {
			for _, g := range byTerm[w] {
				if like := alike(terms, g.terms); like >= together && like > most {
					best, most = g, like
				}
			}
		}
		if best == nil {
			best = &group{terms: terms, people: map[string]bool{}}
			all = append(all, best)
			for w := range terms {
				byTerm[w] = append(byTerm[w], best)
			}
		}
		best.all = append(best.all, q)
		best.people[string(q.Person)] = true
	}
	return all
}

func alike(a, b map[string]bool) float64 {
	n := 0
	for w := range a {
		if b[w] {
			n++
		}
	}
	return float64(n) / math.Sqrt(float64(len(a)*len(b)))
}

const mostWays = 5

// shown is a group in general words: the wording that most people used, with what the guard knows as a person's taken
// out, and only words that more than one of them said.
func (s *Service) shown(g *group) Cluster {
	c := Cluster{Key: string(g.all[0].ID), Language: g.all[0].Language, People: len(g.people), Times: len(g.all), First: g.all[0].At, Last: g.all[len(g.all)-1].At,
		Channels: map[string]int{}, all: g.all}
	said := map[string]map[string]bool{} // who said each word
	ways := map[string]map[string]bool{} // who used each wording
	text := map[string]string{}
	for _, q := range g.all {
		c.Channels[q.Channel]++
		way := strings.Join(plainly(q.Text.Reveal()), " ")
		if _, ok := text[way]; !ok {
			text[way], ways[way] = q.Text.Reveal(), map[string]bool{}
		}
		ways[way][string(q.Person)] = true
		for _, w := range plainly(q.Text.Reveal()) {
			if said[w] == nil {
				said[w] = map[string]bool{}
			}
			said[w][string(q.Person)] = true
		}
	}
	order := make([]string, 0, len(ways))
	for w := range ways {
		order = append(order, w)
	}
	slices.SortFunc(order, func(a, b string) int {
		return cmp.Or(cmp.Compare(rarest(b, said), rarest(a, said)), cmp.Compare(len(ways[b]), len(ways[a])), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	for _, way := range order {
		if rarest(way, said) < 2 && c.Words != "" { // a word that only one person said may be theirs
			break
		}
		general := s.general(text[way])
		switch {
		case rarest(way, said) < 2:
			c.Words = s.general(common(text[way], said))
		case c.Words == "":
			c.Words = general
		case len(c.Ways) < mostWays && !slices.Contains(c.Ways, general) && general != c.Words:
			c.Ways = append(c.Ways, general)
		}
	}
	return c
}

// rarest is how many people said the word of a wording that the fewest said.
func rarest(way string, said map[string]map[string]bool) int {
	n := math.MaxInt
	for _, w := range strings.Fields(way) {
		n = min(n, len(said[w]))
	}
	return n
}

// common are the words of a text that more than one person said.
func common(text string, said map[string]map[string]bool) string {
	var kept []string
	for _, w := range plainly(text) {
		if len(said[w]) > 1 {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// general is a text without what the guard takes for a person's.
func (s *Service) general(text string) string {
	return s.Guard.Redact(guard.Draft{Kind: guard.Page, Audience: guard.Public, Channel: "site", Author: string(actor.Bedside), Body: []guard.Part{guard.Literal(text)}})
}

// Cluster returns one of [Service.Open]; NotFound for one that is no longer there.
func (s *Service) Cluster(ctx context.Context, by actor.Actor, key string) (Cluster, error) {
	all, _, err := s.Open(ctx, by)
	if err != nil {
		return Cluster{}, err
	}
	for _, c := range all {
		if c.Key == key {
			return c, nil
		}
	}
	return Cluster{}, fault.New(fault.NotFound, "knowledge.Cluster", "Somebody has answered this question already, or it is no longer asked.")
}

// Forget removes what was asked so long ago that it is no longer shown.
func (s *Service) Forget(ctx context.Context) error {
	return fault.At("knowledge.Forget", s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		n, err := s.Store.Forget(ctx, t, t.Now().Add(-keptFor))
		if err != nil || n == 0 {
			return err
		}
		return s.Audit.Record(ctx, t, "questions forgotten", audit.Ref{Kind: "knowledge"}, "", audit.Facts{"questions": itoa(n)})
	}))
}
