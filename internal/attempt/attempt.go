// Package attempt has the words for what became of one try to send something.
//
// It promises that the three outcomes mean the same on every channel. Callers owe honesty: an outcome that nobody
// knows is Unknown, and is never repeated where the channel cannot be asked.
package attempt

// Result is the outcome of an attempt in one word.
type Result string

const (
	Sent    Result = "sent"    // the other side took it
	Failed  Result = "failed"  // it certainly did not
	Unknown Result = "unknown" // the connection died between the last byte and the answer
)

// Outcome is what became of an attempt.
type Outcome struct {
	Result    Result
	Permanent bool   // trying again would fail again; of Unknown: asking again would not help
	Code      string // the other side's code, as "550", or where it broke: "connect", "tls", "login", "lost"; never its words
	Ref       string // what the other side calls the thing that was sent, "" where it has no name for it
}
