package app_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/identity"
	"bedside/internal/outreach"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web"
)

// Who gets in where, as a person reads it. A change of routes.go must be made here too, on purpose: a route that
// stands in one and not in the other fails.
const door = `
everybody
	GET /{$}
	GET /providers
	GET /providers/{slug}
	GET /find-us
	GET /questions
	GET /posts
	GET /posts/{slug}
	GET /posts/feed.atom
	GET /posts/feed.json
	GET /posts/pictures/{id}
	GET /robots.txt
	GET /sitemap.xml
	GET /book
	GET /book/with
	GET /book/time
	GET /book/details
	POST /book
	GET /book/wait
	POST /book/wait
	GET /book/wait/done
	GET /book/done/{ref}
	GET /book/done/{ref}/visit.ics
	GET /device
	GET /join/{ref}
	POST /join/{ref}
	GET /how/{ref}
	POST /how/{ref}
	GET /calendar/feed/{token}
	GET /stop/{ref}
	POST /stop/{ref}
	GET /visit/{ref}
	POST /visit/{ref}
	GET /offer/{ref}
	POST /offer/{ref}
	GET /chat
	POST /chat
	POST /chat/end
	GET /chat/stream
	GET /oncall/{ref}
	POST /oncall/{ref}
	GET /console/signin
	POST /console/signin
	GET /console/link/{token}
	POST /console/link/{token}
	POST /demo/as
	POST /demo/clock
	GET /demo/mailbox
	GET /demo/mailbox/{id}
	GET /demo/phone
	POST /demo/phone
	GET /demo/race
	POST /demo/race

admin clinician front_desk read_only
	GET /console/password
	POST /console/password
	POST /console/signout
	POST /console/stay
	GET /console
	GET /console/calendar
	GET /console/calendar/sheet
	GET /console/calendar/visits/{id}
	GET /console/calendar/find
	POST /console/calendar/find
	GET /console/calendar/columns
	GET /console/calendar/stream
	GET /console/visits/{id}
	GET /console/patients
	POST /console/patients/search
	GET /console/patients/{id}
	GET /console/inbox
	POST /console/inbox/search
	GET /console/inbox/tasks
	GET /console/inbox/{id}
	GET /console/inbox/{id}/since
	GET /console/inbox/{id}/copy
	GET /console/inbox/{id}/recordings/{entry}
	GET /console/desk
	GET /console/desk/rows
	GET /console/desk/{id}
	GET /console/desk/{id}/turns/{turn}
	GET /console/rehearsal
	GET /console/rehearsal/{id}
	GET /console/rehearsal/{id}/{name}
	GET /console/oncall
	GET /console/oncall/alerts/{id}
	GET /console/oncall/roster
	GET /console/outbox
	GET /console/outbox/ahead
	GET /console/outbox/effects
	GET /console/due
	GET /console/announcements
	GET /console/announcements/{id}
	GET /console/practice/sending
	GET /console/outbox/{id}
	GET /console/practice/all
	GET /console/practice
	GET /console/practice/locations
	GET /console/practice/locations/{id}
	GET /console/practice/providers
	GET /console/practice/providers/{id}
	GET /console/practice/providers/{id}/credentials/{credential}
	GET /console/practice/services
	GET /console/practice/services/{id}
	GET /console/practice/hours
	GET /console/practice/closures
	GET /console/closures/{id}
	GET /console/practice/days
	GET /console/waitlist
	GET /console/practice/books
	GET /console/practice/books/hl7/{name}
	GET /console/practice/desk
	GET /console/practice/voice
	GET /console/practice/voice/group
	GET /console/practice/answers
	GET /console/knowledge
	GET /console/knowledge/{id}
	POST /console/knowledge/try
	GET /console/practice/answers/{id}
	GET /console/practice/emergencies
	GET /console/practice/flows
	GET /console/practice/flows/flow/{name}
	GET /console/practice/flows/flow/{name}/step/{step}
	GET /console/practice/flows/lines
	GET /console/practice/flows/lines/{key}
	GET /console/practice/messages
	GET /console/practice/messages/{key}
	GET /console/practice/flows/routing
	GET /console/practice/flows/routing/{n}
	GET /console/practice/flows/publish
	GET /console/practice/flows/versions
	GET /console/practice/flows/versions/{n}
	GET /console/posts
	GET /console/posts/month
	GET /console/posts/{id}
	GET /console/rules
	GET /console/rules/{rule}
	GET /console/pictures
	GET /console/pictures/{id}
	GET /console/pictures/{id}/file

admin clinician front_desk
	GET /console/calendar/free
	GET /console/calendar/fits
	GET /console/close
	POST /console/close
	POST /console/closures/{id}/ask
	POST /console/closures/{id}/rest
	POST /console/closures/{id}/undo
	POST /console/practice/closures
	POST /console/practice/closures/{id}/remove
	GET /console/visits/{id}/move
	POST /console/visits/{id}/move
	POST /console/book/{patient}/wait
	POST /console/waitlist/{id}/end
	POST /console/offers/{id}
	GET /console/visits/{id}/cancel
	POST /console/visits/{id}/cancel
	POST /console/visits/{id}/close
	POST /console/visits/{id}/confirm
	POST /console/visits/{id}/back
	POST /console/visits/{id}/quiet
	POST /console/waitlist/{id}/offer
	GET /console/book
	POST /console/book/search
	GET /console/book/{patient}
	GET /console/book/{patient}/confirm
	POST /console/book/{patient}/confirm
	GET /console/patients/new
	POST /console/patients/new
	GET /console/import
	POST /console/import
	GET /console/import/{id}
	GET /console/import/{id}/changes
	GET /console/import/{id}/refused
	POST /console/import/{id}/plan
	POST /console/import/{id}/apply
	POST /console/import/{id}/drop
	GET /console/patients/{id}/edit
	POST /console/patients/{id}/edit
	GET /console/patients/{id}/consent/{contact}
	POST /console/patients/{id}/consent/{contact}
	GET /console/patients/{id}/preferences
	POST /console/patients/{id}/preferences
	POST /console/patients/{id}/invitations
	GET /console/patients/{id}/copy
	POST /console/patients/{id}/copy
	GET /console/patients/{id}/proxies
	POST /console/patients/{id}/proxies
	POST /console/patients/{id}/proxies/{proxy}/end
	POST /console/tasks/{id}/done
	POST /console/tasks/{id}/assign
	POST /console/inbox/{id}/check
	POST /console/inbox/{id}/reply
	POST /console/desk/{id}/learn
	POST /console/rehearsal/own/{own}/remove
	POST /console/inbox/{id}/note
	POST /console/inbox/{id}/take
	POST /console/inbox/{id}/handback
	POST /console/inbox/{id}/assign
	POST /console/inbox/{id}/resolve
	POST /console/inbox/{id}/reopen
	POST /console/inbox/{id}/task
	GET /console/inbox/{id}/patient
	POST /console/inbox/{id}/patient/search
	POST /console/inbox/{id}/patient
	POST /console/oncall/alerts/{id}/ack
	POST /console/oncall/alerts/{id}/close
	GET /console/posts/new
	POST /console/posts/edit
	POST /console/posts/check
	POST /console/posts/keep
	GET /console/posts/{id}/edit
	POST /console/posts/{id}/submit
	POST /console/posts/{id}/approve
	POST /console/posts/{id}/return
	POST /console/posts/{id}/comment
	POST /console/posts/{id}/waive
	GET /console/posts/{id}/read
	POST /console/posts/{id}/read
	POST /console/posts/{id}/schedule
	POST /console/posts/{id}/down
	GET /console/posts/{id}/mistake
	POST /console/posts/{id}/mistake
	POST /console/publications/{id}/confirm
	POST /console/publications/{id}/settle
	POST /console/publications/{id}/again
	POST /console/publications/{id}/removed
	POST /console/pictures
	POST /console/pictures/{id}
	GET /console/authorisations
	GET /console/authorisations/{id}
	POST /console/authorisations/{id}/revoke
	GET /check
	POST /check
	POST /check/live
	GET /console/lookback
	POST /console/lookback
	POST /console/lookback/done
	POST /console/lookback/forget

clinician
	POST /console/practice/emergencies

admin clinician
	POST /console/posts/{id}/agree
	GET /console/questions
	GET /console/questions/{id}
	POST /console/questions/{id}
	POST /console/questions/{id}/check
	POST /console/questions/{id}/dismiss

admin front_desk
	GET /console/patients/{id}/recall
	POST /console/patients/{id}/recall
	POST /console/due/{id}/{do}
	POST /console/announcements/{id}
	POST /console/announcements/{id}/send
	POST /console/announcements/{id}/stop
	POST /console/outbox/pause
	POST /console/outbox/resume
	POST /console/outbox/{id}/bounced
	POST /console/outbox/{id}/again
	POST /console/outbox/{id}/arrived
	POST /console/outbox/{id}/lost
	POST /console/outbox/{id}/giveup

admin
	GET /console/patients/{id}/looked
	POST /console/practice
	POST /console/practice/locations/{id}
	POST /console/rehearsal
	POST /console/rehearsal/{id}/reason
	POST /console/practice/providers/{id}
	POST /console/practice/providers/{id}/npi
	POST /console/practice/providers/{id}/credentials/{credential}
	POST /console/practice/providers/{id}/credentials/{credential}/remove
	POST /console/practice/services/{id}
	POST /console/practice/hours
	POST /console/practice/sending
	POST /console/practice/holidays
	POST /console/practice/days
	GET /console/practice/calendars
	POST /console/practice/calendars
	POST /console/practice/calendars/{id}/revoke
	POST /console/practice/days/remove
	POST /console/practice/reserved
	POST /console/practice/reserved/{id}/remove
	POST /console/practice/books/feeds
	POST /console/practice/books/feeds/{id}
	POST /console/practice/books/hl7/{name}
	POST /console/practice/books/hl7/{name}/code
	POST /console/practice/books/hl7/{name}/pause
	POST /console/practice/books/hl7/{name}/try
	POST /console/practice/books/hl7/{name}/messages/{id}
	POST /console/practice/desk
	POST /console/practice/voice
	POST /console/practice/voice/group
	POST /console/practice/answers/{id}
	POST /console/practice/answers/{id}/remove
	POST /console/knowledge/files
	POST /console/knowledge/sites
	POST /console/knowledge/{id}/again
	POST /console/knowledge/{id}/remove
	POST /console/practice/flows
	POST /console/practice/flows/flow/{name}
	POST /console/practice/flows/flow/{name}/step/{step}
	POST /console/practice/flows/lines/{key}
	POST /console/practice/flows/lines/{key}/shipped
	POST /console/practice/messages/{key}
	POST /console/practice/messages/{key}/check
	POST /console/practice/messages/{key}/publish
	POST /console/practice/messages/{key}/aside
	POST /console/practice/messages/{key}/back
	POST /console/practice/flows/routing
	POST /console/practice/flows/routing/{n}
	POST /console/practice/flows/routing/try
	POST /console/practice/flows/publish
	POST /console/practice/flows/aside
	POST /console/practice/flows/carry
	POST /console/practice/flows/versions/{n}
	POST /console/practice/flows/versions/{n}/up
	POST /console/oncall/drill
	POST /console/oncall/people
	POST /console/oncall/people/{id}/remove
	POST /console/oncall/shifts
	POST /console/oncall/shifts/{id}/remove
	POST /console/oncall/table
	POST /console/oncall/overrides
	POST /console/oncall/overrides/{id}/remove
	POST /console/oncall/ladders
	POST /console/oncall/ladders/{id}/remove
	POST /console/oncall/policy
	GET /console/practice/staff
	POST /console/practice/staff
	POST /console/practice/staff/{id}/role
	POST /console/practice/staff/{id}/end
	POST /console/practice/staff/{id}/link
	GET /console/practice/connections
	POST /console/practice/connections
	POST /console/practice/connections/{id}/end
	GET /console/patients/{id}/apps
	POST /console/patients/{id}/apps
	GET /console/setup/practice
	POST /console/setup/practice
	GET /console/setup/hours
	POST /console/setup/hours
	GET /console/setup/people
	POST /console/setup/people
	GET /console/setup/patients
	POST /console/setup/patients
	POST /console/setup/skip
	GET /console/setup/done
	GET /console/audit
	GET /console/audit/visits/{id}
	POST /demo/tamper
	POST /console/export/{kind}
	GET /console/authorisations/new
	POST /console/authorisations/new
	POST /console/authorisations/{id}
	GET /console/mistakes
	GET /console/mistakes/{id}
	POST /console/mistakes/{id}/assess
	POST /console/mistakes/{id}/notified
	POST /console/rules/{rule}/off
	POST /console/rules/{rule}/agree
	POST /console/rules/{rule}/on
`

