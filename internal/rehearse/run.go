package rehearse

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/words"
)

// Repeats is how often a scenario is played unless something else is asked for, each time in other words.
const Repeats = 5

// Plan is what to rehearse.
type Plan struct {
	Open      func(ctx context.Context) (*House, error) // makes a house; every worker takes one
	Scenarios []Scenario
	At        time.Time // the day; the scenarios put the clock on the first working day from it
	Repeats   int
	Workers   int
	Failures  int                 // how many conversations that failed are reported of a scenario, beside the first
	Progress  func(done, all int) // after every scenario; nil for nobody who looks
}

// Hold plays every scenario and returns what became of each, in their order. It is an error only if the rehearsal itself
// could not be held.
func Hold(ctx context.Context, plan Plan) (Report, error) {
	report := Report{At: plan.At, Results: make([]Result, len(plan.Scenarios))}
	all, err := people()
	if err != nil {
		return report, err
	}
	personas, err := Personas()
	if err != nil {
		return report, err
	}
	var next, done atomic.Int64
	var mu sync.Mutex
	var failed error
	var wg sync.WaitGroup
	for range max(1, min(plan.Workers, len(plan.Scenarios))) {
		wg.Go(func() {
			fail := func(err error) {
				mu.Lock()
				defer mu.Unlock()
				if failed == nil {
					failed = err
				}
			}
			h, err := plan.Open(ctx)
			if err != nil {
				fail(err)
				return
			}
			defer func() { _ = h.Close() }()
			w := worker{h: h, people: all, personas: personas, repeats: max(1, plan.Repeats), failures: plan.Failures, at: plan.At, casts: map[string]cast{}}
			for {
				i := int(next.Add(1)) - 1
				if i >= len(plan.Scenarios) {
					return
				}
				if err := ctx.Err(); err != nil {
					fail(err)
					return
				}
				if report.Results[i], err = w.scenario(ctx, &plan.Scenarios[i]); err != nil {
					fail(err)
					return
				}
				n := int(done.Add(1))
				if plan.Progress != nil {
					mu.Lock()
					plan.Progress(n, len(plan.Scenarios))
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return report, failed
}

// worker plays scenarios in one house.
type worker struct {
	h        *House
	people   []person
	personas map[string]*persona
	repeats  int
	failures int
	at       time.Time
	casts    map[string]cast
	template map[string]string
}

// scenario plays one as often as it has personas, channels and repeats.
func (w *worker) scenario(ctx context.Context, s *Scenario) (Result, error) {
	r := Result{Name: s.Name, About: s.About, Topic: s.Topic, Personas: s.Personas, Language: string(s.Language), Own: s.Own, Outcome: Passed}
	skip := func(why string) (Result, error) {
		r.Outcome, r.Why, r.Run = Skipped, why, nil
		return r, nil
	}
	if why := lacking(s, w.h.Practice); why != "" {
		return skip(why)
	}
	at, ok := standing(w.h.Practice, w.at, s.Clock)
	if !ok {
		return skip(map[bool]string{true: "the practice never closes", false: "the practice is not open within two weeks"}[s.Clock == "closed"])
	}
	base, err := w.cast(ctx, s, at)
	if err != nil {
		return r, err
	}
	for _, persona := range s.Personas {
		for _, channel := range s.Channels {
			for n := range w.repeats {
				p, why, err := w.once(ctx, s, persona, channel, n, at, base)
				if err != nil {
					return r, err
				}
				if why != "" {
					return skip(why)
				}
				r.Runs++
				if len(p.Wrong) > 0 {
					r.Wrong++
					r.Outcome = Failed
				}
				switch {
				case r.Run == nil || len(p.Wrong) > 0 && len(r.Run.Wrong) == 0:
					r.Run = p
				case len(p.Wrong) > 0 && len(r.More) < w.failures:
					r.More = append(r.More, *p)
				}
			}
		}
	}
	return r, nil
}

// cast works out what placeholders stand for, once for a time and a language.
func (w *worker) cast(ctx context.Context, s *Scenario, at time.Time) (cast, error) {
	key := at.String() + string(s.Language)
	if c, ok := w.casts[key]; ok {
		return c, nil
	}
	err := w.h.Reset()
	if err != nil {
		return nil, err
	}
	w.h.Clock.Set(at)
	if w.template == nil {
		if w.template, err = w.h.Digests(ctx); err != nil {
			return nil, err
		}
	}
	c, err := castOf(ctx, w.h, s.Language)
	w.casts[key] = c
	return c, err
}

// once plays one conversation. why is why it cannot be played here.
func (w *worker) once(ctx context.Context, s *Scenario, name, channel string, n int, at time.Time, base cast) (run *Run, why string, err error) {
	who := w.persona(name, s.Language)
	if who == nil {
		return nil, "", fault.New(fault.Invalid, "rehearse.Hold", "The scenario "+s.Name+" names a persona that there is not: "+name+".")
	}
	if err := w.h.Reset(); err != nil {
		return nil, "", err
	}
	w.h.Clock.Set(at)
	w.h.Faults.take()
	var speakers []person
	for _, p := range w.people {
		if p.Language == s.Language {
			speakers = append(speakers, p)
		}
	}
	c := &caller{Scenario: s, persona: who, plain: w.persona("plain", s.Language), channel: channel, repeat: n, asked: map[string]int{}, used: map[string]int{}}
	mine := speakers[(len(s.Name)+n)%len(speakers)]
	st := &stage{h: w.h, cast: base.with(mine), caller: mine}
	if err := st.set(ctx, s.Caller, speakers[(len(s.Name)+n+1)%len(speakers)]); err != nil {
		return nil, "", err
	}
	c.cast = st.cast
	for _, text := range texts(s) {
		if why := st.cast.lacks(text); why != "" {
			return nil, why, nil
		}
	}
	run = &Run{Persona: name, Channel: channel, Repeat: n + 1}
	p := &played{caller: c, stage: st, run: run}
	if err := p.play(ctx); err != nil {
		return nil, "", err
	}
	return run, "", p.check(ctx, w.template)
}

func (w *worker) persona(name string, l words.Language) *persona {
	return w.personas[name+"."+string(l)]
}

// texts are all texts of a scenario that may hold placeholders.
func texts(s *Scenario) (all []string) {
	for _, turns := range s.Says {
		for _, t := range turns {
			all = append(all, t...)
		}
	}
	for _, e := range s.Expects {
		all = append(all, e.Text)
		for _, v := range e.With {
			all = append(all, v)
		}
	}
	slices.Sort(all) // so that the first reason is the same each time
	return all
}

// lacking is what the practice lacks that the scenario needs, "" for nothing.
func lacking(s *Scenario, p *practice.Practice) string {
	if s.Language == words.Spanish && !p.Desk.Spanish {
		return "the front desk does not offer Spanish"
	}
	for _, need := range s.Needs {
		what, of, _ := strings.Cut(need, " ")
		switch what {
		case "act":
			if p.Desk.Dial(of) != practice.Act {
				return "the dial of " + strings.ReplaceAll(of, "_", " ") + " is not set to act"
			}
		case "voicemail":
			if !p.Desk.Voicemail {
				return "the practice takes no spoken messages"
			}
		case "line":
			if p.Desk.Transfer == "" {
				return "no number is set to connect callers to"
			}
		}
	}
	return ""
}
