package practice

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/tx"
)

// Credential is a licence or a board certification of a provider, as somebody looked it up where it is kept. What
// nobody looked up is no credential.
type Credential struct {
	ID        CredentialID
	Provider  ProviderID
	Kind      CredentialKind
	Issuer    string // the board by its full name: "Minnesota Board of Medical Practice"
	State     string // of a licence: two letters
	Number    string // of a licence, as the board writes it
	Field     string // of a certification: "Family Medicine"
	Status    CredentialStatus
	Expires   civil.Date // the last day; zero if the source names none
	CheckedBy string     // the name of whoever looked it up
	CheckedOn civil.Date
	Source    string     // where: an https address, or words such as "by telephone, from the board's register"
	Next      civil.Date // when it is to be looked up again
}

// CredentialKind is what sort of credential it is.
type CredentialKind string

const (
	Licence       CredentialKind = "licence"
	Certification CredentialKind = "board"
)

// CredentialStatus is what its source says of a credential.
type CredentialStatus string

const (
	InForce    CredentialStatus = "active"
	Conditions CredentialStatus = "conditions" // in force under conditions, which the board's page tells
	Lapsed     CredentialStatus = "lapsed"     // ended, withdrawn or never found
)

// Days within which a credential or a number has to be looked up anew.
const (
	soon      = 30  // before Next or the last day
	npiMonths = 365 // after a number was looked up
	longest   = 400 // between two looks
)

// Ended reports whether the credential is not in force on a day.
func (c Credential) Ended(on civil.Date) bool {
	return c.Status == Lapsed || !c.Expires.IsZero() && c.Expires.Before(on)
}

// Due reports whether somebody has to look it up again on a day.
func (c Credential) Due(on civil.Date) bool {
	return on.DaysUntil(c.Next) <= 0 || !c.Expires.IsZero() && on.DaysUntil(c.Expires) <= soon
}

// NPIDue reports whether somebody has to look the provider's number up on a day.
func (p Provider) NPIDue(on civil.Date) bool {
	return p.NPI != "" && (p.NPICheck.On.IsZero() || p.NPICheck.On.DaysUntil(on) > npiMonths)
}

// Today is the day by the practice's own wall clock.
func (p *Practice) Today(now time.Time) civil.Date {
	return civil.DateOf(now.In(Location{Zone: p.Settings.Zone}.In()))
}

// Credential returns the credential, or false if there is none with the id.
func (p *Practice) Credential(i CredentialID) (Credential, bool) {
	return find(p.Credentials, func(c Credential) bool { return c.ID == i })
}

// CredentialsOf returns a provider's licences and then the certifications, each in the order in which they were added.
func (p *Practice) CredentialsOf(i ProviderID) (all []Credential) {
	for _, kind := range []CredentialKind{Licence, Certification} {
		for _, c := range p.Credentials {
			if c.Provider == i && c.Kind == kind {
				all = append(all, c)
			}
		}
	}
	return all
}

// DueChecks is how many credentials and numbers of active providers have to be looked up on a day.
func (p *Practice) DueChecks(on civil.Date) (n int) {
	for _, v := range p.Providers {
		if !v.Active {
			continue
		}
		if v.NPIDue(on) {
			n++
		}
		for _, c := range p.CredentialsOf(v.ID) {
			if c.Due(on) {
				n++
			}
		}
	}
	return n
}

