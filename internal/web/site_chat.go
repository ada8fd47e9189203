package web

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/inbox"
	"bedside/internal/practice"
	"bedside/internal/triage"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

// chatCookie holds the secret key of a visitor's chat; it lasts as long as the browser is open.
const chatCookie = "bedside_chat"

// chatSession returns the key of the visitor's chat, false if there is none or it is not one of ours.
func (c *call) chatSession() (string, bool) {
	cookie, err := c.r.Cookie(chatCookie)
	if err != nil {
		return "", false
	}
	key, _, _ := strings.Cut(cookie.Value, ".")
	if subtle.ConstantTimeCompare([]byte(cookie.Value), []byte(c.chatValue(key))) != 1 {
		return "", false
	}
	return key, true
}

// chatValue is what the cookie of a chat holds: a key that nobody can make up.
func (c *call) chatValue(key string) string {
	return key + "." + base64.RawURLEncoding.EncodeToString(c.Keys.LinkMAC("chat", key))
}

func (c *call) setChat(value string, age int) {
	http.SetCookie(c.w, &http.Cookie{Name: chatCookie, Value: value, Path: "/chat", MaxAge: age, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure(c.r)})
}

// chat is the page of the conversation, as it stands after a reload.
func (c *call) chat() error { return c.chatPage("", "") }

func (c *call) chatPage(text, mistake string) error {
	v := view.Chat{Site: c.both("chat", "Chat with us", "Chatee con nosotros"), Turn: string(id.New[frontdesk.Turn](c.IDs)), Text: text, Error: mistake}
	if key, ok := c.chatSession(); ok {
		t, err := c.Desk.Transcript(c.r.Context(), frontdesk.Chat, key, 0)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		v.Lines, v.After, v.Begun = c.chatLines(t), t.Last, err == nil
	}
	status := http.StatusOK
	if mistake != "" {
		status = http.StatusBadRequest
	}
	return c.Render.Page(c.w, status, v)
}

// chatLines are the lines of a transcript, in the practice's time.
func (c *call) chatLines(t frontdesk.Transcript) []view.ChatLine {
	loc, said := practice.Location{Zone: c.settings().Zone}.In(), tongue(c.language(""))
	var lines []view.ChatLine
	for _, l := range t.Lines {
		line := view.ChatLine{Seq: l.Seq, When: said.at(l.At.In(loc)), Who: said.you(), Mine: true, Text: l.Own.Reveal()}
		if l.From != inbox.FromPatient {
			_, body, err := l.Words.For(guard.Patient, frontdesk.Chat, t.Recipient)
			if err != nil {
				continue // not for this visitor
			}
			line.Who, line.Mine, line.Text, line.Urgent = said.assistant(), false, body, l.Urgent
			if l.Who != "" {
				line.Who, line.Person = l.Who+", "+c.settings().Name, true
			}
		}
		line.Lang = said.foreign(line.Text)
		lines = append(lines, line)
	}
	return lines
}

func (l tongue) you() string       { return l.say("You", "Usted") }
func (l tongue) assistant() string { return l.say("Automated assistant", "Asistente automático") }

// linesType is what the script of the chat accepts: the new lines, not the whole page.
const linesType = "text/x-lines"

// chatSay takes what a visitor wrote. The same turn twice counts once.
func (c *call) chatSay() error {
	text, turn, piece := readable(c.form("text")), c.form("turn"), c.r.Header.Get("Accept") == linesType
	if strings.TrimSpace(text) == "" || !turnKey(turn) {
		sentence := tongue(c.language("")).say("Please write something first.", "Escriba algo primero, por favor.")
		if piece {
			http.Error(c.w, sentence, http.StatusBadRequest)
			return nil
		}
		return c.chatPage(text, sentence)
	}
	key, ok := c.chatSession()
	if !ok {
		key = string(id.New[frontdesk.Turn](c.IDs))
		c.setChat(c.chatValue(key), 0)
	}
	said := frontdesk.Turn{Channel: frontdesk.Chat, Session: key, ID: turn, Text: text, Event: frontdesk.Said, Heard: true}
	if l := c.language(""); l == words.Spanish {
		said.Language = l // what they write tells more
	}
	r, err := c.Desk.Turn(c.r.Context(), said)
	if err != nil {
		return err
	}
	c.chats.wake(key)
	if !piece {
		if r.Thread == "" { // nothing could be kept, but there is something to say
			return c.chatPage(text, c.replyWords(r))
		}
		return c.see(c.to("/chat") + "#say")
	}
	t, err := c.Desk.Transcript(c.r.Context(), frontdesk.Chat, key, after(c.r.Header.Get("X-After")))
	lines := c.chatLines(t)
	if err != nil {
		l := tongue(c.language(""))
		lines = []view.ChatLine{{Who: l.you(), Mine: true, Text: text}, {Who: l.assistant(), Text: c.replyWords(r), Urgent: r.Urgency == triage.Emergency}}
	}
	return c.piece(view.ChatLines{Lines: lines})
}

// readable is a text without what no database keeps: bytes that are no text, and zeroes.
func readable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

