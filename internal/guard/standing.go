package guard

import (
	"bedside/internal/fault"
	"bedside/internal/phi"
)

// Standing is words that were cleared when the program started, to be said to any one patient on any channel where
// one is spoken to, whatever else fails: what is said in an emergency (SAFETY 1). Only [Guard.ClearStanding] makes
// one.
type Standing struct{ text string }

// ClearStanding clears literal words for whoever it will be: as a text, which others may read, as speech and as chat.
// Its faults are those of [Guard.Clear].
func (g *Guard) ClearStanding(text string) (Standing, error) {
	for _, k := range []Kind{SMS, Voice, Chat} {
		d := Draft{Kind: k, Audience: Patient, Channel: Channel(k), Recipient: "anybody", Body: []Part{Literal(text)}}
		if _, _, err := g.Clear(d); err != nil {
			return Standing{}, err
		}
	}
	return Standing{text}, nil
}

// To binds the words to a channel, which is sms, voice or chat, and a recipient. The zero Standing, another channel
// and no recipient are Forbidden.
func (s Standing) To(ch Channel, recipient string) (Cleared, error) {
	if s.text == "" || recipient == "" || ch != Channel(SMS) && ch != Channel(Voice) && ch != Channel(Chat) {
		return Cleared{}, fault.New(fault.Forbidden, "guard.To", "These words were not cleared for this recipient.")
	}
	return Cleared{phi.NewText(""), phi.NewText(s.text), Patient, ch, recipient}, nil
}
