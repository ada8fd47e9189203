package app_test

import (
	"bytes"
	"context"
	"html"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/guard/reident"
	"bedside/internal/practice"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

var version = regexp.MustCompile(`name="(version|set)" value="([^"]*)"`)

// submit opens the form at the path, fills it in and sends it to where it goes.
func (v visitor) submit(t *testing.T, path, to string, form url.Values) answer {
	t.Helper()
	hidden := version.FindStringSubmatch(v.ask(t, "GET "+path, path, nil).body)
	if hidden == nil {
		t.Fatalf("%s has no form for %s", path, v.name)
	}
	all := url.Values{hidden[1]: {html.UnescapeString(hidden[2])}}
	maps.Copy(all, form)
	return v.send(t, to, all)
}

// send posts a form.
func (v visitor) send(t *testing.T, to string, form url.Values) answer {
	t.Helper()
	return v.post(t, to, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// bring posts one field of a form, a file if it has a name.
func (v visitor) bring(t *testing.T, to, field, file string, data []byte) answer {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part := form.CreateFormField
	if file != "" {
		part = func(field string) (io.Writer, error) { return form.CreateFormFile(field, file) }
	}
	w, err := part(field)
	must(t, err)
	_, err = w.Write(data)
	must(t, err)
	must(t, form.Close())
	return v.post(t, to, form.FormDataContentType(), &b)
}

func (v visitor) post(t *testing.T, to, kind string, body io.Reader) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.url+to, body)
	must(t, err)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Origin", v.url)
	r.AddCookie(&http.Cookie{Name: "bedside_session", Value: v.session})
	return answered(t, r)
}

// answered sends a request and follows nothing.
func answered(t *testing.T, r *http.Request) answer {
	t.Helper()
	client := http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	must(t, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	must(t, err)
	return answer{resp.StatusCode, resp.Header.Get("Location"), string(body)}
}

// has reads the practice as it is now.
func (d demo) has(t *testing.T) (p *practice.Practice) {
	t.Helper()
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) (err error) {
		p, err = d.Practice.Get(context.Background(), tr)
		return err
	}))
	return p
}

// TestFrontDeskPages changes what the console lets an administrator change, and tries what it must refuse.
func TestFrontDeskPages(t *testing.T) {
	d := startDemo(t)
	owner := d.as(t, actor.Admin)

	const desk = "/console/practice/desk"
	form := url.Values{
		"dial-book": {"propose"}, "dial-office_info": {"message"}, "transfer": {"218-555-0177"}, "ringing": {"30"}, "urgent": {"20"}, "spanish": {"1"},
		"insurances": {"Medicare\r\n\r\n Medica "},
	}
	if a := owner.submit(t, desk, desk, form); a.status != http.StatusSeeOther {
		t.Fatalf("saving the front desk: %d, %s", a.status, a.said())
	}
	got := d.has(t).Desk
	if got.Dial("book") != practice.Propose || got.Dial("cancel") != practice.Act || got.Transfer != "+12185550177" ||
		got.Urgent != 20*time.Minute || got.Voicemail || len(got.Insurances) != 2 {
		t.Errorf("the front desk is %+v", got)
	}
	for what, wrong := range map[string]url.Values{
		"That is not a telephone number": {"transfer": {"911"}, "ringing": {"30"}, "urgent": {"20"}},
		"The dial of refill can be":      {"dial-refill": {"act"}, "ringing": {"30"}, "urgent": {"20"}},
		"The ringing is from 10 to 60":   {"ringing": {"5"}, "urgent": {"20"}},
		"from 5 to 120 minutes":          {"ringing": {"30"}},
	} {
		if a := owner.submit(t, desk, desk, wrong); a.status != http.StatusBadRequest || !strings.Contains(a.said(), what) {
			t.Errorf("%s: %d, %s", what, a.status, a.said())
		}
	}
	if a := owner.send(t, desk, form); a.status != http.StatusConflict {
		t.Errorf("a form of before: %d", a.status)
	}
	if now := d.has(t).Desk; now.Transfer != got.Transfer {
		t.Error("what was refused was saved")
	}

	const answers = "/console/practice/answers"
	before := len(d.has(t).Answers)
	words := url.Values{
		"asks": {"Is there Wi-Fi?\r\n¿Hay wifi?"}, "english": {"Yes. Ask for the password at the front desk."}, "source": {"Patient guide, page 6"}, "active": {"1"},
	}
	if a := owner.submit(t, answers+"/new", answers+"/new", words); a.status != http.StatusSeeOther {
		t.Fatalf("a new answer: %d, %s", a.status, a.said())
	}
	p := d.has(t)
	made := p.Answers[len(p.Answers)-1]
	if len(p.Answers) != before+1 || made.ApprovedBy != d.staff(t, actor.Admin).Name || made.ApprovedAt.IsZero() || len(made.Asks) != 2 {
		t.Errorf("the new answer is %+v", made)
	}
	for what, wrong := range map[string]url.Values{
		"The guard found something":      {"asks": {"Is it good?"}, "english": {"Yes. Our treatment cures diabetes and is guaranteed to work."}, "source": {"us"}},
		"Another answer has this way":    {"asks": {"is there wi-fi?"}, "english": {"No."}, "source": {"us"}},
		"Write at least one way":         {"english": {"No."}, "source": {"us"}},
		"Say where it stands":            {"asks": {"Coffee?"}, "english": {"No."}},
		"Write the answer, as it is to ": {"asks": {"Coffee?"}, "source": {"us"}},
	} {
		if a := owner.submit(t, answers+"/new", answers+"/new", wrong); a.status != http.StatusBadRequest || !strings.Contains(a.said(), what) {
			t.Errorf("%s: %d, %s", what, a.status, a.said())
		}
	}
	if a := owner.send(t, answers+"/"+string(made.ID)+"/remove", nil); a.status != http.StatusSeeOther || len(d.has(t).Answers) != before {
		t.Errorf("removing it: %d", a.status)
	}
}