// doors reads the table: route to the roles that get in, nil for everybody.
func doors(t *testing.T) map[string][]actor.Role {
	t.Helper()
	table := map[string][]actor.Role{}
	var who []actor.Role
	for line := range strings.SplitSeq(door, "\n") {
		route, indented := strings.CutPrefix(line, "\t")
		switch _, twice := table[route]; {
		case line == "":
		case line == "everybody":
			who = nil
		case !indented:
			who = nil
			for _, r := range strings.Fields(line) {
				who = append(who, actor.Role(r))
			}
		case twice:
			t.Errorf("the table has %s twice", route)
		default:
			table[route] = who
		}
	}
	return table
}

func TestEveryRouteStandsInTheTable(t *testing.T) {
	table, routes := doors(t), allRoutes()
	for _, r := range routes {
		who, there := table[r.Pattern]
		if !there {
			t.Errorf("%s is a route and the table does not say who gets in", r.Pattern)
			continue
		}
		if everybody := !r.Console || r.Open; everybody != (who == nil) {
			t.Errorf("%s: open to everybody is %t, the table says %v", r.Pattern, everybody, who)
		}
		if r.Need != "" && !slices.Contains(actor.Rights(), r.Need) {
			t.Errorf("%s needs the right %q, which does not exist", r.Pattern, r.Need)
		}
		for _, role := range actor.Roles() {
			may := r.Need == "" || actor.Actor{Kind: actor.Staff, Role: role, ID: "1"}.May(r.Need)
			if listed := who == nil || slices.Contains(who, role); may != listed {
				t.Errorf("%s: by the rights table %s may is %t, here it is %t", r.Pattern, role, may, listed)
			}
		}
		delete(table, r.Pattern)
	}
	for pattern := range table {
		t.Errorf("%s stands in the table and is no route", pattern)
	}
}

