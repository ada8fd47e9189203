package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

func TestConnections(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx, h := context.Background(), openHouse(t, dsn)
		c := &identity.Connections{DB: h.store, Store: h.store.Connections(), Audit: h.Audit, IDs: h.IDs, Now: h.clock.Now, Random: rand.Reader}
		for name, by := range map[string]actor.Actor{"a clinician": {Kind: actor.Staff, Role: actor.Clinician, ID: "1"}, "a visitor": actor.Visitor(), "a program": actor.Program("x", "", actor.Rights()...)} {
			_, _, err := c.Make(ctx, by, "Portal", "system/Slot.rs", "", time.Hour)
			wantKind(t, name+" makes", err, fault.Forbidden)
			wantKind(t, name+" ends", c.Revoke(ctx, by, "x"), fault.Forbidden)
		}
		for what, in := range map[string]struct {
			name, scopes, patient string
			long                  time.Duration
		}{
			"no name": {"  ", "system/Slot.rs", "", time.Hour}, "a long name": {strings.Repeat("x", 81), "system/Slot.rs", "", time.Hour}, "a name with a bell": {"a\x07b", "system/Slot.rs", "", time.Hour},
			"no scope": {"Portal", "", "", time.Hour}, "no such resource": {"Portal", "system/Encounter.rs", "", time.Hour}, "no such letter": {"Portal", "system/Slot.x", "", time.Hour}, "letters in disorder": {"Portal", "system/Appointment.sr", "", time.Hour},
			"a letter twice": {"Portal", "system/Slot.rr", "", time.Hour}, "no letter": {"Portal", "system/Slot.", "", time.Hour}, "another level": {"Portal", "patient/Slot.rs", "", time.Hour}, "the level of the practice": {"Portal", "system/Slot.rs", "p1", time.Hour},
			"a user's": {"Portal", "user/Slot.rs", "", time.Hour}, "deleting": {"Portal", "system/Appointment.crusd", "", time.Hour}, "changing patients": {"Portal", "system/Patient.cu", "", time.Hour}, "creating everything": {"Portal", "system/*.crus", "", time.Hour},
			"for ever": {"Portal", "system/Slot.rs", "", 800 * 24 * time.Hour}, "for a moment": {"Portal", "system/Slot.rs", "", time.Minute},
		} {
			_, token, err := c.Make(ctx, h.admin(), in.name, in.scopes, in.patient, in.long)
			wantKind(t, what, err, fault.Invalid)
			if token != "" {
				t.Errorf("%s: a token all the same", what)
			}
		}
		made, token, err := c.Make(ctx, h.admin(), "  Referral   portal ", "system/Slot.rs system/Appointment.crus system/Slot.rs", "", 24*time.Hour)
		must(t, err)
		_, appToken, err := c.Make(ctx, h.admin(), "App", "patient/*.rs", "p1", 24*time.Hour)
		must(t, err)
		got, err := c.Enter(ctx, token)
		must(t, err)
		if got.ID != made.ID || got.Name != "Referral portal" || got.Words() != "system/Slot.rs system/Appointment.crus" || !got.Ends.Equal(h.clock.Now().Add(24*time.Hour)) || got.By != h.boss {
			t.Errorf("entered as %+v", got)
		}
		by := got.Actor()
		if !by.May(actor.SeeSchedule) || !by.May(actor.ChangeVisits) || !by.May(actor.Book) || by.May(actor.SeePatients) || by.May(actor.ManageStaff) {
			t.Error("the rights are not those of the scopes")
		}
		app, err := c.Enter(ctx, appToken)
		must(t, err)
		if a := app.Actor(); a.May(actor.SeeSchedule) || a.NeedFor(actor.SeePatients, "p1") != nil || a.NeedFor(actor.SeePatients, "p2") == nil || a.NeedFor(actor.ChangeVisits, "p1") == nil {
			t.Error("the app's rights are not those of its scopes over what is the patient's")
		}
		h.clock.Advance(90 * time.Second)
		_, err = c.Enter(ctx, token)
		must(t, err)
		must(t, h.store.View(ctx, h.admin(), func(tr tx.Tx) error {
			all, err := c.All(ctx, tr)
			if len(all) != 2 || all[1].ID != made.ID || !all[1].Used.Equal(h.clock.Now()) || all[0].Patient != "p1" {
				t.Errorf("listed: %+v", all)
			}
			names, err2 := c.Names(ctx, tr)
			if names[made.ID] != "Referral portal" {
				t.Errorf("names: %v", names)
			}
			return errors.Join(err, err2)
		}))
		for _, wrong := range []string{"", "bedside_", token[:len(token)-1], token + "A", strings.TrimPrefix(token, "bedside_"), "bedside_" + strings.Repeat("é", 20)} {
			if _, err := c.Enter(ctx, wrong); !errors.Is(err, identity.ErrToken) {
				t.Errorf("%q enters: %v", wrong, err)
			}
		}
		must(t, c.Revoke(ctx, h.admin(), made.ID))
		wantKind(t, "ended twice", c.Revoke(ctx, h.admin(), made.ID), fault.Conflict)
		if _, err := c.Enter(ctx, token); !errors.Is(err, identity.ErrToken) {
			t.Errorf("a token that was taken back enters: %v", err)
		}
		h.clock.Advance(23 * time.Hour)
		_, err = c.Enter(ctx, appToken)
		must(t, err)
		h.clock.Advance(time.Hour)
		if _, err := c.Enter(ctx, appToken); !errors.Is(err, identity.ErrToken) {
			t.Errorf("a token that is over enters: %v", err)
		}
	})
}
