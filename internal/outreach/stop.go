package outreach

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Masked is an address of which so much is shown that its owner knows it: "s•••@e•••.com".
type Masked string

// stopPath is where the site answers a stop link.
const stopPath = "/stop/"

// StopLink returns the link that ends e-mail to the contact point's address, "" if the site's address is unknown.
// Fetching it only shows what it would do, since previews fetch links; a POST does it (SAFETY 8; RFC 8058).
func (s *Service) StopLink(site string, c patient.ContactID) string {
	if site == "" || c == "" {
		return ""
	}
	return strings.TrimRight(site, "/") + stopPath + s.stopRef(c)
}

// linkPaths are where the site answers signed links.
const (
	offerPath = "/offer/"
	visitPath = "/visit/"
)

// OfferLink returns the link by which an offer is answered, "" if the site's address is unknown. It is good as long as the
// offer is.
func (s *Service) OfferLink(site string, o schedule.OfferID) string {
	if site == "" {
		return ""
	}
	return strings.TrimRight(site, "/") + offerPath + signed(string(o), s.Keys.LinkMAC("offer", string(o)))
}

// CheckOffer returns which offer a link is for; NotFound for one that is not ours.
func (s *Service) CheckOffer(ref string) (schedule.OfferID, error) {
	name, _, _ := strings.Cut(ref, ".")
	if subtle.ConstantTimeCompare([]byte(ref), []byte(signed(name, s.Keys.LinkMAC("offer", name)))) != 1 {
		return "", notOurs("outreach.CheckOffer")
	}
	return schedule.OfferID(name), nil
}

// VisitLink returns the link by which a visit at its present time is confirmed, changed or given up.
func (s *Service) VisitLink(site string, a schedule.Appointment) string {
	if site == "" {
		return ""
	}
	return strings.TrimRight(site, "/") + visitPath + s.VisitRef(a)
}

// VisitRef is the last part of the visit's link. Another time is another link: one that was sent before says nothing of it.
func (s *Service) VisitRef(a schedule.Appointment) string {
	at := strconv.FormatInt(a.Start.Unix()/60, 36)
	return signed(string(a.ID)+"-"+at, s.Keys.LinkMAC("visit", string(a.ID), at))
}

// CheckVisit returns which visit a link is for and at what time; NotFound for one that is not ours.
func (s *Service) CheckVisit(ref string) (schedule.ID, time.Time, error) {
	name, _, _ := strings.Cut(ref, ".")
	i := strings.LastIndexByte(name, '-')
	if i < 0 || subtle.ConstantTimeCompare([]byte(ref), []byte(signed(name, s.Keys.LinkMAC("visit", name[:i], name[i+1:])))) != 1 {
		return "", time.Time{}, notOurs("outreach.CheckVisit")
	}
	at, err := strconv.ParseInt(name[i+1:], 36, 64)
	if err != nil {
		return "", time.Time{}, notOurs("outreach.CheckVisit")
	}
	return schedule.ID(name[:i]), time.Unix(at*60, 0), nil
}

func signed(name string, mac []byte) string {
	return name + "." + base64.RawURLEncoding.EncodeToString(mac)
}

func notOurs(op string) error {
	return fault.New(fault.NotFound, op, "This link is not complete. Copy all of it from the message, or call us.")
}

func (s *Service) stopRef(c patient.ContactID) string {
	return signed(string(c), s.Keys.LinkMAC("stop", string(c)))
}

// CheckStop says for which address the last part of a stop link is, and changes nothing. NotFound for a link that
// is not ours, or whose contact point is gone.
func (s *Service) CheckStop(ctx context.Context, ref string) (Masked, error) {
	c, err := s.stopContact(ctx, ref)
	return mask(c.Value.Reveal()), fault.At("outreach.CheckStop", err)
}

// Stop ends e-mail to the address of a stop link, whoever it belongs to, all or what is said, and skips what waits to be
// sent to it; the patients whose messages were skipped are to be phoned. Stopping twice is no error. NotFound as CheckStop.
func (s *Service) Stop(ctx context.Context, ref string, said patient.Said) (Masked, error) {
	const op = "outreach.Stop"
	c, err := s.stopContact(ctx, ref)
	if err != nil {
		return "", fault.At(op, err)
	}
	return mask(c.Value.Reveal()), fault.At(op, s.stop(ctx, actor.Visitor(), c.ID, said))
}

// StopFor is [Service.Stop] by staff, whom a patient asked, for any contact point. NotFound if it is gone, Forbidden
// without the right to change patients.
func (s *Service) StopFor(ctx context.Context, by actor.Actor, c patient.ContactID, said patient.Said) error {
	const op = "outreach.StopFor"
	if err := by.Need(actor.ChangePatients); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.stop(ctx, by, c, said))
}

func (s *Service) stop(ctx context.Context, by actor.Actor, c patient.ContactID, said patient.Said) error {
	return s.DB.Do(ctx, by, func(t tx.Tx) error {
		waiting, err := s.Store.WaitingFor(ctx, t, c)
		if err != nil {
			return err
		}
		waiting = slices.DeleteFunc(waiting, func(m Message) bool {
			return len(said.For) > 0 && (m.Kind != Offer && !m.Kind.Reminder() || !slices.Contains(said.For, m.Kind.Purpose()))
		})
		if err := s.skipOpen(ctx, t, waiting, OptedOut); err != nil {
			return err
		}
		return s.Patients.OptOut(ctx, t, c, said)
	})
}

// stopContact returns whose link it is. The record is read as the program, since a visitor may read none, and entered
// in the access log as disclosed to the visitor.
func (s *Service) stopContact(ctx context.Context, ref string) (c patient.Contact, err error) {
	const op = "outreach.stopContact"
	name, _, _ := strings.Cut(ref, ".")
	i, err := id.Parse[patient.Contact](name)
	if err != nil || subtle.ConstantTimeCompare([]byte(ref), []byte(s.stopRef(i))) != 1 {
		return c, fault.New(fault.NotFound, op, "This link is not complete. Copy all of it from the e-mail, or call us and we will stop the messages.")
	}
	var whose patient.Patient
	err = s.DB.View(ctx, actor.System(), func(t tx.Tx) (err error) {
		whose, c, err = s.Patients.Contact(ctx, t, i)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return c, fault.New(fault.NotFound, op, "We no longer have this address, so nothing will be sent to it.")
	}
	if err != nil {
		return patient.Contact{}, err
	}
	return c, s.DB.View(ctx, actor.Visitor(), func(t tx.Tx) error { return s.Audit.Disclose(ctx, t, "stop link", string(whose.ID)) })
}

// mask hides all of an address but the first letters and the end of the domain.
func mask(address string) Masked {
	local, domain, ok := strings.Cut(address, "@")
	dot := strings.LastIndex(domain, ".")
	if !ok || local == "" || dot < 1 {
		return ""
	}
	first := func(s string) string { return string([]rune(s)[:1]) }
	return Masked(first(local) + "•••@" + first(domain) + "•••" + domain[dot:])
}
