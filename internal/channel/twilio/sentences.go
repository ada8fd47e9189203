package twilio

import (
	"fmt"

	"bedside/internal/guard"
	"bedside/internal/triage"
	"bedside/internal/words"
)

// What this package says by itself, when nobody else can. Each goes out in both languages.
var (
	apology = map[words.Language]string{
		words.English: "If this is an emergency, hang up and call 911 now. I am sorry: something went wrong on our side. " +
			"Please leave your name, your number and a message after the tone.",
		words.Spanish: "Si es una emergencia, cuelgue y llame al 911 ahora mismo. Lo siento: algo falló de nuestro lado. " +
			"Deje su nombre, su número y un mensaje después del tono.",
	}
	missed = map[words.Language]string{
		words.English: "Nobody could take the call. If this is an emergency, hang up and call 911 now. " +
			"Otherwise, please leave your name, your number and a message after the tone.",
		words.Spanish: "Nadie pudo contestar. Si es una emergencia, cuelgue y llame al 911 ahora mismo. " +
			"Si no, deje su nombre, su número y un mensaje después del tono.",
	}
	thanks = map[words.Language]string{
		words.English: "Thank you. Goodbye.",
		words.Spanish: "Gracias. Adiós.",
	}
	unread = map[words.Language]string{
		words.English: "In an emergency call 911 now. We could not read your message. Please call us.",
		words.Spanish: "En una emergencia llame al 911 ahora mismo. No pudimos leer su mensaje. Por favor llámenos.",
	}
)

// What is said to staff.
const (
	whisper = "A caller is waiting for you. Press 1 to take the call."
	notDone = "That did not work. Please use the link in your message."
)

// sentences are the words above and those of package triage, cleared when the program starts, so that no fault of
// anything else can silence them.
type sentences struct {
	patient map[string]guard.Standing // by text
	staff   map[string]guard.Cleared
}

// Clearer is the guard.
type Clearer interface {
	ClearStanding(text string) (guard.Standing, error)
	Clear(d guard.Draft, waivers ...guard.Waiver) (guard.Cleared, guard.Report, error)
}

func clearAll(g Clearer) (sentences, error) {
	s := sentences{map[string]guard.Standing{}, map[string]guard.Cleared{}}
	var all []string
	for _, both := range []map[words.Language]string{apology, missed, thanks, unread} {
		all = append(all, both[words.English], both[words.Spanish])
	}
	for _, text := range triage.Sentences() {
		all = append(all, string(text))
	}
	for _, text := range all {
		c, err := g.ClearStanding(text)
		if err != nil {
			return s, fmt.Errorf("%q: %w", text, err)
		}
		s.patient[text] = c
	}
	for _, text := range []string{whisper, notDone} {
		c, _, err := g.Clear(guard.Draft{Kind: guard.Voice, Audience: guard.Staff, Channel: voiceChannel, Author: "bedside", Body: []guard.Part{guard.Literal(text)}})
		if err != nil {
			return s, fmt.Errorf("%q: %w", text, err)
		}
		s.staff[text] = c
	}
	return s, nil
}

// to returns standing words for a patient on a channel, "" for words that are not among them.
func (s sentences) to(ch guard.Channel, recipient, text string) string {
	c, err := s.patient[text].To(ch, recipient)
	if err != nil {
		return ""
	}
	_, body, _ := c.For(guard.Patient, ch, recipient)
	return body
}

// both says a sentence to a caller, in their language first.
func (s sentences) both(call string, text map[words.Language]string, first words.Language) []any {
	second := words.Spanish
	if first == words.Spanish {
		second = words.English
	} else {
		first = words.English
	}
	var all []any
	for _, l := range []words.Language{first, second} {
		all = append(all, verbs(spoken(s.to(voiceChannel, call, text[l]), l))...)
	}
	return all
}

func (s sentences) toStaff(text string) string {
	_, body, _ := s.staff[text].For(guard.Staff, voiceChannel, "")
	return body
}

func verbs[T any](vs []T) []any {
	all := make([]any, len(vs))
	for i, v := range vs {
		all[i] = v
	}
	return all
}