func allRoutes() []web.Route { return (&web.Server{Demo: &web.Demo{}}).Routes() }

// TestDoors tries every door of a running practice over HTTP.
func TestDoors(t *testing.T) {
	d := startDemo(t)
	table, house := doors(t), furnish(t, d)
	t.Run("no page offers a closed one", func(t *testing.T) { noPageOffersAClosedDoor(t, d, table, house) })
	t.Run("none opens from another site", func(t *testing.T) { noneOpensFromAnotherSite(t, d, house) })
	t.Run("as every role", func(t *testing.T) { everyDoorAsEveryRole(t, d, table, house) })
}

// Who may gets in, who may not is told so in a plain page before anything else happens, who is signed out is sent to
// sign in, and nothing breaks.
func everyDoorAsEveryRole(t *testing.T, d demo, table map[string][]actor.Role, house furnished) {
	before := d.Now()
	visitors := []visitor{{name: "signed out", url: d.url}}
	for _, role := range actor.Roles() {
		visitors = append(visitors, d.as(t, role))
	}
	for _, v := range visitors { // first what must not happen, so that it can be seen that nothing did
		for _, r := range allRoutes() {
			if who := table[r.Pattern]; who == nil || slices.Contains(who, v.role) {
				continue
			}
			got := v.ask(t, r.Pattern, house.path(t, r.Pattern), nil)
			switch {
			case v.role == "" && (got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/console/signin")):
				t.Errorf("%s, signed out: %d to %q", r.Pattern, got.status, got.location)
			case v.role != "" && (got.status != http.StatusForbidden || !strings.Contains(got.body, "Your role does not allow this")):
				t.Errorf("%s as %s: %d", r.Pattern, v.name, got.status)
			}
		}
		if v.role == "" {
			continue
		}
		for _, e := range d.eventsBy(t, v.id, before) {
			if e.Verb != "signed in" && e.Verb != "link made" {
				t.Errorf("%s was forbidden everything and still the log has %q of theirs", v.name, e.Verb)
			}
		}
	}
	for _, v := range visitors {
		for _, r := range allRoutes() {
			who := table[r.Pattern]
			if who != nil && !slices.Contains(who, v.role) || endless(r.Pattern) {
				continue
			}
			asks := v
			if r.Pattern == "POST /console/signout" || r.Pattern == "POST /demo/clock" {
				asks = d.as(t, v.role)
			}
			got := asks.ask(t, r.Pattern, house.path(t, r.Pattern), nil)
			switch {
			case got.status == http.StatusForbidden && !strings.HasPrefix(r.Pattern, "POST /console/signin"):
				t.Errorf("%s as %s is forbidden: %s", r.Pattern, v.name, got.said())
			case strings.HasPrefix(got.location, "/console/signin") && r.Pattern != "POST /console/signout":
				t.Errorf("%s as %s wants a sign-in", r.Pattern, v.name)
			case got.status >= 500:
				t.Errorf("%s as %s breaks: %d", r.Pattern, v.name, got.status)
			case strings.HasPrefix(r.Pattern, "GET ") && got.status != http.StatusOK && !house.elsewhere(r.Pattern):
				t.Errorf("%s as %s: %d: %s", r.Pattern, v.name, got.status, got.said())
			}
		}
	}
}

// Every door is posted to as a page of another site would have an administrator's browser do: all refuse but the
// one-click stop, which carries its proof in its address (RFC 8058).
func noneOpensFromAnotherSite(t *testing.T, d demo, house furnished) {
	owner := d.as(t, actor.Admin)
	before := d.Now()
	for _, header := range []map[string]string{
		{"Origin": "https://evil.example"},
		{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
		{"Origin": "null", "Sec-Fetch-Site": "cross-site"},
		{"Sec-Fetch-Site": "same-site"},
	} {
		doors := []string{"POST /api/v1/appointments", "POST /nothing/here"}
		for _, r := range allRoutes() {
			if strings.HasPrefix(r.Pattern, "POST ") {
				doors = append(doors, r.Pattern)
			}
		}
		for _, pattern := range doors {
			want := http.StatusForbidden
			if pattern == "POST /stop/{ref}" {
				want = http.StatusOK
			}
			if got := owner.ask(t, pattern, house.path(t, pattern), header); got.status != want {
				t.Errorf("%s with %v: %d, want %d", pattern, header, got.status, want)
			}
		}
	}
	for _, e := range d.eventsBy(t, owner.id, before) {
		if e.Verb != "signed in" && e.Verb != "link made" {
			t.Errorf("from another site an administrator's browser did this: %s", e.Verb)
		}
	}
}

// visitor is somebody with a browser of their own.
type visitor struct {
	name string
	role actor.Role // "" while signed out
	id   string
	url  string

	session string
}

// as signs somebody of the role in.
func (d demo) as(t *testing.T, role actor.Role) visitor {
	t.Helper()
	v := visitor{name: string(role), role: role, url: d.url}
	if role == "" {
		v.name = "signed out"
		return v
	}
	ctx, who := context.Background(), d.staff(t, role)
	v.id = string(who.ID)
	link, err := d.Identity.NewLink(ctx, actor.System(), who.ID)
	must(t, err)
	v.session, _, err = d.Identity.SignInLink(ctx, link)
	must(t, err)
	return v
}

// staff returns somebody of the role.
func (d demo) staff(t *testing.T, role actor.Role) identity.Staff {
	t.Helper()
	var all []identity.Staff
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) (err error) {
		all, err = d.Identity.Staff(context.Background(), tr)
		return err
	}))
	i := slices.IndexFunc(all, func(s identity.Staff) bool { return s.Role == role && s.Ended.IsZero() })
	if i < 0 {
		t.Fatalf("the demo has no %s", role)
	}
	return all[i]
}

