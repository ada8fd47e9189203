package store

import (
	"context"
	"encoding/json"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/tx"
)

// form is what stands on an authorisation, as it is sealed.
type form struct {
	Given, Family, What, Discloser, Recipient, Purpose string
	Expires, ExpiryEvent, Signed                       string
	SignerGiven, SignerFamily, Authority               string
	SaysRevocable, SaysConditions, SaysRedisclosure    bool
	OwnForm, Plain                                     bool
	CopyGiven, KeptAt, Turns18, Reviewed, Ended, How   string
}

func formOf(a publish.Authorisation) form {
	return form{
		Given: a.Person.RevealGiven(), Family: a.Person.RevealFamily(), What: a.What.Reveal(), Discloser: a.Discloser, Recipient: a.Recipient, Purpose: a.Purpose,
		Expires: a.Expires.String(), ExpiryEvent: a.ExpiryEvent, Signed: a.Signed.String(),
		SignerGiven: a.Representative.RevealGiven(), SignerFamily: a.Representative.RevealFamily(), Authority: a.Authority,
		SaysRevocable: a.SaysRevocable, SaysConditions: a.SaysConditions, SaysRedisclosure: a.SaysRedisclosure,
		OwnForm: a.OwnForm, Plain: a.Plain, CopyGiven: a.CopyGiven.String(), KeptAt: a.KeptAt,
		Turns18: a.Turns18.String(), Reviewed: a.Reviewed.String(), Ended: a.Ended.String(), How: a.How.Reveal(),
	}
}

// day reads what a Date's String wrote; "" is no day.
func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		return civil.Date{}
	}
	return d
}

func (f form) into(a *publish.Authorisation) {
	a.Person, a.What, a.Discloser, a.Recipient, a.Purpose = phi.NewName(f.Given, f.Family), phi.NewText(f.What), f.Discloser, f.Recipient, f.Purpose
	a.Expires, a.ExpiryEvent, a.Signed = day(f.Expires), f.ExpiryEvent, day(f.Signed)
	a.Representative, a.Authority = phi.NewName(f.SignerGiven, f.SignerFamily), f.Authority
	a.SaysRevocable, a.SaysConditions, a.SaysRedisclosure = f.SaysRevocable, f.SaysConditions, f.SaysRedisclosure
	a.OwnForm, a.Plain, a.CopyGiven, a.KeptAt = f.OwnForm, f.Plain, day(f.CopyGiven), f.KeptAt
	a.Turns18, a.Reviewed, a.Ended, a.How = day(f.Turns18), day(f.Reviewed), day(f.Ended), phi.NewText(f.How)
}

const (
	formColumn           = "authorisation|form"
	authorisationColumns = `SELECT id, kind, patient_id, form_sealed, revoked, staff_id, created_at, version FROM authorisation `
)

// AddAuthorisation implements [publish.Store].
func (s posts) AddAuthorisation(ctx context.Context, t tx.Tx, a publish.Authorisation) error {
	sealed, err := sealJSON(s.keys, formColumn, a.ID, formOf(a))
	if err == nil {
		_, err = in(t).exec(ctx, `INSERT INTO authorisation (id, kind, patient_id, form_sealed, revoked, staff_id, created_at, version) VALUES (`+marks(8)+`)`,
			a.ID, a.Kind, a.Patient, sealed, a.Revoked, a.By, micros(a.Created), a.Row)
	}
	return fault.At("publish.AddAuthorisation", err)
}

// SaveAuthorisation implements [publish.Store].
func (s posts) SaveAuthorisation(ctx context.Context, t tx.Tx, a publish.Authorisation) error {
	sealed, err := sealJSON(s.keys, formColumn, a.ID, formOf(a))
	if err != nil {
		return err
	}
	n, err := in(t).exec(ctx, `UPDATE authorisation SET kind = ?, patient_id = ?, form_sealed = ?, revoked = ?, version = ? WHERE id = ? AND version = ?`,
		a.Kind, a.Patient, sealed, a.Revoked, a.Row, a.ID, a.Row-1)
	return moved("publish.SaveAuthorisation", n, err)
}

// Authorisation implements [publish.Store].
func (s posts) Authorisation(ctx context.Context, t tx.Tx, i publish.AuthorisationID) (publish.Authorisation, error) {
	return first(s.authorisations(ctx, t, authorisationColumns+`WHERE id = ?`, i))("There is no such authorisation.")
}

// Authorisations implements [publish.Store].
func (s posts) Authorisations(ctx context.Context, t tx.Tx) ([]publish.Authorisation, error) {
	return s.authorisations(ctx, t, authorisationColumns+`ORDER BY id DESC`)
}

func (s posts) authorisations(ctx context.Context, t tx.Tx, query string, args ...any) ([]publish.Authorisation, error) {
	return rows(ctx, t, "publish.authorisations", query, args, func(scan func(...any) error) (a publish.Authorisation, err error) {
		var sealed []byte
		var created int64
		if err = scan(&a.ID, &a.Kind, &a.Patient, &sealed, &a.Revoked, &a.By, &created, &a.Row); err != nil {
			return a, err
		}
		var f form
		err = openJSON(s.keys, formColumn, a.ID, sealed, &f)
		f.into(&a)
		a.Created = instant(created)
		return a, err
	})
}

// UsedBy implements [publish.Store].
func (s posts) UsedBy(ctx context.Context, t tx.Tx, i publish.AuthorisationID) ([]publish.Post, error) {
	return s.posts(ctx, t, `SELECT `+postColumns+` FROM post p WHERE p.id IN (SELECT v.post_id FROM post_version v
		JOIN version_authorisation a ON a.version_id = v.id WHERE a.authorisation_id = ?) ORDER BY p.id`, i)
}

