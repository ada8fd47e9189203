package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/testkit"
)

// by is somebody of the role, as the domain sees them.
func (d demo) by(t *testing.T, role actor.Role) actor.Actor {
	t.Helper()
	return actor.Actor{Kind: actor.Staff, Role: role, ID: string(d.staff(t, role).ID)}
}

// write saves a post of the front desk.
func (d demo) write(t *testing.T, title, body string, channels ...publish.Channel) publish.Post {
	t.Helper()
	p, err := d.Posts.Save(context.Background(), d.by(t, actor.FrontDesk), publish.Draft{Content: publish.Content{Kind: publish.News, Account: publish.ForPractice, Language: "en", Title: title, Body: body, Channels: channels}})
	must(t, err)
	return p
}

// publishNow has a post of the front desk approved by a clinician and waits until it is on the site.
func (d demo) publishNow(t *testing.T, title, body string, channels ...publish.Channel) publish.Detail {
	t.Helper()
	return d.release(t, d.write(t, title, body, channels...))
}

// release takes a draft of the front desk to the site.
func (d demo) release(t *testing.T, p publish.Post) publish.Detail {
	t.Helper()
	ctx, desk := context.Background(), d.by(t, actor.FrontDesk)
	p, err := d.Posts.Submit(ctx, desk, p.ID, p.Row)
	must(t, err)
	p, err = d.Posts.Approve(ctx, d.by(t, actor.Clinician), p.ID, d.postDetail(t, p.ID).Words.Hash, phi.NewText("Good."))
	must(t, err)
	_, err = d.Posts.Schedule(ctx, desk, p.ID, p.Row, time.Time{})
	must(t, err)
	var got publish.Detail
	testkit.Eventually(t, "the post to be public", func() bool {
		got = d.postDetail(t, p.ID)
		return got.Public != "" && !slices.ContainsFunc(got.Publications, func(u publish.Publication) bool { return u.Status == publish.Waiting || u.Status == publish.Sending })
	})
	return got
}

func (d demo) postDetail(t *testing.T, i publish.PostID) publish.Detail {
	t.Helper()
	got, err := d.Posts.Get(context.Background(), d.by(t, actor.Admin), i)
	must(t, err)
	return got
}

const fluClinic = "Our flu clinic is on October 3 from 9 to noon at 14 Harbor Street. Bring your insurance card. No appointment is needed."

// furnishPosts makes one of everything of the public voice, and many drafts, because doors take them down.
func (d demo) furnishPosts(t *testing.T, house furnished) {
	t.Helper()
	ctx, admin := context.Background(), d.by(t, actor.Admin)
	plain := func(s string) func() string { return func() string { return s } }
	var drafts []publish.PostID
	for n := range 60 {
		drafts = append(drafts, d.write(t, fmt.Sprint("Notice ", n), fluClinic, publish.SiteChannel).ID)
	}
	next := 0
	house["/console/posts/{id}"] = func() string { next++; return string(drafts[next%len(drafts)]) }
	out := d.publishNow(t, "A notice that is out", fluClinic, publish.SiteChannel, publish.LinkedIn)
	house["/console/publications/{id}"] = plain(string(out.Publications[0].ID))
	wrong := d.publishNow(t, "A notice by mistake", fluClinic, publish.SiteChannel)
	mistake, err := d.Posts.Report(ctx, d.by(t, actor.FrontDesk), wrong.ID, time.Time{}, phi.NewText("It was not meant to go out."))
	must(t, err)
	house["/console/mistakes/{id}"] = plain(string(mistake))
	house["/console/pictures/{id}"] = plain(string(d.upload(t).ID))
	signed, err := d.Posts.AddAuthorisation(ctx, admin, publish.Authorisation{Kind: publish.Release, Person: phi.NewName("Priya", "Anand"), What: phi.NewText("Her picture on the team page"), Purpose: "To introduce the team", Signed: civil.DateOf(d.Now()), KeptAt: "Binder 1"})
	must(t, err)
	house["/console/authorisations/{id}"] = plain(string(signed))
}

// upload adds a picture.
func (d demo) upload(t *testing.T) publish.Picture {
	t.Helper()
	var b bytes.Buffer
	must(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 320, 240))))
	p, err := d.Posts.AddPicture(context.Background(), d.by(t, actor.FrontDesk), &b)
	must(t, err)
	return p
}

