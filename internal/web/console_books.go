package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"bedside/internal/elsewhere"
	"bedside/internal/fault"
	"bedside/internal/ical"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const booksURL = "/console/practice/books"

// books lists the books that live elsewhere.
func (c *call) books() error {
	v, err := c.booksPage()
	if err != nil {
		return err
	}
	return c.page(v)
}

func (c *call) booksPage() (v view.OtherBooks, err error) {
	p, err := c.current()
	if err != nil {
		return v, err
	}
	v = view.OtherBooks{Settings: c.under("Other books"), Name: c.field("name"), Address: c.field("address")}
	whose, every := c.form("whose"), c.form("every")
	for _, w := range p.Providers {
		if w.Active {
			v.Whose = append(v.Whose, view.Option("provider:"+string(w.ID), w.Name(), whose == "provider:"+string(w.ID)))
		}
	}
	for _, l := range p.Locations {
		if !l.Active {
			continue
		}
		v.Location = append(v.Location, view.Option(string(l.ID), l.Name, c.form("location") == string(l.ID)))
		for _, r := range l.Rooms {
			if r.Active {
				v.Whose = append(v.Whose, view.Option("room:"+string(r.ID), "Room "+r.Name+", "+l.Name, whose == "room:"+string(r.ID)))
			}
		}
	}
	for _, o := range [][2]string{{"5", "Every 5 minutes"}, {"15", "Every 15 minutes"}, {"60", "Every hour"}, {"1440", "Once a day"}} {
		v.Every = append(v.Every, view.Option(o[0], o[1], every == o[0] || every == "" && o[0] == "15"))
	}
	err = c.view(func(t tx.Tx) error {
		feeds, err := c.Elsewhere.Feeds(c.r.Context(), t)
		if err != nil {
			return err
		}
		all, err := c.Elsewhere.Interfaces(c.r.Context(), t)
		v.Feeds, v.Interfaces = nil, nil
		for _, f := range feeds {
			v.Feeds = append(v.Feeds, c.bookFeed(p, f))
		}
		for _, i := range all {
			v.Interfaces = append(v.Interfaces, c.bookInterface(i))
		}
		return err
	})
	return v, err
}

func (c *call) bookFeed(p *practice.Practice, f elsewhere.Feed) view.BookFeed {
	zone := zoneOf(p, f.Location)
	row := view.BookFeed{URL: booksURL + "/feeds/" + string(f.ID), Name: f.Name, Left: f.Left, File: f.Address.IsZero(), Paused: f.Paused, Problem: f.Problem}
	if w, ok := p.Provider(f.Provider); ok {
		row.Of = w.Name()
	} else if l, ok := p.Location(f.Location); ok {
		for _, r := range l.Rooms {
			if r.ID == f.Room {
				row.Of = "Room " + r.Name + ", " + l.Name
			}
		}
	}
	if !f.Read.IsZero() {
		row.Read, row.Count = stamp(f.Read.In(zone)), plural(f.Events, "event")+", "+plural(f.Times, "busy time")
	}
	if f.Lost > 0 {
		row.Count += ", " + plural(f.Lost, "event") + " left out"
	}
	if !f.Next.IsZero() && !f.Paused && !row.File {
		row.Next = clock(f.Next.In(zone))
	}
	switch {
	case f.Paused:
		row.Mark = view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Paused"}
	case f.Problem != "":
		row.Mark = view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: "Not read"}
	case f.Read.IsZero():
		row.Mark = view.Mark{Tone: view.Note, Icon: "clock", Word: "Will be read"}
	case f.Lost > 0 || len(f.Left) > 0:
		row.Mark = view.Mark{Tone: view.Caution, Icon: "triangle-alert", Word: "Read in part"}
	default:
		row.Mark = view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Read"}
	}
	return row
}

// booksMend shows the list after a form that needs mending.
func (c *call) booksMend(err error, put func(*view.OtherBooks, string)) error {
	if k := fault.KindOf(err); k != fault.Invalid && k != fault.Conflict && k != fault.Unavailable {
		return err
	}
	v, failed := c.booksPage()
	if failed != nil {
		return failed
	}
	v.Notice = view.Mend(1)
	put(&v, fault.Message(err))
	return c.Render.Page(c.w, statusOf(err), v)
}

