package sources

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard/source"
)

// AskedFile is the name of the file in a data folder with what services answered.
const AskedFile = "retractions-asked.json"

// said is an answer as the file has it. A failure is not kept.
type said struct {
	Service   string    `json:"service"`
	Key       string    `json:"key"`
	At        time.Time `json:"at"`
	Published string    `json:"published,omitempty"`
	Also      []string  `json:"also,omitempty"`
	Notices   []noted   `json:"notices,omitempty"`
}

type noted struct {
	Nature string `json:"nature"`
	Date   string `json:"date,omitempty"`
	DOI    string `json:"doi,omitempty"`
}

// Load reads what was answered before the program started. A folder without such a file is one where nobody was asked; a
// file that cannot be read is a fault, and as if it were not there.
func (r *Registry) Load(folder string) error {
	const op = "sources.Load"
	r.mu.Lock()
	defer r.mu.Unlock()
	r.folder = folder
	text, err := os.ReadFile(filepath.Join(folder, AskedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var all []said
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, "What Crossref and PubMed answered earlier cannot be read; they are asked again.", err)
	}
	r.kept = map[asked]answer{}
	for _, s := range all[:min(len(all), mostKept)] {
		a := answer{at: s.At, Answer: Answer{Published: s.Published}}
		for _, also := range s.Also {
			if i, ok := source.ParseID(also); ok {
				a.Also = append(a.Also, i)
			}
		}
		for _, n := range s.Notices {
			if len(n.Nature) != 1 {
				continue
			}
			notice := source.Notice{Nature: source.Nature(n.Nature[0]), DOI: n.DOI, By: s.Service}
			notice.Date, _ = civil.ParseDate(n.Date) // none is a date that is not known
			a.Notices = append(a.Notices, notice)
		}
		r.kept[asked{s.Service, s.Key}] = a
	}
	return nil
}

// save writes what was answered into the folder, whole or not at all. What cannot be written is asked again after the next
// start. The caller holds r.mu.
func (r *Registry) save() {
	if r.folder == "" {
		return
	}
	all := []said{}
	keys := slices.SortedFunc(maps.Keys(r.kept), func(a, b asked) int { return r.kept[b].at.Compare(r.kept[a].at) })
	for _, k := range keys {
		a := r.kept[k]
		if a.problem != "" {
			continue
		}
		s := said{Service: k.service, Key: k.key, At: a.at.UTC(), Published: a.Published}
		for _, i := range a.Also {
			s.Also = append(s.Also, i.String())
		}
		for _, n := range a.Notices {
			s.Notices = append(s.Notices, noted{string(rune(n.Nature)), n.Date.String(), n.DOI})
		}
		all = append(all, s)
	}
	_ = replace(r.folder, AskedFile, func(w io.Writer) error { return json.NewEncoder(w).Encode(all) })
}