func (c *call) replyWords(r frontdesk.Reply) string {
	_, body, err := r.Words.For(guard.Patient, frontdesk.Chat, r.Recipient)
	if err != nil {
		return tongue(c.language("")).say("This did not reach us. Please call us. In an emergency call 911.", "Esto no nos llegó. Por favor llámenos. En una emergencia llame al 911.")
	}
	return body
}

// chatEnd forgets the chat on this device. What was said stays with the practice.
func (c *call) chatEnd() error {
	if key, ok := c.chatSession(); ok {
		_, err := c.Desk.Turn(c.r.Context(), frontdesk.Turn{Channel: frontdesk.Chat, Session: key, ID: "end", Event: frontdesk.Ended})
		if err != nil {
			c.Log.Error("ending a chat", "err", err)
		}
		c.chats.wake(key)
	}
	c.setChat("", -1)
	return c.see(c.to("/chat"))
}

const (
	streamFor   = 5 * time.Minute // then the browser asks again
	streamPause = time.Second     // between two looks for what staff wrote
)

// chatStream sends the lines of a chat as they come, as server-sent events (WHATWG HTML §9.2).
func (c *call) chatStream() error {
	key, ok := c.chatSession()
	if !ok {
		return fault.New(fault.NotFound, "web.chatStream", "There is no chat here.")
	}
	last := after(c.r.URL.Query().Get("after"))
	if seen := c.r.Header.Get("Last-Event-ID"); seen != "" {
		last = after(seen)
	}
	s := c.openStream()
	wake, done := c.chats.listen(key)
	defer done()
	for end := time.Now().Add(streamFor); time.Now().Before(end); {
		t, err := c.Desk.Transcript(c.r.Context(), frontdesk.Chat, key, last)
		if err != nil {
			return nil // the browser asks again
		}
		if len(t.Lines) > 0 {
			piece, err := c.Render.Piece(view.ChatLines{Lines: c.chatLines(t)})
			if err != nil {
				return err
			}
			last = t.Last
			s.send("lines", strconv.FormatInt(last, 10), piece)
		}
		if t.Ended {
			s.send("over", "", "over")
			return nil
		}
		select {
		case <-c.r.Context().Done():
			return nil
		case <-c.closing:
			return nil
		case <-wake:
		case <-time.After(streamPause):
			s.breathe()
		}
	}
	return nil
}

const streamType = "text/event-stream"

// stream is an open answer to which events are added.
type stream struct {
	w     http.ResponseWriter
	flush func() error
}

func (c *call) openStream() stream {
	rc := http.NewResponseController(c.w)
	_ = rc.SetWriteDeadline(time.Time{}) // it ends by itself
	c.w.Header().Set("Content-Type", streamType)
	c.w.Header().Set("X-Accel-Buffering", "no") // a proxy in front passes it on as it comes
	c.w.WriteHeader(http.StatusOK)
	s := stream{c.w, rc.Flush}
	_ = s.flush()
	return s
}

// retry says after how long the browser asks again once the answer has ended.
func (s stream) retry(after time.Duration) {
	_, _ = fmt.Fprintf(s.w, "retry: %d\n\n", after.Milliseconds())
}

// send writes one event. A browser that is gone is noticed by its context.
func (s stream) send(event, id, data string) {
	if id != "" {
		_, _ = fmt.Fprintf(s.w, "id: %s\n", id)
	}
	_, _ = fmt.Fprintf(s.w, "event: %s\n", event)
	for line := range strings.Lines(data) {
		_, _ = fmt.Fprintf(s.w, "data: %s\n", strings.TrimRight(line, "\r\n"))
	}
	_, _ = fmt.Fprint(s.w, "\n")
	_ = s.flush()
}

// breathe keeps a proxy from thinking that nobody is there.
func (s stream) breathe() {
	_, _ = fmt.Fprint(s.w, ":\n\n")
	_ = s.flush()
}

// turnKey reports whether s can be the key of a turn: letters, digits and dashes that a browser made up.
func turnKey(s string) bool {
	return len(s) >= 16 && len(s) <= 64 && strings.Trim(s, "0123456789abcdefABCDEF-") == ""
}

func after(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// bells wake who listens to a conversation in this process. Others look once a second.
type bells struct {
	mu   sync.Mutex
	rung map[string][]chan struct{}
}

func (b *bells) listen(key string) (<-chan struct{}, func()) {
	ch := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rung == nil {
		b.rung = map[string][]chan struct{}{}
	}
	b.rung[key] = append(b.rung[key], ch)
	return ch, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		rest := b.rung[key][:0]
		for _, other := range b.rung[key] {
			if other != ch {
				rest = append(rest, other)
			}
		}
		if b.rung[key] = rest; len(rest) == 0 {
			delete(b.rung, key)
		}
	}
}

func (b *bells) wake(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, ch := range b.rung[key] {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// wakeAll wakes everybody: somebody of the staff said or did something.
func (b *bells) wakeAll() {
	b.mu.Lock()
	keys := slices.Collect(maps.Keys(b.rung))
	b.mu.Unlock()
	for _, key := range keys {
		b.wake(key)
	}
}
