package store

import (
	"context"
	"slices"

	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

const entryColumns = `e.id, e.thread_id, e.session, e.at, e.seq, e.said_by, e.staff_id, e.channel, e.text_sealed, e.said_sealed, e.why_sealed,
	e.urgency, e.state, e.code, e.ref, e.seconds, e.tries, e.tried_at`

// AddEntry implements [inbox.Store].
func (s threads) AddEntry(ctx context.Context, t tx.Tx, e inbox.Entry, words []string) error {
	// First its place, in the thread's row: two transactions that want the same one meet there, and one runs again.
	n, err := in(t).exec(ctx, `UPDATE thread SET last_seq = ? WHERE id = ? AND last_seq < ?`, e.Seq, e.Thread, e.Seq)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "inbox.AddEntry", "")
	}
	if err != nil {
		return fault.At("inbox.AddEntry", err)
	}
	_, err = in(t).exec(ctx, `INSERT INTO entry (id, thread_id, session, at, seq, said_by, staff_id, channel, text_sealed, said_sealed, why_sealed, urgency,
			key_token, state, code, ref, seconds, tries, tried_at) VALUES (`+marks(19)+`)`,
		e.ID, e.Thread, e.Session, micros(e.At), e.Seq, e.From, e.Staff, e.Channel, s.keys.Seal(entryPlace("text", e.ID), e.Text.Reveal()),
		s.keys.Seal(entryPlace("said", e.ID), e.Said.Reveal()), s.keys.Seal(entryPlace("why", e.ID), e.Why.Reveal()), e.Urgency,
		s.entryKey(e.Key), e.State, e.Code, e.Ref, e.Seconds, e.Tries, micros(e.Tried))
	if err == nil {
		err = s.index(ctx, t, e.Thread, e.ID, words)
	}
	return fault.At("inbox.AddEntry", err)
}

// entryKey is what an entry is found by again; nil for no key, which is unlike every other.
func (s threads) entryKey(key string) []byte {
	if key == "" {
		return nil
	}
	return s.keys.Token("entry key", key)
}

const noEntry = "There is no such entry."

// Entry implements [inbox.Store].
func (s threads) Entry(ctx context.Context, t tx.Tx, i inbox.EntryID) (inbox.Entry, error) {
	return first(s.entries(ctx, t, `SELECT `+entryColumns+` FROM entry e WHERE e.id = ?`, i))(noEntry)
}

// ByKey implements [inbox.Store].
func (s threads) ByKey(ctx context.Context, t tx.Tx, i inbox.ThreadID, key string) (inbox.Entry, error) {
	e, err := first(s.entries(ctx, t, `SELECT `+entryColumns+` FROM entry e WHERE e.thread_id = ? AND e.key_token = ?`, i, s.entryKey(key)))(noEntry)
	if err == nil {
		e.Key = key
	}
	return e, err
}

// ByRef implements [inbox.Store].
func (s threads) ByRef(ctx context.Context, t tx.Tx, ref string) (inbox.Entry, error) {
	return first(s.entries(ctx, t, `SELECT `+entryColumns+` FROM entry e WHERE e.ref = ? AND e.ref <> '' ORDER BY e.id LIMIT 1`, ref))(noEntry)
}

// SaveEntry implements [inbox.Store].
func (threads) SaveEntry(ctx context.Context, t tx.Tx, e inbox.Entry) error {
	n, err := in(t).exec(ctx, `UPDATE entry SET state = ?, code = ?, ref = ?, tries = ?, tried_at = ? WHERE id = ?`,
		e.State, e.Code, e.Ref, e.Tries, micros(e.Tried), e.ID)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "inbox.SaveEntry", noEntry)
	}
	return fault.At("inbox.SaveEntry", err)
}

// Entries implements [inbox.Store].
func (s threads) Entries(ctx context.Context, t tx.Tx, i inbox.ThreadID, limit int) ([]inbox.Entry, error) {
	all, err := s.entries(ctx, t, `SELECT `+entryColumns+` FROM entry e WHERE e.thread_id = ? ORDER BY e.seq DESC LIMIT ?`, i, limit)
	slices.Reverse(all)
	return all, err
}

// outward is what somebody outside said or was told.
const outward = `(e.said_by = 'patient' OR e.said_by IN ('bedside', 'staff') AND e.state NOT IN ('held', 'failed'))`

// Heard implements [inbox.Store].
func (s threads) Heard(ctx context.Context, t tx.Tx, i inbox.ThreadID, after int64, limit int) ([]inbox.Entry, error) {
	return s.entries(ctx, t, `SELECT `+entryColumns+` FROM entry e WHERE e.thread_id = ? AND e.seq > ? AND `+outward+` ORDER BY e.seq LIMIT ?`, i, after, limit)
}

