package oncall_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// Everything that may be typed wrong is Invalid, with a sentence, and changes nothing.
func TestWhatIsWrong(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	before, err := h.Roster(ctx, owner)
	must(t, err)
	phone := phi.NewPhone("+12185550149")
	policy := oncall.Policy{Owner: h.dia, Fallback: h.cho, Again: 15 * time.Minute}
	group := oncall.Group{Name: "Day", Wait: time.Minute, Steps: []oncall.Step{{Who: oncall.Owner, How: oncall.Text}}}
	shift := oncall.NewShift{Person: h.ana, Rank: oncall.Primary, From: wall(t, "2026-12-01 08:00"), To: wall(t, "2026-12-01 17:00")}
	override := oncall.NewOverride{Person: h.ana, From: shift.From, To: shift.To}
	for name, c := range map[string]struct {
		do   func() error
		kind fault.Kind
		says string
	}{
		"no name": {func() error { _, err := h.SavePerson(ctx, owner, oncall.Person{Name: " ", Phone: phone}); return err }, fault.Invalid, "name is missing"},
		"a long name": {func() error {
			_, err := h.SavePerson(ctx, owner, oncall.Person{Name: strings.Repeat("x", 81), Phone: phone})
			return err
		}, fault.Invalid, "too long"},
		"a control": {func() error {
			_, err := h.SavePerson(ctx, owner, oncall.Person{Name: "A\nB", Phone: phone})
			return err
		}, fault.Invalid, "character"},
		"not UTF-8": {func() error {
			_, err := h.SavePerson(ctx, owner, oncall.Person{Name: "A\xff", Phone: phone})
			return err
		}, fault.Invalid, "character"},
		"no number": {func() error {
			_, err := h.SavePerson(ctx, owner, oncall.Person{Name: "A", Phone: phi.NewPhone("555")})
			return err
		}, fault.Invalid, "telephone number"},
		"no way": {func() error { _, err := h.SavePerson(ctx, owner, oncall.Person{Name: "A"}); return err }, fault.Invalid, "can be alerted"},
		"a number twice": {func() error {
			_, err := h.SavePerson(ctx, owner, oncall.Person{Name: "A", Phone: phi.NewPhone(number(1))})
			return err
		}, fault.Conflict, "Ana Brook has this number"},
		"nobody": {func() error {
			_, err := h.SavePerson(ctx, owner, oncall.Person{ID: "none", Name: "A", Phone: phone})
			return err
		}, fault.NotFound, "no such person"},
		"remove nobody":    {func() error { return h.RemovePerson(ctx, owner, "none") }, fault.NotFound, "no such person"},
		"remove the owner": {func() error { return h.RemovePerson(ctx, owner, h.dia) }, fault.Conflict, "owner"},
		"the fallback":     {func() error { return h.RemovePerson(ctx, owner, h.cho) }, fault.Conflict, "fallback"},
		"no owner":         {func() error { p := policy; p.Owner = ""; return h.SavePolicy(ctx, owner, p) }, fault.Invalid, "owner"},
		"no fallback":      {func() error { p := policy; p.Fallback = ""; return h.SavePolicy(ctx, owner, p) }, fault.Invalid, "nobody is entered"},
		"never again":      {func() error { p := policy; p.Again = 0; return h.SavePolicy(ctx, owner, p) }, fault.Invalid, "5 to 60"},
		"half a minute":    {func() error { p := policy; p.Again += 30 * time.Second; return h.SavePolicy(ctx, owner, p) }, fault.Invalid, "5 to 60"},
		"no ladder's name": {func() error { g := group; g.Name = ""; _, err := h.SaveGroup(ctx, owner, g); return err }, fault.Invalid, "name"},
		"no steps":         {func() error { g := group; g.Steps = nil; _, err := h.SaveGroup(ctx, owner, g); return err }, fault.Invalid, "needs a step"},
		"many steps": {func() error {
			g := group
			g.Steps = make([]oncall.Step, 21)
			_, err := h.SaveGroup(ctx, owner, g)
			return err
		}, fault.Invalid, "20 steps"},
		"no wait": {func() error { g := group; g.Wait = 0; _, err := h.SaveGroup(ctx, owner, g); return err }, fault.Invalid, "last step"},
		"for nothing": {func() error {
			g := group
			g.Tiers = []triage.Tier{triage.None}
			_, err := h.SaveGroup(ctx, owner, g)
			return err
		}, fault.Invalid, "A ladder is for"},
		"another's tier": {func() error {
			g := group
			g.Tiers = []triage.Tier{triage.Urgent}
			_, err := h.SaveGroup(ctx, owner, g)
			return err
		}, fault.Conflict, "The ladder Night is for this already"},
		"a late first step": {func() error {
			_, err := h.SaveGroup(ctx, owner, steps(group, oncall.Step{After: time.Minute, Who: oncall.Owner, How: oncall.Text}))
			return err
		}, fault.Invalid, "at once"},
		"a late step": {func() error {
			_, err := h.SaveGroup(ctx, owner, steps(group, group.Steps[0], oncall.Step{After: 2 * time.Hour, Who: oncall.Owner, How: oncall.Text}))
			return err
		}, fault.Invalid, "Step 2"},
		"by pigeon": {func() error {
			_, err := h.SaveGroup(ctx, owner, steps(group, oncall.Step{Who: oncall.Owner, How: "pigeon"}))
			return err
		}, fault.Invalid, "text, call or e-mail"},
		"to somebody": {func() error {
			_, err := h.SaveGroup(ctx, owner, steps(group, oncall.Step{Who: "somebody", How: oncall.Text}))
			return err
		}, fault.Invalid, "choose who"},
		"to nobody": {func() error {
			_, err := h.SaveGroup(ctx, owner, steps(group, oncall.Step{Who: oncall.ToPerson("none"), How: oncall.Text}))
			return err
		}, fault.Invalid, "not on the list"},
		"a ladder gone":    {func() error { g := group; g.ID = "none"; _, err := h.SaveGroup(ctx, owner, g); return err }, fault.NotFound, "removed"},
		"remove no ladder": {func() error { return h.RemoveGroup(ctx, owner, "none") }, fault.NotFound, "removed"},
		"whose shift":      {func() error { n := shift; n.Person = ""; return h.AddShifts(ctx, owner, n) }, fault.Invalid, "whose shift"},
		"what rank":        {func() error { n := shift; n.Rank = "chief"; return h.AddShifts(ctx, owner, n) }, fault.Invalid, "primary"},
		"when":             {func() error { n := shift; n.From = oncall.Wall{}; return h.AddShifts(ctx, owner, n) }, fault.Invalid, "when"},
		"backwards":        {func() error { n := shift; n.To = n.From; return h.AddShifts(ctx, owner, n) }, fault.Invalid, "ends before"},
		"a long shift":     {func() error { n := shift; n.To.Day = n.To.Day.AddDays(40); return h.AddShifts(ctx, owner, n) }, fault.Invalid, "a month"},
		"another century": {func() error {
			n := shift
			n.From.Day.Year, n.To.Day.Year = 2126, 2126
			return h.AddShifts(ctx, owner, n)
		}, fault.Invalid, "year"},
		"for ever":        {func() error { n := shift; n.Weeks = 54; return h.AddShifts(ctx, owner, n) }, fault.Invalid, "53 weeks"},
		"no shift":        {func() error { return h.RemoveShift(ctx, owner, "none") }, fault.NotFound, "removed"},
		"change no shift": {func() error { return h.ChangeShift(ctx, owner, "none", shift) }, fault.NotFound, "removed"},
		"who stands in":   {func() error { n := override; n.Person = ""; return h.AddOverride(ctx, owner, n) }, fault.Invalid, "stands in"},
		"for themselves":  {func() error { n := override; n.Instead = h.ana; return h.AddOverride(ctx, owner, n) }, fault.Invalid, "themselves"},
		"for nobody":      {func() error { n := override; n.Instead = "none"; return h.AddOverride(ctx, owner, n) }, fault.NotFound, "no such person"},
		"a long override": {func() error { n := override; n.To.Day = n.To.Day.AddDays(400); return h.AddOverride(ctx, owner, n) }, fault.Invalid, "a year"},
		"a long note":     {func() error { n := override; n.Note = strings.Repeat("x", 121); return h.AddOverride(ctx, owner, n) }, fault.Invalid, "note"},
		"no override":     {func() error { return h.RemoveOverride(ctx, owner, "none") }, fault.NotFound, "removed"},
	} {
		if err := c.do(); !fault.Is(err, c.kind) || !strings.Contains(fault.Message(err), c.says) {
			t.Errorf("%s: %v, want %s %q", name, err, c.kind, c.says)
		}
	}
	after, err := h.Roster(ctx, owner)
	must(t, err)
	if fmt.Sprint(before.Shifts, before.Overrides, before.Groups, before.Policy, len(before.Persons)) != fmt.Sprint(after.Shifts, after.Overrides, after.Groups, after.Policy, len(after.Persons)) {
		t.Error("something was changed")
	}
}

