package fhir

// The parts of R4 resources that Bedside writes and reads. Elements that it does not know are let pass unread.

// Meta is what is known about a resource.
type Meta struct {
	VersionID   string   `json:"versionId,omitempty"`
	LastUpdated string   `json:"lastUpdated,omitempty"`
	Profile     []string `json:"profile,omitempty"`
	Security    []Coding `json:"security,omitempty"`
}

// Coding is one code, Concept what codes and a text say together.
type Coding struct {
	System  string `json:"system,omitempty"`
	Code    string `json:"code,omitempty"`
	Display string `json:"display,omitempty"`
}

// Concept is a CodeableConcept.
type Concept struct {
	Coding []Coding `json:"coding,omitempty"`
	Text   string   `json:"text,omitempty"`
}

// Reference points to another resource.
type Reference struct {
	Reference string `json:"reference,omitempty"`
	Type      string `json:"type,omitempty"`
	Display   string `json:"display,omitempty"`
}

// Identifier is a number that somebody gave.
type Identifier struct {
	System string `json:"system,omitempty"`
	Value  string `json:"value,omitempty"`
}

// HumanName, Telecom and Address are as people write them.
type HumanName struct {
	Use    string   `json:"use,omitempty"`
	Text   string   `json:"text,omitempty"`
	Family string   `json:"family,omitempty"`
	Given  []string `json:"given,omitempty"`
	Suffix []string `json:"suffix,omitempty"`
}

// Telecom is a ContactPoint.
type Telecom struct {
	System string `json:"system,omitempty"`
	Value  string `json:"value,omitempty"`
	Use    string `json:"use,omitempty"`
}

// Address is a postal one.
type Address struct {
	Text       string   `json:"text,omitempty"`
	Line       []string `json:"line,omitempty"`
	City       string   `json:"city,omitempty"`
	State      string   `json:"state,omitempty"`
	PostalCode string   `json:"postalCode,omitempty"`
	Country    string   `json:"country,omitempty"`
}

