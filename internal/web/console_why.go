package web

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/frontdesk"
	"bedside/internal/web/view"
)

// because says what a turn was decided by.
func (c *call) because(i frontdesk.ID, w frontdesk.Why) *view.TurnWhy {
	v := &view.TurnWhy{Short: inShort(w), Facts: c.whyFacts(w)}
	if w.Turn > 0 {
		v.ReplayURL = "/console/desk/" + string(i) + "/turns/" + strconv.FormatInt(w.Turn, 10)
	}
	return v
}

// inShort is a reason in a few words.
func inShort(w frontdesk.Why) string {
	switch {
	case len(w.Rules) > 0:
		return "an emergency rule"
	case w.Intent != "" && w.Intent != "none":
		return "wants: " + spaced(w.Intent)
	case len(w.Slots) > 0:
		return "says: " + spaced(strings.Join(slices.Sorted(maps.Keys(w.Slots)), ", "))
	case len(w.Acts) > 0:
		return "says: " + spaced(strings.Join(w.Acts, ", "))
	case w.Heard != "":
		return "nothing was made of it"
	}
	return "what happened"
}

func spaced(code string) string { return strings.ReplaceAll(code, "_", " ") }

// whyFacts are what was heard, what decided, what was asked and what was done, in this order.
func (c *call) whyFacts(w frontdesk.Why) []view.Fact {
	var f []view.Fact
	add := func(name, value string) {
		if value != "" {
			f = append(f, view.Fact{Name: name, Value: value})
		}
	}
	add("Heard", w.Heard)
	for _, o := range w.Others {
		if o != w.Heard {
			add("Or", o)
		}
	}
	if w.Intent != "" && w.Intent != "none" {
		add("Wants", fmt.Sprintf("%s (%.0f%% sure)", spaced(w.Intent), 100*w.Sure))
	}
	var scores []string
	for _, s := range w.Scores {
		scores = append(scores, fmt.Sprintf("%s %.1f", spaced(s.Intent), s.Weight))
	}
	add("Scores", strings.Join(scores, ", "))
	add("And", spaced(strings.Join(w.Also, ", ")))
	add("Says", spaced(strings.Join(w.Acts, ", ")))
	for _, name := range slices.Sorted(maps.Keys(w.Slots)) {
		add(strings.ToUpper(name[:1])+spaced(name[1:]), w.Slots[name]+doubt(w, name))
	}
	add("Not understood", strings.Join(w.Missed, ", "))
	add("A model proposed", w.Proposed)
	for _, r := range w.Rules {
		add("Emergency rule", c.plainRule(r))
	}
	if w.Asked != "" && w.Before != w.After {
		add("Was asked", w.Asked)
	}
	if w.Before != "" || w.After != "" {
		add("Step", w.Before+" → "+w.After)
	}
	add("Because", w.Note)
	for _, e := range w.Did {
		add("Did", did(e))
	}
	add("Guard", w.Guard)
	add("Took", fmt.Sprintf("%.1f ms", float64(w.Took.Microseconds())/1000))
	return f
}

// doubt says how sure a slot was heard, where it is in doubt.
func doubt(w frontdesk.Why, name string) string {
	i := slices.IndexFunc(w.Doubts, func(d frontdesk.Doubt) bool { return d.Slot == name })
	if i < 0 {
		return ""
	}
	s := fmt.Sprintf(" (%.0f%% sure", 100*w.Doubts[i].Sure)
	if also := w.Doubts[i].Alternatives; len(also) > 0 {
		s += "; or " + strings.Join(also, ", ")
	}
	return s + ")"
}

// plainRule is a rule's id with what it listens for.
func (c *call) plainRule(id string) string {
	for _, r := range c.RedFlags.Rules() {
		if r.ID == id {
			return id + ": " + r.Plain
		}
	}
	return id
}

// did says an effect with the id of what it made.
func did(e frontdesk.Effect) string {
	if e.ID == "" {
		return spaced(e.Type)
	}
	return spaced(e.Type) + ", " + e.ID
}

// replay runs a turn again and says whether it comes to the same.
func (c *call) replay() error {
	turn, err := strconv.ParseInt(c.r.PathValue("turn"), 10, 64)
	if err != nil {
		turn = 0
	}
	i := frontdesk.ID(c.r.PathValue("id"))
	r, err := c.Desk.Replay(c.r.Context(), c.by, i, turn)
	if err != nil {
		return err
	}
	v := view.Replay{Console: c.console("Run again", view.InDesk), Row: c.liveRow(r.Conversation), BackURL: "/console/desk/" + string(i), When: stamp(r.At.In(c.office())),
		Said: r.Said.Reveal(), Facts: c.whyFacts(r.Why), Differs: changes(r.Differs), Changed: changes(r.Changed)}
	v.Result = view.Notice{Tone: view.Good, Title: "Same result", Text: "Run again just now on the copy that was kept: what was heard, decided, said and done is the same. Nothing was changed and nobody was told anything."}
	if !r.Same() {
		v.Result = view.Notice{Tone: view.Caution, Title: "It would come out differently now", Text: "Nothing was changed and nobody was told anything. What is different stands below."}
	}
	return c.page(v)
}

func changes(all []frontdesk.Difference) (rows []view.Change) {
	for _, d := range all {
		rows = append(rows, view.Change{What: d.What, Then: d.Then, Now: d.Now})
	}
	return rows
}
