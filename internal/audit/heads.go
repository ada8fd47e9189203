package audit

import (
	"bufio"
	"crypto/hmac"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/phi"
)

// ExportedHead is a head as it was written down outside the database.
type ExportedHead struct {
	Head
	At time.Time
}

// FormatHead returns the line, without its end, that is written down outside the database after a sealing:
// "SEQ TIME MAC SEAL", where SEAL authenticates the rest, so that nobody without the key file can make one.
func FormatHead(h Head, at time.Time, keys *phi.Keys) string {
	line := fmt.Sprintf("%d %s %x", h.Seq, at.UTC().Format(time.RFC3339Nano), h.MAC)
	return line + " " + hex.EncodeToString(keys.AuditMAC("head", line))
}

// ParseHeads reads lines as FormatHead writes them. A last line without an end is one that a crash cut short, and
// is left out. Any other line that is not one of ours is Invalid, and its number is named.
func ParseHeads(r io.Reader, keys *phi.Keys) ([]ExportedHead, error) {
	const op = "audit.ParseHeads"
	var heads []ExportedHead
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := in.ReadString('\n')
		if err == io.EOF {
			return heads, nil
		}
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, op, "The exported heads of the event log cannot be read.", err)
		}
		h, ok := parseHead(strings.TrimSuffix(line, "\n"), keys)
		if !ok {
			return nil, fault.New(fault.Invalid, op, fmt.Sprintf("Line %d of the exported heads was not written by Bedside, or was changed after it was written.", n))
		}
		heads = append(heads, h)
	}
}

func parseHead(text string, keys *phi.Keys) (ExportedHead, bool) {
	i := strings.LastIndexByte(text, ' ')
	if i < 0 || !hmac.Equal([]byte(text[i+1:]), []byte(hex.EncodeToString(keys.AuditMAC("head", text[:i])))) {
		return ExportedHead{}, false
	}
	// The line is ours, so its three fields are as FormatHead wrote them.
	f := strings.Fields(text[:i])
	seq, _ := strconv.ParseInt(f[0], 10, 64)
	at, _ := time.Parse(time.RFC3339Nano, f[1])
	mac, _ := hex.DecodeString(f[2])
	return ExportedHead{Head{seq, mac}, at}, true
}
