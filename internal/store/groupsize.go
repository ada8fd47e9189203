package store

import (
	"context"

	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

func (practiceStore) group(ctx context.Context, t *Tx, p *practice.Practice) error {
	g := &p.Group
	err := t.one(ctx, "SELECT readers, insiders, daily, catchment FROM group_size WHERE id = 1", nil, &g.Readers, &g.Insiders, &g.Daily, &g.Catchment)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

func (practiceStore) PutGroup(ctx context.Context, t tx.Tx, g practice.Group) error {
	_, err := in(t).exec(ctx, `INSERT INTO group_size (id, readers, insiders, daily, catchment) VALUES (1, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET readers = excluded.readers, insiders = excluded.insiders, daily = excluded.daily,
		catchment = excluded.catchment`, g.Readers, g.Insiders, g.Daily, g.Catchment)
	return err
}