var (
	hiddenField = regexp.MustCompile(`<input type="hidden" name="(id|row|hash)" value="([^"]*)">`)
	findingItem = regexp.MustCompile(`(?s)<li class="finding (\w+)" data-field="([^"]*)" data-start="(\d+)" data-end="(\d+)"(?: data-edits="([^"]*)")?`)
)

// fill is what the forms of a page carry along, with the values.
func (v visitor) fill(t *testing.T, path string, values url.Values) url.Values {
	t.Helper()
	all := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(v.ask(t, "GET "+path, path, nil).body, -1) {
		all.Set(m[1], html.UnescapeString(m[2]))
	}
	for k, vs := range values {
		all[k] = vs
	}
	return all
}

// draftForm is what the editor sends.
func draftForm(title, body string, channels ...string) url.Values {
	return url.Values{"title": {title}, "body": {body}, "kind": {"education"}, "account": {"practice"}, "language": {"en"}, "channel": channels, "story": {"none"}}
}

const tickStory = "Last Tuesday a 71-year-old dairy farmer from Elba came in with a fever. His **wife**, Carol, had brought a tick in a [pill bottle](https://example.org).\n\nIf you find a tick, remove it with tweezers."

// tickStory is the address of a draft that the guard blocks.
func (d demo) tickStory(t *testing.T) string {
	t.Helper()
	return "/console/posts/" + string(d.write(t, "The farmer and the tick", tickStory, publish.SiteChannel, publish.Bluesky).ID)
}

// TestAStoryIsMendedApprovedAndPublic walks through the console as its people would.
func TestAStoryIsMendedApprovedAndPublic(t *testing.T) {
	d := startDemo(t)
	author, doctor := d.as(t, actor.FrontDesk), d.as(t, actor.Clinician)

	form := draftForm("The farmer and the tick", tickStory, "site", "bluesky")
	check := author.send(t, "/console/posts/check", form)
	if check.status != http.StatusOK || !strings.Contains(check.body, "This may identify a patient") || !strings.Contains(check.body, "Say whose story it is") {
		t.Fatalf("the story passes: %d %s", check.status, check.body)
	}
	points := []rune(tickStory)
	found := findingItem.FindAllStringSubmatch(check.body, -1)
	underlined := map[string]bool{}
	for _, m := range found {
		if m[2] == "f-body" {
			underlined[string(points[number(t, m[3]):number(t, m[4])])] = true
		}
	}
	for _, want := range []string{"Carol", "Tuesday"} {
		if !underlined[want] {
			t.Errorf("%q is not underlined where it stands; %v", want, underlined)
		}
	}

	// It can be kept, but not submitted before it is said whose story it is.
	form.Set("do", "submit")
	form.Set("story", "composite")
	if got := author.send(t, "/console/posts/edit", form); got.status != http.StatusBadRequest || !strings.Contains(got.said(), "the label is missing") {
		t.Fatalf("without a label: %d %s", got.status, got.said())
	}
	form.Set("body", "Now and then somebody comes in with a fever and a tick in a pill bottle.\n\nIf you find a tick, remove it with tweezers.")
	form.Set("label", "Several people’s stories were put together.")
	form.Set("title", "A tick in a pill bottle")
	got := author.send(t, "/console/posts/edit", form)
	if got.status != http.StatusSeeOther {
		t.Fatalf("submitting: %d %s", got.status, got.said())
	}
	post := got.location
	if said := author.ask(t, "GET "+post, post, nil).said(); !strings.Contains(said, "somebody else approves") || strings.Contains(said, "Approve these words") {
		t.Errorf("the author is not told why they cannot approve: %s", said)
	}
	if got := author.send(t, post+"/approve", author.fill(t, post, nil)); got.status != http.StatusForbidden {
		t.Errorf("the author approves: %d", got.status)
	}
	if got := doctor.send(t, post+"/comment", url.Values{"text": {"Only for us."}}); got.status != http.StatusSeeOther {
		t.Errorf("a comment: %d", got.status)
	}
	if got := doctor.send(t, post+"/approve", doctor.fill(t, post, url.Values{"note": {"Good, and nobody can be recognized."}})); got.status != http.StatusSeeOther {
		t.Fatalf("the doctor approves: %d %s", got.status, got.said())
	}
	read := post + "/read"
	if said := author.ask(t, "GET "+read, read, nil).said(); !strings.Contains(said, "still cooling off") {
		t.Errorf("a story does not cool off: %s", said)
	}

	// An edit voids the approval.
	edited := author.fill(t, post+"/edit", form)
	edited.Set("body", form.Get("body")+" Then call us.")
	edited.Set("do", "submit")
	if got := author.send(t, "/console/posts/edit", edited); got.status != http.StatusSeeOther {
		t.Fatalf("an edit: %d %s", got.status, got.said())
	}
	if said := author.ask(t, "GET "+post, post, nil).said(); !strings.Contains(said, "Waits for approval") || !strings.Contains(said, "in other words than these") {
		t.Errorf("after an edit: %s", said)
	}
	must(t, redirected(doctor.send(t, post+"/approve", doctor.fill(t, post, url.Values{"note": {"Again good."}}))))

	d.Demo.Advance(25 * time.Hour)
	author, doctor = d.as(t, actor.FrontDesk), d.as(t, actor.Clinician)
	must(t, redirected(author.send(t, read, author.fill(t, read, nil))))
	must(t, redirected(author.send(t, post+"/schedule", author.fill(t, post, url.Values{"now": {"1"}}))))
	stranger := visitor{url: d.url}
	testkit.Eventually(t, "the post on the site", func() bool {
		page := stranger.ask(t, "GET /posts/a-tick-in-a-pill-bottle", "/posts/a-tick-in-a-pill-bottle", nil)
		if strings.Contains(page.body, "Only for us") || strings.Contains(page.body, "Again good") {
			t.Fatal("what was said among ourselves is public")
		}
		return page.status == http.StatusOK && strings.Contains(page.body, "Then call us.")
	})

	// Down, everywhere.
	must(t, redirected(doctor.send(t, post+"/down", url.Values{"reason": {"Wrong advice."}})))
	if page := stranger.ask(t, "GET /posts/a-tick-in-a-pill-bottle", "/posts/a-tick-in-a-pill-bottle", nil); page.status != http.StatusGone {
		t.Errorf("after it was taken down: %d", page.status)
	}
	if said := author.ask(t, "GET "+post, post, nil).said(); !strings.Contains(said, "Taken down") || !strings.Contains(said, "Remove it by hand") {
		t.Errorf("what could not be removed is not said: %s", said)
	}
}