// Latests implements [inbox.Store].
func (s threads) Latests(ctx context.Context, t tx.Tx, ids []inbox.ThreadID) (map[inbox.ThreadID]inbox.Entry, error) {
	latest := map[inbox.ThreadID]inbox.Entry{}
	if len(ids) == 0 {
		return latest, nil
	}
	all, err := s.entries(ctx, t, `SELECT `+entryColumns+` FROM entry e JOIN (SELECT thread_id, MAX(seq) AS seq FROM entry
			WHERE said_by IN ('patient', 'bedside', 'staff') AND thread_id IN (`+marks(len(ids))+`) GROUP BY thread_id) l
		ON l.thread_id = e.thread_id AND l.seq = e.seq`, anys(ids)...)
	for _, e := range all {
		latest[e.Thread] = e
	}
	return latest, err
}

// anys is a list as query parameters.
func anys[T any](list []T) []any {
	args := make([]any, len(list))
	for n, v := range list {
		args[n] = v
	}
	return args
}

// NextOut implements [inbox.Store].
func (s threads) NextOut(ctx context.Context, t tx.Tx, i inbox.ThreadID) (inbox.Entry, error) {
	return first(s.entries(ctx, t, `SELECT `+entryColumns+` FROM entry e WHERE e.thread_id = ? AND e.state IN ('waiting', 'sending') ORDER BY e.seq LIMIT 1`, i))(noEntry)
}

// MoveSession implements [inbox.Store].
func (threads) MoveSession(ctx context.Context, t tx.Tx, session string, from, to inbox.ThreadID, behind int64) error {
	_, err := in(t).exec(ctx, `UPDATE entry_word SET thread_id = ? WHERE thread_id = ? AND entry_id IN (SELECT id FROM entry WHERE thread_id = ? AND session = ?)`,
		to, from, from, session)
	if err == nil {
		_, err = in(t).exec(ctx, `UPDATE entry SET thread_id = ?, seq = seq + ? WHERE thread_id = ? AND session = ?`, to, behind, from, session)
	}
	return fault.At("inbox.MoveSession", err)
}

func (s threads) entries(ctx context.Context, t tx.Tx, query string, args ...any) ([]inbox.Entry, error) {
	var all []inbox.Entry
	err := in(t).each(ctx, query, args, func(scan func(...any) error) error {
		var e inbox.Entry
		var at, tried int64
		var sealed [3][]byte
		err := scan(&e.ID, &e.Thread, &e.Session, &at, &e.Seq, &e.From, &e.Staff, &e.Channel, &sealed[0], &sealed[1], &sealed[2],
			&e.Urgency, &e.State, &e.Code, &e.Ref, &e.Seconds, &e.Tries, &tried)
		if err != nil {
			return err
		}
		for n, column := range []string{"text", "said", "why"} {
			text, err := s.keys.Open(entryPlace(column, e.ID), sealed[n])
			if err != nil {
				return err
			}
			*[]*phi.Text{&e.Text, &e.Said, &e.Why}[n] = phi.NewText(text)
		}
		e.At, e.Tried = instant(at), instant(tried)
		all = append(all, e)
		return nil
	})
	return all, fault.At("inbox.entries", err)
}

const taskColumns = `k.id, k.kind, k.thread_id, k.patient_id, k.appointment_id, k.text_sealed, k.assignee_id, k.urgency, k.due, k.created_at, k.created_by,
	k.done_at, k.done_by, k.note_sealed, k.version`

// AddTask implements [inbox.Store].
func (s threads) AddTask(ctx context.Context, t tx.Tx, k inbox.Task) error {
	_, err := in(t).exec(ctx, `INSERT INTO task (id, kind, thread_id, patient_id, appointment_id, text_sealed, assignee_id, urgency, due, created_at, created_by,
			done_at, done_by, note_sealed, version) VALUES (`+marks(15)+`)`,
		k.ID, k.Kind, k.Thread, k.Patient, k.Appointment, s.keys.Seal(taskPlace("text", k.ID), k.Text.Reveal()), k.Assignee, k.Urgency, micros(k.Due),
		micros(k.Created), k.By, micros(k.Done), k.DoneBy, s.keys.Seal(taskPlace("note", k.ID), k.Note.Reveal()), k.Version)
	return fault.At("inbox.AddTask", err)
}

