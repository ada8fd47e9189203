package email

import (
	"bytes"
	_ "embed"
	"html/template"
	netmail "net/mail"
	"strings"
	"time"
	"unicode"

	mail "github.com/wneessen/go-mail"

	"bedside/internal/fault"
	"bedside/internal/outreach"
)

//go:embed letter.html
var letterHTML string

var letter = template.Must(template.New("letter").Parse(letterHTML))

// compose writes a letter with its headers: plain text, and the same words in HTML.
func compose(e outreach.Envelope, title, body string, at time.Time) ([]byte, error) {
	const op = "email.compose"
	for _, v := range []string{title, e.From, e.FromName, e.ID, e.Stop, e.To.Reveal()} {
		if strings.ContainsFunc(v, unicode.IsControl) {
			return nil, fault.New(fault.Invalid, op, "A line of the envelope holds a control character.")
		}
	}
	from, err := netmail.ParseAddress(e.From)
	if err != nil || from.Address != e.From {
		return nil, fault.New(fault.Invalid, op, "The practice's e-mail address cannot be used. It looks like office@example.com.")
	}
	var page bytes.Buffer
	if err := letter.Execute(&page, paragraphs(e.FromName, title, body)); err != nil {
		return nil, fault.Wrap(fault.Internal, op, "", err)
	}
	m := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithEncoding(mail.EncodingQP))
	m.FromMailAddress(&netmail.Address{Name: e.FromName, Address: e.From})
	m.ToMailAddress(&netmail.Address{Address: e.To.Reveal()})
	m.Subject(title)
	m.SetDateWithValue(at)
	m.SetMessageIDWithValue(e.ID + "@" + e.From[strings.LastIndex(e.From, "@")+1:])
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no automatic answers, please
	if e.Stop != "" {                                  // RFC 8058
		m.SetGenHeaderPreformatted(mail.HeaderListUnsubscribe, "<"+e.Stop+">")
		m.SetGenHeader(mail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	m.SetBodyString(mail.TypeTextPlain, body)
	m.AddAlternativeString(mail.TypeTextHTML, page.String())
	if e.Invite != nil {
		if err := invite(m, e, at); err != nil {
			return nil, fault.At(op, err)
		}
	}
	var out bytes.Buffer
	if _, err := m.WriteTo(&out); err != nil {
		return nil, fault.Wrap(fault.Invalid, op, "The letter cannot be written.", err)
	}
	return out.Bytes(), nil
}

// invite adds the invitation twice: as an alternative, which programs take into the calendar by its method, and as a
// file, for those that do not (RFC 6047 §2.4).
func invite(m *mail.Msg, e outreach.Envelope, at time.Time) error {
	calendar, err := e.Invite.Calendar(e.From, e.To, at)
	if err != nil {
		return err
	}
	m.AddAlternativeString(mail.ContentType("text/calendar; method="+e.Invite.Method()), string(calendar), mail.WithPartEncoding(mail.EncodingB64))
	return m.AttachReader("invite.ics", bytes.NewReader(calendar), mail.WithFileContentType("application/ics"), mail.WithFileEncoding(mail.EncodingB64))
}

// sheet is what the HTML letter is made of. It adds no word to the cleared ones but the sender's name.
type sheet struct {
	From, Title string
	Paragraphs  []paragraph
}

type paragraph struct {
	Lines []line
	Card  bool // what the paragraph before announced with a colon
	Small bool // holds a link: how to stop
}

type line struct {
	Text string
	Link bool
}

// paragraphs splits the cleared body at empty lines.
func paragraphs(from, title, body string) sheet {
	s := sheet{From: from, Title: title}
	announced := false
	for _, text := range strings.Split(body, "\n\n") {
		p := paragraph{Card: announced}
		for _, l := range strings.Split(text, "\n") {
			link := strings.HasPrefix(l, "https://") || strings.HasPrefix(l, "http://")
			p.Lines = append(p.Lines, line{Text: l, Link: link})
			p.Small = p.Small || link
		}
		announced = strings.HasSuffix(text, ":")
		s.Paragraphs = append(s.Paragraphs, p)
	}
	return s
}
