package exchange

import (
	"crypto/subtle"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

func (e *Exchange) path(below string) string { return "/2010-04-01/Accounts/" + e.AccountSID + below }

// rest is the part of Twilio's REST interface that the practice uses.
func (e *Exchange) rest() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+e.path("/Messages.json"), e.postText)
	mux.HandleFunc("GET "+e.path("/Messages.json"), e.listTexts)
	mux.HandleFunc("POST "+e.path("/Calls.json"), e.postCall)
	mux.HandleFunc("GET "+e.path("/Calls/{sid}"), e.getCall)
	mux.HandleFunc("POST "+e.path("/Calls/{sid}"), e.leadCall)
	mux.HandleFunc("GET "+e.path("/Recordings/{sid}"), e.getTape)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		account, token, ok := r.BasicAuth()
		if !ok || account != e.AccountSID || subtle.ConstantTimeCompare([]byte(token), []byte(e.AuthToken)) != 1 {
			refuse(w, http.StatusUnauthorized, 20003)
			return
		}
		var f Fault
		if e.Fault != nil {
			f = e.Fault(r.Method, strings.TrimPrefix(r.URL.Path, e.path("")))
		}
		switch {
		case f.Never:
			panic(http.ErrAbortHandler)
		case f.Status != 0:
			refuse(w, f.Status, f.Code)
		case f.Drop:
			mux.ServeHTTP(discard{http.Header{}}, r)
			panic(http.ErrAbortHandler)
		default:
			mux.ServeHTTP(w, r)
		}
	})
}

// discard is an answer that is lost.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

func refuse(w http.ResponseWriter, status, code int) {
	say(w, status, map[string]any{"status": status, "code": code, "message": "refused by the exchange"})
}

func say(w http.ResponseWriter, status int, what any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(what)
}

// longestText is how many code points Twilio sends in one text.
const longestText = 1600

func (e *Exchange) postText(w http.ResponseWriter, r *http.Request) {
	to, body := r.PostFormValue("To"), r.PostFormValue("Body")
	switch {
	case !fictional.MatchString(to):
		refuse(w, http.StatusBadRequest, 21211)
	case r.PostFormValue("From") != e.Number:
		refuse(w, http.StatusBadRequest, 21606)
	case body == "":
		refuse(w, http.StatusBadRequest, 21602)
	case utf8.RuneCountInString(body) > longestText:
		refuse(w, http.StatusBadRequest, 21617)
	default:
		t := Text{SID: e.id("SM"), At: e.Now(), From: e.Number, To: to, Body: body}
		e.keep(t)
		if back := r.PostFormValue("StatusCallback"); back != "" {
			for _, status := range []string{"sent", "delivered"} {
				e.tell(back, url.Values{"MessageSid": {t.SID}, "From": {t.From}, "To": {t.To}, "MessageStatus": {status}})
			}
		}
		say(w, http.StatusCreated, e.row(t, "queued"))
	}
}

func (e *Exchange) row(t Text, status string) map[string]any {
	direction := "inbound"
	if t.From == e.Number {
		direction = "outbound-api"
	}
	return map[string]any{"sid": t.SID, "from": t.From, "to": t.To, "body": t.Body, "status": status, "direction": direction,
		"date_created": t.At.UTC().Format(time.RFC1123Z), "error_code": nil}
}

// listTexts lists texts, the newest first, a page at a time.
func (e *Exchange) listTexts(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	since, err := time.Parse(time.DateOnly, q.Get("DateSent>"))
	if err != nil {
		since = time.Time{}
	}
	rows := []map[string]any{}
	for _, t := range slices.Backward(e.Texts(q.Get("To"))) {
		if t.To == q.Get("To") && t.From == q.Get("From") && !t.At.Before(since) {
			rows = append(rows, e.row(t, "delivered"))
		}
	}
	size, err := strconv.Atoi(q.Get("PageSize"))
	if err != nil || size < 1 {
		size = 50
	}
	page, _ := strconv.Atoi(q.Get("Page")) // none is the first
	from := min(max(page, 0)*size, len(rows))
	to := min(from+size, len(rows))
	answer := map[string]any{"messages": rows[from:to], "next_page_uri": nil}
	if to < len(rows) {
		q.Set("Page", strconv.Itoa(page+1))
		answer["next_page_uri"] = r.URL.Path + "?" + q.Encode()
	}
	say(w, http.StatusOK, answer)
}

