package app_test

import (
	"context"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/outreach/template"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
	"bedside/internal/words"
)

var textKey = template.Key{Kind: template.Reminder1, Channel: template.SMS, Language: words.English}

// drafted begins a draft of a text where there is none, and returns its mark.
func (d demo) drafted(t *testing.T, more string) (m template.Mark) {
	t.Helper()
	ctx := context.Background()
	must(t, d.Store.Do(ctx, actor.System(), func(tr tx.Tx) error {
		h, err := d.Wording.Of(ctx, tr, textKey)
		if err != nil || h.Draft != nil {
			return err
		}
		text := template.Default(textKey)
		text.Body = strings.Replace(text.Body, "Reply C", more+" Reply C", 1)
		e, err := d.Wording.Save(ctx, tr, textKey, template.Mark{}, text)
		m = e.Mark()
		return err
	}))
	return m
}

// furnishTexts begins a draft of what a message says, anew wherever it was published or put aside.
func (d demo) furnishTexts(t *testing.T, house furnished) {
	t.Helper()
	house["/console/practice/messages/{key}"] = func() string { d.drafted(t, "See you soon."); return textKey.String() }
}

// TestAnOfficeWritesItsMessages is the whole story by the forms: words that would leak are refused with the reason and
// its source, words that do not are drafted, previewed for a real visit, published and taken back; and who saw a patient's
// values stands in the access log, once.
func TestAnOfficeWritesItsMessages(t *testing.T) {
	ctx := context.Background()
	d := startDemo(t)
	owner, reader := d.as(t, actor.Admin), d.as(t, actor.FrontDesk)
	at := "/console/practice/messages/" + textKey.String()
	shipped := template.Default(textKey).Body
	with := func(more string) url.Values {
		return url.Values{"do": {"save"}, "body": {strings.Replace(shipped, "Reply C", more+" Reply C", 1)}}
	}
	for more, says := range map[string][]string{
		"Your oncology visit is near.":  {"message.specialty", "HHS FAQ 198", `data-field="f-body"`},
		"Bring your HIV results.":       {"boundary.message-reason"},
		"Do not eat after midnight.":    {"message.preparation"},
		"20% off your next peel!":       {"sms.marketing", "47 CFR 64.1200"},
		"Reply CANCEL to cancel it.":    {"sms.cancel"},
		"Dear Maria Lopez,":             {"privacy.name"},
		"This is nurse Bea.":            {"transparency.title"},
		"You see {{provider}}.":         {"only patients who chose so on record are told"},
		"{{diagnosis}}":                 {"there is no place {{diagnosis}}"},
		"{{if first name}}{{if place}}": {"Close the first with {{end}} before it"},
	} {
		a := owner.submit(t, at, at, with(more))
		for _, want := range append(says, html.EscapeString(more)) {
			if a.status != 400 || !strings.Contains(a.body, html.EscapeString(want)) && !strings.Contains(a.body, want) {
				t.Errorf("%q: %d, without %q", more, a.status, want)
			}
		}
	}
	if a := reader.ask(t, "POST "+at, at, nil); a.status != 403 {
		t.Errorf("the front desk writes: %d", a.status)
	}
	if a := reader.ask(t, "GET "+at, at, nil); a.status != 200 || strings.Contains(a.body, "Save draft") {
		t.Errorf("the front desk reads: %d", a.status)
	}
	if a := owner.submit(t, at, at, with("See you soon.")); a.status != 303 {
		t.Fatalf("a draft: %d", a.status)
	}

	visit := d.somebody(t)
	must(t, d.Store.View(ctx, actor.System(), func(tr tx.Tx) error {
		all, err := d.Schedule.Between(ctx, tr, d.Now(), d.Now().Add(10*24*time.Hour), schedule.Filter{Status: schedule.Booked})
		visit = all[0]
		return err
	}))
	var who patient.Patient
	must(t, d.Store.View(ctx, actor.System(), func(tr tx.Tx) (err error) { who, err = d.Patients.Get(ctx, tr, visit.Patient); return err }))
	looks := func() (n int) {
		must(t, d.Store.View(ctx, actor.System(), func(tr tx.Tx) error {
			all, err := d.Audit.Store.Find(ctx, tr, audit.Filter{Patient: string(visit.Patient), Subject: audit.Ref{Kind: "message words"}})
			n = len(all)
			return err
		}))
		return n
	}
	check := with("See you soon.")
	before := owner.send(t, at+"/check", check)
	if before.status != 200 || strings.Contains(before.body, who.Name.RevealGiven()) || looks() != 0 {
		t.Errorf("a preview for nobody: %d, %d looks", before.status, looks())
	}
	check.Set("visit", string(visit.ID))
	for range 3 {
		if a := owner.send(t, at+"/check", check); a.status != 200 || !strings.Contains(a.body, html.EscapeString(who.Name.RevealGiven())) || !strings.Contains(a.body, "See you soon.") || !strings.Contains(a.body, "segment") {
			t.Fatalf("a preview: %d %s", a.status, a.body)
		}
	}
	if looks() != 1 {
		t.Errorf("the access log has %d looks", looks())
	}
	if a := owner.submit(t, at, at, url.Values{"do": {"check"}, "body": check["body"], "visit": {string(visit.ID)}}); a.status != 200 || !strings.Contains(a.body, html.EscapeString(who.Name.RevealGiven())) {
		t.Errorf("without a script: %d", a.status)
	}

	if a := owner.submit(t, at, at+"/publish", nil); a.status != 303 {
		t.Fatalf("publishing: %d", a.status)
	}
	if a := owner.ask(t, "GET "+at, at, nil); !strings.Contains(a.body, "Patients get your words") {
		t.Error("it does not say what is sent")
	}
	if a := owner.send(t, at+"/publish", url.Values{"version": {"1.1"}}); a.status != 409 {
		t.Errorf("publishing what is no draft any more: %d", a.status)
	}
	if a := owner.send(t, at+"/back", url.Values{"number": {"0"}}); a.status != 303 {
		t.Fatalf("going back: %d", a.status)
	}
	if a := owner.ask(t, "GET "+at, at, nil); !strings.Contains(a.body, "the words that Bedside ships with") || !strings.Contains(a.body, "Send it again") {
		t.Error("it does not say that the shipped words are sent")
	}
	if a := owner.ask(t, "GET "+at, "/console/practice/messages/nothing.sms.en", nil); a.status != 404 {
		t.Errorf("a message that there is not: %d", a.status)
	}
}

