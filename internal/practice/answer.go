package practice

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/tx"
)

// Answer is what the practice has approved as the answer to a question. It is said word for word, with its source;
// the guard reads it again each time.
type Answer struct {
	ID         AnswerID
	Asks       []string // ways in which people ask, in both languages
	English    string
	Spanish    string // "" while nobody has written it
	Source     string // "Our office policy, page 2", or a page of the practice's own site
	ApprovedBy string // the name of whoever saved these words
	ApprovedAt time.Time
	Active     bool
	OnSite     bool // it stands on the site's page of questions, too
}

// spoken is the length of what is said in one breath, or sent in few texts; in code points.
const spoken = 600

func (a *Answer) normalise() error {
	a.Asks = slices.Clone(a.Asks)
	err := first(
		in("Asks", list("A way of asking", &a.Asks, line, 60)),
		in("English", needed("The answer", &a.English, spoken)),
		in("Spanish", text("The answer in Spanish", &a.Spanish, spoken)),
		in("Source", needed("The source", &a.Source, line)),
		in("ApprovedBy", needed("The name of who approves the answer", &a.ApprovedBy, short)),
	)
	if err == nil && len(a.Asks) == 0 {
		err = in("Asks", invalid("Write at least one way in which people ask it."))
	}
	return err
}

// asked returns the answer that has the way of asking, whatever its case.
func (p *Practice) asked(ask string) (Answer, bool) {
	return find(p.Answers, func(a Answer) bool {
		return slices.ContainsFunc(a.Asks, func(o string) bool { return strings.EqualFold(o, strings.TrimSpace(ask)) })
	})
}

// SaveAnswer adds an answer (no id) or replaces one and returns its id. Whoever saves it approves its words:
// ApprovedBy is their name, the time is now. NotFound for an id that is not there; Invalid with a sentence, also for a
// way of asking that another answer has.
func (r *Registry) SaveAnswer(ctx context.Context, t tx.Tx, a Answer) (AnswerID, error) {
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return "", err
	}
	return r.saveAnswer(ctx, t, p, a)
}

// ApproveAnswer is [Registry.SaveAnswer] of a new answer for whoever may approve answers.
func (r *Registry) ApproveAnswer(ctx context.Context, t tx.Tx, a Answer) (AnswerID, error) {
	if err := t.By().Need(actor.ApproveAnswers); err != nil {
		return "", err
	}
	p, err := r.named(ctx, t)
	if err != nil {
		return "", err
	}
	a.ID = ""
	return r.saveAnswer(ctx, t, p, a)
}

func (r *Registry) saveAnswer(ctx context.Context, t tx.Tx, p *Practice, a Answer) (AnswerID, error) {
	const op = "practice.SaveAnswer"
	if err := a.normalise(); err != nil {
		return "", fault.At(op, err)
	}
	for _, ask := range a.Asks {
		if o, ok := p.asked(ask); ok && o.ID != a.ID {
			return "", fault.Wrap(fault.Invalid, op, "Another answer has this way of asking already: "+ask, Field("Asks"))
		}
	}
	a.ApprovedAt = t.Now()
	verb, facts := "added", audit.Facts{}
	if a.ID == "" {
		a.ID = id.New[Answer](r.IDs)
	} else {
		old, ok := p.Answer(a.ID)
		if !ok {
			return "", fault.New(fault.NotFound, op, "There is no such answer.")
		}
		same := a
		same.ApprovedBy, same.ApprovedAt = old.ApprovedBy, old.ApprovedAt
		if reflect.DeepEqual(old, same) {
			return a.ID, nil
		}
		verb, facts["fields"] = "changed", changed(old, same)
	}
	if err := r.Store.PutAnswer(ctx, t, a); err != nil {
		return "", fault.At(op, err)
	}
	return a.ID, r.changedTo(ctx, t, p, verb, audit.Ref{Kind: "answer", ID: string(a.ID)}, facts)
}

// RemoveAnswer removes an answer; what was said of it stays in the threads. NotFound if there is none.
func (r *Registry) RemoveAnswer(ctx context.Context, t tx.Tx, i AnswerID) error {
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return err
	}
	if err := r.Store.DeleteAnswer(ctx, t, i); err != nil {
		return fault.At("practice.RemoveAnswer", err)
	}
	return r.changedTo(ctx, t, p, "removed", audit.Ref{Kind: "answer", ID: string(i)}, nil)
}
