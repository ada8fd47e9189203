// Package flow is the questions that lead to an act: the flows as data, with their wording in two languages, and the
// small machine that runs them.
//
// It promises that what it says follows from the state and the turn alone, that what it says it did was done by the
// [World] before, and that nothing about a patient is said before the World has verified them. Callers owe a World
// whose acts are committed or undone together with the state, and that they say nothing of what a turn made if not.
package flow

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/inbox"
	"bedside/internal/strict"
	"bedside/internal/words"
)

var (
	//go:embed flows.toml
	flowsFile []byte
	//go:embed words.en.toml
	englishFile []byte
	//go:embed words.es.toml
	spanishFile []byte
)

// Flow is one thing that patients ask for. flows.toml says what the fields mean.
type Flow struct {
	Name    string         `toml:"name"`
	Intents []string       `toml:"intents"`
	Title   string         `toml:"title"` // the first line of its task
	Steps   []string       `toml:"steps"`
	Does    string         `toml:"does"`
	Task    inbox.TaskKind `toml:"task"`
	Stays   bool           `toml:"stays"`
	MayDrop []string       `toml:"may_drop"`
	Since   []string       // steps that came after the first editions

	place int  // in the order of screens
	off   bool // a message is taken instead
	own   *Own // the practice's own, nil for a shipped one
}

// Step is one question.
type Step struct {
	Take   string   `toml:"take"`
	Asked  []string `toml:"asked"`
	Free   bool     `toml:"free"`
	Keypad int      `toml:"keypad"`
	Long   bool     `toml:"long"`
	After  []string `toml:"after"`
	Last   bool     `toml:"last"`
	Common bool     `toml:"common"`

	options []Option
}

// Machine runs the flows. It is immutable and may be used by several goroutines at once.
type Machine struct {
	flows   map[string]*Flow
	byWish  map[string]*Flow // by intent
	steps   map[string]Step
	message []string
	words   map[words.Language]*Wording
	rules   []route
	catalog *catalog
	edition string // the document of the edition it was made of
}

// Fingerprint names the flows, questions and words that the machine runs by, as "1-4a5d1b0c92ff": another may ask or say
// something else.
func (m *Machine) Fingerprint() string {
	h := sha256.New()
	for _, part := range [][]byte{flowsFile, englishFile, spanishFile, []byte(m.edition)} {
		sum := sha256.Sum256(part)
		h.Write(sum[:])
	}
	return strconv.Itoa(version) + "-" + hex.EncodeToString(h.Sum(nil))[:12]
}

// Load reads the flows and the wording that Bedside ships with. A flow, a step or a line that does not fit is Invalid.
func Load() (*Machine, error) {
	var file struct {
		Message []string        `toml:"message"`
		Flows   []Flow          `toml:"flow"`
		Steps   map[string]Step `toml:"step"`
	}
	if err := strict.Decode(bytes.NewReader(flowsFile), &file); err != nil {
		return nil, fault.At("flow.Load", err)
	}
	c, err := readCatalog()
	if err != nil {
		return nil, err
	}
	m := &Machine{flows: map[string]*Flow{}, byWish: map[string]*Flow{}, steps: file.Steps, message: file.Message, words: map[words.Language]*Wording{}, catalog: c}
	for i := range file.Flows {
		f := &file.Flows[i]
		for _, s := range slices.Concat(f.Steps, file.Message) {
			if _, ok := m.steps[s]; !ok {
				return nil, invalid("the flow %q has a step %q that there is not", f.Name, s)
			}
		}
		if _, ok := act(f.Does); !ok || f.Task == "" {
			return nil, invalid("the flow %q does %q, which there is not, or has no task", f.Name, f.Does)
		}
		f.place, m.flows[f.Name] = i, f
		for _, w := range f.Intents {
			m.byWish[w] = f
		}
	}
	for name, s := range m.steps {
		if take(s.Take) == nil {
			return nil, invalid("the step %q takes %q, which there is not", name, s.Take)
		}
	}
	for lang, data := range map[words.Language][]byte{words.English: englishFile, words.Spanish: spanishFile} {
		w := &Wording{}
		if err := strict.Decode(bytes.NewReader(data), w); err != nil {
			return nil, fault.At("flow.Load", err)
		}
		for key, line := range w.Say {
			if _, err := cut(line); err != nil {
				return nil, invalid("the line %q (%s) has a placeholder that there is not", key, lang)
			}
		}
		m.words[lang] = w
	}
	for key := range m.words[words.English].Say {
		if _, ok := m.words[words.Spanish].Say[key]; !ok {
			return nil, invalid("the line %q is missing in Spanish", key)
		}
	}
	return m, nil
}

func invalid(format string, args ...any) error {
	s := fmt.Sprintf(format, args...)
	return fault.New(fault.Invalid, "flow.Load", strings.ToUpper(s[:1])+s[1:]+".")
}

// wording returns what is said in the language, English if there is none.
func (m *Machine) wording(l words.Language) *Wording {
	if w, ok := m.words[l]; ok {
		return w
	}
	return m.words[words.English]
}

// Line returns the words of a key on a channel, the empty string if there is no such key.
func (m *Machine) Line(key, channel string, l words.Language, args Args) []inbox.Piece {
	line, _ := m.wording(l).line(key, channel)
	return pieces(line, args)
}

// InWords says for staff what a state, such as "book.date", means.
func (m *Machine) InWords(state string) string {
	name, step, _ := strings.Cut(state, ".")
	if step == "" {
		step = state
	}
	if f := m.flows[name]; f != nil && f.own != nil && m.words[words.English].State[step] == "" {
		return "asking for “" + strings.TrimSuffix(f.Title, ".") + "”"
	}
	return m.words[words.English].State[step]
}
