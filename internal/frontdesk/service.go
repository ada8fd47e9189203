package frontdesk

import (
	"strings"
	"sync/atomic"
	"time"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/guard"
	"bedside/internal/practice"
	"bedside/internal/triage"
	"bedside/internal/words"
)

// Service is the front desk. It may be used by several goroutines at once.
type Service struct {
	Deps
	machines machines
	lists    string                    // names the word lists of the ear
	standing map[string]guard.Standing // by the words, and by their first sentence
	ear      atomic.Pointer[listener]
}

// listener is an ear for one version of the practice.
type listener struct {
	version int64
	ear     *hear.Ear
	answers *flow.Answers
	hints   []string
}

// sorry is said when all else fails, in each language.
var sorry = map[words.Language]string{
	words.English: "I am sorry, something is wrong on our side. Please try again in a few minutes. In an emergency, call 911.",
	words.Spanish: "Lo siento, algo no funciona de nuestro lado. Por favor intente otra vez en unos minutos. En una emergencia, llame al 911.",
}

// New compiles the rules and clears every sentence that must be there when all else fails; an error means that one of
// them was not cleared, and nothing may run.
func New(d Deps) (*Service, error) {
	shipped, err := flow.Load()
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, lists: hear.Edition(), machines: machines{shipped: shipped, made: map[int64]*flow.Machine{}}, standing: map[string]guard.Standing{}}
	for _, x := range triage.Sentences() {
		if err := s.stand(string(x)); err != nil {
			return nil, err
		}
	}
	if err := s.standAll(); err != nil {
		return nil, err
	}
	for _, all := range []map[words.Language]triage.Sentence{quiet, askPhone, noted, thanked} {
		for _, x := range all {
			if err := s.stand(string(x)); err != nil {
				return nil, err
			}
		}
	}
	for _, x := range sorry {
		if err := s.stand(x); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// standAll clears what is said to every rule in every situation, as a whole.
func (s *Service) standAll() error {
	for _, r := range s.Triage.Rules() {
		res := triage.Result{Tier: r.Tier, Flags: []triage.Flag{{Rule: r.ID, Kind: r.Kind, Tier: r.Tier}}, Ask: r.Ask}
		for n := range 1 << 6 {
			on := func(bit int) bool { return n>>bit&1 == 1 }
			language := words.English
			if on(0) {
				language = words.Spanish
			}
			res.Other = on(1)
			for minutes := 5; minutes <= 60; minutes += 5 {
				text := joined(triage.Say(res, language, triage.Situation{Open: on(2), Telehealth: on(3), Asked: on(4), Alerting: on(5), Minutes: minutes}))
				if _, ok := s.standing[text]; ok || text == "" {
					continue
				}
				if err := s.stand(text); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// stand clears words for whoever it will be.
func (s *Service) stand(text string) error {
	cleared, err := s.Guard.ClearStanding(text)
	if err == nil {
		s.standing[text] = cleared
	}
	return err
}

// cleared returns words that were cleared at the start: all of them, or else the first of the sentences.
func (s *Service) cleared(sentences []triage.Sentence, channel, recipient string) (guard.Cleared, error) {
	text := joined(sentences)
	if st, ok := s.standing[text]; ok {
		return st.To(guard.Channel(channel), recipient)
	}
	if st, err := s.Guard.ClearStanding(text); err == nil {
		return st.To(guard.Channel(channel), recipient)
	}
	return s.standing[string(sentences[0])].To(guard.Channel(channel), recipient)
}

func joined(all []triage.Sentence) string {
	text := make([]string, len(all))
	for i, x := range all {
		text[i] = string(x)
	}
	return strings.Join(text, " ")
}

// listening returns the ear for the practice as it is, which is made anew when the practice has changed.
func (s *Service) listening(p *practice.Practice) *listener {
	if l := s.ear.Load(); l != nil && l.version == p.Version {
		return l
	}
	l := &listener{version: p.Version, ear: hear.New(hear.VocabularyOf(p)), answers: flow.NewAnswers(p)}
	for _, v := range p.Providers {
		if v.Active {
			l.hints = append(l.hints, v.Family)
		}
	}
	for _, x := range p.Locations {
		if x.Active {
			l.hints = append(l.hints, x.Name)
		}
	}
	s.ear.Store(l)
	return l
}

// Approved is the practice's approved answer to a question, "" for none.
func (s *Service) Approved(p *practice.Practice, question string, l words.Language) string {
	return s.listening(p).answers.To(question, l)
}

// home is the practice's zone.
func home(p *practice.Practice) *time.Location {
	zone, err := civil.Zone(p.Settings.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}