// booksFeed adds a calendar, or says what it would take.
func (c *call) booksFeed() error {
	text, err := c.calendarFile()
	if err != nil {
		return c.booksMend(err, func(v *view.OtherBooks, why string) { v.File.Error = why })
	}
	kind, id, _ := strings.Cut(c.form("whose"), ":")
	n := elsewhere.NewFeed{Name: c.form("name"), Address: c.form("address"), Location: practice.LocationID(c.form("location")), File: text, Every: time.Duration(c.number("every")) * time.Minute}
	if kind == "room" {
		n.Room = practice.RoomID(id)
	} else {
		n.Provider = practice.ProviderID(id)
	}
	beside := func(v *view.OtherBooks, why string) {
		if len(text) > 0 {
			v.File.Error = why
		} else {
			v.Address.Error = why
		}
	}
	if c.form("do") == "try" {
		read, err := c.Elsewhere.TryCalendar(c.r.Context(), c.by, n)
		if err != nil {
			return c.booksMend(err, beside)
		}
		v, err := c.booksPage()
		if err != nil {
			return err
		}
		v.Try = c.bookTry(n.Location, read)
		return c.page(v)
	}
	if _, err := c.Elsewhere.AddFeed(c.r.Context(), c.by, n); err != nil {
		return c.booksMend(err, beside)
	}
	c.say("sentread")
	return c.see(booksURL)
}

const triedShown = 8

func (c *call) bookTry(l practice.LocationID, read ical.Read) *view.BookTry {
	p, err := c.current()
	if err != nil {
		return nil
	}
	zone := zoneOf(p, l)
	v := &view.BookTry{Count: plural(read.Events, "event") + ", " + plural(len(read.Busy), "busy time") + " in the coming year.", Left: read.Left}
	for _, b := range read.Busy[:min(triedShown, len(read.Busy))] {
		v.First = append(v.First, stamp(b.From.In(zone))+" to "+stamp(b.To.In(zone)))
	}
	return v
}

// calendarFile reads the file of the form, nil if there is none; it is held in memory, since it names people.
func (c *call) calendarFile() ([]byte, error) {
	f, _, err := c.r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	}
	if err != nil {
		return nil, unread(err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, ical.Largest+1))
	if err != nil {
		return nil, unread(err)
	}
	return text, nil
}

// booksFeedPost reads a calendar now, pauses it, or removes it.
func (c *call) booksFeedPost() error {
	ctx, i := c.r.Context(), elsewhere.FeedID(c.r.PathValue("id"))
	var err error
	say := "saved"
	switch c.form("do") {
	case "again":
		err, say = c.Elsewhere.Again(ctx, c.by, i), "sentread"
	case "pause":
		err = c.Elsewhere.PauseFeed(ctx, c.by, i, true)
	case "go":
		err = c.Elsewhere.PauseFeed(ctx, c.by, i, false)
	case "remove":
		err, say = c.Elsewhere.RemoveFeed(ctx, c.by, i), "removed"
	default:
		err = fault.New(fault.Invalid, "web.booksFeedPost", "Choose what is to be done.")
	}
	if err != nil {
		return c.booksMend(err, func(v *view.OtherBooks, why string) { v.Error = why })
	}
	c.say(say)
	return c.see(booksURL)
}

func (c *call) bookInterface(i elsewhere.State) view.BookInterface {
	v := view.BookInterface{URL: booksURL + "/hl7/" + url.PathEscape(i.Name), Name: i.Name, What: "Its visits take time here"}
	if i.Owns {
		v.What = "It owns the book"
	}
	if i.Sends {
		v.What += "; changes are sent"
	}
	var waits []string
	for _, w := range []struct {
		n    int
		what string
	}{{i.Counts.New, " came in"}, {i.Counts.Held, " held"}, {i.Counts.Waiting, " to send"}, {i.Counts.Refused, " refused"}} {
		if w.n > 0 {
			waits = append(waits, thousands(int64(w.n))+w.what)
		}
	}
	if v.Waits = strings.Join(waits, ", "); v.Waits == "" {
		v.Waits = "nothing waits"
	}
	if !i.Heard.IsZero() {
		v.Heard = stamp(i.Heard.In(c.office()))
	}
	switch {
	case i.Stopped != "":
		v.Mark = view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: "Stands still"}
	case i.Paused:
		v.Mark = view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Paused"}
	case i.Counts.Held > 0:
		v.Mark = view.Mark{Tone: view.Caution, Icon: "circle-help", Word: "Asks"}
	default:
		v.Mark = view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Runs"}
	}
	return v
}
