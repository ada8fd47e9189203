package store

import (
	"context"
	"time"

	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

func proxyPlace(column string, i patient.ProxyID) string { return "proxy|" + column + "|" + string(i) }

func (s patientStore) sealedProxy(p patient.Proxy) [4][]byte {
	return [4][]byte{s.keys.Seal(proxyPlace("given", p.ID), p.Name.RevealGiven()), s.keys.Seal(proxyPlace("family", p.ID), p.Name.RevealFamily()),
		s.keys.Seal(proxyPlace("birth", p.ID), p.Birth.Reveal()), s.keys.Seal(proxyPlace("document", p.ID), p.Document.Reveal())}
}

func (s patientStore) InsertProxy(ctx context.Context, t tx.Tx, p patient.Proxy) error {
	sealed := s.sealedProxy(p)
	_, err := in(t).exec(ctx, `INSERT INTO proxy (id, patient_id, given_sealed, family_sealed, birth_sealed, document_sealed, relation, scope, first_day, last_day,
		recorded_by, recorded_at, ended_by, ended_at) VALUES (`+marks(14)+`)`, p.ID, p.Patient, sealed[0], sealed[1], sealed[2], sealed[3], string(p.Relation), string(p.Scope),
		p.From.String(), p.To.String(), p.By, micros(p.Recorded), p.EndedBy, micros(p.Ended))
	return err
}

func (patientStore) EndProxy(ctx context.Context, t tx.Tx, i patient.ProxyID, at time.Time, by string) error {
	_, err := in(t).exec(ctx, "UPDATE proxy SET ended_by = ?, ended_at = ? WHERE id = ?", by, micros(at), i)
	return err
}

func (s patientStore) Proxies(ctx context.Context, t tx.Tx, of patient.ID, n int) ([]patient.Proxy, error) {
	var all []patient.Proxy
	err := in(t).each(ctx, `SELECT id, patient_id, given_sealed, family_sealed, birth_sealed, document_sealed, relation, scope, first_day, last_day,
		recorded_by, recorded_at, ended_by, ended_at FROM proxy WHERE patient_id = ? ORDER BY recorded_at DESC, id DESC`, []any{of}, func(scan func(...any) error) error {
		var p patient.Proxy
		var sealed [4][]byte
		var from, to string
		var recorded, ended int64
		if err := scan(&p.ID, &p.Patient, &sealed[0], &sealed[1], &sealed[2], &sealed[3], &p.Relation, &p.Scope, &from, &to, &p.By, &recorded, &p.EndedBy, &ended); err != nil {
			return err
		}
		p.Recorded, p.Ended = instant(recorded), instant(ended)
		var err error
		if p.From, err = civil.ParseDate(from); err == nil {
			p.To, err = civil.ParseDate(to)
		}
		if err == nil {
			err = s.openProxy(&p, sealed)
		}
		all = append(all, p)
		return err
	})
	if err != nil || len(all) >= n {
		return all, err
	}
	decoy := patient.Proxy{ID: "decoy", Name: phi.NewName("Decoy", "Record"), Birth: phi.NewBirthDate(civil.Date{Year: 1900, Month: time.January, Day: 1}), Document: phi.NewText("none")}
	sealed := s.sealedProxy(decoy)
	for len(all) < n {
		p := patient.Proxy{ID: decoy.ID}
		if err := s.openProxy(&p, sealed); err != nil {
			return nil, err
		}
		p.ID = ""
		all = append(all, p)
	}
	return all, nil
}

// openProxy fills what is sealed of an authority.
func (s patientStore) openProxy(p *patient.Proxy, sealed [4][]byte) error {
	var open [4]string
	for i, column := range []string{"given", "family", "birth", "document"} {
		var err error
		if open[i], err = s.keys.Open(proxyPlace(column, p.ID), sealed[i]); err != nil {
			return err
		}
	}
	born, err := civil.ParseDate(open[2])
	p.Name, p.Birth, p.Document = phi.NewName(open[0], open[1]), phi.NewBirthDate(born), phi.NewText(open[3])
	return err
}
