package guard

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Fix is what the rewrite makes of one finding. A name or a place is mended wherever it stands, so that nobody is
// called by two labels.
type Fix struct {
	Edits []Edit // in the order of the text; none overlaps another
	Says  string // what comes in the place of the finding, for a person to read; "" where words are only left out
}

// Edit is words that are taken out, which may be more than what was found, such as an article or a comma beside it,
// and what comes there.
type Edit struct {
	Start, End int // code points of Report.Text, End exclusive
	Text       string
}

// Fixes returns for every finding, in their order, what [Guard.Redact] would put there in its first pass: the most
// specific words that Safe Harbor leaves, the same person under the same label, in the grammar around it. nil is a
// finding without an answer. Findings that are mended together, such as the two days of a range, have the same edits.
func (r *Report) Fixes() []*Fix {
	out := make([]*Fix, len(r.Findings))
	edits := map[string][]Edit{} // by whom they are about
	var all []mending
	at, points := 0, 0 // code points before byte at
	for _, m := range r.mend(false) {
		was := r.Text[m.start:m.end]
		if was == m.word { // the grammar around it takes no better wording
			continue
		}
		points += utf8.RuneCountInString(r.Text[at:m.start])
		at = m.start
		if m.same == "" {
			m.same = "at " + strconv.Itoa(at) // about nothing else
		}
		edits[m.same] = append(edits[m.same], Edit{points, points + utf8.RuneCountInString(was), m.word})
		all = append(all, m)
	}
	for _, m := range all {
		for _, i := range m.of {
			if r.Findings[i].Fix != nil {
				out[i] = &Fix{edits[m.same], m.says(r.Text[m.start:m.end])}
			}
		}
	}
	return out
}

// says is the edit's word as it is shown: nothing, where it is only what the words around it ask for, such as the
// capital of the word after.
func (e edit) says(was string) string {
	word := strings.TrimSpace(e.word)
	_, n := utf8.DecodeLastRuneInString(was)
	if strings.EqualFold(word, was[len(was)-n:]) || slices.Contains([]string{"'s", "’s"}, word) {
		return ""
	}
	return word
}