func steps(g oncall.Group, all ...oncall.Step) oncall.Group {
	g.Steps = all
	return g
}

// Only who may manage on call changes anything.
func TestRights(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	for _, by := range []actor.Actor{frontDesk, clinician, readOnly, actor.Visitor(), {}} {
		_, person := h.SavePerson(ctx, by, oncall.Person{})
		_, group := h.SaveGroup(ctx, by, oncall.Group{})
		_, table := h.Import(ctx, by, "")
		_, drill := h.Drill(ctx, by)
		for i, err := range []error{person, group, table, drill, h.RemovePerson(ctx, by, h.ana), h.SavePolicy(ctx, by, oncall.Policy{}), h.AddShifts(ctx, by, oncall.NewShift{}),
			h.ChangeShift(ctx, by, "", oncall.NewShift{}), h.RemoveShift(ctx, by, ""), h.AddOverride(ctx, by, oncall.NewOverride{}), h.RemoveOverride(ctx, by, ""),
			h.RemoveGroup(ctx, by, h.group)} {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("%d by %s %s: %v", i, by.Kind, by.Role, err)
			}
		}
	}
}

// A ladder and a shift can be changed, and an override taken back.
func TestChange(t *testing.T) {
	ctx := context.Background()
	h := empty(t)
	h.shift(h.ana, oncall.Primary, "2026-11-23 00:00", "2026-11-25 00:00", 1)
	h.instead(h.ana, h.ben, "2026-11-24 00:00", "2026-11-25 00:00")
	r, err := h.Roster(ctx, readOnly)
	must(t, err)
	must(t, h.ChangeShift(ctx, owner, r.Shifts[0].ID, oncall.NewShift{Person: h.dia, Rank: oncall.Primary, From: wall(t, "2026-11-23 06:00"), To: wall(t, "2026-11-25 00:00")}))
	must(t, h.RemoveOverride(ctx, owner, r.Overrides[0].ID))
	if got, want := h.calendar("2026-11-23 00:00", "2026-11-25 00:00"), "23 00:00-23 06:00 Cho fallback\n23 06:00-25 00:00 Dia shift"; got != want {
		t.Errorf("got\n%s", got)
	}
	g := r.Groups[0]
	g.Steps = g.Steps[2:]
	g.Steps[0].After, g.Steps[0].Who = 0, oncall.ToPerson(h.ben)
	_, err = h.SaveGroup(ctx, owner, g)
	must(t, err)
	h.urgent()
	h.tick()
	h.got("call " + number(2))
	h.change(h.ben, func(p *oncall.Person) { p.Name = "Ben Ocker-Lund" }) // one's own number is no second one
}

