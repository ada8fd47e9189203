package store

import (
	"context"
	"strings"
	"time"

	"bedside/internal/elsewhere"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

func rawPlace(i elsewhere.MessageID) string  { return "hl7_message|raw|" + string(i) }
func fillerPlace(i elsewhere.VisitID) string { return "hl7_visit|filler|" + string(i) }

type writer func(context.Context, string, ...any) (int64, error)

// PutInterface implements [elsewhere.Store].
func (s elsewhereStore) PutInterface(ctx context.Context, t tx.Tx, i elsewhere.Interface) error {
	return s.putInterface(ctx, in(t).exec, i)
}

// NoteInterface implements [elsewhere.Store].
func (s elsewhereStore) NoteInterface(ctx context.Context, t tx.Tx, i elsewhere.Interface) error {
	return s.putInterface(ctx, in(t).keep, i)
}

const interfaceColumns = `name, zone, owns, sends, confirms, wait_minutes, paused, stopped, heard_at, refused_at, refused, version`

func (s elsewhereStore) putInterface(ctx context.Context, write writer, i elsewhere.Interface) error {
	n, err := write(ctx, `INSERT INTO hl7_interface (`+interfaceColumns+`) VALUES (`+marks(12)+`) ON CONFLICT (name) DO UPDATE SET
		zone = excluded.zone, owns = excluded.owns, sends = excluded.sends, confirms = excluded.confirms, wait_minutes = excluded.wait_minutes, paused = excluded.paused,
		stopped = excluded.stopped, heard_at = excluded.heard_at, refused_at = excluded.refused_at, refused = excluded.refused, version = excluded.version
		WHERE hl7_interface.version = excluded.version - 1`,
		i.Name, i.Zone, i.Owns, i.Sends, i.Confirms, int64(i.Wait/time.Minute), i.Paused, i.Stopped, micros(i.Heard), micros(i.RefuseAt), i.Refused, i.Version)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "store.putInterface", "Somebody else changed this meanwhile. Please look at it again.")
	}
	return err
}

// Interface implements [elsewhere.Store].
func (s elsewhereStore) Interface(ctx context.Context, t tx.Tx, name string) (elsewhere.Interface, error) {
	return first(s.interfaces(ctx, t, "WHERE name = ?", name))("There is no such interface.")
}

// Interfaces implements [elsewhere.Store].
func (s elsewhereStore) Interfaces(ctx context.Context, t tx.Tx) ([]elsewhere.Interface, error) {
	return s.interfaces(ctx, t, "ORDER BY name")
}

func (elsewhereStore) interfaces(ctx context.Context, t tx.Tx, where string, args ...any) (all []elsewhere.Interface, err error) {
	err = in(t).each(ctx, "SELECT "+interfaceColumns+" FROM hl7_interface "+where, args, func(scan func(...any) error) error {
		var i elsewhere.Interface
		var wait, heard, refused int64
		err := scan(&i.Name, &i.Zone, &i.Owns, &i.Sends, &i.Confirms, &wait, &i.Paused, &i.Stopped, &heard, &refused, &i.Refused, &i.Version)
		i.Wait, i.Heard, i.RefuseAt = time.Duration(wait)*time.Minute, instant(heard), instant(refused)
		all = append(all, i)
		return err
	})
	return all, err
}

// Owned implements [elsewhere.Store].
func (elsewhereStore) Owned(ctx context.Context, t tx.Tx, v practice.ProviderID) (bool, error) {
	var n int
	err := in(t).one(ctx, `SELECT COUNT(*) FROM hl7_mapping m JOIN hl7_interface i ON i.name = m.interface WHERE m.kind = 'provider' AND m.target = ? AND i.owns`, []any{v}, &n)
	return n > 0, err
}

// Mappings implements [elsewhere.Store].
func (elsewhereStore) Mappings(ctx context.Context, t tx.Tx, name string) (all []elsewhere.Mapping, err error) {
	err = in(t).each(ctx, "SELECT kind, code, target, seen_at FROM hl7_mapping WHERE interface = ? ORDER BY kind, code", []any{name}, func(scan func(...any) error) error {
		var m elsewhere.Mapping
		var seen int64
		err := scan(&m.Kind, &m.Code, &m.Target, &seen)
		m.Seen = instant(seen)
		all = append(all, m)
		return err
	})
	return all, err
}

// PutMapping implements [elsewhere.Store]. A code that was only seen is no event.
func (elsewhereStore) PutMapping(ctx context.Context, t tx.Tx, name string, m elsewhere.Mapping) error {
	write := writer(in(t).exec)
	if m.Target == "" {
		write = in(t).keep
	}
	_, err := write(ctx, `INSERT INTO hl7_mapping (interface, kind, code, target, seen_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (interface, kind, code) DO UPDATE SET target = excluded.target, seen_at = excluded.seen_at`, name, m.Kind, m.Code, m.Target, micros(m.Seen))
	return err
}

const messageColumns7 = `id, interface, direction, seq, control_id, event, raw_sealed, mark, said_at, at, state, problem, tries, tried_at, appointment_id`