// Task implements [inbox.Store].
func (s threads) Task(ctx context.Context, t tx.Tx, i inbox.TaskID) (inbox.Task, error) {
	return first(s.tasks(ctx, t, `SELECT `+taskColumns+` FROM task k WHERE k.id = ?`, i))("There is no such task.")
}

// SaveTask implements [inbox.Store].
func (s threads) SaveTask(ctx context.Context, t tx.Tx, k inbox.Task) error {
	n, err := in(t).exec(ctx, `UPDATE task SET patient_id = ?, text_sealed = ?, assignee_id = ?, urgency = ?, due = ?, done_at = ?, done_by = ?, note_sealed = ?,
			version = ? WHERE id = ? AND version = ?`, k.Patient, s.keys.Seal(taskPlace("text", k.ID), k.Text.Reveal()), k.Assignee, k.Urgency, micros(k.Due),
		micros(k.Done), k.DoneBy, s.keys.Seal(taskPlace("note", k.ID), k.Note.Reveal()), k.Version, k.ID, k.Version-1)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "inbox.SaveTask", "Somebody else changed this task meanwhile. Please look at it again.")
	}
	return fault.At("inbox.SaveTask", err)
}

// FindTasks implements [inbox.Store].
func (s threads) FindTasks(ctx context.Context, t tx.Tx, f inbox.TaskFilter, me identity.StaffID) ([]inbox.Task, error) {
	var c conditions
	c.also(f.Kind != "", `k.kind = ?`, f.Kind)
	c.also(f.Open, `k.done_at = 0`)
	c.also(f.Done, `k.done_at > 0`)
	c.also(f.Mine, `? <> '' AND k.assignee_id = ?`, me, me)
	c.also(f.Assignee != "", `k.assignee_id = ?`, f.Assignee)
	c.also(f.Unassigned, `k.assignee_id = ''`)
	c.also(f.Overdue, `k.done_at = 0 AND k.due > 0 AND k.due <= ?`, micros(t.Now()))
	c.also(f.Thread != "", `k.thread_id = ?`, f.Thread)
	c.also(f.Patient != "", `k.patient_id = ?`, f.Patient)
	return s.tasks(ctx, t, `SELECT `+taskColumns+` FROM task k `+c.where()+` ORDER BY CASE WHEN k.done_at = 0 THEN 0 ELSE 1 END, `+byUrgency+
		`, CASE WHEN k.due = 0 THEN 1 ELSE 0 END, k.due, k.created_at, k.id LIMIT ? OFFSET ?`, append(c.args, f.Limit, f.Offset)...)
}

// OpenTasks implements [inbox.Store].
func (threads) OpenTasks(ctx context.Context, t tx.Tx, ids []inbox.ThreadID) (map[inbox.ThreadID]int, error) {
	counts := map[inbox.ThreadID]int{}
	if len(ids) == 0 {
		return counts, nil
	}
	err := in(t).each(ctx, `SELECT thread_id, COUNT(*) FROM task WHERE done_at = 0 AND thread_id IN (`+marks(len(ids))+`) GROUP BY thread_id`, anys(ids),
		func(scan func(...any) error) error {
			var i inbox.ThreadID
			var n int
			err := scan(&i, &n)
			counts[i] = n
			return err
		})
	return counts, fault.At("inbox.OpenTasks", err)
}

// SetTaskPatient implements [inbox.Store].
func (threads) SetTaskPatient(ctx context.Context, t tx.Tx, i inbox.ThreadID, p patient.ID) error {
	_, err := in(t).exec(ctx, `UPDATE task SET patient_id = ? WHERE thread_id = ? AND done_at = 0`, p, i)
	return fault.At("inbox.SetTaskPatient", err)
}

func (s threads) tasks(ctx context.Context, t tx.Tx, query string, args ...any) ([]inbox.Task, error) {
	var all []inbox.Task
	err := in(t).each(ctx, query, args, func(scan func(...any) error) error {
		var k inbox.Task
		var due, created, done int64
		var text, note []byte
		err := scan(&k.ID, &k.Kind, &k.Thread, &k.Patient, &k.Appointment, &text, &k.Assignee, &k.Urgency, &due, &created, &k.By, &done, &k.DoneBy, &note, &k.Version)
		if err != nil {
			return err
		}
		words, err := s.keys.Open(taskPlace("text", k.ID), text)
		if err != nil {
			return err
		}
		k.Text = phi.NewText(words)
		words, err = s.keys.Open(taskPlace("note", k.ID), note)
		k.Note = phi.NewText(words)
		k.Due, k.Created, k.Done = instant(due), instant(created), instant(done)
		all = append(all, k)
		return err
	})
	return all, fault.At("inbox.tasks", err)
}
