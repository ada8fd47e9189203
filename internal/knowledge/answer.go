package knowledge

import (
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/guard"
	"bedside/internal/knowledge/find"
	"bedside/internal/words"
)

// Verdict is what can be done with a question.
type Verdict string

const (
	Found   Verdict = "found"
	Nothing Verdict = "nothing" // a message is taken
	Asks    Verdict = "medical" // it is for a clinician
)

// Answer is a passage with its source.
type Answer struct {
	Text  string
	Title string    // of the page, or the file's name
	URL   string    // "" of a file
	Read  time.Time // when it last stood there
}

// Source says where an answer stands, in words: with its address where it is read, without where it is heard.
func (a Answer) Source(channel string) string {
	title := strings.TrimRight(a.Title, ". ")
	if a.URL != "" && channel != string(guard.Voice) {
		return title + ", " + a.URL
	}
	return title
}

// Ask answers a question from what the practice has written. It looks at nothing but memory.
func (s *Service) Ask(question string, l words.Language, channel string) (Answer, Verdict) {
	if Medical(question) {
		return Answer{}, Asks
	}
	f := s.shelf.Load()
	if f == nil || f.books[l] == nil || tooLong(question) {
		return Answer{}, Nothing
	}
	b := f.books[l]
	hit, ok := find.Best(b.index.Find(question))
	if !ok {
		return Answer{}, Nothing
	}
	x := b.all[hit.Entry]
	if !s.sayable(x.text, channel) { // the rules have changed since it was read
		return Answer{}, Nothing
	}
	return Answer{Text: x.text, Title: x.title, URL: x.url, Read: x.read}, Found
}

func (s *Service) sayable(text, channel string) bool {
	r := s.Guard.Check(guard.Draft{Kind: guard.Kind(channel), Audience: guard.Patient, Channel: guard.Channel(channel), Recipient: "anybody", Author: string(actor.Bedside),
		Body: []guard.Part{guard.Literal(text)}})
	return r.Verdict == guard.Clear
}

// tooLong reports whether something is a story rather than a question.
func tooLong(question string) bool { return len(strings.Fields(question)) > longestQuestion }

const longestQuestion = 60 // words

// Tried is what the console shows of a question that staff try.
type Tried struct {
	Verdict Verdict
	Answer  Answer // of [Found]
	Others  []Candidate
	Enough  float64
}

// Candidate is a passage that was looked at.
type Candidate struct {
	Answer
	Sure float64
}

const mostCandidates = 3

// Try answers a question as [Service.Ask] does and shows what was looked at.
func (s *Service) Try(question string, l words.Language) Tried {
	t := Tried{Enough: find.Enough}
	t.Answer, t.Verdict = s.Ask(question, l, string(guard.Chat))
	f := s.shelf.Load()
	if f == nil || f.books[l] == nil || tooLong(question) {
		return t
	}
	b := f.books[l]
	hits := b.index.Find(question)
	for _, h := range hits[:min(len(hits), mostCandidates)] {
		x := b.all[h.Entry]
		t.Others = append(t.Others, Candidate{Answer{Text: x.text, Title: x.title, URL: x.url, Read: x.read}, h.Sure})
	}
	return t
}
