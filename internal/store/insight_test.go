package store_test

import (
	"context"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/insight"
	"bedside/internal/outreach"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// Who came with a reminder and who without one: visits that were booked too late for it, are still to come or were
// cancelled are not compared, nor is a message that did not arrive.
func TestAttendance(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		n := 0
		visit := func(day, hour int, as schedule.Status, told outreach.Status) {
			t.Helper()
			a, err := o.Book(ctx, frontDesk, o.request(o.who[0], tuesday.AddDays(day).At(0, mustZone("America/Chicago")).Add(time.Duration(hour)*time.Hour), n))
			must(t, err)
			must(t, o.Do(ctx, frontDesk, func(x tx.Tx) error {
				a.Status, a.Version = as, a.Version+1
				if err := o.Store.Schedule().Update(ctx, x, a); err != nil {
					return err
				}
				if told != "" {
					m := outreach.Message{ID: outreach.ID(a.ID), Kind: outreach.Reminder3, Channel: outreach.Email, Appointment: a.ID, Patient: a.Patient, Due: x.Now(), Status: told, Created: x.Now(), Changed: x.Now(), Row: 1}
					if err := o.Store.Outreach().Add(ctx, x, m); err != nil {
						return err
					}
				}
				return o.practice.Audit.Record(ctx, x, "seeded", audit.Ref{Kind: "appointment", ID: string(a.ID)}, "", nil)
			}))
			n++
		}
		visit(7, 9, schedule.Fulfilled, outreach.Sent)
		visit(7, 10, schedule.NoShow, outreach.Sent)
		visit(7, 11, schedule.Fulfilled, outreach.Skipped)
		visit(7, 13, schedule.Fulfilled, "")
		visit(7, 14, schedule.Cancelled, outreach.Sent)
		visit(1, 9, schedule.Fulfilled, "")
		visit(8, 9, schedule.Booked, outreach.Sent)
		o.clock.Set(tuesday.AddDays(20).At(0, time.UTC))
		s := &insight.Service{DB: o, Store: o.Store.Insight()}
		all, err := s.Attendance(ctx, frontDesk)
		must(t, err)
		for _, e := range all {
			if e.Kind == outreach.Reminder3 && (e.With != insight.Share{N: 1, Of: 2} || e.Without != insight.Share{N: 2, Of: 2} || e.Enough) {
				t.Errorf("reminders: %+v", e)
			}
		}
		if _, err := s.Attendance(ctx, actor.Visitor()); err == nil {
			t.Error("a visitor may see it")
		}
	})
}
