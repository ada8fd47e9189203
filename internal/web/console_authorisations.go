package web

import (
	"net/http"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// endsSoon is how many days before its end an authorisation is pointed out.
const endsSoon = 30

var authorisationKinds = map[publish.AuthorisationKind]string{publish.OfPatient: "A patient", publish.Release: "Staff, a relative, a model"}

// authorisations lists who may be shown or told of.
func (c *call) authorisations() error {
	all, err := c.Posts.Authorisations(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	v := view.Authorisations{Console: c.console("Authorizations", view.InPosts), Tabs: c.postTabs("/console/authorisations")}
	if c.by.May(actor.ManageVoice) {
		v.NewURL = "/console/authorisations/new"
	}
	today := civil.DateOf(c.Now().In(c.office()))
	for _, a := range all {
		row := view.AuthorisationRow{URL: "/console/authorisations/" + string(a.ID), Who: a.Person.Reveal(), Kind: authorisationKinds[a.Kind],
			What: a.What.Reveal(), Signed: usDate(a.Signed), Until: usDate(a.Expires), Mark: authorisationMark(a, today)}
		if row.Until == "" {
			row.Until = a.ExpiryEvent
		}
		v.Rows = append(v.Rows, row)
	}
	return c.page(v)
}

func authorisationMark(a publish.Authorisation, today civil.Date) view.Mark {
	switch {
	case a.Revoked:
		return view.AuthorisationMark("revoked")
	case !a.Ended.IsZero(), !a.Expires.IsZero() && a.Expires.Before(today):
		return view.AuthorisationMark("ended")
	case len(a.Lacks()) > 0:
		return view.AuthorisationMark("incomplete")
	case a.Problem(today) != "":
		return view.AuthorisationMark("review")
	case !a.Expires.IsZero() && a.Expires.Before(today.AddDays(endsSoon)):
		return view.AuthorisationMark("soon")
	}
	return view.AuthorisationMark("good")
}

func (c *call) authorisationNew() error {
	return c.authorisationPage(http.StatusOK, publish.Authorisation{Kind: publish.OfPatient}, nil)
}

func (c *call) authorisation() error {
	a, err := c.Posts.Authorisation(c.r.Context(), c.by, publish.AuthorisationID(c.r.PathValue("id")))
	if err != nil {
		return err
	}
	return c.authorisationPage(http.StatusOK, a, nil)
}

func (c *call) authorisationPage(status int, a publish.Authorisation, notice *view.Notice) error {
	today := civil.DateOf(c.Now().In(c.office()))
	v := view.Authorisation{
		Console: c.console("Authorization", view.InPosts), URL: "/console/authorisations/" + string(a.ID), New: a.ID == "", Row: a.Row,
		Mark:  authorisationMark(a, today),
		Given: view.Field{Value: a.Person.RevealGiven()}, Family: view.Field{Value: a.Person.RevealFamily()},
		What: view.Field{Value: a.What.Reveal()}, Discloser: view.Field{Value: a.Discloser}, Recipient: view.Field{Value: a.Recipient},
		Purpose: view.Field{Value: a.Purpose},
		Expires: dateField(a.Expires), Event: view.Field{Value: a.ExpiryEvent}, Signed: dateField(a.Signed),
		Representative: view.Field{Value: a.Representative.Reveal()}, Authority: view.Field{Value: a.Authority},
		Revocable: a.SaysRevocable, Conditions: a.SaysConditions, Redisclosure: a.SaysRedisclosure, OwnForm: a.OwnForm, Plain: a.Plain,
		Copy: dateField(a.CopyGiven), KeptAt: view.Field{Value: a.KeptAt}, Minor: dateField(a.Turns18), Reviewed: dateField(a.Reviewed),
		On: dateField(today),
	}
	if v.New {
		v.URL = "/console/authorisations/new"
	}
	for _, k := range []publish.AuthorisationKind{publish.OfPatient, publish.Release} {
		if v.New || k == a.Kind { // whose it is never changes
			v.Kind = append(v.Kind, view.Option(string(k), authorisationKinds[k], k == a.Kind))
		}
	}
	v.CanEdit = a.Ended.IsZero() && c.by.May(actor.ManageVoice)
	v.CanRevoke = !v.New && a.Ended.IsZero() && c.by.May(actor.WritePosts)
	if !a.Ended.IsZero() {
		v.Ended = "On " + usDate(a.Ended) + ": " + a.How.Reveal()
		if until := a.KeepUntil(); !until.IsZero() {
			v.Ended += " It is kept until " + usDate(until) + "."
		}
	}
	if !v.New && a.Ended.IsZero() {
		v.Lacks = a.Lacks()
	}
	if notice != nil {
		v.Notice = notice
	}
	return c.Render.Page(c.w, status, v)
}

func dateField(d civil.Date) view.Field {
	if d.IsZero() {
		return view.Field{}
	}
	return view.Field{Value: d.String()}
}

// authorisationPost records one, or completes it.
func (c *call) authorisationPost() error {
	day := func(name string) civil.Date {
		d, _ := civil.ParseDate(c.form(name)) // an empty field is no day
		return d
	}
	yes := func(name string) bool { return c.form(name) != "" }
	i := publish.AuthorisationID(c.r.PathValue("id"))
	a := publish.Authorisation{
		ID: i, Row: c.postRow(), Kind: publish.AuthorisationKind(c.form("kind")), Person: phi.NewName(c.form("given"), c.form("family")),
		What: phi.NewText(c.form("what")), Discloser: c.form("discloser"), Recipient: c.form("recipient"), Purpose: c.form("purpose"),
		Expires: day("expires"), ExpiryEvent: c.form("event"), Signed: day("signed"), Representative: phi.NewName("", c.form("representative")),
		Authority:     c.form("authority"),
		SaysRevocable: yes("revocable"), SaysConditions: yes("conditions"), SaysRedisclosure: yes("redisclosure"), OwnForm: yes("own_form"),
		Plain: yes("plain"), CopyGiven: day("copy"), KeptAt: c.form("kept"), Turns18: day("minor"), Reviewed: day("reviewed"),
	}
	var err error
	if i == "" {
		i, err = c.Posts.AddAuthorisation(c.r.Context(), c.by, a)
	} else {
		var was publish.Authorisation
		if was, err = c.Posts.Authorisation(c.r.Context(), c.by, i); err == nil {
			a.Kind, a.Patient = was.Kind, was.Patient
			err = c.Posts.ChangeAuthorisation(c.r.Context(), c.by, a)
		}
	}
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return c.authorisationPage(statusOf(err), a, &view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "Nothing was saved."})
	}
	if err != nil {
		return err
	}
	c.say("saved")
	return c.see("/console/authorisations/" + string(i))
}

// authorisationRevoke ends one; what rests on it comes down.
func (c *call) authorisationRevoke() error {
	on, _ := civil.ParseDate(c.form("on")) // the domain says what is missing
	end := c.Posts.Revoke
	if c.form("happened") != "" {
		end = c.Posts.End
	}
	i := publish.AuthorisationID(c.r.PathValue("id"))
	if _, err := end(c.r.Context(), c.by, i, on, phi.NewText(c.form("how"))); err != nil {
		return err
	}
	c.say("revoked")
	return c.see("/console/authorisations/" + string(i))
}