type answer struct {
	status         int
	location, body string
}

// said is what the page says in its main part, without the markup.
func (a answer) said() string {
	_, main, _ := strings.Cut(a.body, "<main")
	main, _, _ = strings.Cut("<main"+main, "</main>")
	return strings.Join(strings.Fields(markup.ReplaceAllString(main, " ")), " ")
}

var markup = regexp.MustCompile(`<[^>]*>`)

// ask opens the path as the route's method says, with an empty form if it changes something.
func (v visitor) ask(t *testing.T, pattern, path string, header map[string]string) answer {
	t.Helper()
	method, _, _ := strings.Cut(pattern, " ")
	r, err := http.NewRequestWithContext(t.Context(), method, v.url+path, http.NoBody)
	must(t, err)
	if method != http.MethodGet {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", v.url)
	}
	if v.session != "" {
		r.AddCookie(&http.Cookie{Name: "bedside_session", Value: v.session})
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	return answered(t, r)
}

// eventsBy returns what somebody did since, whatever they looked at left out.
func (d demo) eventsBy(t *testing.T, staff string, since time.Time) (events []audit.Event) {
	t.Helper()
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) (err error) {
		events, err = d.Audit.Find(context.Background(), tr, audit.Filter{Actor: staff, Since: since})
		return err
	}))
	return events
}

