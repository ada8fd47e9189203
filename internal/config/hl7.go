package config

import (
	"net"
	"net/netip"
	"slices"
	"strings"

	"bedside/internal/fault"
)

// HL7 is one interface to a system that keeps a book of its own, over MLLP.
type HL7 struct {
	Name     string   `toml:"name"`
	Listen   string   `toml:"listen"` // where it sends to us, "" where nothing comes in
	CertFile string   `toml:"cert_file"`
	KeyFile  string   `toml:"key_file"`
	CAFile   string   `toml:"ca_file"` // whose certificates the other side must have: of those who connect, and of where we send
	Allow    []string `toml:"allow"`   // addresses or networks that may connect; none is this machine only
	Send     string   `toml:"send"`    // where we send to, "" where nothing is sent
	TLS      bool     `toml:"tls"`     // of Send
	// Tunnel says by what the way is protected where there is no TLS off this machine, as "WireGuard wg0 to the hospital".
	Tunnel string `toml:"tunnel"`
	// Agreement is as [SMTP]'s: the other system is told who comes.
	Agreement string `toml:"agreement"`
}

func checkHL7(all []HL7) error {
	var names []string
	for _, h := range all {
		if err := h.check(); err != nil {
			return err
		}
		if slices.Contains(names, h.Name) {
			return fault.New(fault.Invalid, "config", "hl7.name "+h.Name+" is there twice.")
		}
		names = append(names, h.Name)
	}
	return nil
}

func (h HL7) check() error {
	wrong := func(sentence string) error { return fault.New(fault.Invalid, "config", "hl7."+sentence) }
	if h.Name == "" || len(h.Name) > 40 || strings.ContainsFunc(h.Name, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-", r)
	}) {
		return wrong(`name is missing. It is up to 40 small letters, digits and hyphens, as "lakeside-ehr".`)
	}
	if h.Listen == "" && h.Send == "" {
		return wrong(`listen or send is needed, as "127.0.0.1:2575".`)
	}
	for field, address := range map[string]string{"listen": h.Listen, "send": h.Send} {
		if _, _, err := net.SplitHostPort(address); err != nil && address != "" {
			return wrong(field + ` is not an address. It looks like "127.0.0.1:2575".`)
		}
	}
	for _, a := range h.Allow {
		if _, err := prefix(a); err != nil {
			return wrong(`allow holds addresses and networks, as "10.20.0.5" or "10.20.0.0/24".`)
		}
	}
	host := func(address string) string { name, _, _ := net.SplitHostPort(address); return name }
	away := h.Send != "" && !thisMachine(host(h.Send)) || h.Listen != "" && !thisMachine(host(h.Listen))
	open := h.Listen != "" && !thisMachine(host(h.Listen)) && h.CertFile == "" || h.Send != "" && !thisMachine(host(h.Send)) && !h.TLS
	switch {
	case (h.CertFile == "") != (h.KeyFile == ""):
		return wrong("cert_file and key_file belong together.")
	case open && strings.TrimSpace(h.Tunnel) == "":
		return wrong(`cert_file or tls is missing: patients' data would travel in the clear. Without TLS, write tunnel and say what protects the way, as "WireGuard wg0 to the hospital".`)
	case h.Listen != "" && !thisMachine(host(h.Listen)) && len(h.Allow) == 0:
		return wrong("allow is missing: which addresses may connect.")
	case away && strings.TrimSpace(h.Agreement) == "":
		return wrong(`agreement is missing. Say who signed the business associate agreement with whoever runs the other system and when, or why none is needed. Nothing is exchanged before that.`)
	}
	return nil
}

// Networks are the addresses that may connect.
func (h HL7) Networks() []netip.Prefix {
	var all []netip.Prefix
	for _, a := range h.Allow {
		if p, err := prefix(a); err == nil {
			all = append(all, p)
		}
	}
	return all
}

func prefix(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return a.Prefix(a.BitLen())
	}
	return netip.ParsePrefix(s)
}
