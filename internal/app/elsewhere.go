package app

import (
	"context"
	"net/http"
	"time"

	"bedside/internal/actor"
	"bedside/internal/channel/mllp"
	"bedside/internal/elsewhere"
	"bedside/internal/fault"
	"bedside/internal/fetch"
	"bedside/internal/ical"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// elsewhere opens the door to other books.
func (a *App) elsewhere() *elsewhere.Service {
	s := a.Store
	other := &elsewhere.Service{DB: s, Store: s.Elsewhere(), Queue: s.Jobs(), Practice: a.Practice, Patients: a.Patients, Visits: a.Schedule, Inbox: a.Inbox, Web: calendars{a.Fetch},
		Audit: a.Audit, IDs: a.IDs, Log: a.Log, Now: a.Now}
	a.mllp = &mllp.Lines{Interfaces: a.HL7, Receive: other.Receive, Log: a.Log}
	if len(a.HL7) > 0 {
		other.Line = a.mllp
	}
	return other
}

// serveHL7 makes the interfaces of the configuration ready and listens until ctx ends. What goes wrong is said in the
// log and to staff; the rest of the program goes on.
func (a *App) serveHL7(ctx context.Context) {
	var names []string
	for _, i := range a.HL7 {
		names = append(names, i.Name)
	}
	if err := a.Elsewhere.Ready(ctx, names...); err != nil {
		a.Log.Error("preparing other books", "err", err)
	}
	if len(names) == 0 {
		return
	}
	if err := a.mllp.Run(ctx); err != nil {
		a.Log.Error("listening for HL7", "err", err)
		text := fault.Message(err) + " Visits of the other book do not come in until Bedside is started again."
		_ = a.Store.Do(ctx, actor.System(), func(t tx.Tx) error {
			_, err := a.Inbox.AddTask(ctx, t, inbox.Task{Kind: inbox.OtherBook, Text: phi.NewText(text)})
			return err
		})
	}
}

// calendars asks for calendars over the one client for the outside world.
type calendars struct{ *fetch.Client }

// calendarTime is for all of one calendar; a job has ninety seconds.
const calendarTime = time.Minute

// Get implements [elsewhere.Web].
func (c calendars) Get(ctx context.Context, address, etag, modified string) (elsewhere.Answer, error) {
	h := http.Header{"Accept": {"text/calendar, */*;q=0.1"}}
	if etag != "" {
		h.Set("If-None-Match", etag)
	}
	if modified != "" {
		h.Set("If-Modified-Since", modified)
	}
	res, err := c.Do(ctx, fetch.Request{URL: address, Header: h, Most: ical.Largest, Time: calendarTime})
	switch {
	case err != nil:
		return elsewhere.Answer{}, err
	case res.Status == http.StatusNotModified && (etag != "" || modified != ""):
		return elsewhere.Answer{Same: true, ETag: etag, Modified: modified}, nil
	case res.Status == http.StatusUnauthorized || res.Status == http.StatusForbidden || res.Status == http.StatusNotFound || res.Status == http.StatusGone:
		return elsewhere.Answer{}, fault.New(fault.Unavailable, "app.calendars", "The server says that there is no calendar at this address, or that we may not read it. Publish it again and enter its new address.")
	case res.Status != http.StatusOK:
		return elsewhere.Answer{}, fault.New(fault.Unavailable, "app.calendars", "The calendar's server has trouble just now. It is asked again.")
	}
	return elsewhere.Answer{Body: res.Body, ETag: res.Header.Get("ETag"), Modified: res.Header.Get("Last-Modified")}, nil
}