// TestSigningTheEmergencyList signs the emergency list, which says so from then on.
func TestSigningTheEmergencyList(t *testing.T) {
	d := startDemo(t)
	doctor := d.as(t, actor.Clinician)
	const list = "/console/practice/emergencies"
	page := func(v visitor) string { return v.ask(t, "GET "+list, list, nil).said() }
	for _, v := range []visitor{doctor, d.as(t, actor.FrontDesk)} {
		if said := page(v); !strings.Contains(said, "No clinician has signed this list") || strings.Contains(said, "Sign this list") != (v.role == actor.Clinician) {
			t.Errorf("%s reads: %.300s", v.name, said)
		}
	}
	if a := doctor.submit(t, list, list, nil); a.status != http.StatusBadRequest || !strings.Contains(a.said(), "Only a licensed clinician signs") {
		t.Errorf("signed without a word: %d", a.status)
	}
	if a := doctor.send(t, list, url.Values{"set": {"another"}, "clinician": {"1"}}); a.status != http.StatusConflict {
		t.Errorf("signed another list than the one that counts: %d", a.status)
	}
	if s := d.has(t).Desk.RedFlags; s.Set != "" {
		t.Fatalf("somebody has signed: %+v", s)
	}
	if a := doctor.submit(t, list, list, url.Values{"clinician": {"1"}}); a.status != http.StatusSeeOther {
		t.Fatalf("signing: %d, %s", a.status, a.said())
	}
	who := d.staff(t, actor.Clinician)
	if s := d.has(t).Desk.RedFlags; s.Staff != string(who.ID) || s.Name != who.Name || !strings.Contains(page(doctor), "Signed by "+who.Name) {
		t.Errorf("signed: %+v", s)
	}
}

// The owner sets what holds for every post; what makes no sense is refused beside its field.
func TestWhatHoldsForEveryPost(t *testing.T) {
	d := startDemo(t)
	const voice = "/console/practice/voice"
	owner := d.as(t, actor.Admin)
	form := url.Values{"clear": {"60"}, "own": {"60"}, "review": {"720"}, "block": {"1440"}, "story": {"2880"}, "aim-education": {"50"}, "aim-answer": {"20"}, "aim-practice": {"20"},
		"aim-shared": {"10"}, "aim-promotion": {"160"}, "week": {"3"}, "day": {"1"}, "quiet": {"0", "3"}, "officer": {string(d.staff(t, actor.Clinician).ID)}}
	if got := owner.submit(t, voice, voice, form); got.status != http.StatusBadRequest || !strings.Contains(got.body, "Write a number from 0 to 100.") || !strings.Contains(got.body, `value="160"`) {
		t.Errorf("more than everything: %d\n%s", got.status, got.body)
	}
	form.Set("aim-promotion", "0")
	if got := owner.submit(t, voice, voice, form); got.status != http.StatusSeeOther {
		t.Fatalf("saved: %d\n%s", got.status, got.body)
	}
	got, err := d.Posts.Policy(context.Background(), d.by(t, actor.Admin))
	must(t, err)
	if got.Cooling.Story != 48*time.Hour || got.PerWeek != 3 || got.Aims["education"] != 50 || len(got.QuietDays) != 2 || got.PrivacyOfficer != d.staff(t, actor.Clinician).ID {
		t.Errorf("stored is %+v", got)
	}
}

