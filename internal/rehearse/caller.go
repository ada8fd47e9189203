package rehearse

import (
	"hash/fnv"
	"strings"

	"bedside/internal/frontdesk"
	"bedside/internal/triage"
	"bedside/internal/words"
)

// persona is how somebody talks: what they answer where the scenario says nothing, what they say first when they are
// asked ("before.dob"), and how they say whatever they say ("around").
type persona = Scenario

// caller is somebody who calls: they answer what they were asked, in whichever order it is asked.
type caller struct {
	*Scenario
	persona, plain *persona
	cast           cast
	channel        string
	repeat         int

	asked   map[string]int // how often each step was asked
	used    map[string]int // how many of the turns for it were said
	alarmed bool
	bye     bool
}

// What a caller may do instead of saying something.
const (
	silence = "(silence)"
	leaves  = "(hangs up)"
	keys    = "(keys "
	early   = "(early) " // before the answer is over
)

// Keys of what is said to no question.
const (
	hello  = "hello"  // the first thing they say
	script = "script" // what they say next, one after the other, whatever is asked
	then   = "then"   // what else they want, once the first is done
	alarm  = "alarm"  // what they say to the words of an emergency
	more   = "more"   // no, that is all
)

// next is what the caller says or does to an answer. False: they are gone. lost is a step that the scenario has no
// answer for.
func (c *caller) next(r frontdesk.Reply) (in frontdesk.Turn, goes bool, lost string) {
	step := ""
	if _, s, ok := strings.Cut(r.State, "."); ok {
		step = s
		c.asked[s]++
	}
	c.alarmed = c.alarmed || r.Urgency == triage.Emergency
	switch {
	case r.Hangup:
		return in, false, ""
	case r.Transfer != nil:
		how, ok := c.turn("transfer")
		return frontdesk.Turn{Event: frontdesk.TransferDone, Detail: how}, ok && how != "answered", ""
	case r.Voicemail:
		words, ok := c.turn("voicemail")
		return frontdesk.Turn{Event: frontdesk.VoicemailLeft, Detail: "recording", Seconds: 9, Text: words}, ok, ""
	case c.left(script):
		text, _ := c.turn(script)
		return c.says(text), true, ""
	case c.alarmed && c.left(alarm):
		text, _ := c.turn(alarm)
		return c.says(text), true, ""
	case r.Urgency == triage.Emergency: // they call 911
		return in, false, ""
	case step == "":
		if text, ok := c.turn(then); ok {
			return c.says(text), true, ""
		}
		if c.channel == frontdesk.SMS || c.bye {
			return in, false, ""
		}
		c.bye = true
		text, ok := c.answer(more, r.State)
		return c.says(text), ok, ""
	}
	if before, ok := c.persona.Says["before."+step]; ok && c.asked[step] <= len(before) {
		return c.says(c.pick("before."+step, before[c.asked[step]-1])), true, ""
	}
	text, ok := c.answer(step, r.State)
	if !ok {
		return in, false, step
	}
	return c.says(text), true, ""
}

// left reports whether there are turns for a key that were not said yet.
func (c *caller) left(key string) bool { return c.used[key] < len(c.Says[key]) }

// turn is the next of the scenario's turns for a key, once each.
func (c *caller) turn(key string) (string, bool) {
	if !c.left(key) {
		return "", false
	}
	t := c.Says[key][c.used[key]]
	c.used[key]++
	return c.pick(key, t), true
}

// answer is the answer to a step: the scenario's for the flow's step, for the step, the persona's, or anybody's. The last
// one is said again as often as it is asked for.
func (c *caller) answer(step, state string) (string, bool) {
	for _, from := range []*Scenario{c.Scenario, c.persona, c.plain} {
		for _, key := range []string{state, step} {
			if all := from.Says[key]; len(all) > 0 {
				n := min(c.used[key], len(all)-1)
				c.used[key]++
				return c.around(c.pick(key, all[n])), true
			}
		}
	}
	return "", false
}

// pick chooses one of the ways to say something: another one on every repeat. Where it is said again, it is said in
// other words.
func (c *caller) pick(key string, t Turn) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(c.Name + "\x00" + key))
	return t[(int(h.Sum32()%uint32(len(t)))+c.repeat+c.used[key]/2)%len(t)]
}

// around is how the persona says it.
func (c *caller) around(text string) string {
	all := c.persona.Says["around"]
	if len(all) == 0 || strings.HasPrefix(text, "(") {
		return text
	}
	return strings.Replace(c.pick("around", all[0]), "…", text, 1)
}

// says makes a turn of words, as the channel brings them: a telephone brings what was recognised.
func (c *caller) says(text string) frontdesk.Turn {
	in := frontdesk.Turn{Heard: true}
	switch {
	case text == silence:
		in.Event = frontdesk.Silence
		return in
	case text == leaves:
		in.Event = frontdesk.Ended
		return in
	case strings.HasPrefix(text, keys):
		in.Digits = c.cast.say(strings.TrimSuffix(strings.TrimPrefix(text, keys), ")"))
		if c.channel != frontdesk.Voice { // there is no keypad: they write it
			in.Text, in.Digits = in.Digits, ""
		}
		return in
	case strings.HasPrefix(text, early):
		in.Heard, text = false, strings.TrimPrefix(text, early)
	}
	for i, heard := range strings.Split(c.cast.say(text), "~") {
		heard = strings.TrimSpace(heard)
		if c.channel == frontdesk.Voice {
			heard = recognised(heard)
		}
		if i == 0 {
			in.Text = heard
		} else if c.channel == frontdesk.Voice {
			in.NBest = append(in.NBest, heard)
		}
	}
	return in
}

// recognised is how a recogniser writes what was said: in small letters without marks.
func recognised(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if strings.ContainsRune(".,;!?¿¡\"“”…", r) {
			return -1
		}
		return r
	}, strings.ToLower(text))), " ")
}

// language is the one that a text is in, "" if it cannot be told.
func language(text string) words.Language { return words.Tell(words.Split(text)) }
