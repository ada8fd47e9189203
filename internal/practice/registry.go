package practice

import (
	"context"
	"sync"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/tx"
)

// Store keeps the practice. Methods take the transaction; they return faults. Only [Registry] calls them, with values
// it has checked.
type Store interface {
	// Version returns the version that t sees, 0 before the first PutSettings, and whether t itself has written
	// anything, so that what it sees may yet be undone.
	Version(ctx context.Context, t tx.Tx) (version int64, ours bool, err error)
	// Load reads everything; before the first PutSettings it is a Practice with the Defaults and version 0.
	Load(ctx context.Context, t tx.Tx) (*Practice, error)
	// PutSettings adds or replaces the settings and sets the version.
	PutSettings(ctx context.Context, t tx.Tx, s Settings, version int64) error
	// SetVersion sets the version.
	SetVersion(ctx context.Context, t tx.Tx, version int64) error
	// PutLocation adds or replaces a location, its rooms and its resources; those that are not in the lists stay as they are.
	PutLocation(ctx context.Context, t tx.Tx, l Location) error
	// PutProvider adds or replaces a provider and what they offer.
	PutProvider(ctx context.Context, t tx.Tx, p Provider) error
	// PutCredential adds or replaces a credential.
	PutCredential(ctx context.Context, t tx.Tx, c Credential) error
	// DeleteCredential removes a credential; NotFound if there is none.
	DeleteCredential(ctx context.Context, t tx.Tx, i CredentialID) error
	// PutService adds or replaces a service.
	PutService(ctx context.Context, t tx.Tx, s Service) error
	// ReplaceHours replaces all hours of the provider at the location.
	ReplaceHours(ctx context.Context, t tx.Tx, p ProviderID, l LocationID, hours []Hours) error
	// InsertClosure adds a closure.
	InsertClosure(ctx context.Context, t tx.Tx, c Closure) error
	// DeleteClosure removes a closure; NotFound if there is none.
	DeleteClosure(ctx context.Context, t tx.Tx, i ClosureID) error
	// PutNotice adds or replaces what is said of a closure; it ends with it.
	PutNotice(ctx context.Context, t tx.Tx, n Notice) error
	// ReplaceHolidays replaces the holidays that are kept.
	ReplaceHolidays(ctx context.Context, t tx.Tx, names []string) error
	// PutSpecial adds or replaces the hours of one date.
	PutSpecial(ctx context.Context, t tx.Tx, s Special) error
	// DeleteSpecial removes the hours of one date.
	DeleteSpecial(ctx context.Context, t tx.Tx, v ProviderID, l LocationID, d civil.Date) error
	// PutReserved adds or replaces a reserved stretch.
	PutReserved(ctx context.Context, t tx.Tx, s Reserved) error
	// DeleteReserved removes a reserved stretch; NotFound if there is none.
	DeleteReserved(ctx context.Context, t tx.Tx, i ReservedID) error
	// PutRuleOff adds or replaces the decision about a rule of the guard.
	PutRuleOff(ctx context.Context, t tx.Tx, o RuleOff) error
	// DeleteRuleOff removes the decision; NotFound if there is none.
	DeleteRuleOff(ctx context.Context, t tx.Tx, rule string) error
	// PutGroup replaces how many people must fit; before the first they are the GroupDefaults.
	PutGroup(ctx context.Context, t tx.Tx, g Group) error
	// PutDesk adds or replaces the settings of the front desk; before the first they are the DeskDefaults.
	PutDesk(ctx context.Context, t tx.Tx, d Desk) error
	// PutSigned replaces the rules for emergencies as they stood when they were signed; Signed returns them by their names.
	PutSigned(ctx context.Context, t tx.Tx, rules []SignedRule) error
	Signed(ctx context.Context, t tx.Tx) ([]SignedRule, error)
	// PutAnswer adds or replaces an answer.
	PutAnswer(ctx context.Context, t tx.Tx, a Answer) error
	// DeleteAnswer removes an answer; NotFound if there is none.
	DeleteAnswer(ctx context.Context, t tx.Tx, i AnswerID) error
}

// Registry reads and changes the practice. It may be used by several goroutines at once.
type Registry struct {
	Store Store
	Audit *audit.Log
	IDs   *id.Source

	mu     sync.Mutex
	cached *Practice // the newest that is known to be committed
}

