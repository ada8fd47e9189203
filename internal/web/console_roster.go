package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/oncall"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/triage"
	"bedside/internal/web/view"
)

// roster is who is on call when, and the ladders, with a form for each.
func (c *call) roster() error { return c.rosterPage(nil) }

// rosterPage shows the page, after a refusal with what was typed.
func (c *call) rosterPage(refused error) error {
	r, err := c.OnCall.Roster(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	loc, status := c.office(), http.StatusOK
	v := view.Roster{Console: c.console("On call", view.InOnCall), Tabs: c.onCallTabs("roster"), CanEdit: c.by.May(actor.ManageOnCall)}
	if refused != nil {
		status, v.Notice = statusOf(refused), &view.Notice{Tone: view.Stop, Title: fault.Message(refused), Text: "Nothing was saved."}
	}
	staff, err := c.colleagues("")
	if err != nil {
		return err
	}
	names := map[oncall.PersonID]string{}
	for _, p := range r.Persons {
		names[p.ID] = p.Name
		if !p.Active {
			continue
		}
		row := view.RosterPerson{ID: string(p.ID), Name: p.Name, Phone: phone(p.Phone.Reveal()), Email: p.Email.Reveal(), Form: view.PersonForm{
			Name: view.Field{Value: p.Name}, Phone: view.Field{Value: phone(p.Phone.Reveal())}, Email: view.Field{Value: p.Email.Reveal()}, Staff: accounts(staff, p.Staff),
		}, CanRemove: v.CanEdit && p.ID != r.Policy.Owner && p.ID != r.Policy.Fallback}
		if p.ID == r.Policy.Owner {
			row.Marks = append(row.Marks, view.Mark{Tone: view.Note, Icon: "flag", Word: "Owner"})
		}
		if p.ID == r.Policy.Fallback {
			row.Marks = append(row.Marks, view.Mark{Tone: view.Note, Icon: "moon", Word: "Fallback"})
		}
		v.People = append(v.People, row)
	}
	remove := func(what, i string) string {
		if !v.CanEdit {
			return ""
		}
		return "/console/oncall/" + what + "/" + i + "/remove"
	}
	for _, s := range r.Shifts {
		row := view.ShiftRow{Who: names[s.Person], What: rankWords[s.Rank], When: stretch(s.From, s.To, loc), RemoveURL: remove("shifts", string(s.ID))}
		if len(v.Shifts) > 0 && s.From.After(c.Now().Add(soonShifts)) {
			v.Later = append(v.Later, row)
		} else {
			v.Shifts = append(v.Shifts, row)
		}
	}
	for _, o := range r.Overrides {
		v.Overrides = append(v.Overrides, view.ShiftRow{Who: names[o.Person], What: cmp.Or(names[o.Instead], "whoever is on call"), When: stretch(o.From, o.To, loc), RemoveURL: remove("overrides", string(o.ID))})
	}
	c.rosterForms(&v, r)
	v.Person.Staff = accounts(staff, identity.StaffID(c.form("staff")))
	return c.Render.Page(c.w, status, v)
}

// rosterForms fills in the forms with what was typed.
func (c *call) rosterForms(v *view.Roster, r oncall.Roster) {
	v.Person = view.PersonForm{Name: c.field("name"), Phone: c.field("phone"), Email: c.field("email")}
	shift := view.ShiftForm{
		From: c.field("from"), FromTime: c.field("from_time"), To: c.field("to"), ToTime: c.field("to_time"), Weeks: c.field("weeks"), Note: c.field("note"),
		Person: people(r, oncall.PersonID(c.form("person")), ""), Instead: people(r, oncall.PersonID(c.form("instead")), "Whoever is on call"),
	}
	for _, rank := range oncall.Ranks() {
		shift.Rank = append(shift.Rank, view.Option(string(rank), rankWords[rank], string(rank) == c.form("rank")))
	}
	v.Shift, v.Override = shift, shift
	v.Owner, v.Fallback = people(r, r.Policy.Owner, "Choose"), people(r, r.Policy.Fallback, "Choose")
	v.Again, v.Table = view.Field{Value: inMinutes(r.Policy.Again, 15)}, c.field("table")
	for _, g := range r.Groups {
		v.Ladders = append(v.Ladders, ladder(r, g))
	}
	if v.CanEdit {
		v.Ladders = append(v.Ladders, ladder(r, oncall.Group{}))
	}
}

// accounts are the choices of an account of the console, with the one of a person chosen.
func accounts(staff []view.Choice, now identity.StaffID) []view.Choice {
	all := slices.Clone(staff)
	all[0].Label = "None"
	for i := range all {
		all[i].Chosen = all[i].Value == string(now)
	}
	return all
}

func inMinutes(d time.Duration, usual int) string {
	if d == 0 {
		return strconv.Itoa(usual)
	}
	return strconv.Itoa(int(d.Minutes()))
}

var rankWords = map[oncall.Rank]string{oncall.Primary: "Primary", oncall.Backup1: "Backup 1", oncall.Backup2: "Backup 2"}

// people are the choices of somebody who can be alerted.
func people(r oncall.Roster, now oncall.PersonID, nobody string) []view.Choice {
	var all []view.Choice
	if nobody != "" {
		all = append(all, view.Option("", nobody, now == ""))
	}
	for _, p := range r.Persons {
		if p.Active {
			all = append(all, view.Option(string(p.ID), p.Name, p.ID == now))
		}
	}
	return all
}

// soonShifts is how far ahead shifts are shown at once.
const soonShifts = 4 * 24 * time.Hour

// extraSteps is how many empty steps a ladder shows to be filled in.
const extraSteps = 2

// ladder is one ladder with room for more steps.
func ladder(r oncall.Roster, g oncall.Group) view.Ladder {
	l := view.Ladder{ID: string(g.ID), Name: view.Field{Value: g.Name}, Wait: view.Field{Value: inMinutes(g.Wait, 5)}}
	for _, t := range []triage.Tier{triage.Emergency, triage.Urgent} {
		l.For = append(l.For, view.Option(string(t), tierWords[t], slices.Contains(g.Tiers, t)))
	}
	for n := range len(g.Steps) + extraSteps {
		s := oncall.Step{}
		if n < len(g.Steps) {
			s = g.Steps[n]
		}
		step := view.LadderStep{Number: n + 1, After: view.Field{Value: strconv.Itoa(int(s.After.Minutes()))}}
		step.Who = append(step.Who, view.Option("", "nobody", s.Who == ""))
		for _, rank := range oncall.Ranks() {
			step.Who = append(step.Who, view.Option(string(rank), rankWords[rank], s.Who == oncall.Who(rank)))
		}
		step.Who = append(step.Who, view.Option(string(oncall.Owner), "Owner", s.Who == oncall.Owner))
		for _, p := range r.Persons {
			if p.Active {
				who := oncall.ToPerson(p.ID)
				step.Who = append(step.Who, view.Option(string(who), p.Name, s.Who == who))
			}
		}
		for _, h := range oncall.Hows() {
			step.How = append(step.How, view.Option(string(h), hows[h], s.How == h))
		}
		if s.Who != "" {
			step.Words = rung(step, s)
		}
		l.Steps = append(l.Steps, step)
	}
	return l
}

var hows = map[oncall.How]string{oncall.Text: "text", oncall.Call: "call", oncall.Email: "e-mail"}

// rung says a step in words.
func rung(v view.LadderStep, s oncall.Step) string {
	when := "at once"
	if s.After > 0 {
		when = "after " + hours(s.After)
	}
	for _, who := range v.Who {
		if who.Chosen {
			return when + ": " + hows[s.How] + " to " + who.Label
		}
	}
	return when + ": " + hows[s.How] + " to somebody who is gone"
}

var tierWords = map[triage.Tier]string{triage.Emergency: "Emergencies", triage.Urgent: "What is urgent"}

func stretch(from, to time.Time, loc *time.Location) string {
	return stamp(from.In(loc)) + " to " + stamp(to.In(loc))
}

// saved goes on after a change of the roster, or shows what is wrong with it.
func (c *call) saved(err error) error {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict:
		if err != nil {
			return c.rosterPage(err)
		}
	}
	return c.back("saved", err, "/console/oncall/roster")
}

