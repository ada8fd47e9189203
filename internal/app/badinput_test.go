package app_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/tx"
)

// wrongAt is a field that says what is wrong with it, and where that stands.
var wrongAt = regexp.MustCompile(`aria-invalid="true"[^>]*aria-describedby="([^"]+)"|class="wrong"`)

// What cannot be is said beside the field, what was typed stays there, and nothing of the form is saved.
func TestBadInput(t *testing.T) {
	d := startDemo(t)
	owner := d.as(t, actor.Admin)
	a := d.somebody(t)
	who, where := string(a.Provider), string(a.Location)
	week := "/console/practice/hours?provider=" + who + "&location=" + where
	days := "/console/practice/days?provider=" + who + "&location=" + where
	recall, news := "/console/patients/"+string(a.Patient)+"/recall", "/console/announcements/new"
	person := "/console/patients/" + string(a.Patient)
	service, provider := "/console/practice/services/new", "/console/practice/providers/"+who
	consent := person + "/consent/" + d.contactOf(t, a.Patient)
	shows := func(path string) string { return owner.ask(t, "GET "+path, path, nil).body }
	with := func(f url.Values, more []string) url.Values {
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	hours := func(more ...string) url.Values {
		return with(url.Values{"provider": {who}, "location": {where}, "on_sun": {"1"}, "from_sun": {"09:00"}, "to_sun": {"17:00"}}, more)
	}
	book, long := "/console/book/"+string(a.Patient), strings.Repeat("x", 501)
	visit := func(more ...string) url.Values {
		return with(url.Values{"service": {string(a.Service)}, "provider": {who}, "location": {where}, "start": {fmt.Sprint(a.Start.Unix() / 60)}}, more)
	}
	waits := func(more ...string) url.Values {
		return with(url.Values{"service": {string(a.Service)}, "from": {"2026-12-01"}, "to": {"2026-12-31"}}, more)
	}
	version := func() (n int64) {
		must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
			p, err := d.Practice.Get(context.Background(), tr)
			n = p.Version
			return err
		}))
		return n
	}
	if got := owner.send(t, "/console/practice/closures", url.Values{"from": {"2031-07-01"}, "to": {"2031-07-02"}, "yearly": {"1"}, "reason": {"Summer"}}); got.status != http.StatusSeeOther {
		t.Fatalf("a closure: %d: %s", got.status, got.said())
	}
	before := version()
	for name, c := range map[string]struct {
		page, to string
		form     url.Values
		kept     string // what was typed
	}{
		"hours that end before they begin":          {week, "/console/practice/hours", hours("from_sun", "17:00", "to_sun", "09:00"), "17:00"},
		"hours that take no time":                   {week, "/console/practice/hours", hours("to_sun", "09:00"), "09:00"},
		"a break outside the hours":                 {week, "/console/practice/hours", hours("break_from_sun", "18:00", "break_to_sun", "19:00"), "18:00"},
		"breaks that overlap":                       {week, "/console/practice/hours", hours("break_from_sun", "12:00", "break_to_sun", "13:00", "more_sun", "12:30-14:00"), "12:30-14:00"},
		"hours that are no time":                    {week, "/console/practice/hours", hours("from_sun", "25:99"), "25:99"},
		"a date's hours that overlap":               {days, "/console/practice/days", url.Values{"provider": {who}, "location": {where}, "date": {"2031-05-05"}, "hours": {"08:00-12:00 11:00-14:00"}}, "08:00-12:00 11:00-14:00"},
		"a date that is no date":                    {days, "/console/practice/days", url.Values{"provider": {who}, "location": {where}, "date": {"2031-02-31"}, "hours": {"08:00-12:00"}}, "08:00-12:00"},
		"a closure that is there already":           {"/console/practice/closures", "/console/practice/closures", url.Values{"from": {"2031-07-01"}, "to": {"2031-07-02"}, "yearly": {"1"}, "reason": {"Holidays"}}, "closed already, for “Summer”"},
		"a closure that is over":                    {"/console/practice/closures", "/console/practice/closures", url.Values{"from": {"2020-01-01"}, "to": {"2020-01-02"}, "reason": {"Snow"}}, "2020-01-02"},
		"a closure that ends before it begins":      {"/console/practice/closures", "/console/practice/closures", url.Values{"from": {"2031-01-03"}, "to": {"2031-01-02"}, "reason": {"Snow"}}, "2031-01-02"},
		"a closure whose hours are reversed":        {"/console/practice/closures", "/console/practice/closures", url.Values{"from": {"2031-01-03"}, "to": {"2031-01-03"}, "begins": {"15:00"}, "ends": {"13:00"}, "reason": {"Snow"}}, "13:00"},
		"a closure whose reason names a patient":    {"/console/practice/closures", "/console/practice/closures", url.Values{"from": {"2031-01-03"}, "to": {"2031-01-03"}, "reason": {"Harold Pemberton has cancer"}}, "Harold Pemberton has cancer"},
		"closing days that are over, looked at":     {"/console/close", "/console/close", url.Values{"from": {"2020-01-01"}, "to": {"2020-01-02"}, "reason": {"Snow"}, "step": {"look"}}, "2020-01-02"},
		"closing for a reason that names a patient": {"/console/close", "/console/close", url.Values{"from": {"2031-01-03"}, "to": {"2031-01-03"}, "reason": {"Harold Pemberton has cancer"}, "step": {"look"}}, "Harold Pemberton"},
		"a pause until a day that is over":          {"/console/outbox/ahead", "/console/outbox/pause", url.Values{"until": {"2020-01-01"}}, "2020-01-01"},
		"a pause for thousands of years":            {"/console/outbox/ahead", "/console/outbox/pause", url.Values{"until": {"9999-01-01"}}, "9999-01-01"},
		"an announcement without a title":           {"/console/announcements/new", "/console/announcements/new", url.Values{"words": {"The door is new."}, "from": {"2031-01-01"}, "to": {"2031-01-02"}}, "The door is new."},
		"an announcement to nobody's visits":        {"/console/announcements/new", "/console/announcements/new", url.Values{"title": {"Door"}, "words": {"The door is new."}, "from": {"2031-01-02"}, "to": {"2031-01-01"}}, "2031-01-01"},
		"a program without a name":                  {"/console/practice/connections", "/console/practice/connections", url.Values{"may": {"book"}, "days": {"30"}}, `value="30" selected`},
		"a program that may do nothing":             {"/console/practice/connections", "/console/practice/connections", url.Values{"name": {"Kiosk"}, "days": {"30"}}, "Kiosk"},
		"a yes in no words":                         {person, consent, url.Values{"what": {"yes"}, "for": {"reminders"}, "how": {"in person"}}, "shows later that they agreed"},
		"a yes to nothing":                          {person, consent, url.Values{"what": {"yes"}, "how": {"in person"}, "words": {"Yes, text me."}}, "Yes, text me."},
		"hours to be reached that are reversed":     {person, person + "/preferences", url.Values{"from": {"6:00 pm"}, "to": {"9:00 am"}, "how": {"in person"}}, "6:00 pm"},
		"more to be said, in no words":              {person, person + "/preferences", url.Values{"say": {"provider"}, "how": {"in person"}}, "in which words"},
		"days to take out that are reversed":        {"/console/import", "/console/export/appointments", url.Values{"from": {"2031-01-03"}, "to": {"2031-01-02"}}, "2031-01-02"},
		"a reserved stretch that is reversed":       {days, "/console/practice/reserved", url.Values{"provider": {who}, "location": {where}, "weekday": {"1"}, "from": {"12:00"}, "to": {"10:00"}, "name": {"Urgent"}, "opens_days": {"0"}, "opens_at": {"07:00"}}, "10:00"},
		"reserved hours in which nobody works":      {days, "/console/practice/reserved", url.Values{"provider": {who}, "location": {where}, "weekday": {"mon"}, "from": {"03:00"}, "to": {"03:30"}, "name": {"Urgent"}, "opens_days": {"1"}, "opens_at": {"07:00"}}, "03:30"},
		"hours that are not on five minutes":        {week, "/console/practice/hours", hours("from_sun", "09:03"), "09:03"},
		"a break as long as the day":                {week, "/console/practice/hours", hours("break_from_sun", "09:00", "break_to_sun", "17:00"), "Clear the day instead"},
		"a visit without a seat":                    {service, service, url.Values{"name": {"Talk"}, "minutes": {"20"}, "buffer": {"0"}, "seats": {"0"}}, "Write 1 or more"},
		"a visit that is free for ten days after":   {service, service, url.Values{"name": {"Talk"}, "minutes": {"20"}, "buffer": {"14400"}}, "from 0 to 240 minutes"},
		"a visit with what no location has":         {service, service, url.Values{"name": {"Talk"}, "minutes": {"20"}, "buffer": {"0"}, "needs": {"2 Harp"}, "active": {"1"}}, "No location has all of this"},
		"a visit nobody is in time for":             {service, service, url.Values{"name": {"Talk"}, "minutes": {"20"}, "buffer": {"0"}, "notice": {"20160"}, "horizon": {"7"}}, "Nothing could be booked"},
		"a provider who takes no visits a day":      {provider, provider, url.Values{"given": {"Ines"}, "family": {"Marlow"}, "most_day": {"0"}, "active": {"1"}}, "Write 1 or more"},
		"a visit for a reason that is too long":     {book, book + "/confirm", visit("reason", long), "at most 500 characters"},
		"overbooked for a reason that is too long":  {book, book + "/confirm", visit("overbook", long), "Only staff can overbook"},
		"moved for a reason that is too long":       {person, "/console/visits/" + string(a.ID) + "/move", url.Values{"key": {"1"}, "provider": {who}, "on": {"2031-01-05"}, "at": {"03:00"}, "overbook": {long}}, "Only staff can overbook"},
		"a series without end":                      {book, book + "/confirm", visit("times", "99", "every", "1"), `value="1" selected`},
		"a series of no number":                     {book, book + "/confirm", visit("times", "some"), "how many visits in a row"},
		"a series a year apart":                     {book, book + "/confirm", visit("times", "3", "every", "365"), "1 to 92 days apart"},
		"waiting for days that are over":            {book, book + "/wait", waits("from", "2020-01-01", "to", "2020-01-02"), "Choose days that are still to come."},
		"waiting for days in the next life":         {book, book + "/wait", waits("to", "2099-01-02"), "more than two years ahead"},
		"waiting for no day":                        {book, book + "/wait", waits("from", "soon"), "soon"},
		"waiting for no time":                       {book, book + "/wait", waits("after", "25:99"), "25:99"},
		"waiting for a time that is too short":      {book, book + "/wait", waits("after", "09:00", "until", "09:05"), "does not fit"},
		"waiting for nobody":                        {book, book + "/wait", waits("provider", "gone"), "Nobody gives this kind of visit"},
		"a recall in another century":               {recall, recall, url.Values{"service": {string(a.Service)}, "day": {"2126-05-03"}}, "2126-05-03"},
		"a recall for no kind of visit":             {recall, recall, url.Values{"service": {""}, "day": {"2027-05-03"}}, "2027-05-03"},
		"a recall for a visit that is booked":       {recall, recall, url.Values{"service": {string(a.Service)}, "day": {"2027-05-03"}}, "booked already"},
		"an announcement to nobody's days":          {news, news, url.Values{"title": {"Piso"}, "words": {"Segundo piso."}, "from": {"2026-05-03"}, "to": {"2026-05-02"}}, "Segundo piso."},
	} {
		t.Run(name, func(t *testing.T) {
			send := func() answer { return owner.send(t, c.to, c.form) }
			if c.page == week || c.page == service || c.page == provider { // it carries the version that was read
				send = func() answer { return owner.submit(t, c.page, c.to, c.form) }
			}
			got := send()
			if got.status != http.StatusBadRequest || !wrongAt.MatchString(got.body) || !strings.Contains(got.body, c.kept) {
				t.Errorf("%d, beside the field %t, kept %t: %s", got.status, wrongAt.MatchString(got.body), strings.Contains(got.body, c.kept), got.said())
			}
		})
	}
	if version() != before {
		t.Error("something was saved")
	}
	if got := owner.submit(t, week, "/console/practice/hours", hours()); got.status != http.StatusSeeOther || version() == before {
		t.Errorf("what can be is not saved: %d: %s", got.status, got.said())
	}

	// Times are read as people write them, and as the page shows them again.
	for _, text := range []string{"8:00 am-12:00 pm, 1 pm to 3:15 pm", "08:00-12:00 13:00-15:15"} {
		got := owner.send(t, "/console/practice/days", url.Values{"provider": {who}, "location": {where}, "date": {"2031-01-05"}, "hours": {text}})
		if page := shows(days); got.status != http.StatusSeeOther || !strings.Contains(page, "8:00 am to 12:00 pm, 1:00 pm to 3:15 pm") {
			t.Errorf("%q: %d: %s", text, got.status, got.said())
		}
	}
	reached := url.Values{"from": {"9:00 am"}, "to": {"6 pm"}, "how": {"in person"}}
	for range 2 { // the form shows what was saved, and can be saved as it stands
		if got := owner.send(t, person+"/preferences", reached); got.status != http.StatusSeeOther {
			t.Errorf("hours to be reached: %d: %s", got.status, got.said())
		}
		page := shows(person + "/preferences")
		if !strings.Contains(page, `value="9:00 am"`) || !strings.Contains(page, `value="6:00 pm"`) {
			t.Error("the form does not show the hours that were saved")
		}
		reached.Set("to", "6:00 pm")
	}

	// Hours on a day that is closed say so.
	for to, form := range map[string]url.Values{
		"/console/practice/closures": {"from": {"2031-01-12"}, "to": {"2031-01-12"}, "reason": {"Staff training"}},
		"/console/practice/days":     {"provider": {who}, "location": {where}, "date": {"2031-01-12"}, "hours": {"8 am-12 pm"}},
	} {
		if got := owner.send(t, to, form); got.status != http.StatusSeeOther {
			t.Errorf("%s: %d: %s", to, got.status, got.said())
		}
	}
	if page := shows(days); !strings.Contains(page, "Closed then: Staff training") {
		t.Error("hours on a closed day do not say that it is closed")
	}
}
