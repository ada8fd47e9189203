package cli

import (
	"errors"
	"fmt"
	"net"
	"os"

	"bedside/internal/app"
	"bedside/internal/fault"
)

// DemoCmd runs the fictional practice.
type DemoCmd struct {
	Addr string `help:"Where to listen. By default 127.0.0.1:8080, or a free port if that one is in use." placeholder:"HOST:PORT"`
	Data string `help:"Keep the practice in this folder. By default it is thrown away at the end." placeholder:"DIR" type:"path"`
}

// Help implements kong's help provider.
func (DemoCmd) Help() string {
	return "Starts a fictional practice, complete with patients and visits, on this machine.\n\nExample:\n  bedside demo --addr 127.0.0.1:9000"
}

// Run serves until the program is asked to stop.
func (c *DemoCmd) Run(o *IO) (err error) {
	data := c.Data
	if data == "" {
		if data, err = os.MkdirTemp("", "bedside-demo-*"); err != nil {
			return fault.Wrap(fault.Unavailable, "cli.demo", "Cannot make a temporary folder. Choose one with --data.", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	}
	address := c.Addr
	if address == "" {
		address = "127.0.0.1:8080"
	}
	d, err := app.NewDemo(o.Ctx, data, address, o.Log())
	if err != nil {
		return err
	}
	d.Library.PDF = pdfReader()
	l, err := d.Listen()
	if err != nil && c.Addr == "" {
		d.Config.Listen = "127.0.0.1:0"
		l, err = d.Listen()
	}
	if err != nil {
		return errors.Join(err, d.Close())
	}
	url := "http://" + reachable(l.Addr())
	if err := d.SetURL(o.Ctx, url); err != nil {
		return errors.Join(err, l.Close(), d.Close())
	}
	_, _ = fmt.Fprintf(o.Out, `Bedside is running the demo: Lakeside Family Medicine, where everybody is invented.

  The site      %[1]s/
  The console   %[1]s/console
  Sign in       %[1]s%[2]s
                (once, within 30 minutes)

The strip at the top of every page switches between doctor, front desk and owner,
moves the clock, and opens the mailbox where patients read what was sent.
Ctrl-C ends it.
`, url, d.Link)
	return d.Run(o.Ctx, l)
}

// reachable is the address to type: a server that listens everywhere is here too.
func reachable(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
