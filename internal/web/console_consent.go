package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

// The ledger of consent and what a patient prefers, on the patient's page.

var purposeNames = map[patient.Purpose]string{patient.Reminders: "Reminders of visits", patient.FollowUps: "Follow-up and recall",
	patient.Announcements: "Announcements", patient.AutoVoice: "Automated calls"}

var howNames = [][2]string{{"in person", "In person"}, {"call", "On the phone"}, {"paper", "On paper"}, {"text", "By text"}, {"reply", "By e-mail"}}

// contactCard is a contact point with what may be sent to it and why.
func (c *call) contactCard(base string, ct patient.Contact, zone *time.Location, said []view.ConsentRow) view.Contact {
	card := view.Contact{Kind: "E-mail", Icon: "mail", Value: ct.Value.Reveal(), Said: said, Consent: view.Mark{Tone: view.Quiet, Icon: "circle-help", Word: "Reminders not agreed to"}}
	if ct.Kind == patient.Phone {
		card.Kind, card.Icon, card.Value = "Phone", "phone", phone(card.Value)
	}
	if ct.Consent {
		card.Consent = view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Reminders agreed to"}
	}
	if ct.ConsentHow != "" && !ct.ConsentAt.IsZero() {
		yes := "yes"
		if !ct.Consent {
			yes = "no"
		}
		card.Since = fmt.Sprintf("%s by %s, %s", yes, ct.ConsentHow, ct.ConsentAt.In(zone).Format("Jan 2, 2006"))
	}
	for _, p := range patient.Purposes()[1:] {
		if ct.May(p) {
			card.For = append(card.For, view.Mark{Tone: view.Good, Icon: "check", Word: purposeNames[p]})
		}
	}
	switch {
	case ct.OptedOut:
		card.Consent = view.Mark{Tone: view.Caution, Icon: "ban", Word: "Stopped"}
	case ct.Stops(patient.Reminders):
		card.Consent = view.Mark{Tone: view.Caution, Icon: "ban", Word: "Reminders stopped"}
	}
	if c.by.May(actor.ChangePatients) {
		card.URL = base + "/consent/" + string(ct.ID)
	}
	return card
}

// saidAbout are the entries about a contact point and about its number or address.
func (c *call) saidAbout(all []patient.Consent, ct patient.Contact, names map[string]string) (rows []view.ConsentRow) {
	for _, e := range all {
		if e.Contact == ct.ID || e.Contact == "" && e.Kind == ct.Kind && (e.Value.IsZero() || e.Value.Reveal() == ct.Value.Reveal()) {
			rows = append(rows, c.consentRow(e, names))
		}
	}
	return rows
}

// saidOfPast are those about contact points that the patient no longer has.
func (c *call) saidOfPast(all []patient.Consent, to patient.Patient, names map[string]string) (rows []view.ConsentRow) {
	for _, e := range all {
		has := slices.ContainsFunc(to.Contacts, func(ct patient.Contact) bool {
			return ct.ID == e.Contact || e.Contact == "" && e.Kind == ct.Kind && (e.Value.IsZero() || e.Value.Reveal() == ct.Value.Reveal())
		})
		if has {
			continue
		}
		row := c.consentRow(e, names)
		if row.For += ", " + e.Value.Reveal(); e.Kind == patient.Phone {
			row.For = strings.TrimSuffix(row.For, e.Value.Reveal()) + phone(e.Value.Reveal())
		}
		rows = append(rows, row)
	}
	return rows
}

func (c *call) consentRow(e patient.Consent, names map[string]string) view.ConsentRow {
	row := view.ConsentRow{When: e.At.In(c.office()).Format("Jan 2, 2006, 3:04 pm"), By: e.How, Words: e.Words.Reveal(), For: "everything"}
	if len(e.For) > 0 {
		var of []string
		for _, p := range e.For {
			of = append(of, strings.ToLower(purposeNames[p]))
		}
		row.For = strings.Join(of, ", ")
	}
	switch e.By.Kind {
	case actor.Staff:
		row.By += ", recorded by " + names[e.By.ID]
	case actor.Patient, actor.Bedside:
		row.By += ", by whoever has it"
	}
	row.Mark = map[patient.Act]view.Mark{
		patient.Gave: {Tone: view.Good, Icon: "circle-check", Word: "Said yes"}, patient.Withdrew: {Tone: view.Caution, Icon: "circle-x", Word: "Said no"},
		patient.Stopped: {Tone: view.Stop, Icon: "ban", Word: "Stopped"}, patient.Started: {Tone: view.Good, Icon: "undo-2", Word: "Asked again"},
		patient.Detached: {Tone: view.Stop, Icon: "circle-x", Word: "Wrong number"}}[e.Act]
	return row
}

