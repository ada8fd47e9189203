package store

import (
	"context"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// threads keeps threads, entries and tasks.
type threads struct{ keys *phi.Keys }

// Inbox returns the store of package inbox.
func (s *Store) Inbox() inbox.Store { return threads{s.keys} }

func threadPlace(column string, i inbox.ThreadID) string { return "thread|" + column + "|" + string(i) }
func entryPlace(column string, i inbox.EntryID) string   { return "entry|" + column + "|" + string(i) }
func taskPlace(column string, i inbox.TaskID) string     { return "task|" + column + "|" + string(i) }

// contactToken is what a thread is found by: a contact point, or a chat's key.
func (s threads) contactToken(kind patient.ContactKind, key string) []byte {
	return s.keys.Token("thread "+string(kind), key)
}

const threadColumns = `h.id, h.patient_id, h.given_sealed, h.family_sealed, h.kind, h.contact_sealed, h.language, h.status, h.owner_id,
	h.assignee_id, h.urgency, h.unread, h.verified_in, h.opened_at, h.changed_at, h.last_at, h.last_seq, h.version`

// byUrgency puts what is most urgent first.
const byUrgency = `CASE urgency WHEN 'emergency' THEN 0 WHEN 'urgent' THEN 1 ELSE 2 END`

// AddThread implements [inbox.Store].
func (s threads) AddThread(ctx context.Context, t tx.Tx, h inbox.Thread, key string) error {
	_, err := in(t).exec(ctx, `INSERT INTO thread (id, patient_id, given_sealed, family_sealed, kind, contact_sealed, contact_token, language, status,
			owner_id, assignee_id, urgency, unread, verified_in, opened_at, changed_at, last_at, last_seq, version) VALUES (`+marks(19)+`)`,
		h.ID, h.Patient, s.keys.Seal(threadPlace("given", h.ID), h.Name.RevealGiven()), s.keys.Seal(threadPlace("family", h.ID), h.Name.RevealFamily()),
		h.Kind, s.keys.Seal(threadPlace("contact", h.ID), h.Contact.Reveal()), s.contactToken(h.Kind, key), h.Language, h.Status,
		h.Owner.Staff, h.Assignee, h.Urgency, h.Unread, h.Verified, micros(h.Opened), micros(h.Changed), micros(h.Last), h.Seq, h.Version)
	return fault.At("inbox.AddThread", err)
}

// Thread implements [inbox.Store].
func (s threads) Thread(ctx context.Context, t tx.Tx, i inbox.ThreadID) (inbox.Thread, error) {
	return first(s.threads(ctx, t, `SELECT `+threadColumns+` FROM thread h WHERE h.id = ?`, i))("There is no such conversation.")
}

// Latest implements [inbox.Store].
func (s threads) Latest(ctx context.Context, t tx.Tx, kind patient.ContactKind, key string, p patient.ID) (inbox.Thread, error) {
	where, args := ``, []any{kind, s.contactToken(kind, key)}
	if p != "" {
		where, args = ` AND h.patient_id = ?`, append(args, p)
	}
	return first(s.threads(ctx, t, `SELECT `+threadColumns+` FROM thread h WHERE h.kind = ? AND h.contact_token = ?`+where+
		` ORDER BY h.last_at DESC, h.id DESC LIMIT 1`, args...))("There is no such conversation.")
}

// OfPatient implements [inbox.Store].
func (s threads) OfPatient(ctx context.Context, t tx.Tx, p patient.ID) ([]inbox.Thread, error) {
	return s.threads(ctx, t, `SELECT `+threadColumns+` FROM thread h WHERE h.patient_id = ? ORDER BY h.last_at DESC, h.id DESC`, p)
}

// SaveThread implements [inbox.Store].
func (s threads) SaveThread(ctx context.Context, t tx.Tx, h inbox.Thread, was int64) error {
	n, err := in(t).exec(ctx, `UPDATE thread SET patient_id = ?, given_sealed = ?, family_sealed = ?, language = ?, status = ?, owner_id = ?, assignee_id = ?,
			urgency = ?, unread = ?, verified_in = ?, changed_at = ?, last_at = ?, last_seq = ?, version = ? WHERE id = ? AND version = ?`,
		h.Patient, s.keys.Seal(threadPlace("given", h.ID), h.Name.RevealGiven()), s.keys.Seal(threadPlace("family", h.ID), h.Name.RevealFamily()),
		h.Language, h.Status, h.Owner.Staff, h.Assignee, h.Urgency, h.Unread, h.Verified, micros(h.Changed), micros(h.Last), h.Seq, h.Version, h.ID, was)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "inbox.SaveThread", "Somebody else changed this thread meanwhile. Please look at it again.")
	}
	return fault.At("inbox.SaveThread", err)
}

