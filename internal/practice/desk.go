package practice

import (
	"cmp"
	"context"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

// Desk is how the front desk answers when Bedside does.
type Desk struct {
	Dials           map[string]Dial // by the name of the flow; read them with [Desk.Dial]
	Transfer        string          // E.164 number that a person answers, "" for none
	TransferSeconds int             // how long it rings there before Bedside takes a message
	Referral        string          // E.164 number for referrals, "" for Transfer
	Urgent          time.Duration   // within which somebody on call phones back; callers are told
	Voicemail       bool            // takes a spoken message when nobody answers
	Spanish         bool            // offers Spanish
	Insurances      []string        // the plans the practice takes, as patients call them
	Codes           []string        // the flows in which somebody also says a code that was sent to a number on file
	Private         []ServiceID     // kinds of visit that a minor may consent to alone: nothing is told of them
	RedFlags        Signature
}

// Dial says how far Bedside may go in a flow by itself.
type Dial string

const (
	Message Dial = "message" // takes a message; a person does the rest
	Propose Dial = "propose" // works out what is wanted and proposes it to staff, who do it
	Act     Dial = "act"     // does it
)

// Signature is the name of whoever answers for the rules by which emergencies are told (SAFETY 6). The zero one is nobody's.
type Signature struct {
	Set   string // which rules: it counts only for these
	Staff string // id of who signed
	Name  string
	At    time.Time
}

// SignedRule is a rule as somebody has signed it.
type SignedRule struct {
	Rule  string
	Mark  string // of all that it held
	Tier  string
	Plain string
}

// Signed returns the rules as they stood when the list was signed last, by their names; none where nobody has. Forbidden
// without the right to see the practice.
func (r *Registry) Signed(ctx context.Context, t tx.Tx) ([]SignedRule, error) {
	if err := t.By().Need(actor.SeePractice); err != nil {
		return nil, err
	}
	all, err := r.Store.Signed(ctx, t)
	return all, fault.At("practice.Signed", err)
}

// Flow is one thing that patients ask the front desk for.
type Flow struct {
	Name string
	May  []Dial // how far it may go, the most careful first; the last is the default
}

// Flows lists the flows that have a dial, in the order of screens. What needs a clinician, a record or money is never
// done by Bedside: it goes to a person.
func Flows() []Flow {
	visits, answers, requests := []Dial{Message, Propose, Act}, []Dial{Message, Act}, []Dial{Message}
	return []Flow{
		{"book", visits}, {"reschedule", visits}, {"cancel", visits},
		{"confirm", answers}, {"appointment_info", answers},
		{"waitlist", visits}, {"waitlist_leave", visits}, {"waitlist_info", answers},
		{"office_info", answers}, {"find_provider", answers}, {"insurance_question", answers},
		{"refill", requests}, {"clinician_message", requests}, {"referral", requests}, {"records", requests}, {"billing", requests},
	}
}

// Dial returns how far Bedside may go in the flow: as the practice has set it, else as far as the flow can go; Message
// for a flow that has no dial. To wait for a sooner time has that of waiting for a time.
func (d Desk) Dial(flow string) Dial {
	if flow == "sooner" {
		flow = "waitlist"
	}
	if set, ok := d.Dials[flow]; ok {
		return set
	}
	if f, ok := find(Flows(), func(f Flow) bool { return f.Name == flow }); ok {
		return f.May[len(f.May)-1]
	}
	return Message
}

// DeskDefaults returns the front desk of a practice that has set nothing.
func DeskDefaults() Desk {
	return Desk{TransferSeconds: 25, Urgent: 30 * time.Minute, Voicemail: true, Spanish: true}
}

func (d *Desk) normalise() error {
	d.Dials, d.Insurances = maps.Clone(d.Dials), slices.Clone(d.Insurances)
	d.Codes, d.Private = sorted(d.Codes), sorted(d.Private)
	return first(
		in("Codes", d.checkCodes()),
		in("Dials", d.checkDials()),
		in("Transfer", phone(&d.Transfer)),
		in("Referral", phone(&d.Referral)),
		in("TransferSeconds", within("The ringing", d.TransferSeconds, 10, 60, "seconds")),
		in("Urgent", d.checkUrgent()),
		in("Insurances", list("An insurance", &d.Insurances, short, 300)),
	)
}

func (d *Desk) checkDials() error {
	for flow, dial := range d.Dials {
		f, ok := find(Flows(), func(f Flow) bool { return f.Name == flow })
		if !ok {
			return invalid("The front desk has no dial for " + strconv.Quote(flow) + ".")
		}
		if !slices.Contains(f.May, dial) {
			may := make([]string, len(f.May))
			for i, m := range f.May {
				may[i] = string(m)
			}
			return invalid("The dial of " + flow + " can be: " + strings.Join(may, ", ") + ".")
		}
	}
	if len(d.Dials) == 0 {
		d.Dials = nil
	}
	return nil
}

// CodeFlows lists the flows that may ask for a code: those that a person's own affairs go through.
func CodeFlows() []string {
	return []string{"records", "refill", "billing", "referral", "clinician_message", "reschedule", "cancel", "sooner", "waitlist_leave", "waitlist_info"}
}

func (d *Desk) checkCodes() error {
	for _, f := range d.Codes {
		if !slices.Contains(CodeFlows(), f) {
			return invalid("No code can be asked for in " + strconv.Quote(f) + ".")
		}
	}
	return nil
}

// sorted are the values in order, each once; nil for none.
func sorted[T cmp.Ordered](all []T) []T {
	if len(all) == 0 {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(all)))
}

