package reident

import (
	"strings"
	"testing"
)

// BenchmarkRead reads texts that describe nobody, and one that does at its end.
func BenchmarkRead(b *testing.B) {
	plain := strings.Repeat("walk each day and drink water with family and friends when the weather is good ", 5)
	for name, text := range map[string]string{
		"nobody":    plain,
		"a patient": plain + "My patient Maria Lopez came on October 3, 2026. Call 218-555-0199.",
		"a story":   plain + "My patient, a 71-year-old dairy farmer from Elba, NY, came last Tuesday.",
	} {
		b.Run(name, func(b *testing.B) {
			var r Reader
			d := scanned(text)
			b.ReportAllocs()
			for b.Loop() {
				for _, p := range r.Read(d, Practice{}, 2026) {
					p.Estimate(Practice{})
				}
			}
		})
	}
}