// Events say what happened and never a number, an address or a note.
func TestEventsTellNoNumbers(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	i := h.urgent()
	h.tick()
	_, _ = h.reply(1, "1")
	must(t, h.Service.Close(ctx, frontDesk, i, phi.NewText("spoke with Tomasina")))
	must(t, h.View(ctx, owner, func(tr tx.Tx) error {
		all, err := h.Service.Audit.Store.Find(ctx, tr, audit.Filter{})
		verbs := map[string]int{}
		for _, e := range all {
			verbs[e.Verb]++
			if text := fmt.Sprint(e); strings.Contains(text, "218555") || strings.Contains(text, "practice.example") || strings.Contains(text, "Tomasina") {
				t.Errorf("the event %q tells too much: %s", e.Verb, text)
			}
		}
		for _, verb := range []string{"alert raised", "alert attempted", "alert sent", "alert acknowledged", "alert closed"} {
			if verbs[verb] != 1 {
				t.Errorf("%d events say %q", verbs[verb], verb)
			}
		}
		return err
	}))
}

func TestImport(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct{ table, want string }{
		"commas":    {"name,rank,from,to\nAna Brook,primary,2026-11-23 17:00,2026-11-24 08:00\nben ocker,Backup 1,2026-11-23 17:00,2026-11-24 08:00\n", "2"},
		"tabs":      {"Ana Brook\tprimary\t11/23/2026 5:00 pm\t11/24/2026 8:00 AM", "1"},
		"semicolon": {"\ufeffAna Brook; primary; 2026-11-23 17:00; 2026-11-23 24:00\r\n\r\n", "1"},
		"quotes":    {`"Ana Brook","backup2","2026-11-23T17:00","2026-11-24T08:00"`, "1"},
		"nobody":    {"Ana Brook,primary,2026-11-23 17:00,2026-11-24 08:00\nEve,primary,2026-11-23 17:00,2026-11-24 08:00", "Line 2: nobody on the list has this name."},
		"no rank":   {"Ana Brook,chief,2026-11-23 17:00,2026-11-24 08:00", "Line 1: the rank is primary, backup 1 or backup 2."},
		"no time":   {"Ana Brook,primary,tomorrow,2026-11-24 08:00", "Line 1: a time looks like 2026-11-23 17:00."},
		"too few":   {"h\nAna Brook,primary,2026-11-24 08:00", "Line 2: it needs a name, a rank, from and to."},
		"backwards": {"Ana Brook,primary,2026-11-24 17:00,2026-11-24 08:00", "It ends before it begins. Check both times."},
		"headings":  {"name,rank,from,to", "There is no shift in the table."},
		"nothing":   {"", "There is no shift in the table."},
		"too long":  {strings.Repeat("x", 1<<17), "The table is too long. Import it in parts."},
	} {
		h := empty(t)
		n, err := h.Import(ctx, owner, c.table)
		got := fmt.Sprint(n)
		r, e := h.Roster(ctx, owner)
		must(t, e)
		if err != nil {
			got, n = fault.Message(err), 0
		}
		if got != c.want || len(r.Shifts) != n {
			t.Errorf("%s: %q and %d shifts, want %q", name, got, len(r.Shifts), c.want)
		}
	}
}

// Whatever is typed as a table, it is shifts of people on the list or a sentence that does not repeat it.
func FuzzParseTable(f *testing.F) {
	persons := []oncall.Person{{ID: "a", Name: "Ana Brook", Active: true}, {ID: "b", Name: "Ben"}}
	f.Add("Ana Brook,primary,2026-11-23 17:00,2026-11-24 08:00")
	f.Add("name;rank;from;to\nAna Brook;backup 2;1/2/2026 3:04 pm;1/3/2026 24:00")
	f.Add("\"a\"b,\n,,,,\x00\t")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := oncall.ParseTable(text, persons)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || len(all) != 0 || len(fault.Message(err)) > 100 {
				t.Errorf("%d shifts, %v", len(all), err)
			}
			return
		}
		for _, n := range all {
			if n.Person != "a" || n.Rank == "" || n.From.Day.IsZero() || n.To.Day.IsZero() {
				t.Errorf("a shift %+v", n)
			}
		}
	})
}