func (c *call) rosterPerson() error {
	p := oncall.Person{ID: oncall.PersonID(c.form("id")), Name: c.form("name"), Staff: identity.StaffID(c.form("staff"))}
	if s := c.form("phone"); s != "" {
		n, err := patient.ParsePhone(s)
		if err != nil {
			return c.saved(err)
		}
		p.Phone = n
	}
	if s := c.form("email"); s != "" {
		e, err := phi.ParseEmail(s)
		if err != nil {
			return c.saved(err)
		}
		p.Email = e
	}
	_, err := c.OnCall.SavePerson(c.r.Context(), c.by, p)
	return c.saved(err)
}

func (c *call) rosterPersonRemove() error {
	return c.saved(c.OnCall.RemovePerson(c.r.Context(), c.by, oncall.PersonID(c.r.PathValue("id"))))
}

// walls reads from when to when.
func (c *call) walls() (from, to oncall.Wall, err error) {
	read := func(day, at string) (w oncall.Wall) {
		if err != nil {
			return w
		}
		if w.Day, err = civil.ParseDate(c.form(day)); err == nil {
			w.Clock, err = civil.ParseClock(c.form(at))
		}
		if err != nil {
			err = fault.Wrap(fault.Invalid, "web.walls", "Say from when to when, day and time.", err)
		}
		return w
	}
	from, to = read("from", "from_time"), read("to", "to_time")
	return from, to, err
}