func redirected(a answer) error {
	if a.status != http.StatusSeeOther {
		return fmt.Errorf("%d: %s", a.status, a.said())
	}
	return nil
}

func number(t *testing.T, s string) (n int) {
	t.Helper()
	_, err := fmt.Sscan(s, &n)
	must(t, err)
	return n
}

// TestTwoWhoWriteAtOnce: what the second typed is told, and not lost.
func TestTwoWhoWriteAtOnce(t *testing.T) {
	d := startDemo(t)
	one, two := d.as(t, actor.FrontDesk), d.as(t, actor.Clinician)
	kept := one.send(t, "/console/posts/keep", draftForm("Holiday hours", "We are closed on Thursday.", "site"))
	ids := hiddenField.FindAllStringSubmatch(kept.body, -1)
	if kept.status != http.StatusOK || len(ids) != 2 {
		t.Fatalf("keeping what was typed: %d %s", kept.status, kept.body)
	}
	form := draftForm("Holiday hours", "We are closed on Friday.", "site")
	form.Set("id", ids[0][2])
	form.Set("row", ids[1][2])
	must(t, func() error {
		if got := two.send(t, "/console/posts/keep", form); got.status != http.StatusOK {
			return fmt.Errorf("%d %s", got.status, got.body)
		}
		return nil
	}())
	form.Set("body", "We are closed on both days.")
	if got := one.send(t, "/console/posts/keep", form); got.status != http.StatusConflict || !strings.Contains(got.body, "Somebody else changed this") {
		t.Errorf("the second at once: %d %s", got.status, got.body)
	}
	form.Set("due_time", "09:00")
	if got := one.send(t, "/console/posts/keep", form); got.status != http.StatusBadRequest || !strings.Contains(got.body, "Say the day") {
		t.Errorf("a time without a day: %d %s", got.status, got.body)
	}
	form.Del("due_time")
	form.Set("do", "save")
	if got := one.send(t, "/console/posts/edit", form); got.status != http.StatusConflict || !strings.Contains(got.body, "We are closed on both days.") {
		t.Errorf("by its button: %d", got.status)
	}
}

