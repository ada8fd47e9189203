package outreach

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/outreach/template"
	"bedside/internal/patient"
	"bedside/internal/phi"
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

// keyOf names the text of messages that go out as one: that of the first about a visit.
func keyOf(all []item) template.Key {
	kind := all[0].Kind
	for _, i := range all {
		if kind == Recall {
			kind = i.Kind
		}
	}
	return template.Key{Kind: template.Kind(kind), Channel: template.Channel(all[0].channel), Language: all[0].language}
}

// valuesOf are the values of messages that go out as one. Of several visits every time is said, and the place only where
// it is one; whose they are is not said, nor to a number or address that somebody else has too.
func (s *Service) valuesOf(all []item, k template.Key) template.Values {
	first := all[0]
	for _, i := range all {
		if first.Kind == Recall && i.Kind != Recall {
			first = i
		}
	}
	v := s.values(first.Message, first.world, k)
	times, join := []string{v.When}, []string{v.JoinLink}
	for _, i := range all {
		if i.ID == first.ID || i.Kind == Recall {
			continue
		}
		o := s.values(i.Message, i.world, k)
		times, join = append(times, o.When), append(join, o.JoinLink)
		if o.Place != v.Place || o.Video != v.Video {
			v.Place, v.Address, v.Directions, v.LocationLink, v.Video = "", "", "", "", false
		}
		v.Provider, v.Service = "", ""
		if i.Patient != first.Patient {
			v.FirstName = phi.Name{}
		}
	}
	if join = slices.DeleteFunc(join, func(s string) bool { return s == "" }); len(join) == 1 { // of which of several would not be said
		v.JoinLink = join[0]
	} else {
		v.JoinLink = ""
	}
	if v.When = strings.Join(times, "; "); first.shared {
		v.FirstName, v.Allows = phi.Name{}, template.Allows{}
	}
	return v
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
	link, try := s.links(m, w)
	v := template.Values{TestLink: try, JoinLink: s.JoinLink(w.practice.Settings.URL, visit.ID), FirstName: w.name, When: at(visit.Start), Until: at(m.Until), Link: link, Announced: w.matter.Words,
		Stop: s.StopLink(w.practice.Settings.URL, w.contact.ID), Allows: template.Allows{Provider: w.prefers.May(patient.SayProvider), Service: w.prefers.May(patient.SayService)}}
	if visit.ID != w.visit.ID || visit.Start != w.visit.Start {
		v.Was = at(w.visit.Start)
	}
	w.about(visit, k, &v)
	return v
}

// links are the page on which a message is answered, and the one on which a device is tried.
func (s *Service) links(m Message, w world) (answer, try string) {
	site := w.practice.Settings.URL
	switch m.Kind {
	case Confirmation, Reminder3, Reminder1, Reminder0, Moved: // a text is answered by a word
		if w.channel == Email {
			return s.VisitLink(site, w.visit), ""
		}
	case Missed, Recall:
		return pageOf(site, "/book"), ""
	case FollowUp:
		return s.FollowUpLink(site, m.ID), ""
	case Telehealth, Join:
		return s.JoinLink(site, m.Appointment), pageOf(site, TryPath)
	}
	return w.matter.Link, ""
}

// about fills in where and with whom a visit is. Whoever comes by video must not set out for the office.
func (w world) about(visit schedule.Appointment, k template.Key, v *template.Values) {
	l, known := w.practice.Location(visit.Location)
	v.Of(w.practice, l.Phone, k.Channel)
	service, _ := w.practice.Service(visit.Service)
	if v.Service, v.Video = service.Name, service.Telehealth; !v.Video {
		v.JoinLink = ""
	}
	if !v.Video && known {
		v.At(w.practice, l, k.Language)
	}
	if p, ok := w.practice.Provider(visit.Provider); ok {
		v.Provider = p.Name()
	}
}