// FindThreads implements [inbox.Store].
func (s threads) FindThreads(ctx context.Context, t tx.Tx, q inbox.Query) ([]inbox.Thread, error) {
	var c conditions
	c.also(q.Status != "", `h.status = ?`, q.Status)
	c.also(q.Running, `h.status <> 'resolved'`)
	c.also(q.Mine, `? <> '' AND (h.assignee_id = ? OR h.owner_id = ?)`, q.Me, q.Me, q.Me)
	c.also(q.Assignee != "", `h.assignee_id = ?`, q.Assignee)
	c.also(q.Unassigned, `h.assignee_id = ''`)
	c.also(q.Urgent, `h.urgency IN ('urgent', 'emergency')`)
	c.also(q.Unread, `h.unread`)
	c.also(q.Patient != "", `h.patient_id = ?`, q.Patient)
	c.also(!q.Number.IsZero(), `h.kind = ? AND h.contact_token = ?`, patient.Phone, s.contactToken(patient.Phone, q.Number.Reveal()))
	for _, w := range q.Find {
		c.also(true, `h.id IN (SELECT thread_id FROM entry_word WHERE token = ?)`, s.wordToken(w))
	}
	return s.threads(ctx, t, `SELECT `+threadColumns+` FROM thread h `+c.where()+
		` ORDER BY `+byUrgency+`, h.last_at DESC, h.id DESC LIMIT ? OFFSET ?`, append(c.args, q.Limit, q.Offset)...)
}

// conditions are what rows have to meet, all of them.
type conditions struct {
	all  []string
	args []any
}

// also adds a condition with its parameters if it holds.
func (c *conditions) also(holds bool, condition string, args ...any) {
	if holds {
		c.all, c.args = append(c.all, condition), append(c.args, args...)
	}
}

func (c *conditions) where() string {
	if len(c.all) == 0 {
		return ``
	}
	return `WHERE ` + strings.Join(c.all, ` AND `)
}

// Tally implements [inbox.Store].
func (threads) Tally(ctx context.Context, t tx.Tx, me identity.StaffID) (n inbox.Counts, err error) {
	err = in(t).one(ctx, `SELECT COUNT(CASE WHEN status = 'open' THEN 1 END), COUNT(CASE WHEN status = 'waiting' THEN 1 END), COUNT(CASE WHEN unread THEN 1 END),
			COUNT(CASE WHEN ? <> '' AND (assignee_id = ? OR owner_id = ?) THEN 1 END), COUNT(CASE WHEN assignee_id = '' THEN 1 END),
			COUNT(CASE WHEN urgency IN ('urgent', 'emergency') THEN 1 END)
		FROM thread WHERE status <> 'resolved'`, []any{string(me), string(me), string(me)}, &n.Open, &n.Waiting, &n.Unread, &n.Mine, &n.Unassigned, &n.Urgent)
	if err == nil {
		err = in(t).one(ctx, `SELECT COUNT(*), COUNT(CASE WHEN ? <> '' AND assignee_id = ? THEN 1 END), COUNT(CASE WHEN due > 0 AND due <= ? THEN 1 END)
			FROM task WHERE done_at = 0`, []any{string(me), string(me), micros(t.Now())}, &n.Tasks, &n.MyTasks, &n.Overdue)
	}
	return n, fault.At("inbox.Tally", err)
}

