package web

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"bedside/internal/audit"
	"bedside/internal/outreach"
	"bedside/internal/schedule"
	"bedside/internal/web/view"
)

// What happened, as people read it: an event of the log becomes a sentence.

// eventLooks are the icons of events; those of messages have an envelope, all others an i.
var eventLooks = map[string]struct {
	icon string
	tone view.Tone
}{
	string(schedule.WasBooked):    {"calendar-check", view.Good},
	string(schedule.WasMoved):     {"undo-2", view.Note},
	string(schedule.WasCancelled): {"circle-x", view.Caution},
	string(schedule.WasClosed):    {"check", view.Quiet},
	audit.Read:                    {"eye", view.Quiet},
	"message sent":                {"mail", view.Good},
	"message failed":              {"mail", view.Stop},
	"message in doubt":            {"mail", view.Caution},
	"message held":                {"mail", view.Stop},
}

// step is one event in a history.
func (c *call) step(e audit.Event, loc *time.Location, names map[string]string) view.Step {
	look := eventLooks[e.Verb]
	icon := "info"
	if strings.HasPrefix(e.Verb, "message") {
		icon = "mail"
	}
	return view.Step{When: stamp(e.At.In(loc)), Who: actorName(e.By, names), Text: sentence(e, loc), Icon: cmp.Or(look.icon, icon), Tone: cmp.Or(look.tone, view.Quiet)}
}

// sentence says what happened. What it does not know it says in the event's own words.
func sentence(e audit.Event, loc *time.Location) string {
	at := func(fact string) string {
		t, err := time.Parse(time.RFC3339, e.Facts[fact])
		if err != nil {
			return "another time"
		}
		return stamp(t.In(loc))
	}
	switch e.Verb {
	case string(schedule.WasBooked):
		return "Booked for " + at("start")
	case string(schedule.WasMoved):
		return "Moved from " + at("from") + " to " + at("start")
	case string(schedule.WasConfirmed):
		return "Confirmed by the patient " + cmp.Or(confirmWords[e.Facts["how"]], e.Facts["how"])
	case string(schedule.WasQuieted):
		if e.Facts["quiet"] == "true" {
			return "Made a quiet visit"
		}
		return "No quiet visit any more"
	case string(schedule.WasCancelled):
		return "Cancelled " + cmp.Or(whyWords[e.Facts["why"]], "without a reason")
	case string(schedule.WasClosed):
		if e.Facts["status"] == string(schedule.NoShow) {
			return "The patient did not come"
		}
		return "The visit took place"
	case string(schedule.WasMarked):
		return "Marked: " + view.VisitMark(e.Facts["status"]).Word
	case "messages planned":
		switch n := len(e.Facts); n {
		case 0:
			return "No message planned"
		case 1:
			return "1 message planned"
		default:
			return fmt.Sprintf("%d messages planned", n)
		}
	case audit.Read:
		return "Looked at " + lowerFirst(cmp.Or(disclosures[e.Subject.Kind], e.Subject.Kind))
	}
	if kind, ok := messageKinds[e.Facts["kind"]]; ok {
		if text := messageSentence(e, at); text != "" {
			return kind.subject + " " + text
		}
	}
	return eventWord(e.Verb)
}

// messageSentence is what became of a message, to follow its kind: "The confirmation" "was sent".
func messageSentence(e audit.Event, at func(string) string) string {
	why := ""
	if w := whyMessages[outreach.Why(e.Facts["why"])]; w != "" {
		why = ": " + w
	}
	switch e.Verb {
	case "message attempted":
		return "is being sent, try " + cmp.Or(e.Facts["attempt"], "1")
	case "message attempt failed":
		return "did not go out, will be tried again"
	case "message sent":
		return "was sent"
	case "message failed":
		return "could not be delivered" + why
	case "message in doubt":
		return "may or may not have arrived" + why
	case "message held":
		return "was held back by the guard"
	case "message skipped":
		return "will not be sent" + why
	case "message waits":
		return "waits" + why
	case "message deferred":
		return "waits until " + at("due") + why
	case "message moved":
		return "is now due " + at("due")
	case "message released":
		return "is to be sent again"
	case "message settled":
		return "was settled" + why
	case "message given up":
		return "was given up"
	}
	return ""
}

// eventWord is an event's own word with a capital: "Signed in".
func eventWord(verb string) string {
	if verb == audit.Read {
		return "Looked at"
	}
	if verb == "" {
		return ""
	}
	return strings.ToUpper(verb[:1]) + verb[1:]
}

func lowerFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}
