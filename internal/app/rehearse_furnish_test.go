package app_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/rehearse"
	"bedside/internal/tx"
)

// furnishRehearsal keeps a rehearsal in which a draft breaks something, and a scenario of the practice's own.
func (d demo) furnishRehearsal(t *testing.T, house furnished) {
	t.Helper()
	ctx := context.Background()
	owner := d.staff(t, actor.Admin).ID
	result := func(name, about, topic string, o rehearse.Outcome) rehearse.Result {
		r := rehearse.Result{Name: name, About: about, Topic: topic, Personas: []string{"plain"}, Language: "en", Outcome: o, Runs: 15}
		if o == rehearse.Skipped {
			r.Why, r.Runs = "the practice lists no insurance", 0
			return r
		}
		r.Run = &rehearse.Run{Persona: "plain", Channel: "chat", Repeat: 2, Expects: []string{"somewhere it is said: “14 Harbor Street”"}, Lines: []rehearse.Line{
			{Caller: true, Text: "where are you located"}, {Text: "I can take a message.", State: "message.text"}}}
		if o == rehearse.Failed {
			r.Wrong, r.Run.Wrong = 15, []string{"“14 Harbor Street” was not said."}
		}
		return r
	}
	side := func(o rehearse.Outcome) rehearse.Report {
		return rehearse.Report{At: d.Now(), Results: []rehearse.Result{result("emergency.chest", "Chest pain at the very beginning.", "emergency", rehearse.Passed),
			result("office.address", "The address is told.", "office_info", o), result("insurance.list", "Which insurances are taken.", "insurance_question", rehearse.Skipped)}}
	}
	draft := side(rehearse.Failed)
	text, err := json.Marshal(rehearse.Both{Published: side(rehearse.Passed), Draft: &draft})
	must(t, err)
	r := rehearse.Rehearsal{ID: id.New[rehearse.Rehearsal](d.IDs), State: rehearse.Done, Draft: "draft", Published: "live", Repeats: 5, AskedBy: owner, Asked: d.Now(), Ended: d.Now(), Reports: phi.NewText(string(text)), Worse: 1}
	must(t, d.Store.Do(ctx, actor.System(), func(x tx.Tx) error {
		if err := d.Store.Rehearsals().Add(ctx, x, r); err != nil {
			return err
		}
		return d.Audit.Record(ctx, x, "rehearsal ended", audit.Ref{Kind: "rehearsal", ID: string(r.ID)}, "", nil)
	}))
	house["/console/rehearsal/{id}"], house["{name}"] = func() string { return string(r.ID) }, func() string { return "office.address" }
	own := string(d.learnt(t, owner))
	house["{own}"] = func() string { return own }
}

// learnt makes a scenario of a chat, as staff do with one click, and returns its id.
func (d demo) learnt(t *testing.T, by identity.StaffID) rehearse.OwnID {
	t.Helper()
	ctx, who := context.Background(), actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: string(by)}
	d.chat(t, "learnt", "1", "it ran out again and I need more of it")
	live, err := d.Desk.Live(ctx, actor.System())
	must(t, err)
	for _, l := range live {
		c, err := d.Desk.Conversation(ctx, actor.System(), l.ID)
		must(t, err)
		for _, s := range c.Turns {
			if strings.Contains(s.Text.Reveal(), "it ran out again") {
				_, err := d.Rehearse.Learn(ctx, who, l.ID, s.Seq, "refill")
				must(t, err)
				_, own, err := d.Rehearse.List(ctx, who)
				must(t, err)
				return own[len(own)-1].ID
			}
		}
	}
	t.Fatal("the chat is not there")
	return ""
}
