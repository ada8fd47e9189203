package store

import (
	"context"
	"encoding/hex"
	"slices"

	"bedside/internal/exchange"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

func (s exchangeStore) foreignToken(name phi.Text) []byte {
	return s.keys.Token("foreign visit", name.Reveal())
}

func foreignPlace(token []byte) string { return "foreign_visit|id|" + hex.EncodeToString(token) }

func (s exchangeStore) Foreign(ctx context.Context, t tx.Tx, name phi.Text) (exchange.Foreign, error) {
	f := exchange.Foreign{Name: name}
	err := in(t).one(ctx, "SELECT appointment_id, said FROM foreign_visit WHERE id_token = ?", []any{s.foreignToken(name)}, &f.Appointment, &f.Said)
	return f, err
}

func (s exchangeStore) ForeignOf(ctx context.Context, t tx.Tx, visits []schedule.ID) (map[schedule.ID]exchange.Foreign, error) {
	all := map[schedule.ID]exchange.Foreign{}
	for some := range slices.Chunk(visits, 400) {
		args := make([]any, len(some))
		for n, i := range some {
			args[n] = i
		}
		err := in(t).each(ctx, "SELECT id_token, id_sealed, appointment_id, said FROM foreign_visit WHERE appointment_id IN ("+marks(len(some))+")", args, func(scan func(...any) error) error {
			var f exchange.Foreign
			var token, sealed []byte
			if err := scan(&token, &sealed, &f.Appointment, &f.Said); err != nil {
				return err
			}
			name, err := s.keys.Open(foreignPlace(token), sealed)
			f.Name = phi.NewText(name)
			all[f.Appointment] = f
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s exchangeStore) PutForeign(ctx context.Context, t tx.Tx, f exchange.Foreign) error {
	token := s.foreignToken(f.Name)
	_, err := in(t).exec(ctx, `INSERT INTO foreign_visit (id_token, id_sealed, appointment_id, said) VALUES (?, ?, ?, ?)
		ON CONFLICT (id_token) DO UPDATE SET said = excluded.said`, token, s.keys.Seal(foreignPlace(token), f.Name.Reveal()), f.Appointment, f.Said)
	return err
}