// Names and directions that stand in messages do not tell what kind of care it is.
func TestNamesInMessagesAreNeutral(t *testing.T) {
	d := startDemo(t)
	owner := d.as(t, actor.Admin)
	whole := func(path string, change func(url.Values)) url.Values {
		t.Helper()
		form := inputs(owner.ask(t, "GET "+path, path, nil).body)
		change(form)
		return form
	}
	for name, want := range map[string]int{"Twin Oaks Oncology": 400, "Twin Oaks": 303} {
		a := owner.send(t, "/console/practice", whole("/console/practice", func(f url.Values) { f.Set("neutral", name) }))
		if a.status != want || want == 400 && !strings.Contains(a.body, "learns what kind of care it is: “Oncology”") {
			t.Errorf("%q in messages: %d", name, a.status)
		}
	}
	here := "/console/practice/locations/" + string(d.somebody(t).Location)
	for directions, want := range map[string]int{"Entre por el centro de quimioterapia.": 400, "Estacione detrás de la casa.": 303} {
		a := owner.send(t, here, whole(here, func(f url.Values) { f.Set("notes_es", directions) }))
		if a.status != want || want == 400 && !strings.Contains(a.body, "tells what kind of care it is") {
			t.Errorf("%q: %d", directions, a.status)
		}
	}
}

var (
	anInput   = regexp.MustCompile(`<input [^>]*>`)
	aText     = regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>`)
	aSelect   = regexp.MustCompile(`(?s)<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>`)
	anOption  = regexp.MustCompile(`<option value="([^"]*)" selected`)
	attribute = func(tag, name string) string {
		_, rest, _ := strings.Cut(tag, " "+name+`="`)
		value, _, _ := strings.Cut(rest, `"`)
		return html.UnescapeString(value)
	}
)

// inputs are what a page's form would send as it stands.
func inputs(page string) url.Values {
	form := url.Values{}
	for _, tag := range anInput.FindAllString(page, -1) {
		kind := attribute(tag, "type")
		if kind == "checkbox" || kind == "radio" {
			if !strings.Contains(tag, " checked") {
				continue
			}
		}
		form.Add(attribute(tag, "name"), attribute(tag, "value"))
	}
	for _, m := range aText.FindAllStringSubmatch(page, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range aSelect.FindAllStringSubmatch(page, -1) {
		if chosen := anOption.FindStringSubmatch(m[2]); chosen != nil {
			form.Set(m[1], html.UnescapeString(chosen[1]))
		}
	}
	return form
}

// The preview and what the guard says follow the typing, and underline what leaks.
func TestThePreviewFollowsTheTyping(t *testing.T) {
	testkit.Need(t, "browser")
	d := startDemo(t)
	ctx := testkit.Chrome(t)
	d.signIn(t, ctx)
	testkit.Do(t, ctx, testkit.Desktop(), chromedp.Navigate(d.url+"/console/practice/messages/"+textKey.String()),
		chromedp.SendKeys(css("#f-body"), " Your oncology visit."), chromedp.WaitVisible(css(`.finding.stop[data-field="f-body"]`)), chromedp.WaitVisible(css(".mirror mark.stop")))
	if said := testkit.Get(t, ctx, chromedp.Evaluate[string](`document.querySelector(".bubble").textContent`)); !strings.HasPrefix(said, "Your oncology visit.") {
		t.Errorf("the bubble says %q", said)
	}
	if word := testkit.Get(t, ctx, chromedp.Evaluate[string](`document.querySelector(".mirror mark.stop").textContent`)); word != "oncology" {
		t.Errorf("underlined is %q", word)
	}
	testkit.Axe(t, ctx)
	testkit.Screenshot(t, ctx, "message-leaks-light")
}
