package practice

import (
	"context"
	"time"

	"bedside/internal/tx"
)

// FileDesk is a [Desk] without its signature. What is left out is as [DeskDefaults] says.
type FileDesk struct {
	Transfer        string          `toml:"transfer"`
	TransferSeconds int             `toml:"transfer_seconds"`
	Referral        string          `toml:"referral"`
	Urgent          int             `toml:"urgent_minutes"`
	Voicemail       *bool           `toml:"voicemail"`
	Spanish         *bool           `toml:"spanish"`
	Insurances      []string        `toml:"insurances"`
	Trust           map[string]Dial `toml:"trust"`
}

// FileAnswer is an [Answer]. It is the one of the practice that has its first way of asking.
type FileAnswer struct {
	Asks    []string `toml:"asks"`
	English string   `toml:"english"`
	Spanish string   `toml:"spanish"`
	Source  string   `toml:"source"`
	OnSite  bool     `toml:"on_site"` // it stands on the site's page of questions, too
}

// fromFile stands where a name would for answers that came with a file.
const fromFile = "practice file"

func (f FileDesk) desk() Desk {
	d := DeskDefaults()
	d.Transfer, d.Referral, d.Insurances, d.Dials = f.Transfer, f.Referral, f.Insurances, f.Trust
	if f.TransferSeconds != 0 {
		d.TransferSeconds = f.TransferSeconds
	}
	if f.Urgent != 0 {
		d.Urgent = time.Duration(f.Urgent) * time.Minute
	}
	if f.Voicemail != nil {
		d.Voicemail = *f.Voicemail
	}
	if f.Spanish != nil {
		d.Spanish = *f.Spanish
	}
	return d
}

func (f FileAnswer) answer(p *Practice) Answer {
	a := Answer{Asks: f.Asks, English: f.English, Spanish: f.Spanish, Source: f.Source, ApprovedBy: fromFile, Active: true, OnSite: f.OnSite}
	if len(f.Asks) > 0 {
		old, _ := p.asked(f.Asks[0])
		a.ID = old.ID
	}
	return a
}

// checkDesk finds what can be found without a database.
func (f File) checkDesk() error {
	if f.Desk != nil {
		d := f.Desk.desk()
		if err := d.normalise(); err != nil {
			return part("desk", err)
		}
	}
	for _, fa := range f.Answers {
		a := fa.answer(&Practice{})
		if err := a.normalise(); err != nil {
			return part(fa.name(), err)
		}
	}
	return nil
}

func (f File) applyDesk(ctx context.Context, t tx.Tx, r *Registry) error {
	if f.Desk != nil {
		if err := r.SaveDesk(ctx, t, f.Desk.desk()); err != nil {
			return part("desk", err)
		}
	}
	for _, fa := range f.Answers {
		p, err := r.Get(ctx, t)
		if err != nil {
			return err
		}
		if _, err := r.SaveAnswer(ctx, t, fa.answer(p)); err != nil {
			return part(fa.name(), err)
		}
	}
	return nil
}

// name is what a sentence about the file calls the answer.
func (f FileAnswer) name() string {
	if len(f.Asks) == 0 {
		return "an answer"
	}
	return "answer to " + f.Asks[0]
}
