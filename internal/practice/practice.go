// Package practice is the organisation itself: its locations with their zones and rooms, the providers and services
// it offers, its hours with breaks, its closures and its settings; how its front desk answers, and the answers it has
// approved.
//
// It promises that a [Practice] in hand is consistent and never changes under its reader. Callers owe that they take
// one anew for every request: it is cached and cheap.
package practice

import (
	"time"

	"bedside/internal/civil"
	"bedside/internal/id"
)

// Ids of what a practice has.
type (
	LocationID = id.Of[Location]
	RoomID     = id.Of[Room]
	ProviderID = id.Of[Provider]
	ServiceID  = id.Of[Service]
	HoursID    = id.Of[Hours]
	ClosureID  = id.Of[Closure]
	AnswerID   = id.Of[Answer]
	ResourceID = id.Of[Resource]
	ReservedID = id.Of[Reserved]

	CredentialID = id.Of[Credential]
)

// Practice is one consistent reading of everything. It is read-only.
type Practice struct {
	Settings  Settings
	Desk      Desk
	Answers   []Answer
	Locations []Location // active and ended, in the order of screens; so are the other lists
	Providers []Provider
	Services  []Service
	Hours     []Hours
	Closures  []Closure
	Notice    []Notice // of closures that somebody announced

	Holidays    []string  // names of federal holidays on which everything is closed
	Specials    []Special // by provider, location and date
	Reserved    []Reserved
	Credentials []Credential
	RulesOff    []RuleOff // by rule
	Group       Group
	Version     int64 // grows with every change
}

// Settings are what holds for the whole practice.
type Settings struct {
	Name        string // as patients know it
	NeutralName string // its real name in the most neutral form, for messages (47 CFR 64.1200(b)(1), SAFETY 11)
	Tagline     string // one sentence on the site's first page
	About       string
	Phone       string // E.164
	Email       string
	URL         string         // where the site is reached, as https://example.com; "" until it is known
	Zone        string         // IANA name
	Quiet       civil.Interval // messages other than answers go out within these hours, 08:00–21:00
	Notice      time.Duration  // the shortest time between booking on the site and the visit
	Horizon     int            // days ahead that the site offers
	SlotStep    int            // minutes between offered starts, a multiple of 5
	Live        bool           // first run is done and the site may be shown
	Invitations bool           // confirmations carry an invitation for the patient's own calendar
}

// Location is a site of the practice.
type Location struct {
	ID      LocationID
	Name    string // neutral: "Harbor Street"
	Address string
	City    string
	State   string
	ZIP     string
	Phone   string // E.164, "" for the practice's
	Zone    string // IANA name
	Notes   string // parking, entrance: a line each
	NotesES string // the same in Spanish
	Rooms   []Room
	Active  bool

	Resources []Resource // equipment and people who help, in pools
}

// Room is where a visit takes place.
type Room struct {
	ID     RoomID
	Name   string
	Active bool
	There  There
}

// Resource is something or somebody at a location that a visit may need beside provider and room. Any one of a pool
// will do.
type Resource struct {
	ID     ResourceID
	Pool   string // "Assistant", "Ultrasound"
	Name   string
	Active bool
	There  There
}

// Provider is a clinician who is booked.
type Provider struct {
	ID             ProviderID
	Slug           string // in the site's addresses
	Given, Family  string
	Credentials    string // "MD"
	Specialty      string
	Qualifications string // training and degrees, a line each; licences and boards are [Credential]s
	Bio            string
	Languages      string
	Limits         string // whom they do not see, a line each
	Disclosures    string // payment, ownership, family, a line each
	NPI            string // the provider number, "" for none; it is no licence
	NPICheck       NPICheck
	Services       []ServiceID
	Active         bool

	Zone     string // IANA name by which their days and weeks are counted, "" for the practice's
	MostDay  int    // visits they take in a day, and in a week from Monday; 0 for no limit
	MostWeek int
}

