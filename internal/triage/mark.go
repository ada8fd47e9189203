package triage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Mark names exactly what a rule holds: its tier, its plain reading, its source, its patterns and its examples. Another
// mark is another rule, whatever it is called.
func (r Rule) Mark() string {
	b, err := json.Marshal([]any{r.ID, r.Kind, r.Tier, r.Ask, r.Plain, r.Source, r.When, r.Fires, r.Quiet})
	if err != nil { // strings always marshal
		panic("triage: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])[:12]
}
