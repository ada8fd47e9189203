package practice

import (
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
)

// Lengths in code points.
const (
	short = 100
	line  = 200
	long  = 4000
)

func invalid(sentence string) error { return fault.New(fault.Invalid, "practice.check", sentence) }

// Field is the cause of an Invalid that is about one field of what was to be saved, by its name in the struct, such as
// "ZIP": a form says it beside that field.
type Field string

// Error makes it a cause. People read the sentence around it.
func (f Field) Error() string { return "field " + string(f) }

// in names the field that an error is about.
func in(f Field, err error) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fault.Invalid, "practice.check", fault.Message(err), f)
}

// first returns the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// text normalises a text in place (NFC, no space around it) and refuses control characters, line ends in a short one,
// and more than most code points. The sentence begins with what it is called.
func text(what string, s *string, most int) error {
	if !utf8.ValidString(*s) {
		return invalid(what + " is not readable text. Type it again.")
	}
	*s = norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n")))
	control := func(r rune) bool { return unicode.IsControl(r) && (r != '\n' || most < long) }
	if strings.ContainsFunc(*s, control) {
		return invalid(what + " holds a character that cannot be shown. Type it again.")
	}
	if utf8.RuneCountInString(*s) > most {
		return invalid(what + " is too long.")
	}
	return nil
}

// needed is text for what must not be empty.
func needed(what string, s *string, most int) error {
	if err := text(what, s, most); err != nil {
		return err
	}
	if *s == "" {
		return invalid(what + " is missing.")
	}
	return nil
}

// ParsePhone reads a telephone number as Americans write it, or with its country code, and returns it in E.164.
// Anything that cannot be a number somebody answers is Invalid; the sentence does not repeat it.
func ParsePhone(s string) (string, error) {
	n, err := phonenumbers.Parse(s, "US")
	if err != nil || !phonenumbers.IsValidNumber(n) || n.GetExtension() != "" {
		return "", fault.New(fault.Invalid, "practice.ParsePhone", "That is not a telephone number. It looks like 218-555-0123.")
	}
	return phonenumbers.Format(n, phonenumbers.E164), nil
}

// manyZones is how many zones a number may point to before it points to none: a toll-free number is in all of them.
const manyZones = 3

// PhoneZones returns the time zones that a number in E.164 may be in, by its area code; none where that says nothing.
func PhoneZones(e164 string) []string {
	n, err := phonenumbers.Parse(e164, "US")
	if err != nil {
		return nil
	}
	zones, err := phonenumbers.GetTimezonesForNumber(n)
	if err != nil || len(zones) > manyZones {
		return nil
	}
	return zones
}

func phone(s *string) error {
	if *s = strings.TrimSpace(*s); *s == "" {
		return nil
	}
	e164, err := ParsePhone(*s)
	*s = e164
	return err
}

func zone(s string) error {
	if _, err := civil.Zone(s); err != nil {
		return invalid("The time zone is not known. It looks like America/Chicago.")
	}
	return nil
}

func step(what string, minutes, least, most int) error {
	if minutes%5 != 0 || minutes < least || minutes > most {
		return invalid(what + " must be a multiple of 5, from " + strconv.Itoa(least) + " to " + strconv.Itoa(most) + " minutes.")
	}
	return nil
}

func (s *Settings) normalise() error {
	if strings.TrimSpace(s.NeutralName) == "" {
		s.NeutralName = s.Name
	}
	return first(
		in("Name", needed("The practice's name", &s.Name, short)),
		in("NeutralName", needed("The name in messages", &s.NeutralName, short)),
		in("Tagline", text("The tagline", &s.Tagline, line)),
		in("About", text("The text about the practice", &s.About, long)),
		in("Phone", phone(&s.Phone)),
		in("Email", s.checkEmail()),
		in("URL", s.checkURL()),
		in("Zone", zone(s.Zone)),
		s.checkTimes(),
	)
}

func (s *Settings) checkEmail() error {
	if strings.TrimSpace(s.Email) == "" {
		s.Email = ""
		return nil
	}
	e, err := phi.ParseEmail(s.Email)
	s.Email = e.Reveal()
	return err
}

func (s *Settings) checkURL() error {
	s.URL = strings.TrimRight(strings.TrimSpace(s.URL), "/")
	if s.URL == "" {
		return nil
	}
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || len(s.URL) > line {
		return invalid("The site's address looks like https://www.example.com, with nothing after the name.")
	}
	here := u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1"
	if u.Scheme != "https" && (u.Scheme != "http" || !here) {
		return invalid("The site's address must begin with https://. Only a trial on this machine may use http://localhost.")
	}
	return nil
}

// quarter is the minutes of the grid that reminders are planned on.
const quarter = 15

// checkTimes holds the house policy of SAFETY 13: no reminders outside 8:00–21:00. Hours too narrow to be met would let
// none out.
func (s *Settings) checkTimes() error {
	allowed := civil.Interval{From: civil.NewClock(8, 0), To: civil.NewClock(21, 0)}
	switch {
	case !s.Quiet.Valid() || !allowed.Contains(s.Quiet):
		return in("Quiet", invalid("Messages go out between 08:00 and 21:00. Choose hours within that."))
	case s.Quiet.To-s.Quiet.From < 60 || s.Quiet.From%quarter != 0 || s.Quiet.To%quarter != 0:
		return in("Quiet", invalid("Choose at least one hour for messages, from one quarter hour to another, such as 08:30 to 17:00."))
	case s.Notice < 0 || s.Notice > 14*24*time.Hour || s.Notice%time.Minute != 0:
		return in("Notice", invalid("The notice before a visit is between 0 minutes and 14 days."))
	case s.Horizon < 1 || s.Horizon > 365:
		return in("Horizon", invalid("The site can offer between 1 and 365 days ahead."))
	case !reachable(s.Notice, s.Horizon):
		return in("Horizon", errNothingAhead())
	}
	return in("SlotStep", step("The time between offered starts", s.SlotStep, 5, 120))
}

