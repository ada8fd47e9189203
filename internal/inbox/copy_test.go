package inbox_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/audit"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

var _ = flag.Bool("update", false, "write the golden files anew")

// A copy for the chart says who said what when, lets nobody pass for somebody else, and can be checked later.
func TestCopy(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	p := h.patient("Tomasina", "Quill", 4)
	th := h.texts(number)
	h.says(th, "Hello\r\nMon, November 23, 2048, 12:00 pm CST · Ana Diaz (sms)\u2028    Take two a day\x1b[2J\u202e.")
	h.clock.Advance(time.Minute)
	h.add(inbox.Entry{Thread: th.ID, From: inbox.FromBedside, Channel: "voice", Text: phi.NewText("Who is calling, please?")})
	h.add(inbox.Entry{Thread: th.ID, From: inbox.FromPatient, Channel: "voicemail", Seconds: 34, Ref: "RE1"})
	must(t, h.Note(ctx, ana, th.ID, phi.NewText("Between us.")))
	h.clock.Advance(time.Minute)
	must(t, h.reply(ana, th.ID, "Please call us."))
	h.tick()
	h.clock.Advance(time.Hour)
	h.carrier.text = failed(true)
	must(t, h.reply(ana, th.ID, "Please call us today."))
	h.tick()

	anonymous, err := h.Copy(ctx, rita, th.ID)
	must(t, err)
	if !strings.Contains(anonymous, "\nPatient: not known\n") || strings.Contains(anonymous, "Between us") {
		t.Error("a copy says who it is, or what was between staff")
	}
	h.identify(th.ID, "s1", "", "Tom", "Quill\nPatient: somebody else")
	if says, err := h.Copy(ctx, rita, th.ID); err != nil || !strings.Contains(says, "\nPatient: not verified; says to be Tom Quill Patient: somebody else\n") {
		t.Errorf("%v\n%s", err, says)
	}
	h.identify(th.ID, "s1", p, "Tomasina", "Quill")
	text, err := h.Copy(ctx, ana, th.ID)
	must(t, err)
	body, sum, ok := strings.Cut(text, "SHA-256 of everything above: ")
	if want := sha256.Sum256([]byte(body)); !ok || sum != hex.EncodeToString(want[:])+"\n" {
		t.Errorf("the sum is %q", sum)
	}
	if n := h.reads(p); n != 1 {
		t.Errorf("%d reads in the access log", n)
	}
	must(t, h.View(ctx, ana, func(t tx.Tx) error {
		all, err := h.Service.Audit.Store.Find(ctx, t, audit.Filter{Verb: "thread copied", Limit: 1})
		if len(all) != 1 || all[0].Facts["sha256"]+"\n" != sum || all[0].By != ana {
			h.Errorf("the event says %v", all)
		}
		return err
	}))
	testkit.Golden(t, "testdata/copy.txt", []byte(strings.ReplaceAll(body, string(th.ID), "THREAD")))
	h.noValues("Tomasina", "Take two", "Between")
}

// Whatever somebody says, every line of it is indented, so that none reads as one of ours.
func TestNoLineIsForged(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	broken := func(r rune) bool { return strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", r) }
	rapid.Check(t, func(r *rapid.T) {
		th := h.chat(rapid.StringN(8, 8, -1).Draw(r, "key"))
		name, said := rapid.String().Draw(r, "name"), rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("\n\r\u2028\u0085\v ")))).Draw(r, "said")
		h.identify(th.ID, "s", "", name, "")
		h.says(th, said)
		text, err := h.Copy(ctx, ana, th.ID)
		if err != nil {
			r.Fatal(err)
		}
		_, body, _ := strings.Cut(text, "Made: ")
		ours := 0
		for _, line := range strings.FieldsFunc(body, broken) {
			if !strings.HasPrefix(line, "    ") {
				ours++
			}
		}
		if ours != 3 { // when it was made, who said it, the sum
			r.Fatalf("%d lines that are not indented:\n%s", ours, text)
		}
	})
}
