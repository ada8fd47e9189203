package flow

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/frontdesk/hear"
	"bedside/internal/words"
)

// OwnName makes a name for a flow or a question of its words, with a number where it is taken.
func OwnName(text string, taken func(string) bool) string {
	var slug []string
	for _, w := range words.Split(text) {
		if w.Kind != words.Mark && len(strings.Join(slug, "_"))+len(w.Text) < longestSlug {
			slug = append(slug, strings.Map(ascii, w.Text))
		}
	}
	base := OwnPrefix + cmp.Or(strings.Trim(strings.Join(slug, "_"), "_"), "flow")
	name := base
	for n := 2; taken(name); n++ {
		name = base + "_" + strconv.Itoa(n)
	}
	return name
}

const longestSlug = 30

func ascii(r rune) rune {
	if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
		return r
	}
	return -1
}

// step returns the question of a name.
func (o *Own) step(name string) (Question, bool) {
	i := slices.IndexFunc(o.Steps, func(q Question) bool { return q.Name == name })
	if i < 0 {
		return Question{}, false
	}
	return o.Steps[i], true
}

// names are those of the steps, in their order.
func (o *Own) names() []string {
	all := make([]string, len(o.Steps))
	for i, q := range o.Steps {
		all[i] = q.Name
	}
	return all
}

// after is the step that follows an answer, or [End].
func (o *Own) after(name, answer string) string {
	i := slices.IndexFunc(o.Steps, func(q Question) bool { return q.Name == name })
	if i < 0 {
		return End
	}
	for _, x := range o.Steps[i].Options {
		if x.English == answer && x.Then != "" {
			return x.Then
		}
	}
	return o.following(i)
}

// following is what stands after the step at a place, whatever was answered.
func (o *Own) following(i int) string {
	switch {
	case o.Steps[i].Then != "":
		return o.Steps[i].Then
	case i+1 < len(o.Steps):
		return o.Steps[i+1].Name
	}
	return End
}

// onward are all steps that may follow the one at a place, [End] among them.
func (o *Own) onward(i int) (all []string) {
	add := func(s string) {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	open := len(o.Steps[i].Options) == 0
	for _, x := range o.Steps[i].Options {
		if x.Then == "" {
			open = true
			continue
		}
		add(x.Then)
	}
	if open {
		add(o.following(i))
	}
	return all
}

// summary is what was asked and answered, for the task. Who is calling stands there anyway.
func (o *Own) summary(slots map[string]string) string {
	var all []string
	for _, q := range o.Steps {
		if v := slots[q.Name]; v != "" && q.Name != "phone" {
			ask := q.Ask.English
			if ask == "" {
				ask = strings.ToUpper(q.Name[:1]) + q.Name[1:] + ":"
			}
			all = append(all, ask+" "+v)
		}
	}
	return strings.Join(all, "\n")
}

// option is the place of the one option that was said or keyed, -1 for none or several.
func (t *talk) option(all []Option) int {
	said := plainly(t.in.Text)
	if n, err := strconv.Atoi(t.in.Digits); err == nil {
		if n >= 1 && n <= len(all) {
			return n - 1
		}
		return -1
	}
	found := -1
	for i, o := range all {
		if !names(said, o) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	if found >= 0 {
		return found
	}
	h := t.in.Heard
	for i, o := range all {
		word := strings.TrimSpace(plainly(o.English))
		if word == "yes" && h.Has(hear.Affirm) && !h.Has(hear.Deny) || word == "no" && h.Has(hear.Deny) && !h.Has(hear.Affirm) {
			return i
		}
	}
	return t.chosen(len(all))
}

// names reports whether words say what an option is called, in either language.
func names(said string, o Option) bool {
	for _, label := range []string{o.English, o.Spanish} {
		if l := plainly(label); strings.TrimSpace(l) != "" && strings.Contains(said, l) {
			return true
		}
	}
	return false
}

// takeChoice takes one of the options.
func (t *talk) takeChoice() (bool, error) {
	all := t.steps[t.Step].options
	i := t.option(all)
	if i < 0 {
		return false, nil
	}
	t.Slots[t.Step] = all[i].English
	return true, nil
}

// choices lists the options, as they stand in a question.
func choices(all []Option, l words.Language) string {
	var b strings.Builder
	for i, o := range all {
		label, or := o.English, " or "
		if l == words.Spanish {
			label, or = o.Spanish, " o "
		}
		switch {
		case i == 0:
		case i == len(all)-1:
			b.WriteString(or)
		default:
			b.WriteString(", ")
		}
		b.WriteString(label)
	}
	return b.String()
}
