package inbox

import (
	"context"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// What the front desk does, in its own transactions and as the program itself.

// forgotten is how long after the last word a resolved thread is no longer opened again.
const forgotten = 30 * 24 * time.Hour

// Opening says which thread a call, a text or a chat belongs to.
type Opening struct {
	Kind     patient.ContactKind // "" for a chat
	Contact  phi.Text            // E.164 or a lower-case address; "" for a chat
	Key      string              // of a chat: its own secret key
	Language words.Language      // "" keeps what is known
}

// Open returns the running thread of the contact point or chat: the one in which something was said last. One that was
// resolved is opened again if that was less than 30 days ago; otherwise there is a new one.
func (s *Service) Open(ctx context.Context, t tx.Tx, o Opening) (Thread, error) {
	const op = "inbox.Open"
	if err := t.By().Need(actor.WorkInbox); err != nil {
		return Thread{}, fault.At(op, err)
	}
	key := o.Key
	if o.Kind != "" {
		key = o.Contact.Reveal()
	}
	if key == "" {
		return Thread{}, fault.New(fault.Invalid, op, "A thread needs a number, an address or a chat.")
	}
	h, err := s.Store.Latest(ctx, t, o.Kind, key, "")
	if fault.Is(err, fault.NotFound) || err == nil && h.Status == Resolved && t.Now().Sub(h.Last) >= forgotten {
		h, err = s.start(ctx, t, Thread{Kind: o.Kind, Contact: o.Contact, Language: o.Language}, key)
		return h, fault.At(op, err)
	}
	if err != nil {
		return Thread{}, fault.At(op, err)
	}
	spoken := o.Language != "" && o.Language != h.Language
	if spoken {
		h.Language = o.Language
	}
	switch {
	case h.Status == Resolved:
		h.Status = Open
		err = s.change(ctx, t, &h, "thread reopened", nil)
	case spoken:
		if err = s.keep(ctx, t, h); err == nil {
			err = s.record(ctx, t, h.ID, "language changed", audit.Facts{"language": string(h.Language)})
		}
	}
	return h, fault.At(op, err)
}

// start adds a new thread.
func (s *Service) start(ctx context.Context, t tx.Tx, h Thread, key string) (Thread, error) {
	h.ID, h.Status, h.Urgency, h.Version = id.New[Thread](s.IDs), Open, triage.None, 1
	h.Opened, h.Changed, h.Last = t.Now(), t.Now(), t.Now()
	if err := s.Store.AddThread(ctx, t, h, key); err != nil {
		return h, err
	}
	return h, s.record(ctx, t, h.ID, "thread opened", audit.Facts{"kind": string(h.Kind)})
}

// Add adds an entry to its thread and gives it ID, Seq and At. What the person says makes the thread unread and opens
// it; a Queued entry is sent by [Service.Send]. An entry whose key is there already is returned as it is.
func (s *Service) Add(ctx context.Context, t tx.Tx, e Entry) (Entry, error) {
	const op = "inbox.Add"
	if err := t.By().Need(actor.WorkInbox); err != nil {
		return Entry{}, fault.At(op, err)
	}
	h, err := s.Store.Thread(ctx, t, e.Thread)
	if err != nil {
		return Entry{}, fault.At(op, err)
	}
	if e.Key != "" {
		if old, err := s.Store.ByKey(ctx, t, h.ID, e.Key); !fault.Is(err, fault.NotFound) {
			return old, fault.At(op, err)
		}
	}
	if e, err = s.put(ctx, t, &h, e); err != nil {
		return Entry{}, fault.At(op, err)
	}
	if e.From == FromPatient {
		h.Status, h.Unread = Open, true
	}
	if worse(e.Urgency, h.Urgency) {
		h.Urgency = e.Urgency
	}
	if err := s.keep(ctx, t, h); err != nil {
		return Entry{}, fault.At(op, err)
	}
	return e, fault.At(op, s.added(ctx, t, e, ""))
}

// added records that there is an entry; about is the visit that it tells of.
func (s *Service) added(ctx context.Context, t tx.Tx, e Entry, about schedule.ID) error {
	facts := audit.Facts{"thread": string(e.Thread), "from": string(e.From), "channel": e.Channel, "place": strconv.FormatInt(e.Seq, 10)}
	if e.Urgency != triage.None {
		facts["urgency"] = string(e.Urgency)
	}
	return s.Audit.Record(ctx, t, "entry added", audit.Ref{Kind: "entry", ID: string(e.ID)}, string(about), facts)
}

// Urgent raises a thread's urgency; it never lowers it.
func (s *Service) Urgent(ctx context.Context, t tx.Tx, i ThreadID, tier triage.Tier) error {
	const op = "inbox.Urgent"
	if err := t.By().Need(actor.WorkInbox); err != nil {
		return fault.At(op, err)
	}
	h, err := s.Store.Thread(ctx, t, i)
	if err != nil || !worse(tier, h.Urgency) {
		return fault.At(op, err)
	}
	h.Urgency, h.Status = tier, Open
	return fault.At(op, s.change(ctx, t, &h, "urgency raised", audit.Facts{"urgency": string(tier)}))
}

// Ended says that a call or chat is over. A thread in which Bedside speaks, that was never urgent, and in which nobody
// has a task and nothing waits to be sent, is resolved: nothing in it is left for a person to do.
func (s *Service) Ended(ctx context.Context, t tx.Tx, i ThreadID) error {
	const op = "inbox.Ended"
	if err := t.By().Need(actor.WorkInbox); err != nil {
		return fault.At(op, err)
	}
	h, err := s.Store.Thread(ctx, t, i)
	if err != nil || h.Status == Resolved || !h.Owner.Bedside() || worse(h.Urgency, triage.None) {
		return fault.At(op, err)
	}
	tasks, err := s.Store.OpenTasks(ctx, t, []ThreadID{i})
	if err != nil || tasks[i] > 0 {
		return fault.At(op, err)
	}
	if _, err := s.Store.NextOut(ctx, t, i); !fault.Is(err, fault.NotFound) {
		return fault.At(op, err)
	}
	h.Status, h.Unread = Resolved, false
	return fault.At(op, s.change(ctx, t, &h, "thread resolved", nil))
}

// Thread returns a thread, as it is for whoever speaks next.
func (s *Service) Thread(ctx context.Context, t tx.Tx, i ThreadID) (Thread, error) {
	if err := t.By().Need(actor.SeeInbox); err != nil {
		return Thread{}, fault.At("inbox.Thread", err)
	}
	h, err := s.Store.Thread(ctx, t, i)
	return h, fault.At("inbox.Thread", err)
}

// Entries returns up to limit entries after a place that the person at the other end said or was told: no notes, no
// tasks, nothing that was held.
func (s *Service) Entries(ctx context.Context, t tx.Tx, i ThreadID, after int64, limit int) ([]Entry, error) {
	if err := t.By().Need(actor.SeeInbox); err != nil {
		return nil, fault.At("inbox.Entries", err)
	}
	all, err := s.Store.Heard(ctx, t, i, after, limit)
	return all, fault.At("inbox.Entries", err)
}
