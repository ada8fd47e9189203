package web

import (
	"crypto/hmac"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/ical"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const doneFor = time.Hour // how long the page that says "booked" can be opened again

// doneRef is the end of the address that says what was booked: the visit's id, when the address ends, and a MAC.
func (c *call) doneRef(i schedule.ID) string {
	until := strconv.FormatInt(c.Now().Add(doneFor).Unix(), 10)
	return fmt.Sprintf("%s.%s.%x", i, until, c.Keys.LinkMAC("booked", string(i), until))
}

// doneVisit returns the visit behind a doneRef.
func (c *call) doneVisit() (a schedule.Appointment, p *practice.Practice, err error) {
	parts := strings.Split(c.r.PathValue("ref"), ".")
	gone := refused{fault.New(fault.NotFound, "web.booked", "This page can no longer be opened. Your visit stands as it was booked; call us if you are not sure."),
		"Esta página ya no se puede abrir. Su cita sigue como se reservó; llámenos si tiene dudas."}
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
	v := view.BookDone{Site: c.both("book", "Your visit is booked", "Su cita está reservada"), ICSURL: c.to("/book/done/" + c.r.PathValue("ref") + "/visit.ics")}
	v.Chosen = view.Chosen{Service: svc.Name, Lang: c.tongue.theirs(svc.Name), When: c.tongue.dayTime(a.Start), Zone: c.tongue.zone(a.Start.Location()), Length: c.tongue.minutes(svc.Minutes),
		Who: w.Name(), Where: l.Name, Address: fmt.Sprintf("%s, %s, %s %s", l.Address, l.City, l.State, l.ZIP)}
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
	visit := tongue(c.language("")).say("Visit", "Cita")
	body, err := ical.Write(ical.Object{Method: ical.Publish, Items: []ical.Item{{UID: a.UID(), Sequence: a.Version - 1, Stamp: a.Changed, Start: a.Start, End: a.End, Zone: a.Zone,
		Status: ical.Confirmed, Summary: visit + ", " + p.Settings.NeutralName, Location: l.Address + ", " + l.City + ", " + l.State}}})
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	c.w.Header().Set("Content-Disposition", `attachment; filename="visit.ics"`)
	_, err = c.w.Write(body)
	return err
}