func (s threads) threads(ctx context.Context, t tx.Tx, query string, args ...any) ([]inbox.Thread, error) {
	var all []inbox.Thread
	err := in(t).each(ctx, query, args, func(scan func(...any) error) error {
		var h inbox.Thread
		var sealed [3][]byte
		var opened, changed, last int64
		err := scan(&h.ID, &h.Patient, &sealed[0], &sealed[1], &h.Kind, &sealed[2], &h.Language, &h.Status, &h.Owner.Staff, &h.Assignee, &h.Urgency,
			&h.Unread, &h.Verified, &opened, &changed, &last, &h.Seq, &h.Version)
		if err != nil {
			return err
		}
		var open [3]string
		for n, column := range []string{"given", "family", "contact"} {
			if open[n], err = s.keys.Open(threadPlace(column, h.ID), sealed[n]); err != nil {
				return err
			}
		}
		h.Name, h.Contact = phi.NewName(open[0], open[1]), phi.NewText(open[2])
		h.Opened, h.Changed, h.Last = instant(opened), instant(changed), instant(last)
		all = append(all, h)
		return nil
	})
	return all, fault.At("inbox.threads", err)
}

// first returns the first of a list; of an empty one NotFound with a sentence.
func first[T any](all []T, err error) func(none string) (T, error) {
	return func(none string) (T, error) {
		if err == nil && len(all) == 0 {
			err = fault.New(fault.NotFound, "store.first", none)
		}
		if err != nil {
			var no T
			return no, err
		}
		return all[0], nil
	}
}

func (s threads) wordToken(word string) []byte { return s.keys.Token("entry word", word) }

// index adds the words that a thread is found by, of an entry or of its person's name.
func (s threads) index(ctx context.Context, t tx.Tx, h inbox.ThreadID, e inbox.EntryID, words []string) error {
	if len(words) == 0 {
		return nil
	}
	args := make([]any, 0, 3*len(words))
	for _, w := range words {
		args = append(args, s.wordToken(w), h, e)
	}
	rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?), ", len(words)), ", ")
	_, err := in(t).exec(ctx, `INSERT INTO entry_word (token, thread_id, entry_id) VALUES `+rows, args...)
	return err
}

// Index implements [inbox.Store].
func (s threads) Index(ctx context.Context, t tx.Tx, i inbox.ThreadID, words []string) error {
	_, err := in(t).exec(ctx, `DELETE FROM entry_word WHERE thread_id = ? AND entry_id = ''`, i)
	if err == nil {
		err = s.index(ctx, t, i, "", words)
	}
	return fault.At("inbox.Index", err)
}

// Report implements [inbox.Store].
func (threads) Report(ctx context.Context, t tx.Tx, r inbox.Report, forget time.Time) error {
	_, err := in(t).keep(ctx, `DELETE FROM delivery WHERE at < ?`, micros(forget))
	if err == nil { // the first final word stands
		_, err = in(t).keep(ctx, `INSERT INTO delivery (ref, state, code, at) VALUES (?, ?, ?, ?)
			ON CONFLICT (ref) DO UPDATE SET state = excluded.state, code = excluded.code WHERE delivery.state = 'sent'`,
			r.Ref, r.State, r.Code, micros(t.Now()))
	}
	return fault.At("inbox.Report", err)
}

// Reported implements [inbox.Store].
func (threads) Reported(ctx context.Context, t tx.Tx, ref string) (inbox.Report, error) {
	r := inbox.Report{Ref: ref}
	err := in(t).one(ctx, `SELECT state, code FROM delivery WHERE ref = ?`, []any{ref}, &r.State, &r.Code)
	if err == nil {
		_, err = in(t).keep(ctx, `DELETE FROM delivery WHERE ref = ?`, ref)
	}
	return r, fault.At("inbox.Reported", err)
}
