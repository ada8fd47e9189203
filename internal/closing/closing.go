// Package closing shuts the practice, or a part of it, and tells everybody whom it concerns: callers, the chat, readers
// of the site and of posts, and the patients whose visits fall on it.
//
// It promises that the guard has read every word for everybody who is to hear it before anything changes; that what
// changes at once changes together; and that one undo takes it all back, but for visits that patients have agreed to
// move. Callers owe that [Service.Close] is asked for by a person who has seen what [Service.Read] found.
package closing

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/publish"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Plan is what is to be closed and what is said about it.
type Plan struct {
	Closure  practice.Closure
	English  string // what is said; "" says nothing, and then neither does Spanish or a post
	Spanish  string
	Channels []publish.Channel // where a post says the same; none for no post
	Ask      bool              // patients whose visits fall on it are offered another time at once
}

// Reading is what the guard finds in the words, for one of those who are to hear or read them.
type Reading struct {
	Place    Place
	Language string // en, es
	Report   guard.Report
	Sentence string // "" if it may be said, else why it may not
}

// Place is where words are said.
type Place string

const (
	Callers Place = "callers"
	Chat    Place = "chat"
	Texts   Place = "texts"
	Site    Place = "site"
	Post    Place = "post"
)

// Service closes and opens. All fields are needed; it may be used by several goroutines at once.
type Service struct {
	DB       tx.DB
	Practice *practice.Registry
	Schedule *schedule.Scheduler
	Guard    Clearer
	Posts    Posts
	Tell     Teller
	Audit    *audit.Log
}

// Clearer is the guard as it reads now.
type Clearer interface {
	Clear(d guard.Draft, waivers ...guard.Waiver) (guard.Cleared, guard.Report, error)
}

// Posts are the practice's posts; [publish.Service] is one.
type Posts interface {
	Begin(ctx context.Context, t tx.Tx, d publish.Draft) (publish.Post, error)
	Submit(ctx context.Context, by actor.Actor, i publish.PostID, row int64) (publish.Post, error)
	TakeDown(ctx context.Context, by actor.Actor, i publish.PostID, reason phi.Text) ([]publish.Publication, error)
}

// Teller tells patients, in the transaction that gives the reason.
type Teller interface {
	// Impossible tells a patient that a visit cannot take place, for whom no other time was found.
	Impossible(ctx context.Context, t tx.Tx, a schedule.Appointment) error
	// Stands tells a patient who was told otherwise that the visit takes place after all.
	Stands(ctx context.Context, t tx.Tx, a schedule.Appointment) error
}

// Read has the guard read what the plan says, everywhere.
func (s *Service) Read(p Plan) []Reading {
	var all []Reading
	places := []Place{Callers, Chat, Texts, Site}
	if len(p.Channels) > 0 {
		places = append(places, Post)
	}
	for _, said := range []struct{ language, words string }{{"en", p.English}, {"es", p.Spanish}} {
		if strings.TrimSpace(said.words) == "" {
			continue
		}
		for _, place := range places {
			r := Reading{Place: place, Language: said.language}
			_, report, err := s.Guard.Clear(draft(place, said.words))
			if r.Report = report; err != nil {
				r.Sentence = fault.Message(err)
			}
			all = append(all, r)
		}
	}
	return all
}

func draft(at Place, words string) guard.Draft {
	d := guard.Draft{Audience: guard.Patient, Recipient: "anybody", Author: string(actor.Bedside), Body: []guard.Part{guard.Literal(words)}}
	switch at {
	case Callers:
		d.Kind = guard.Voice
	case Chat:
		d.Kind = guard.Chat
	case Texts:
		d.Kind = guard.SMS
	case Site:
		d.Kind, d.Audience, d.Recipient = guard.Page, guard.Public, ""
	case Post:
		d.Kind, d.Audience, d.Recipient = guard.Post, guard.Public, ""
	}
	d.Channel = guard.Channel(d.Kind)
	if d.Audience == guard.Public {
		d.Channel = publish.SiteChannel
	}
	return d
}

// Closed is what closing did.
type Closed struct {
	Closure practice.ClosureID
	Post    publish.PostID // "" for none
	Asked   Asked
}

// Close closes as planned: the closure, what is said of it and the draft of the post at once; then the post is given to
// approval and the patients are asked. What comes later and fails is seen on the closure's page and may be done again
// there. Invalid with the guard's sentence if some of the words may not be said, and with package practice's for days
// or words that cannot be.
func (s *Service) Close(ctx context.Context, by actor.Actor, p Plan) (done Closed, err error) {
	const op = "closing.Close"
	for _, r := range s.Read(p) {
		if r.Sentence != "" {
			return done, fault.Wrap(fault.Invalid, op, "The guard would not let this be said: "+r.Sentence, practice.Field(field(r.Language)))
		}
	}
	var post publish.Post
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		done, post = Closed{}, publish.Post{}
		if done.Closure, err = s.Practice.AddClosure(ctx, t, p.Closure); err != nil || p.English == "" {
			return err
		}
		if len(p.Channels) > 0 {
			if post, err = s.Posts.Begin(ctx, t, publish.Draft{Content: content(p)}); err != nil {
				return err
			}
			done.Post = post.ID
		}
		return s.Practice.PutNotice(ctx, t, practice.Notice{Closure: done.Closure, English: p.English, Spanish: p.Spanish, From: t.Now(), Post: string(post.ID)})
	})
	if err != nil {
		return Closed{}, fault.At(op, err)
	}
	if done.Post != "" {
		if _, err := s.Posts.Submit(ctx, by, done.Post, post.Row); err != nil && !fault.Is(err, fault.Invalid) {
			return done, fault.At(op, err)
		}
	}
	if p.Ask {
		done.Asked, err = s.Ask(ctx, by, done.Closure, nil)
	}
	return done, fault.At(op, err)
}

func field(language string) string {
	if language == "es" {
		return "Spanish"
	}
	return "English"
}

// content is the post that says the same.
func content(p Plan) publish.Content {
	day := p.Closure.From.At(0, time.UTC).Format("Monday, January 2")
	if p.Closure.To != p.Closure.From {
		day += " to " + p.Closure.To.At(0, time.UTC).Format("Monday, January 2")
	}
	texts := map[publish.Channel]string{}
	for _, c := range p.Channels {
		if !publish.Long(c) {
			texts[c] = sentence(p.English) + "\n\n" + sentence(p.Spanish)
		}
	}
	return publish.Content{Kind: publish.News, Account: publish.ForPractice, Language: "en", Title: "Closed " + day, Body: sentence(p.English) + "\n\n" + sentence(p.Spanish),
		Texts: texts, Channels: p.Channels}
}

// sentence ends with a mark, however somebody in a hurry wrote it.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if last, _ := utf8.DecodeLastRuneInString(s); s != "" && !unicode.IsPunct(last) {
		s += "."
	}
	return s
}
