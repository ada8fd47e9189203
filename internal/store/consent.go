package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

func purposes(s string) (all []patient.Purpose) {
	for _, p := range lines(s) {
		all = append(all, patient.Purpose(p))
	}
	return all
}

func (patientStore) SetConsent(ctx context.Context, t tx.Tx, c patient.Contact) error {
	_, err := in(t).exec(ctx, "UPDATE contact_point SET consent = ?, consent_how = ?, consent_at = ?, agreed = ? WHERE id = ?",
		c.Consent, c.ConsentHow, micros(c.ConsentAt), listed(c.Also), c.ID)
	return err
}

func (s patientStore) SetStopped(ctx context.Context, t tx.Tx, kind patient.ContactKind, value phi.Text, x patient.Stop, at time.Time, how string) error {
	token := s.contactToken(kind, value)
	if !x.All && len(x.Of) == 0 {
		_, err := in(t).exec(ctx, "DELETE FROM opt_out WHERE kind = ? AND value_token = ?", kind, token)
		return err
	}
	_, err := in(t).exec(ctx, `INSERT INTO opt_out (kind, value_token, at, how, purposes) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (kind, value_token) DO UPDATE SET at = excluded.at, how = excluded.how, purposes = excluded.purposes`, kind, token, micros(at), how, listed(x.Of))
	return err
}

func (s patientStore) Stopped(ctx context.Context, t tx.Tx, kind patient.ContactKind, value phi.Text) (x patient.Stop, err error) {
	var of string
	err = in(t).one(ctx, "SELECT purposes FROM opt_out WHERE kind = ? AND value_token = ?", []any{kind, s.contactToken(kind, value)}, &of)
	if fault.Is(err, fault.NotFound) {
		return x, nil
	}
	return patient.Stop{All: of == "", Of: purposes(of)}, err
}

// consentPlace is where a sealed column of the ledger stands.
func consentPlace(column string, kind patient.ContactKind, token []byte, place int64) string {
	return fmt.Sprintf("consent|%s|%s|%s|%d", column, kind, hex.EncodeToString(token), place)
}

func (s patientStore) Enter(ctx context.Context, t tx.Tx, e patient.Consent) error {
	token := s.contactToken(e.Kind, e.Value)
	var last int64
	if err := in(t).one(ctx, "SELECT COALESCE(MAX(place), 0) FROM consent WHERE kind = ? AND value_token = ?", []any{e.Kind, token}, &last); err != nil {
		return err
	}
	e.Place = last + 1
	_, err := in(t).exec(ctx, `INSERT INTO consent (kind, value_token, place, value_sealed, patient_id, contact_point_id, act, purposes, at, how, by_kind, by_id, words_sealed)
		VALUES (`+marks(13)+")", e.Kind, token, e.Place, s.keys.Seal(consentPlace("value", e.Kind, token, e.Place), e.Value.Reveal()), e.Patient, e.Contact, string(e.Act),
		listed(e.For), micros(e.At), e.How, string(e.By.Kind), e.By.ID, s.keys.Seal(consentPlace("words", e.Kind, token, e.Place), e.Words.Reveal()))
	return err
}

func (s patientStore) Ledger(ctx context.Context, t tx.Tx, i patient.ID) (all []patient.Consent, err error) {
	err = in(t).each(ctx, `SELECT l.kind, l.value_token, l.place, l.value_sealed, l.patient_id, l.contact_point_id, l.act, l.purposes, l.at, l.how, l.by_kind, l.by_id, l.words_sealed
		FROM consent l JOIN (SELECT kind, value_token FROM consent WHERE patient_id = ? UNION SELECT kind, value_token FROM contact_point WHERE patient_id = ?) AS theirs
			ON theirs.kind = l.kind AND theirs.value_token = l.value_token
		WHERE l.patient_id = ? OR l.patient_id = ''`, []any{i, i, i}, func(scan func(...any) error) error {
		var e patient.Consent
		var token, value, words []byte
		var of string
		var at int64
		if err := scan(&e.Kind, &token, &e.Place, &value, &e.Patient, &e.Contact, &e.Act, &of, &at, &e.How, &e.By.Kind, &e.By.ID, &words); err != nil {
			return err
		}
		e.For, e.At = purposes(of), instant(at)
		for _, c := range []struct {
			column string
			sealed []byte
			to     *phi.Text
		}{{"value", value, &e.Value}, {"words", words, &e.Words}} {
			text, err := s.keys.Open(consentPlace(c.column, e.Kind, token, e.Place), c.sealed)
			if err != nil {
				return err
			}
			*c.to = phi.NewText(text)
		}
		all = append(all, e)
		return nil
	})
	return all, err
}

func preferencePlace(i patient.ID, place int64) string {
	return fmt.Sprintf("preference|words|%s|%d", i, place)
}

func (s patientStore) Prefer(ctx context.Context, t tx.Tx, i patient.ID, p patient.Preferences) error {
	var last int64
	if err := in(t).one(ctx, "SELECT COALESCE(MAX(place), 0) FROM preference WHERE patient_id = ?", []any{i}, &last); err != nil {
		return err
	}
	last++
	_, err := in(t).exec(ctx, `INSERT INTO preference (patient_id, place, language, channel, from_minute, to_minute, say, at, how, by_kind, by_id, words_sealed)
		VALUES (`+marks(12)+")", i, last, string(p.Language), string(p.Channel), int64(p.Hours.From), int64(p.Hours.To), listed(p.Say), micros(p.At), p.How,
		string(p.By.Kind), p.By.ID, s.keys.Seal(preferencePlace(i, last), p.Words.Reveal()))
	return err
}

func (s patientStore) Preferences(ctx context.Context, t tx.Tx, i patient.ID) (p patient.Preferences, err error) {
	var place, from, to, at int64
	var say string
	var words []byte
	err = in(t).one(ctx, `SELECT place, language, channel, from_minute, to_minute, say, at, how, by_kind, by_id, words_sealed
		FROM preference WHERE patient_id = ? ORDER BY place DESC LIMIT 1`, []any{i}, &place, &p.Language, &p.Channel, &from, &to, &say, &at, &p.How, &p.By.Kind, &p.By.ID, &words)
	if err != nil {
		return p, err
	}
	text, err := s.keys.Open(preferencePlace(i, place), words)
	p.Hours, p.At, p.Words = civil.Interval{From: civil.Clock(from), To: civil.Clock(to)}, instant(at), phi.NewText(text)
	for _, x := range lines(say) {
		p.Say = append(p.Say, patient.Topic(x))
	}
	return p, err
}
