package outreach

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/schedule"
)

// Where the site answers the links of messages.
const (
	afterPath = "/how/"
	joinPath  = "/join/"
	TryPath   = "/device" // where anybody tries camera, microphone and connection
)

// FollowUpLink returns the link by which a follow-up is answered, "" if the site's address is unknown. Fetching it
// changes nothing.
func (s *Service) FollowUpLink(site string, i ID) string {
	return s.linkTo(site, afterPath, "after", string(i))
}

// JoinLink returns the link by which a video visit is joined, "" if the site's address is unknown.
func (s *Service) JoinLink(site string, i schedule.ID) string {
	return s.linkTo(site, joinPath, "join", string(i))
}

func (s *Service) linkTo(site, path, what, i string) string {
	ref := s.ref(what, i)
	if ref == "" {
		return ""
	}
	return pageOf(site, path+ref)
}

// pageOf is the address of a page of the practice's own site, "" while it has none.
func pageOf(site, path string) string {
	if site == "" {
		return ""
	}
	return strings.TrimRight(site, "/") + path
}

// macBytes is how much of a link's authentication it carries: 96 bits, so that it fits into a text.
const macBytes = 12

// ref is an id with what proves that it is ours, in 38 characters.
func (s *Service) ref(what, i string) string {
	raw, err := hex.DecodeString(strings.ReplaceAll(i, "-", ""))
	if err != nil || len(raw) != 16 {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(raw, s.Keys.LinkMAC(what, i)[:macBytes]...))
}

// fromRef returns the id of a ref, NotFound for one that is not ours.
func fromRef[T any](s *Service, what, ref string) (id.Of[T], error) {
	raw, err := base64.RawURLEncoding.DecodeString(ref)
	if err == nil && len(raw) == 16+macBytes {
		h := hex.EncodeToString(raw[:16])
		if i, err := id.Parse[T](h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]); err == nil &&
			subtle.ConstantTimeCompare([]byte(ref), []byte(s.ref(what, string(i)))) == 1 {
			return i, nil
		}
	}
	return "", fault.New(fault.NotFound, "outreach.fromRef", "This link is not complete. Copy all of it from the message, or call us.")
}
