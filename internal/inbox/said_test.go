package inbox_test

import (
	"testing"
	"time"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/phi"
)

var pieces = []inbox.PieceKind{inbox.Literal, inbox.FirstName, inbox.FullName, inbox.VisitTime, inbox.Place, inbox.Reason, inbox.ServiceName,
	inbox.ProviderName, inbox.PracticeName, inbox.PracticePhone, inbox.Link}

// What was kept is read again as the same words, of the same kinds.
func TestPieces(t *testing.T) {
	g, err := guard.New(nil, guard.Own{}, time.Now)
	must(t, err)
	check := func(k guard.Kind, said phi.Text) guard.Report {
		parts, err := inbox.Parts(said)
		must(t, err)
		return g.Check(guard.Draft{Kind: k, Audience: guard.Patient, Channel: guard.Channel(k), Recipient: "r", Body: parts})
	}
	for _, k := range pieces {
		text := map[inbox.PieceKind]string{inbox.Link: "https://practice.example/x", inbox.PracticePhone: "(218) 555-0100"}[k]
		if text == "" {
			text = "Ximena"
		}
		said := inbox.Keep(inbox.Piece{Text: phi.NewText("\"Hello\" ")}, inbox.Piece{Kind: k, Text: phi.NewText(text)})
		if r := check(guard.Chat, said); r.Text != `"Hello" `+text {
			t.Errorf("%q says %q", k, r.Text)
		}
		// in a text only what may lie about: so the kind came through
		private := k == inbox.FullName || k == inbox.Reason || k == inbox.ServiceName || k == inbox.ProviderName
		if r := check(guard.SMS, said); private != (r.Verdict == guard.Block) {
			t.Errorf("%q in a text is %s", k, r.Verdict)
		}
	}
	if r := check(guard.Chat, inbox.Keep()); r.Text != "" {
		t.Errorf("nothing says %q", r.Text)
	}
	for _, bad := range []string{"", "{}", "null1", `[{"kind":"nobody","text":"x"}]`, `["x"]`} {
		if _, err := inbox.Parts(phi.NewText(bad)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzParts(f *testing.F) {
	f.Add(`[{"text":"x"},{"kind":"visit_time","text":"Tue"}]`)
	f.Add(`[{"kind":"nobody"}]`)
	f.Fuzz(func(t *testing.T, said string) {
		parts, err := inbox.Parts(phi.NewText(said))
		if (err != nil) != fault.Is(err, fault.Invalid) || err != nil && parts != nil {
			t.Fatalf("%q: %d parts, %v", said, len(parts), err)
		}
	})
}