// Period is a stretch of time.
type Period struct {
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

// Extension is what R4 has no element for.
type Extension struct {
	URL     string `json:"url"`
	Code    string `json:"valueCode,omitempty"`
	Instant string `json:"valueInstant,omitempty"`
	Link    string `json:"valueUrl,omitempty"`
	Text    string `json:"valueString,omitempty"`
}

// Appointment is one that is proposed, held, booked or over.
type Appointment struct {
	ResourceType      string        `json:"resourceType"`
	ID                string        `json:"id,omitempty"`
	Meta              *Meta         `json:"meta,omitempty"`
	Extension         []Extension   `json:"extension,omitempty"`
	Status            string        `json:"status"`
	CancelationReason *Concept      `json:"cancelationReason,omitempty"`
	ServiceType       []Concept     `json:"serviceType,omitempty"`
	Specialty         []Concept     `json:"specialty,omitempty"`
	ReasonCode        []Concept     `json:"reasonCode,omitempty"`
	Description       string        `json:"description,omitempty"`
	Start             string        `json:"start,omitempty"`
	End               string        `json:"end,omitempty"`
	MinutesDuration   int           `json:"minutesDuration,omitempty"`
	Slot              []Reference   `json:"slot,omitempty"`
	Created           string        `json:"created,omitempty"`
	Comment           string        `json:"comment,omitempty"`
	Participant       []Participant `json:"participant"`
	RequestedPeriod   []Period      `json:"requestedPeriod,omitempty"`
}

// Participant is who or what takes part.
type Participant struct {
	Actor    *Reference `json:"actor,omitempty"`
	Required string     `json:"required,omitempty"`
	Status   string     `json:"status"`
}

// Slot is a time at which a service could begin.
type Slot struct {
	ResourceType string      `json:"resourceType"`
	ID           string      `json:"id"`
	Extension    []Extension `json:"extension,omitempty"`
	ServiceType  []Concept   `json:"serviceType,omitempty"`
	Specialty    []Concept   `json:"specialty,omitempty"`
	Schedule     Reference   `json:"schedule"`
	Status       string      `json:"status"`
	Start        string      `json:"start"`
	End          string      `json:"end"`
}

// Schedule is a provider at a location.
type Schedule struct {
	ResourceType    string      `json:"resourceType"`
	ID              string      `json:"id"`
	Active          bool        `json:"active"`
	ServiceType     []Concept   `json:"serviceType,omitempty"`
	Specialty       []Concept   `json:"specialty,omitempty"`
	Actor           []Reference `json:"actor"`
	PlanningHorizon *Period     `json:"planningHorizon,omitempty"`
}

// Practitioner is a provider.
type Practitioner struct {
	ResourceType  string          `json:"resourceType"`
	ID            string          `json:"id"`
	Identifier    []Identifier    `json:"identifier,omitempty"`
	Active        bool            `json:"active"`
	Name          []HumanName     `json:"name"`
	Qualification []Qualification `json:"qualification,omitempty"`
	Communication []Concept       `json:"communication,omitempty"`
}

// Qualification is a degree or licence, in words.
type Qualification struct {
	Code Concept `json:"code"`
}

// PractitionerRole is what a provider does where.
type PractitionerRole struct {
	ResourceType      string      `json:"resourceType"`
	ID                string      `json:"id"`
	Active            bool        `json:"active"`
	Practitioner      Reference   `json:"practitioner"`
	Organization      *Reference  `json:"organization,omitempty"`
	Specialty         []Concept   `json:"specialty,omitempty"`
	Location          []Reference `json:"location"`
	HealthcareService []Reference `json:"healthcareService,omitempty"`
}

// Location is a site of the practice.
type Location struct {
	ResourceType string      `json:"resourceType"`
	ID           string      `json:"id"`
	Extension    []Extension `json:"extension,omitempty"`
	Status       string      `json:"status"`
	Name         string      `json:"name"`
	Mode         string      `json:"mode"`
	Telecom      []Telecom   `json:"telecom,omitempty"`
	Address      *Address    `json:"address,omitempty"`
	Organization *Reference  `json:"managingOrganization,omitempty"`
}

// HealthcareService is a kind of visit.
type HealthcareService struct {
	ResourceType        string      `json:"resourceType"`
	ID                  string      `json:"id"`
	Active              bool        `json:"active"`
	ProvidedBy          *Reference  `json:"providedBy,omitempty"`
	Type                []Concept   `json:"type"`
	Location            []Reference `json:"location,omitempty"`
	Name                string      `json:"name"`
	Comment             string      `json:"comment,omitempty"`
	Characteristic      []Concept   `json:"characteristic,omitempty"`
	AppointmentRequired bool        `json:"appointmentRequired"`
}

// Patient is somebody the practice knows, or who somebody says they are.
type Patient struct {
	ResourceType string       `json:"resourceType"`
	ID           string       `json:"id,omitempty"`
	Meta         *Meta        `json:"meta,omitempty"`
	Identifier   []Identifier `json:"identifier,omitempty"`
	Active       bool         `json:"active,omitempty"`
	Name         []HumanName  `json:"name,omitempty"`
	Telecom      []Telecom    `json:"telecom,omitempty"`
	BirthDate    string       `json:"birthDate,omitempty"`
	Address      []Address    `json:"address,omitempty"`
}

// Bundle is a list of resources.
type Bundle struct {
	ResourceType string  `json:"resourceType"`
	Type         string  `json:"type"`
	Total        *int    `json:"total,omitempty"`
	Link         []Link  `json:"link,omitempty"`
	Entry        []Entry `json:"entry,omitempty"`
}

// Link is to the page itself and to the next one.
type Link struct {
	Relation string `json:"relation"`
	URL      string `json:"url"`
}

// Entry is one resource of a list.
type Entry struct {
	FullURL  string  `json:"fullUrl,omitempty"`
	Resource any     `json:"resource"`
	Search   *InList `json:"search,omitempty"`
}

// InList says why it is in the list: match, include or outcome.
type InList struct {
	Mode string `json:"mode"`
}
