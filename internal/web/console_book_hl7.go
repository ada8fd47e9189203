package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/elsewhere"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// otherBook is one HL7 interface.
func (c *call) otherBook() error {
	v, err := c.otherBookPage()
	if err != nil {
		return err
	}
	return c.page(v)
}

func (c *call) otherBookPage() (v view.OtherBook, err error) {
	p, err := c.current()
	if err != nil {
		return v, err
	}
	var i elsewhere.State
	err = c.view(func(t tx.Tx) error {
		all, err := c.Elsewhere.Interfaces(c.r.Context(), t)
		if err != nil {
			return err
		}
		n := slices.IndexFunc(all, func(o elsewhere.State) bool { return o.Name == c.r.PathValue("name") })
		if n < 0 {
			return fault.New(fault.NotFound, "web.otherBook", "There is no such interface.")
		}
		i = all[n]
		return nil
	})
	if err != nil {
		return v, err
	}
	v = view.OtherBook{Settings: c.under("Other books"), Row: c.bookInterface(i), Stopped: i.Stopped, Paused: i.Paused, Owns: i.Owns, Sends: i.Sends,
		Zone: view.Field{Value: i.Zone}, Wait: view.Field{Value: strconv.Itoa(int(i.Wait / time.Minute))}, Code: c.field("code")}
	if i.Refused != "" {
		v.Refused = stamp(i.RefuseAt.In(c.office())) + ": " + i.Refused
	}
	v.Confirms = []view.Choice{
		{Value: string(elsewhere.ByAck), Label: "By acknowledging the request", Note: "Its AA is its yes. Most systems.", Chosen: i.Confirms == elsewhere.ByAck},
		{Value: string(elsewhere.ByMessage), Label: "By a message of its own", Note: "Its S12, S13 or S14 about the visit is its yes.", Chosen: i.Confirms == elsewhere.ByMessage},
	}
	for _, k := range elsewhere.MapKinds() {
		v.Kind = append(v.Kind, view.Option(string(k), codeKinds[k], c.form("kind") == string(k)))
	}
	v.Target = targets(p, "", c.form("target"))
	for _, m := range i.Mappings {
		v.Codes = append(v.Codes, view.BookCode{Kind: string(m.Kind), KindName: codeKinds[m.Kind], Code: m.Code, Target: targets(p, m.Kind, m.Target), Unknown: m.Target == ""})
	}
	for _, m := range i.Last {
		v.Messages = append(v.Messages, c.bookMessage(v.Row.URL, m))
	}
	return v, nil
}

var codeKinds = map[elsewhere.MapKind]string{elsewhere.MapProvider: "Provider", elsewhere.MapRoom: "Room", elsewhere.MapLocation: "Location", elsewhere.MapService: "Kind of visit"}

// targets are what a code may stand for; of every kind for "".
func targets(p *practice.Practice, kind elsewhere.MapKind, now string) []view.Choice {
	all := []view.Choice{view.Option("", "nobody has said yet", now == ""), view.Option(elsewhere.Nothing, "nothing of ours", now == elsewhere.Nothing)}
	add := func(of elsewhere.MapKind, id, label string) {
		if kind == "" || kind == of {
			all = append(all, view.Option(id, label, now == id))
		}
	}
	for _, w := range p.Providers {
		add(elsewhere.MapProvider, string(w.ID), w.Name())
	}
	for _, l := range p.Locations {
		for _, r := range l.Rooms {
			add(elsewhere.MapRoom, string(r.ID), "Room "+r.Name+", "+l.Name)
		}
		add(elsewhere.MapLocation, string(l.ID), l.Name)
	}
	for _, s := range p.Services {
		add(elsewhere.MapService, string(s.ID), s.Name)
	}
	return all
}

var messageMarks = map[elsewhere.MessageState]view.Mark{
	elsewhere.New: {Tone: view.Note, Icon: "clock", Word: "Came in"}, elsewhere.Done: {Tone: view.Good, Icon: "circle-check", Word: "Counts"},
	elsewhere.Stale: {Tone: view.Quiet, Icon: "circle-slash", Word: "Older"}, elsewhere.Ignored: {Tone: view.Quiet, Icon: "circle-slash", Word: "Not ours"},
	elsewhere.Held: {Tone: view.Caution, Icon: "circle-help", Word: "Held"}, elsewhere.Waiting: {Tone: view.Note, Icon: "clock", Word: "Waits"},
	elsewhere.Sending: {Tone: view.Caution, Icon: "clock", Word: "Not answered yet"}, elsewhere.Sent: {Tone: view.Good, Icon: "circle-check", Word: "Taken"},
	elsewhere.Refused: {Tone: view.Stop, Icon: "octagon-alert", Word: "Refused"}, elsewhere.Skipped: {Tone: view.Quiet, Icon: "circle-slash", Word: "Skipped"},
}

