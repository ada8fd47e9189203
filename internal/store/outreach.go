package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// messages keeps messages and their attempts.
type messages struct {
	keys   *phi.Keys
	people patientStore
}

// Outreach returns the store of messages.
func (s *Store) Outreach() outreach.Store { return messages{s.keys, patientStore{s}} }

const messageColumns = `m.id, m.kind, m.channel, COALESCE(m.appointment_id, ''), m.appointment_version, m.ref, m.patient_id, m.contact_point_id,
	m.due, m.good_until, m.asked, m.with_id, m.status, m.why, m.avoided, m.delivered_at, m.created_at, m.changed_at, m.version`

// Add implements [outreach.Store].
func (messages) Add(ctx context.Context, t tx.Tx, m outreach.Message) error {
	var visit any
	if m.Appointment != "" {
		visit = string(m.Appointment)
	}
	_, err := in(t).exec(ctx, `INSERT INTO message (id, kind, channel, appointment_id, appointment_version, ref, patient_id, contact_point_id,
			due, good_until, asked, with_id, status, why, avoided, delivered_at, created_at, changed_at, version) VALUES (`+marks(19)+`)`,
		string(m.ID), string(m.Kind), string(m.Channel), visit, m.Version, m.Ref, string(m.Patient), string(m.Contact),
		micros(m.Due), micros(m.Until), m.Asked, string(m.With), string(m.Status), string(m.Why), listed(m.Avoided), micros(m.Delivered), micros(m.Created), micros(m.Changed), m.Row)
	return fault.At("outreach.Add", err)
}

// Get implements [outreach.Store].
func (s messages) Get(ctx context.Context, t tx.Tx, i outreach.ID) (outreach.Message, error) {
	all, err := s.list(ctx, t, `SELECT `+messageColumns+` FROM message m WHERE m.id = ?`, string(i))
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "outreach.Get", "There is no such message.")
	}
	if err != nil {
		return outreach.Message{}, err
	}
	return all[0], nil
}

// Save implements [outreach.Store].
func (messages) Save(ctx context.Context, t tx.Tx, m outreach.Message) error {
	n, err := in(t).exec(ctx, `UPDATE message SET channel = ?, appointment_version = ?, contact_point_id = ?, due = ?, good_until = ?, with_id = ?, status = ?, why = ?, avoided = ?, delivered_at = ?,
			changed_at = ?, version = ? WHERE id = ? AND version = ?`,
		string(m.Channel), m.Version, string(m.Contact), micros(m.Due), micros(m.Until), string(m.With), string(m.Status), string(m.Why), listed(m.Avoided), micros(m.Delivered), micros(m.Changed), m.Row, string(m.ID), m.Row-1)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "outreach.Save", "Something has become of this message meanwhile. Please look at it again.")
	}
	return fault.At("outreach.Save", err)
}

// Of implements [outreach.Store].
func (s messages) Of(ctx context.Context, t tx.Tx, i schedule.ID) ([]outreach.Message, error) {
	return s.list(ctx, t, `SELECT `+messageColumns+` FROM message m WHERE m.appointment_id = ? ORDER BY m.id`, string(i))
}

// OfVisits implements [outreach.Store].
func (messages) OfVisits(ctx context.Context, t tx.Tx, ids []schedule.ID) ([]outreach.Message, error) {
	var all []outreach.Message
	for some := range slices.Chunk(ids, together) {
		args := several(some)
		err := in(t).each(ctx, `SELECT appointment_id, kind, status, why FROM message WHERE appointment_id IN (`+marks(len(args))+`)`, args, func(scan func(...any) error) error {
			var m outreach.Message
			err := scan(&m.Appointment, &m.Kind, &m.Status, &m.Why)
			all = append(all, m)
			return err
		})
		if err != nil {
			return nil, fault.At("outreach.OfVisits", err)
		}
	}
	return all, nil
}

// Tells implements [outreach.Store].
func (messages) Tells(ctx context.Context, t tx.Tx, from, to, since time.Time) (map[practice.ProviderID]int64, error) {
	all := map[practice.ProviderID]int64{}
	err := in(t).each(ctx, `SELECT a.provider_id, CAST(SUM(m.version) AS BIGINT) FROM message m JOIN appointment a ON a.id = m.appointment_id
		WHERE m.due >= ? AND m.due <= ? AND m.status NOT IN ('waiting', 'sending') AND a.starts >= ? AND a.starts < ? GROUP BY a.provider_id`,
		[]any{micros(since), micros(t.Now()), micros(from), micros(to)}, func(scan func(...any) error) error {
			var i practice.ProviderID
			var n int64
			err := scan(&i, &n)
			all[i] = n
			return err
		})
	return all, fault.At("outreach.Tells", err)
}

