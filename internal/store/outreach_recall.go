package store

import (
	"context"
	"encoding/json"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/tx"
)

const dueColumns = `id, patient_id, service_id, due, how, status, tries, told_at, created_at, changed_at, version`

// AddDue implements [outreach.Recaller].
func (messages) AddDue(ctx context.Context, t tx.Tx, d outreach.Due) error {
	_, err := in(t).exec(ctx, `INSERT INTO recall (`+dueColumns+`) VALUES (`+marks(11)+`)`, string(d.ID), string(d.Patient), string(d.Service),
		d.Day.String(), d.How, string(d.Status), d.Tries, micros(d.Told), micros(d.Created), micros(d.Changed), d.Version)
	return fault.At("outreach.AddDue", err)
}

// Due implements [outreach.Recaller].
func (s messages) Due(ctx context.Context, t tx.Tx, i outreach.RecallID) (outreach.Due, error) {
	all, err := s.dues(ctx, t, `WHERE id = ?`, string(i))
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "outreach.Due", "There is no such entry on the due list.")
	}
	if err != nil {
		return outreach.Due{}, err
	}
	return all[0], nil
}

// SaveDue implements [outreach.Recaller].
func (messages) SaveDue(ctx context.Context, t tx.Tx, d outreach.Due) error {
	n, err := in(t).exec(ctx, `UPDATE recall SET due = ?, status = ?, tries = ?, told_at = ?, changed_at = ?, version = ? WHERE id = ? AND version = ?`,
		d.Day.String(), string(d.Status), d.Tries, micros(d.Told), micros(d.Changed), d.Version, string(d.ID), d.Version-1)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "outreach.SaveDue", "Something has become of this entry meanwhile. Please look at the list again.")
	}
	return fault.At("outreach.SaveDue", err)
}

// DueOf implements [outreach.Recaller].
func (s messages) DueOf(ctx context.Context, t tx.Tx, p patient.ID) ([]outreach.Due, error) {
	return s.dues(ctx, t, `WHERE patient_id = ? ORDER BY id DESC`, string(p))
}

// FindDue implements [outreach.Recaller].
func (s messages) FindDue(ctx context.Context, t tx.Tx, status outreach.DueStatus, limit, offset int) ([]outreach.Due, error) {
	return s.dues(ctx, t, `WHERE status = ? ORDER BY due, id LIMIT ? OFFSET ?`, string(status), limit, offset)
}

// DueBy implements [outreach.Recaller].
func (s messages) DueBy(ctx context.Context, t tx.Tx, day civil.Date, tries int, told time.Time, limit int) ([]outreach.Due, error) {
	return s.dues(ctx, t, `WHERE status = 'due' AND due <= ? AND tries < ? AND told_at < ? AND NOT EXISTS (SELECT 1 FROM appointment a
		WHERE a.patient_id = recall.patient_id AND a.service_id = recall.service_id AND a.starts > ? AND a.status IN ('pending', 'booked')) ORDER BY due, id LIMIT ?`,
		day.String(), tries, micros(told), micros(t.Now()), limit)
}

func (messages) dues(ctx context.Context, t tx.Tx, where string, args ...any) ([]outreach.Due, error) {
	var all []outreach.Due
	err := in(t).each(ctx, `SELECT `+dueColumns+` FROM recall `+where, args, func(scan func(...any) error) error {
		var d outreach.Due
		var day string
		var told, created, changed int64
		err := scan((*string)(&d.ID), (*string)(&d.Patient), (*string)(&d.Service), &day, &d.How, (*string)(&d.Status), &d.Tries, &told, &created, &changed, &d.Version)
		if err == nil {
			d.Day, err = civil.ParseDate(day)
		}
		d.Told, d.Created, d.Changed = instant(told), instant(created), instant(changed)
		all = append(all, d)
		return err
	})
	return all, fault.At("outreach.dues", err)
}

const noticeColumns = `id, title, words, chosen, status, written_by, sent_by, people, good_until, created_at, changed_at, version`

// AddNotice implements [outreach.Announcer].
func (messages) AddNotice(ctx context.Context, t tx.Tx, n outreach.Notice) error {
	group, err := json.Marshal(n.Group)
	if err == nil {
		_, err = in(t).exec(ctx, `INSERT INTO announcement (`+noticeColumns+`) VALUES (`+marks(12)+`)`, string(n.ID), n.Title, n.Words, string(group),
			string(n.Status), n.By, n.SentBy, n.People, micros(n.Until), micros(n.Created), micros(n.Changed), n.Version)
	}
	return fault.At("outreach.AddNotice", err)
}

// Notice implements [outreach.Announcer].
func (s messages) Notice(ctx context.Context, t tx.Tx, i outreach.NoticeID) (outreach.Notice, error) {
	all, err := s.notices(ctx, t, `WHERE id = ?`, string(i))
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "outreach.Notice", "There is no such announcement.")
	}
	if err != nil {
		return outreach.Notice{}, err
	}
	return all[0], nil
}

// SaveNotice implements [outreach.Announcer].
func (messages) SaveNotice(ctx context.Context, t tx.Tx, n outreach.Notice) error {
	group, err := json.Marshal(n.Group)
	if err != nil {
		return fault.At("outreach.SaveNotice", err)
	}
	rows, err := in(t).exec(ctx, `UPDATE announcement SET title = ?, words = ?, chosen = ?, status = ?, written_by = ?, sent_by = ?, people = ?, good_until = ?, changed_at = ?, version = ?
		WHERE id = ? AND version = ?`, n.Title, n.Words, string(group), string(n.Status), n.By, n.SentBy, n.People, micros(n.Until), micros(n.Changed), n.Version, string(n.ID), n.Version-1)
	if err == nil && rows == 0 {
		err = fault.New(fault.Conflict, "outreach.SaveNotice", "This announcement was changed meanwhile. Please look at it again.")
	}
	return fault.At("outreach.SaveNotice", err)
}

// Notices implements [outreach.Announcer].
func (s messages) Notices(ctx context.Context, t tx.Tx, limit int) ([]outreach.Notice, error) {
	return s.notices(ctx, t, `ORDER BY id DESC LIMIT ?`, limit)
}

func (messages) notices(ctx context.Context, t tx.Tx, where string, args ...any) ([]outreach.Notice, error) {
	var all []outreach.Notice
	err := in(t).each(ctx, `SELECT `+noticeColumns+` FROM announcement `+where, args, func(scan func(...any) error) error {
		var n outreach.Notice
		var group string
		var until, created, changed int64
		err := scan((*string)(&n.ID), &n.Title, &n.Words, &group, (*string)(&n.Status), &n.By, &n.SentBy, &n.People, &until, &created, &changed, &n.Version)
		if err == nil {
			err = json.Unmarshal([]byte(group), &n.Group)
		}
		n.Until, n.Created, n.Changed = instant(until), instant(created), instant(changed)
		all = append(all, n)
		return err
	})
	return all, fault.At("outreach.notices", err)
}
