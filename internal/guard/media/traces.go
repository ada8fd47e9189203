package media

import "bytes"

// trace is a sort of thing that a file can say besides the picture.
type trace int

// The less harmless, the earlier.
const (
	place trace = iota
	thumbnail
	person
	caption
	serial
	when
	camera
	maker
	history
	after
	further
	other
	profile
	allTraces
)

// traces is which of them a file had.
type traces [allTraces]bool

func (t *traces) words() []string {
	said := [allTraces]string{
		place:     "the place where it was taken",
		thumbnail: "a small copy, which may show what was cropped away",
		person:    "the name of a person",
		caption:   "a caption, comment or keywords",
		serial:    "a serial number",
		when:      "when it was taken",
		camera:    "which camera or telephone took it",
		maker:     "notes of the camera's maker",
		history:   "what programs wrote about how it was edited",
		after:     "bytes after its end",
		further:   "further pictures of an animation",
		other:     "data of programs",
		profile:   "a colour profile",
	}
	var out []string
	for i, had := range t {
		if had {
			out = append(out, said[i])
		}
	}
	return out
}

// remove notes what is left out.
func (f *file) remove(t trace, what []byte) {
	f.traces[t] = true
	f.rest = append(f.rest, what)
}

// xmp looks at a packet of XMP, or what stands in its place.
func (f *file) xmp(s []byte) {
	f.remove(history, s)
	for sign, t := range map[string]trace{
		"GPSL": place, "Location": place, "photoshop:City": place, "LocationCreated": place,
		"dc:description": caption, "dc:title": caption, "dc:subject": caption, "photoshop:Headline": caption,
		"dc:creator": person, "dc:rights": person, "PersonInImage": person, "mwg-rs:": person, "OwnerName": person,
		"SerialNumber": serial, "xmpGImg:image": thumbnail, "GDepth": thumbnail, "CreateDate": when, "DateCreated": when,
	} {
		if bytes.Contains(s, []byte(sign)) {
			f.traces[t] = true
		}
	}
}

// press looks at Photoshop's segment, which holds captions for the press (IPTC) and a small copy.
func (f *file) press(s []byte) {
	f.remove(other, s)
	if bytes.Contains(s, []byte("8BIM\x04\x04")) {
		f.traces[caption] = true
	}
	if bytes.Contains(s, []byte("8BIM\x04\x0c")) || bytes.Contains(s, []byte("8BIM\x04\x09")) {
		f.traces[thumbnail] = true
	}
}

// profiled notes a profile of colours.
func (f *file) profiled(p, whole []byte) {
	f.remove(profile, whole)
	if f.colours = coloursOf(p); f.colours != nil {
		f.ready = false
	}
}
