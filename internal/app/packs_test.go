package app_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/tx"
)

const ourPack = `name = "Ours"
version = "1"
authority = "House policy of Lakeside"
jurisdiction = "US"
checked_on = "2026-11-22"
review_by = "2099-11-22"

[[rule]]
id = "ours.synergy"
title = "A word we do not use"
category = "fit"
severity = "block"
check = "existence"
any = ["synergy"]
message = "Say what it is."
examples.must = ["Synergy for all."]
examples.must_not = ["Care for all."]
`

// ruled is a practice with a folder for rules of its own; the folder holds the pack from the start.
type ruled struct {
	*app.App
	t   *testing.T
	dir string
	log bytes.Buffer

	admin identity.StaffID
}

func startRuled(t *testing.T, pack string) *ruled {
	t.Helper()
	r := &ruled{t: t, dir: t.TempDir()}
	r.write(pack)
	database, keys, heads := app.Files(t.TempDir())
	must(t, app.MakeKeys(keys))
	a, err := app.New(t.Context(), app.Config{Database: database, KeyFile: keys, Heads: heads, Rules: r.dir, Log: slog.New(slog.NewTextHandler(&r.log, nil))})
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	r.App = a
	return r
}

func (r *ruled) write(pack string) {
	r.t.Helper()
	must(r.t, os.WriteFile(filepath.Join(r.dir, "ours.toml"), []byte(pack), 0o600))
}

// says clears words for the public, and returns the rule that stops them, or the kind of the error.
func (r *ruled) says(text string) string {
	r.t.Helper()
	_, report, err := r.Posts.Guard.Clear(guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: "site", Body: []guard.Part{guard.Literal(text)}})
	switch {
	case err == nil:
		return "cleared"
	case len(report.Findings) > 0:
		return report.Findings[0].Rule
	}
	return fault.KindOf(err).String()
}

func TestOwnRulePacks(t *testing.T) {
	r := startRuled(t, ourPack)
	want := func(when, text, is string) {
		t.Helper()
		if got := r.says(text); got != is {
			t.Errorf("%s: %q is %s, want %s", when, text, got, is)
		}
	}
	want("from the start", "Synergy for all.", "ours.synergy")
	want("from the start", "Walk each day.", "cleared")

	r.write(strings.NewReplacer("synergy", "holism", "Synergy", "Holism").Replace(ourPack))
	must(t, r.Refresh(t.Context()))
	want("after a change", "Synergy for all.", "cleared")
	want("after a change", "Holism for all.", "ours.holism")

	r.write(strings.Replace(strings.ReplaceAll(ourPack, "ynergy", "ilence"), "\"block\"", "\"loud\"", 1))
	must(t, r.Refresh(t.Context()))
	want("while the change is broken, the rules before go on", "Holism for all.", "ours.holism")
	r.write(strings.Replace(ourPack, "Care for all.", "Synergy and care for all.", 1))
	must(t, r.Refresh(t.Context()))
	want("while an example does not hold", "Holism for all.", "ours.holism")
	if log := r.log.String(); !strings.Contains(log, `ours.toml: Line 8: Rule \"ours.silence\" needs the severity block, warn or note.`) {
		t.Errorf("the log says %s", log)
	}
	r.write(ourPack + "# mended\n")
	must(t, r.Refresh(t.Context()))
	want("mended", "Synergy for all.", "ours.synergy")

	must(t, os.Remove(filepath.Join(r.dir, "ours.toml")))
	must(t, r.Refresh(t.Context()))
	want("taken away", "Synergy for all.", "cleared")
}

// A program that starts with a broken pack answers patients and tells emergencies, and says nothing in public.
func TestABrokenPackAtTheStart(t *testing.T) {
	r := startRuled(t, strings.Replace(ourPack, `"block"`, `"loud"`, 1))
	if got := r.says("Walk each day."); got != "unavailable" {
		t.Errorf("in public: %s", got)
	}
	patient := guard.Draft{Kind: guard.SMS, Audience: guard.Patient, Channel: "sms", Recipient: "somebody", Body: []guard.Part{guard.Literal("Please call 911 now.")}}
	if _, _, err := r.Posts.Guard.Clear(patient); err != nil {
		t.Errorf("to a patient: %v", err)
	}
	r.write(ourPack)
	must(t, r.Refresh(t.Context()))
	if got := r.says("Walk each day."); got != "cleared" {
		t.Errorf("mended: %s", got)
	}
}

