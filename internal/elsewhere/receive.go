package elsewhere

import (
	"bytes"
	"context"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/hl7"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Receive takes one message over an interface and returns the acknowledgement: AA once the message is on disk, AE or AR
// with the reason for one that cannot be taken. The same message again is AA and counts once. nil is no acknowledgement:
// the database does not answer, and the other system sends again.
func (s *Service) Receive(ctx context.Context, name string, raw []byte) []byte {
	m, err := hl7.Parse(raw)
	answer := func(code, number, sentence string) []byte {
		return hl7.Ack(m, code, number, sentence, control(s.IDs), s.Now().UTC())
	}
	if err != nil {
		if !s.refused(ctx, name, fault.Message(err)) {
			return nil
		}
		return answer(hl7.Reject, hl7.UnknownType, fault.Message(err))
	}
	var no *refusal
	err = s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		i, err := s.Store.Interface(ctx, t, name)
		if err != nil {
			return err
		}
		var said said
		if said, no = readSIU(m, i.zone()); no != nil {
			return nil
		}
		n := Message{ID: id.New[Message](s.IDs), Interface: name, Control: m.First("MSH").Get(10, 1), Event: said.event, Raw: phi.NewText(string(raw)), Mark: markOf(raw), Said: said.at, At: t.Now(), State: New}
		had, err := s.Store.Numbered(ctx, t, name, false, n.Control)
		switch {
		case err == nil && bytes.Equal(had.Mark, n.Mark):
			return nil
		case err == nil:
			no = &refusal{hl7.Error, hl7.DuplicateKey, "Another message came with this number. Send it with a number of its own."}
			return nil
		case !fault.Is(err, fault.NotFound):
			return err
		}
		if err := s.Store.AddMessage(ctx, t, n); err != nil {
			return err
		}
		i.Heard = t.Now()
		i.Version++
		if err := s.Store.NoteInterface(ctx, t, i); err != nil {
			return err
		}
		if err := s.Queue.Put(ctx, t, job.Job{Kind: InJob, Key: name, Ref: name, Due: t.Now()}); err != nil {
			return err
		}
		return s.record(ctx, t, "visit message received", "interface", name, audit.Facts{"event": n.Event, "message": string(n.ID)})
	})
	switch {
	case err != nil:
		s.Log.Error("a message was not kept and not acknowledged", "interface", name, "error", err.Error())
		return nil
	case no == nil:
		return answer(hl7.Accept, "", "")
	case !s.refused(ctx, name, no.sentence):
		return nil
	}
	return answer(no.code, no.number, no.sentence)
}

// refused notes why a message was not kept.
func (s *Service) refused(ctx context.Context, name, why string) bool {
	err := s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		i, err := s.Store.Interface(ctx, t, name)
		if err != nil {
			return err
		}
		i.Refused, i.RefuseAt, i.Version = why, t.Now(), i.Version+1
		return s.Store.NoteInterface(ctx, t, i)
	})
	if err != nil {
		s.Log.Error("a message was refused and not noted", "interface", name, "error", err.Error())
	}
	return err == nil
}

// control is a new message control id: 20 characters, as many as every version allows.
func control(ids *id.Source) string {
	u := strings.ReplaceAll(string(id.New[Message](ids)), "-", "")
	return u[:12] + u[24:]
}

// Try says what a message would do, and keeps nothing: first what it says, then what comes of it.
func (s *Service) Try(ctx context.Context, by actor.Actor, name string, raw []byte) (Tried, error) {
	if err := by.Need(actor.ManagePractice); err != nil {
		return Tried{}, err
	}
	m, err := hl7.Parse(raw)
	if err != nil {
		return Tried{}, err
	}
	var out Tried
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		i, err := s.Store.Interface(ctx, t, name)
		if err != nil {
			return err
		}
		read, no := readSIU(m, i.zone())
		if no != nil {
			out = Tried{Ack: no.code, Why: no.sentence}
			return nil
		}
		codes, err := s.Store.Mappings(ctx, t, name)
		if err != nil {
			return err
		}
		out = Tried{Ack: hl7.Accept, Event: read.event, Means: events[read.event], Status: read.status, From: read.from, To: read.to, Takes: read.takes()}
		for kind, all := range map[MapKind][]string{MapProvider: read.providers, MapRoom: read.rooms} {
			for _, code := range all {
				target, _ := mapped(codes).target(kind, code)
				out.Codes = append(out.Codes, Mapping{Kind: kind, Code: code, Target: target})
			}
		}
		_, a, err := s.find(ctx, t, i, read)
		out.Ours = err == nil && a != nil
		if fault.Is(err, fault.NotFound) {
			err = nil
		}
		return err
	})
	return out, err
}

// Tried is what a message would do.
type Tried struct {
	Ack    string // AA, AE or AR
	Why    string // of AE and AR
	Event  string
	Means  string // "books", "cancels" …
	Status string
	From   time.Time
	To     time.Time
	Takes  bool // a time is taken
	Ours   bool // it is about a visit of this book
	Codes  []Mapping
}