// About implements [outreach.Store].
func (s messages) About(ctx context.Context, t tx.Tx, ref string) ([]outreach.Message, error) {
	return s.list(ctx, t, `SELECT `+messageColumns+` FROM message m WHERE m.ref = ? AND m.ref <> '' ORDER BY m.id`, ref)
}

// needy are the messages that need a person, and where they are looked for: those that are in doubt, failed or held,
// and what a person has to tell a patient instead, as [outreach.Message.Phone] says, and is still worth telling.
const (
	withVisit = `message m LEFT JOIN appointment a ON a.id = m.appointment_id`
	needy     = `(CASE WHEN m.good_until > 0 THEN m.good_until ELSE COALESCE(a.starts, 0) END) > ? AND (m.status IN ('unknown', 'failed', 'held') OR
		m.status = 'skipped' AND (m.why IN ('no_address', 'opted_out', 'by_phone') OR
			m.why IN ('quiet_hours', 'spacing') AND m.kind IN ('moved', 'cancelled', 'proposal', 'offer')) AND (a.status = 'booked' OR m.kind IN ('cancelled', 'offer', 'proposal')))`
)

// stretches are those of [outreach.Message.Stretch], each in its order, with what it asks for.
func stretches(now time.Time) []struct {
	where string
	args  []any
} {
	const going = `m.status IN ('waiting', 'held', 'sending')`
	at, soon := micros(now), micros(now.Add(outreach.Soon))
	return []struct {
		where string
		args  []any
	}{
		{going + ` AND m.due < ? ORDER BY m.due, m.id`, []any{soon}},
		{`NOT ` + going + ` AND m.due <= ? ORDER BY m.due DESC, m.id DESC`, []any{at}},
		{`(` + going + ` AND m.due >= ? OR NOT ` + going + ` AND m.due > ?) ORDER BY m.due, m.id`, []any{soon, at}},
	}
}

// Find implements [outreach.Store].
func (s messages) Find(ctx context.Context, t tx.Tx, f outreach.Filter) ([]outreach.Message, error) {
	from, where, args := `message m`, []string{`1 = 1`}, []any(nil)
	for _, c := range []struct{ column, value string }{
		{"m.status", string(f.Status)}, {"m.kind", string(f.Kind)}, {"m.appointment_id", string(f.Appointment)}, {"m.patient_id", string(f.Patient)}, {"m.ref", f.Ref},
	} {
		if c.value != "" {
			where, args = append(where, c.column+` = ?`), append(args, c.value)
		}
	}
	if f.Needy {
		from, where, args = withVisit, append(where, needy), append(args, micros(t.Now()))
	}
	found, skip := ` FROM `+from+` WHERE `+strings.Join(where, ` AND `)+` AND `, f.Offset
	var all []outreach.Message
	for _, x := range stretches(t.Now()) {
		asks := slices.Concat(args, x.args)
		some, err := s.list(ctx, t, `SELECT `+messageColumns+found+x.where+` LIMIT ? OFFSET ?`, slices.Concat(asks, []any{f.Limit - len(all), skip})...)
		if err != nil {
			return nil, err
		}
		if all = append(all, some...); len(all) == f.Limit {
			break
		}
		if len(some) > 0 || skip == 0 {
			skip = 0
			continue
		}
		n := 0
		if err := in(t).one(ctx, `SELECT COUNT(*) FROM (SELECT m.id`+found+x.where+`) x`, asks, &n); err != nil {
			return nil, fault.At("outreach.Find", err)
		}
		skip -= n
	}
	return all, nil
}

// Tally implements [outreach.Store].
func (messages) Tally(ctx context.Context, t tx.Tx) (map[outreach.Status]int, outreach.Needs, error) {
	counts, needs := map[outreach.Status]int{}, outreach.Needs{}
	err := in(t).each(ctx, `SELECT status, COUNT(*) FROM message GROUP BY status`, nil, func(scan func(...any) error) error {
		var status string
		var n int
		err := scan(&status, &n)
		counts[outreach.Status(status)] = n
		return err
	})
	if err != nil {
		return nil, needs, fault.At("outreach.Tally", err)
	}
	err = in(t).each(ctx, `SELECT m.status, COUNT(*) FROM `+withVisit+` WHERE `+needy+` GROUP BY m.status`,
		[]any{micros(t.Now())}, func(scan func(...any) error) error {
			var status string
			var n int
			err := scan(&status, &n)
			switch outreach.Status(status) {
			case outreach.Unknown:
				needs.Unknown = n
			case outreach.Failed:
				needs.Failed = n
			case outreach.Held:
				needs.Held = n
			case outreach.Skipped:
				needs.Phone = n
			}
			return err
		})
	return counts, needs, fault.At("outreach.Tally", err)
}

