package source

import (
	"strings"
	"testing"
)

// The table is in order: every line has a known type, hosts in small letters or registrants, and a name; none stands twice.
func TestHosts(t *testing.T) {
	known := map[Type]bool{}
	for typ := range reasons {
		known[typ] = true
	}
	seen := map[string]string{}
	section := ""
	for line := range strings.Lines(hostList) {
		line = strings.TrimSpace(line)
		switch {
		case line == "", strings.HasPrefix(line, "#"):
			continue
		case strings.HasPrefix(line, "["):
			if section = strings.Trim(line, "[]"); !known[Type(section)] {
				t.Errorf("%s is no type", section)
			}
			continue
		}
		keys, name, ok := strings.Cut(line, "\t")
		if !ok || strings.TrimSpace(name) == "" {
			t.Errorf("%q has no name", line)
		}
		for k := range strings.FieldsSeq(keys) {
			if before, twice := seen[k]; twice {
				t.Errorf("%s is %s and %s", k, before, section)
			}
			seen[k] = section
			registrant := strings.HasPrefix(k, "10.") && digits(k[3:])
			if !registrant && (k != strings.ToLower(k) || !strings.Contains(k, ".") || strings.ContainsAny(k, "/:@ ") || strings.HasPrefix(k, "www.")) {
				t.Errorf("%q is no host", k)
			}
		}
	}
	if len(seen) < 350 {
		t.Errorf("only %d hosts", len(seen))
	}
}

// Each type has reasons, each names a principle and ends as a sentence, and none passes judgement on truth.
func TestReasons(t *testing.T) {
	for _, typ := range []Type{Guideline, Journal, Preprint, Government, Society, Institution, News, Vendor, Social, Unknown} {
		doubt := false
		for _, r := range reasons[typ] {
			if r.Principle == "" || !strings.HasSuffix(r.Text, ".") || strings.Contains(strings.ToLower(r.Text), "false") || strings.Contains(strings.ToLower(r.Text), "reliable") {
				t.Errorf("%s: %+v", typ, r)
			}
			doubt = doubt || r.Doubt
		}
		if !doubt {
			t.Errorf("%s: nothing to look at first", typ)
		}
	}
}

func TestWhoIsBehindAHost(t *testing.T) {
	for host, want := range map[string]Type{
		"cdc.gov": Government, "www2.cdc.gov": Government, "health.ny.gov": Government, "co.hennepin.mn.us": Government, "health.state.mn.us": Government, "mhs.mil": Government,
		"nhs.uk": Government, "ed.ac.uk": Institution, "umn.edu": Institution, "evilcdc.gov.example": Unknown, "example.us": Unknown, "": Unknown,
		"jamanetwork.com": Journal, "notjamanetwork.com": Unknown, "m.facebook.com": Social, "facebook.com.example": Unknown, "someone.substack.com": Social, "shop.myshopify.com": Vendor,
	} {
		if p, _ := hostOf(host); p.typ != want {
			t.Errorf("%q is %s, want %s", host, p.typ, want)
		}
	}
}
