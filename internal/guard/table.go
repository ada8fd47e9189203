package guard

import (
	"strings"

	"bedside/internal/guard/ident"
	"bedside/internal/guard/rules"
)

type valueKind int

const (
	literal valueKind = iota
	firstName
	fullName
	visitTime
	place
	reason
	serviceName
	providerName
	practiceName
	practicePhone
	link
)

// column says who can come across a message. The table has one for each.
type column int

const (
	anyone     column = 1 << iota // the public
	left                          // one patient, by a message that lies where others may read or hear it
	live                          // one patient, in a conversation or on a page behind verification
	colleagues                    // staff
)

// allowed is the whole policy for typed values: which may go where (45 CFR 164.502(a) for the public; house policy
// on HHS FAQ 198 for messages that are left: no reason, no service, no provider who gives the specialty away).
var allowed = map[valueKind]struct {
	in      column
	rule    string
	typ     ident.Type
	longest int // bytes
	what    string
}{
	firstName:     {left | live | colleagues, "value.first-name", ident.Name, 60, "A patient's first name"},
	fullName:      {live | colleagues, "value.full-name", ident.Name, 120, "A patient's full name"},
	visitTime:     {left | live | colleagues, "value.visit-time", ident.Date, 80, "The time of a patient's visit"},
	reason:        {live | colleagues, "value.reason", ident.OtherID, 2000, "The reason for a visit"},
	serviceName:   {anyone | live | colleagues, "value.service", ident.OtherID, 120, "The kind of a visit"},
	providerName:  {anyone | live | colleagues, "value.provider", ident.Name, 120, "The clinician of a visit"},
	place:         {anyone | left | live | colleagues, "value.place", ident.Geo, 300, "A place of the practice"},
	practiceName:  {anyone | left | live | colleagues, "value.practice", ident.OtherID, 160, "The practice's name"},
	practicePhone: {anyone | left | live | colleagues, "value.phone", ident.Phone, 40, "The practice's number"},
	link:          {anyone | left | live | colleagues, "value.link", ident.URL, 2000, "A link of the practice"},
}

// columnOf says who can come across a draft.
func columnOf(d Draft) column {
	switch {
	case d.Audience == Staff:
		return colleagues
	case d.Audience == Public:
		return anyone
	case d.Kind == SMS, d.Kind == Email, d.Channel == "sms", d.Channel == "email", d.Channel == "voicemail":
		return left
	case d.Kind == Voice, d.Kind == Chat, d.Kind == Page:
		return live
	}
	return anyone // a post or a reply is public whatever it says
}

// judge returns a finding where the table does not let the value go, or where the value does not look like what it
// says it is: a name typed into a form is not a way to send links from the practice's number.
func (v value) judge(d Draft) *Finding {
	row := allowed[v.part.kind]
	f := &Finding{
		Rule: row.rule, Category: Privacy, Severity: rules.Block, Type: string(row.typ), Start: v.start, End: v.end,
		Authority: "House policy, on 45 CFR 164.502(a) and HHS FAQ 198",
	}
	text, in := v.part.text.Reveal(), row.in
	if v.part.chosen && in&live != 0 {
		in |= left
	}
	switch {
	case in&columnOf(d) == 0 && d.Audience == Patient:
		f.Message = row.what + " may be read by anyone who picks up the phone. Leave it out, or put it behind sign-in."
	case in&columnOf(d) == 0:
		f.Message = row.what + " may not go to the public. Leave it out."
	case len(text) > row.longest, !looksRight(v.part.kind, text):
		f.Message = row.what + " does not look like one. Check where it comes from."
	default:
		return nil
	}
	return f
}

func looksRight(k valueKind, text string) bool {
	switch k {
	case firstName, fullName:
		return !strings.ContainsAny(text, "\r\n\t@/\\<>{}[]|=:;0123456789")
	case link:
		return (strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")) && !strings.ContainsAny(text, " \r\n\t<>\"")
	case reason:
		return true
	}
	return !strings.ContainsAny(text, "\r\n")
}