// furnished is one of everything that an address can name.
type furnished map[string]func() string

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

func furnish(t *testing.T, d demo) furnished {
	t.Helper()
	ctx := context.Background()
	a := d.somebody(t)
	plain := func(s string) func() string { return func() string { return s } }
	house := furnished{"/console/visits/{id}": plain(string(a.ID)), "/console/audit/visits/{id}": plain(string(a.ID)), "/console/patients/{id}": plain(string(a.Patient)), "/console/book/{patient}": plain(string(a.Patient)),
		"/console/practice/locations/{id}": plain(string(a.Location)), "/console/practice/providers/{id}": plain(string(a.Provider)), "/console/practice/services/{id}": plain(string(a.Service))}
	must(t, d.Store.View(ctx, actor.System(), func(tr tx.Tx) error {
		p, err := d.Practice.Get(ctx, tr)
		if err != nil {
			return err
		}
		one, _ := p.Provider(a.Provider)
		house["/providers/{slug}"] = plain(one.Slug)
		house["/console/practice/answers/{id}"] = d.newAnswer(t)
		house["{credential}"] = d.newCredential(t, a.Provider)
		house["/console/practice/closures/{id}"] = plain(string(p.Closures[0].ID))
		house["/console/closures/{id}"] = d.newClosure(t)
		house["/console/practice/books/hl7/{name}"], house["/console/practice/books/feeds/{id}"], house["/console/practice/books/hl7/lakeside-ehr/messages/{id}"] = d.otherBook(t), plain("none"), plain("none")
		house["/console/practice/reserved/{id}"], house["/console/waitlist/{id}"], house["/console/offers/{id}"] = plain("none"), plain("none"), plain("none")
		who, err := d.Patients.Recent(ctx, tr, 100, 0)
		for _, to := range who {
			for _, c := range to.Contacts {
				if link := d.Outreach.StopLink(d.url, c.ID); c.Kind == "email" && !c.OptedOut {
					house["/stop/{ref}"] = plain(strings.TrimPrefix(link, d.url+"/stop/"))
				}
			}
		}
		return err
	}))
	house["/console/calendar/visits/{id}"] = plain(string(a.ID))
	house["?/console/calendar/fits"] = plain("visit=" + string(a.ID) + "&date=" + a.DayOf().String() + "&location=" + string(a.Location))
	house["/visit/{ref}"], house["/offer/{ref}"] = plain(d.Outreach.VisitRef(a)), plain(d.offered(t))
	house["{contact}"] = plain(d.contactOf(t, a.Patient))
	messages, err := d.Outreach.List(ctx, actor.System(), outreach.Filter{Status: outreach.Waiting})
	must(t, err)
	house["/console/outbox/{id}"] = plain(string(messages[0].ID))
	until := fmt.Sprint(d.Now().Add(48 * time.Hour).Unix())
	d.furnishDesk(t, house)
	d.furnishOutreach(t, house)
	d.furnishPosts(t, house)
	d.furnishKnowledge(t, house)
	d.furnishReading(t, house)
	house["/book/done/{ref}"] = plain(fmt.Sprintf("%s.%s.%x", a.ID, until, d.Keys.LinkMAC("booked", string(a.ID), until)))
	n := 0
	somebody := func() (who identity.StaffID, link string) { // somebody new each time: a link works once, and access ends once
		n++
		who, link, err := d.Identity.Invite(ctx, actor.System(), identity.New{Email: fmt.Sprintf("somebody%d@lakeside.example", n), Name: "Somebody New", Role: actor.ReadOnly})
		must(t, err)
		return who, link
	}
	house["/console/practice/staff/{id}"] = func() string { who, _ := somebody(); return string(who) }
	house["/console/practice/connections/{id}"] = func() string { return string(d.connected(t)) }
	house["/console/link/{token}"] = func() string { _, link := somebody(); return link }
	d.furnishExchange(t, house, a)
	house["{rule}"] = plain("claim.cure")
	house["{proxy}"] = plain("none")
	d.furnishFlows(t, house)
	d.furnishTexts(t, house)
	house["?/book/with"] = plain("service=" + string(a.Service))
	house["?/book/time"], house["?/book/wait"] = house["?/book/with"], house["?/book/with"]
	chosen := fmt.Sprintf("service=%s&provider=%s&location=%s&start=%d", a.Service, a.Provider, a.Location, free(t, d, a).Unix()/60)
	house["?/book/details"] = plain(chosen)
	house["?/console/book/{patient}/confirm"] = plain(chosen)
	return house
}

