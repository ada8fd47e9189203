package cli

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"

	"bedside/internal/channel/mllp"
	"bedside/internal/config"
	"bedside/internal/fault"
)

// interfaces reads what the HL7 interfaces of the configuration need.
func interfaces(all []config.HL7) (out []mllp.Interface, err error) {
	for _, h := range all {
		i := mllp.Interface{Name: h.Name, Listen: h.Listen, Send: h.Send, Allow: h.Networks()}
		var theirs *x509.CertPool
		if h.CAFile != "" {
			pem, err := os.ReadFile(h.CAFile)
			if err != nil {
				return nil, fault.Wrap(fault.Invalid, "cli.interfaces", "Cannot read hl7.ca_file: "+plainPath(err)+".", err)
			}
			if theirs = x509.NewCertPool(); !theirs.AppendCertsFromPEM(pem) {
				return nil, fault.New(fault.Invalid, "cli.interfaces", "hl7.ca_file holds no certificate in PEM.")
			}
		}
		var own []tls.Certificate
		if h.CertFile != "" {
			pair, err := tls.LoadX509KeyPair(h.CertFile, h.KeyFile)
			if err != nil {
				return nil, fault.Wrap(fault.Invalid, "cli.interfaces", "Cannot read hl7.cert_file and hl7.key_file of "+h.Name+": they must be a certificate and its key, in PEM.", err)
			}
			own = []tls.Certificate{pair}
		}
		if own != nil && h.Listen != "" {
			i.TLS = &tls.Config{Certificates: own, MinVersion: tls.VersionTLS12}
			if theirs != nil {
				i.TLS.ClientAuth, i.TLS.ClientCAs = tls.RequireAndVerifyClientCert, theirs
			}
		}
		if h.TLS {
			host, _, _ := net.SplitHostPort(h.Send)
			i.Dial = &tls.Config{ServerName: host, RootCAs: theirs, Certificates: own, MinVersion: tls.VersionTLS12}
		}
		out = append(out, i)
	}
	return out, nil
}
