package outreach

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// NoticeID names an announcement.
type NoticeID = id.Of[Notice]

// Notice is something that the practice tells a chosen group of its patients.
type Notice struct {
	ID      NoticeID
	Title   string // for staff
	Words   string // what it says, without names and numbers of a patient
	Group   Group
	Status  NoticeStatus
	By      string // the staff member who wrote it
	SentBy  string // who sent it, or stopped it
	People  int    // for how many it was planned
	Until   time.Time
	Created time.Time
	Changed time.Time
	Version int64
}

// Group chooses patients: those with a visit from one day to another, with a provider, at a location, of a service.
type Group struct {
	From     civil.Date
	To       civil.Date
	Provider practice.ProviderID `json:",omitempty"` // "" for any, as the others
	Location practice.LocationID `json:",omitempty"`
	Service  practice.ServiceID  `json:",omitempty"`
}

// NoticeStatus is the state of an announcement.
type NoticeStatus string

const (
	NoticeDraft   NoticeStatus = "draft"
	NoticeSent    NoticeStatus = "sent" // or being sent
	NoticeStopped NoticeStatus = "stopped"
)

// Announcer keeps announcements. Its methods return faults.
type Announcer interface {
	AddNotice(ctx context.Context, t tx.Tx, n Notice) error
	Notice(ctx context.Context, t tx.Tx, i NoticeID) (Notice, error)
	// SaveNotice replaces an announcement whose version is still n.Version-1; Conflict if it is not.
	SaveNotice(ctx context.Context, t tx.Tx, n Notice) error
	// Notices returns announcements, the latest first.
	Notices(ctx context.Context, t tx.Tx, limit int) ([]Notice, error)
}

const (
	// NoticeJob is the kind of the jobs that [Service.NoticeDue] handles. Their key and ref are the announcement's id.
	NoticeJob = "outreach.notice"

	noticeAtOnce  = 100                // messages that one transaction plans
	noticeUseful  = 3 * 24 * time.Hour // how long one is of use
	longestNotice = 300                // characters
	widestGroup   = 366                // days
)

// Reach says how many of a group an announcement reaches, and how.
type Reach struct {
	People  int
	Email   int
	Text    int
	Nobody  int // no address to write to
	Silent  int // asked us to stop, or never agreed
	Words   string
	Report  guard.Report
	Problem string // why it may not go out, "" if it may
}

// SaveNotice keeps a draft, a new one if it has no id. Invalid without a title, words of up to 300 characters and days
// in order; Conflict if it is no draft any more or was changed; Forbidden without the right to manage the outbox.
func (s *Service) SaveNotice(ctx context.Context, by actor.Actor, n Notice) (NoticeID, error) {
	const op = "outreach.SaveNotice"
	if err := by.Need(actor.ManageOutbox); err != nil {
		return "", fault.At(op, err)
	}
	n.Title, n.Words = strings.TrimSpace(n.Title), strings.TrimSpace(n.Words)
	switch days := n.Group.From.DaysUntil(n.Group.To); {
	case n.Title == "" || utf8.RuneCountInString(n.Title) > 100:
		return "", fault.Wrap(fault.Invalid, op, "Give it a title of up to 100 characters. Only staff see it.", practice.Field("Title"))
	case n.Words == "" || utf8.RuneCountInString(n.Words) > longestNotice:
		return "", fault.Wrap(fault.Invalid, op, "Write what it says, in up to "+strconv.Itoa(longestNotice)+" characters.", practice.Field("Words"))
	case n.Group.From.IsZero() || n.Group.To.IsZero() || days < 0 || days > widestGroup:
		return "", fault.Wrap(fault.Invalid, op, "Choose patients by their visits from one day to a later one, at most a year.", practice.Field("To"))
	}
	err := s.DB.Do(ctx, by, func(t tx.Tx) error {
		now := t.Now()
		if n.ID == "" {
			n.ID, n.Status, n.By, n.SentBy, n.People, n.Created, n.Changed, n.Version = id.New[Notice](s.IDs), NoticeDraft, by.ID, "", 0, now, now, 1
			if err := s.Store.AddNotice(ctx, t, n); err != nil {
				return err
			}
			return s.recordNotice(ctx, t, n, "announcement written")
		}
		old, err := s.draftNotice(ctx, t, n.ID, n.Version)
		if err != nil {
			return err
		}
		old.Title, old.Words, old.Group, old.By = n.Title, n.Words, n.Group, by.ID
		return s.saveNotice(ctx, t, old, "announcement changed")
	})
	return n.ID, fault.At(op, err)
}

func (s *Service) draftNotice(ctx context.Context, t tx.Tx, i NoticeID, version int64) (Notice, error) {
	n, err := s.Store.Notice(ctx, t, i)
	if err == nil && (n.Status != NoticeDraft || n.Version != version) {
		err = fault.New(fault.Conflict, "outreach.draftNotice", "This announcement was changed or sent meanwhile. Please look at it again.")
	}
	return n, err
}