// newAnswer makes another answer each time: a door removes it.
func (d demo) newAnswer(t *testing.T) func() string {
	n := 0
	return func() (i string) {
		n++
		must(t, d.Store.Do(context.Background(), actor.System(), func(tr tx.Tx) error {
			a := practice.Answer{Asks: []string{fmt.Sprint("Question ", n, "?")}, English: "Yes.", Source: "Office guide", ApprovedBy: "Somebody", Active: true}
			made, err := d.Practice.SaveAnswer(context.Background(), tr, a)
			i = string(made)
			return err
		}))
		return i
	}
}

// newCredential makes another credential each time: a door removes it.
func (d demo) newCredential(t *testing.T, who practice.ProviderID) func() string {
	n := 0
	return func() (i string) {
		n++
		must(t, d.Store.Do(context.Background(), actor.System(), func(tr tx.Tx) error {
			today := civil.DateOf(tr.Now()).AddDays(-1)
			made, err := d.Practice.SaveCredential(context.Background(), tr, practice.Credential{Provider: who, Kind: practice.Licence, Issuer: "A board", State: "MN", Number: fmt.Sprint(n),
				Status: practice.InForce, CheckedBy: "Somebody", CheckedOn: today, Source: "its page", Next: today.AddDays(90)})
			i = string(made)
			return err
		}))
		return i
	}
}

