// Package email says cleared words to one address over SMTP.
//
// It promises that nothing is sent which the guard has not cleared for this very recipient, that no value can add a
// header or a recipient, and that the outcome is honest: sent means that the server took the message, failed that it
// certainly did not, unknown that the connection died between the last byte and the answer. Callers owe an
// attempt that is committed before they send, because SMTP cannot be asked afterwards.
package email

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"time"

	mail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/outreach"
	"bedside/internal/phi"
)

// TLS says how the connection to the server is protected.
type TLS string

const (
	Default  TLS = ""         // StartTLS, but on the loopback address only where the server offers it
	StartTLS TLS = "starttls" // mandatory
	Implicit TLS = "implicit" // from the first byte, as on port 465
	Off      TLS = "off"      // no protection: only for a relay on a network that is protected itself
)

// Config says which server to give letters to. The zero Config is no server.
type Config struct {
	Host     string
	Port     int
	Username string // "" does not sign in
	Password string
	TLS      TLS
	Roots    *x509.CertPool // whom to trust; nil is the system's
	Hello    string         // what this machine calls itself; "" is its host name
	Timeout  time.Duration  // for all of one letter; 0 is 45 s
	Now      func() time.Time
}

// Mailer sends letters, each over a connection of its own. It may be used by several goroutines at once.
type Mailer struct{ Config }

var _ outreach.Port = (*Mailer)(nil)

const usual = 45 * time.Second

// Ready implements [outreach.Port].
func (m *Mailer) Ready() bool { return m.Host != "" }

// Send implements [outreach.Port]. Its errors are faults: what the guard says of words that are not cleared for
// the recipient, Invalid for an envelope that cannot be written, Unavailable without a server.
func (m *Mailer) Send(ctx context.Context, c guard.Cleared, e outreach.Envelope) (attempt.Outcome, error) {
	const op = "email.Send"
	if !m.Ready() {
		return attempt.Outcome{}, fault.New(fault.Unavailable, op, "No mail server is configured.")
	}
	title, body, err := outreach.Words(c, outreach.Email, e.To)
	if err != nil {
		return attempt.Outcome{}, fault.At(op, err)
	}
	if _, err := phi.ParseEmail(e.To.Reveal()); err != nil {
		return attempt.Outcome{}, fault.At(op, err)
	}
	letter, err := compose(e, title, body, m.Now())
	if err != nil {
		return attempt.Outcome{}, fault.At(op, err)
	}
	ctx, cancel := context.WithTimeout(ctx, m.timeout())
	defer cancel()
	return m.deliver(ctx, e, letter)
}

// Find implements [outreach.Port]: SMTP cannot be asked.
func (m *Mailer) Find(context.Context, outreach.Envelope, phi.Text, time.Time) (attempt.Outcome, error) {
	return attempt.Outcome{Result: attempt.Unknown, Permanent: true}, nil
}

func (m *Mailer) timeout() time.Duration {
	if m.Timeout > 0 {
		return m.Timeout
	}
	return usual
}

// deliver runs one SMTP transaction. Until the final dot every failure is certain; what the library does around it
// is not used, since a QUIT in the middle of the data would end them with that dot.
func (m *Mailer) deliver(ctx context.Context, e outreach.Envelope, letter []byte) (attempt.Outcome, error) {
	var conn net.Conn
	client, err := m.dialer(&conn)
	if err != nil {
		return attempt.Outcome{}, fault.Wrap(fault.Invalid, "email.deliver", "The mail server's settings cannot be used.", err)
	}
	server, err := client.DialToSMTPClientWithContext(ctx)
	if conn != nil { // the library leaves it open when a greeting fails
		defer func() { _ = conn.Close() }()
		defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	}
	if err != nil {
		return failed(where(err, conn), false), nil
	}
	if err := server.UpdateDeadline(m.timeout()); err != nil {
		return failed("lost", false), nil
	}
	if err := server.Mail("<" + e.From + ">"); err != nil { // the sender is ours to mend, whatever the code
		return failed(code(err), false), nil
	}
	if err := server.Rcpt("<" + e.To.Reveal() + ">"); err != nil {
		return failed(code(err), permanent(err)), nil
	}
	data, err := server.Data()
	if err != nil {
		return failed(code(err), permanent(err)), nil
	}
	if _, err := io.Copy(data, bytes.NewReader(letter)); err != nil {
		return failed("lost", false), nil
	}
	return last(server, data)
}

// last writes the final dot and reads the answer.
func last(server *smtp.Client, data io.Closer) (attempt.Outcome, error) {
	err := data.Close()
	var said *textproto.Error
	switch {
	case err == nil:
		_ = server.Quit() // the message is theirs; how the connection ends changes nothing
		return attempt.Outcome{Result: attempt.Sent, Code: "250"}, nil
	case errors.As(err, &said):
		return failed(code(err), permanent(err)), nil
	}
	return attempt.Outcome{Result: attempt.Unknown, Permanent: true, Code: "lost"}, nil
}

// dialer makes a client whose connection is kept in conn.
func (m *Mailer) dialer(conn *net.Conn) (*mail.Client, error) {
	trust := &tls.Config{ServerName: m.Host, RootCAs: m.Roots, MinVersion: tls.VersionTLS12}
	dial := func(ctx context.Context, network, address string) (c net.Conn, err error) {
		if c, err = new(net.Dialer).DialContext(ctx, network, address); err != nil {
			return nil, err
		}
		*conn = c
		if m.TLS == Implicit {
			c = tls.Client(c, trust)
		}
		return c, nil
	}
	o := []mail.Option{mail.WithTimeout(m.timeout()), mail.WithTLSConfig(trust), mail.WithTLSPolicy(m.policy()), mail.WithDialContextFunc(dial)}
	if m.Port != 0 {
		o = append(o, mail.WithPort(m.Port))
	}
	if m.Hello != "" {
		o = append(o, mail.WithHELO(m.Hello))
	}
	if m.Username != "" {
		o = append(o, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.Username), mail.WithPassword(m.Password))
	}
	return mail.NewClient(m.Host, o...)
}

func (m *Mailer) policy() mail.TLSPolicy {
	switch {
	case m.TLS == Off:
		return mail.NoTLS
	case m.TLS == Implicit, m.TLS == Default && loopback(m.Host): // a protected connection offers no STARTTLS
		return mail.TLSOpportunistic
	}
	return mail.TLSMandatory
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func failed(code string, permanent bool) attempt.Outcome {
	return attempt.Outcome{Result: attempt.Failed, Permanent: permanent, Code: code}
}

// code is the server's reply code and never its words, which may repeat the address.
func code(err error) string {
	var said *textproto.Error
	if errors.As(err, &said) {
		return strconv.Itoa(said.Code)
	}
	return "lost"
}

func permanent(err error) bool {
	var said *textproto.Error
	return errors.As(err, &said) && said.Code >= 500
}

// where names what broke before the transaction began.
func where(err error, conn net.Conn) string {
	var said *textproto.Error
	var broken net.Error
	switch {
	case conn == nil:
		return "connect"
	case errors.As(err, &said):
		return code(err)
	case errors.Is(err, io.EOF), errors.As(err, &broken):
		return "lost"
	}
	return "tls or login" // the server offers neither what we need nor what we may use
}
