package fhir

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/tx"
)

// SMART Scheduling Links: what is free, in public, for whoever lists times of many practices. It holds nothing about
// anybody and needs no token; before a practice is live there is nothing in it.

// The extensions of a slot that says where to book it: the guide's own and that of its first edition, which is still read.
const (
	linkExtension     = "http://hl7.org/fhir/uv/smart-scheduling-links/StructureDefinition/booking-deep-link"
	oldLinkExtension  = "http://fhir-registry.smarthealthit.org/StructureDefinition/booking-deep-link"
	phoneExtension    = "http://hl7.org/fhir/uv/smart-scheduling-links/StructureDefinition/booking-phone"
	oldPhoneExtension = "http://fhir-registry.smarthealthit.org/StructureDefinition/booking-phone"

	fresh      = time.Minute // how long others may keep it
	ndjson     = "application/fhir+ndjson"
	bulkPrefix = "/fhir/bulk/"
)

// publishedKinds are the files, in the order of the manifest.
var publishedKinds = []string{"Location", "Schedule", "Slot"}

// manifest lists the files: GET $bulk-publish.
func (a *ask) manifest() (reply, error) {
	type m = map[string]any
	var states []string
	for _, l := range a.p.Locations {
		if l.Active && !slices.Contains(states, l.State) {
			states = append(states, l.State)
		}
	}
	output := []m{}
	for _, typ := range publishedKinds {
		output = append(output, m{"type": typ, "url": a.base + "/bulk/" + typ + ".ndjson", "extension": m{"state": states}})
	}
	at := a.Now().Truncate(fresh).UTC().Format(time.RFC3339)
	return published("application/json", m{"transactionTime": at, "request": a.base + "/$bulk-publish", "output": output, "error": []any{}})
}

// published makes an answer of what is for everybody, a line for each resource, that others may keep for a while.
func published(kind string, lines ...any) (got reply, err error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for _, l := range lines {
		if err := e.Encode(l); err != nil {
			return got, err
		}
	}
	sum := sha256.Sum256(b.Bytes())
	return reply{kind: kind, raw: b.Bytes(), etag: `W/"` + hex.EncodeToString(sum[:8]) + `"`}, nil
}

// bulk answers with one file: GET bulk/{name}.
func (a *ask) bulk() (reply, error) {
	name, ok := strings.CutSuffix(a.r.PathValue("name"), ".ndjson")
	if !ok || !slices.Contains(publishedKinds, name) {
		return reply{}, notHere("file")
	}
	var lines []any
	if !a.p.Settings.Live {
		return published(ndjson)
	}
	switch name {
	case "Location":
		for _, i := range locations(a) {
			if i.active {
				lines = append(lines, i.resource)
			}
		}
	case "Schedule":
		for _, i := range schedules(a) {
			if i.active {
				lines = append(lines, i.resource)
			}
		}
	default:
		err := a.DB.View(a.r.Context(), a.by, func(t tx.Tx) error {
			lines = nil
			now := a.Now()
			all, err := a.offers(a.r.Context(), t, wanted{services: a.p.Services, only: func(role) bool { return true }, from: now, to: now.Add(usualLook)})
			for _, o := range all {
				lines = append(lines, a.linked(o))
			}
			return err
		})
		if err != nil {
			return reply{}, err
		}
	}
	return published(ndjson, lines...)
}

// linked is a slot with where and how it is booked.
func (a *ask) linked(o offer) Slot {
	r := a.slot(o, true)
	site := strings.TrimSuffix(a.base, "/fhir")
	if a.p.Settings.URL != "" {
		site = strings.TrimSuffix(a.p.Settings.URL, "/")
	}
	at := site + "/book/details?service=" + string(o.s.ID) + "&provider=" + string(o.v.ID) + "&location=" + string(o.l.ID) + "&start=" + strconv.FormatInt(o.start.Unix()/60, 10)
	r.Extension = []Extension{{URL: linkExtension, Link: at}, {URL: oldLinkExtension, Link: at}}
	if phone := a.p.Settings.Phone; phone != "" {
		r.Extension = append(r.Extension, Extension{URL: phoneExtension, Text: phone}, Extension{URL: oldPhoneExtension, Text: phone})
	}
	return r
}
