package cli

import (
	"bedside/internal/guard/source"
	"bedside/internal/sources"
)

// notices returns what a data folder knows of retractions, nil where none is named.
func notices(data string) (source.Notices, error) {
	if data == "" {
		return nil, nil
	}
	return sources.OpenShelf(data)
}

// sourceJSON is a source as the JSON of check spells it.
type sourceJSON struct {
	Kind     source.Kind   `json:"kind"`
	Type     source.Type   `json:"type"`
	Name     string        `json:"name,omitempty"`
	ID       string        `json:"id,omitempty"`
	Host     string        `json:"host,omitempty"`
	Start    int           `json:"start"`
	End      int           `json:"end"`
	Text     string        `json:"text"`
	Reasons  []reasonJSON  `json:"reasons"`
	Standing *standingJSON `json:"standing,omitempty"`
}

type reasonJSON struct {
	Principle source.Principle `json:"principle"`
	Doubt     bool             `json:"doubt"`
	Text      string           `json:"text"`
}

type standingJSON struct {
	State    source.State `json:"state"`
	Date     string       `json:"date,omitempty"`
	Notice   string       `json:"notice,omitempty"`
	Why      []string     `json:"why,omitempty"`
	By       string       `json:"by,omitempty"`
	Looked   []lookedJSON `json:"looked"`
	Sentence string       `json:"sentence"`
}

type lookedJSON struct {
	Where   string `json:"where"`
	AsOf    string `json:"as_of"`
	Problem string `json:"problem,omitempty"`
}

func sourcesJSON(all []source.Source) []sourceJSON {
	out := make([]sourceJSON, 0, len(all))
	for _, s := range all {
		j := sourceJSON{Kind: s.Kind, Type: s.Type, Name: s.Name, Host: s.Host, Start: s.Start, End: s.End, Text: s.Text}
		if !s.ID.IsZero() {
			j.ID = s.ID.String()
		}
		for _, r := range s.Reasons {
			j.Reasons = append(j.Reasons, reasonJSON(r))
		}
		if s.Standing.State != "" {
			at := standingOf(s.Standing)
			j.Standing = &at
		}
		out = append(out, j)
	}
	return out
}

func standingOf(s source.Standing) standingJSON {
	j := standingJSON{State: s.State, Date: s.Date.String(), Notice: s.Notice, Why: s.Why, By: s.By, Looked: []lookedJSON{}, Sentence: s.Sentence}
	for _, l := range s.Looked {
		j.Looked = append(j.Looked, lookedJSON{l.Where, l.On.String(), l.Problem})
	}
	return j
}