// reachable reports whether anything can be offered at all between the notice and the horizon, in days.
func reachable(notice time.Duration, horizon int) bool {
	return notice < time.Duration(horizon)*24*time.Hour
}

func errNothingAhead() error {
	return invalid("Nothing could be booked online: visits would be offered only so near that the notice is already too short. Offer them farther ahead, or ask for a shorter notice.")
}

func (l *Location) normalise() error {
	l.State, l.ZIP = strings.ToUpper(strings.TrimSpace(l.State)), strings.TrimSpace(l.ZIP)
	err := first(
		in("Name", needed("The location's name", &l.Name, short)),
		in("Address", text("The street address", &l.Address, line)),
		in("City", text("The city", &l.City, short)),
		in("Notes", text("The notes about the location", &l.Notes, long)),
		in("NotesES", text("The notes in Spanish", &l.NotesES, long)),
		in("Phone", phone(&l.Phone)),
		in("Zone", zone(l.Zone)),
	)
	switch {
	case err != nil:
		return err
	case l.State != "" && !(len(l.State) == 2 && ascii(l.State, unicode.IsUpper)):
		return in("State", invalid("The state is two letters, such as MN."))
	case l.ZIP != "" && !isZIP(l.ZIP):
		return in("ZIP", invalid("The ZIP code is five digits, such as 55604."))
	}
	seen := map[string]bool{}
	for i := range l.Rooms {
		r := &l.Rooms[i]
		if err := needed("The room's name", &r.Name, short); err != nil {
			return in("Rooms", err)
		}
		if err := r.There.check(); err != nil {
			return in("There", err)
		}
		if key := strings.ToLower(r.Name); r.Active && seen[key] {
			return in("Rooms", invalid("Two rooms have the same name. Give each its own."))
		} else if r.Active {
			seen[key] = true
		}
	}
	return l.checkResources()
}

func (l *Location) checkResources() error {
	seen := map[string]bool{}
	for i := range l.Resources {
		r := &l.Resources[i]
		if err := first(needed("The name of the resources", &r.Pool, short), needed("The resource's name", &r.Name, short)); err != nil {
			return in("Resources", err)
		}
		if err := r.There.check(); err != nil {
			return in("There", err)
		}
		if key := strings.ToLower(r.Pool + "\x00" + r.Name); r.Active && seen[key] {
			return in("Resources", invalid("Two resources of "+r.Pool+" have the same name. Give each its own."))
		} else if r.Active {
			seen[key] = true
		}
	}
	return nil
}

func isZIP(s string) bool {
	five, four, plus := strings.Cut(s, "-")
	return len(five) == 5 && ascii(five, unicode.IsDigit) && (!plus || len(four) == 4 && ascii(four, unicode.IsDigit))
}

func ascii(s string, is func(rune) bool) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII || !is(r) })
}

func (p *Provider) normalise() error {
	return first(
		in("Given", needed("The given name", &p.Given, short)),
		in("Family", needed("The family name", &p.Family, short)),
		in("Credentials", text("The credentials", &p.Credentials, short)),
		in("Specialty", text("The specialty", &p.Specialty, line)),
		in("Qualifications", text("The qualifications", &p.Qualifications, long)),
		in("Bio", text("The text about the provider", &p.Bio, long)),
		in("Languages", text("The languages", &p.Languages, line)),
		in("Limits", text("The limits", &p.Limits, long)),
		in("Disclosures", text("The disclosures", &p.Disclosures, long)),
		in("NPI", p.checkNPI()),
		p.checkCounts(),
	)
}

func (p *Provider) checkCounts() error {
	switch {
	case p.MostDay < 0 || p.MostDay > 200:
		return in("MostDay", invalid("The most visits in a day are between 1 and 200. Leave it out for no limit."))
	case p.MostWeek < 0 || p.MostWeek > 1000:
		return in("MostWeek", invalid("The most visits in a week are between 1 and 1000. Leave it out for no limit."))
	case p.Zone != "":
		return in("Zone", zone(p.Zone))
	}
	return nil
}

func (p *Provider) checkNPI() error {
	if p.NPI = strings.TrimSpace(p.NPI); p.NPI == "" {
		return nil
	}
	npi, err := ParseNPI(p.NPI)
	p.NPI = npi
	return err
}

func (s *Service) normalise() error {
	return first(
		in("Name", needed("The service's name", &s.Name, short)),
		in("Description", text("The description", &s.Description, long)),
		in("Minutes", step("The length", s.Minutes, 5, 8*60)),
		in("Buffer", step("The time after the visit", s.Buffer, 0, 4*60)),
		in("Before", step("The time before the visit", s.Before, 0, 4*60)),
		in("Reasons", list("A reason", &s.Reasons, short, 40)),
		s.checkRules(),
	)
}

// changed names the fields of two structs of one type that differ, with commas.
func changed(before, after any) string {
	b, a := reflect.ValueOf(before), reflect.ValueOf(after)
	var names []string
	for i := range b.NumField() {
		if !reflect.DeepEqual(b.Field(i).Interface(), a.Field(i).Interface()) {
			names = append(names, b.Type().Field(i).Name)
		}
	}
	return strings.Join(names, ",")
}
