package cli

import (
	"errors"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"bedside/internal/app"
	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/triage"
)

// BenchTalkCmd measures the conversation.
type BenchTalkCmd struct {
	Format string `enum:"text,json" default:"text" help:"text or json."`
	Rounds int    `default:"200" help:"How often the dialogues are held with the engine alone."`
	Chats  int    `default:"1000" help:"Chats at once with the whole front desk."`
}

// Help implements kong's help provider.
func (BenchTalkCmd) Help() string {
	return "Holds dialogues with the engine alone, which is triage, meaning and flow, and then many chats at once with the whole front desk on SQLite.\n\nExample:\n  bedside bench talk --chats 50"
}

// dialogues are what callers say in a row, in both languages.
var dialogues = [][]string{
	{"I'd like to book an appointment for my knee, next Tuesday afternoon", "the second one", "Maria Lopez", "March 3rd 1958", "218-555-0123", "yes please"},
	{"I need to see somebody about a sore throat", "Tuesday... no, Thursday", "1", "It's John Meier", "4/12/1980", "jm@example.com", "no, the name is Meyer", "yes"},
	{"what are your hours?", "where are you located?", "do you take Medicare?", "where can I park?", "who are your doctors?", "thanks, bye"},
	{"I need a refill of my blood pressure medicine", "lisinopril", "the pharmacy on Main Street", "Ann Smith", "1/2/1990", "218 555 0177"},
	{"book a visit for a rash", "tomorrow", "I have crushing chest pain", "continue", "none of those", "as soon as possible", "the first"},
	{"quisiera una cita para mi hijo, tiene dolor de oído", "el miércoles por la tarde", "la primera", "Juan Pérez", "15 de abril de 2018", "218 555 0111", "sí"},
	{"I want to move my appointment", "Maria Lopez", "3/3/1958", "can I talk to a person"},
}

// Run measures.
func (c *BenchTalkCmd) Run(o *IO) error {
	figures, err := c.engine()
	if err != nil {
		return err
	}
	more, err := c.desk(o)
	if err != nil {
		return err
	}
	return printFigures(o.Out, c.Format, append(figures, more...))
}

// engine holds the dialogues without a database.
func (c *BenchTalkCmd) engine() ([]figure, error) {
	machine, err := flow.Load()
	if err != nil {
		return nil, err
	}
	reader, err := triage.New()
	if err != nil {
		return nil, err
	}
	w, err := newStillWorld()
	if err != nil {
		return nil, err
	}
	ear := hear.New(hear.VocabularyOf(w.p))
	turn := func(s *flow.State, text string) (time.Duration, error) {
		began := time.Now()
		reader.Read(text)
		e := machine.Expecting(s, w.p)
		heard := ear.Hear(hear.Input{Text: text, Channel: frontdesk.Chat, Asked: e.Asked, Prompt: e.Prompt, Offered: e.Offered, Now: w.now, Language: s.Language})
		_, err := machine.Turn(s, flow.In{Text: text, Heard: heard, Full: true, Key: "key"}, w)
		return time.Since(began), err
	}
	var times []time.Duration
	for range c.Rounds {
		for _, d := range dialogues {
			s := flow.NewState("")
			for _, text := range d {
				took, err := turn(&s, text)
				if err != nil {
					return nil, err
				}
				times = append(times, took)
			}
		}
	}
	p99 := quantile(times, .99)
	s := flow.NewState("")
	long, err := turn(&s, strings.Repeat("my knee hurts and ", 556)[:10_000])
	if err != nil {
		return nil, err
	}
	return []figure{
		{Engine: "none", Name: "turns", Value: float64(len(times))},
		{Engine: "none", Name: "one turn, engine only, median", Value: quantile(times, .5), Unit: "ms"},
		goal("none", "one turn, engine only, 99th percentile", p99, "ms", "under 1 ms", p99 < 1),
		{Engine: "none", Name: "a turn of 10,000 characters", Value: float64(long.Microseconds()) / 1000, Unit: "ms"},
	}, nil
}

// desk holds many chats at once with the whole front desk.
func (c *BenchTalkCmd) desk(o *IO) (figures []figure, err error) {
	dir, err := os.MkdirTemp("", "bedside-bench-*")
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, "cli.bench", "Cannot make a temporary folder.", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	a, err := (&TalkCmd{}).open(o, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	alone, err := c.chats(o, a, 0, len(dialogues), 1)
	if err != nil {
		return nil, err
	}
	times, err := c.chats(o, a, len(dialogues), len(dialogues)+c.Chats, c.Chats)
	if err != nil {
		return nil, err
	}
	p99, resident := quantile(times, .99), residentMB()
	figures = []figure{
		{Engine: "sqlite", Name: "one turn, all of it, nobody else, median", Value: quantile(alone, .5), Unit: "ms"},
		goal("sqlite", "one turn, all of it, nobody else, 99th percentile", quantile(alone, .99), "ms", "under 100 ms", quantile(alone, .99) < 100),
		{Engine: "sqlite", Name: "chats at once", Value: float64(c.Chats)},
		{Engine: "sqlite", Name: "one turn, all of it, median", Value: quantile(times, .5), Unit: "ms"},
		{Engine: "sqlite", Name: "one turn, all of it, 99th percentile", Value: p99, Unit: "ms"},
	}
	if resident > 0 {
		figures = append(figures, goal("sqlite", "memory of the whole program", resident, "MB", "under 200 MB", resident < 200))
	}
	return figures, nil
}

// chats holds a dialogue in each of the chats, so many at once: all say something again as soon as they are answered.
func (c *BenchTalkCmd) chats(o *IO, a *app.App, from, to, atOnce int) ([]time.Duration, error) {
	var mu sync.Mutex
	var times []time.Duration
	var wg sync.WaitGroup
	var failed error
	gate := make(chan struct{}, atOnce)
	for n := from; n < to; n++ {
		wg.Go(func() {
			gate <- struct{}{}
			defer func() { <-gate }()
			for i, text := range dialogues[n%len(dialogues)] {
				began := time.Now()
				_, err := a.Desk.Turn(o.Ctx, frontdesk.Turn{Channel: frontdesk.Chat, Session: "bench " + strconv.Itoa(n), ID: strconv.Itoa(i), Text: text, Heard: true})
				mu.Lock()
				times, failed = append(times, time.Since(began)), errors.Join(failed, err)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return times, failed
}

// residentMB is the memory that the program occupies, 0 where the machine does not say.
func residentMB() float64 {
	runtime.GC()
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	f := strings.Fields(string(data))
	if len(f) < 2 {
		return 0
	}
	pages, err := strconv.Atoi(f[1])
	if err != nil {
		return 0
	}
	return float64(pages) * float64(os.Getpagesize()) / (1 << 20)
}
