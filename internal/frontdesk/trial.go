package frontdesk

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Trial is what the rules of an edition would have changed in conversations that were.
type Trial struct {
	Calls, Turns int // that were read
	Changed      []Changed
}

// Changed is a conversation that would have gone another way, with the first turn at which it would.
type Changed struct {
	ID       ID
	Thread   inbox.ThreadID
	At       time.Time
	Channel  string
	Language words.Language
	Said     phi.Text
	Was      string // what was done with it by the rules that callers hear
	Would    string // what the rules on trial do with it
}

// trialMost is how many conversations a trial reads.
const trialMost = 200

// TryRules reads the last conversations again with the rules of an edition beside those that callers hear now, and enters
// whose words it shows in the access log. An edition that cannot be run is Invalid. ManagePractice and SeeInbox.
func (s *Service) TryRules(ctx context.Context, by actor.Actor, e flow.Edition, h flow.House) (Trial, error) {
	const op = "frontdesk.TryRules"
	for _, need := range []actor.Right{actor.ManagePractice, actor.SeeInbox} {
		if err := by.Need(need); err != nil {
			return Trial{}, fault.At(op, err)
		}
	}
	would, problems := flow.Build(e, h)
	if would == nil {
		return Trial{}, fault.New(fault.Invalid, op, "These rules cannot be used yet: "+firstStop(problems))
	}
	var trial Trial
	err := s.DB.View(ctx, by, func(t tx.Tx) error {
		trial = Trial{}
		own := t.As(actor.System())
		p, err := s.Practice.Get(ctx, own)
		if err != nil {
			return err
		}
		_, now, err := s.published(ctx, own)
		if err != nil {
			return err
		}
		past, err := s.Store.Past(ctx, own, trialMost)
		if err != nil {
			return err
		}
		var shown []string
		for _, c := range past {
			entries, err := s.entries(ctx, own, c.Thread, 0)
			if err != nil {
				return err
			}
			x := trying{Service: s, p: p, now: now, would: would, house: h, c: c}
			turns, changed := x.read(entries)
			if turns == 0 {
				continue
			}
			trial.Calls, trial.Turns = trial.Calls+1, trial.Turns+turns
			if changed != nil {
				trial.Changed = append(trial.Changed, *changed)
				shown = append(shown, patients(c.Patient)...)
			}
		}
		return s.Audit.Disclose(ctx, t, "conversation", shown...)
	})
	return trial, fault.At(op, err)
}

func firstStop(all []flow.Problem) string {
	for _, p := range all {
		if !p.Mild {
			return p.Text
		}
	}
	return ""
}

// trying reads one conversation again.
type trying struct {
	*Service
	p          *practice.Practice
	now, would *flow.Machine
	house      flow.House
	c          Conversation
}

// read returns how many turns rules may have looked at, and the first that would have gone another way.
func (x trying) read(entries []inbox.Entry) (turns int, changed *Changed) {
	language := words.English
	for _, e := range entries {
		why := readWhy(e.Why)
		if e.Session != string(x.c.ID) || e.From != inbox.FromPatient || why == nil || len(why.Rules) > 0 { // an emergency comes before any rule
			continue
		}
		asked, free := x.now.Takes(why.Before)
		if free {
			continue
		}
		turns++
		at := e.At.In(home(x.p))
		heard := x.listening(x.p).ear.Hear(hear.Input{Text: clip(e.Text.Reveal()), Channel: x.c.Channel, Asked: asked, Now: at, Language: language})
		if heard.Language != "" {
			language = heard.Language
		}
		c := flow.Case{Text: heard.Text, Heard: heard, At: at, Open: x.p.OpenAt(e.At), Language: language, Channel: x.c.Channel, Asking: why.Before != flow.Idle}
		was, would := x.now.Decided(c, x.house), x.would.Decided(c, x.house)
		if changed == nil && was != would {
			changed = &Changed{ID: x.c.ID, Thread: x.c.Thread, At: e.At, Channel: x.c.Channel, Language: language, Said: e.Text, Was: was, Would: would}
		}
	}
	return turns, changed
}