// An administrator switches a rule off on the page and the guard no longer asks it; of a rule that blocks, only once
// another administrator agrees; of one that keeps patients private, never.
func TestRulesAreSwitchedOffOnThePage(t *testing.T) {
	d := startDemo(t)
	one, ctx := d.as(t, actor.Admin), context.Background()
	var second visitor
	who, link, err := d.Identity.Invite(ctx, actor.System(), identity.New{Email: "second@lakeside.example", Name: "Second Administrator", Role: actor.Admin})
	must(t, err)
	second = visitor{name: "a second administrator", role: actor.Admin, id: string(who), url: d.url}
	second.session, _, err = d.Identity.SignInLink(ctx, link)
	must(t, err)
	refresh := func() { must(t, d.Refresh(ctx)) }
	finds := func(text, rule string) bool {
		refresh()
		for _, f := range d.Posts.Guard.Check(guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: "site", Body: []guard.Part{guard.Literal(text)}}).Findings {
			if f.Rule == rule {
				return true
			}
		}
		return false
	}
	post := func(v visitor, path, form string) answer {
		t.Helper()
		values, err := url.ParseQuery(form)
		must(t, err)
		return v.send(t, path, values)
	}
	const cures, stops = "Our laser cures back pain.", "Stop taking your statins today."
	if a := post(one, "/console/rules/claim.cure/off", "reason=We+mean+bacon."); a.status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.status, a.said())
	}
	if finds(cures, "claim.cure") {
		t.Error("the rule is asked")
	}
	page := one.ask(t, "GET /console/rules/{rule}", "/console/rules/claim.cure", nil)
	for _, want := range []string{"Switched off", "We mean bacon.", d.staff(t, actor.Admin).Name} {
		if !strings.Contains(page.said(), want) {
			t.Errorf("the page does not say %q: %s", want, page.said())
		}
	}
	if list := one.ask(t, "GET /console/rules", "/console/rules?state=off", nil); !strings.Contains(list.said(), "Promises a cure") || strings.Contains(list.said(), "Tells people to stop") {
		t.Errorf("the list: %s", list.said())
	}
	post(one, "/console/rules/advice.stop/off", "reason=Ours.")
	if !finds(stops, "advice.stop") {
		t.Error("one person switched off a rule that blocks")
	}
	if a := post(one, "/console/rules/advice.stop/agree", ""); a.status != http.StatusConflict {
		t.Errorf("agreeing with oneself: %d", a.status)
	}
	post(second, "/console/rules/advice.stop/agree", "")
	if finds(stops, "advice.stop") {
		t.Error("two people could not switch it off")
	}
	post(second, "/console/rules/advice.stop/on", "")
	if !finds(stops, "advice.stop") {
		t.Error("the rule is not asked again")
	}
	if a := post(one, "/console/rules/reply.patient/off", "reason=No."); a.status != http.StatusForbidden {
		t.Errorf("a rule that keeps patients private: %d", a.status)
	}
	must(t, d.Store.Do(ctx, actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: one.id}, func(tr tx.Tx) error { // as if the page had let it pass
		return d.Practice.SwitchRuleOff(ctx, tr, "reply.patient", "No.")
	}))
	refresh()
	reply := guard.Draft{Kind: guard.Reply, Audience: guard.Public, Channel: "site", Body: []guard.Part{guard.Literal("Thank you for being our patient!")}}
	if _, _, err := d.Posts.Guard.Clear(reply); err == nil {
		t.Error("the guard took a decision that nobody may make")
	}
	verbs := map[string]bool{}
	for _, e := range append(d.eventsBy(t, one.id, d.Now().AddDate(-1, 0, 0)), d.eventsBy(t, second.id, d.Now().AddDate(-1, 0, 0))...) {
		verbs[e.Verb+" "+e.Subject.ID] = true
		if e.Facts["reason"] != "" {
			t.Error("the reason stands in the audit log, where no free text belongs")
		}
	}
	for _, want := range []string{"switched off claim.cure", "switched off advice.stop", "agreed to switch off advice.stop", "switched on advice.stop"} {
		if !verbs[want] {
			t.Errorf("the log has no %q", want)
		}
	}
}

// mending are the tasks about the practice's own rules, "+" before one that is open.
func (r *ruled) mending() (all []string) {
	r.t.Helper()
	var tasks []inbox.Task
	must(r.t, r.Store.View(context.Background(), actor.System(), func(tr tx.Tx) (err error) {
		tasks, err = r.Store.Inbox().FindTasks(context.Background(), tr, inbox.TaskFilter{Kind: inbox.Mend, Limit: 50}, "")
		return err
	}))
	for _, k := range tasks {
		if k.Assignee != r.admin {
			r.t.Errorf("the task is for %q", k.Assignee)
		}
		mark := "+"
		if !k.Done.IsZero() {
			mark = "-"
		}
		all = append(all, mark+string(k.Urgency)+" "+k.Text.Reveal())
	}
	return all
}

// A broken pack is a task for an administrator, once; Bedside takes it off the list when it is mended.
func TestABrokenPackIsATask(t *testing.T) {
	r := startRuled(t, ourPack)
	_, _, err := r.Identity.Invite(t.Context(), actor.System(), identity.New{Email: "desk@example.com", Name: "Priya Anand", Role: actor.FrontDesk})
	must(t, err)
	admin, _, err := r.Identity.Invite(t.Context(), actor.System(), identity.New{Email: "ines@example.com", Name: "Ines Marlow", Role: actor.Admin})
	must(t, err)
	r.admin = admin
	look := func(when string, want ...string) {
		t.Helper()
		must(t, r.Refresh(t.Context()))
		must(t, r.Refresh(t.Context()))
		got := r.mending()
		if len(got) != len(want) {
			t.Fatalf("%s: %q", when, got)
		}
		for i, w := range want {
			if !strings.HasPrefix(got[i], w[:1]) || !strings.Contains(got[i], w[1:]) {
				t.Errorf("%s: %q, want %q", when, got, want)
			}
		}
	}
	look("while all is well")
	r.write(strings.Replace(ourPack, `"block"`, `"loud"`, 1))
	look("broken", `+ours.toml: Line 8: Rule "ours.synergy" needs the severity block, warn or note.`)
	r.write(strings.Replace(ourPack, "Care for all.", "Synergy and care for all.", 1))
	look("broken in another way", `+fires on`)
	r.write(ourPack + "# mended\n")
	look("mended", `-fires on`)
	r.write(strings.Replace(ourPack, `"block"`, `"loud"`, 1))
	look("broken again", `+needs the severity`, `-fires on`)
}