func (s *Service) saveNotice(ctx context.Context, t tx.Tx, n Notice, verb string) error {
	n.Changed = t.Now()
	n.Version++
	if err := s.Store.SaveNotice(ctx, t, n); err != nil {
		return err
	}
	return s.recordNotice(ctx, t, n, verb)
}

func (s *Service) recordNotice(ctx context.Context, t tx.Tx, n Notice, verb string) error {
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "announcement", ID: string(n.ID)}, "", audit.Facts{"status": string(n.Status), "people": strconv.Itoa(n.People)})
}

// Notices returns the announcements, the latest first. Forbidden without the right to see the outbox.
func (s *Service) Notices(ctx context.Context, by actor.Actor, limit int) (all []Notice, err error) {
	const op = "outreach.Notices"
	if err := by.Need(actor.SeeOutbox); err != nil {
		return nil, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		all, err = s.Store.Notices(ctx, t, limit)
		return err
	})
	return all, fault.At(op, err)
}

// Notice returns an announcement and whom it would reach now, with the words as a text would say them and what the guard
// finds in them. NotFound if there is none, Forbidden without the right to see the outbox.
func (s *Service) Notice(ctx context.Context, by actor.Actor, i NoticeID) (n Notice, r Reach, err error) {
	const op = "outreach.Notice"
	if err := by.Need(actor.SeeOutbox); err != nil {
		return n, r, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		if n, err = s.Store.Notice(ctx, t, i); err != nil {
			return err
		}
		r, err = s.reach(ctx, t, n)
		return err
	})
	return n, r, fault.At(op, err)
}

func (s *Service) reach(ctx context.Context, t tx.Tx, n Notice) (r Reach, err error) {
	people, err := s.members(ctx, t, n.Group)
	if err != nil {
		return r, err
	}
	r.People = len(people)
	for _, p := range people {
		c, err := s.choose(ctx, t, Message{Patient: p, Kind: Announcement}, schedule.Appointment{}, patient.Preferences{})
		if err != nil {
			return r, err
		}
		ways, err := s.Store.Ways(ctx, t, p)
		if err != nil {
			return r, err
		}
		at := slices.IndexFunc(ways, func(w Way) bool { return w.ID == c.contact })
		switch {
		case at < 0:
			r.Nobody++
		case !ways[at].May(patient.Announcements):
			r.Silent++
		case c.channel == SMS:
			r.Text++
		default:
			r.Email++
		}
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return r, err
	}
	w := world{practice: p, channel: SMS, matter: Matter{Words: []guard.Part{guard.Literal(n.Words)}}}
	w.language = words.English
	_, body, report, err := s.preview(ctx, t, []item{{Message{Kind: Announcement}, w}})
	if err != nil {
		return r, err
	}
	r.Words, r.Report, r.Problem = body.Reveal(), report, unfit(n.Words)
	if r.Problem == "" && report.Verdict != guard.Clear {
		r.Problem = "The guard does not let these words pass. Change what it names."
	}
	return r, nil
}

// unfit says why words do not belong into a message about health care: it sells nothing, and asks for no money
// (SAFETY 13; the consent that was given is for care, not for marketing or bills).
func unfit(text string) string {
	low := " " + strings.Map(func(r rune) rune {
		if r == '$' || r == '%' || r == '\'' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127 {
			return r
		}
		return ' '
	}, strings.ToLower(text)) + " "
	low = strings.Join(strings.Fields(low), " ")
	for _, w := range []string{"sale", "discount", "descuento", "coupon", "cupón", "promo", "promotion", "promoción", "special offer", "oferta", "deal", "free gift", "gift card", "giveaway", "refer a friend",
		"package price", "botox", "membership", "now only", "% off", "$"} {
		if contains(low, w) {
			return "This reads like advertising (“" + w + "”). A message about health care may not sell anything."
		}
	}
	for _, w := range []string{"invoice", "bill", "bills", "billing", "balance due", "your balance", "past due", "overdue", "payment", "payments", "pay", "copay", "copays", "collections", "factura", "pago", "saldo"} {
		if contains(low, w) {
			return "This speaks of money (“" + w + "”). A message about health care may not ask for payment."
		}
	}
	return ""
}

// contains reports whether the words are in the text, as words; signs stand anywhere.
func contains(text, words string) bool {
	if strings.ContainsAny(words, "$%") {
		return strings.Contains(text, words)
	}
	return strings.Contains(" "+text+" ", " "+words+" ")
}

