// Package mllp carries HL7 messages: it takes them in over the Minimal Lower Layer Protocol (HL7, Transport
// Specification: MLLP, release 1), in the clear or over TLS, and sends them.
//
// It promises that what comes in is bounded in size, time and number, that only addresses on the list are heard, and
// that a message is acknowledged when [Receiver] says so and not before. Callers owe interfaces whose addresses were
// checked: without TLS only on this machine or inside a tunnel.
package mllp

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"bedside/internal/fault"
	"bedside/internal/hl7"
)

// Interface is where one other system is reached, and from where it may come.
type Interface struct {
	Name   string
	Listen string         // host:port, "" where nothing comes in
	Allow  []netip.Prefix // who may connect; none is this machine only
	TLS    *tls.Config    // of Listen; nil in the clear
	Send   string         // host:port, "" where nothing is sent
	Dial   *tls.Config    // of Send; nil in the clear
}

// Receiver takes a message and returns its acknowledgement, nil for none.
type Receiver func(ctx context.Context, name string, raw []byte) []byte

const (
	begin, end, carriage = 0x0b, 0x1c, 0x0d

	mostConnections = 16 // of one interface at once
	idle            = 10 * time.Minute
	oneMessage      = 30 * time.Second // from its first byte to its last
	answerTime      = 30 * time.Second
	dialTime        = 10 * time.Second
	longest         = 32 << 20 // bytes that are read of one message
)

// Lines are the interfaces of the practice. They may be used by several goroutines at once.
type Lines struct {
	Interfaces []Interface
	Receive    Receiver
	Log        *slog.Logger
}

// Run listens until ctx ends, then finishes the messages that are being taken. A listener that cannot be opened is an
// error before anything is heard.
func (l *Lines) Run(ctx context.Context) error {
	var open []net.Listener
	var which []Interface
	for _, i := range l.Interfaces {
		if i.Listen == "" {
			continue
		}
		n, err := new(net.ListenConfig).Listen(ctx, "tcp", i.Listen)
		if err != nil {
			for _, o := range open {
				_ = o.Close()
			}
			return fault.Wrap(fault.Conflict, "mllp.Run", "Cannot listen on "+i.Listen+" for the HL7 interface "+i.Name+": the address is in use or not ours.", err)
		}
		open, which = append(open, n), append(which, i)
	}
	var all sync.WaitGroup
	for n, listener := range open {
		all.Go(func() { l.serve(ctx, which[n], listener) })
	}
	<-ctx.Done()
	for _, n := range open {
		_ = n.Close()
	}
	all.Wait()
	return nil
}

// serve takes the connections of one interface.
func (l *Lines) serve(ctx context.Context, i Interface, n net.Listener) {
	var all sync.WaitGroup
	defer all.Wait()
	free := make(chan struct{}, mostConnections)
	for {
		conn, err := n.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			l.Log.Warn("an HL7 interface cannot take a connection", "interface", i.Name, "error", err.Error())
			time.Sleep(100 * time.Millisecond)
			continue
		}
		if !i.allows(conn.RemoteAddr()) {
			l.Log.Warn("a connection to an HL7 interface from an address that is not allowed", "interface", i.Name, "address", conn.RemoteAddr().String())
			_ = conn.Close()
			continue
		}
		select {
		case free <- struct{}{}:
		default:
			l.Log.Warn("an HL7 interface has as many connections as it takes", "interface", i.Name)
			_ = conn.Close()
			continue
		}
		all.Go(func() {
			defer func() { <-free }()
			l.talk(ctx, i, conn)
		})
	}
}

