package patient

import (
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
	lang "bedside/internal/words"
)

// Preferences are how a patient wants to be reached, and what may be said to them beside when and where (SAFETY 11). The
// zero Preferences leave everything to the practice and say nothing more than the neutral default.
type Preferences struct {
	Language lang.Language  // "" is not known
	Channel  Channel        // "" is whichever may be used
	Hours    civil.Interval // of the day, within the practice's; zero for all of them
	Say      []Topic        // in the order of [Topics]

	At    time.Time   // when they were recorded; zero for never
	By    actor.Actor // without a role
	How   string      // as [Said]
	Words phi.Text    // what the patient was shown or said
}

// Channel is a way to reach a patient, by their own choice.
type Channel string

const (
	ByEmail  Channel = "email"
	ByText   Channel = "sms"
	ByVoice  Channel = "voice"  // an automated call
	ByPerson Channel = "person" // nothing automated: somebody phones
)

// Channels lists every channel, in the order of screens.
func Channels() []Channel { return []Channel{ByEmail, ByText, ByVoice, ByPerson} }

// Topic is something that is said only to patients who agreed to it on record.
type Topic string

const (
	SayProvider Topic = "provider" // with whom
	SayService  Topic = "service"  // the kind of visit; not why, nor how to prepare
)

// Topics lists every topic, in the order of screens.
func Topics() []Topic { return []Topic{SayProvider, SayService} }

// May reports whether the topic may be said.
func (p Preferences) May(t Topic) bool { return slices.Contains(p.Say, t) }

// Preferences returns what the patient prefers, the zero Preferences if nothing was ever recorded. Forbidden without the
// right to see patients, but for one's own.
func (r *Registry) Preferences(ctx context.Context, t tx.Tx, i ID) (Preferences, error) {
	if err := t.By().NeedFor(actor.SeePatients, string(i)); err != nil {
		return Preferences{}, err
	}
	p, err := r.Store.Preferences(ctx, t, i)
	if fault.Is(err, fault.NotFound) {
		return Preferences{}, nil
	}
	return p, fault.At("patient.Preferences", err)
}

// Prefer records what a patient prefers; when and by whom is not read. More than the neutral default may be said only on
// record: Topics that were not there before need the words. Invalid with a sentence, NotFound, Forbidden without the right
// to change patients.
func (r *Registry) Prefer(ctx context.Context, t tx.Tx, i ID, p Preferences) error {
	const op = "patient.Prefer"
	if err := t.By().Need(actor.ChangePatients); err != nil {
		return err
	}
	if _, err := r.Get(ctx, t, i); err != nil {
		return err
	}
	was, err := r.Preferences(ctx, t, i)
	if err != nil {
		return err
	}
	return fault.At(op, r.prefer(ctx, t, i, was, p))
}

func (r *Registry) prefer(ctx context.Context, t tx.Tx, i ID, was, p Preferences) error {
	s := Said{How: p.How, Words: p.Words}
	if err := s.check(); err != nil {
		return err
	}
	fresh := slices.ContainsFunc(p.Say, func(x Topic) bool { return !was.May(x) })
	switch {
	case p.Language != "" && p.Language != lang.English && p.Language != lang.Spanish:
		return invalid("Choose English or Spanish.")
	case p.Channel != "" && !slices.Contains(Channels(), p.Channel):
		return invalid("Choose how they want to be reached.")
	case p.Hours != (civil.Interval{}) && !p.Hours.Valid():
		return invalid("The hours in which to be reached end before they begin.")
	case slices.ContainsFunc(p.Say, func(x Topic) bool { return !slices.Contains(Topics(), x) }):
		return invalid("Choose what may be said.")
	case fresh && strings.TrimSpace(s.Words.Reveal()) == "":
		return fault.Wrap(fault.Invalid, "patient.Prefer", "To say more in messages, write down in which words the patient agreed to it.", practice.Field("Words"))
	}
	say := slices.DeleteFunc(Topics(), func(x Topic) bool { return !p.May(x) })
	fields := p.differs(was)
	if fields == "" {
		return nil
	}
	p.Say, p.Words, p.At, p.By = say, s.Words, t.Now(), actor.Actor{Kind: t.By().Kind, ID: t.By().ID}
	if err := r.Store.Prefer(ctx, t, i, p); err != nil {
		return err
	}
	return r.Audit.Record(ctx, t, "preferences recorded", about(i), "", audit.Facts{"fields": fields, "how": p.How})
}

// differs names what is not as it was.
func (p Preferences) differs(was Preferences) string {
	var all []string
	for _, f := range []struct {
		name string
		is   bool
	}{{"language", p.Language != was.Language}, {"channel", p.Channel != was.Channel}, {"hours", p.Hours != was.Hours},
		{"say", slices.ContainsFunc(Topics(), func(x Topic) bool { return p.May(x) != was.May(x) })}} {
		if f.is {
			all = append(all, f.name)
		}
	}
	return strings.Join(all, ",")
}
