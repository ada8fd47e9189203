package flow

import (
	"strings"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/inbox"
	"bedside/internal/knowledge"
	"bedside/internal/phi"
)

// What the practice has written is quoted after its approved answers and before a message is taken.

// asking are words that a question begins with, or has in it.
var asking = []string{
	"what", "whats", "what's", "where", "where's", "when", "how", "who", "which", "do you", "does", "is there", "are there", "is it", "is your", "is the", "are you", "are your", "can i", "can you",
	"can my", "could i", "may i", "do i", "do we", "will you", "would you", "should i", "am i", "have you", "what if",
	"que", "donde", "cuando", "como", "quien", "cual", "cuanto", "cuantos", "cuantas", "hay", "tienen", "aceptan", "puedo", "se puede", "hacen", "ponen", "dan", "ofrecen", "cobran",
}

// told are the beginnings of a question that a flow answers better than a page.
var told = []string{"can i", "could i", "may i", "can you", "could you", "will you", "would you", "puedo", "pueden", "podria"}

// question reports whether what was said asks something.
func (t *talk) question(plain string) bool {
	return strings.ContainsAny(t.in.Text, "?¿") || saysAny(plain, asking)
}

// write quotes what the practice has written, if it answers what was said; where a flow was wished only what says more
// than the wish. It reports whether it spoke.
func (t *talk) write(wished *Flow) (bool, error) {
	plain := plainly(t.in.Text)
	if !t.Ready() || !t.question(plain) || plainAct(t.in.Heard, t.in.Text) || wished != nil && (saysAny(plain, told) || !mayAsk(wished)) {
		return false, nil
	}
	a, verdict := t.Written(t.in.Text, t.Language)
	switch {
	case verdict == knowledge.Found:
		t.note("passage")
		t.passage(a)
		return true, nil
	case verdict == knowledge.Asks && wished == nil && t.Flow == "" && (t.in.Heard.Intent == hear.None || t.in.Heard.Intent == hear.Other):
		t.note("for a clinician")
		t.say("advice", nil)
		return true, t.begin(t.flows["clinician_message"])
	}
	return false, nil
}

// mayAsk reports whether a question may be asked in the words of a flow's wish.
func mayAsk(f *Flow) bool {
	switch f.Name {
	case "billing", "records", "refill", "referral", "cancel", "message":
		return true
	}
	return len(f.Steps) == 0
}

// passage says a passage word for word, where it stands and when it last stood there.
func (t *talk) passage(a knowledge.Answer) {
	source := []inbox.Piece{{Text: phi.NewText(strings.TrimRight(a.Title, ". "))}}
	if a.URL != "" && t.Channel() != "voice" {
		source = append(source, inbox.Piece{Text: phi.NewText(", ")}, inbox.Piece{Kind: inbox.Link, Text: phi.NewText(a.URL)})
	}
	at := a.Read.In(t.Now().Location())
	t.say("passage", Args{"text": a.Text, "offers": source, "day": t.calendar().birth(civil.DateOf(at))})
}

// curious reports whether a question was asked instead of an answer given: nothing that was asked for was heard.
func (t *talk) curious() bool {
	h := t.in.Heard
	return strings.ContainsAny(t.in.Text, "?¿") && len(h.Slots) == 0 && h.When.Want.IsZero() && (h.Intent == hear.None || h.Intent == hear.Other)
}

// beside quotes what is written where a question about the office is about none of what Bedside itself knows: hours,
// address, number, people, insurances.
func (t *talk) beside(f *Flow) (bool, error) {
	plain := plainly(t.in.Text)
	if _, day := t.dayAsked(); f.Does != "office" || day || saysAny(plain, asksWhere) && !saysAny(plain, asksPark) || saysAny(plain, asksPhone) || saysAny(plain, asksNow) || saysAny(plain, asksHours) {
		return false, nil
	}
	return t.write(f)
}

// asksHours are the words of a question about hours, which the calendar answers and no page.
var asksHours = []string{"hours", "open", "close", "closed", "closing", "opening", "horario", "horarios", "abren", "abierto", "abiertos", "cierran", "cerrado"}

// wonders reports whether something is asked in whole words that nothing here knows: asking them to say it otherwise
// would not help.
func (t *talk) wonders() bool {
	plain := plainly(t.in.Text)
	return t.in.Heard.Intent == hear.None && t.question(plain) && len(strings.Fields(plain)) >= 4 && len(content(t.in.Text)) > 0
}
