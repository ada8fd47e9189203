package outreach

import (
	"context"
	"slices"
	"time"

	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/outreach/template"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Look is how a text is to be shown while it is written.
type Look struct {
	Visit schedule.ID // "" for an invented patient
	Allow Allow
	Long  bool // with the longest names there are
	Bare  bool // without directions
}

// Allow is what the patient of a preview is taken to have chosen.
type Allow string

const (
	AsChosen Allow = ""        // what they did choose
	Neutral  Allow = "neutral" // nothing
	Everyone Allow = "more"    // all that can be chosen
)

// Seen is what a text says, and what the guard finds in it.
type Seen struct {
	Title, Body phi.Text
	Report      guard.Report
	Length      template.Length // of the body, as a text message
}

// looked is how long one look at a patient's preview lasts in the access log: who writes sees it anew with every word.
const looked = 10 * time.Minute

// lookKind is the subject of the entries that say so.
const lookKind = "message words"

// Preview shows what a text would say of a visit, and enters its patient in the access log. It is cleared for nobody.
// Invalid for a text that cannot be read, NotFound if there is no such visit, Forbidden without the right to see patients.
func (s *Service) Preview(ctx context.Context, t tx.Tx, k template.Key, text template.Text, l Look) (Seen, error) {
	const op = "outreach.Preview"
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return Seen{}, fault.At(op, err)
	}
	v := template.Longest(p, k)
	switch v.Video = false; {
	case l.Visit != "":
		if err := s.real(ctx, t, k, l, &v); err != nil {
			return Seen{}, fault.At(op, err)
		}
	case !l.Long:
		invented(p, k, t.Now(), &v)
	}
	if !v.Video {
		v.JoinLink = ""
	}
	if l.Allow != AsChosen || l.Visit == "" {
		v.Allows = template.Allows{Provider: l.Allow == Everyone, Service: l.Allow == Everyone}
	}
	if l.Bare {
		v.Directions = ""
	}
	said, err := template.Render(k, text, v)
	if err != nil {
		return Seen{}, fault.At(op, err)
	}
	d := guard.Draft{Kind: guard.Kind(k.Channel), Audience: guard.Patient, Channel: guard.Channel(k.Channel), Recipient: "preview", Author: "bedside", Title: said.Title, Body: said.Body}
	_, r, _ := s.Guard.Clear(d)
	out := Seen{Report: r}
	out.Title, out.Body = parted(d.Channel, phi.NewText(r.Text))
	out.Length = template.Measure(out.Body.Reveal())
	return out, nil
}

// invented puts somebody whom nobody knows in place of the longest names.
func invented(p *practice.Practice, k template.Key, now time.Time, v *template.Values) {
	v.FirstName = phi.NewName("Ana", "")
	if zone, err := civil.Zone(p.Settings.Zone); err == nil {
		day := civil.DateOf(now.In(zone))
		at := func(days int, c civil.Clock) string { return template.When(day.AddDays(days).At(c, zone), k) }
		v.When, v.Was, v.Until = at(7, civil.NewClock(14, 20)), at(2, civil.NewClock(9, 0)), at(1, civil.NewClock(17, 0))
	}
	if i := slices.IndexFunc(p.Locations, func(l practice.Location) bool { return l.Active }); i >= 0 {
		v.At(p, p.Locations[i], k.Language)
	}
	if i := slices.IndexFunc(p.Providers, func(x practice.Provider) bool { return x.Active }); i >= 0 {
		v.Provider = p.Providers[i].Name()
	}
}

// real puts the values of a visit in place of those that are invented, except where the longest are to be seen. What a
// visit does not have, such as a link to answer on, stays invented.
func (s *Service) real(ctx context.Context, t tx.Tx, k template.Key, l Look, v *template.Values) error {
	visit, err := s.Visits.Get(ctx, t, l.Visit)
	if err != nil {
		return err
	}
	m := Message{Kind: Kind(k.Kind), Appointment: visit.ID, Patient: visit.Patient}
	w := world{visit: visit, channel: guard.Channel(k.Channel)}
	if w.practice, err = s.Practice.Get(ctx, t); err != nil {
		return err
	}
	p, err := s.Patients.Get(ctx, t, visit.Patient)
	if err != nil {
		return err
	}
	w.name = p.Name
	if err := s.speaks(ctx, t, p.ID, &w); err != nil {
		return err
	}
	now := s.values(m, w, k)
	v.When, v.Allows, v.Video, v.Service = now.When, now.Allows, now.Video, now.Service
	if !l.Long {
		v.FirstName, v.Place, v.Address, v.Directions, v.Provider, v.Call = now.FirstName, now.Place, now.Address, now.Directions, now.Provider, now.Call
	}
	if v.Video {
		v.Place, v.Address, v.Directions = "", "", ""
	}
	v.LocationLink = now.LocationLink
	return s.looked(ctx, t, string(p.ID))
}

// looked enters a patient in the access log, unless the same person looked a moment ago.
func (s *Service) looked(ctx context.Context, t tx.Tx, patient string) error {
	before, err := s.Audit.Store.Find(ctx, t, audit.Filter{Patient: patient, Subject: audit.Ref{Kind: lookKind}, Actor: t.By().ID, Since: t.Now().Add(-looked), Limit: 1})
	if err != nil || len(before) > 0 {
		return err
	}
	return s.Audit.Disclose(ctx, t, lookKind, patient)
}
