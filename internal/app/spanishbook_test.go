package app_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Somebody who reads Spanish books in Spanish from the first page of the site to the last of booking: the language stays from step to step, days
// and hours are written as Spanish writes them, and what is wrong is said in it beside its field. What the practice wrote
// stays as it is, and is marked as English.
func TestBookingSpeaksSpanish(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	a := d.somebody(t)
	left := regexp.MustCompile(`\b(Your|your|Please|please|Choose|We|minutes|Today|Tomorrow|Monday|Tuesday|Anyone|Closed|Earlier|Later|Speaks|[0-9] [ap]m|time)\b`)
	visible := func(page string) string {
		_, page, _ = strings.Cut(page, "<main")
		for _, tag := range []string{"ul", "article", "h1", "h2", "p", "b", "span"} {
			page = regexp.MustCompile(`(?s)<`+tag+` [^>]*lang="en"[^>]*>.*?</`+tag+`>|<address>.*?</address>`).ReplaceAllString(page, " ")
		}
		return html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " "))
	}
	reads := func(name, page, want string) {
		t.Helper()
		if text := visible(page); !strings.Contains(page, `<html lang="es">`) || !strings.Contains(text, want) || left.MatchString(text) {
			t.Errorf("%s: not in Spanish, without %q, or with %q", name, want, left.FindString(text))
		}
	}
	leads := func(page, to string) string {
		t.Helper()
		found := regexp.MustCompile(`(?:href|action)="(` + regexp.QuoteMeta(to) + `(?:\?[^"]*)?)"`).FindStringSubmatch(page)
		if found == nil {
			t.Fatalf("nothing leads to %s", to)
		}
		return html.UnescapeString(found[1])
	}

	for _, way := range []struct {
		query  string
		header []string
	}{{"lang=es", nil}, {"", []string{"Accept-Language", "es-US,es;q=0.9,en;q=0.5"}}} {
		get := func(path string) string {
			_, page := d.get(t, path, way.header...)
			return page
		}
		home := get("/?" + way.query)
		reads("home", home, "Con quién será su cita")
		reads("providers", get(leads(home, "/providers")), "Elija primero a la persona")
		reads("provider", get("/providers/ines-marlow?"+way.query), "Citas con Dr. Marlow")
		first := get(leads(home, "/book"))
		reads("what for", first, "¿Para qué es la cita?")
		reads("with whom", get(leads(first, "/book/with")), "¿Con quién y dónde?")
		times := get("/book/time?service=" + string(a.Service) + "&provider=" + string(a.Provider) + "&location=" + string(a.Location) + "&" + way.query)
		reads("when", times, "¿Cuándo?")
		reads("who", get(leads(times, "/book/details")), "¿Para quién es la cita?")
		reads("wait", get(leads(times, "/book/wait")), "Avísenme cuando haya una hora")
		reads("questions", get("/questions?"+way.query), "Lo que más nos preguntan")
		reads("find us", get("/find-us?"+way.query), "Dónde estamos")
		reads("chat", get("/chat?"+way.query), "Un asistente automático contesta a cualquier hora.")
		reads("nothing there", get("/book/with?service=none&"+way.query), "Este tipo de cita no se puede reservar aquí.")
	}
	if _, page := d.get(t, "/book/time?service="+string(a.Service)+"&not=5&lang=es"); !strings.Contains(page, `name="lang" value="es"`) || !strings.Contains(page, "not=5&amp;service="+string(a.Service)+`"`) {
		t.Error("the form forgets the language, or the way to English forgets what was asked")
	}

	times := "/book/details?" + url.Values{"service": {string(a.Service)}, "provider": {string(a.Provider)}, "location": {string(a.Location)}, "start": {minute(free(t, d, a))}, "lang": {"es"}, "given": {"Eve"}}.Encode()
	_, page := d.get(t, times)
	if strings.Contains(page, "Eve") || !regexp.MustCompile(`[0-9]\x{a0}[ap]\.\x{a0}m\.`).MatchString(page) || !strings.Contains(page, `<option value="es" selected>`) {
		t.Error("the form takes a name from its address, writes the hour in English, or does not write back in Spanish")
	}
	form := url.Values{"service": {string(a.Service)}, "provider": {string(a.Provider)}, "location": {string(a.Location)}, "start": {minute(free(t, d, a))}, "key": {"one"}}
	v := visitor{name: "a stranger", url: d.url}
	action := leads(page, "/book")
	form.Set("dob", "13/45/1990")
	form.Set("reason", strings.Repeat("a", 501))
	wrong := v.send(t, action, form)
	reads("mistakes", wrong.body, "Escriba el nombre.")
	for _, want := range []string{"Escriba mes, día y año completo", "código de área", "500 caracteres", "Están marcadas abajo"} {
		if wrong.status != http.StatusBadRequest || !strings.Contains(wrong.body, want) {
			t.Errorf("%d, without %q", wrong.status, want)
		}
	}
	for name, value := range map[string]string{"given": "Wren", "family": "Marsh", "dob": "01/02/1990", "phone": "218-555-0163", "reason": "", "texts": "1"} {
		form.Set(name, value)
	}
	good := v.send(t, action, form)
	if good.status != http.StatusSeeOther || !strings.HasSuffix(good.location, "?lang=es") {
		t.Fatalf("booked: %d %s", good.status, good.location)
	}
	_, done := d.get(t, good.location)
	reads("done", done, "Su cita está reservada")
	form.Set("key", "another")
	form.Set("phone", "218-555-0164")
	gone := v.send(t, action, form)
	reads("taken", gone.body, "Esa hora se acaba de ocupar")
	if gone.status != http.StatusConflict || !strings.Contains(gone.body, `value="Wren"`) {
		t.Errorf("taken: %d", gone.status)
	}
	form.Set("start", minute(d.Now().AddDate(0, 0, -1)))
	if late := v.send(t, action, form); late.status != http.StatusConflict || !strings.Contains(late.body, "Esa hora ya no se ofrece") || !strings.Contains(late.body, `value="Wren"`) {
		t.Errorf("a time that is over: %d, and what was typed is lost", late.status)
	}
}

// minute is a start as addresses have it.
func minute(at time.Time) string { return fmt.Sprint(at.Unix() / 60) }
