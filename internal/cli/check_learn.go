package cli

import (
	"fmt"
	"strings"

	"bedside/internal/guard"
	"bedside/internal/guard/wire"
)

// learnFlags ask for more than findings.
type learnFlags struct {
	Readings bool `help:"Say too what matters most, how a patient, the person described, a colleague, a reporter and a regulator may read it, the reading grade and the tone."`
	Explain  bool `help:"Say too what is fine, and why."`
}

func (f learnFlags) of(d guard.Draft, r guard.Report) wire.Learned {
	return wire.LearnedOf(d, r, f.Readings, f.Explain)
}

// readers are who reads, as a person calls them.
var readers = map[string]string{
	"patient": "A patient", "described": "The person described", "colleague": "A colleague", "reporter": "A reporter", "regulator": "A regulator",
}

// writeLearned prints it for a person.
func writeLearned(b *strings.Builder, l wire.Learned) {
	if r := l.Readings; r != nil {
		if len(r.Matter) > 0 {
			b.WriteString("\nWhat matters most\n")
			for i, m := range r.Matter {
				fmt.Fprintf(b, "  %d. %s  %s\n", i+1, quote(m.Text), m.Message)
			}
		}
		if len(r.Readers) > 0 {
			b.WriteString("\nHow it may be read\n")
			for _, v := range r.Readers {
				fmt.Fprintf(b, "  %s\n", readers[v.Who])
				for _, s := range v.Says {
					fmt.Fprintf(b, "    %s\n", s)
				}
			}
		}
		if g := r.Grade; g != nil {
			fmt.Fprintf(b, "\nReading grade %.1f, aim %d\n", g.Years, g.Aim)
			for _, w := range g.Words {
				fmt.Fprintf(b, "  +%.1f  %s", w.Raises, quote(w.Text))
				if w.Times > 1 {
					fmt.Fprintf(b, " %d times", w.Times)
				}
				if w.Instead != "" {
					fmt.Fprintf(b, ", everyday word: %s", w.Instead)
				}
				b.WriteByte('\n')
			}
			if g.Longest != nil {
				fmt.Fprintf(b, "  The longest sentence has %d words.\n", g.Longest.Words)
			}
		}
		if len(r.Tone) > 0 {
			b.WriteString("\nTone\n")
			for _, t := range r.Tone {
				var words []string
				for _, e := range t.Evidence {
					words = append(words, quote(e.Text))
				}
				fmt.Fprintf(b, "  %s: %s  %s\n", t.Name, strings.Join(words, ", "), t.Says)
			}
		}
	}
	if l.Fine == nil {
		return
	}
	b.WriteString("\nWhat is fine\n")
	for _, f := range l.Fine {
		fmt.Fprintf(b, "  %s  %s. %s (%s)\n", quote(f.Text), f.What, f.Why, f.Authority)
	}
	if len(l.Fine) == 0 {
		b.WriteString("  Nothing here needs explaining.\n")
	}
}
