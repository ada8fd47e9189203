package app_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"bedside/internal/actor"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// TestTwoPeopleOneSlot: two strangers have the same time before them and both press the button. One gets it. The other
// is told so, finds what was typed still there, chooses another time on that very page and is booked.
func TestTwoPeopleOneSlot(t *testing.T) {
	testkit.Need(t, "browser")
	d := startDemo(t)
	quick, slow := testkit.Chrome(t), testkit.Chrome(t)
	like := d.somebody(t)
	first := css("main form button.first")
	times := d.url + "/book/time?service=" + string(like.Service) + "&provider=" + string(like.Provider) + "&location=" + string(like.Location) + "&from=" + like.DayOf().String()
	testkit.Do(t, quick, chromedp.Navigate(times), chromedp.Click(css("main a.slot")), chromedp.WaitVisible(css("#f-given")))
	start := testkit.Get(t, quick, value("input[name=start]"))
	testkit.Do(t, slow, testkit.Phone(), chromedp.Navigate(times), chromedp.Click(css("main a.slot[href*='start="+start+"']")), chromedp.WaitVisible(css("#f-given")))

	fill := func(page context.Context, fields ...string) {
		for i := 0; i < len(fields); i += 2 {
			testkit.Do(t, page, chromedp.SendKeys(css("#f-"+fields[i]), fields[i+1]))
		}
	}
	fill(quick, "given", "Quincy", "family", "Featherstonehaugh", "dob", "02/29/1976", "phone", "218-555-0171", "email", "quincy@example.net")
	fill(slow, "given", "Siobhán", "family", `O'Brien "Obie" Ñuñez`, "dob", "11/30/1988", "phone", "218-555-0172", "email", "siobhan@example.net", "reason", "A rash & <itching>")
	testkit.Do(t, quick, chromedp.Click(css("input[name=remind]"))) // he wants reminders; she says nothing
	testkit.Do(t, quick, chromedp.Click(first), chromedp.WaitVisible(css("section.booked")))
	testkit.Do(t, slow, chromedp.Click(first), chromedp.WaitVisible(css("label.slot")))

	if head := testkit.Get(t, slow, chromedp.Text(css("h1"))); head != "That time was just taken" {
		t.Errorf("the slower one reads %q", head)
	}
	testkit.Axe(t, slow)
	testkit.Screenshot(t, slow, "story-taken")
	for field, want := range map[string]string{"#f-given": "Siobhán", "#f-family": `O'Brien "Obie" Ñuñez`, "#f-dob": "11/30/1988", "#f-phone": "218-555-0172", "#f-email": "siobhan@example.net", "#f-reason": "A rash & <itching>"} {
		if got := testkit.Get(t, slow, value(field)); got != want {
			t.Errorf("after the time was taken %s holds %q, not %q", field, got, want)
		}
	}
	if testkit.Get(t, slow, chromedp.Evaluate[bool]("document.querySelector('input[name=remind]').checked")) {
		t.Error("after the time was taken she is put down for reminders")
	}
	if testkit.Get(t, slow, chromedp.Evaluate[bool]("[...document.querySelectorAll('label.slot input')].some(i => i.value === '"+start+"')")) {
		t.Error("the time that was taken is offered again")
	}
	testkit.Do(t, slow, chromedp.Click(css("label.slot")), chromedp.Click(css("main form button.first")), chromedp.WaitVisible(css("section.booked")))

	// Both are in the book, once, at different times, as they wrote themselves.
	visits := map[string]schedule.Appointment{}
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		all, err := d.Schedule.Between(context.Background(), tr, d.Now(), d.Now().AddDate(0, 3, 0), schedule.Filter{})
		if err != nil {
			return err
		}
		for _, a := range all {
			if a.Channel != "site" || a.Created.Before(d.Now().Add(-testPatience)) {
				continue
			}
			who, err := d.Patients.Get(context.Background(), tr, a.Patient)
			if err != nil {
				return err
			}
			name := who.Name.Reveal()
			if _, twice := visits[name]; twice {
				t.Errorf("%s is booked twice", name)
			}
			visits[name] = a
			for _, c := range who.Contacts {
				if c.Kind == patient.Email && c.Consent != (name == "Quincy Featherstonehaugh") {
					t.Errorf("%s agreed to reminders: %t", name, c.Consent)
				}
			}
		}
		return nil
	}))
	a, b := visits["Quincy Featherstonehaugh"], visits[`Siobhán O'Brien "Obie" Ñuñez`]
	if len(visits) != 2 || a.ID == "" || b.ID == "" {
		t.Fatalf("in the book stand %v", visits)
	}
	if a.Start.Unix()/60 == b.Start.Unix()/60 && a.Provider == b.Provider {
		t.Error("both have the same time")
	}
	if got := b.Reason.Reveal(); got != "A rash & <itching>" {
		t.Errorf("her reason is %q", got)
	}
	// Each is told of their own time, by name of nobody.
	testkit.Eventually(t, "two confirmations", func() bool {
		return len(d.mailsTo("quincy@example.net")) == 1 && len(d.mailsTo("siobhan@example.net")) == 1
	})
	for _, m := range d.Demo.Mails() {
		if strings.Contains(m.To, "siobhan") && !strings.Contains(m.Text, b.Start.Format("January 2 at 3:04 pm")) {
			t.Errorf("her confirmation does not say %s:\n%s", b.Start, m.Text)
		}
	}
}

// value is what a field holds, whether it shows or not.
func value(selector string) chromedp.Action[string] {
	return chromedp.Evaluate[string]("document.querySelector(" + quoted(selector) + ").value")
}
