package actor

// Right is one thing that may be done.
type Right string

const (
	SeeSchedule    Right = "see schedule"    // the calendar with patients' names
	SeePatients    Right = "see patients"    // patient records
	ChangePatients Right = "change patients" // add, edit, import
	Book           Right = "book"            // ask for a free time and take it
	ChangeVisits   Right = "change visits"   // move, cancel, close a visit that is booked
	SeeOutbox      Right = "see outbox"      // every message and what became of it
	ManageOutbox   Right = "manage outbox"   // send again, give up
	SeePractice    Right = "see practice"    // settings, hours, providers
	ManagePractice Right = "manage practice" // change them
	ManageStaff    Right = "manage staff"    // invite, change a role, end access
	SeeAudit       Right = "see audit"       // the event log and who looked at what
	RunDue         Right = "run due work"    // what falls due: sending, sealing
)

// The rights table: the only place in Bedside that says who may do what.
var table = map[Right]map[string]bool{
	SeeSchedule:    grant(Admin, Clinician, FrontDesk, ReadOnly, Role(Bedside)),
	SeePatients:    grant(Admin, Clinician, FrontDesk, ReadOnly, Role(Bedside)),
	ChangePatients: grant(Admin, Clinician, FrontDesk, Role(Bedside)),
	Book:           grant(Admin, Clinician, FrontDesk, Role(Bedside), Role(Patient)),
	ChangeVisits:   grant(Admin, Clinician, FrontDesk, Role(Bedside)),
	SeeOutbox:      grant(Admin, Clinician, FrontDesk, ReadOnly, Role(Bedside)),
	ManageOutbox:   grant(Admin, FrontDesk, Role(Bedside)),
	SeePractice:    grant(Admin, Clinician, FrontDesk, ReadOnly, Role(Bedside), Role(Patient)),
	ManagePractice: grant(Admin, Role(Bedside)),
	ManageStaff:    grant(Admin, Role(Bedside)),
	SeeAudit:       grant(Admin, Role(Bedside)),
	RunDue:         grant(Role(Bedside)),
}

func grant(who ...Role) map[string]bool {
	m := make(map[string]bool, len(who))
	for _, w := range who {
		m[string(w)] = true
	}
	return m
}

// Rights lists every right in the table.
func Rights() []Right {
	return []Right{SeeSchedule, SeePatients, ChangePatients, Book, ChangeVisits, SeeOutbox, ManageOutbox, SeePractice, ManagePractice, ManageStaff, SeeAudit, RunDue}
}