func (e *Exchange) postCall(w http.ResponseWriter, r *http.Request) {
	to := r.PostFormValue("To")
	rings, err := strconv.Atoi(r.PostFormValue("Timeout"))
	if err != nil {
		rings = int(unanswered / time.Second)
	}
	c := &Call{exchange: e, sid: e.id("CA"), from: e.Number, to: to, number: to, direction: "outbound-api", start: r.PostFormValue("Url"),
		until: e.Now().Add(time.Duration(rings) * time.Second)}
	if text := r.PostFormValue("Twiml"); text != "" {
		if c.document, err = parse(text); err != nil {
			refuse(w, http.StatusBadRequest, 12100)
			return
		}
	}
	switch {
	case !fictional.MatchString(to):
		refuse(w, http.StatusBadRequest, 21211)
	case r.PostFormValue("From") != e.Number:
		refuse(w, http.StatusBadRequest, 21210)
	case c.document == nil && c.start == "":
		refuse(w, http.StatusBadRequest, 21205)
	default:
		if e.begin(c) != nil {
			refuse(w, http.StatusTooManyRequests, 20429)
			return
		}
		say(w, http.StatusCreated, map[string]any{"sid": c.sid, "status": "queued"})
	}
}

func (e *Exchange) named(w http.ResponseWriter, r *http.Request) *Call {
	c := e.Find(strings.TrimSuffix(r.PathValue("sid"), ".json"))
	if c == nil {
		refuse(w, http.StatusNotFound, 20404)
	}
	return c
}

func (e *Exchange) getCall(w http.ResponseWriter, r *http.Request) {
	if c := e.named(w, r); c != nil {
		say(w, http.StatusOK, map[string]any{"sid": c.sid, "from": c.from, "to": c.to})
	}
}

func (e *Exchange) leadCall(w http.ResponseWriter, r *http.Request) {
	c := e.named(w, r)
	switch {
	case c == nil:
	case c.State().Phase == Ended:
		refuse(w, http.StatusBadRequest, 21220)
	case r.PostFormValue("Status") == "completed":
		c.Hangup()
		say(w, http.StatusOK, map[string]any{"sid": c.sid})
	case r.PostFormValue("Url") == "":
		refuse(w, http.StatusBadRequest, 21205)
	default:
		c.lead(r.PostFormValue("Url"))
		say(w, http.StatusOK, map[string]any{"sid": c.sid})
	}
}

// getTape plays a recording: as long as what was said, and silent, for nobody has a voice here.
func (e *Exchange) getTape(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	t, ok := e.tapes[strings.TrimSuffix(r.PathValue("sid"), ".wav")]
	e.mu.Unlock()
	if !ok {
		refuse(w, http.StatusNotFound, 20404)
		return
	}
	const rate = 8000
	n := uint32(t.seconds * rate)
	h := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x08\x00data\x00\x00\x00\x00")
	binary.LittleEndian.PutUint32(h[4:], 36+n)
	binary.LittleEndian.PutUint32(h[24:], rate)
	binary.LittleEndian.PutUint32(h[28:], rate)
	binary.LittleEndian.PutUint32(h[40:], n)
	w.Header().Set("Content-Type", "audio/x-wav")
	_, _ = w.Write(h)
	second := make([]byte, rate)
	for i := range second {
		second[i] = 0x80
	}
	for range t.seconds {
		_, _ = w.Write(second)
	}
}