func direction(out bool) string {
	if out {
		return "out"
	}
	return "in"
}

// AddMessage implements [elsewhere.Store]. What comes and goes has events of its own.
func (s elsewhereStore) AddMessage(ctx context.Context, t tx.Tx, m elsewhere.Message) error {
	if err := in(t).one(ctx, "SELECT COALESCE(MAX(seq), 0) + 1 FROM hl7_message WHERE interface = ? AND direction = ?", []any{m.Interface, direction(m.Out)}, &m.Seq); err != nil {
		return err
	}
	n, err := in(t).exec(ctx, "INSERT INTO hl7_message ("+messageColumns7+") VALUES ("+marks(15)+") ON CONFLICT DO NOTHING",
		m.ID, m.Interface, direction(m.Out), m.Seq, m.Control, m.Event, s.keys.Seal(rawPlace(m.ID), m.Raw.Reveal()), m.Mark, micros(m.Said), micros(m.At), m.State, m.Problem, m.Tries, micros(m.Tried), m.Appointment)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "store.AddMessage", "There is a message with this number.")
	}
	return err
}

// Numbered implements [elsewhere.Store].
func (s elsewhereStore) Numbered(ctx context.Context, t tx.Tx, name string, out bool, control string) (elsewhere.Message, error) {
	return first(s.messages(ctx, t, true, "WHERE interface = ? AND direction = ? AND control_id = ?", name, direction(out), control))(noMessage)
}

// Message implements [elsewhere.Store].
func (s elsewhereStore) Message(ctx context.Context, t tx.Tx, i elsewhere.MessageID) (elsewhere.Message, error) {
	return first(s.messages(ctx, t, true, "WHERE id = ?", i))(noMessage)
}

const noMessage = "There is no such message."

// NextMessage implements [elsewhere.Store].
func (s elsewhereStore) NextMessage(ctx context.Context, t tx.Tx, name string, out bool, states ...elsewhere.MessageState) (elsewhere.Message, error) {
	args := []any{name, direction(out)}
	for _, st := range states {
		args = append(args, st)
	}
	return first(s.messages(ctx, t, true, "WHERE interface = ? AND direction = ? AND state IN ("+marks(len(states))+") ORDER BY seq LIMIT 1", args...))(noMessage)
}

// LastMessages implements [elsewhere.Store].
func (s elsewhereStore) LastMessages(ctx context.Context, t tx.Tx, name string, limit int) ([]elsewhere.Message, error) {
	return s.messages(ctx, t, false, "WHERE interface = ? ORDER BY at DESC, seq DESC LIMIT ?", name, limit)
}

func (s elsewhereStore) messages(ctx context.Context, t tx.Tx, words bool, where string, args ...any) (all []elsewhere.Message, err error) {
	err = in(t).each(ctx, "SELECT "+messageColumns7+" FROM hl7_message "+where, args, func(scan func(...any) error) error {
		var m elsewhere.Message
		var way string
		var raw []byte
		var said, at, tried int64
		if err := scan(&m.ID, &m.Interface, &way, &m.Seq, &m.Control, &m.Event, &raw, &m.Mark, &said, &at, &m.State, &m.Problem, &m.Tries, &tried, &m.Appointment); err != nil {
			return err
		}
		m.Out, m.Said, m.At, m.Tried = way == "out", instant(said), instant(at), instant(tried)
		if words {
			text, err := s.keys.Open(rawPlace(m.ID), raw)
			if err != nil {
				return err
			}
			m.Raw = phi.NewText(text)
		}
		all = append(all, m)
		return nil
	})
	return all, err
}

// SaveMessage implements [elsewhere.Store].
func (elsewhereStore) SaveMessage(ctx context.Context, t tx.Tx, m elsewhere.Message) error {
	n, err := in(t).keep(ctx, "UPDATE hl7_message SET state = ?, problem = ?, tries = ?, tried_at = ?, appointment_id = ? WHERE id = ? AND tries <= ?",
		m.State, m.Problem, m.Tries, micros(m.Tried), m.Appointment, m.ID, m.Tries)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "store.SaveMessage", "The message was sent again meanwhile. Please look at it again.")
	}
	return err
}

// NewerAbout implements [elsewhere.Store].
func (elsewhereStore) NewerAbout(ctx context.Context, t tx.Tx, m elsewhere.Message) (bool, error) {
	var n int
	err := in(t).one(ctx, "SELECT COUNT(*) FROM hl7_message WHERE interface = ? AND direction = ? AND appointment_id = ? AND appointment_id <> '' AND seq > ?",
		[]any{m.Interface, direction(m.Out), m.Appointment, m.Seq}, &n)
	return n > 0, err
}

// SkipAbout implements [elsewhere.Store].
func (elsewhereStore) SkipAbout(ctx context.Context, t tx.Tx, m elsewhere.Message) error {
	_, err := in(t).keep(ctx, "UPDATE hl7_message SET state = ? WHERE interface = ? AND direction = 'out' AND appointment_id = ? AND state = ?", elsewhere.Skipped, m.Interface, m.Appointment, elsewhere.Waiting)
	return err
}