// statesOf are the states in which a provider is licensed or the practice has a location.
func (p *Practice) statesOf(v Provider) (all []string) {
	for _, c := range p.Credentials {
		if c.Provider == v.ID && c.Kind == Licence {
			all = append(all, c.State)
		}
	}
	for _, l := range p.Locations {
		if l.Active && l.State != "" {
			all = append(all, l.State)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (c *Credential) normalise(today civil.Date) error {
	c.State = strings.ToUpper(strings.TrimSpace(c.State))
	err := first(
		in("Issuer", needed("The board", &c.Issuer, line)),
		in("Number", text("The number", &c.Number, short)),
		in("Field", text("The field", &c.Field, short)),
		in("CheckedBy", needed("The name of who looked it up", &c.CheckedBy, short)),
		in("Source", needed("Where it was looked up", &c.Source, line)),
		in("Source", c.checkSource()),
	)
	if err != nil {
		return err
	}
	switch c.Kind {
	case Licence:
		c.Field = ""
		if len(c.State) != 2 || !slices.Contains(states, c.State) {
			return in("State", invalid("A license is of one state. Write its two letters, such as MN."))
		}
		if c.Number == "" {
			return in("Number", invalid("Write the number of the license."))
		}
	case Certification:
		c.State, c.Number = "", ""
		if c.Field == "" {
			return in("Field", invalid("Write what the board certifies, such as Family Medicine."))
		}
		if !strings.Contains(strings.ToLower(c.Issuer), "board") && !strings.Contains(c.Issuer, " ") {
			return in("Issuer", invalid("Name the board in full, not by its letters (Cal. Bus. & Prof. Code 651(h)(5))."))
		}
	default:
		return in("Kind", invalid("Choose license or board certification."))
	}
	switch {
	case c.Status != InForce && c.Status != Conditions && c.Status != Lapsed:
		return in("Status", invalid("Choose what the board says: in force, with conditions, or ended."))
	case c.CheckedOn.IsZero() || today.Before(c.CheckedOn):
		return in("CheckedOn", invalid("Write the day on which it was looked up. It cannot be in the future."))
	case c.Next.IsZero() || !c.CheckedOn.Before(c.Next) || c.CheckedOn.DaysUntil(c.Next) > longest:
		return in("Next", invalid("Write when to look it up again: after the last look, and within thirteen months."))
	}
	return nil
}

// checkSource refuses an address that is not one to open.
func (c *Credential) checkSource() error {
	if !strings.Contains(c.Source, "://") {
		return nil
	}
	if u, err := url.Parse(c.Source); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return invalid("An address of a register looks like https://www.certificationmatters.org.")
	}
	return nil
}

// states are the two letters of the states, the district and the territories that license clinicians.
var states = strings.Fields("AL AK AZ AR CA CO CT DE DC FL GA GU HI ID IL IN IA KS KY LA ME MD MA MI MN MP MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA VI WA WV WI WY AS")

// SaveCredential adds a credential (no id) or replaces one, as somebody looked it up, and returns its id. NotFound for
// an id or a provider that is not there; Invalid with a sentence, also if the provider has it already.
func (r *Registry) SaveCredential(ctx context.Context, t tx.Tx, c Credential) (CredentialID, error) {
	const op = "practice.SaveCredential"
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return "", err
	}
	if _, ok := p.Provider(c.Provider); !ok {
		return "", fault.New(fault.NotFound, op, "There is no such provider.")
	}
	if err := c.normalise(p.Today(t.Now())); err != nil {
		return "", fault.At(op, err)
	}
	if same, ok := find(p.Credentials, func(o Credential) bool { return o.sameAs(c) }); ok && same.ID != c.ID {
		return "", fault.Wrap(fault.Invalid, op, "The provider has this one already. Open it and write what you found there.", Field("Issuer"))
	}
	verb, facts := "added", audit.Facts{"provider": string(c.Provider), "kind": string(c.Kind)}
	if c.ID == "" {
		c.ID = id.New[Credential](r.IDs)
	} else {
		old, ok := p.Credential(c.ID)
		if !ok || old.Provider != c.Provider {
			return "", fault.New(fault.NotFound, op, "There is no such credential.")
		}
		if old == c {
			return c.ID, nil
		}
		verb, facts["fields"] = "changed", changed(old, c)
	}
	if err := r.Store.PutCredential(ctx, t, c); err != nil {
		return "", fault.At(op, err)
	}
	return c.ID, r.changedTo(ctx, t, p, verb, audit.Ref{Kind: "credential", ID: string(c.ID)}, facts)
}

// sameAs reports whether two are one provider's one credential, whatever was found of it.
func (c Credential) sameAs(o Credential) bool {
	return c.Provider == o.Provider && c.Kind == o.Kind && c.State == o.State && c.Number == o.Number &&
		strings.EqualFold(c.Issuer, o.Issuer) && strings.EqualFold(c.Field, o.Field)
}

// RemoveCredential removes a credential that was entered by mistake; one that has ended is kept as lapsed. NotFound if
// there is none.
func (r *Registry) RemoveCredential(ctx context.Context, t tx.Tx, i CredentialID) error {
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return err
	}
	if err := r.Store.DeleteCredential(ctx, t, i); err != nil {
		return fault.At("practice.RemoveCredential", err)
	}
	return r.changedTo(ctx, t, p, "removed", audit.Ref{Kind: "credential", ID: string(i)}, nil)
}