// Stuck implements [outreach.Store].
func (s messages) Stuck(ctx context.Context, t tx.Tx, limit int) ([]outreach.Message, error) {
	return s.list(ctx, t, `SELECT `+messageColumns+` FROM message m WHERE m.status = 'waiting' AND m.why IN ('no_mail_server', 'no_text_line', 'no_sender', 'paused')
		ORDER BY m.due, m.id LIMIT ?`, limit)
}

// WaitingFor implements [outreach.Store].
func (s messages) WaitingFor(ctx context.Context, t tx.Tx, c patient.ContactID) ([]outreach.Message, error) {
	return s.list(ctx, t, `SELECT `+messageColumns+` FROM contact_point c JOIN contact_point same ON same.kind = c.kind AND same.value_token = c.value_token
		JOIN message m ON m.contact_point_id = same.id AND m.patient_id = same.patient_id
		WHERE c.id = ? AND m.status IN ('waiting', 'held') ORDER BY m.id`, string(c))
}

// SentTo implements [outreach.Store].
func (s messages) SentTo(ctx context.Context, t tx.Tx, p patient.ID, c patient.ContactID, since time.Time) ([]outreach.Message, error) {
	return s.list(ctx, t, `SELECT `+messageColumns+` FROM message m WHERE m.patient_id = ? AND m.due >= ? AND m.contact_point_id = ?
		AND m.status IN ('sent', 'unknown', 'sending') ORDER BY m.due DESC, m.id DESC LIMIT 50`, string(p), micros(since), string(c))
}

// Ways implements [outreach.Store].
func (messages) Ways(ctx context.Context, t tx.Tx, p patient.ID) ([]outreach.Way, error) {
	var all []outreach.Way
	err := in(t).each(ctx, `SELECT c.id, c.kind, c.consent, c.agreed, o.at IS NOT NULL, COALESCE(o.purposes, ''),
			EXISTS (SELECT 1 FROM contact_point s WHERE s.kind = c.kind AND s.value_token = c.value_token AND s.patient_id <> c.patient_id)
		FROM contact_point c LEFT JOIN opt_out o ON o.kind = c.kind AND o.value_token = c.value_token
		WHERE c.patient_id = ? ORDER BY c.position, c.id`, []any{string(p)}, func(scan func(...any) error) error {
		var w outreach.Way
		var agreed, stopped string
		err := scan((*string)(&w.ID), (*string)(&w.Kind), &w.Consent, &agreed, &w.OptedOut, &stopped, &w.Shared)
		w.Also, w.Stopped = purposes(agreed), purposes(stopped)
		w.OptedOut = w.OptedOut && len(w.Stopped) == 0
		all = append(all, w)
		return err
	})
	return all, fault.At("outreach.Ways", err)
}

func (messages) list(ctx context.Context, t tx.Tx, query string, args ...any) ([]outreach.Message, error) {
	var all []outreach.Message
	err := in(t).each(ctx, query, args, func(scan func(...any) error) error {
		var m outreach.Message
		var due, until, delivered, created, changed int64
		var avoided string
		err := scan((*string)(&m.ID), (*string)(&m.Kind), (*string)(&m.Channel), (*string)(&m.Appointment), &m.Version, &m.Ref, (*string)(&m.Patient),
			(*string)(&m.Contact), &due, &until, &m.Asked, (*string)(&m.With), (*string)(&m.Status), (*string)(&m.Why), &avoided, &delivered, &created, &changed, &m.Row)
		m.Due, m.Until, m.Delivered, m.Created, m.Changed = instant(due), instant(until), instant(delivered), instant(created), instant(changed)
		for _, i := range lines(avoided) {
			m.Avoided = append(m.Avoided, patient.ContactID(i))
		}
		all = append(all, m)
		return err
	})
	return all, fault.At("outreach.list", err)
}

func attemptPlace(i outreach.AttemptID) string { return "attempt|text_sealed|" + string(i) }

// Start implements [outreach.Store].
func (s messages) Start(ctx context.Context, t tx.Tx, a outreach.Attempt) error {
	_, err := in(t).exec(ctx, `INSERT INTO attempt (id, message_id, started_at, ended_at, outcome, detail, ref, to_token, text_sealed) VALUES (?, ?, ?, 0, '', '', '', ?, ?)`,
		string(a.ID), string(a.Message), micros(a.Started), s.addressToken(a.To), s.keys.Seal(attemptPlace(a.ID), a.Text.Reveal()))
	return fault.At("outreach.Start", err)
}

// End implements [outreach.Store].
func (messages) End(ctx context.Context, t tx.Tx, a outreach.Attempt) error {
	n, err := in(t).exec(ctx, `UPDATE attempt SET ended_at = ?, outcome = ?, detail = ?, ref = ? WHERE id = ?`,
		micros(a.Ended), string(a.Outcome), a.Detail, a.Ref, string(a.ID))
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "outreach.End", "")
	}
	return fault.At("outreach.End", err)
}

