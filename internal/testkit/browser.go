package testkit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium returns the browser's path: BEDSIDE_TEST_CHROMIUM, or what PATH has; "" if there is none.
func chromium() string {
	if path := os.Getenv("BEDSIDE_TEST_CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// browser is the one Chromium of a test process. It is started by the first test that asks and dies with the process.
var browser struct {
	once sync.Once
	ctx  context.Context
	err  error
}

func startBrowser() {
	removeOldProfiles()
	profile, err := os.MkdirTemp(os.Getenv("BEDSIDE_TEST_TMP"), fmt.Sprintf("bedside-chromium-%d-", os.Getpid()))
	if err != nil {
		browser.err = err
		return
	}
	alloc, _ := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(chromium()),
		chromedp.UserDataDir(profile),
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.Headless,
		chromedp.DisableGPU,
		chromedp.Flag("no-sandbox", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("lang", "en-US"),
		chromedp.WSURLReadTimeout(time.Minute),
	)
	ctx, _ := chromedp.NewContext(alloc)
	browser.ctx, browser.err = ctx, chromedp.Do(ctx)
}

// removeOldProfiles removes the folders of browsers whose test process has ended.
func removeOldProfiles() {
	old, _ := filepath.Glob(filepath.Join(os.TempDir(), "bedside-chromium-*"))
	for _, dir := range old {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), "bedside-chromium-"), "-")
		n, err := strconv.Atoi(pid)
		if err == nil && syscall.Kill(n, 0) == syscall.ESRCH {
			_ = os.RemoveAll(dir)
		}
	}
}

// Chrome returns a fresh window of a real browser, without cookies of other tests, for chromedp actions: 1280 by 800,
// light. It ends with the test or after ten minutes. A script error on a page, and anything the page's security
// policy had to refuse, fails the test. The test [Need]s browser.
func Chrome(t testing.TB) context.Context {
	t.Helper()
	Need(t, "browser")
	browser.once.Do(startBrowser)
	if browser.err != nil {
		t.Fatalf("Chromium does not start: %v", browser.err)
	}

	var mu sync.Mutex
	var complaints []string
	window, closeWindow := chromedp.NewContext(browser.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, "script error: "+exception(e.ExceptionDetails))
		case *log.EventEntryAdded:
			if e.Entry.Source == log.EntrySourceSecurity || strings.Contains(e.Entry.Text, "Content Security Policy") {
				complaints = append(complaints, "refused: "+e.Entry.Text+" "+e.Entry.URL)
			}
		}
	}))
	t.Cleanup(func() {
		closeWindow()
		mu.Lock()
		defer mu.Unlock()
		for _, c := range complaints {
			t.Error("the browser complained: " + c)
		}
	})
	if err := chromedp.Do(window, Desktop(), Light()); err != nil {
		t.Fatalf("Chromium opens no window: %v", err)
	}
	ctx, cancel := context.WithTimeout(window, 10*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func exception(d *runtime.ExceptionDetails) string {
	if d.Exception != nil && d.Exception.Description != "" {
		return d.Exception.Description
	}
	return fmt.Sprintf("%s at %s:%d", d.Text, d.URL, d.LineNumber+1)
}

// Desktop makes the window 1280 by 800.
func Desktop() chromedp.Action[chromedp.Void] { return chromedp.EmulateViewport(1280, 800) }

// Phone makes the window a telephone's: 390 by 844 with a touch screen.
func Phone() chromedp.Action[chromedp.Void] {
	return chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulatePortrait, chromedp.EmulateTouch)
}

// Light and Dark set what the person has asked of their system.
func Light() chromedp.Action[chromedp.Void] { return colours("light") }
func Dark() chromedp.Action[chromedp.Void]  { return colours("dark") }

func colours(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			// Without motion: a colour on its way to another would be measured in between.
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	})
}

// NoScript switches JavaScript off, or on again, for the pages that follow.
func NoScript(off bool) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off})
		return err
	})
}

