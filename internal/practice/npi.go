package practice

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Numbers looks a provider number up in the national registry, NPPES. What it holds is the provider's own statement: a
// number proves neither a licence nor good standing.
type Numbers interface {
	// Find returns what the registry says of a number; NotFound if it has none, Unavailable if it cannot be asked.
	Find(ctx context.Context, npi string) (Registered, error)
}

// Registered is one provider number as the registry has it.
type Registered struct {
	NPI        string
	Missing    bool     // the registry has no such number; nothing else is set but Source
	Person     bool     // not an organisation
	Active     bool     // the number was not deactivated
	Given      []string // the first is in use, others were
	Family     []string
	Credential string
	Taxonomies []Taxonomy // the primary one first
	States     []string   // of the practice addresses, two letters each
	Source     string     // which registry, or which file of it
}

// Taxonomy is a field of work that a provider has stated.
type Taxonomy struct {
	Code, Name string // Name is "" where the source has only the code
	State      string // where the provider says they are licensed in it; the registry does not check it
}

// NPICheck is what came of looking a provider's number up. The zero NPICheck is nobody having looked.
type NPICheck struct {
	On       civil.Date
	Source   string
	Name     string // as the registry has it
	Taxonomy string // the primary one
	States   string // "MN, MI": practice addresses and stated licences
	Differs  string // "" if all of it fits the provider, else what does not, in sentences
}

// ParseNPI reads a provider number: ten digits of which the last checks the others (45 CFR 162.406: the Luhn digit over
// 80840 and the first nine).
func ParseNPI(s string) (string, error) {
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	bad := fault.New(fault.Invalid, "practice.ParseNPI", "That is not a provider number. An NPI has ten digits, begins with 1 or 2, and its last digit checks the others.")
	if len(s) != 10 || s[0] != '1' && s[0] != '2' {
		return "", bad
	}
	sum := 24 // of 80840
	for i := range len(s) {
		d := int(s[i]) - '0'
		if d < 0 || d > 9 {
			return "", bad
		}
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	if sum%10 != 0 {
		return "", bad
	}
	return s, nil
}

// compare says what a registered number and a provider of the practice have in common, and what not.
func (p *Practice) compare(v Provider, r Registered, on civil.Date) NPICheck {
	c := NPICheck{On: on, Source: r.Source}
	if r.Missing {
		c.Differs = "The registry has no such number."
		return c
	}
	var differs []string
	if len(r.Given) > 0 && len(r.Family) > 0 {
		c.Name = strings.TrimSpace(r.Given[0] + " " + r.Family[0])
	}
	states := slices.Clone(r.States)
	for i, t := range r.Taxonomies {
		if i == 0 {
			c.Taxonomy = t.Name
		}
		states = append(states, t.State)
	}
	states = slices.DeleteFunc(states, func(s string) bool { return s == "" })
	slices.Sort(states)
	states = slices.Compact(states)
	c.States = strings.Join(states, ", ")
	if !r.Person {
		differs = append(differs, "The number belongs to an organization, not to a person.")
	}
	if !r.Active {
		differs = append(differs, "The number was deactivated.")
	}
	if !sameName(r.Family, v.Family) || !sameName(r.Given, v.Given) {
		differs = append(differs, "The name is another one.")
	}
	if !slices.ContainsFunc(r.Taxonomies, func(t Taxonomy) bool { return t.Name == "" || alike(t.Name, v.Specialty) }) {
		differs = append(differs, "The field of work is another one.")
	}
	if !slices.ContainsFunc(p.statesOf(v), func(s string) bool { return slices.Contains(states, s) }) {
		differs = append(differs, "None of the states is one in which the provider works.")
	}
	c.Differs = strings.Join(differs, " ")
	return c
}

// sameName reports whether the registry has the name, perhaps with a second one behind it.
func sameName(registered []string, name string) bool {
	want := foldWords(name)
	return len(want) > 0 && slices.ContainsFunc(registered, func(r string) bool {
		have := foldWords(r)
		return len(have) > 0 && (slices.Equal(have, want) || have[0] == want[0] && (len(have) == 1 || len(want) == 1))
	})
}

// alike reports whether two names of a field of work share a word that says something: "Family Medicine Physician" and
// "Family medicine by video".
func alike(a, b string) bool {
	said := foldWords(b)
	return slices.ContainsFunc(foldWords(a), func(w string) bool {
		return len(w) > 3 && !slices.Contains(generic, w) && slices.Contains(said, w)
	})
}

// generic are words in the names of fields that tell none from another.
var generic = []string{"medicine", "physician", "specialist", "health", "care"}

func foldWords(s string) (all []string) {
	for _, w := range words.Split(s) {
		if w.Kind == words.Letters {
			all = append(all, w.Text)
		}
	}
	return all
}

// SaveNPICheck keeps what the registry says of the provider's number. NotFound for a provider that is not there;
// Conflict if the provider's number is no longer the one that was looked up.
func (r *Registry) SaveNPICheck(ctx context.Context, t tx.Tx, i ProviderID, found Registered) error {
	const op = "practice.SaveNPICheck"
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return err
	}
	v, ok := p.Provider(i)
	switch {
	case !ok:
		return fault.New(fault.NotFound, op, "There is no such provider.")
	case v.NPI == "" || v.NPI != found.NPI:
		return fault.New(fault.Conflict, op, "The provider's number was changed meanwhile. Look it up again.")
	}
	v.NPICheck = p.compare(v, found, p.Today(t.Now()))
	if err := r.Store.PutProvider(ctx, t, v); err != nil {
		return fault.At(op, err)
	}
	return r.changedTo(ctx, t, p, "looked up", audit.Ref{Kind: "provider", ID: string(i)}, audit.Facts{"npi": found.NPI, "fits": strconv.FormatBool(v.NPICheck.Differs == "")})
}
