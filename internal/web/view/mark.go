package view

// Tone is what a colour says. It never says it alone: an icon and a word go
// with it.
type Tone string

// The tones, from calm to alarming.
const (
	Quiet   Tone = "quiet"
	Note    Tone = "note"
	Good    Tone = "good"
	Caution Tone = "caution"
	Stop    Tone = "stop"
)

// Mark is a status: an icon and a word in a tone.
type Mark struct {
	Tone Tone
	Icon string // a name in the sprite
	Word string
}

// VisitMark is the status of an appointment. The states are those of FHIR
// Appointment that Bedside uses; an unknown one is shown as it is.
func VisitMark(state string) Mark {
	switch state {
	case "pending":
		return Mark{Caution, "clock", "Asked for"}
	case "booked":
		return Mark{Note, "calendar-check", "Booked"}
	case "checked-in":
		return Mark{Good, "circle-check", "Checked in"}
	case "entered-in-error":
		return Mark{Quiet, "circle-x", "Entered in error"}
	case "arrived":
		return Mark{Good, "circle-check", "Arrived"}
	case "fulfilled":
		return Mark{Quiet, "check", "Done"}
	case "cancelled":
		return Mark{Caution, "circle-x", "Cancelled"}
	case "noshow":
		return Mark{Caution, "circle-alert", "Did not come"}
	case "moved":
		return Mark{Quiet, "undo-2", "Moved"}
	case "held":
		return Mark{Quiet, "clock", "Held"}
	}
	return Mark{Quiet, "info", state}
}

// MessageMark is what became of a message.
func MessageMark(state string) Mark {
	switch state {
	case "waiting":
		return Mark{Quiet, "clock", "Waiting"}
	case "sending":
		return Mark{Note, "send", "Sending"}
	case "sent":
		return Mark{Good, "circle-check", "Sent"}
	case "failed":
		return Mark{Stop, "octagon-alert", "Failed"}
	case "unknown":
		return Mark{Caution, "circle-help", "Unknown"}
	case "held":
		return Mark{Stop, "shield-alert", "Held by the guard"}
	case "skipped":
		return Mark{Quiet, "circle-slash", "Skipped"}
	case "dropped":
		return Mark{Quiet, "circle-x", "Given up"}
	}
	return Mark{Quiet, "info", state}
}

// Notice is a banner at the top of a page.
type Notice struct {
	Tone  Tone
	Title string
	Text  string
	Link  *Link // what to do about it, may be nil
}

// Done is the notice after something was saved.
func Done(title string) *Notice { return &Notice{Tone: Good, Title: title} }

// Mend is the notice over a form whose input has mistakes.
func Mend(n int) *Notice {
	if n == 1 {
		return &Notice{Tone: Stop, Title: "One thing to mend", Text: "It is marked below. Nothing was saved yet."}
	}
	return &Notice{Tone: Stop, Title: "Some things to mend", Text: "They are marked below. Nothing was saved yet."}
}
