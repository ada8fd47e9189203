package outreach_test

import (
	"context"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/id"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// phones counts the offers that a person is to tell.
type phones int

func (p *phones) TimeOffered(context.Context, tx.Tx, schedule.Wait, schedule.Offer) error {
	*p++
	return nil
}

// Who waits is written to about a time only on consent that the ledger holds, however they came to the list: joining it by
// conversation gives none. Everybody else is phoned.
func TestOffersNeedConsent(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	var phoned phones
	f := &outreach.Offers{Service: h.Service, Waits: h.Store.Waits(), Else: &phoned}
	h.Service.Sources = map[outreach.Kind]outreach.Source{outreach.Offer: f}
	one := someone(1)
	one.Consent, one.How = false, "chat"
	var who patient.ID
	must(t, h.Do(ctx, actor.Visitor(), func(x tx.Tx) (err error) {
		who, err = h.patients.Admit(ctx, x, one)
		return err
	}))
	offer := func() {
		t.Helper()
		must(t, h.Do(ctx, frontDesk, func(x tx.Tx) error {
			o := schedule.Offer{ID: id.New[schedule.Offer](h.Service.IDs), Expires: x.Now().Add(time.Hour)}
			return f.TimeOffered(ctx, x, schedule.Wait{Patient: who}, o)
		}))
	}
	said := func(yes bool, purpose patient.Purpose) {
		t.Helper()
		must(t, h.Do(ctx, frontDesk, func(x tx.Tx) error {
			return h.patients.SetConsent(ctx, x, h.contact(who), yes, patient.Said{How: "call", For: []patient.Purpose{purpose}})
		}))
	}
	for n, c := range []struct {
		yes             bool
		to              patient.Purpose
		phoned, written int
	}{{false, patient.Reminders, 1, 0}, {true, patient.Announcements, 2, 0}, {true, patient.Reminders, 2, 1}, {false, patient.Reminders, 3, 1}} {
		said(c.yes, c.to)
		offer()
		all, err := h.List(ctx, frontDesk, outreach.Filter{Kind: outreach.Offer})
		must(t, err)
		if int(phoned) != c.phoned || len(all) != c.written {
			t.Errorf("step %d: %d phoned, %d written; want %d and %d", n, phoned, len(all), c.phoned, c.written)
		}
	}
	must(t, h.View(ctx, frontDesk, func(x tx.Tx) error {
		all, err := h.patients.Ledger(ctx, x, who)
		if len(all) != 4 || all[3].Act != patient.Withdrew {
			t.Errorf("the ledger has %d entries", len(all))
		}
		return err
	}))
}