// Service is a kind of visit with its length and rules.
type Service struct {
	ID          ServiceID
	Slug        string
	Name        string
	Description string
	Minutes     int  // a multiple of 5, as is Buffer
	Buffer      int  // minutes after the visit in which provider and room stay blocked
	Telehealth  bool // needs no room
	Online      bool // strangers may book it on the site
	Active      bool

	Before  int           // minutes before the visit in which provider and room are blocked; a multiple of 5
	Notice  time.Duration // 0 for the practice's, as is Horizon
	Horizon int
	Seats   int  // how many patients share one visit; 0 is 1
	Seen    Seen // which patients it is for
	AgeFrom int  // in whole years on the day of the visit
	AgeTo   int  // the last such year, 0 for no limit
	Reasons []string
	Needs   []Need // beside provider and room
}

// Seen says whether a patient has been here before; of a service, which patients it is for.
type Seen string

const (
	Anyone    Seen = ""
	New       Seen = "new"
	Returning Seen = "returning"
)

// Need is how many of a pool a service needs at once.
type Need struct {
	Count int
	Pool  string
}

// Hours is one stretch of a weekday in which a provider works at a location, or a break in it, by the location's
// wall clock.
type Hours struct {
	ID       HoursID
	Provider ProviderID
	Location LocationID
	Weekday  time.Weekday
	Break    bool
	When     civil.Interval
}

// Closure is a run of days, both ends included, on which there are no visits, or a part of each of them.
type Closure struct {
	ID       ClosureID
	Location LocationID // "" closes every location
	Provider ProviderID // "" is everybody
	From, To civil.Date
	Name     string
	When     civil.Interval // by the location's wall clock; zero for the whole day
	Yearly   bool           // comes again every year from From on
}

// Special is a date on which a provider's hours at a location are not those of the week.
type Special struct {
	Provider ProviderID
	Location LocationID
	Date     civil.Date
	Open     []civil.Interval // in order; none for no work
}

// Reserved is a stretch of a weekday that is kept free until it opens, such as for what is urgent on the day itself.
type Reserved struct {
	ID        ReservedID
	Provider  ProviderID
	Location  LocationID
	Weekday   time.Weekday
	When      civil.Interval
	Name      string
	Services  []ServiceID // only these may use it, once it is open; none for any
	OpensDays int         // it opens so many days before,
	OpensAt   civil.Clock // at this time of the location's day
}

// Location returns the location, or false if there is none with the id.
func (p *Practice) Location(i LocationID) (Location, bool) {
	return find(p.Locations, func(l Location) bool { return l.ID == i })
}

// Provider returns the provider, or false if there is none with the id.
func (p *Practice) Provider(i ProviderID) (Provider, bool) {
	return find(p.Providers, func(v Provider) bool { return v.ID == i })
}

// Service returns the service, or false if there is none with the id.
func (p *Practice) Service(i ServiceID) (Service, bool) {
	return find(p.Services, func(s Service) bool { return s.ID == i })
}

// Answer returns the answer, or false if there is none with the id.
func (p *Practice) Answer(i AnswerID) (Answer, bool) {
	return find(p.Answers, func(a Answer) bool { return a.ID == i })
}

func find[T any](all []T, is func(T) bool) (T, bool) {
	for _, v := range all {
		if is(v) {
			return v, true
		}
	}
	var none T
	return none, false
}

// Name returns "Ines Marlow, MD".
func (p Provider) Name() string {
	name := p.Given + " " + p.Family
	if p.Credentials != "" {
		name += ", " + p.Credentials
	}
	return name
}

// Offers reports whether the provider offers the service.
func (p Provider) Offers(s ServiceID) bool {
	for _, o := range p.Services {
		if o == s {
			return true
		}
	}
	return false
}

// In returns the location's zone. Zones are checked when they are saved.
func (l Location) In() *time.Location {
	loc, err := civil.Zone(l.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}