// Get returns the practice as t sees it. It costs one small query while nothing has changed. Forbidden without the
// right to see the practice, which visitors have too.
func (r *Registry) Get(ctx context.Context, t tx.Tx) (*Practice, error) {
	if err := t.By().Need(actor.SeePractice); err != nil {
		return nil, err
	}
	version, ours, err := r.Store.Version(ctx, t)
	if err != nil {
		return nil, fault.At("practice.Get", err)
	}
	r.mu.Lock()
	p := r.cached
	r.mu.Unlock()
	if p != nil && p.Version == version {
		return p, nil
	}
	if p, err = r.Store.Load(ctx, t); err != nil {
		return nil, fault.At("practice.Get", err)
	}
	if !ours {
		r.mu.Lock()
		if r.cached == nil || r.cached.Version < p.Version {
			r.cached = p
		}
		r.mu.Unlock()
	}
	return p, nil
}

// Defaults returns the settings of a practice that has set nothing.
func Defaults() Settings {
	return Settings{
		Zone:     "America/New_York",
		Quiet:    civil.Interval{From: civil.NewClock(8, 0), To: civil.NewClock(21, 0)},
		Notice:   2 * time.Hour,
		Horizon:  60,
		SlotStep: 15,
	}
}

// SaveSettings replaces the settings, all but Live, which only [Registry.GoLive] sets. Invalid with a sentence about
// the first thing that is wrong.
func (r *Registry) SaveSettings(ctx context.Context, t tx.Tx, s Settings) error {
	p, err := r.change(ctx, t)
	if err != nil {
		return err
	}
	if err := s.normalise(); err != nil {
		return fault.At("practice.SaveSettings", err)
	}
	s.Live = p.Settings.Live
	if s == p.Settings {
		return nil
	}
	facts := audit.Facts{"fields": changed(p.Settings, s)}
	if err := r.Store.PutSettings(ctx, t, s, p.next(t)); err != nil {
		return fault.At("practice.SaveSettings", err)
	}
	return r.Audit.Record(ctx, t, "changed", audit.Ref{Kind: "settings"}, "", facts)
}

// GoLive ends the first run: the site may be shown. Invalid while something that the site needs is missing; the
// sentence says what.
func (r *Registry) GoLive(ctx context.Context, t tx.Tx) error {
	p, err := r.change(ctx, t)
	if err != nil || p.Settings.Live {
		return err
	}
	if missing := p.missing(); missing != "" {
		return fault.New(fault.Invalid, "practice.GoLive", missing)
	}
	s := p.Settings
	s.Live = true
	if err := r.Store.PutSettings(ctx, t, s, p.next(t)); err != nil {
		return fault.At("practice.GoLive", err)
	}
	return r.Audit.Record(ctx, t, "went live", audit.Ref{Kind: "settings"}, "", nil)
}

// missing says what the site still needs, or "".
func (p *Practice) missing() string {
	if p.Settings.Name == "" {
		return "Give the practice a name first."
	}
	for _, h := range p.Hours {
		l, _ := p.Location(h.Location)
		v, _ := p.Provider(h.Provider)
		if h.Break || !l.Active || !v.Active {
			continue
		}
		for _, s := range p.Services {
			if s.Active && v.Offers(s.ID) {
				return ""
			}
		}
	}
	return "Nobody can be booked yet. The site needs a location, a provider with hours there, and a service that the provider offers."
}

// change asks for the right to change the practice and returns it as it is.
func (r *Registry) change(ctx context.Context, t tx.Tx) (*Practice, error) {
	if err := t.By().Need(actor.ManagePractice); err != nil {
		return nil, err
	}
	return r.Get(ctx, t)
}

// changeMore is change for everything but the settings, which come first.
func (r *Registry) changeMore(ctx context.Context, t tx.Tx) (*Practice, error) {
	if err := t.By().Need(actor.ManagePractice); err != nil {
		return nil, err
	}
	return r.named(ctx, t)
}

// named returns the practice; Conflict before it has settings.
func (r *Registry) named(ctx context.Context, t tx.Tx) (*Practice, error) {
	p, err := r.Get(ctx, t)
	if err == nil && p.Version == 0 {
		err = fault.New(fault.Conflict, "practice.change", "Give the practice a name first.")
	}
	return p, err
}

// changedTo ends a change: the version moves on and the event is recorded.
func (r *Registry) changedTo(ctx context.Context, t tx.Tx, p *Practice, verb string, subject audit.Ref, facts audit.Facts) error {
	if err := r.Store.SetVersion(ctx, t, p.next(t)); err != nil {
		return err
	}
	return r.Audit.Record(ctx, t, verb, subject, "", facts)
}

// next returns the version after p. It is taken from the clock, so that a version that was undone with its
// transaction does not come back with other contents.
func (p *Practice) next(t tx.Tx) int64 { return max(p.Version+1, t.Now().UnixMicro()) }
