package knowledge

import (
	"context"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Approval is the one answer that somebody gives to a question: for the telephone, chat and texts, for the questions on
// the site, and as the beginning of a post.
type Approval struct {
	Key     string // of the cluster
	Asks    []string
	English string
	Spanish string
	Source  string
	By      string // the name of whoever approves
	Post    bool   // begin a post, too
}

// Approved is what came of it.
type Approved struct {
	Answer practice.AnswerID
	Post   string // the draft's id, "" for none
}

// Check is nil if the guard lets the words be said to anybody by every channel and shown to everybody, else Invalid with
// its sentence.
func (s *Service) Check(text string) error {
	for _, k := range []guard.Kind{guard.Voice, guard.SMS, guard.Chat} {
		if _, _, err := s.Guard.Clear(guard.Draft{Kind: k, Audience: guard.Patient, Channel: guard.Channel(k), Recipient: "anybody", Body: []guard.Part{guard.Literal(text)}}); err != nil {
			return err
		}
	}
	_, _, err := s.Guard.Clear(guard.Draft{Kind: guard.Page, Audience: guard.Public, Channel: "site", Body: []guard.Part{guard.Literal(text)}})
	return err
}

// Approve answers a question for good, all of it in one transaction: the answer is said from the next turn on, stands on
// the site, and a post is begun, which takes its own approval. Invalid for words that the guard does not let pass,
// Forbidden without the right to approve answers, NotFound if somebody was quicker.
func (s *Service) Approve(ctx context.Context, by actor.Actor, a Approval) (done Approved, err error) {
	const op = "knowledge.Approve"
	c, err := s.Cluster(ctx, by, a.Key)
	if err != nil {
		return done, fault.At(op, err)
	}
	for _, text := range []string{a.English, a.Spanish} {
		if strings.TrimSpace(text) == "" {
			continue
		}
		if err := s.Check(text); err != nil {
			return done, fault.At(op, err)
		}
	}
	for _, ask := range a.Asks {
		if err := s.Check(ask); err != nil {
			return done, fault.At(op, err)
		}
	}
	ids := make([]QuestionID, len(c.all))
	for i, q := range c.all {
		ids[i] = q.ID
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		done = Approved{}
		if done.Answer, err = s.Practice.ApproveAnswer(ctx, t, practice.Answer{Asks: a.Asks, English: a.English, Spanish: a.Spanish, Source: a.Source, ApprovedBy: a.By, Active: true, OnSite: true}); err != nil {
			return err
		}
		if err := s.Store.Settle(ctx, t, ids, done.Answer); err != nil {
			return err
		}
		facts := audit.Facts{"answer": string(done.Answer), "people": itoa(c.People)}
		if a.Post {
			title := c.Words
			if len(a.Asks) > 0 {
				title = a.Asks[0]
			}
			if done.Post, err = s.Posts.Begin(ctx, t, words.English, title, a.English, a.Source); err != nil {
				return err
			}
			facts["post"] = done.Post
		}
		return s.Audit.Record(ctx, t, "question answered", audit.Ref{Kind: "question", ID: c.Key}, "", facts)
	})
	return done, fault.At(op, err)
}

// Dismiss ends a question that will not be answered; it is counted anew from then on.
func (s *Service) Dismiss(ctx context.Context, by actor.Actor, key string) error {
	const op = "knowledge.Dismiss"
	c, err := s.Cluster(ctx, by, key)
	if err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		ids := make([]QuestionID, len(c.all))
		for i, q := range c.all {
			ids[i] = q.ID
		}
		if err := s.Store.Settle(ctx, t, ids, ""); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "question dismissed", audit.Ref{Kind: "question", ID: c.Key}, "", audit.Facts{"people": itoa(c.People)})
	}))
}
