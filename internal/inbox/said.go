package inbox

import (
	"encoding/json"
	"unicode/utf8"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/phi"
	"bedside/internal/words"
)

// Piece is a part of what Bedside says, as it is kept so that the guard can read it again.
type Piece struct {
	Kind PieceKind
	Text phi.Text
}

// PieceKind is the sort of a piece: which constructor of a guard.Part makes it.
type PieceKind string

const (
	Literal       PieceKind = ""
	FirstName     PieceKind = "first_name"
	FullName      PieceKind = "full_name"
	VisitTime     PieceKind = "visit_time"
	Place         PieceKind = "place"
	Reason        PieceKind = "reason"
	ServiceName   PieceKind = "service"
	ProviderName  PieceKind = "provider"
	PracticeName  PieceKind = "practice"
	PracticePhone PieceKind = "phone"
	Link          PieceKind = "link"
)

func (p Piece) part() (guard.Part, bool) {
	text := p.Text.Reveal()
	switch p.Kind {
	case Literal:
		return guard.Literal(text), true
	case FirstName:
		return guard.FirstName(phi.NewName(text, "")), true
	case FullName:
		return guard.FullName(phi.NewName(text, "")), true
	case VisitTime:
		return guard.VisitTime(text), true
	case Place:
		return guard.Place(text), true
	case Reason:
		return guard.Reason(p.Text), true
	case ServiceName:
		return guard.ServiceName(text), true
	case ProviderName:
		return guard.ProviderName(text), true
	case PracticeName:
		return guard.PracticeName(text), true
	case PracticePhone:
		return guard.PracticePhone(text), true
	case Link:
		return guard.Link(text), true
	}
	return guard.Part{}, false
}

// kept is a Piece in JSON.
type kept struct {
	Kind PieceKind `json:"kind,omitempty"`
	Text string    `json:"text"`
}

// Keep makes [Entry.Said] of pieces.
func Keep(all ...Piece) phi.Text {
	list := make([]kept, len(all))
	for n, p := range all {
		list[n] = kept{p.Kind, p.Text.Reveal()}
	}
	text, err := json.Marshal(list)
	if err != nil { // two strings always marshal
		panic("inbox: " + err.Error())
	}
	return phi.NewText(string(text))
}

// Parts reads what [Keep] made. Invalid for anything else, and for a kind that this program does not know.
func Parts(said phi.Text) ([]guard.Part, error) {
	bad := fault.New(fault.Invalid, "inbox.Parts", "These words cannot be read any more.")
	var list []kept
	if json.Unmarshal([]byte(said.Reveal()), &list) != nil {
		return nil, bad
	}
	parts := make([]guard.Part, len(list))
	for n, k := range list {
		part, ok := Piece{k.Kind, phi.NewText(k.Text)}.part()
		if !ok {
			return nil, bad
		}
		parts[n] = part
	}
	return parts, nil
}

// parts is what an entry that goes out was rendered from.
func (e Entry) parts() ([]guard.Part, error) {
	if e.Said.IsZero() {
		return []guard.Part{guard.Literal(e.Text.Reveal())}, nil
	}
	return Parts(e.Said)
}

const (
	shortest = 3   // letters of a word that is searched for
	mostly   = 256 // words of one entry that it is found by
)

// findable returns the words of a text that it is found by, each once.
func findable(text string) []string {
	var all []string
	seen := map[string]bool{}
	for _, w := range words.Split(text) {
		if w.Kind != words.Letters || utf8.RuneCountInString(w.Text) < shortest || seen[w.Text] {
			continue
		}
		if seen[w.Text] = true; len(seen) > mostly {
			break
		}
		all = append(all, w.Text)
	}
	return all
}