func (c *call) rosterShift() error {
	from, to, err := c.walls()
	if err != nil {
		return c.saved(err)
	}
	weeks, _ := strconv.Atoi(cmp.Or(c.form("weeks"), "1"))
	return c.saved(c.OnCall.AddShifts(c.r.Context(), c.by, oncall.NewShift{Person: oncall.PersonID(c.form("person")), Rank: oncall.Rank(c.form("rank")), From: from, To: to, Weeks: weeks}))
}

func (c *call) rosterShiftRemove() error {
	return c.saved(c.OnCall.RemoveShift(c.r.Context(), c.by, oncall.ShiftID(c.r.PathValue("id"))))
}

func (c *call) rosterTable() error {
	_, err := c.OnCall.Import(c.r.Context(), c.by, c.form("table"))
	return c.saved(err)
}

func (c *call) rosterOverride() error {
	from, to, err := c.walls()
	if err != nil {
		return c.saved(err)
	}
	return c.saved(c.OnCall.AddOverride(c.r.Context(), c.by, oncall.NewOverride{From: from, To: to, Person: oncall.PersonID(c.form("person")), Instead: oncall.PersonID(c.form("instead")), Note: c.form("note")}))
}

func (c *call) rosterOverrideRemove() error {
	return c.saved(c.OnCall.RemoveOverride(c.r.Context(), c.by, oncall.OverrideID(c.r.PathValue("id"))))
}

// mostSteps is how many steps of a ladder the form can send.
const mostSteps = 22

func (c *call) rosterLadder() error {
	g := oncall.Group{ID: oncall.GroupID(c.form("id")), Name: c.form("name"), Wait: time.Duration(c.number("wait")) * time.Minute}
	for _, t := range c.r.Form["tier"] {
		g.Tiers = append(g.Tiers, triage.Tier(t))
	}
	for n := 1; n <= mostSteps; n++ {
		if who := c.form(fmt.Sprintf("who_%d", n)); who != "" {
			g.Steps = append(g.Steps, oncall.Step{
				After: time.Duration(c.number(fmt.Sprintf("after_%d", n))) * time.Minute, Who: oncall.Who(who), How: oncall.How(c.form(fmt.Sprintf("how_%d", n))),
			})
		}
	}
	_, err := c.OnCall.SaveGroup(c.r.Context(), c.by, g)
	return c.saved(err)
}

func (c *call) rosterLadderRemove() error {
	return c.saved(c.OnCall.RemoveGroup(c.r.Context(), c.by, oncall.GroupID(c.r.PathValue("id"))))
}

func (c *call) rosterPolicy() error {
	return c.saved(c.OnCall.SavePolicy(c.r.Context(), c.by, oncall.Policy{
		Owner: oncall.PersonID(c.form("owner")), Fallback: oncall.PersonID(c.form("fallback")),
		Again: time.Duration(c.number("again")) * time.Minute,
	}))
}