func (d *Desk) checkUrgent() error {
	if d.Urgent%time.Minute != 0 {
		return invalid("The time until somebody calls back is in whole minutes.")
	}
	return within("The time until somebody calls back", int(d.Urgent/time.Minute), 5, 120, "minutes")
}

// within refuses a number outside of its bounds.
func within(what string, n, least, most int, unit string) error {
	if n < least || n > most {
		return invalid(what + " is from " + strconv.Itoa(least) + " to " + strconv.Itoa(most) + " " + unit + ".")
	}
	return nil
}

// list normalises each text of a list in place and drops empty ones and those that are there already.
func list(what string, all *[]string, each, most int) error {
	var kept []string
	for _, s := range *all {
		if err := text(what, &s, each); err != nil {
			return err
		}
		if s != "" && !slices.ContainsFunc(kept, func(k string) bool { return strings.EqualFold(k, s) }) {
			kept = append(kept, s)
		}
	}
	if *all = kept; len(kept) > most {
		return invalid("There are too many of them. Keep " + strconv.Itoa(most) + ".")
	}
	return nil
}

// SaveDesk replaces the settings of the front desk, all but the signature, which only [Registry.SignRedFlags] sets.
// Invalid with a sentence about the first thing that is wrong.
func (r *Registry) SaveDesk(ctx context.Context, t tx.Tx, d Desk) error {
	const op = "practice.SaveDesk"
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return err
	}
	if err := d.normalise(); err != nil {
		return fault.At(op, err)
	}
	for _, i := range d.Private {
		if _, ok := p.Service(i); !ok {
			return fault.At(op, in("Private", invalid("There is no such kind of visit any more. Look again and repeat your change.")))
		}
	}
	d.RedFlags = p.Desk.RedFlags
	if reflect.DeepEqual(d, p.Desk) {
		return nil
	}
	if err := r.Store.PutDesk(ctx, t, d); err != nil {
		return fault.At(op, err)
	}
	return r.changedTo(ctx, t, p, "changed", audit.Ref{Kind: "desk"}, audit.Facts{"fields": changed(p.Desk, d)})
}

// SignRedFlags puts the name of whoever acts under a set of rules by which emergencies are told, and keeps the rules as
// they stand; it replaces the signature before. Forbidden without the right to sign; Invalid without a set or a name.
func (r *Registry) SignRedFlags(ctx context.Context, t tx.Tx, set, name string, rules ...SignedRule) error {
	const op = "practice.SignRedFlags"
	if err := t.By().Need(actor.SignRedFlags); err != nil {
		return err
	}
	p, err := r.named(ctx, t)
	if err != nil {
		return err
	}
	if err := first(needed("The list to sign", &set, short), needed("Your name", &name, short)); err != nil {
		return fault.At(op, err)
	}
	d := p.Desk
	d.RedFlags = Signature{Set: set, Staff: t.By().ID, Name: name, At: t.Now()}
	if err := r.Store.PutDesk(ctx, t, d); err != nil {
		return fault.At(op, err)
	}
	if err := r.Store.PutSigned(ctx, t, rules); err != nil {
		return fault.At(op, err)
	}
	return r.changedTo(ctx, t, p, "signed", audit.Ref{Kind: "red flags", ID: set}, audit.Facts{"rules": strconv.Itoa(len(rules))})
}
