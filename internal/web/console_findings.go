package web

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode/utf8"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/publish"
	"bedside/internal/publish/text"
	"bedside/internal/web/view"
)

// tones are the severities as colours.
var tones = map[rules.Severity]view.Tone{rules.Block: view.Stop, rules.Warn: view.Caution, rules.Note: view.Note}

// origin is a part of what is read on a channel, and the input of the editor that it comes from.
type origin struct {
	start, end int // code points of what the guard read
	field      string
	source     func(start, end int) (int, int) // code points of the origin to code points of the input
}

func same(start, end int) (int, int) { return start, end }

// origins says where the words that stand on a channel come from, as far as they come from an input. They are looked
// for in the order in which they stand. read is the body.
func origins(d publish.Content, read *text.Reading, ch publish.Channel, i publish.Item) (all []origin) {
	from := 0 // byte of i.Text
	begin := 0
	if i.Title != "" {
		all = append(all, origin{0, utf8.RuneCountInString(i.Title), "f-title", same})
		begin = utf8.RuneCountInString(i.Title) + len("\n\n")
	}
	find := func(words, field string, source func(int, int) (int, int)) {
		at := strings.Index(i.Text[from:], words)
		if words == "" || at < 0 {
			return
		}
		start := begin + utf8.RuneCountInString(i.Text[:from+at])
		all = append(all, origin{start, start + utf8.RuneCountInString(words), field, source})
		from += at + len(words)
	}
	find(d.Story.Label, "f-label", same)
	if own := d.Texts[ch]; own != "" {
		find(own, "f-text-"+string(ch), same)
	} else {
		find(read.Plain, "f-body", read.Source)
	}
	after := func(field string, list []string) {
		line := 0 // code points before it in the input
		for _, s := range list {
			before := line
			find(s, field, func(start, end int) (int, int) { return before + start, before + end })
			line += utf8.RuneCountInString(s) + len("\n")
		}
	}
	after("f-disclosures", d.Disclosures)
	after("f-sources", d.Sources)
	at := begin + utf8.RuneCountInString(i.Text)
	for n, m := range d.Media {
		at += len("\n\n")
		all = append(all, origin{at, at + utf8.RuneCountInString(m.Alt), fmt.Sprintf("f-alt_%d", n+1), same})
		at += utf8.RuneCountInString(m.Alt)
	}
	return all
}

// place says where in the editor the code points stand that the guard read; field "" is nowhere.
func place(all []origin, start, end int) (field string, from, to int) {
	for _, s := range all {
		if s.start <= start && end <= s.end {
			from, to = s.source(start-s.start, end-s.start)
			return s.field, from, to
		}
	}
	return "", 0, 0
}

// postFindings are what the guard saw on all channels, each once, what blocks first.
func (c *call) postFindings(d publish.Content, on map[publish.Channel]publish.OnChannel) (all []view.PostFinding) {
	index, read := map[string]int{}, c.Typeset.Read(d.Body)
	for _, ch := range publish.Channels() {
		o, ok := on[ch]
		if !ok {
			continue
		}
		where := origins(d, read, ch, o.Item)
		fixes, words, body := o.Report.Fixes(), []rune(o.Report.Text), []rune(d.Body)
		for n, f := range o.Report.Findings {
			v := postFinding(f, fixes[n])
			v.Field, v.Start, v.End = place(where, f.Start, f.End)
			v.Edits = editsOf(where, words, body, fixes[n])
			key := fmt.Sprint(f.Rule, v.Field, v.Start, v.End, f.Text)
			if n, seen := index[key]; seen {
				if name := postChannels[ch]; !slices.Contains(strings.Split(all[n].Where, ", "), name) {
					all[n].Where += ", " + name
				}
				continue
			}
			index[key] = len(all)
			v.Where = postChannels[ch]
			all = append(all, v)
		}
	}
	return inOrder(all)
}

// mostFindings is how many findings are listed: who mends them sees the rest then.
const mostFindings = 150

// listed are the findings that are shown, and how many are not.
func listed(all []view.PostFinding) ([]view.PostFinding, int) {
	n := min(len(all), mostFindings)
	return all[:n], len(all) - n
}

// nowhere takes the places from findings, for a page without their inputs.
func nowhere(all []view.PostFinding) []view.PostFinding {
	for i := range all {
		all[i].Field, all[i].Edits = "", ""
	}
	return all
}

