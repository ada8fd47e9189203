package text

import (
	"fmt"
	"strings"

	"bedside/internal/guard"
)

// Count is how long a text is, as one channel counts.
type Count struct {
	Used, Most int      // in units; Most is 0 where there is no limit
	Unit       string   // "characters" or "bytes"
	Over       int      // Used beyond Most
	Problems   []string // sentences: why the channel would refuse it
	Warnings   []string // sentences: what would come out otherwise than it looks
}

// What platforms allow, as their documentation of 2026 says.
const (
	mostX         = 280
	mostBluesky   = 300  // graphemes
	mostBytes     = 3000 // of UTF-8, Bluesky too
	mostMastodon  = 500  // unless the server says otherwise
	mostLinkedIn  = 3000
	mostInstagram = 2200
	mostFacebook  = 63206

	mostHashtags = 30 // Instagram
	mostMentions = 20
)

// Measure counts a plain text for a channel. Site, WordPress and newsletter take any length.
func Measure(c guard.Channel, plain string) Count {
	plain = strings.ReplaceAll(plain, "\r\n", "\n") // as platforms get it; a browser's form sends both
	switch c {
	case "x":
		return limited("X", weighX(plain), mostX, "characters")
	case "bluesky":
		n := graphemes(plain)
		if len(plain) > mostBytes && n <= mostBluesky {
			return limited("Bluesky", len(plain), mostBytes, "bytes")
		}
		return limited("Bluesky", n, mostBluesky, "characters")
	case "mastodon":
		return limited("Mastodon", weighMastodon(plain), mostMastodon, "characters")
	case "linkedin":
		return limited("LinkedIn", units(plain), mostLinkedIn, "characters")
	case "facebook":
		return limited("Facebook", units(plain), mostFacebook, "characters")
	case "instagram":
		return instagram(plain)
	}
	return Count{Used: graphemes(plain), Unit: "characters"}
}

func limited(name string, used, most int, unit string) Count {
	c := Count{Used: used, Most: most, Unit: unit, Over: max(0, used-most)}
	if c.Over > 0 {
		c.Problems = append(c.Problems, fmt.Sprintf("%s takes %d %s; this is %d too many.", name, most, unit, c.Over))
	}
	return c
}

func instagram(plain string) Count {
	c := limited("Instagram", units(plain), mostInstagram, "characters")
	if n := tags(plain, '#'); n > mostHashtags {
		c.Problems = append(c.Problems, fmt.Sprintf("Instagram takes %d hashtags; these are %d.", mostHashtags, n))
	}
	if n := tags(plain, '@'); n > mostMentions {
		c.Problems = append(c.Problems, fmt.Sprintf("Instagram takes %d mentions; these are %d.", mostMentions, n))
	}
	if len(links(plain)) > 0 {
		c.Warnings = append(c.Warnings, "A link in an Instagram caption cannot be followed: say where to find it instead.")
	}
	return c
}
