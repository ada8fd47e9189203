package demo

import (
	"context"
	_ "embed"
	"io"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/nppes"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

//go:embed npidata.csv
var npidata string

// Numbers is the demo's registry of provider numbers: a file as the real registry has it, with numbers from a range
// that is not given out.
func Numbers() practice.Numbers {
	return nppes.File{Name: "NPPES file of the demo", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(npidata)), nil }}
}

// Days between the looks at a credential of the demo, and before today at which the last one was.
const (
	lookEvery = 180
	lookedAgo = 20
	lookStep  = 13
)

// lookedUp says when the credentials of the file were looked up: on different days, so that the oldest is due.
func lookedUp(providers []practice.FileProvider, today civil.Date) {
	ago := lookedAgo
	for i := range providers {
		for j := range providers[i].Held {
			c := &providers[i].Held[j]
			day := today.AddDays(-ago)
			c.CheckedBy, c.CheckedOn, c.Next = "Priya Anand", day.String(), day.AddDays(lookEvery).String()
			ago += lookStep
		}
	}
}

// lookUp looks the numbers up, all but the last provider's, so that a newcomer finds one to do.
func (s *seeding) lookUp(ctx context.Context) error {
	return s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		p, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		for _, v := range p.Providers[:len(p.Providers)-1] {
			found, err := Numbers().Find(ctx, v.NPI)
			if err != nil {
				return err
			}
			if err := s.Practice.SaveNPICheck(ctx, t, v.ID, found); err != nil {
				return err
			}
		}
		return nil
	})
}
