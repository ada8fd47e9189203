package web

import (
	"net/http"
	"slices"
	"strconv"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// patientNew is an empty form.
func (c *call) patientNew() error {
	return c.page(view.PatientForm{Console: c.console("New patient", view.InPatients), New: true, Action: c.r.URL.Path, BackURL: "/console/patients"})
}

// openForm is the form of the patient of the address, without its values.
func (c *call) openForm() (v view.PatientForm, to patient.Patient, err error) {
	v = view.PatientForm{Console: c.console("Change a patient", view.InPatients), Action: c.r.URL.Path}
	err = c.view(func(t tx.Tx) (err error) {
		if to, err = c.thisPatient(t); err != nil {
			return err
		}
		return c.sameAs(t, &v, to)
	})
	c.editing(&v, to)
	return v, to, err
}

// patientEdit shows what is on file.
func (c *call) patientEdit() error {
	v, to, err := c.openForm()
	if err != nil {
		return err
	}
	email, tel := reached(to, patient.Email), reached(to, patient.Phone)
	v.Given.Value, v.Family.Value, v.DOB.Value, v.Number.Value = to.Name.RevealGiven(), to.Name.RevealFamily(), usDate(to.Birth.RevealDate()), to.Number.Reveal()
	v.Email.Value, v.Phone.Value = email.Value.Reveal(), phone(tel.Value.Reveal())
	v.ConsentEmail, v.ConsentText = agreed(email), agreed(tel)
	v.Version = strconv.FormatInt(to.Version, 10)
	return c.page(v)
}

// editing names who is changed.
func (c *call) editing(v *view.PatientForm, to patient.Patient) {
	banner := c.banner(to)
	v.Banner, v.BackURL = &banner, "/console/patients/"+string(to.ID)
}

// sameAs shows the record that this one may be a double of.
func (c *call) sameAs(t tx.Tx, v *view.PatientForm, to patient.Patient) error {
	v.Same = nil
	if to.Like == "" {
		return nil
	}
	other, err := c.Patients.Get(c.r.Context(), t, to.Like)
	if err != nil {
		return err
	}
	v.Same = []view.PatientRow{patientRow(other, c.Now())}
	return c.Audit.Disclose(c.r.Context(), t, "patient", string(other.ID))
}

// reached is the patient's first contact point of the kind, the one that the form shows.
func reached(to patient.Patient, kind patient.ContactKind) patient.Contact {
	i := slices.IndexFunc(to.Contacts, func(ct patient.Contact) bool { return ct.Kind == kind })
	if i < 0 {
		return patient.Contact{Kind: kind}
	}
	return to.Contacts[i]
}

// agreed reports whether reminders may go to it.
func agreed(ct patient.Contact) bool { return ct.Consent && !ct.OptedOut }

// typed is what a patient form says.
type typed struct {
	name         phi.Name
	birth        phi.BirthDate
	phone, email string
}

// readPatient reads the form and writes beside each field what is wrong with it.
func (c *call) readPatient(v *view.PatientForm, m *mistakes) (in typed) {
	v.Given, v.Family, v.DOB, v.Number, v.Phone, v.Email = c.field("given"), c.field("family"), c.field("dob"), c.field("number"), c.field("phone"), c.field("email")
	v.ConsentEmail, v.ConsentText, v.Two, v.Version = c.form("consent_email") != "", c.form("consent_text") != "", c.form("two") != "", c.form("version")
	m.at(&v.Given, patient.CheckName(v.Given.Value))
	m.at(&v.Family, patient.CheckName(v.Family.Value))
	in.name = phi.NewName(v.Given.Value, v.Family.Value)
	var err error
	in.birth, err = patient.ParseBirth(v.DOB.Value, civil.DateOf(c.Now()))
	m.at(&v.DOB, err)
	in.phone = m.phone(&v.Phone, "")
	if v.Email.Value != "" {
		address, err := phi.ParseEmail(v.Email.Value)
		m.at(&v.Email, err)
		in.email = address.Reveal()
	}
	return in
}

// patientNewPost adds a patient, unless the record looks like one on file: then it asks first.
func (c *call) patientNewPost() error {
	v := view.PatientForm{Console: c.console("New patient", view.InPatients), New: true, Action: c.r.URL.Path, BackURL: "/console/patients"}
	var m mistakes
	in := c.readPatient(&v, &m)
	again := func(n *view.Notice) view.Page { v.Notice = n; return v }
	if m > 0 {
		return c.Render.Page(c.w, http.StatusBadRequest, again(view.Mend(int(m))))
	}
	to := patient.Patient{Name: in.name, Birth: in.birth, Number: phi.NewText(v.Number.Value)}
	for _, ct := range []patient.Contact{contactOf(patient.Phone, in.phone, v.ConsentText), contactOf(patient.Email, in.email, v.ConsentEmail)} {
		if !ct.Value.IsZero() {
			to.Contacts = append(to.Contacts, ct)
		}
	}
	var made patient.ID
	err := c.do(func(t tx.Tx) error {
		v.Same = nil
		alike, err := c.Patients.Alike(c.r.Context(), t, to)
		if err != nil {
			return err
		}
		if len(alike) > 0 && !v.Two {
			v.Same, err = c.patientRows(t, alike)
			return err
		}
		made, err = c.Patients.Add(c.r.Context(), t, to)
		return err
	})
	switch {
	case err != nil:
		return c.notSaved(err, nil, again)
	case len(v.Same) > 0:
		return c.Render.Page(c.w, http.StatusConflict, v)
	}
	c.say("saved")
	return c.see("/console/patients/" + string(made))
}

// contactOf is a contact point as staff write it.
func contactOf(kind patient.ContactKind, value string, consent bool) patient.Contact {
	ct := patient.Contact{Kind: kind, Value: phi.NewText(value), Consent: consent}
	if consent {
		ct.ConsentHow = "staff"
	}
	return ct
}

// patientEditPost changes the record.
func (c *call) patientEditPost() error {
	v, to, err := c.openForm()
	if err != nil {
		return err
	}
	var m mistakes
	in := c.readPatient(&v, &m)
	version, err := parseVersion(v.Version)
	if err != nil {
		return err
	}
	return c.save(m, nil, v.BackURL, func(t tx.Tx) error {
		now, err := c.Patients.Get(c.r.Context(), t, to.ID)
		if err != nil {
			return err
		}
		now.Version, now.Name, now.Birth, now.Number = version, in.name, in.birth, phi.NewText(v.Number.Value)
		if v.Two {
			now.Like = ""
		}
		tel, email := reached(now, patient.Phone), reached(now, patient.Email)
		now.Contacts = reachBy(now.Contacts, tel, in.phone, v.ConsentText)
		now.Contacts = reachBy(now.Contacts, email, in.email, v.ConsentEmail)
		if err := c.Patients.Change(c.r.Context(), t, now); err != nil {
			return err
		}
		if err := c.askedAgain(tel, in.phone, v.ConsentText); err != nil {
			return err
		}
		return c.askedAgain(email, in.email, v.ConsentEmail)
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}

// reachBy puts what the form says about one contact point in the list. Another value is another contact point, so that
// a link in an old message never stands for a new address.
func reachBy(contacts []patient.Contact, had patient.Contact, value string, consent bool) []patient.Contact {
	at := slices.IndexFunc(contacts, func(ct patient.Contact) bool { return had.ID != "" && ct.ID == had.ID })
	switch {
	case at >= 0 && value == had.Value.Reveal():
		if consent != agreed(had) && !had.OptedOut {
			contacts[at].Consent, contacts[at].ConsentHow = consent, "staff"
		}
		return contacts
	case value == "" && at < 0:
		return contacts
	case value == "":
		return slices.Delete(contacts, at, at+1)
	case at < 0:
		return append(contacts, contactOf(had.Kind, value, consent))
	}
	contacts[at] = contactOf(had.Kind, value, consent)
	return contacts
}

// askedAgain refuses to end a stop by a tick: a patient who asks again says so in words, which are kept.
func (c *call) askedAgain(had patient.Contact, value string, consent bool) error {
	if !had.Stops(patient.Reminders) || !consent || value != had.Value.Reveal() {
		return nil
	}
	return fault.New(fault.Invalid, "web.askedAgain", "Somebody here asked us to stop. If the patient wants reminders again, write down their words: on their page, under Record what they say.")
}
