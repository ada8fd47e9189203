package twilio

import (
	"crypto/hmac"
	"crypto/sha1" // Twilio's choice; an HMAC needs no hash without collisions
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// signatureHeader carries the signature of a webhook.
const signatureHeader = "X-Twilio-Signature"

// Sign returns the signature of a webhook that posts fields to a URL: the HMAC-SHA1 of the URL with its query and
// then of every field, sorted by name, as name and value without anything between them. A GET and the handshake of a
// web socket have no fields. A field that stands several times counts with each value once.
func Sign(token, address string, fields url.Values) string {
	return sign(token, address, fields, everyValue)
}

// Valid reports whether a signature is that of a webhook with these fields at this URL, in any of the readings that
// Twilio's own libraries have: the port written out or not; a repeated field with its first value or with all; the
// address of a web socket with a slash at its end or without. A fragment (#rc=3) is never signed. It takes the same
// time whichever byte is wrong.
func Valid(token, address string, fields url.Values, signature string) bool {
	if token == "" {
		return false
	}
	ok := 0
	for _, a := range readings(address) {
		for _, values := range []func([]string) []string{everyValue, firstValue} {
			ok |= subtle.ConstantTimeCompare([]byte(sign(token, a, fields, values)), []byte(signature))
		}
	}
	return ok == 1
}

// ValidBody is [Valid] for a webhook whose body is no form: its URL names the SHA-256 of the body as bodySHA256.
func ValidBody(token, address string, body []byte, signature string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	sum := sha256.Sum256(body)
	same := subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum[:])), []byte(strings.ToLower(u.Query().Get("bodySHA256"))))
	return Valid(token, address, nil, signature) && same == 1
}

func sign(token, address string, fields url.Values, values func([]string) []string) string {
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(address))
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, v := range values(fields[name]) {
			mac.Write([]byte(name + v))
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func everyValue(vs []string) []string { return slices.Compact(slices.Sorted(slices.Values(vs))) }

func firstValue(vs []string) []string { return vs[:min(1, len(vs))] }

// readings returns the addresses that Twilio may have signed for this one.
func readings(address string) []string {
	address, _, _ = strings.Cut(address, "#")
	all := []string{address}
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return all
	}
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	host, path := rest[:end], rest[end:]
	port := ":443"
	if scheme == "http" || scheme == "ws" {
		port = ":80"
	}
	if bare, with := strings.CutSuffix(host, port); with {
		all = append(all, scheme+"://"+bare+path)
	} else if i := strings.LastIndexByte(host, ':'); i < 0 || strings.HasSuffix(host, "]") {
		all = append(all, scheme+"://"+host+port+path)
	}
	if scheme != "ws" && scheme != "wss" {
		return all
	}
	for _, a := range slices.Clone(all) {
		before, query, asked := strings.Cut(a, "?")
		if asked {
			query = "?" + query
		}
		if bare, slash := strings.CutSuffix(before, "/"); slash {
			all = append(all, bare+query)
		} else {
			all = append(all, before+"/"+query)
		}
	}
	return all
}