// members are the patients of a group, each once, in the order of their first visit.
func (s *Service) members(ctx context.Context, t tx.Tx, g Group) ([]patient.ID, error) {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	home := practice.Location{Zone: p.Settings.Zone}.In()
	visits, err := s.Visits.Between(ctx, t, g.From.At(0, home), g.To.AddDays(1).At(0, home), schedule.Filter{Provider: g.Provider, Location: g.Location})
	if err != nil {
		return nil, err
	}
	var all []patient.ID
	seen := map[patient.ID]bool{}
	for _, v := range visits {
		gone := v.Status == schedule.Cancelled || v.Status == schedule.EnteredInError
		if gone || g.Service != "" && v.Service != g.Service || seen[v.Patient] {
			continue
		}
		seen[v.Patient] = true
		all = append(all, v.Patient)
	}
	return all, nil
}

// SendNotice sends a draft to its group, after a second look: the version is the one whose words and numbers were seen.
// Invalid for words that may not go out or a group of nobody; Conflict if it was changed or sent; Forbidden without the
// right to manage the outbox.
func (s *Service) SendNotice(ctx context.Context, by actor.Actor, i NoticeID, version int64) error {
	const op = "outreach.SendNotice"
	if err := by.Need(actor.ManageOutbox); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		n, err := s.draftNotice(ctx, t, i, version)
		if err != nil {
			return err
		}
		r, err := s.reach(ctx, t, n)
		if err != nil {
			return err
		}
		if r.Problem == "" && r.Email+r.Text == 0 {
			r.Problem = "Nobody in this group can be written to."
		}
		if r.Problem != "" {
			return fault.New(fault.Invalid, op, r.Problem)
		}
		n.Status, n.SentBy, n.Until = NoticeSent, by.ID, t.Now().Add(noticeUseful)
		if err := s.Queue.Put(ctx, t, job.Job{Kind: NoticeJob, Key: string(n.ID), Ref: string(n.ID), Due: t.Now()}); err != nil {
			return err
		}
		return s.saveNotice(ctx, t, n, "announcement sent")
	}))
}

// StopNotice ends an announcement: what still waits is not sent. Conflict if it was not sent or has been stopped.
func (s *Service) StopNotice(ctx context.Context, by actor.Actor, i NoticeID) error {
	const op = "outreach.StopNotice"
	if err := by.Need(actor.ManageOutbox); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		n, err := s.Store.Notice(ctx, t, i)
		if err != nil {
			return err
		}
		if n.Status != NoticeSent {
			return fault.New(fault.Conflict, op, "This announcement is not being sent.")
		}
		n.Status, n.SentBy = NoticeStopped, by.ID
		if err := s.Queue.Drop(ctx, t, NoticeJob, string(i)); err != nil {
			return err
		}
		if err := s.Withdraw(ctx, t, string(i), ByStaff); err != nil {
			return err
		}
		return s.saveNotice(ctx, t, n, "announcement stopped")
	}))
}

// NoticeDue is the [job.Handler] of one announcement: it plans a message for each of the group, some at a time.
func (s *Service) NoticeDue(ctx context.Context, c job.Claimed) error {
	return fault.At("outreach.NoticeDue", s.work(ctx, func(t tx.Tx) error {
		n, err := s.Store.Notice(ctx, t, NoticeID(c.Ref))
		if err != nil || n.Status != NoticeSent || !n.Until.After(t.Now()) {
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			return s.Queue.Done(ctx, t, c)
		}
		people, err := s.members(ctx, t, n.Group)
		if err != nil {
			return err
		}
		planned, err := s.Store.About(ctx, t, string(n.ID))
		if err != nil {
			return err
		}
		has := map[patient.ID]bool{}
		for _, m := range planned {
			has[m.Patient] = true
		}
		people = slices.DeleteFunc(people, func(p patient.ID) bool { return has[p] })
		now := people[:min(len(people), noticeAtOnce)]
		for _, p := range now {
			if _, err := s.Plan(ctx, t, Plan{Kind: Announcement, Patient: p, Ref: string(n.ID), Due: t.Now(), Until: n.Until}); err != nil {
				return err
			}
		}
		if n.People += len(now); len(now) > 0 {
			if err := s.saveNotice(ctx, t, n, "announcement planned"); err != nil {
				return err
			}
		}
		if len(now) < len(people) {
			return s.Queue.Later(ctx, t, c, t.Now())
		}
		return s.Queue.Done(ctx, t, c)
	}))
}

// announcements is the [Source] of announcements.
type announcements struct{ *Service }

// Matter implements [Source].
func (a announcements) Matter(ctx context.Context, t tx.Tx, m Message) (Matter, error) {
	n, err := a.Store.Notice(ctx, t, NoticeID(m.Ref))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Matter{}, err
	}
	if err != nil || n.Status != NoticeSent {
		return Matter{Moot: Settled}, nil
	}
	return Matter{Words: []guard.Part{guard.Literal(n.Words)}}, nil
}
