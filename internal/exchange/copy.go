package exchange

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Staff reads who works here, and who did; [identity.Store] does.
type Staff interface {
	List(ctx context.Context, t tx.Tx) ([]identity.Staff, error)
}

// Copy is what a patient who asks for a copy gets.
type Copy struct {
	Text  string
	Quiet bool // there are visits in it about which nobody but the patient may be told
}

// record is everything on file about one patient.
type record struct {
	house   *practice.Practice
	zone    *time.Location
	who     patient.Patient
	alone   map[patient.ContactID]bool // contact points that nobody else has
	prefers patient.Preferences
	proxies []patient.Proxy
	ledger  []patient.Consent
	visits  []schedule.Appointment
	waits   []schedule.Waited
	dues    []outreach.Due
	told    []outreach.Past
	names   map[string]string // of staff
}

// Copy writes down what is on file about a patient as plain text, for the patient (SAFETY 22; 45 CFR 164.524): who they
// are, how they are reached, who may speak for them, everything that was ever said about consent and stopping in its own
// words, their visits, what they wait for and what is due, and every message with when it went and what became of it.
// Last stands the SHA-256 of all above it, which the event that says who made the copy keeps too; the patient is entered in
// the access log. What is not in it, it says. NotFound, Forbidden without the right to change patients or to see the
// outbox.
func (s *Service) Copy(ctx context.Context, by actor.Actor, i patient.ID) (c Copy, err error) {
	const op = "exchange.Copy"
	if err := by.Need(actor.ChangePatients); err != nil {
		return c, fault.At(op, err)
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		r, err := s.everything(ctx, t, i)
		if err != nil {
			return err
		}
		c = Copy{Text: r.write(r.names[by.ID], t.Now()), Quiet: slices.ContainsFunc(r.visits, func(a schedule.Appointment) bool { return a.Quiet })}
		sum := sha256.Sum256([]byte(c.Text))
		digest := hex.EncodeToString(sum[:])
		c.Text += "SHA-256 of everything above: " + digest + "\n"
		if err := s.Audit.Disclose(ctx, t, "copy for the patient", string(i)); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "record copied", audit.Ref{Kind: "patient", ID: string(i)}, "", audit.Facts{"sha256": digest})
	})
	return c, fault.At(op, err)
}

func (s *Service) everything(ctx context.Context, t tx.Tx, i patient.ID) (r record, err error) {
	if r.house, err = s.Practice.Get(ctx, t); err != nil {
		return r, err
	}
	if r.zone, err = civil.Zone(r.house.Settings.Zone); err != nil {
		r.zone = time.UTC
	}
	if r.who, err = s.Patients.Get(ctx, t, i); err != nil {
		return r, err
	}
	r.alone = map[patient.ContactID]bool{}
	for _, c := range r.who.Contacts {
		whose, err := s.Patients.Holders(ctx, t, c.Kind, c.Value)
		if err != nil {
			return r, err
		}
		r.alone[c.ID] = len(whose) == 1
	}
	if r.prefers, err = s.Patients.Preferences(ctx, t, i); err != nil {
		return r, err
	}
	if r.proxies, err = s.Patients.Proxies(ctx, t, i); err != nil {
		return r, err
	}
	if r.ledger, err = s.Patients.Ledger(ctx, t, i); err != nil {
		return r, err
	}
	if r.visits, err = s.Schedule.OfPatient(ctx, t, i); err != nil {
		return r, err
	}
	if r.waits, err = s.Schedule.WaitsOf(ctx, t, i); err != nil {
		return r, err
	}
	if r.dues, err = s.Outreach.DuesOf(ctx, t, i); err != nil {
		return r, err
	}
	if r.told, err = s.Outreach.History(ctx, t, i); err != nil {
		return r, err
	}
	staff, err := s.Staff.List(ctx, t)
	r.names = make(map[string]string, len(staff))
	for _, who := range staff {
		r.names[string(who.ID)] = who.Name
	}
	return r, err
}
