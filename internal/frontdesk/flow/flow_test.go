package flow

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/schedule"
	"bedside/internal/words"
)

func load(t testing.TB) *Machine {
	t.Helper()
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestEveryLineIsCleared has the guard read every line on every channel that it may be said on.
func TestEveryLineIsCleared(t *testing.T) {
	m := load(t)
	now := func() time.Time { return time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC) }
	g, err := guard.New(nil, guard.Own{Names: []string{"Lakeside", "Ines Marlow"}, Places: []string{"14 Harbor Street", "Harbor Street", "Elder Bay"},
		Phones: []string{"+12185550100"}}, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []words.Language{words.English, words.Spanish} {
		for key := range m.wording(l).Say {
			name, only, _ := strings.Cut(key, "@")
			for _, channel := range []string{"voice", "sms", "chat"} {
				if only != "" && only != channel || slices.Contains(parts, name) {
					continue
				}
				said := m.Line(name, channel, l, samples(m, nil, channel, l))
				if len(said) == 0 {
					t.Errorf("%s says nothing on %s in %s", name, channel, l)
					continue
				}
				guarded, err := inbox.Parts(inbox.Keep(said...))
				if err != nil {
					t.Fatal(err)
				}
				_, r, err := g.Clear(guard.Draft{Kind: guard.Kind(channel), Audience: guard.Patient, Channel: guard.Channel(channel), Recipient: "somebody", Body: guarded})
				if err != nil {
					t.Errorf("%s on %s in %s is not cleared: %v\n%s", key, channel, l, err, r.Text)
				}
			}
		}
	}
}

// parts are lines that are said within others only.
var parts = []string{"with", "byvideo", "or", "and", "then", "through", "until", "offers.who"}

// TestEveryLineIsSaid finds lines that nothing says any more.
func TestEveryLineIsSaid(t *testing.T) {
	m := load(t)
	said := map[string]bool{}
	for _, f := range m.flows {
		for _, step := range append(slices.Clone(f.Steps), m.message...) {
			for _, how := range []string{"", ".again", ".keypad"} {
				said[step+how], said[f.Name+"."+step+how] = true, true
			}
		}
		for _, end := range []string{".done", ".propose"} {
			said[f.Name+end] = f.Does != ""
		}
	}
	for _, key := range strings.Fields(`open hello idle idle.choices more welcome bye bot sorry over never back next return language transfer staff.open staff.closed
		nobody voicemail voicemail.thanks unwell silent silent.bye unready passed.open passed.closed advice privacy unanswered noday date.other none none.at.all
		time.have time.one time.more time.taken time.which offer offer.one with where byvideo or name.family book.change book.mail noted late unknown unknown.last
		tell.one tell.more changed which hours hours.day hours.closed hours.closed.for hours.on.open hours.on.closed hours.now hours.later address parking call
		until and then through providers provider provider.languages provider.places provider.none insurance.yes insurance.list insurance.no answer passage stopped
		code code.again code.keypad code.wrong code.none code.staff code.text whose caller.name caller.dob whom.name whom.dob none.age patient.name patient.family patient.dob patient.dob.keypad dob.day dob.month dob.year dob.monthday dob.dayyear doubt.phone doubt.name doubt.spell doubt.service phone.area stopped.voice stopped.ask started help noted.dob noted.name anew off choice
		date.list waitlist_info.tell waitlist_info.kept wait.unknown wait.unknown.last wait.free wait.one wait.day wait.days wait.until wait.on wait.or wait.after wait.over
		none.language none.whom none.state provider.either
		reply.confirmed reply.which reply.offers reply.offer reply.no reply.moved reply.off reply.over reply.none reply.taken reply.gone reply.declined stopped.cancel stopped.wrong started.visits
		judge proxy whoever why hours.today.open hours.today.closed none.closed visit.one visit.requested book.requested reschedule.requested tell.requested offers.both offers.who offers.where`) {
		said[key] = true
	}
	for key := range m.words[words.English].Say {
		if name, _, _ := strings.Cut(key, "@"); !said[name] {
			t.Errorf("nothing says %q", key)
		}
	}
	for key := range said {
		if _, ok := m.words[words.English].line(key, "voice"); !ok && !strings.Contains(key, ".") && said[key] && m.flows[key] == nil {
			if _, ok := m.words[words.English].line(key, "chat"); !ok && m.steps[key].Take == "" {
				t.Errorf("there are no words for %q", key)
			}
		}
	}
}

func TestWhoeverWaitsIsToldHowLongOffersLast(t *testing.T) {
	if schedule.ShortestOffer != 15*time.Minute || schedule.LongestOffer != 4*time.Hour {
		t.Fatal("the words say 15 minutes to four hours")
	}
	m := load(t)
	for _, key := range []string{"waitlist.done", "waitlist.done@sms", "sooner.done", "sooner.done@sms"} {
		for l, has := range map[words.Language][]string{words.English: {"15 minutes", "four hours"}, words.Spanish: {"15 minutos", "cuatro horas"}} {
			for _, s := range has {
				if !strings.Contains(m.words[l].Say[key], s) {
					t.Errorf("%s in %s does not say %q", key, l, s)
				}
			}
		}
	}
}

func TestEveryStateIsNamedForStaff(t *testing.T) {
	m := load(t)
	for step := range m.steps {
		if m.InWords("book."+step) == "" || m.StepName(step) == step {
			t.Errorf("the step %q has no name for staff", step)
		}
	}
	if m.InWords(Idle) == "" {
		t.Error("idle has no name for staff")
	}
}

func TestTimesAreSaid(t *testing.T) {
	m := load(t)
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at      time.Time
		zoned   bool
		en, esp string
	}{
		{time.Date(2026, 12, 1, 14, 20, 0, 0, chicago), false, "Tuesday, December 1 at 2:20 pm", "martes 1 de diciembre a las 2:20 p. m."},
		{time.Date(2026, 12, 1, 13, 0, 0, 0, chicago), true, "Tuesday, December 1 at 1:00 pm, Central time", "martes 1 de diciembre a la 1:00 p. m., hora del centro"},
		{time.Date(2026, 7, 4, 0, 5, 0, 0, chicago), false, "Saturday, July 4 at 12:05 am", "sábado 4 de julio a las 12:05 a. m."},
	} {
		if got := m.wording(words.English).Calendar.when(c.at, c.zoned); got != c.en {
			t.Errorf("%q, want %q", got, c.en)
		}
		if got := m.wording(words.Spanish).Calendar.when(c.at, c.zoned); got != c.esp {
			t.Errorf("%q, want %q", got, c.esp)
		}
	}
}

func TestANameIsSplit(t *testing.T) {
	for name, want := range map[string][2]string{
		"Maria Lopez": {"Maria", "Lopez"}, "Ludwig van der Rohe": {"Ludwig", "van der Rohe"}, "Juan Carlos Pérez Gómez": {"Juan Carlos", "Pérez Gómez"},
		"Prince": {"Prince", ""}, "Ana de la Cruz": {"Ana", "de la Cruz"}, "Mary Ann Smith": {"Mary Ann", "Smith"},
	} {
		if given, family := split(name); given != want[0] || family != want[1] {
			t.Errorf("%q is %q and %q", name, given, family)
		}
	}
}
