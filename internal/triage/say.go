package triage

import (
	"bytes"
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"

	"bedside/internal/fault"
	"bedside/internal/strict"
	"bedside/internal/words"
)

// Sentence is one literal sentence of say.toml.
type Sentence string

// Situation is what the words depend on besides what was heard.
type Situation struct {
	Open       bool // staff are there now
	Telehealth bool // the visit is by video or telephone: where the caller is must be asked
	Safe       bool // who may be abused has said that it is safe to talk
	Asked      bool // the one clarifying question has been asked; it is not asked twice
	Alerting   bool // somebody on call is being told: without it, nothing is promised
	Minutes    int  // until somebody on call should have called; said as the next longer time of say.toml
}

//go:embed say.toml
var sayFile []byte

// wording is say.toml.
type wording struct {
	Minutes []int    `toml:"minutes"`
	EN      phrasing `toml:"en"`
	ES      phrasing `toml:"es"`
	Crisis  []struct {
		EN Sentence `toml:"en"`
		ES Sentence `toml:"es"`
	} `toml:"crisis"`
}

// phrasing is the sentences of one language.
type phrasing struct {
	Call          Sentence `toml:"call"`
	CallForOther  Sentence `toml:"call_for_other"`
	Telehealth    Sentence `toml:"telehealth"`
	Suicide       Sentence `toml:"suicide"`
	SuicideDanger Sentence `toml:"suicide_danger"`
	Poison        Sentence `toml:"poison"`
	PoisonHelp    Sentence `toml:"poison_help"`
	Safe          Sentence `toml:"safe"`
	Danger        Sentence `toml:"danger"`
	Continue      Sentence `toml:"continue"`
	Ask           Sentence `toml:"ask"`
	AskDanger     Sentence `toml:"ask_danger"`
	AskSuicide    Sentence `toml:"ask_suicide"`
	Nurse         Sentence `toml:"nurse"`
	Visit         Sentence `toml:"visit"`
	Alerted       Sentence `toml:"alerted"`
	Worse         Sentence `toml:"worse"`
	NobodyCalls   Sentence `toml:"nobody_calls"`
	CannotWait    Sentence `toml:"cannot_wait"`
}

// voice is the embedded wording, read once. New returns its error, so a reader exists only with its words.
var voice = sync.OnceValues(func() (*wording, error) {
	w := new(wording)
	if err := strict.Decode(bytes.NewReader(sayFile), w); err != nil {
		return nil, fault.At("triage.voice", err)
	}
	if len(w.Minutes) == 0 || !slices.IsSorted(w.Minutes) || slices.Contains(w.all(), "") {
		return nil, invalid("a sentence of say.toml is missing, or its minutes are not in order")
	}
	return w, nil
})

// Say returns what is said to a result, in the order in which it is said, and before anything else is. English is
// spoken where the language is not known. It returns nothing for [None], which must never be put into words.
func Say(res Result, lang words.Language, at Situation) []Sentence {
	w, err := voice()
	if err != nil {
		return []Sentence{"Call 911 now."}
	}
	p := &w.EN
	if lang == words.Spanish {
		p = &w.ES
	}
	switch {
	case res.Tier == Emergency:
		return append(w.emergency(res, p, at), p.Continue)
	case res.Ask && !at.Asked && res.Has(Suicide):
		return append(append([]Sentence{p.Suicide}, w.crisis(p)...), p.AskSuicide)
	case res.Ask && !at.Asked:
		return []Sentence{p.AskDanger, p.Ask}
	case res.Tier == None:
		return nil
	}
	var say []Sentence
	if res.Has(Suicide) {
		say = append(say, p.Suicide)
	}
	if at.Open {
		return append(say, p.Nurse, p.Visit, p.Worse)
	}
	if !at.Alerting {
		return append(say, p.CannotWait)
	}
	return append(say, p.Alerted, p.NobodyCalls.within(w.minutes(at.Minutes)))
}

// emergency returns what is said to an emergency, up to the way back.
func (w *wording) emergency(res Result, p *phrasing, at Situation) (say []Sentence) {
	only := func(kinds ...Kind) bool {
		return !slices.ContainsFunc(res.Flags, func(f Flag) bool { return f.Tier == Emergency && !slices.Contains(kinds, f.Kind) })
	}
	call := p.Call
	if res.Other {
		call = p.CallForOther
	}
	abuse := res.Has(Abuse)
	if abuse && !at.Safe {
		say = append(say, p.Safe)
	}
	switch {
	case abuse && only(Abuse):
		say = append(say, p.Danger)
	case only(Suicide, Abuse):
		say = append(append(say, p.Suicide, p.SuicideDanger), w.crisis(p)...)
	case only(Poisoning):
		say = append(say, p.Poison, p.PoisonHelp)
	default:
		say = append(say, call)
	}
	if at.Telehealth && !abuse {
		say = append(say, p.Telehealth)
	}
	return say
}

// crisis returns what 988 offers.
func (w *wording) crisis(p *phrasing) (offers []Sentence) {
	for _, c := range w.Crisis {
		if p == &w.ES {
			offers = append(offers, c.ES)
		} else {
			offers = append(offers, c.EN)
		}
	}
	return offers
}

// minutes returns the first of the list that is not shorter than n, or the longest.
func (w *wording) minutes(n int) int {
	i, _ := slices.BinarySearch(w.Minutes, n)
	return w.Minutes[min(i, len(w.Minutes)-1)]
}

func (s Sentence) within(minutes int) Sentence {
	return Sentence(strings.ReplaceAll(string(s), "{minutes}", strconv.Itoa(minutes)))
}

// Sentences returns every sentence that [Say] can ever return, for the guard to clear when the program starts.
func Sentences() []Sentence {
	w, err := voice()
	if err != nil {
		return nil
	}
	return w.all()
}

func (w *wording) all() (all []Sentence) {
	for _, p := range []*phrasing{&w.EN, &w.ES} {
		all = append(all, p.Call, p.CallForOther, p.Telehealth, p.Suicide, p.SuicideDanger, p.Poison, p.PoisonHelp, p.Safe, p.Danger,
			p.Continue, p.Ask, p.AskDanger, p.AskSuicide, p.Nurse, p.Visit, p.Alerted, p.Worse, p.CannotWait)
		all = append(all, w.crisis(p)...)
		for _, m := range w.Minutes {
			all = append(all, p.NobodyCalls.within(m))
		}
	}
	return all
}
