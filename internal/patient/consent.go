package patient

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Purpose is what a contact point may be used for. Answers, codes, confirmations of what somebody just did and the
// practice's own changes of a visit need none (SAFETY 13); nothing goes to a number or address that was stopped.
type Purpose string

const (
	Reminders     Purpose = "reminders"     // of visits, and times offered from the waitlist
	FollowUps     Purpose = "followups"     // after a visit, and when the next is due
	Announcements Purpose = "announcements" // to a group
	AutoVoice     Purpose = "voice"         // automated calls, whatever they are about (FCC 24-17)
)

// Purposes lists every purpose, in the order of screens.
func Purposes() []Purpose { return []Purpose{Reminders, FollowUps, Announcements, AutoVoice} }

// Act is what an entry of the ledger says.
type Act string

const (
	Gave     Act = "gave"     // consent, of one patient for one contact point
	Withdrew Act = "withdrew" // the same
	Stopped  Act = "stopped"  // whoever has the number or address asked to stop
	Started  Act = "started"  // and asked again
	Detached Act = "detached" // wrong number: it was taken off the patient's record
)

// Said is how somebody gave or took back consent.
type Said struct {
	How   string    // a short code: "booking page", "import", "staff", "text", "call", "link", "reply", "chat"
	Words phi.Text  // exactly what they were shown or said
	For   []Purpose // none: everything is stopped; who gives consent says for what
}

// Consent is an entry of the ledger, which is only ever added to.
type Consent struct {
	Place   int64 // from 1, of the number or address
	Patient ID    // "" for what holds whoever it belongs to, as Contact
	Contact ContactID
	Kind    ContactKind
	Value   phi.Text // "" for what was taken over from before there was a ledger
	Act     Act
	At      time.Time
	By      actor.Actor // without a role
	Said
}

// Stop is what was stopped at a number or address.
type Stop struct {
	All bool
	Of  []Purpose // one by one, where not All
}

// longestWords is how many code points of what was said are kept.
const longestWords = 2000

// Agreed reports whether the patient agreed to be reached there for the purpose, whatever was stopped.
func (c Contact) Agreed(p Purpose) bool {
	if p == Reminders {
		return c.Consent
	}
	return slices.Contains(c.Also, p)
}

// May reports whether the contact point may be used for the purpose: the patient agreed, and nobody at it asked us to stop.
func (c Contact) May(p Purpose) bool { return c.Agreed(p) && !c.Stops(p) }

// Stops reports whether somebody at the number or address asked us to stop what is for the purpose.
func (c Contact) Stops(p Purpose) bool { return c.OptedOut || slices.Contains(c.Stopped, p) }

// agree changes what the contact point says of what the patient agrees to.
func (c *Contact) agree(yes bool, s Said, now time.Time) {
	for _, p := range s.purposes() {
		switch {
		case p == Reminders:
			c.Consent, c.ConsentHow, c.ConsentAt = yes, s.How, now
		case yes && !slices.Contains(c.Also, p):
			c.Also = append(slices.Clone(c.Also), p)
		case !yes:
			c.Also = slices.DeleteFunc(slices.Clone(c.Also), func(o Purpose) bool { return o == p })
		}
	}
}

func (s Said) purposes() []Purpose {
	if len(s.For) == 0 {
		return Purposes()
	}
	return s.For
}

// check cuts words that are too long to keep: a stop is never refused for its length.
func (s *Said) check() error {
	if err := checkHow(s.How); err != nil {
		return err
	}
	text := strings.ToValidUTF8(s.Words.Reveal(), "\uFFFD")
	if utf8.RuneCountInString(text) > longestWords {
		text = string([]rune(text)[:longestWords])
	}
	s.Words = phi.NewText(text)
	for _, p := range s.For {
		if !slices.Contains(Purposes(), p) {
			return invalid("Choose what the consent is for.")
		}
	}
	if s.all() {
		s.For = nil
	}
	return nil
}

func (s Said) all() bool {
	return !slices.ContainsFunc(Purposes(), func(p Purpose) bool { return !slices.Contains(s.purposes(), p) })
}

// SetConsent records on staff's word that a patient gives or withdraws consent at a contact point. Given anew after a stop
// of that number or address it ends the stop, because the patient has asked again: then the words that they said are
// needed. Withdrawal holds for this patient alone; see [Registry.OptOut]. NotFound, Invalid, Forbidden without the right to
// change patients.
func (r *Registry) SetConsent(ctx context.Context, t tx.Tx, i ContactID, consent bool, s Said) error {
	const op = "patient.SetConsent"
	if err := t.By().Need(actor.ChangePatients); err != nil {
		return err
	}
	if consent && len(s.For) == 0 {
		return fault.At(op, invalid("Choose what the consent is for."))
	}
	if err := s.check(); err != nil {
		return fault.At(op, err)
	}
	p, c, err := r.contact(ctx, t, i)
	if err != nil {
		return err
	}
	stopped := slices.ContainsFunc(s.purposes(), c.Stops)
	if consent && stopped && strings.TrimSpace(s.Words.Reveal()) == "" {
		return fault.At(op, invalid("Somebody at this "+place(c.Kind)+" asked us to stop. Write down in which words the patient asks for messages again."))
	}
	c.agree(consent, s, t.Now())
	if err := r.Store.SetConsent(ctx, t, c); err != nil {
		return fault.At(op, err)
	}
	act, verb := Withdrew, "withdrew consent"
	if consent {
		act, verb = Gave, "consented"
	}
	if err := r.enter(ctx, t, p.ID, c, act, s); err != nil {
		return err
	}
	if consent && stopped {
		if err := r.setStop(ctx, t, c.Kind, c.Value, s, false); err != nil {
			return err
		}
	}
	return r.Audit.Record(ctx, t, verb, about(p.ID), "", audit.Facts{"contact": string(c.ID), "how": s.How, "for": s.list()})
}

// place is what staff read for the kind.
func place(k ContactKind) string {
	if k == Phone {
		return "number"
	}
	return "address"
}

// enter adds an entry about a patient's contact point, or with neither one about the number or address itself.
func (r *Registry) enter(ctx context.Context, t tx.Tx, p ID, c Contact, act Act, s Said) error {
	by := actor.Actor{Kind: t.By().Kind, ID: t.By().ID}
	return fault.At("patient.enter", r.Store.Enter(ctx, t, Consent{Patient: p, Contact: c.ID, Kind: c.Kind, Value: c.Value, Act: act, At: t.Now(), By: by, Said: s}))
}

// list names the purposes for an event.
func (s Said) list() string {
	if len(s.For) == 0 {
		return "all"
	}
	var all []string
	for _, p := range s.For {
		all = append(all, string(p))
	}
	return strings.Join(all, " ")
}

// Ledger returns everything that was ever said about consent at the patient's contact points, those they no longer have
// too, the latest first. The caller enters the disclosure. Forbidden without the right to see patients.
func (r *Registry) Ledger(ctx context.Context, t tx.Tx, i ID) ([]Consent, error) {
	if err := t.By().NeedFor(actor.SeePatients, string(i)); err != nil {
		return nil, err
	}
	all, err := r.Store.Ledger(ctx, t, i)
	slices.SortStableFunc(all, func(a, b Consent) int {
		if n := b.At.Compare(a.At); n != 0 {
			return n
		}
		return int(b.Place - a.Place)
	})
	return all, fault.At("patient.Ledger", err)
}
