package fhir

import (
	"mime"
	"net/http"
	"strings"
)

// negotiate refuses what is not JSON.
func (a *ask) negotiate() error {
	no := problem{status: http.StatusNotAcceptable, code: "not-supported", text: "Bedside speaks FHIR R4 in JSON: application/fhir+json. It does not write XML."}
	if f := a.r.URL.Query().Get("_format"); f != "" {
		if !jsonType(f) && f != "json" {
			return no
		}
		return nil
	}
	accept := strings.Join(a.r.Header.Values("Accept"), ",")
	if strings.TrimSpace(accept) == "" {
		return nil
	}
	for one := range strings.SplitSeq(accept, ",") {
		if jsonType(one) {
			return nil
		}
	}
	return no
}

// jsonType reports whether a media type, or a range of them, takes R4 in JSON.
func jsonType(s string) bool {
	s = strings.ReplaceAll(s, "fhir json", "fhir+json") // a plus that an address lost
	kind, with, err := mime.ParseMediaType(strings.TrimSpace(s))
	if err != nil {
		return false
	}
	if v := with["fhirversion"]; v != "" && v != "4.0" && v != "4.0.1" {
		return false
	}
	switch kind {
	case mime4, "application/json", "text/json", "application/*", "*/*":
		return with["q"] != "0"
	}
	return false
}

// origin is the address under which the caller reaches Bedside.
func origin(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// matches reports whether a header of entity tags names the one, compared weakly.
func matches(header, etag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}