// free returns a time that can be had for a visit like a.
func free(t *testing.T, d demo, a schedule.Appointment) time.Time {
	t.Helper()
	var found []schedule.Slot
	must(t, d.Store.View(context.Background(), actor.Visitor(), func(tr tx.Tx) (err error) {
		found, err = d.Schedule.Slots(context.Background(), tr, schedule.Query{Service: a.Service, Provider: a.Provider, Location: a.Location, From: a.DayOf(), To: a.DayOf().AddDays(14)})
		return err
	}))
	if len(found) == 0 {
		t.Fatal("the demo has no time that is free")
	}
	return found[len(found)/2].Start
}

// path fills in what a pattern leaves open.
func (house furnished) path(t *testing.T, pattern string) string {
	t.Helper()
	_, bare, _ := strings.Cut(pattern, " ")
	path := strings.ReplaceAll(bare, "{$}", "")
	for {
		at := placeholder.FindStringIndex(path)
		if at == nil {
			break
		}
		value, ok := house[path[:at[1]]]
		if !ok {
			value, ok = house[path[at[0]:at[1]]]
		}
		if !ok && strings.HasPrefix(path, "/demo/") {
			value, ok = func() string { return "none" }, true
		}
		if !ok {
			t.Fatalf("nobody knows what to put into %s", path)
		}
		// What was chosen stands in the address of what follows, so its name is looked up with the placeholder.
		rest := path[at[1]:]
		path = path[:at[0]] + value() + rest
	}
	if query := house["?"+bare]; query != nil {
		path += "?" + query()
	}
	return path
}

