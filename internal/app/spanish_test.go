package app_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// A patient reads the pages behind our links in Spanish: because the address says so, because they chose it, or because
// their browser does. What is wrong with a form is said in the same language, and so is the answer to how they are.
func TestPagesForPatientsSpeakSpanish(t *testing.T) {
	d := startDemo(t)
	a := d.somebody(t)
	mail := d.mailOf(t, a.Patient)
	how, join := strings.TrimPrefix(d.Outreach.FollowUpLink(d.url, d.followUp(t, a.ID)), d.url), strings.TrimPrefix(d.Outreach.JoinLink(d.url, a.ID), d.url)
	stop := strings.TrimPrefix(d.Outreach.StopLink(d.url, mail), d.url)
	done, visit := d.done(a), "/visit/"+d.Outreach.VisitRef(a)
	heads := map[string][2]string{
		how: {"How are you after your visit?", "¿Cómo está después de su cita?"}, join: {"Join your visit", "Entre a su cita"}, "/device": {"Try your device", "Pruebe su equipo"},
		stop: {"Stop e-mails from us?", "¿No recibir más correos nuestros?"}, done: {"Your visit is booked", "Su cita está reservada"}, visit: {"Your visit", "Su cita"},
	}
	english := regexp.MustCompile(`\b(Your|your|Please|please|In an emergency|Book a visit|Send|Choose|We |minutes)\b`)
	reads := func(path, lang string, header ...string) string {
		t.Helper()
		_, page := d.get(t, path, header...)
		name, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		if want := heads[strings.Split(path, "?")[0]][map[string]int{"en": 0, "es": 1}[lang]]; !strings.Contains(page, `<html lang="`+lang+`">`) || !strings.Contains(page, want) {
			t.Errorf("%s is not in %q, or does not say %q", name, lang, want)
		}
		return page
	}
	for path := range heads {
		reads(path, "en")
		reads(path, "es", "Accept-Language", "es-MX,es;q=0.9,en;q=0.5")
		reads(path+"?lang=en", "en", "Accept-Language", "es")
		page := reads(path+"?lang=es", "es")
		_, text, _ := strings.Cut(page, "<body")
		text = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, " ")
		if left := english.FindString(text); left != "" || !strings.Contains(page, `?lang=en"`) || !strings.Contains(text, "En una emergencia") {
			t.Errorf("%s still says %q, or leads to no English", strings.Split(path, "/")[1], left)
		}
	}
	if res, page := d.get(t, join+"x?lang=es"); res.StatusCode != http.StatusNotFound || !strings.Contains(page, "Aquí no hay nada") {
		t.Errorf("a link that is not ours: %d", res.StatusCode)
	}

	v := visitor{name: "a patient", url: d.url}
	if got := v.send(t, join+"?lang=es", url.Values{"where": {"14 Harbor Street"}, "phone": {"12"}, "state": {"XX"}}); got.status != http.StatusBadRequest ||
		!strings.Contains(got.body, "código de área") || !strings.Contains(got.body, "Elija el estado") || !strings.Contains(got.body, `value="14 Harbor Street"`) {
		t.Errorf("joining with little: %d\n%s", got.status, got.body)
	}
	if got := v.send(t, stop+"?lang=es", url.Values{"what": {"some"}}); got.status != http.StatusBadRequest || !strings.Contains(got.body, "Marque lo que no quiere recibir") || d.stopped(t, a.Patient) {
		t.Errorf("“only these” with none: %d, stopped: %v", got.status, d.stopped(t, a.Patient))
	}
	if got := v.send(t, how+"?lang=es", url.Values{}); got.status != http.StatusBadRequest || !strings.Contains(got.body, "Elija una, o escriba algo primero.") {
		t.Errorf("nothing said: %d", got.status)
	}
	_, page := d.get(t, how)
	_, rest, _ := strings.Cut(page, `name="key" value="`)
	key, _, _ := strings.Cut(rest, `"`)
	if got := v.send(t, how+"?lang=es", url.Values{"key": {key}, "feels": {"better"}}); !strings.Contains(got.body, `lang="es">Gracias. Alguien del consultorio lee esto.`) {
		t.Errorf("better, on the Spanish page: %d\n%s", got.status, got.body)
	}

	// What they chose counts before the browser.
	must(t, d.Store.Do(context.Background(), actor.System(), func(tr tx.Tx) error {
		return d.Patients.Prefer(context.Background(), tr, a.Patient, patient.Preferences{Language: "es", How: "in person"})
	}))
	for _, path := range []string{how, join, visit} {
		reads(path, "es", "Accept-Language", "en-US")
	}
	// Of somebody who only books, nothing on file shows.
	reads(done, "en", "Accept-Language", "en-US")
}

// done returns the page that says what was booked.
func (d demo) done(a schedule.Appointment) string {
	until := fmt.Sprint(d.Now().Add(time.Hour).Unix())
	return fmt.Sprintf("/book/done/%s.%s.%x", a.ID, until, d.Keys.LinkMAC("booked", string(a.ID), until))
}

// mailOf returns a patient's e-mail address.
func (d demo) mailOf(t *testing.T, i patient.ID) (c patient.ContactID) {
	t.Helper()
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		p, err := d.Patients.Get(context.Background(), tr, i)
		for _, x := range p.Contacts {
			if x.Kind == patient.Email {
				c = x.ID
			}
		}
		return err
	}))
	if c == "" {
		t.Fatal("the patient has no e-mail address")
	}
	return c
}

// stopped reports whether anything of a patient's was stopped.
func (d demo) stopped(t *testing.T, i patient.ID) (is bool) {
	t.Helper()
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		p, err := d.Patients.Get(context.Background(), tr, i)
		for _, x := range p.Contacts {
			is = is || x.OptedOut
		}
		return err
	}))
	return is
}