// TestTheGuardAnswersWhileOneTypes asks for what the editor asks for, with drafts of every length.
func TestTheGuardAnswersWhileOneTypes(t *testing.T) {
	v := startDemo(t).as(t, actor.FrontDesk)
	for _, size := range []int{1_000, 10_000, 100_000} {
		text := strings.Repeat(tickStory+"\n\n", size/len(tickStory)+1)[:size]
		if got := v.send(t, "/console/posts/check", draftForm("The farmer and the tick", text, "site", "wordpress", "bluesky", "linkedin")); got.status != http.StatusOK {
			t.Errorf("%d bytes: %d", size, got.status)
		}
	}
	if got := v.send(t, "/console/posts/check", draftForm("Faces", strings.Repeat("🙂", 100_000), "site", "bluesky")); got.status != http.StatusOK || !strings.Contains(got.body, "100,000 of 300") {
		t.Errorf("a hundred thousand faces: %d", got.status)
	}
}

// TestTheButtonsWriteWhatTheRewriteWould presses every button of a story, one after the other, as the script does.
func TestTheButtonsWriteWhatTheRewriteWould(t *testing.T) {
	d := startDemo(t)
	v := d.as(t, actor.FrontDesk)
	for body, want := range map[string]string{
		"My patient **Maria Lopez** came on March 5, 2023. Maria was *well*.":          "My patient came in 2023. The patient was *well*.",
		"I saw a **93-year-old** man with a rash.":                                     "I saw a 90-or-older man with a rash.",
		"- My patient [Tom Reilly](https://example.org) was seen.\n- Tom Reilly left.": "- My patient []([link]) was seen.\n- The patient left.",
		"Come prior to your visit.":                                                    "Come before your visit.",
	} {
		for range 20 {
			var edits [][4]any
			for _, m := range findingItem.FindAllStringSubmatch(v.send(t, "/console/posts/check", draftForm("A title", body, "site")).body, -1) {
				if m[5] != "" {
					must(t, json.Unmarshal([]byte(html.UnescapeString(m[5])), &edits))
					break
				}
			}
			if edits == nil {
				break
			}
			for _, e := range slices.Backward(edits) {
				points := []rune(body)
				if e[0] != "f-body" {
					t.Fatalf("%q: the button writes into %v", body, e[0])
				}
				body = string(points[:int(e[1].(float64))]) + e[3].(string) + string(points[int(e[2].(float64)):])
			}
		}
		if body != want {
			t.Errorf("got  %q\nwant %q", body, want)
		}
	}
}

