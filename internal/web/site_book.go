package web

import (
	"cmp"
	"crypto/hmac"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/ical"
	"bedside/internal/id"
	"bedside/internal/outreach/template"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

const searchDays = 7 // days of free times on one page

// steps are the four of booking, with what was chosen.
func bookSteps(now int, said ...string) []view.BookStep {
	steps := []view.BookStep{{Text: "What for"}, {Text: "With whom"}, {Text: "When"}, {Text: "About you"}}
	for i := range steps {
		steps[i].Now, steps[i].Done = i == now, i < now
		if i < len(said) {
			steps[i].Said = said[i]
		}
	}
	return steps
}

// bookService asks what the visit is for.
func (c *call) bookService() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := view.BookService{Site: c.site("Book a visit", "book"), Steps: bookSteps(0)}
	with := practice.ProviderID(c.form("provider"))
	groups := [3]view.ServiceGroup{{Name: "At the office"}, {Name: "By video"}, {Name: "Call us to book"}}
	for _, svc := range p.Services {
		if !svc.Active {
			continue
		}
		next := "/book/with?service=" + string(svc.ID)
		if w, ok := p.Provider(with); ok {
			if !w.Offers(svc.ID) {
				continue
			}
			next = "/book/time?service=" + string(svc.ID) + "&provider=" + string(with)
		}
		group := 0
		if svc.Telehealth {
			group = 1
		}
		if !svc.Online {
			group = 2
		}
		groups[group].Services = append(groups[group].Services, siteService(svc, next))
	}
	for _, g := range groups {
		if len(g.Services) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	return c.page(v)
}

// asked reads the service, provider and location of a booking's address.
func (c *call) asked() (p *practice.Practice, svc practice.Service, q schedule.Query, err error) {
	if p, err = c.current(); err != nil {
		return p, svc, q, err
	}
	svc, ok := p.Service(practice.ServiceID(c.form("service")))
	if !ok || !svc.Active || !svc.Online {
		return p, svc, q, fault.New(fault.NotFound, "web.book", "This kind of visit cannot be booked here. Please choose another or call us.")
	}
	q = schedule.Query{Service: svc.ID, Provider: practice.ProviderID(c.form("provider")), Location: practice.LocationID(c.form("location")), Fair: true}
	return p, svc, q, nil
}

// bookWith asks with whom and where.
func (c *call) bookWith() error {
	p, svc, q, err := c.asked()
	if err != nil {
		return err
	}
	v := view.BookWith{Site: c.site("Book a visit", "book"), Steps: bookSteps(1, svc.Name), Service: string(svc.ID)}
	v.Steps[0].URL = "/book"
	v.Providers = append(v.Providers, view.Choice{Label: "Anyone", Note: "the first who is free", Chosen: q.Provider == ""})
	where := map[practice.LocationID]bool{}
	for _, w := range p.Providers {
		if !w.Active || !w.Offers(svc.ID) {
			continue
		}
		v.Providers = append(v.Providers, view.Choice{Value: string(w.ID), Label: w.Name(), Note: w.Specialty, Chosen: w.ID == q.Provider})
		for _, h := range p.Hours {
			where[h.Location] = where[h.Location] || h.Provider == w.ID
		}
	}
	for _, l := range p.Locations {
		if l.Active && where[l.ID] {
			v.Locations = append(v.Locations, view.Choice{Value: string(l.ID), Label: l.Name, Note: l.City + ", " + l.State + ", " + zoneName(l.In())})
		}
	}
	return c.page(v)
}

// bookTime shows a week of free times.
func (c *call) bookTime() error {
	p, svc, q, err := c.asked()
	if err != nil {
		return err
	}
	loc := zoneOf(p, q.Location)
	today := civil.DateOf(c.Now().In(loc))
	q.From = today
	if from, err := civil.ParseDate(c.form("from")); err == nil && today.Before(from) && today.DaysUntil(from) < 400 {
		q.From = from
	}
	c.narrow(&q)
	if c.form("from") == "first" {
		if q.From, err = c.firstFree(q); err != nil {
			return err
		}
	}
	q.To = q.From.AddDays(searchDays - 1)
	v := view.BookTime{Site: c.site("Book a visit", "book"), Steps: bookSteps(2, svc.Name, c.withWhom(p, q)), Zone: zoneNote(p, q), Narrow: narrowed(p, q), Only: onlyFor(svc)}
	v.Steps[0].URL, v.Steps[1].URL = "/book", "/book/with?service="+string(svc.ID)
	v.Days, err = c.slotDays(p, q, 0, func(s schedule.Slot) view.Slot {
		return c.shown(p, q, s, view.Slot{URL: detailsURL(svc.ID, s)})
	})
	if err != nil {
		return err
	}
	if svc.Telehealth {
		v.Zone = oneZone(v.Zone, v.Days)
	}
	here := func(from civil.Date) string { return wanted(q, from.String()) }
	if today.Before(q.From) {
		earlier := q.From.AddDays(-searchDays)
		if earlier.Before(today) {
			earlier = today
		}
		v.Earlier = here(earlier)
	}
	if today.DaysUntil(q.To) < cmp.Or(svc.Horizon, p.Settings.Horizon) {
		v.Later = here(q.To.AddDays(1))
	}
	if len(v.Days) == 0 {
		v.NoneText = "Nothing is free in these days. Look at later days, or call us at " + phone(p.Settings.Phone) + "."
		if v.Narrow.On {
			v.NoneText = "Nothing that suits is free in these days. Look at later days or at all times, or call us at " + phone(p.Settings.Phone) + "."
		}
		v.Others = append(v.Others, view.Link{Text: "The first that is free", URL: wanted(q, "first")})
	}
	if p.Desk.Dial("waitlist") == practice.Act {
		v.WaitURL = strings.Replace(wanted(q, ""), "/book/time?", "/book/wait?", 1)
	}
	if q.Provider != "" {
		v.Others = append(v.Others, view.Link{Text: "With anyone", URL: "/book/time?service=" + string(svc.ID)})
	}
	return c.page(v)
}

// shown fills in who and where, as far as it does not go without saying.
func (c *call) shown(p *practice.Practice, q schedule.Query, s schedule.Slot, v view.Slot) view.Slot {
	v.Time = clock(s.Start)
	if w, ok := p.Provider(s.Provider); ok && q.Provider == "" {
		v.Who = short(w)
	}
	if l, ok := p.Location(s.Location); ok && q.Location == "" && len(p.Locations) > 1 {
		v.Where = l.Name
		if svc, _ := p.Service(q.Service); svc.Telehealth { // nobody goes there
			v.Where = zoneName(l.In())
		}
	}
	return v
}

// oneZone says the zone of video visits once, above the times, if it is the same for all.
func oneZone(note string, days []view.SlotDay) string {
	zone := ""
	for _, d := range days {
		for _, s := range d.Slots {
			if s.Where == "" || zone != "" && s.Where != zone {
				return note
			}
			zone = s.Where
		}
	}
	if zone == "" {
		return note
	}
	for _, d := range days {
		for i := range d.Slots {
			d.Slots[i].Where = ""
		}
	}
	return zone
}

func (c *call) withWhom(p *practice.Practice, q schedule.Query) string {
	who := "Anyone"
	if w, ok := p.Provider(q.Provider); ok {
		who = short(w)
	}
	if l, ok := p.Location(q.Location); ok {
		who += ", " + l.Name
	}
	return who
}

// zoneNote says by which clock times are shown.
func zoneNote(p *practice.Practice, q schedule.Query) string {
	if l, ok := p.Location(q.Location); ok {
		return zoneName(l.In()) + ", " + l.Name
	}
	names := map[string]bool{}
	var first string
	for _, l := range p.Locations {
		if l.Active {
			names[zoneName(l.In())] = true
			first = zoneName(l.In())
		}
	}
	if len(names) > 1 {
		return "each location's own time"
	}
	return first
}

func detailsURL(svc practice.ServiceID, s schedule.Slot) string {
	return "/book/details?" + url.Values{"service": {string(svc)}, "provider": {string(s.Provider)}, "location": {string(s.Location)}, "start": {slotTime(s.Start)}}.Encode()
}

// slotTime writes a start for an address or a form: minutes since 1970.
func slotTime(t time.Time) string { return strconv.FormatInt(t.Unix()/60, 10) }

func parseSlotTime(s string) (time.Time, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || n > 1<<32 {
		return time.Time{}, fault.New(fault.Invalid, "web.book", "This time cannot be read. Please choose it again.")
	}
	return time.Unix(n*60, 0), nil
}

// chosen reads what visit the address or the form is about.
func (c *call) chosen() (*practice.Practice, schedule.Request, view.Chosen, error) {
	p, svc, q, err := c.asked()
	if err != nil {
		return nil, schedule.Request{}, view.Chosen{}, err
	}
	start, err := parseSlotTime(c.form("start"))
	if err != nil {
		return nil, schedule.Request{}, view.Chosen{}, err
	}
	w, okW := p.Provider(q.Provider)
	l, okL := p.Location(q.Location)
	if !okW || !okL {
		return nil, schedule.Request{}, view.Chosen{}, fault.New(fault.NotFound, "web.book", "This provider or location is no longer here. Please start again.")
	}
	key := c.form("key")
	if key == "" {
		key = string(id.New[schedule.Request](c.IDs))
	}
	at := start.In(l.In())
	return p, schedule.Request{Key: "site:" + key, Provider: w.ID, Location: l.ID, Service: svc.ID, Start: at, Channel: "site"}, view.Chosen{
		Service: svc.Name, When: dayTime(at), Zone: zoneName(l.In()), Length: fmt.Sprintf("%d minutes", svc.Minutes), Who: w.Name(),
		Where: l.Name, Address: fmt.Sprintf("%s, %s, %s %s", l.Address, l.City, l.State, l.ZIP),
		ServiceID: string(svc.ID), ProviderID: string(w.ID), LocationID: string(l.ID), Start: slotTime(start), Key: key,
	}, nil
}

// bookDetails asks who comes.
func (c *call) bookDetails() error {
	p, r, chosen, err := c.chosen()
	if err != nil {
		return err
	}
	page := c.detailsPage(chosen)
	c.needs(&page, p, r)
	return c.page(page)
}

// needs asks for what the service needs to know of the patient. The states are those in which the provider, or any for
// none, is licensed on the day.
func (c *call) needs(page *view.BookDetails, p *practice.Practice, r schedule.Request) {
	svc, _ := p.Service(r.Service)
	page.Only = onlyFor(svc)
	said := func(name string) string { return c.r.PostFormValue(name) } // never from an address
	if svc.Telehealth {
		page.States = &view.Asked{Choices: []view.Choice{view.Option("", "Choose a state", said("state") == "")}}
		for _, s := range schedule.States() {
			if slices.ContainsFunc(p.Providers, func(v practice.Provider) bool {
				return v.Active && v.Offers(svc.ID) && (r.Provider == "" || v.ID == r.Provider) && p.Licensed(v.ID, s, civil.DateOf(r.Start))
			}) {
				page.States.Choices = append(page.States.Choices, view.Option(s, s, said("state") == s))
			}
		}
	}
	if svc.Seen != practice.Anyone {
		page.Seen = &view.Asked{Choices: []view.Choice{
			view.Option(string(practice.New), "No, this is the first time", said("seen") == string(practice.New)),
			view.Option(string(practice.Returning), "Yes", said("seen") == string(practice.Returning)),
		}}
	}
	if len(svc.Reasons) > 0 {
		page.Reasons = &view.Asked{Choices: []view.Choice{view.Option("", "Choose one", said("reason") == "")}}
		for _, o := range svc.Reasons {
			page.Reasons.Choices = append(page.Reasons.Choices, view.Option(o, o, said("reason") == o))
		}
	}
}

// mend says beside its field why the service is not for the patient; false if the error is not about that.
func mend(page *view.BookDetails, err error) bool {
	var about schedule.Field
	if !errors.As(err, &about) {
		return false
	}
	sentence := fault.Message(err)
	asked := map[schedule.Field]*view.Asked{"State": page.States, "Seen": page.Seen, "Reason": page.Reasons}[about]
	switch {
	case about == "Birth":
		page.DOB.Error = sentence
	case about == "Reason" && asked == nil:
		page.Reason.Error = sentence
	case asked != nil:
		asked.Error = sentence
	default:
		return false
	}
	page.Notice = view.Mend(1)
	return true
}

func (c *call) detailsPage(chosen view.Chosen) view.BookDetails {
	v := view.BookDetails{Site: c.site("Book a visit", "book"), Steps: bookSteps(3, chosen.Service, chosen.Who+", "+chosen.Where, chosen.When), Chosen: chosen,
		ChangeURL: "/book/time?" + url.Values{"service": {chosen.ServiceID}, "provider": {chosen.ProviderID}, "location": {chosen.LocationID}}.Encode()}
	v.Steps[0].URL, v.Steps[1].URL, v.Steps[2].URL = "/book", "/book/with?service="+chosen.ServiceID, v.ChangeURL
	v.Given.Value, v.Family.Value, v.DOB.Value = c.form("given"), c.form("family"), c.form("dob")
	v.Phone.Value, v.Email.Value, v.Reason.Value = c.form("phone"), c.form("email"), c.form("reason")
	said := func(name string) bool { return c.r.PostFormValue(name) != "" } // nobody agrees by not looking, nor by opening an address
	v.Remind, v.Texts, v.Quiet = said("remind"), said("texts"), said("quiet")
	v.RemindWords, v.TextsWords = remindWords, textsWords(c.settings().NeutralName)
	for _, r := range [][2]string{{"", "Not at all: I come"}, {"email", "By e-mail"}, {"phone", "By text, or by a call from a person"}} {
		v.Reach = append(v.Reach, view.Option(r[0], r[1], c.r.PostFormValue("reach") == r[0]))
	}
	for _, l := range [][2]string{{"", "English or Spanish"}, {"en", "English"}, {"es", "Español"}} {
		v.Languages = append(v.Languages, view.Option(l[0], l[1], c.r.PostFormValue("language") == l[0]))
	}
	return v
}

// remindWords and textsWords are what the boxes of the form say, as the ledger of consent keeps it. Texts are asked about by
// themselves and in full, as the law wants (47 CFR 64.1200(f)(9)).
const remindWords = "Yes, remind me by e-mail"

func textsWords(practice string) string {
	return "Yes, " + practice + " may text me about my visits at the number above, also by an automated system, at most once a day and three times a week. " +
		"Message and data rates may apply. Reply STOP to end it, HELP for help. I can be seen without agreeing."
}

// book takes the time. Who sends the form twice gets the same visit.
func (c *call) book() error {
	p, request, chosen, err := c.chosen()
	if err != nil {
		return err
	}
	page := c.detailsPage(chosen)
	c.needs(&page, p, request)
	request.State, request.Seen = c.r.PostFormValue("state"), practice.Seen(c.r.PostFormValue("seen"))
	var mistakes int
	request.Person, mistakes = c.readPerson(&page)
	if mistakes > 0 {
		page.Notice = view.Mend(mistakes)
		return c.Render.Page(c.w, http.StatusBadRequest, page)
	}
	request.Reason = phi.NewText(page.Reason.Value)
	if request.Quiet = page.Quiet; request.Quiet {
		switch c.r.PostFormValue("reach") {
		case "email":
			request.Reach, request.Value = patient.Email, phi.NewText(request.Person.Email.Reveal())
		case "phone":
			request.Reach, request.Value = patient.Phone, phi.NewText(request.Person.Phone.Reveal())
		}
	}
	a, err := c.Schedule.Book(c.r.Context(), c.by, request)
	switch {
	case fault.Is(err, fault.Conflict):
		return c.taken(p, request, page)
	case mend(&page, err):
		return c.Render.Page(c.w, http.StatusBadRequest, page)
	case err != nil:
		return err
	}
	to := "/book/done/" + c.doneRef(a.ID)
	if request.Person.Language != "" {
		to += "?lang=" + string(request.Person.Language)
	}
	return c.see(to)
}

// readPerson reads who comes, and writes beside each field what is wrong with it.
func (c *call) readPerson(page *view.BookDetails) (patient.Person, int) {
	person := patient.Person{Consent: page.Remind, ConsentWords: phi.NewText(page.RemindWords), Texts: page.Texts, TextsWords: phi.NewText(page.TextsWords), How: "booking page"}
	if l := words.Language(c.r.PostFormValue("language")); l == words.English || l == words.Spanish {
		person.Language = l
	}
	mistakes := 0
	wrong := func(f *view.Field, err error) {
		if err != nil {
			f.Error = fault.Message(err)
			mistakes++
		}
	}
	person.Name = phi.NewName(page.Given.Value, page.Family.Value)
	wrong(&page.Given, patient.CheckName(page.Given.Value))
	wrong(&page.Family, patient.CheckName(page.Family.Value))
	var err error
	person.Birth, err = patient.ParseBirth(page.DOB.Value, civil.DateOf(c.Now()))
	wrong(&page.DOB, err)
	person.Phone, err = patient.ParsePhone(page.Phone.Value)
	wrong(&page.Phone, err)
	if page.Email.Value != "" {
		person.Email, err = phi.ParseEmail(page.Email.Value)
		wrong(&page.Email, err)
	}
	return person, mistakes
}

// taken offers other times and keeps what was typed.
func (c *call) taken(p *practice.Practice, r schedule.Request, page view.BookDetails) error {
	v := view.BookTaken{BookDetails: page, MoreURL: page.ChangeURL}
	day := civil.DateOf(r.Start)
	var err error
	q := schedule.Query{Service: r.Service, Provider: r.Provider, Location: r.Location, From: day, To: day.AddDays(searchDays),
		About: schedule.About{Birth: r.Person.Birth, Seen: r.Seen, State: r.State, Reason: r.Reason.Reveal()}}
	v.Days, err = c.slotDays(p, q, 6, func(s schedule.Slot) view.Slot { return view.Slot{Time: clock(s.Start), Value: slotTime(s.Start)} })
	if err != nil {
		return err
	}
	if len(v.Days) > 3 {
		v.Days = v.Days[:3]
	}
	v.Chosen.Key = string(id.New[schedule.Request](c.IDs)) // another time is another request
	return c.Render.Page(c.w, http.StatusConflict, v)
}

const doneFor = time.Hour // how long the page that says "booked" can be opened again

// doneRef is the end of the address that says what was booked: the visit's id, when the address ends, and a MAC.
func (c *call) doneRef(i schedule.ID) string {
	until := strconv.FormatInt(c.Now().Add(doneFor).Unix(), 10)
	return fmt.Sprintf("%s.%s.%x", i, until, c.Keys.LinkMAC("booked", string(i), until))
}

// doneVisit returns the visit behind a doneRef.
func (c *call) doneVisit() (a schedule.Appointment, p *practice.Practice, err error) {
	parts := strings.Split(c.r.PathValue("ref"), ".")
	gone := fault.New(fault.NotFound, "web.booked", "This page can no longer be opened. Your visit stands as it was booked; call us if you are not sure.")
	if len(parts) != 3 || !hmac.Equal([]byte(fmt.Sprintf("%x", c.Keys.LinkMAC("booked", parts[0], parts[1]))), []byte(parts[2])) {
		return a, p, gone
	}
	if until, err := strconv.ParseInt(parts[1], 10, 64); err != nil || c.Now().Unix() > until {
		return a, p, gone
	}
	err = c.DB.View(c.r.Context(), actor.System(), func(t tx.Tx) (err error) {
		if a, err = c.Schedule.Get(c.r.Context(), t, schedule.ID(parts[0])); err != nil {
			return err
		}
		if err := c.Audit.Disclose(c.r.Context(), t, "booked page", string(a.Patient)); err != nil {
			return err
		}
		p, err = c.Practice.Get(c.r.Context(), t)
		return err
	})
	return a, p, err
}

// bookDone says what was booked and what happens next.
func (c *call) bookDone() error {
	a, p, err := c.doneVisit()
	if err != nil {
		return err
	}
	svc, _ := p.Service(a.Service)
	w, _ := p.Provider(a.Provider)
	l, _ := p.Location(a.Location)
	// The language is what the visitor asks for, never what is on file: the same words whoever it is.
	lang := c.language("")
	v := view.BookDone{Site: c.siteIn(lang, "", "book", c.r.URL.Path), ICSURL: "/book/done/" + c.r.PathValue("ref") + "/visit.ics",
		Chosen: view.Chosen{Service: svc.Name, When: dayTime(a.Start), Zone: zoneName(a.Start.Location()), Length: strconv.Itoa(svc.Minutes),
			Who: w.Name(), Where: l.Name, Address: fmt.Sprintf("%s, %s, %s %s", l.Address, l.City, l.State, l.ZIP)}}
	if lang == words.Spanish {
		v.Chosen.When, v.Chosen.Zone = template.When(a.Start, template.Key{Channel: template.Email, Language: lang}), ""
	}
	v.Title = v.Say("Your visit is booked", "Su cita está reservada")
	v.Chosen.Length += v.Say(" minutes", " minutos")
	v.Changes = v.Say("To move or cancel it, call us at ", "Para cambiarla o cancelarla, llámenos al ") + phone(p.Settings.Phone) + "."
	v.Mail = v.Say("If you gave an e-mail address, a confirmation is on its way to it. If not, please write the time down.",
		"Si dio un correo electrónico, le llegará una confirmación. Si no, por favor anote la hora.")
	v.Next = []string{
		v.Say("We remind you three days and one day before, if you said yes to reminders.", "Le recordamos tres días y un día antes, si aceptó los recordatorios."),
		v.Say("Please come ten minutes early and bring your insurance card.", "Llegue diez minutos antes y traiga su tarjeta del seguro."),
	}
	if svc.Telehealth {
		v.Next[1] = v.Say("The link to your video visit comes in a message or by a call. Please be in a quiet place with your phone near you.",
			"El enlace para su cita por video le llega en un mensaje o por una llamada. Esté en un lugar tranquilo y con su teléfono cerca.")
	}
	if a.Status == schedule.Pending {
		requested(&v)
	}
	return c.page(v)
}

// requested says of a visit what is so while whoever keeps the book has not agreed to it.
func requested(v *view.BookDone) {
	v.Title, v.Requested, v.ICSURL = v.Say("Your visit is requested", "Su cita está solicitada"), true, ""
	v.Mail = v.Say("You hear from us as soon as it is booked: by e-mail if you gave an address, by phone if not. If you hear nothing within a working day, please call us.",
		"Le avisamos en cuanto esté reservada: por correo si dio uno, y si no, por teléfono. Si no sabe nada en un día hábil, por favor llámenos.")
	v.Next[0] = v.Say("If the time cannot be had after all, we call you and find another.", "Si al final esa hora no se puede, le llamamos y buscamos otra.")
}

// bookICS is the visit for the visitor's own calendar (RFC 5545). It names neither patient nor reason.
func (c *call) bookICS() error {
	a, p, err := c.doneVisit()
	if err != nil {
		return err
	}
	l, _ := p.Location(a.Location)
	body, err := ical.Write(ical.Object{Method: ical.Publish, Items: []ical.Item{{UID: a.UID(), Sequence: a.Version - 1, Stamp: a.Changed, Start: a.Start, End: a.End, Zone: a.Zone,
		Status: ical.Confirmed, Summary: "Visit, " + p.Settings.NeutralName, Location: l.Address + ", " + l.City + ", " + l.State}}})
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	c.w.Header().Set("Content-Disposition", `attachment; filename="visit.ics"`)
	_, err = c.w.Write(body)
	return err
}
