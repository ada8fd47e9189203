package view

// Waitlist lists who waits for an earlier time, in the order in which they are
// offered one. GET /console/waitlist
// POST /console/offers/{id} with answer (yes, no); …/waitlist/{id}/end.
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
	Urgent                         bool
	Offer                          *OfferRow // nil while none is open
	Passed                         int       // offers that were declined or expired
}

// OfferRow is an open offer.
type OfferRow struct{ ID, When, Until string }
