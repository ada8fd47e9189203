package oncall

import (
	"context"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// What a text means. Whole texts only: a text that says more is a turn of a conversation.
var (
	takes  = meaning("1", "ok", "okay", "k", "yes", "y", "yep", "yeah", "sure", "ack", "acknowledge", "acknowledged", "got it", "i got it", "i have it", "mine", "i will", "i'll take it", "taking it", "on it", "i'm on it", "on my way", "omw", "si", "voy", "lo tomo", "ya voy")
	passes = meaning("2", "no", "n", "nope", "pass", "pass it on", "can't", "cannot", "i can't", "i cannot", "not me", "not available", "busy", "next", "no puedo", "paso")
)

func meaning(texts ...string) map[string]bool {
	m := map[string]bool{}
	for _, t := range texts {
		m[plain(t)] = true
	}
	return m
}

// plain is a text without marks, in folded words.
func plain(text string) string {
	var b []string
	for _, w := range words.Split(text) {
		if w.Kind != words.Mark {
			b = append(b, w.Text)
		}
	}
	return strings.Join(b, " ")
}

const (
	longText  = 40             // a longer text is no answer
	answering = 24 * time.Hour // how long after a try its person may answer a live alert by text
	late      = time.Hour      // how long after it was taken somebody else is told so
)

// Reply reads a text that came from the number: of somebody who was alerted and whose text takes or passes on, it answers
// the alert they were sent last that still waits. False means that it answers no alert: it is then a turn like any other.
func (s *Service) Reply(ctx context.Context, from phi.Phone, text string) (n Answer, ours bool, err error) {
	if len(text) > longText || from.IsZero() {
		return n, false, nil
	}
	want, said := Took, plain(text)
	if passes[said] {
		want = Passed
	} else if !takes[said] {
		return n, false, nil
	}
	err = s.work(ctx, func(t tx.Tx) error {
		n, ours = Answer{}, false
		y, found, err := s.meant(ctx, t, from)
		if err != nil || !found {
			return err
		}
		ours = true
		n, err = s.answer(ctx, t, y, want, Text)
		return err
	})
	return n, ours, fault.At("oncall.Reply", err)
}

// meant returns the try that a text from the number answers: the last whose alert waits, or else has just been taken.
func (s *Service) meant(ctx context.Context, t tx.Tx, from phi.Phone) (y Try, found bool, err error) {
	p, err := s.Store.PersonAt(ctx, t, from)
	if fault.Is(err, fault.NotFound) {
		return y, false, nil
	}
	if err != nil {
		return y, false, err
	}
	tries, err := s.Store.Tried(ctx, t, p.ID, t.Now().Add(-answering))
	if err != nil {
		return y, false, err
	}
	for _, try := range tries {
		a, err := s.Store.Get(ctx, t, try.Alert)
		if err != nil {
			return y, false, err
		}
		if a.Status.Live() {
			return try, true, nil
		}
		if !found && t.Now().Sub(a.Acked) <= late {
			y, found = try, true
		}
	}
	return y, found, nil
}
