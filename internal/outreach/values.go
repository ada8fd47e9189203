package outreach

import (
	"cmp"
	"context"
	"time"

	"bedside/internal/civil"
	"bedside/internal/outreach/template"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// speaks reads what the patient prefers, and chooses the language: theirs, else that of their last conversation, else
// English.
func (s *Service) speaks(ctx context.Context, t tx.Tx, p patient.ID, w *world) (err error) {
	if w.prefers, err = s.Patients.Preferences(ctx, t, p); err != nil {
		return err
	}
	w.language = w.prefers.Language
	if w.language == "" && s.Spoken != nil {
		w.language, err = s.Spoken.Spoke(ctx, t, p)
	}
	if w.language != words.Spanish {
		w.language = words.English
	}
	return err
}

// key names the text of a message.
func (w world) key(m Message) template.Key {
	return template.Key{Kind: template.Kind(m.Kind), Channel: template.Channel(w.channel), Language: w.language}
}

// values is what a text is filled in with.
func (s *Service) values(m Message, w world, k template.Key) template.Values {
	visit := w.visit
	if !w.matter.Visit.Start.IsZero() {
		visit = w.matter.Visit
	}
	zone, err := civil.Zone(cmp.Or(visit.Zone, w.practice.Settings.Zone))
	if err != nil {
		zone = time.UTC
	}
	at := func(i time.Time) string {
		if i.IsZero() {
			return ""
		}
		return template.When(i.In(zone), k)
	}
	v := template.Values{FirstName: w.name, When: at(visit.Start), Until: at(m.Until), Link: w.matter.Link, Announced: w.matter.Words,
		Stop: s.StopLink(w.practice.Settings.URL, w.contact.ID), Allows: template.Allows{Provider: w.prefers.May(patient.SayProvider), Service: w.prefers.May(patient.SayService)}}
	if visit.ID != w.visit.ID || visit.Start != w.visit.Start {
		v.Was = at(w.visit.Start)
	}
	w.about(visit, k, &v)
	return v
}

// about fills in where and with whom a visit is. Whoever comes by video must not set out for the office.
func (w world) about(visit schedule.Appointment, k template.Key, v *template.Values) {
	l, known := w.practice.Location(visit.Location)
	v.Of(w.practice, l.Phone, k.Channel)
	service, _ := w.practice.Service(visit.Service)
	if v.Service, v.Video = service.Name, service.Telehealth; !v.Video && known {
		v.At(w.practice, l, k.Language)
	}
	if p, ok := w.practice.Provider(visit.Provider); ok {
		v.Provider = p.Name()
	}
}