// Attempts implements [outreach.Store].
func (s messages) Attempts(ctx context.Context, t tx.Tx, i outreach.ID) ([]outreach.Attempt, error) {
	all, err := s.attempts(ctx, t, `message_id = ? ORDER BY started_at, id`, string(i))
	return all, fault.At("outreach.Attempts", err)
}

// ByRef implements [outreach.Store].
func (s messages) ByRef(ctx context.Context, t tx.Tx, ref string) (outreach.Attempt, error) {
	all, err := s.attempts(ctx, t, `ref = ? AND ref <> '' ORDER BY id LIMIT 1`, ref)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "outreach.ByRef", "")
	}
	if err != nil {
		return outreach.Attempt{}, fault.At("outreach.ByRef", err)
	}
	return all[0], nil
}

func (s messages) attempts(ctx context.Context, t tx.Tx, where string, args ...any) ([]outreach.Attempt, error) {
	var all []outreach.Attempt
	err := in(t).each(ctx, `SELECT id, message_id, started_at, ended_at, outcome, detail, ref, text_sealed FROM attempt WHERE `+where,
		args, func(scan func(...any) error) error {
			var a outreach.Attempt
			var started, ended int64
			var sealed []byte
			if err := scan((*string)(&a.ID), (*string)(&a.Message), &started, &ended, (*string)(&a.Outcome), &a.Detail, &a.Ref, &sealed); err != nil {
				return err
			}
			text, err := s.keys.Open(attemptPlace(a.ID), sealed)
			a.Started, a.Ended, a.Text = instant(started), instant(ended), phi.NewText(text)
			all = append(all, a)
			return err
		})
	return all, err
}

// addressToken is what an address or a number is counted by.
func (s messages) addressToken(v phi.Text) []byte {
	kind := patient.Phone
	if strings.Contains(v.Reveal(), "@") {
		kind = patient.Email
	}
	return s.people.contactToken(kind, v)
}

// Together implements [outreach.Store].
func (s messages) Together(ctx context.Context, t tx.Tx, i outreach.ID) ([]outreach.Message, error) {
	return s.list(ctx, t, `SELECT `+messageColumns+` FROM message m WHERE m.with_id = ? AND m.with_id <> '' ORDER BY m.id`, string(i))
}

// Told implements [outreach.Store].
func (s messages) Told(ctx context.Context, t tx.Tx, p patient.ID, address phi.Text, since time.Time) ([]outreach.Told, error) {
	const columns, still = `SELECT x.id, x.started_at, m.kind, m.channel FROM `, ` AND x.outcome <> 'failed' AND x.started_at > ?`
	all := map[string]*outreach.Told{}
	for _, q := range []struct {
		from    string
		who     any
		address bool
	}{
		{`message m JOIN attempt x ON x.message_id = m.id WHERE m.patient_id = ?`, string(p), false},
		{`message w JOIN message m ON m.id = w.with_id JOIN attempt x ON x.message_id = m.id WHERE w.patient_id = ? AND w.with_id <> ''`, string(p), false},
		{`attempt x JOIN message m ON m.id = x.message_id WHERE x.to_token = ?`, s.addressToken(address), true},
	} {
		err := in(t).each(ctx, columns+q.from+still, []any{q.who, micros(since)}, func(scan func(...any) error) error {
			var i string
			var at int64
			var told outreach.Told
			if err := scan(&i, &at, (*string)(&told.Kind), (*string)(&told.Channel)); err != nil {
				return err
			}
			if all[i] == nil {
				told.At = instant(at)
				all[i] = &told
			}
			all[i].Patient, all[i].Address = all[i].Patient || !q.address, all[i].Address || q.address
			return nil
		})
		if err != nil {
			return nil, fault.At("outreach.Told", err)
		}
	}
	var list []outreach.Told
	for _, told := range all {
		list = append(list, *told)
	}
	return list, nil
}

// Last implements [outreach.Store].
func (s messages) Last(ctx context.Context, t tx.Tx, k outreach.Kind, address phi.Text, since time.Time) (outreach.Message, error) {
	all, err := s.list(ctx, t, `SELECT `+messageColumns+` FROM attempt x JOIN message m ON m.id = x.message_id
		WHERE x.to_token = ? AND x.started_at > ? AND x.outcome <> 'failed' AND m.kind = ? ORDER BY x.started_at DESC, x.id DESC LIMIT 1`, s.addressToken(address), micros(since), string(k))
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "outreach.Last", "")
	}
	if err != nil {
		return outreach.Message{}, err
	}
	return all[0], nil
}
