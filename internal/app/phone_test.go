package app_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"bedside/internal/testkit"
)

// TestTheDemoTelephone: somebody calls the practice on the page, speaks, presses a key and hangs up; then texts it. The
// same without JavaScript, at the width of a telephone.
func TestTheDemoTelephone(t *testing.T) {
	testkit.Need(t, "browser")
	d, ctx := startDemo(t), testkit.Chrome(t)
	for _, way := range []struct {
		name string
		off  bool
		how  chromedp.Action[chromedp.Void]
	}{{"with script", false, testkit.Desktop()}, {"without", true, testkit.Phone()}} {
		t.Run(way.name, func(t *testing.T) {
			testkit.Do(t, ctx, testkit.NoScript(way.off), way.how, chromedp.Navigate(d.url+"/demo/phone"))
			press := func(button string) { // and without script wait for the page that follows
				t.Helper()
				testkit.Do(t, ctx, chromedp.WaitVisible(css(button)), chromedp.Evaluate[chromedp.Void]("void (window.old = true)"), chromedp.Click(css(button)))
				testkit.Eventually(t, "the next page", func() bool {
					old, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean(window.old)"))
					return err == nil && old != way.off
				})
			}
			press("button[value=call]")
			hears := func(where, what string) {
				t.Helper()
				testkit.Eventually(t, "the telephone to say "+what, func() bool {
					if contains(ctx, where, what) || !way.off {
						return contains(ctx, where, what)
					}
					_, _ = chromedp.Run(ctx, chromedp.Reload()) // what is said later shows after the next look
					return false
				})
			}
			hears(".phone-call .lines", "automated assistant")
			testkit.Do(t, ctx, chromedp.WaitVisible(css("#speech")), chromedp.SendKeys(css("#speech"), "when are you open?"))
			press("button[value=say]")
			hears(".phone-call .lines", "Harbor Street")
			if !way.off {
				testkit.Axe(t, ctx)
			}
			testkit.Screenshot(t, ctx, "story-phone-"+way.name)
			press("button[value='key #']")
			hears(".phone-call .lines", "#")
			press("button[value=hangup]")
			hears(".phone-call header", "ended")
			testkit.Do(t, ctx, chromedp.SendKeys(css("#sms"), "when are you open?"))
			press("button[value=text]")
			hears(".phone-texts .lines", "Harbor Street")
		})
	}
}
