package guard

import (
	"strings"

	"bedside/internal/phi"
)

// Kind is what a draft will be.
type Kind string

const (
	Post  Kind = "post"
	Reply Kind = "reply" // to a comment or a review
	Page  Kind = "page"  // of the site
	SMS   Kind = "sms"
	Email Kind = "email"
	Voice Kind = "voice"
	Chat  Kind = "chat"
)

// Known reports whether k is one of the kinds above.
func (k Kind) Known() bool {
	switch k {
	case Post, Reply, Page, SMS, Email, Voice, Chat:
		return true
	}
	return false
}

// Audience is who will see or hear it.
type Audience string

const (
	Public  Audience = "public"
	Patient Audience = "patient" // one patient, or the one visitor of a chat
	Staff   Audience = "staff"
)

// Known reports whether a is one of the audiences above.
func (a Audience) Known() bool { return a == Public || a == Patient || a == Staff }

// Channel is the way it goes out, such as "email", "sms", "site", "voicemail".
type Channel string

// Draft is something to be said: literal words and typed values, and to whom.
type Draft struct {
	Kind      Kind
	Audience  Audience
	Channel   Channel
	Recipient string // opaque id of who gets it, such as a contact point's; "" for the public
	Author    string
	Title     []Part // a mail's subject, a post's headline; may be empty
	Body      []Part
}

// Part is a piece of a draft. Its text prints as [redacted].
type Part struct {
	kind valueKind
	text phi.Text

	chosen, read bool
}

// Chosen is a value that the one patient it is said to chose, on record, to get in messages (SAFETY 11; 45 CFR
// 164.522(b)). It lets reason, kind of visit and clinician into what is left for them; the public never hears them.
func (p Part) Chosen() Part { p.chosen = true; return p }

// Read is a value that staff wrote about the practice itself: rules of privacy and boundaries read it as they read
// literal words, because a practice's name may tell a specialty.
func (p Part) Read() Part { p.read = true; return p }

// Literal is words as they stand. A patient's data never belongs in one.
func Literal(text string) Part { return Part{kind: literal, text: phi.NewText(text)} }

// FirstName is a patient's given name.
func FirstName(n phi.Name) Part { return Part{kind: firstName, text: phi.NewText(n.RevealGiven())} }

// FullName is a patient's whole name.
func FullName(n phi.Name) Part { return Part{kind: fullName, text: phi.NewText(n.Reveal())} }

// VisitTime is when a visit is: wall time with its zone, already formatted.
func VisitTime(when string) Part { return Part{kind: visitTime, text: phi.NewText(when)} }

// Place is the neutral name or the address of one of the practice's own locations.
func Place(name string) Part { return Part{kind: place, text: phi.NewText(name)} }

// Reason is why a patient comes.
func Reason(t phi.Text) Part { return Part{kind: reason, text: t} }

// ServiceName is the kind of a visit.
func ServiceName(s string) Part { return Part{kind: serviceName, text: phi.NewText(s)} }

// ProviderName is the clinician of a visit.
func ProviderName(s string) Part { return Part{kind: providerName, text: phi.NewText(s)} }

// PracticeName is the practice's real name in its most neutral form.
func PracticeName(s string) Part { return Part{kind: practiceName, text: phi.NewText(s)} }

// PracticePhone is the practice's number for calls.
func PracticePhone(s string) Part { return Part{kind: practicePhone, text: phi.NewText(s)} }

// Link is an address of a page of the practice's own.
func Link(url string) Part { return Part{kind: link, text: phi.NewText(url)} }

// value is a part in its place: bytes start..end of the rendered text.
type value struct {
	part       Part
	start, end int
}

const titleEnd = "\n\n"

// render joins the parts. Where there is a title, a blank line follows it; body is the byte where the body begins.
func (d *Draft) render() (text string, body int, values []value) {
	if len(d.Title) == 0 && len(d.Body) == 1 && d.Body[0].kind == literal { // nothing to join
		return d.Body[0].text.Reveal(), 0, nil
	}
	var b strings.Builder
	write := func(parts []Part) {
		for _, p := range parts {
			start := b.Len()
			b.WriteString(p.text.Reveal())
			if p.kind != literal {
				values = append(values, value{p, start, b.Len()})
			}
		}
	}
	write(d.Title)
	if b.Len() > 0 {
		b.WriteString(titleEnd)
	}
	body = b.Len()
	write(d.Body)
	return b.String(), body, values
}
