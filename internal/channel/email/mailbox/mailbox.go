// Package mailbox is a real SMTP server on the loopback address that keeps what it is sent in memory: the demo's
// patients read their mail in it, and tests find out what left the house.
//
// It promises that no message goes any further, and that it holds the last 500 messages of at most 1 MB each. Callers
// owe a Close.
package mailbox

import (
	"bytes"
	"errors"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-smtp"

	"bedside/internal/fault"
)

const (
	keeps   = 500
	largest = 1 << 20
	patient = time.Minute // with a client that says nothing
)

// Message is one that was taken.
type Message struct {
	At      time.Time
	To      string
	From    string // the From header, with the sender's name
	Subject string
	Text    string
	HTML    string
	Invite  string              // the calendar part, with the method that its header says before it: "REQUEST\nBEGIN:VCALENDAR…"
	Files   map[string]string   // attachments by name
	Header  map[string][]string // decoded, by canonical name
}

// Server is a running mailbox. It may be used by several goroutines at once.
type Server struct {
	smtp *smtp.Server
	addr string
	now  func() time.Time
	try  func(to string) Fault

	mu       sync.Mutex
	messages []Message // oldest first
}

// Option changes what a mailbox does.
type Option func(*Server)

// Clock tells the time that messages are kept with.
func Clock(now func() time.Time) Option { return func(s *Server) { s.now = now } }

// Fault is what a test wants to go wrong with one message; the zero Fault is nothing.
type Fault struct {
	Rcpt int  // the code to refuse the recipient with
	Data int  // the code to refuse the message with, after its last byte
	Drop bool // take the message and break the connection instead of answering
}

// Faulty asks f about every recipient, for tests.
func Faulty(f func(to string) Fault) Option { return func(s *Server) { s.try = f } }

// Listen starts a mailbox on a loopback address with a port, such as 127.0.0.1:0. Any other address is Invalid, one
// that is in use is Unavailable.
func Listen(addr string, options ...Option) (*Server, error) {
	host, _, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fault.New(fault.Invalid, "mailbox.Listen", "The mailbox listens on this machine only, as 127.0.0.1:2525.")
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, "mailbox.Listen", "The mailbox cannot listen on "+addr+". Another program may be using the port.", err)
	}
	s := &Server{addr: l.Addr().String(), now: time.Now, try: func(string) Fault { return Fault{} }}
	for _, o := range options {
		o(s)
	}
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: s, conn: c}, nil }))
	s.smtp.Domain = "mailbox.invalid"
	s.smtp.MaxMessageBytes = largest
	s.smtp.MaxRecipients = 1
	s.smtp.ReadTimeout, s.smtp.WriteTimeout = patient, patient
	s.smtp.EnableSMTPUTF8 = true
	s.smtp.ErrorLog = log.New(io.Discard, "", 0) // what breaks here breaks for the sender, who says so
	go func() { _ = s.smtp.Serve(l) }()
	return s, nil
}

// Addr is where it listens, with the port.
func (s *Server) Addr() string { return s.addr }

// Close stops listening and breaks open connections. Messages stay readable.
func (s *Server) Close() error { return s.smtp.Close() }

// Messages returns the messages, the newest first.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Message, 0, len(s.messages))
	for i := len(s.messages) - 1; i >= 0; i-- {
		all = append(all, s.messages[i])
	}
	return all
}

func (s *Server) keep(m Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.messages = append(s.messages, m); len(s.messages) > keeps {
		s.messages = append([]Message(nil), s.messages[len(s.messages)-keeps:]...)
	}
}

// session is one connection.
type session struct {
	server *Server
	conn   *smtp.Conn
	to     string
	fault  Fault
}

func (s *session) Reset()                               { s.to, s.fault = "", Fault{} }
func (s *session) Logout() error                        { return nil }
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	f := s.server.try(to)
	if f.Rcpt != 0 {
		return refusal(f.Rcpt)
	}
	s.to, s.fault = to, f
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.fault.Data != 0 {
		return refusal(s.fault.Data)
	}
	m, err := read(raw)
	if err != nil {
		return refusal(554)
	}
	m.At, m.To = s.server.now(), s.to
	s.server.keep(m)
	if s.fault.Drop {
		return s.conn.Conn().Close()
	}
	return nil
}

func refusal(code int) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: "refused by the mailbox"}
}

// read takes a message apart.
func read(raw []byte) (Message, error) {
	m := Message{Header: map[string][]string{}, Files: map[string]string{}}
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		return m, err
	}
	defer func() { _ = r.Close() }()
	for f := r.Header.Fields(); f.Next(); {
		text, err := f.Text()
		if err != nil {
			return m, err
		}
		m.Header[f.Key()] = append(m.Header[f.Key()], text)
	}
	if from, err := r.Header.AddressList("From"); err == nil && len(from) == 1 {
		m.From = strings.TrimSpace(from[0].Name + " <" + from[0].Address + ">")
	}
	if m.Subject, err = r.Header.Subject(); err != nil {
		return m, err
	}
	for {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return m, nil
		}
		if err != nil {
			return m, err
		}
		body, err := io.ReadAll(p.Body)
		if err != nil {
			return m, err
		}
		text := strings.ReplaceAll(string(body), "\r\n", "\n")
		if h, ok := p.Header.(*mail.InlineHeader); ok {
			switch kind, params, _ := h.ContentType(); kind {
			case "text/plain":
				m.Text = text
			case "text/html":
				m.HTML = text
			case "text/calendar":
				m.Invite = params["method"] + "\n" + string(body)
			}
		}
		if h, ok := p.Header.(*mail.AttachmentHeader); ok {
			name, err := h.Filename()
			if err != nil {
				return m, err
			}
			m.Files[name] = string(body)
		}
	}
}