// inOrder puts what blocks first and gives every finding its number.
func inOrder(all []view.PostFinding) []view.PostFinding {
	order := []view.Tone{view.Stop, view.Caution, view.Note}
	slices.SortStableFunc(all, func(a, b view.PostFinding) int { return slices.Index(order, a.Tone) - slices.Index(order, b.Tone) })
	for i := range all {
		all[i].Number = i + 1
	}
	return all
}

// postFinding is a finding with its fix, nil for none.
func postFinding(f guard.Finding, fix *guard.Fix) view.PostFinding {
	v := view.PostFinding{Finding: finding(f)}
	if quote := []rune(v.Quote); len(quote) > longQuote {
		v.Quote = string(quote[:longQuote]) + "…"
	}
	switch {
	case fix != nil:
		v.CanFix, v.Fix = true, fix.Says
	case f.Fix != nil: // a better wording that the grammar around it does not take
		v.CanFix, v.Fix = true, *f.Fix
	}
	return v
}

// longQuote is how much of a finding is repeated beside the text, in code points.
const longQuote = 120

// verdict says in a sentence what the findings come to.
func verdict(v *view.PostCheck) {
	count := map[view.Tone]int{}
	privacy := false
	for _, f := range v.Findings {
		count[f.Tone]++
		privacy = privacy || f.Tone == view.Stop && strings.HasPrefix(f.Rule, "privacy")
	}
	var parts []string
	for _, p := range []struct {
		tone view.Tone
		what string
	}{{view.Stop, "to mend"}, {view.Caution, "to look at"}, {view.Note, "to know"}} {
		if n := count[p.tone]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, p.what))
		}
	}
	sum := strings.Join(parts, ", ") + ". "
	switch {
	case count[view.Stop] > 0:
		v.Tone, v.Head, v.Text = view.Stop, "This could do harm", sum+"Nothing leaves until they are mended, or two people let them pass with a reason."
		if privacy {
			v.Head = "This may identify a patient"
		}
	case count[view.Caution] > 0:
		v.Tone, v.Head, v.Text = view.Caution, "Somebody has to look", sum+"They may stay if a second person says why."
	case count[view.Note] > 0:
		v.Tone, v.Head, v.Text = view.Good, "Nothing stands in the way", sum+"Whether somebody can be recognized, a person has to judge."
	default:
		v.Tone, v.Head, v.Text = view.Good, "Nothing found", "That is no promise: whether somebody can be recognized, a person has to judge."
	}
}

// look is what will stand on a channel, exactly.
func (c *call) look(ch publish.Channel, o publish.OnChannel) view.PostLook {
	v := view.PostLook{Channel: string(ch), Name: postChannels[ch], Title: o.Item.Title, Over: o.Over, Link: o.Item.Link}
	if n := text.Measure(ch, o.Item.Text); n.Most > 0 {
		v.Count = fmt.Sprintf("%s of %s %s", thousands(int64(n.Used)), thousands(int64(n.Most)), n.Unit)
	}
	if o.Item.HTML != "" {
		v.HTML = template.HTML(o.Item.HTML) // sanitised by internal/publish/text
	} else {
		v.Parts = underlined(o.Item.Text, o.Report)
	}
	count := map[view.Tone]int{}
	for _, f := range o.Report.Findings {
		count[tones[f.Severity]]++
	}
	if n := count[view.Stop]; n > 0 {
		v.Marks = append(v.Marks, view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: fmt.Sprint(n, " to mend")})
	}
	if n := count[view.Caution]; n > 0 {
		v.Marks = append(v.Marks, view.Mark{Tone: view.Caution, Icon: "triangle-alert", Word: fmt.Sprint(n, " to look at")})
	}
	for _, m := range o.Item.Media {
		v.Pictures = append(v.Pictures, view.PostPicture{ID: string(m.ID), URL: pictureFile(m.ID), Alt: view.Field{Value: m.Alt}})
	}
	return v
}

// underlined is a text that a report begins with, cut where a finding begins or ends.
func underlined(words string, r guard.Report) (parts []view.PostWords) {
	points := []rune(words)
	worst := make([]view.Tone, len(points))
	order := []view.Tone{view.Stop, view.Caution, view.Note, ""}
	for _, f := range r.Findings {
		tone := tones[f.Severity]
		for i := max(f.Start, 0); i < min(f.End, len(points)); i++ {
			if slices.Index(order, tone) < slices.Index(order, worst[i]) {
				worst[i] = tone
			}
		}
	}
	for i := 0; i < len(points); {
		j := i
		for j < len(points) && worst[j] == worst[i] {
			j++
		}
		parts = append(parts, view.PostWords{Text: string(points[i:j]), Tone: worst[i]})
		i = j
	}
	return parts
}
