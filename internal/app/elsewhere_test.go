package app_test

import (
	"context"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/elsewhere"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// otherBook connects an EHR and a calendar, and returns the EHR's name. The EHR has said something of a provider whom
// nobody knows.
func (d demo) otherBook(t *testing.T) func() string {
	t.Helper()
	ctx := context.Background()
	admin := actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: string(d.staff(t, actor.Admin).ID)}
	must(t, d.Elsewhere.Ready(ctx, "lakeside-ehr"))
	raw := "MSH|^~\\&|EHR|LAKE|BEDSIDE||20261123090000||SIU^S12^SIU_S12|1|P|2.5.1\rSCH||F1^EHR|||||||||^^30^20261124090000^20261124093000\rAIP|1|A|D200^Somebody\r"
	if ack := string(d.Elsewhere.Receive(ctx, "lakeside-ehr", []byte(raw))); !strings.Contains(ack, "MSA|AA|1") {
		t.Fatalf("%q", ack)
	}
	var p *practice.Practice
	must(t, d.Store.View(ctx, admin, func(x tx.Tx) (err error) {
		p, err = d.Practice.Get(ctx, x)
		return err
	}))
	must(t, d.Elsewhere.Map(ctx, admin, "lakeside-ehr", elsewhere.Mapping{Kind: elsewhere.MapProvider, Code: "D100", Target: string(p.Providers[0].ID)}))
	_, err := d.Elsewhere.AddFeed(ctx, admin, elsewhere.NewFeed{Provider: p.Providers[0].ID, Location: p.Locations[0].ID,
		File: []byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Central Standard Time:20271224T090000\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")})
	must(t, err)
	return func() string { return "lakeside-ehr" }
}