// elsewhere reports whether a page answers otherwise: it sends the browser on, or needs a chat of one's own.
func (furnished) elsewhere(pattern string) bool {
	return pattern == "GET /console/signin" || pattern == "GET /chat/stream"
}

// endless are the routes that go on until somebody leaves.
func endless(pattern string) bool { return pattern == "GET /console/calendar/stream" }

// On every page that a role may open, no link and no button leads where that role may not go. Who sees a button may
// press it.
func noPageOffersAClosedDoor(t *testing.T, d demo, table map[string][]actor.Role, house furnished) {
	mux := http.NewServeMux()
	for pattern := range table {
		mux.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
	}
	for _, role := range actor.Roles() {
		v, ways := d.as(t, role), 0
		for _, r := range allRoutes() {
			who := table[r.Pattern]
			if !strings.HasPrefix(r.Pattern, "GET /console") || endless(r.Pattern) || who != nil && !slices.Contains(who, role) {
				continue
			}
			for _, to := range offered(v.ask(t, r.Pattern, house.path(t, r.Pattern), nil).body) {
				ways++
				asked, err := http.NewRequestWithContext(t.Context(), to.method, to.path, http.NoBody)
				must(t, err)
				_, pattern := mux.Handler(asked)
				if who, known := table[pattern]; known && who != nil && !slices.Contains(who, role) {
					t.Errorf("%s shows %s a way to %s %s, which is closed to them", r.Pattern, role, to.method, to.path)
				}
			}
		}
		if ways < 100 {
			t.Errorf("on all pages together %s was shown only %d ways: the test does not see them", role, ways)
		}
	}
}

var (
	links   = regexp.MustCompile(`href="(/[^"]*)"`)
	forms   = regexp.MustCompile(`(?s)<form([^>]*)>(.*?)</form>`)
	actions = regexp.MustCompile(`action="([^"]*)"`)
)

type way struct{ method, path string }

// offered lists where the links and the forms with a button on a page lead.
func offered(page string) (all []way) {
	for _, m := range links.FindAllStringSubmatch(page, -1) {
		all = append(all, way{http.MethodGet, html.UnescapeString(m[1])})
	}
	for _, m := range forms.FindAllStringSubmatch(page, -1) {
		if action := actions.FindStringSubmatch(m[1]); action != nil && strings.Contains(m[1], `"post"`) && strings.Contains(m[2], "<button") {
			all = append(all, way{http.MethodPost, html.UnescapeString(action[1])})
		}
	}
	return all
}
