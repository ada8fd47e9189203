package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// TestAFileKeepsWhatIsToCome reads a file on every day around its closures and its one special day, when it is not the
// same day everywhere: what is over is left out, and whatever is not is there.
func TestAFileKeepsWhatIsToCome(t *testing.T) {
	day := civil.Date{Year: 2026, Month: time.November, Day: 24}
	text := fmt.Sprintf(`
[practice]
name = "Test Practice"
phone = "218-555-0100"
email = "desk@practice.example"
zone = "America/New_York"
[[location]]
name = "Far"
address = "1 Far Street"
city = "Honolulu"
state = "HI"
zip = "96801"
zone = "Pacific/Honolulu"
[[service]]
name = "Visit"
minutes = 20
[[provider]]
given = "Test"
family = "Lind"
credentials = "MD"
services = ["Visit"]
[[closure]]
name = "Everywhere"
from = "%[1]s"
[[closure]]
name = "There"
location = "Far"
from = "%[1]s"
[[special]]
provider = "Test Lind"
location = "Far"
date = "%[1]s"
hours = "off"
`, day)
	f, err := practice.ReadFile(strings.NewReader(text))
	must(t, err)
	noon := day.At(720, time.UTC)
	for hours := -36; hours <= 36; hours += 3 {
		now := noon.Add(time.Duration(hours) * time.Hour)
		r := openRecords(t, testkit.SQLite(t), slog.New(slog.DiscardHandler))
		r.clock.Set(now)
		must(t, r.do(owner, func(ctx context.Context, x tx.Tx) error { return f.Apply(ctx, x, r.practice) }))
		p, kept := r.read(t), 0
		for _, zone := range []string{"America/New_York", "Pacific/Honolulu"} {
			if !day.Before(civil.DateOf(now.In(mustZone(zone)))) {
				kept++
			}
		}
		if there := !day.Before(civil.DateOf(now.In(mustZone("Pacific/Honolulu")))); len(p.Closures) != kept || (len(p.Specials) == 1) != there {
			t.Errorf("%s: %d closures, want %d; %d special days", now, len(p.Closures), kept, len(p.Specials))
		}
	}
}