func (c *call) hows() (all []view.Choice) {
	for _, h := range howNames {
		all = append(all, view.Option(h[0], h[1], c.form("how") == h[0]))
	}
	return all
}

// consentOf opens the form for the contact point of the address.
func (c *call) consentOf() (v view.ConsentForm, ct patient.Contact, err error) {
	var to patient.Patient
	err = c.view(func(t tx.Tx) (err error) {
		if to, err = c.thisPatient(t); err != nil {
			return err
		}
		i := slices.IndexFunc(to.Contacts, func(ct patient.Contact) bool { return string(ct.ID) == c.r.PathValue("contact") })
		if i < 0 {
			return fault.New(fault.NotFound, "web.consentOf", "This contact point is no longer on file.")
		}
		ct = to.Contacts[i]
		return nil
	})
	if err != nil {
		return v, ct, err
	}
	back := "/console/patients/" + string(to.ID)
	v = view.ConsentForm{Console: c.console("What they say", view.InPatients), Banner: c.banner(to), Contact: c.contactCard(back, ct, c.office(), nil), Action: c.r.URL.Path, BackURL: back,
		How: c.hows(), Words: c.field("words")}
	what := c.form("what")
	v.What = []view.Choice{{Value: "yes", Label: "Yes to this", Note: "Their words are needed", Chosen: what == "yes" || what == ""},
		{Value: "no", Label: "No to this", Note: "For this patient; others who share it stay as they are", Chosen: what == "no"},
		{Value: "stop", Label: "Stop", Note: "Nothing goes to this " + map[patient.ContactKind]string{patient.Phone: "number", patient.Email: "address"}[ct.Kind] + " any more, whoever it belongs to", Chosen: what == "stop"}}
	_ = c.r.ParseForm()
	for _, p := range patient.Purposes() {
		if p == patient.AutoVoice && ct.Kind == patient.Email {
			continue
		}
		v.For = append(v.For, view.Option(string(p), purposeNames[p], slices.Contains(c.r.PostForm["for"], string(p)) || c.r.Method == "GET" && p == patient.Reminders))
	}
	return v, ct, nil
}

// consentForm is an empty form.
func (c *call) consentForm() error {
	v, _, err := c.consentOf()
	if err != nil {
		return err
	}
	return c.page(v)
}

// consentPost records what was said. A stop takes effect on everything that waits to be sent.
func (c *call) consentPost() error {
	v, ct, err := c.consentOf()
	if err != nil {
		return err
	}
	s := patient.Said{How: c.form("how"), Words: phi.NewText(v.Words.Value)}
	for _, p := range c.r.PostForm["for"] {
		s.For = append(s.For, patient.Purpose(p))
	}
	switch what := c.form("what"); {
	case what == "stop":
		s.For = nil // everything, as the choice says
		if err = c.Outreach.StopFor(c.r.Context(), c.by, ct.ID, s); err == nil {
			c.say("stopped")
		}
	case len(s.For) == 0:
		v.ForError = "Choose what it is for."
	case what == "yes" && strings.TrimSpace(v.Words.Value) == "":
		v.Words.Error = "Write down how they said yes: it is what shows later that they agreed."
	default:
		if err = c.do(func(t tx.Tx) error { return c.Patients.SetConsent(c.r.Context(), t, ct.ID, what == "yes", s) }); err == nil {
			c.say("saved")
		}
	}
	if v.ForError != "" || v.Words.Error != "" {
		v.Notice = view.Mend(1)
		return c.Render.Page(c.w, http.StatusBadRequest, v)
	}
	if fault.Is(err, fault.Invalid) {
		v.Wrong = fault.Message(err)
		return c.Render.Page(c.w, statusOf(err), v)
	}
	if err != nil {
		return err
	}
	return c.see(v.BackURL)
}

var (
	wayNames   = map[patient.Channel]string{"": "Whichever may be used", patient.ByEmail: "E-mail", patient.ByText: "Text", patient.ByVoice: "Automated call", patient.ByPerson: "Nothing automated: somebody phones"}
	topicNames = map[patient.Topic]string{patient.SayProvider: "With whom the visit is", patient.SayService: "The kind of visit"}
	tongues    = map[words.Language]string{"": "Not known", words.English: "English", words.Spanish: "Spanish"}
)

