package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Patients returns the store of package patient.
func (s *Store) Patients() patient.Store { return patientStore{s} }

type patientStore struct{ *Store }

func patientPlace(column string, i patient.ID) string { return "patient|" + column + "|" + string(i) }
func contactPlace(i patient.ContactID) string         { return "contact_point|value|" + string(i) }

// token is what a key is looked up by: the two kinds of contact points have their tokens beside their values, all
// others are in patient_token.
func (s patientStore) token(k patient.Key) []byte {
	return s.keys.Token("patient "+string(k.Kind), k.Value.Reveal())
}

func (s patientStore) contactToken(kind patient.ContactKind, value phi.Text) []byte {
	return s.token(patient.Key{Kind: patient.KeyKind(kind), Value: value})
}

// together is how many patients one query reads.
const together = 256

func (s patientStore) Get(ctx context.Context, t tx.Tx, ids []patient.ID) ([]patient.Patient, error) {
	var all []patient.Patient
	for len(ids) > 0 {
		n := min(together, len(ids))
		some, err := s.some(ctx, in(t), ids[:n])
		if err != nil {
			return nil, err
		}
		all, ids = append(all, some...), ids[n:]
	}
	return all, nil
}

func (s patientStore) some(ctx context.Context, t *Tx, ids []patient.ID) ([]patient.Patient, error) {
	args := several(ids)
	size := len(args)
	list := make([]patient.Patient, 0, len(ids))
	place := make(map[patient.ID]int, len(ids))
	err := t.each(ctx, `SELECT id, given_sealed, family_sealed, birth_sealed, number_sealed, like_id, created_at, changed_at, version
		FROM patient WHERE id IN (`+marks(size)+")", args, func(scan func(...any) error) error {
		p, err := s.patient(scan)
		place[p.ID] = len(list)
		list = append(list, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, t.each(ctx, `SELECT c.patient_id, c.id, c.kind, c.value_sealed, c.consent, c.consent_how, c.consent_at, c.agreed, o.at IS NOT NULL, COALESCE(o.purposes, '')
		FROM contact_point c LEFT JOIN opt_out o ON o.kind = c.kind AND o.value_token = c.value_token
		WHERE c.patient_id IN (`+marks(size)+") ORDER BY c.position, c.id", args, func(scan func(...any) error) error {
		owner, c, err := s.contact(scan)
		if err == nil {
			p := &list[place[owner]]
			p.Contacts = append(p.Contacts, c)
		}
		return err
	})
}

func (s patientStore) patient(scan func(...any) error) (p patient.Patient, err error) {
	var sealed [4][]byte
	var created, changed int64
	if err := scan(&p.ID, &sealed[0], &sealed[1], &sealed[2], &sealed[3], &p.Like, &created, &changed, &p.Version); err != nil {
		return p, err
	}
	var open [4]string
	for i, column := range []string{"given", "family", "birth", "number"} {
		if open[i], err = s.keys.Open(patientPlace(column, p.ID), sealed[i]); err != nil {
			return p, err
		}
	}
	p.Name, p.Number = phi.NewName(open[0], open[1]), phi.NewText(open[3])
	p.Created, p.Changed = instant(created), instant(changed)
	if open[2] != "" {
		var d civil.Date
		d, err = civil.ParseDate(open[2])
		p.Birth = phi.NewBirthDate(d)
	}
	return p, err
}

func (s patientStore) contact(scan func(...any) error) (owner patient.ID, c patient.Contact, err error) {
	var sealed []byte
	var at int64
	var agreed, stopped string
	if err := scan(&owner, &c.ID, &c.Kind, &sealed, &c.Consent, &c.ConsentHow, &at, &agreed, &c.OptedOut, &stopped); err != nil {
		return "", c, err
	}
	c.Also, c.Stopped = purposes(agreed), purposes(stopped)
	c.OptedOut = c.OptedOut && len(c.Stopped) == 0
	value, err := s.keys.Open(contactPlace(c.ID), sealed)
	c.Value, c.ConsentAt = phi.NewText(value), instant(at)
	return owner, c, err
}

// decoyID is the row that a decoy is sealed for; no id looks like it.
const decoyID = patient.ID("decoy")

func (s patientStore) Born(ctx context.Context, t tx.Tx, keys []patient.Key, n int) ([]patient.Patient, error) {
	ids, err := s.Having(ctx, t, [][]patient.Key{keys}, mostBorn)
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	size := max(n, (len(ids)+n-1)/n*n)
	args := make([]any, size)
	for i := range args {
		if args[i] = string(decoyID); i < len(ids) {
			args[i] = ids[i]
		}
	}
	var list []patient.Patient
	if err := in(t).each(ctx, `SELECT id, given_sealed, family_sealed, birth_sealed, number_sealed, like_id, created_at, changed_at, version
		FROM patient WHERE id IN (`+marks(size)+") ORDER BY id", args, func(scan func(...any) error) error {
		p, err := s.verified(scan)
		list = append(list, p)
		return err
	}); err != nil {
		return nil, err
	}
	decoy := s.decoy()
	for len(list) < size {
		p, err := s.verified(decoy)
		if err != nil {
			return nil, err
		}
		p.ID = ""
		list = append(list, p)
	}
	return list, nil
}

// mostBorn is how many records one question opens at most.
const mostBorn = 2000

// decoy is a row of nobody's, sealed as a patient's is.
func (s patientStore) decoy() func(...any) error {
	born := phi.NewBirthDate(civil.Date{Year: 1900, Month: time.January, Day: 1})
	row := append([]any{decoyID}, s.sealed(patient.Patient{ID: decoyID, Name: phi.NewName("Decoy", "Record"), Birth: born, Number: phi.NewText("0")})...)
	return func(into ...any) error {
		*into[0].(*patient.ID) = decoyID
		for i := 1; i <= 4; i++ {
			*into[i].(*[]byte) = row[i].([]byte)
		}
		return nil
	}
}

// verified reads a row and opens every sealed column of it, whatever stands there: a number that is not on file costs
// what one that is does.
func (s patientStore) verified(scan func(...any) error) (patient.Patient, error) {
	blank := false
	p, err := s.patient(func(into ...any) error {
		err := scan(into...)
		number := into[4].(*[]byte)
		if blank = len(*number) == 0; blank {
			*number = s.keys.Seal(patientPlace("number", *into[0].(*patient.ID)), "0")
		}
		return err
	})
	if blank {
		p.Number = phi.Text{}
	}
	return p, err
}

func (s patientStore) Owner(ctx context.Context, t tx.Tx, c patient.ContactID) (owner patient.ID, err error) {
	err = in(t).one(ctx, "SELECT patient_id FROM contact_point WHERE id = ?", []any{c}, &owner)
	return owner, err
}

func (s patientStore) Having(ctx context.Context, t tx.Tx, groups [][]patient.Key, limit int) ([]patient.ID, error) {
	var all []string
	var args []any
	for _, group := range groups {
		var any []string
		for _, k := range group {
			if k.Kind == patient.KeyPhone || k.Kind == patient.KeyEmail {
				any = append(any, "SELECT patient_id FROM contact_point WHERE kind = ? AND value_token = ?")
			} else {
				any = append(any, "SELECT patient_id FROM patient_token WHERE kind = ? AND token = ?")
			}
			args = append(args, k.Kind, s.token(k))
		}
		all = append(all, "SELECT patient_id FROM ("+strings.Join(any, " UNION ALL ")+") AS one_of")
	}
	query := "SELECT DISTINCT patient_id FROM (" + strings.Join(all, " INTERSECT ") + ") AS all_of LIMIT ?"
	return s.ids(ctx, t, query, append(args, limit)...)
}

func (s patientStore) Recent(ctx context.Context, t tx.Tx, limit, offset int) ([]patient.ID, error) {
	return s.ids(ctx, t, "SELECT id FROM patient ORDER BY changed_at DESC, id DESC LIMIT ? OFFSET ?", limit, offset)
}

func (s patientStore) After(ctx context.Context, t tx.Tx, after patient.ID, limit int) ([]patient.ID, error) {
	return s.ids(ctx, t, "SELECT id FROM patient WHERE id > ? ORDER BY id LIMIT ?", after, limit)
}

func (s patientStore) Doubtful(ctx context.Context, t tx.Tx, limit int) ([]patient.ID, error) {
	return s.ids(ctx, t, "SELECT id FROM patient WHERE like_id <> '' ORDER BY id LIMIT ?", limit)
}

func (patientStore) ids(ctx context.Context, t tx.Tx, query string, args ...any) ([]patient.ID, error) {
	var all []patient.ID
	err := in(t).each(ctx, query, args, func(scan func(...any) error) error {
		var i patient.ID
		err := scan(&i)
		all = append(all, i)
		return err
	})
	return all, err
}

func (patientStore) Count(ctx context.Context, t tx.Tx) (n int, err error) {
	err = in(t).one(ctx, "SELECT COUNT(*) FROM patient", nil, &n)
	return n, err
}

func (s patientStore) Insert(ctx context.Context, t tx.Tx, p patient.Patient, keys []patient.Key) error {
	_, err := in(t).exec(ctx, `INSERT INTO patient (id, given_sealed, family_sealed, birth_sealed, number_sealed, like_id, created_at, changed_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, append(append([]any{p.ID}, s.sealed(p)...), p.Like, micros(p.Created), micros(p.Changed), p.Version)...)
	if err == nil {
		err = s.putContacts(ctx, in(t), p)
	}
	if err == nil {
		err = s.putKeys(ctx, in(t), p.ID, keys)
	}
	return err
}

func (s patientStore) Update(ctx context.Context, t tx.Tx, p patient.Patient, keys []patient.Key) error {
	n, err := in(t).exec(ctx, `UPDATE patient SET given_sealed = ?, family_sealed = ?, birth_sealed = ?, number_sealed = ?, like_id = ?,
		changed_at = ?, version = version + 1 WHERE id = ? AND version = ?`, append(s.sealed(p), p.Like, micros(p.Changed), p.ID, p.Version)...)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "store.Update", "Somebody else changed this patient's record first. Look again and repeat your change.")
	}
	for _, table := range []string{"contact_point", "patient_token"} {
		if err == nil {
			_, err = in(t).exec(ctx, "DELETE FROM "+table+" WHERE patient_id = ?", p.ID)
		}
	}
	if err == nil {
		err = s.putContacts(ctx, in(t), p)
	}
	if err == nil {
		err = s.putKeys(ctx, in(t), p.ID, keys)
	}
	return err
}

// sealed returns given name, family name, birth date and number as they stand in the row.
func (s patientStore) sealed(p patient.Patient) []any {
	return []any{
		s.keys.Seal(patientPlace("given", p.ID), p.Name.RevealGiven()),
		s.keys.Seal(patientPlace("family", p.ID), p.Name.RevealFamily()),
		s.keys.Seal(patientPlace("birth", p.ID), p.Birth.Reveal()),
		s.keys.Seal(patientPlace("number", p.ID), p.Number.Reveal()),
	}
}

func (s patientStore) putContacts(ctx context.Context, t *Tx, p patient.Patient) error {
	for i, c := range p.Contacts {
		_, err := t.exec(ctx, `INSERT INTO contact_point (id, patient_id, kind, value_sealed, value_token, consent, consent_how, consent_at, agreed, position)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, c.ID, p.ID, c.Kind, s.keys.Seal(contactPlace(c.ID), c.Value.Reveal()),
			s.contactToken(c.Kind, c.Value), c.Consent, c.ConsentHow, micros(c.ConsentAt), listed(c.Also), i)
		if err != nil {
			return err
		}
	}
	return nil
}

func (s patientStore) putKeys(ctx context.Context, t *Tx, i patient.ID, keys []patient.Key) error {
	if len(keys) == 0 {
		return nil
	}
	args := make([]any, 0, 3*len(keys))
	for _, k := range keys {
		args = append(args, k.Kind, s.token(k), i)
	}
	rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?), ", len(keys)), ", ")
	_, err := t.exec(ctx, "INSERT INTO patient_token (kind, token, patient_id) VALUES "+rows, args...)
	return err
}