// replaced reports whether an action failed since the page, which brings itself up to date, took the element away
// between finding and using it. Nothing was done to the page then.
func replaced(err error) bool {
	refused, ok := errors.AsType[*cdproto.Error](err)
	return ok && slices.Contains([]string{
		"Could not find node with given id", "No node with given id found", "Node is detached from document",
		"Node does not have a layout object", "Could not compute content quads.", "Could not compute box model.",
	}, refused.Message)
}

// Do runs the actions in the window, each within thirty seconds, and fails the test with the page's address if one
// fails. An element that the page replaces meanwhile is looked for again.
func Do(t testing.TB, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	for i, action := range actions {
		step, cancel := context.WithTimeout(ctx, 30*time.Second)
		_, err := chromedp.Run(step, action)
		for err != nil && replaced(err) && step.Err() == nil {
			_, err = chromedp.Run(step, action)
		}
		cancel()
		if err != nil {
			t.Fatalf("action %d in the browser at %s: %v", i+1, location(ctx), err)
		}
	}
}

// Get runs an action that answers something, such as chromedp.Text(chromedp.CSS("h1")), within thirty seconds, and
// fails the test if it fails.
func Get[T any](t testing.TB, ctx context.Context, action chromedp.Action[T]) T {
	t.Helper()
	step, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	v, err := chromedp.Run(step, action)
	if err != nil {
		t.Fatalf("in the browser at %s: %v", location(ctx), err)
	}
	return v
}

func location(ctx context.Context) string {
	step, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	at, err := chromedp.Run(step, chromedp.Location())
	if err != nil {
		return "an unknown page"
	}
	return at
}

// Axe checks the page in the window with axe-core against WCAG 2.2 AA and fails the test with a line for every
// element that breaks a rule.
func Axe(t testing.TB, ctx context.Context) {
	t.Helper()
	axe(t, ctx, `runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'], rules: {'target-size': {enabled: true}}`)
}

// AxeColours checks what depends on colours alone: for a page that Axe has seen, in its other colours.
func AxeColours(t testing.TB, ctx context.Context) {
	t.Helper()
	axe(t, ctx, `runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}`)
}

func axe(t testing.TB, ctx context.Context, rules string) {
	t.Helper()
	if !Get(t, ctx, chromedp.Evaluate[bool]("Boolean(window.axe)")) {
		source, err := os.ReadFile(filepath.Join(Root(t), "testdata", "axe", "axe.min.js"))
		if err != nil {
			t.Fatal(err)
		}
		Do(t, ctx, chromedp.Evaluate[chromedp.Void](string(source)+";0"))
	}
	check := `axe.run(document, {` + rules + `, resultTypes: ['violations'], preload: false})
		.then(r => JSON.stringify({at: location.pathname, violations: r.violations}))`
	result := Get(t, ctx, chromedp.Evaluate[string](check, chromedp.EvalAwaitPromise))
	var page struct {
		At         string
		Violations []struct {
			ID, Impact, Help string
			Nodes            []struct {
				Target         []any
				HTML           string
				FailureSummary string
			}
		}
	}
	if err := json.Unmarshal([]byte(result), &page); err != nil {
		t.Fatalf("axe: %v", err)
	}
	for _, v := range page.Violations {
		for _, n := range v.Nodes {
			why := strings.Join(strings.Fields(n.FailureSummary), " ")
			t.Errorf("%s breaks %s (%s): %s\n\tat %v\n\t%s\n\t%s", page.At, v.ID, v.Impact, v.Help, n.Target, n.HTML, why)
		}
	}
}

// Screenshot writes the whole page as NAME.png to the folder that BEDSIDE_SHOTS names, and does nothing where it
// names none.
func Screenshot(t testing.TB, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("BEDSIDE_SHOTS")
	if dir == "" {
		return
	}
	png := Get(t, ctx, chromedp.FullScreenshot(100))
	if !bytes.HasPrefix(png, []byte("\x89PNG")) {
		t.Fatal("the browser drew no PNG")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}
