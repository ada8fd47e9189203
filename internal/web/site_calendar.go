package web

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/schedule/feed"
)

// calendarFeed answers a program that subscribes to a calendar. Nobody signs in: the address is the secret.
func (c *call) calendarFeed() error {
	token, ok := strings.CutSuffix(c.r.PathValue("token"), ".ics")
	if !ok {
		return fault.New(fault.NotFound, "web.calendarFeed", "There is no calendar at this address.")
	}
	body, err := c.Feeds.Write(c.r.Context(), token)
	if err != nil {
		return err
	}
	h := c.w.Header()
	tag := fmt.Sprintf(`"%x"`, sha256.Sum256(body))
	h.Set("ETag", tag)
	h.Set("Cache-Control", fmt.Sprintf("private, max-age=%d", int(feed.Refresh.Seconds())))
	h.Set("X-Robots-Tag", "noindex")
	for had := range strings.SplitSeq(c.r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(had), "W/") == tag {
			c.w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="calendar.ics"`)
	_, err = c.w.Write(body)
	return err
}
