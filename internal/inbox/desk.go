package inbox

import (
	"context"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/job"
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

// Identify says who the person in a session of a thread is: by name alone, or as the patient whom two identifiers
// verified. Where an earlier session verified another patient at the same number, this session's entries move to a
// thread of this patient's own. It returns the thread to go on in. A second patient in one session leaves the thread
// the first one's: one person speaks for both.
func (s *Service) Identify(ctx context.Context, t tx.Tx, i ThreadID, session string, p patient.ID, n phi.Name) (Thread, error) {
	const op = "inbox.Identify"
	if err := t.By().Need(actor.WorkInbox); err != nil {
		return Thread{}, fault.At(op, err)
	}
	h, err := s.Store.Thread(ctx, t, i)
	if err != nil {
		return Thread{}, fault.At(op, err)
	}
	switch {
	case p == "" && h.Patient == "":
		err = s.named(ctx, t, &h, n, "person named", nil)
	case p == "" || p == h.Patient:
	case h.Patient == "":
		h.Patient, h.Verified = p, session
		err = s.verified(ctx, t, &h, n)
	case h.Verified == session || h.Kind == "":
		if err = s.happened(ctx, t, &h, "Another patient was verified in this conversation."); err == nil {
			err = s.change(ctx, t, &h, "another patient verified", audit.Facts{"patient": string(p)})
		}
	default:
		h, err = s.part(ctx, t, h, session, p, n)
	}
	return h, fault.At(op, err)
}

// named keeps who the person of a thread says they are, and finds the thread by it.
func (s *Service) named(ctx context.Context, t tx.Tx, h *Thread, n phi.Name, verb string, facts audit.Facts) error {
	h.Name = n
	if err := s.Store.Index(ctx, t, h.ID, findable(n.Reveal())); err != nil {
		return err
	}
	return s.change(ctx, t, h, verb, facts)
}

func (s *Service) verified(ctx context.Context, t tx.Tx, h *Thread, n phi.Name) error {
	if err := s.Store.SetTaskPatient(ctx, t, h.ID, h.Patient); err != nil {
		return err
	}
	return s.named(ctx, t, h, n, "patient verified", audit.Facts{"patient": string(h.Patient)})
}

// part moves a session out of a thread that is another patient's, into the patient's own at the same contact point.
func (s *Service) part(ctx context.Context, t tx.Tx, h Thread, session string, p patient.ID, n phi.Name) (Thread, error) {
	key := h.Contact.Reveal()
	own, err := s.Store.Latest(ctx, t, h.Kind, key, p)
	if fault.Is(err, fault.NotFound) || err == nil && own.Status == Resolved && t.Now().Sub(own.Last) >= forgotten {
		own, err = s.start(ctx, t, Thread{Kind: h.Kind, Contact: h.Contact, Language: h.Language}, key)
	}
	if err != nil {
		return h, err
	}
	if err := s.Store.MoveSession(ctx, t, session, h.ID, own.ID, own.Seq); err != nil {
		return h, err
	}
	if err := s.Queue.Put(ctx, t, job.Job{Kind: JobKind, Key: string(own.ID), Ref: string(own.ID), Due: t.Now()}); err != nil {
		return h, err // what waits to be sent has moved too
	}
	own.Patient, own.Verified, own.Status, own.Unread, own.Last = p, session, Open, true, t.Now()
	own.Seq += h.Seq
	if err := s.verified(ctx, t, &own, n); err != nil {
		return h, err
	}
	if err := s.happened(ctx, t, &h, "Another patient at this number was verified. Their conversation goes on in a thread of its own."); err != nil {
		return h, err
	}
	return own, s.change(ctx, t, &h, "session moved", audit.Facts{"to": string(own.ID)})
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

var _ schedule.Follower = (*Service)(nil)

// AppointmentChanged adds what became of a visit to the patient's running thread, if there is one, in the transaction
// of the change. It asks for no right of its own: schedule calls it within the right that the change itself needs.
func (s *Service) AppointmentChanged(ctx context.Context, t tx.Tx, c schedule.Change) error {
	const op = "inbox.AppointmentChanged"
	all, err := s.Store.OfPatient(ctx, t, c.After.Patient)
	if err != nil {
		return fault.At(op, err)
	}
	for _, h := range all {
		if h.Status == Resolved {
			continue
		}
		e, err := s.put(ctx, t, &h, Entry{From: FromSystem, Staff: staffOf(t.By()), Channel: "console", Text: phi.NewText(became(c))})
		if err != nil {
			return fault.At(op, err)
		}
		if err := s.keep(ctx, t, h); err != nil {
			return fault.At(op, err)
		}
		return fault.At(op, s.added(ctx, t, e, c.After.ID))
	}
	return nil
}

// became says what became of a visit, with its time on the wall clock at its place.
func became(c schedule.Change) string {
	when := wall(c.After)
	switch c.Kind {
	case schedule.WasBooked:
		return "Visit booked: " + when + "."
	case schedule.WasMoved:
		return "Visit moved from " + wall(c.Before) + " to " + when + "."
	case schedule.WasCancelled:
		return "Visit cancelled: " + when + "."
	}
	if c.After.Status == schedule.NoShow {
		return "Did not come to the visit: " + when + "."
	}
	return "Came to the visit: " + when + "."
}

func wall(a schedule.Appointment) string {
	zone, err := civil.Zone(a.Zone)
	if err != nil {
		zone = time.UTC
	}
	at := a.Start.In(zone)
	return at.Format("Mon, January 2, 2006") + " at " + civil.ClockOf(at).Spoken() + at.Format(" MST")
}