// factors is an assessment as it is sealed.
type factors struct{ Nature, Receiver, Viewed, Mitigation, Reason string }

const (
	factorsColumn  = "mistake|factors"
	evidenceColumn = "mistake|evidence"
	mistakeColumns = `SELECT id, post_id, what_sealed, evidence_sealed, factors_sealed, conclusion, discovered_at, staff_id, created_at, assessed_id, assessed_at,
		notified, closed_at, version FROM mistake `
)

func (s posts) sealFactors(m publish.Mistake) ([]byte, error) {
	return sealJSON(s.keys, factorsColumn, m.ID, factors{m.Nature.Reveal(), m.Receiver.Reveal(), m.Viewed.Reveal(), m.Mitigation.Reveal(), m.Reason.Reveal()})
}

// AddMistake implements [publish.Store].
func (s posts) AddMistake(ctx context.Context, t tx.Tx, m publish.Mistake) error {
	evidence, err := sealJSON(s.keys, evidenceColumn, m.ID, m.Evidence)
	if err != nil {
		return err
	}
	sealed, err := s.sealFactors(m)
	if err == nil {
		_, err = in(t).exec(ctx, `INSERT INTO mistake (id, post_id, what_sealed, evidence_sealed, factors_sealed, conclusion, discovered_at, staff_id, created_at,
				assessed_id, assessed_at, notified, closed_at, version) VALUES (`+marks(14)+`)`,
			m.ID, m.Post, sealText(s.keys, "mistake|what", m.ID, m.What), evidence, sealed, m.Conclusion, micros(m.Discovered), m.By, micros(m.Created),
			m.AssessedBy, micros(m.Assessed), m.Notified.String(), micros(m.Closed), m.Row)
	}
	return fault.At("publish.AddMistake", err)
}

// SaveMistake implements [publish.Store].
func (s posts) SaveMistake(ctx context.Context, t tx.Tx, m publish.Mistake) error {
	sealed, err := s.sealFactors(m)
	if err != nil {
		return err
	}
	n, err := in(t).exec(ctx, `UPDATE mistake SET factors_sealed = ?, conclusion = ?, assessed_id = ?, assessed_at = ?, notified = ?, closed_at = ?, version = ?
			WHERE id = ? AND version = ?`,
		sealed, m.Conclusion, m.AssessedBy, micros(m.Assessed), m.Notified.String(), micros(m.Closed), m.Row, m.ID, m.Row-1)
	return moved("publish.SaveMistake", n, err)
}

// Mistake implements [publish.Store].
func (s posts) Mistake(ctx context.Context, t tx.Tx, i publish.MistakeID) (publish.Mistake, error) {
	return first(s.mistakes(ctx, t, mistakeColumns+`WHERE id = ?`, i))("There is no such mistake.")
}

// Mistakes implements [publish.Store].
func (s posts) Mistakes(ctx context.Context, t tx.Tx) ([]publish.Mistake, error) {
	return s.mistakes(ctx, t, mistakeColumns+`ORDER BY CASE WHEN closed_at = 0 THEN 0 ELSE 1 END, discovered_at DESC, id DESC`)
}

func (s posts) mistakes(ctx context.Context, t tx.Tx, query string, args ...any) ([]publish.Mistake, error) {
	return rows(ctx, t, "publish.mistakes", query, args, func(scan func(...any) error) (m publish.Mistake, err error) {
		var what, evidence, sealed []byte
		var notified string
		var discovered, created, assessed, closed int64
		err = scan(&m.ID, &m.Post, &what, &evidence, &sealed, &m.Conclusion, &discovered, &m.By, &created, &m.AssessedBy, &assessed, &notified, &closed, &m.Row)
		if err != nil {
			return m, err
		}
		m.Discovered, m.Created, m.Assessed, m.Closed, m.Notified = instant(discovered), instant(created), instant(assessed), instant(closed), day(notified)
		if m.What, err = openText(s.keys, "mistake|what", m.ID, what); err != nil {
			return m, err
		}
		if err = openJSON(s.keys, evidenceColumn, m.ID, evidence, &m.Evidence); err != nil {
			return m, err
		}
		var f factors
		err = openJSON(s.keys, factorsColumn, m.ID, sealed, &f)
		m.Nature, m.Receiver, m.Viewed = phi.NewText(f.Nature), phi.NewText(f.Receiver), phi.NewText(f.Viewed)
		m.Mitigation, m.Reason = phi.NewText(f.Mitigation), phi.NewText(f.Reason)
		return m, err
	})
}

// Policy implements [publish.Store].
func (posts) Policy(ctx context.Context, t tx.Tx) (p publish.Policy, err error) {
	var text string
	if err = in(t).one(ctx, `SELECT policy FROM publish_policy WHERE id = 1`, nil, &text); err == nil {
		err = json.Unmarshal([]byte(text), &p)
	}
	return p, fault.At("publish.Policy", err)
}

// SavePolicy implements [publish.Store].
func (posts) SavePolicy(ctx context.Context, t tx.Tx, p publish.Policy) error {
	text, err := json.Marshal(p)
	if err == nil {
		_, err = in(t).exec(ctx, `INSERT INTO publish_policy (id, policy) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET policy = excluded.policy`, string(text))
	}
	return fault.At("publish.SavePolicy", err)
}
