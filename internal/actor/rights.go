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
	CloseDays      Right = "close days"      // add and remove closures, say that the practice is closed

	ManageKnowledge Right = "manage knowledge" // which pages and files answers are quoted from
	ManageStaff     Right = "manage staff"     // invite, change a role, end access
	SeeInbox        Right = "see inbox"        // threads, tasks, live conversations
	WorkInbox       Right = "work inbox"       // reply, assign, take over, resolve, acknowledge an alert
	SeeOnCall       Right = "see on call"      // who is on call when, and every alert
	ManageOnCall    Right = "manage on call"   // the roster and the ladders
	SignRedFlags    Right = "sign red flags"   // the list by which emergencies are told
	SeePosts        Right = "see posts"        // drafts, approvals, what is published
	WritePosts      Right = "write posts"      // write, submit, comment, check
	ApprovePosts    Right = "approve posts"    // let somebody else's post go, take one down
	ApproveAnswers  Right = "approve answers"  // answer what patients ask, for everybody
	ManageVoice     Right = "manage voice"     // channels, authorisations, mistakes
	Export          Right = "export"           // write everything of a kind to a file
	SeeAudit        Right = "see audit"        // the event log and who looked at what
	RunDue          Right = "run due work"     // what falls due: sending, sealing
)

// The rights table: the only place in Bedside that says who may do what.
var table = map[Right]map[string]bool{
	SeeSchedule:    grant(Admin, Clinician, FrontDesk, ReadOnly, Role(Bedside), Role(Peer)),
	SeePatients:    grant(Admin, Clinician, FrontDesk, ReadOnly, Role(Bedside), Role(Peer)),
	ChangePatients: grant(Admin, Clinician, FrontDesk, Role(Bedside)),
	Book:           grant(Admin, Clinician, FrontDesk, Role(Bedside), Role(Patient), Role(Peer)),
	ChangeVisits:   grant(Admin, Clinician, FrontDesk, Role(Bedside), Role(Peer)),
	SeeOutbox:      grant(Admin, Clinician, FrontDesk, ReadOnly, Role(Bedside)),
	ManageOutbox:   grant(Admin, FrontDesk, Role(Bedside)),
	SeePractice:    grant(Admin, Clinician, FrontDesk, ReadOnly, Role(Bedside), Role(Patient), Role(Peer)),
	ManagePractice: grant(Admin, Role(Bedside)),
	CloseDays:      grant(Admin, Clinician, FrontDesk, Role(Bedside)), // who is ill tells whoever is there

	ManageKnowledge: grant(Admin, Role(Bedside)),
	ManageStaff:     grant(Admin, Role(Bedside)),
	SeeInbox:        grant(Admin, Clinician, FrontDesk, ReadOnly, Role(Bedside)),
	WorkInbox:       grant(Admin, Clinician, FrontDesk, Role(Bedside)),
	SeeOnCall:       grant(Admin, Clinician, FrontDesk, ReadOnly, Role(Bedside)),
	ManageOnCall:    grant(Admin, Role(Bedside)),
	SignRedFlags:    grant(Clinician), // only licensed people judge (SAFETY 6)
	SeePosts:        grant(Admin, Clinician, FrontDesk, ReadOnly, Role(Bedside)),
	WritePosts:      grant(Admin, Clinician, FrontDesk, Role(Bedside)),
	ApprovePosts:    grant(Admin, Clinician),
	ApproveAnswers:  grant(Admin, Clinician),
	ManageVoice:     grant(Admin, Role(Bedside)),
	Export:          grant(Admin, Role(Bedside)),
	SeeAudit:        grant(Admin, Role(Bedside)),
	RunDue:          grant(Role(Bedside)),
}

// own are the rights that a patient has over what is theirs, once two identifiers have matched (SAFETY 8).
var own = map[Right]bool{SeeSchedule: true, SeePatients: true, ChangeVisits: true}

func grant(who ...Role) map[string]bool {
	m := make(map[string]bool, len(who))
	for _, w := range who {
		m[string(w)] = true
	}
	return m
}

// Rights lists every right in the table.
func Rights() []Right {
	return []Right{
		SeeSchedule, SeePatients, ChangePatients, Book, ChangeVisits, SeeOutbox, ManageOutbox, SeePractice, ManagePractice, CloseDays, ManageStaff,
		SeeInbox, WorkInbox, SeeOnCall, ManageOnCall, SignRedFlags, SeePosts, WritePosts, ApprovePosts, ManageVoice, Export, SeeAudit, RunDue, ManageKnowledge, ApproveAnswers,
	}
}