// Reconsider implements [elsewhere.Store].
func (elsewhereStore) Reconsider(ctx context.Context, t tx.Tx, name string) error {
	_, err := in(t).keep(ctx, "UPDATE hl7_message SET state = ?, problem = '' WHERE interface = ? AND direction = 'in' AND state = ?", elsewhere.New, name, elsewhere.Held)
	return err
}

// Counts implements [elsewhere.Store].
func (elsewhereStore) Counts(ctx context.Context, t tx.Tx, name string) (c elsewhere.Counts, err error) {
	err = in(t).each(ctx, "SELECT state, COUNT(*) FROM hl7_message WHERE interface = ? AND state IN ('new', 'held', 'waiting', 'sending', 'refused') GROUP BY state", []any{name}, func(scan func(...any) error) error {
		var state elsewhere.MessageState
		var n int
		err := scan(&state, &n)
		switch state {
		case elsewhere.New:
			c.New += n
		case elsewhere.Held:
			c.Held += n
		case elsewhere.Refused:
			c.Refused += n
		default:
			c.Waiting += n
		}
		return err
	})
	return c, err
}

func (s elsewhereStore) visitToken(kind, name, value string) []byte {
	if value == "" {
		return nil
	}
	return s.keys.Token("hl7 "+kind, name+"\x00"+value)
}

// Spoken implements [elsewhere.Store].
func (s elsewhereStore) Spoken(ctx context.Context, t tx.Tx, name, placer, filler string) (elsewhere.Visit, error) {
	for _, by := range []struct{ column, value string }{{"filler", filler}, {"placer", placer}} {
		if by.value == "" {
			continue
		}
		v, err := first(s.visits7(ctx, t, "interface = ? AND "+by.column+"_token = ?", name, s.visitToken(by.column, name, by.value)))("There is no such visit.")
		if !fault.Is(err, fault.NotFound) {
			return v, err
		}
	}
	return elsewhere.Visit{}, fault.New(fault.NotFound, "store.Spoken", "There is no such visit.")
}

// VisitOf implements [elsewhere.Store].
func (s elsewhereStore) VisitOf(ctx context.Context, t tx.Tx, name string, i schedule.ID) (elsewhere.Visit, error) {
	return first(s.visits7(ctx, t, "interface = ? AND appointment_id = ? AND appointment_id <> ''", name, i))("There is no such visit.")
}

func (s elsewhereStore) visits7(ctx context.Context, t tx.Tx, where string, args ...any) (all []elsewhere.Visit, err error) {
	err = in(t).each(ctx, "SELECT id, interface, filler_sealed, appointment_id, state, said_at FROM hl7_visit WHERE "+where, args, func(scan func(...any) error) error {
		var v elsewhere.Visit
		var filler []byte
		var said int64
		if err := scan(&v.ID, &v.Interface, &filler, &v.Appointment, &v.State, &said); err != nil {
			return err
		}
		text, err := s.keys.Open(fillerPlace(v.ID), filler)
		v.Filler, v.Said = phi.NewText(text), instant(said)
		all = append(all, v)
		return err
	})
	return all, err
}

// PutVisit implements [elsewhere.Store]. A placer's or filler's name that is not given stays.
func (s elsewhereStore) PutVisit(ctx context.Context, t tx.Tx, v elsewhere.Visit) error {
	filler := s.keys.Seal(fillerPlace(v.ID), v.Filler.Reveal())
	_, err := in(t).keep(ctx, `INSERT INTO hl7_visit (id, interface, placer_token, filler_token, filler_sealed, appointment_id, state, said_at) VALUES (`+marks(8)+`)
		ON CONFLICT (id) DO UPDATE SET placer_token = COALESCE(excluded.placer_token, hl7_visit.placer_token), filler_token = COALESCE(excluded.filler_token, hl7_visit.filler_token),
		filler_sealed = COALESCE(excluded.filler_sealed, hl7_visit.filler_sealed), appointment_id = excluded.appointment_id, state = excluded.state, said_at = excluded.said_at`,
		v.ID, v.Interface, s.visitToken("placer", v.Interface, v.Placer.Reveal()), s.visitToken("filler", v.Interface, v.Filler.Reveal()), filler, v.Appointment, v.State, micros(v.Said))
	return err
}

// Forget implements [elsewhere.Store].
func (s elsewhereStore) Forget(ctx context.Context, before time.Time) error {
	return s.own(ctx, func(t *Tx) error {
		over := strings.Join([]string{"done", "stale", "ignored", "sent", "skipped"}, "', '")
		if _, err := t.keep(ctx, "UPDATE hl7_message SET raw_sealed = NULL WHERE at < ? AND raw_sealed IS NOT NULL AND state IN ('"+over+"')", micros(before)); err != nil {
			return err
		}
		_, end := cells(schedule.Span{From: before, To: before})
		_, err := t.keep(ctx, "DELETE FROM busy_elsewhere WHERE end_cell < ?", end)
		return err
	})
}
