package app_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// TestThePracticesOwnWords: what the practice writes about itself is public, so the guard reads it. A form refuses what
// it blocks, and what is stored all the same is not on the site.
func TestThePracticesOwnWords(t *testing.T) {
	d := startDemo(t)
	const story, path = "Last week I cured Harold Pemberton, a 71-year-old farmer from Elba, of his melanoma.", "/console/practice"
	owner, stranger := d.as(t, actor.Admin), visitor{url: d.url}
	own, now := d.house(t), context.Background()

	form := url.Values{"name": {own.Settings.Name}, "neutral": {own.Settings.NeutralName}, "phone": {own.Settings.Phone}, "email": {own.Settings.Email}, "web": {own.Settings.URL},
		"tagline": {own.Settings.Tagline}, "about": {story}, "zone": {own.Settings.Zone}, "lead": {"60"}, "horizon": {"60"}, "step": {"20"}, "quiet_to": {"08:00"}, "quiet_from": {"21:00"}}
	if got := owner.submit(t, path, path, form); got.status != http.StatusBadRequest || !strings.Contains(got.body, "Everybody can read this on the site.") {
		t.Errorf("a story about a patient as the practice's own words: %d", got.status)
	}
	form.Set("about", "We look after families in the valley.")
	if got := owner.submit(t, path, path, form); got.status != http.StatusSeeOther {
		t.Errorf("words about the practice: %d\n%s", got.status, got.body)
	}
	if home := stranger.ask(t, "GET /", "/", nil).body; !strings.Contains(home, "families in the valley") {
		t.Error("the practice's words are not on its site")
	}

	who := own.Providers[0]
	who.Bio = story
	must(t, d.Store.Do(now, actor.System(), func(tr tx.Tx) error {
		_, err := d.Practice.SaveProvider(now, tr, who)
		return err
	}))
	for _, page := range []string{"/", "/providers", "/providers/" + who.Slug} {
		got := stranger.ask(t, "GET "+page, page, nil)
		if got.status != http.StatusOK || strings.Contains(got.body, "Pemberton") || page != "/" && !strings.Contains(got.body, who.Family) {
			t.Errorf("%s answers %d and shows the story: %v", page, got.status, strings.Contains(got.body, "Pemberton"))
		}
	}
}

// house is the practice as it is stored.
func (d demo) house(t *testing.T) (p *practice.Practice) {
	t.Helper()
	ctx := context.Background()
	must(t, d.Store.View(ctx, actor.System(), func(tr tx.Tx) (err error) {
		p, err = d.Practice.Get(ctx, tr)
		return err
	}))
	return p
}
