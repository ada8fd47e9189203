package web

import (
	"encoding/json"
	"strings"

	"bedside/internal/guard"
)

// editsOf is what the button of a fix writes into the inputs of the editor, as JSON [[field, start, end, text], …] in
// code points; "" where it cannot be written there. read is what the guard read, body the Markdown of the post.
func editsOf(where []origin, read, body []rune, fix *guard.Fix) string {
	if fix == nil {
		return ""
	}
	all := make([][4]any, 0, len(fix.Edits))
	for _, e := range fix.Edits {
		field, from, to := place(where, e.Start, e.End)
		if field == "f-body" {
			until := unmarked(read[e.Start:e.End], body, from, to)
			if until < 0 && read[e.Start] == ' ' { // the blank before a link stays
				_, from, to = place(where, e.Start+1, e.End)
				until = unmarked(read[e.Start+1:e.End], body, from, to)
			}
			to = until
		}
		if field == "" || to < 0 {
			return ""
		}
		all = append(all, [4]any{field, from, to, e.Text})
	}
	made, err := json.Marshal(all)
	if err != nil {
		return ""
	}
	return string(made)
}

// unmarked returns how far of the Markdown is taken out with the words that stand from..to there, or -1 where only a
// part of its marks would be: of "my **Maria** came" the mark that closes goes with the one that opens.
func unmarked(words, body []rune, from, to int) int {
	source := string(body[from:to])
	if source == string(words) {
		return to
	}
	var marks []rune
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune("*_`", r) {
			marks = append(marks, r)
			return -1
		}
		return r
	}, source)
	if end := to + len(marks); bare == string(words) && end <= len(body) && string(body[to:end]) == string(marks) {
		return end
	}
	return -1
}