func (c *call) bookMessage(at string, m elsewhere.Message) view.BookMessage {
	v := view.BookMessage{URL: at + "/messages/" + string(m.ID), At: stamp(m.At.In(c.office())), Way: "From them:", Event: m.Event, Number: m.Control, Mark: messageMarks[m.State], Problem: m.Problem, Refused: m.State == elsewhere.Refused}
	if m.Out {
		v.Way = "To them:"
	}
	if m.Appointment != "" {
		v.VisitURL = "/console/visits/" + string(m.Appointment)
	}
	if m.Out && m.Tries > 1 {
		v.Problem = strings.TrimSpace(v.Problem + " Tried " + plural(m.Tries, "time") + ".")
	}
	return v
}

// otherBookMend shows the page after something that cannot be done.
func (c *call) otherBookMend(err error, put func(*view.OtherBook, string)) error {
	if k := fault.KindOf(err); k != fault.Invalid && k != fault.Conflict {
		return err
	}
	v, failed := c.otherBookPage()
	if failed != nil {
		return failed
	}
	v.Notice = view.Mend(1)
	put(&v, fault.Message(err))
	return c.Render.Page(c.w, statusOf(err), v)
}

func (c *call) otherBookURL() string { return booksURL + "/hl7/" + c.r.PathValue("name") }

// otherBookPost saves the settings.
func (c *call) otherBookPost() error {
	i := elsewhere.Interface{Name: c.r.PathValue("name"), Zone: strings.TrimSpace(c.form("zone")), Owns: c.form("owns") != "", Sends: c.form("sends") != "",
		Confirms: elsewhere.Confirms(c.form("confirms")), Wait: time.Duration(c.number("wait")) * time.Minute}
	if err := c.Elsewhere.SaveInterface(c.r.Context(), c.by, i); err != nil {
		return c.otherBookMend(err, func(v *view.OtherBook, why string) { v.Error = why })
	}
	c.say("saved")
	return c.see(c.otherBookURL())
}

// otherBookCode says what a code is.
func (c *call) otherBookCode() error {
	m := elsewhere.Mapping{Kind: elsewhere.MapKind(c.form("kind")), Code: c.form("code"), Target: c.form("target")}
	if err := c.Elsewhere.Map(c.r.Context(), c.by, c.r.PathValue("name"), m); err != nil {
		return c.otherBookMend(err, func(v *view.OtherBook, why string) { v.Code.Error = why })
	}
	c.say("saved")
	return c.see(c.otherBookURL() + "#codes")
}

// otherBookPause stops sending, or goes on.
func (c *call) otherBookPause() error {
	if err := c.Elsewhere.Pause(c.r.Context(), c.by, c.r.PathValue("name"), c.form("pause") == "yes"); err != nil {
		return err
	}
	c.say("saved")
	return c.see(c.otherBookURL())
}

// otherBookMessage decides on a message that was refused.
func (c *call) otherBookMessage() error {
	decide := c.Elsewhere.Skip
	if c.form("do") == "resend" {
		decide = c.Elsewhere.Resend
	}
	if err := decide(c.r.Context(), c.by, elsewhere.MessageID(c.r.PathValue("id"))); err != nil {
		return c.otherBookMend(err, func(v *view.OtherBook, why string) { v.Error = why })
	}
	c.say("settled")
	return c.see(c.otherBookURL() + "#messages")
}

// otherBookTry says what a message would do. What is pasted is kept nowhere and not shown again.
func (c *call) otherBookTry() error {
	tried, err := c.Elsewhere.Try(c.r.Context(), c.by, c.r.PathValue("name"), []byte(strings.ReplaceAll(c.form("message"), "\n", "\r")))
	if err != nil {
		return c.otherBookMend(err, func(v *view.OtherBook, why string) { v.Message.Error = why })
	}
	v, err := c.otherBookPage()
	if err != nil {
		return err
	}
	v.Tried = c.tried7(tried)
	return c.Render.Page(c.w, http.StatusOK, v)
}

func (c *call) tried7(t elsewhere.Tried) *view.MessageTry {
	if t.Why != "" {
		return &view.MessageTry{Mark: view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: "Refused with " + t.Ack}, Lines: []string{t.Why}}
	}
	v := &view.MessageTry{Mark: view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Acknowledged with " + t.Ack}}
	line := t.Event + " " + t.Means + " a visit"
	if t.Ours {
		line += " of this book"
	}
	if t.Status != "" {
		line += ", status " + t.Status
	}
	v.Lines = append(v.Lines, line+".")
	if t.Takes {
		v.Lines = append(v.Lines, "Taken: "+stamp(t.From.In(c.office()))+" to "+stamp(t.To.In(c.office()))+".")
	} else {
		v.Lines = append(v.Lines, "No time is taken; what the visit took is free.")
	}
	p, err := c.current()
	if err != nil {
		return v
	}
	for _, m := range t.Codes {
		is := "nobody has said yet: the message would be held"
		for _, o := range targets(p, m.Kind, m.Target) {
			if o.Chosen && m.Target != "" {
				is = o.Label
			}
		}
		if m.Target == "" && m.Kind == elsewhere.MapRoom {
			is = "nobody has said yet: no room is taken"
		}
		v.Lines = append(v.Lines, codeKinds[m.Kind]+" “"+m.Code+"”: "+is+".")
	}
	return v
}
