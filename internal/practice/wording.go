package practice

import (
	"slices"
	"strings"

	"bedside/internal/civil"
)

// Profile is what the site says of a provider's qualifications: only what may be said and, of licences and boards, only
// what somebody has looked up.
type Profile struct {
	Lines  []string // qualifications in the provider's own words
	Claims []Claim
	Hidden []Hidden // what is not shown, and why: for staff
}

// Claim is a credential in the words that state rules ask for.
type Claim struct {
	Credential
	Text string // without who looked it up and when, which stands beside it
}

// Hidden is something that the site does not say.
type Hidden struct{ Text, Why string }

// wording is a state's rule on a physician's board certification in public words. The authorities are those of the
// states' advertising rules; what is doubtful is not shown, and why says "may".
type wording struct {
	state, authority string
	recognisedOnly   bool // certification by a board that is not recognised is not to be named at all
}

var wordings = []wording{
	{"CA", "Cal. Bus. & Prof. Code 651(h)(5)", true},
	{"FL", "Fla. Admin. Code 64B8-11.001", true},
	{"NY", "8 NYCRR 29.1(b)(12)", false},
	{"TX", "22 TAC 164.3", false},
}

// recognised are the member boards of the American Board of Medical Specialties, by what stands after "American Board
// of"; the list is that of abms.org in 2026.
var recognised = []string{
	"allergy and immunology", "anesthesiology", "colon and rectal surgery", "dermatology", "emergency medicine", "family medicine", "internal medicine",
	"medical genetics and genomics", "neurological surgery", "nuclear medicine", "obstetrics and gynecology", "ophthalmology", "orthopaedic surgery",
	"otolaryngology head and neck surgery", "pathology", "pediatrics", "physical medicine and rehabilitation", "plastic surgery", "preventive medicine",
	"psychiatry and neurology", "radiology", "surgery", "thoracic surgery", "urology",
}

// Recognised reports whether a board is a member of the American Board of Medical Specialties or of the American
// Osteopathic Association.
func Recognised(board string) bool {
	name := strings.Join(foldWords(strings.ReplaceAll(board, "&", " and ")), " ")
	if after, ok := strings.CutPrefix(name, "american board of "); ok {
		return slices.Contains(recognised, after)
	}
	return strings.HasPrefix(name, "american osteopathic board of ")
}

// Physician reports whether the provider's degree is a physician's.
func (p Provider) Physician() bool {
	return slices.ContainsFunc(foldWords(strings.ReplaceAll(p.Credentials, ".", "")), func(w string) bool { return w == "md" || w == "do" })
}

// Profile says what the site shows of a provider on a day.
func (p *Practice) Profile(v Provider, on civil.Date) Profile {
	var all Profile
	states := p.statesOf(v)
	for l := range strings.Lines(v.Qualifications) {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		if why := doubtful(l); why != "" {
			all.Hidden = append(all.Hidden, Hidden{l, why})
		} else {
			all.Lines = append(all.Lines, l)
		}
	}
	for _, c := range p.CredentialsOf(v.ID) {
		if said, why := c.public(v, states, on); why != "" {
			all.Hidden = append(all.Hidden, Hidden{said, why})
		} else {
			all.Claims = append(all.Claims, Claim{c, said})
		}
	}
	return all
}

// public says a credential as the site does, and why it must not, if it must not.
func (c Credential) public(v Provider, states []string, on civil.Date) (said, why string) {
	if c.Kind == Licence {
		said = "Licensed in " + c.State + " by the " + strings.TrimPrefix(c.Issuer, "the ") + ", number " + c.Number
	} else {
		said = "Certified in " + c.Field + " by the " + strings.TrimPrefix(c.Issuer, "the ")
		known := Recognised(c.Issuer)
		if known && v.Physician() {
			said = "Board certified" + strings.TrimPrefix(said, "Certified")
		}
		if v.Physician() && !known {
			said += ", which is not a member board of the American Board of Medical Specialties"
			for _, w := range wordings {
				if w.recognisedOnly && slices.Contains(states, w.state) {
					why = "In " + w.state + " a physician may name only a recognized board (" + w.authority + ")."
				}
			}
		}
	}
	if c.Status == Conditions {
		said += "; there are conditions, which the board’s page tells"
	}
	if c.Ended(on) {
		why = "It has ended."
	}
	return said, why
}

// doubtful says why a line of qualifications may mislead, or "".
func doubtful(line string) string {
	all := " " + strings.Join(foldWords(line), " ") + " "
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(s string) bool { return strings.Contains(all, " "+s+" ") })
	}
	switch {
	case has("board eligible", "board qualified", "boards eligible"):
		return "“Board eligible” or “board qualified” may mislead (22 TAC 164.3). Say what training was completed."
	case has("board certified", "board certification", "boards certified") && !has("board of", "certification board", "board for", "college of"):
		return "It does not say which board (Cal. Bus. & Prof. Code 651(h)(5)). Enter the certification with its board, as it was looked up."
	case has("npi", "national provider identifier") && has("licensed", "license", "licence", "certified", "registered", "verified"):
		return "A provider number is not a license. Enter the license, as it was looked up."
	case has("best", "top doctor", "leading", "number one", "foremost", "renowned") && !strings.ContainsAny(line, "0123456789"):
		return "It may claim more than can be shown (Tex. Occ. Code 101.201). Say what can be looked up."
	}
	return ""
}
