package app_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"bedside/internal/testkit"
)

// says is everything that an element says, in one line.
func says(t *testing.T, ctx context.Context, where string) string {
	t.Helper()
	return strings.Join(strings.Fields(testkit.Get(t, ctx, chromedp.Evaluate[string]("document.querySelector("+quoted(where)+")?.textContent ?? ''"))), " ")
}

// contains reports whether a part of the page says something; not while the browser is on its way to the next page.
func contains(ctx context.Context, where, what string) bool {
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.querySelector("+quoted(where)+")?.textContent ?? ''"))
	return err == nil && strings.Contains(strings.Join(strings.Fields(got), " "), what)
}

// hears waits until a part of the page says something.
func hears(t *testing.T, ctx context.Context, where, what string) {
	t.Helper()
	testkit.Eventually(t, "the page to say "+what, func() bool { return contains(ctx, where, what) })
}

// count is how many elements there are.
func count(t *testing.T, ctx context.Context, where string) int {
	t.Helper()
	return testkit.Get(t, ctx, chromedp.Evaluate[int]("document.querySelectorAll("+quoted(where)+").length"))
}

// holds reports a condition of the page.
func holds(t *testing.T, ctx context.Context, condition string) bool {
	t.Helper()
	return testkit.Get(t, ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
}

// write types into a field anew and presses a button.
func write(t *testing.T, ctx context.Context, field, text, button string) {
	t.Helper()
	testkit.Do(t, ctx, chromedp.SetValue(css(field), text), chromedp.Click(css(button)))
}

const narrow = "document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"

// TestAChat: a visitor writes and is answered on the same page, a reload shows it all again, a person of the practice
// takes over, is stopped by the guard from telling a record number, answers, and hands back.
func TestAChat(t *testing.T) {
	testkit.Need(t, "browser")
	d := startDemo(t)
	visitor, desk := testkit.Chrome(t), testkit.Chrome(t)
	testkit.Do(t, visitor, chromedp.Navigate(d.url+"/"), chromedp.Click(css(".ask a")), chromedp.WaitVisible(css("#say")))
	testkit.Axe(t, visitor)
	if page := says(t, visitor, "main"); !strings.Contains(page, "automated assistant") || !strings.Contains(page, "staff") || !strings.Contains(page, "911") {
		t.Errorf("the page does not say who answers, how to reach a person, and 911:\n%s", page)
	}
	for _, what := range []string{
		"document.querySelector('#lines').getAttribute('role') === 'log'", "document.querySelector('#lines').getAttribute('aria-live') === 'polite'",
		"document.querySelector('#lines').getAttribute('aria-label')", "document.querySelector('#say').labels.length === 1",
	} {
		if !holds(t, visitor, what) {
			t.Errorf("to a screen reader the chat lacks: %s", what)
		}
	}

	testkit.Do(t, visitor, chromedp.Evaluate[chromedp.Void]("void (window.same = true)"))
	write(t, visitor, "#say", "when are you open?", "[data-say] button")
	hears(t, visitor, "#lines", "Harbor Street")
	if !holds(t, visitor, "window.same") {
		t.Error("the page was loaded anew to show the answer")
	}
	if n := count(t, visitor, "#lines .line"); n != 2 {
		t.Errorf("%d lines after one question and its answer", n)
	}
	testkit.Do(t, visitor, chromedp.Reload())
	hears(t, visitor, "#lines", "Harbor Street")
	write(t, visitor, "#say", "staff", "[data-say] button")
	testkit.Eventually(t, "an answer", func() bool { return count(t, visitor, "#lines .line") == 4 })
	testkit.Axe(t, visitor)
	testkit.Do(t, visitor, testkit.Phone())
	if !holds(t, visitor, narrow) {
		t.Error("on a telephone the chat scrolls sideways")
	}
	testkit.Screenshot(t, visitor, "story-chat-phone")
	testkit.Do(t, visitor, testkit.Desktop())

	d.signIn(t, desk)
	testkit.Do(t, desk, chromedp.Navigate(d.url+"/console/inbox"), chromedp.Click(css(".threads a")), chromedp.WaitVisible(css("#reply-text")))
	testkit.Axe(t, desk)
	if !holds(t, desk, "document.querySelector('[data-reply] button').getBoundingClientRect().bottom <= innerHeight") {
		t.Error("at a desk the reply is not in view")
	}
	if holds(t, desk, "document.querySelector('#lines').getBoundingClientRect().bottom > document.querySelector('[data-reply]').getBoundingClientRect().top") {
		t.Error("the reply does not stand below what was said")
	}
	testkit.Do(t, desk, chromedp.Click(css("form[action$='/take'] button")), chromedp.WaitVisible(css("form[action$='/handback']")))
	hears(t, desk, "main", "You answer here now")

	write(t, desk, "#reply-text", "The record with MRN 4471920 is ready.", "[data-reply] button")
	hears(t, desk, "main", "This was not sent")
	if got := testkit.Get(t, desk, value("#reply-text")); got != "The record with MRN 4471920 is ready." || count(t, desk, "[data-findings] .notice") == 0 {
		t.Errorf("what was refused is not there to be changed, or not explained: %q", got)
	}
	testkit.Axe(t, desk)
	testkit.Screenshot(t, desk, "story-refused-reply")
	write(t, desk, "#reply-text", "We are here. How can we help?", "[data-reply] button")
	hears(t, visitor, "#lines", "We are here. How can we help?")
	hears(t, desk, "#lines", "We are here. How can we help?")
	if strings.Contains(says(t, visitor, "#lines"), "4471920") {
		t.Error("the visitor read what the guard refused")
	}

	before := count(t, visitor, "#lines .line")
	write(t, visitor, "#say", "when are you open on Monday?", "[data-say] button")
	hears(t, desk, "#lines", "when are you open on Monday?")
	write(t, desk, "#reply-text", "From eight.", "[data-reply] button")
	hears(t, visitor, "#lines", "From eight.")
	hears(t, desk, "#lines", "From eight.")
	if n := count(t, visitor, "#lines .line"); n != before+2 {
		t.Errorf("while a person answers, %d lines came instead of two", n-before)
	}
	testkit.Screenshot(t, desk, "story-thread")
	testkit.Do(t, desk, chromedp.Click(css("form[action$='/handback'] button")), chromedp.WaitVisible(css("form[action$='/take']")))
	write(t, visitor, "#say", "when are you open on Tuesday?", "[data-say] button")
	testkit.Eventually(t, "Bedside to answer again", func() bool { return count(t, visitor, "#lines .line") == before+4 })
}

// TestAChatWithoutScript: the same by forms alone, and the end of it.
func TestAChatWithoutScript(t *testing.T) {
	testkit.Need(t, "browser")
	d, ctx := startDemo(t), testkit.Chrome(t)
	testkit.Do(t, ctx, testkit.NoScript(true), chromedp.Navigate(d.url+"/chat"))
	for _, text := range []string{"I need to see somebody about my knee", "I have crushing chest pain"} {
		testkit.Do(t, ctx, chromedp.SendKeys(css("#say"), text), chromedp.Submit(css("[data-say]")), chromedp.WaitVisible(css("form[action='/chat/end']")))
	}
	testkit.Do(t, ctx, chromedp.WaitVisible(css("#lines .line:nth-of-type(4)")))
	if got := testkit.Get(t, ctx, chromedp.Text(css("#lines .line:nth-of-type(4)"))); !strings.Contains(got, "Call 911 now") {
		t.Errorf("to crushing chest pain the chat says %q", got)
	}
	testkit.Screenshot(t, ctx, "story-chat-emergency")
	testkit.Do(t, ctx, chromedp.Submit(css("form[action='/chat/end']")), chromedp.WaitReady(css("#lines:empty")))
}