// allows reports whether the address may connect.
func (i Interface) allows(a net.Addr) bool {
	at, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return false
	}
	addr := at.Addr().Unmap()
	if len(i.Allow) == 0 {
		return addr.IsLoopback()
	}
	for _, p := range i.Allow {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// talk takes the messages of one connection, one after the other.
func (l *Lines) talk(ctx context.Context, i Interface, conn net.Conn) {
	defer func() { _ = conn.Close() }()
	if i.TLS != nil {
		conn = tls.Server(conn, i.TLS)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Now()) })
	defer stop()
	in := bufio.NewReader(conn)
	for ctx.Err() == nil {
		_ = conn.SetReadDeadline(time.Now().Add(idle))
		if ctx.Err() != nil {
			return
		}
		raw, err := read(in, func() { _ = conn.SetReadDeadline(time.Now().Add(oneMessage)) })
		if errors.Is(err, errLarge) {
			l.answer(ctx, i, conn, raw)
		}
		if err != nil {
			if !errors.Is(err, io.EOF) && ctx.Err() == nil {
				l.Log.Info("a connection of an HL7 interface ended", "interface", i.Name, "error", err.Error())
			}
			return
		}
		if !l.answer(ctx, i, conn, raw) {
			return
		}
	}
}

// answer has a message taken and sends the acknowledgement; false if there is none, or nobody to send it to.
func (l *Lines) answer(ctx context.Context, i Interface, conn net.Conn, raw []byte) bool {
	taken, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerTime)
	defer cancel()
	ack := l.Receive(taken, i.Name, raw)
	if ack == nil {
		return false
	}
	_ = conn.SetWriteDeadline(time.Now().Add(answerTime))
	_, err := conn.Write(frame(ack))
	return err == nil
}

var (
	errLarge = errors.New("a message does not end")
	errFrame = errors.New("what came is not framed as MLLP")
)

// read returns the next message without its frame; what has come of one that is too large, with errLarge. Line ends between two frames are skipped, other bytes are an error.
func read(in *bufio.Reader, began func()) ([]byte, error) {
	for {
		b, err := in.ReadByte()
		switch {
		case err != nil:
			return nil, err
		case b == begin:
			began()
			return body(in)
		case b != '\r' && b != '\n':
			return nil, errFrame
		}
	}
}

// body reads to the end of a frame. What is larger than a message may be is cut off, a little above, and read no further
// than longest, with errLarge.
func body(in *bufio.Reader) ([]byte, error) {
	var out bytes.Buffer
	seen := 0
	for {
		part, err := in.ReadSlice(end)
		if seen += len(part); out.Len() <= hl7.Largest {
			out.Write(part)
		}
		if seen > longest {
			return cut(&out), errLarge
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return nil, unexpected(err)
		}
		b, err := in.ReadByte()
		if err != nil {
			return nil, unexpected(err)
		}
		if b == carriage && seen > out.Len() {
			return cut(&out), nil
		}
		if b == carriage {
			return out.Bytes()[:out.Len()-1], nil
		}
		if err := in.UnreadByte(); err != nil {
			return nil, err
		}
	}
}

// cut is what was kept of something too large, with an end that nobody trims: so it is refused for what it is.
func cut(out *bytes.Buffer) []byte { return append(out.Bytes(), '.') }

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func frame(raw []byte) []byte {
	return append(append([]byte{begin}, raw...), end, carriage)
}

// Send sends a message on a connection of its own and returns the answer. Unavailable if none came: whether the message
// arrived is then unknown.
func (l *Lines) Send(ctx context.Context, name string, raw []byte) ([]byte, error) {
	const op = "mllp.Send"
	for _, i := range l.Interfaces {
		if i.Name != name || i.Send == "" {
			continue
		}
		conn, err := dial(ctx, i)
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, op, "Nobody answers at "+i.Send+".", err)
		}
		defer func() { _ = conn.Close() }()
		_ = conn.SetDeadline(time.Now().Add(answerTime))
		if _, err := conn.Write(frame(raw)); err != nil {
			return nil, fault.Wrap(fault.Unavailable, op, "The connection broke while the message was sent.", err)
		}
		back, err := read(bufio.NewReader(conn), func() {})
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, op, "No acknowledgement came.", err)
		}
		return back, nil
	}
	return nil, fault.New(fault.Unavailable, op, "The configuration does not say where this interface sends to.")
}

func dial(ctx context.Context, i Interface) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	if i.Dial != nil {
		return (&tls.Dialer{Config: i.Dial}).DialContext(ctx, "tcp", i.Send)
	}
	return new(net.Dialer).DialContext(ctx, "tcp", i.Send)
}
