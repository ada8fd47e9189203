package flow

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
)

// Edition names the flows, steps and words that the machine runs by, as "1-4a5d1b0c92ff": another edition may ask or say
// something else.
func (m *Machine) Edition() string {
	all, err := json.Marshal([]any{m.flows, m.steps, m.message, m.words})
	if err != nil { // strings and numbers always marshal
		panic("flow: " + err.Error())
	}
	sum := sha256.Sum256(all)
	return strconv.Itoa(version) + "-" + hex.EncodeToString(sum[:])[:12]
}