// TestThePocketCheckKeepsNothing compares the whole database before and after.
func TestThePocketCheckKeepsNothing(t *testing.T) {
	d := startDemo(t)
	v := d.as(t, actor.FrontDesk)
	steady := func() (got []string) {
		testkit.Eventually(t, "the database to be at rest", func() bool {
			was := got
			got = d.rows(t)
			return slices.Equal(was, got)
		})
		return got
	}
	testkit.Eventually(t, "the practice's own pages to be read", func() bool {
		return slices.ContainsFunc(d.rows(t), func(row string) bool { return strings.HasPrefix(row, "knowledge_page ") })
	})
	before := steady()
	for _, path := range []string{"/check", "/check/live"} {
		got := v.send(t, path, url.Values{"text": {tickStory}})
		if got.status != http.StatusOK || !strings.Contains(got.body, "This may identify a patient") || !strings.Contains(got.body, "Made general") {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
		if _, mended, _ := strings.Cut(got.body, `id="mended"`); strings.Contains(mended, "Carol") {
			t.Errorf("%s: the mended text still has the name", path)
		}
		for _, want := range []string{"How it may be read", "The person described", "A regulator", "What is fine, and why"} {
			if !strings.Contains(got.body, want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
		const thanks = "Thank you for being our patient! We loved seeing you."
		if got := v.send(t, path, url.Values{"text": {thanks}, "kind": {"reply"}}); !strings.Contains(got.body, "You could answer") || !strings.Contains(got.body, "we do not answer in public") {
			t.Errorf("%s offers no answer: %s", path, got.body)
		}
		if got := v.send(t, path, url.Values{"text": {thanks}, "kind": {"post"}}); strings.Contains(got.body, "You could answer") {
			t.Errorf("%s offers an answer to a post", path)
		}
	}
	for _, row := range steady() {
		if !slices.Contains(before, row) {
			table, _, _ := strings.Cut(row, " ")
			t.Errorf("a row of table %s was written", table)
		}
	}
}

// rows is the whole database, each row after the name of its table, but for what a running program and a session touch
// by themselves. Of an event it is only the number: sealing goes on.
func (d demo) rows(t *testing.T) (all []string) {
	t.Helper()
	var b bytes.Buffer
	must(t, d.Store.Dump(context.Background(), &b))
	table, events := "", 0
	for line := range strings.Lines(b.String()) {
		if name := tableName.FindStringSubmatch(line); name != nil {
			table = name[1]
		}
		switch row := strings.HasPrefix(line, "["); {
		case row && table == "event":
			events++
			all = append(all, fmt.Sprint("event ", events))
		case row && table != "session" && table != "job":
			all = append(all, table+" "+line)
		}
	}
	return all
}

var tableName = regexp.MustCompile(`^\{"[a-z]+":"([a-z_]+)"`)

// TestAPictureIsLookedThrough uploads by the form, and the picture is only offered once the whole list was gone through.
func TestAPictureIsLookedThrough(t *testing.T) {
	d := startDemo(t)
	v := d.as(t, actor.FrontDesk)
	p := d.upload(t)
	page := "/console/pictures/" + string(p.ID)
	if got := v.ask(t, "GET "+page, page, nil); got.status != http.StatusOK || !strings.Contains(got.said(), "Look through it") {
		t.Fatalf("%d %s", got.status, got.said())
	}
	must(t, redirected(v.send(t, page, url.Values{"found": {publish.Leaks()[0]}})))
	if said := v.ask(t, "GET "+page, page, nil).said(); !strings.Contains(said, "Look through it") {
		t.Error("one of five is enough")
	}
	must(t, redirected(v.send(t, page, url.Values{"found": publish.Leaks()})))
	if said := v.ask(t, "GET "+page, page, nil).said(); !strings.Contains(said, "Looked through") {
		t.Error("all five are not enough")
	}
	if said := v.ask(t, "GET /console/posts/new", "/console/posts/new", nil).said(); !strings.Contains(said, "Picture of") {
		t.Error("the editor does not offer it")
	}
	file := v.ask(t, "GET "+page, page+"/file", nil)
	if file.status != http.StatusOK || !strings.HasPrefix(file.body, "\x89PNG") && !strings.HasPrefix(file.body, "\xff\xd8") {
		t.Errorf("the picture itself: %d", file.status)
	}
}

// TestAMistakeIsTakenDownAndAssessed presses the button, and follows the clock to its end.
func TestAMistakeIsTakenDownAndAssessed(t *testing.T) {
	d := startDemo(t)
	v, owner := d.as(t, actor.FrontDesk), d.as(t, actor.Admin)
	out := d.publishNow(t, "Thank you all", fluClinic, publish.SiteChannel)
	page := "/console/posts/" + string(out.ID) + "/mistake"
	zone, err := civil.Zone(d.house(t).Settings.Zone)
	must(t, err)
	now := d.Now().In(zone)
	form := url.Values{"discovered": {civil.DateOf(now).String()}, "discovered_time": {"00:01"}}
	if got := v.send(t, page, form); got.status != http.StatusBadRequest || !strings.Contains(got.said(), "what is wrong") {
		t.Errorf("without a word: %d %s", got.status, got.said())
	}
	form.Set("what", "A name on the board behind.")
	must(t, redirected(v.send(t, page, form)))
	if got := v.ask(t, "GET", "/posts/"+out.Slug, nil); got.status != http.StatusGone {
		t.Errorf("it is still there: %d", got.status)
	}
	list := owner.ask(t, "GET", "/console/mistakes", nil)
	at := regexp.MustCompile(`href="(/console/mistakes/[^"]+)"`).FindStringSubmatch(list.body)
	if at == nil {
		t.Fatalf("no mistake is listed: %s", list.said())
	}
	if said := owner.ask(t, "GET", at[1], nil).said(); !strings.Contains(said, "60 days left") || !strings.Contains(said, "flu clinic") {
		t.Errorf("the clock or the evidence is missing: %s", said)
	}
	assess := owner.fill(t, at[1], url.Values{"conclusion": {"breach"}, "nature": {"A name."}})
	if got := owner.send(t, at[1]+"/assess", assess); got.status != http.StatusBadRequest || !strings.Contains(got.body, "A name.") {
		t.Errorf("a conclusion without a reason: %d", got.status)
	}
	assess.Set("reason", "The name can be read.")
	must(t, redirected(owner.send(t, at[1]+"/assess", assess)))
	if said := owner.ask(t, "GET", at[1], nil).said(); !strings.Contains(said, "Tell those affected") {
		t.Errorf("a breach does not ask to tell them: %s", said)
	}
	must(t, redirected(owner.send(t, at[1]+"/notified", owner.fill(t, at[1], url.Values{"on": {civil.DateOf(now).String()}}))))
	if said := owner.ask(t, "GET", at[1], nil).said(); !strings.Contains(said, "The clock has stopped") {
		t.Errorf("it does not end: %s", said)
	}
}

// TestTheEditor types in a real browser: what could hurt is underlined where it stands, one key mends it, and what was
// typed is kept.
func TestTheEditor(t *testing.T) {
	testkit.Need(t, "browser")
	d := startDemo(t)
	ctx := testkit.Chrome(t)
	d.signIn(t, ctx)
	marked := func() string {
		return testkit.Get(t, ctx, chromedp.Evaluate[string](`[...document.querySelectorAll("#f-body")].map(f => [...f.previousElementSibling.querySelectorAll("mark.stop")].map(m => m.textContent).join("|")).join()`))
	}
	body := func() string {
		return testkit.Get(t, ctx, chromedp.Evaluate[string](`document.querySelector("#f-body").value`))
	}
	testkit.Do(t, ctx, chromedp.Navigate(d.url+"/console/posts/new"), chromedp.SendKeys(chromedp.CSS("#f-title"), "The farmer and the tick"),
		chromedp.SendKeys(chromedp.CSS("#f-body"), "A farmer came in with a fever. His **wife**, Carol, had found a tick. 🙂 Later Carol was fine."))
	testkit.Eventually(t, "both names to be underlined", func() bool { return marked() == "Carol|Carol" })
	testkit.Do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("#f-body").dispatchEvent(new KeyboardEvent("keydown", {code: "Digit1", altKey: true, bubbles: true}))`))
	testkit.Eventually(t, "the name to be mended wherever it stands", func() bool { return !strings.Contains(body(), "Carol") && marked() == "" })
	if got := body(); got != "A farmer came in with a fever. His **wife** had found a tick. 🙂 Later his wife was fine." {
		t.Errorf("mended, it says %q", got)
	}
	testkit.Do(t, ctx, chromedp.SendKeys(chromedp.CSS("#f-body"), " Later his daughter Carol called."))
	testkit.Eventually(t, "the next name to be underlined", func() bool { return marked() == "Carol" })
	kept := func() bool {
		return strings.HasSuffix(testkit.Get(t, ctx, chromedp.Location()), "/edit") && testkit.Get(t, ctx, chromedp.Evaluate[bool](`document.querySelector("[data-part=kept]").textContent.includes("Saved")`))
	}
	testkit.Eventually(t, "the draft to be kept", kept)
	testkit.Screenshot(t, ctx, "editor-typed")
	testkit.Do(t, ctx, chromedp.Reload())
	if got := body(); !strings.Contains(got, "daughter Carol called") {
		t.Errorf("after a reload it says %q", got)
	}

	testkit.Do(t, ctx, chromedp.Click(chromedp.CSS("[name=channel][value=bluesky]")))
	testkit.Eventually(t, "the panel of Bluesky", func() bool {
		return testkit.Get(t, ctx, chromedp.Evaluate[bool](`!document.querySelector("#tab-bluesky").hidden && document.querySelector("#tab-bluesky").textContent.includes("300")`))
	})
	testkit.Do(t, ctx, chromedp.Click(chromedp.CSS("#tab-bluesky")), chromedp.WaitVisible(chromedp.CSS("#f-text-bluesky")))
	testkit.Axe(t, ctx)
	testkit.Screenshot(t, ctx, "editor-bluesky")
	testkit.Eventually(t, "the channel to be kept", kept)

	testkit.Do(t, ctx, testkit.NoScript(true), chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS("button[value=check]")), chromedp.Click(chromedp.CSS("button[value=check]")),
		chromedp.WaitVisible(chromedp.CSS("main .notice")))
	testkit.Screenshot(t, ctx, "editor-plain")
	if said := testkit.Get(t, ctx, chromedp.Evaluate[string](`document.querySelector("aside.side").textContent`)); !strings.Contains(said, "Carol") {
		t.Errorf("without scripts the guard says %q", said)
	}
	testkit.Do(t, ctx, testkit.NoScript(false))
}
