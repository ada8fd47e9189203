package view

// Waitlist lists who waits for an earlier time, in the order in which they are
// offered one. GET /console/waitlist
// POST /console/offers/{id} with answer (yes, no); …/waitlist/{id}/end; …/waitlist/{id}/offer with time.
type Waitlist struct {
	Console
	Rows    []WaitRow
	CanEdit bool
}

// Template implements Page.
func (Waitlist) Template() string { return "console/waitlist" }

// WaitRow is one who waits.
type WaitRow struct {
	ID, Patient, PatientURL, Phone string
	What                           string // "Follow-up with Dr. Marlow"
	When                           string // "Nov 24 to Dec 4, after 4:00 pm"
	Since                          string
	Why                            string // why they come where they do in the list
	Urgent                         bool
	Offer                          *OfferRow // nil while none is open
	Passed                         []OfferRow
	TimesURL                       string   // shows Times; empty while one is open
	Times                          []Choice // free times that would suit, to be offered
}

// OfferRow is an offer.
type OfferRow struct {
	ID, When, Until string
	Told            *Mark  // what became of the message; nil where a person phones
	Became          string // "let go", "nobody answered"
}