// TestAListThatHasChangedAsksToBeSignedAgain: what is new, other and gone stands in a list, Today says so, and only a
// clinician signs.
func TestAListThatHasChangedAsksToBeSignedAgain(t *testing.T) {
	d := startDemo(t)
	doctor, owner := d.as(t, actor.Clinician), d.as(t, actor.Admin)
	const list = "/console/practice/emergencies"
	page := func(v visitor, path string) string { return v.ask(t, "GET "+path, path, nil).said() }
	if said := page(owner, "/console"); !strings.Contains(said, "No clinician has signed the list of emergencies") {
		t.Errorf("Today: %.300s", said)
	}
	if said := page(owner, list); strings.Contains(said, "Sign this list") || !strings.Contains(said, "Only a clinician can sign") {
		t.Errorf("the administrator reads: %.300s", said)
	}
	if a := owner.send(t, list, url.Values{"set": {d.RedFlags.Set()}, "clinician": {"1"}}); a.status != http.StatusForbidden {
		t.Errorf("an administrator signed: %d", a.status)
	}
	var then []practice.SignedRule
	for i, r := range d.RedFlags.Rules() {
		s := practice.SignedRule{Rule: r.ID, Mark: r.Mark(), Tier: string(r.Tier), Plain: r.Plain}
		switch i {
		case 0: // was not there
			continue
		case 1:
			s.Mark, s.Plain = "another", "It listened for something else."
		}
		then = append(then, s)
	}
	then = append(then, practice.SignedRule{Rule: "zz-gone", Mark: "m", Tier: "urgent", Plain: "A rule of before."})
	must(t, d.Store.Do(context.Background(), d.by(t, actor.Clinician), func(x tx.Tx) error {
		return d.Practice.SignRedFlags(context.Background(), x, "an older set", "Ines Marlow", then...)
	}))
	if said := page(owner, "/console"); !strings.Contains(said, "The list of emergencies has changed since it was signed") {
		t.Errorf("Today: %.300s", said)
	}
	said := page(doctor, list)
	for _, want := range []string{"What has changed since it was signed", d.RedFlags.Rules()[0].ID, "It listened for something else.", "A rule of before."} {
		if !strings.Contains(said, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := strings.Count(said, "not there"); n < 2 {
		t.Errorf("%d rules are new or gone", n)
	}
	if a := doctor.submit(t, list, list, url.Values{"clinician": {"1"}}); a.status != http.StatusSeeOther {
		t.Fatalf("signing again: %d", a.status)
	}
	if said := page(doctor, list); strings.Contains(said, "What has changed since") || !strings.Contains(said, "this very list") {
		t.Errorf("after it: %.300s", said)
	}
	if said := page(owner, "/console"); strings.Contains(said, "list of emergencies") {
		t.Errorf("Today, after it: %.300s", said)
	}
}

// TestWhoMaySpeakForAPatient is recorded and withdrawn on the patient's page, and a code and what is a minor's own are
// chosen where the front desk is set up.
func TestWhoMaySpeakForAPatient(t *testing.T) {
	d := startDemo(t)
	desk, owner := d.as(t, actor.FrontDesk), d.as(t, actor.Admin)
	person := "/console/patients/" + string(d.somebody(t).Patient)
	form := url.Values{"given": {"Vera"}, "family": {"Holm"}, "dob": {"01/12/1970"}, "relation": {"caregiver"}, "scope": {"scheduling"}, "from": {"2026-01-01"}, "to": {"2028-01-01"}, "document": {""}}
	if a := desk.send(t, person+"/proxies", form); a.status != http.StatusBadRequest || !strings.Contains(a.said(), "Write down which document you have seen") {
		t.Errorf("without a document: %d, %.200s", a.status, a.said())
	}
	form.Set("document", "signed form")
	if a := desk.send(t, person+"/proxies", form); a.status != http.StatusSeeOther {
		t.Fatalf("recording: %d, %.300s", a.status, a.said())
	}
	page := desk.ask(t, "GET "+person, person, nil)
	said := page.said()
	for _, want := range []string{"Vera Holm", "Caregiver", "Visits", "signed form", "In force", d.staff(t, actor.FrontDesk).Name} {
		if !strings.Contains(said, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	end := regexp.MustCompile(`action="(` + person + `/proxies/[^"]+/end)"`).FindStringSubmatch(page.body)
	if end == nil {
		t.Fatal("it cannot be withdrawn")
	}
	if a := desk.send(t, end[1], nil); a.status != http.StatusSeeOther {
		t.Errorf("withdrawing: %d", a.status)
	}
	if said := desk.ask(t, "GET "+person, person, nil).said(); !strings.Contains(said, "Withdrawn") || strings.Contains(said, "In force") {
		t.Error("it is in force still")
	}
	const set = "/console/practice/desk"
	more := url.Values{"ringing": {"25"}, "urgent": {"30"}, "code": {"records", "cancel"}, "private": {string(d.has(t).Services[0].ID)}}
	if a := owner.submit(t, set, set, more); a.status != http.StatusSeeOther {
		t.Fatalf("saved: %d, %.300s", a.status, a.said())
	}
	if got := d.has(t).Desk; len(got.Codes) != 2 || len(got.Private) != 1 {
		t.Errorf("%+v", got)
	}
}

// How many people must fit is an administrator's to say: it holds for the next text that is read, and is in the audit log.
func TestHowManyPeopleMustFit(t *testing.T) {
	if practice.LeastGroup != reident.Least {
		t.Errorf("the console asks for %d, the guard for %d", practice.LeastGroup, reident.Least)
	}
	d := startDemo(t)
	const page = "/console/practice/voice/group"
	owner := d.as(t, actor.Admin)
	found := func() bool {
		return strings.Contains(owner.send(t, "/check", url.Values{"text": {"I saw a woman in her 50s with high blood pressure."}}).body, "privacy.group")
	}
	if found() {
		t.Fatal("thousands of people are too few")
	}
	form := url.Values{"readers": {"10"}, "insiders": {"11"}, "daily": {"20"}, "catchment": {""}}
	if got := owner.submit(t, page, page, form); got.status != http.StatusBadRequest || !strings.Contains(got.body, "Write a number from 11") {
		t.Errorf("fewer than 11: %d\n%s", got.status, got.body)
	}
	form.Set("readers", "a few")
	if got := owner.submit(t, page, page, form); got.status != http.StatusBadRequest || !strings.Contains(got.body, "Write a whole number.") || !strings.Contains(got.body, `value="a few"`) {
		t.Errorf("no number: %d\n%s", got.status, got.body)
	}
	form.Set("readers", "900,000")
	for _, role := range []actor.Role{actor.FrontDesk, actor.Clinician} {
		if got := d.as(t, role).send(t, page, form); got.status != http.StatusForbidden {
			t.Errorf("%s saves: %d", role, got.status)
		}
	}
	if got := owner.submit(t, page, page, form); got.status != http.StatusSeeOther {
		t.Fatalf("saved: %d\n%s", got.status, got.body)
	}
	testkit.Eventually(t, "the guard to ask for 900,000 people", found)
	if got := owner.ask(t, "GET "+page, "/console/practice/voice", nil).body; !strings.Contains(got, "900,000 for a reader, 11 for an insider") {
		t.Error("the page of the posts does not say it")
	}
	var log []audit.Event
	must(t, d.Store.View(context.Background(), d.by(t, actor.Admin), func(t tx.Tx) (err error) {
		log, err = d.Store.Audit().Find(context.Background(), t, audit.Filter{Subject: audit.Ref{Kind: "group"}, Limit: 10})
		return err
	}))
	if len(log) != 1 || log[0].Facts["readers"] != "900000" || log[0].Facts["readers_before"] != "11" || len(log[0].Facts) != 2 {
		t.Errorf("in the audit log: %+v", log)
	}
}