// preferFacts are what a patient prefers, as staff read it.
func (c *call) preferFacts(p patient.Preferences, names map[string]string) []view.Fact {
	hours, say := "Yours for messages", "When and where, nothing else"
	if p.Hours.Valid() {
		hours = p.Hours.From.Spoken() + " to " + p.Hours.To.Spoken()
	}
	var more []string
	for _, x := range p.Say {
		more = append(more, strings.ToLower(topicNames[x]))
	}
	if len(more) > 0 {
		say = "When and where; " + strings.Join(more, "; ")
	}
	facts := []view.Fact{{Name: "Language", Value: tongues[p.Language]}, {Name: "Reached by", Value: wayNames[p.Channel]}, {Name: "Hours", Value: hours}, {Name: "Messages say", Value: say}}
	if !p.At.IsZero() {
		by := p.How
		if p.By.Kind == actor.Staff {
			by += ", " + names[p.By.ID]
		}
		facts = append(facts, view.Fact{Name: "On record", Value: by + ", " + p.At.In(c.office()).Format("Jan 2, 2006")})
	}
	if w := p.Words.Reveal(); w != "" {
		facts = append(facts, view.Fact{Name: "In these words", Value: "“" + w + "”"})
	}
	return facts
}

// preferOf opens the form with what is on record, or with what was typed.
func (c *call) preferOf() (v view.PreferForm, to patient.Patient, err error) {
	var p patient.Preferences
	err = c.view(func(t tx.Tx) (err error) {
		if to, err = c.thisPatient(t); err == nil {
			p, err = c.Patients.Preferences(c.r.Context(), t, to.ID)
		}
		return err
	})
	back := "/console/patients/" + string(to.ID)
	v = view.PreferForm{Console: c.console("How they want it", view.InPatients), Banner: c.banner(to), Action: back + "/preferences", BackURL: back, How: c.hows(),
		Words: c.field("words"), From: c.field("from"), To: c.field("to")}
	if c.r.Method == "POST" {
		_ = c.r.ParseForm()
		p.Language, p.Channel, p.Say = words.Language(c.form("language")), patient.Channel(c.form("channel")), nil
		for _, x := range c.r.PostForm["say"] {
			p.Say = append(p.Say, patient.Topic(x))
		}
	} else if p.Hours.Valid() {
		v.From.Value, v.To.Value = p.Hours.From.Spoken(), p.Hours.To.Spoken()
	}
	for _, l := range []words.Language{"", words.English, words.Spanish} {
		v.Language = append(v.Language, view.Option(string(l), tongues[l], l == p.Language))
	}
	for _, ch := range append([]patient.Channel{""}, patient.Channels()...) {
		v.Channel = append(v.Channel, view.Option(string(ch), wayNames[ch], ch == p.Channel))
	}
	for _, x := range patient.Topics() {
		v.Say = append(v.Say, view.Option(string(x), topicNames[x], p.May(x)))
	}
	return v, to, err
}

// preferForm shows them.
func (c *call) preferForm() error {
	v, _, err := c.preferOf()
	if err != nil {
		return err
	}
	return c.page(v)
}

// preferPost records them.
func (c *call) preferPost() error {
	v, to, err := c.preferOf()
	if err != nil {
		return err
	}
	p := patient.Preferences{Language: words.Language(c.form("language")), Channel: patient.Channel(c.form("channel")), How: c.form("how"), Words: phi.NewText(v.Words.Value)}
	for _, x := range c.r.PostForm["say"] {
		p.Say = append(p.Say, patient.Topic(x))
	}
	var m mistakes
	for _, at := range []struct {
		f  *view.Field
		to *civil.Clock
	}{{&v.From, &p.Hours.From}, {&v.To, &p.Hours.To}} {
		if at.f.Value == "" {
			continue
		}
		clock, err := readClock(at.f.Value)
		m.at(at.f, err)
		*at.to = clock
	}
	if m == 0 && (v.From.Value == "") != (v.To.Value == "") {
		m.at(&v.To, fault.New(fault.Invalid, "web.preferPost", "Write both times, or neither."))
	}
	if m == 0 && v.From.Value != "" && p.Hours.To <= p.Hours.From {
		m.at(&v.To, fault.New(fault.Invalid, "web.preferPost", "The end is before the start."))
	}
	return c.save(m, places{"Words": &v.Words}, v.BackURL+"#preferences", func(t tx.Tx) error { return c.Patients.Prefer(c.r.Context(), t, to.ID, p) },
		func(n *view.Notice) view.Page { v.Notice = n; return v })
}
