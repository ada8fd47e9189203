package media

import "encoding/binary"

// Tags of EXIF (CIPA DC-008) that lead on or are used.
const (
	tagOrientation = 0x0112
	tagExif        = 0x8769
	tagGPS         = 0x8825
)

// mostTags is more than any directory of EXIF has.
const mostTags = 1000

// traceOf is what a tag gives away; a tag that is not named here is data of programs.
func traceOf(tag uint16) trace {
	switch tag {
	case tagGPS:
		return place
	case 0x013B, 0x8298, 0xA430, 0x9C9D: // Artist, Copyright, CameraOwnerName, XPAuthor
		return person
	case 0x010E, 0x9286, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F, 0x83BB, 0x02BC: // ImageDescription, UserComment, XP…, IPTC, XMP
		return caption
	case 0xA431, 0xA435, 0xC62F, 0xA420: // serial numbers of body and lens, ImageUniqueID
		return serial
	case 0x0132, 0x9003, 0x9004: // DateTime, …Original, …Digitized
		return when
	case 0x010F, 0x0110, 0xA433, 0xA434: // Make, Model, of the lens too
		return camera
	case 0x927C: // MakerNote
		return maker
	}
	return other
}

// exif reads which way is up and what else stands there. What it cannot read it passes over: all of it goes anyway.
func (f *file) exif(b []byte) {
	f.traces[other] = true
	if len(b) < 8 {
		return
	}
	var order binary.ByteOrder
	switch string(b[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return
	}
	f.directory(b, order, order.Uint32(b[4:]), 0)
}

// directory reads a directory of tags and those it leads to. The first holds the picture's, what follows it the small
// copy's.
func (f *file) directory(b []byte, order binary.ByteOrder, at uint32, depth int) {
	if depth > 1 || uint64(at)+2 > uint64(len(b)) {
		return
	}
	n := min(int(order.Uint16(b[at:])), mostTags)
	entries := b[at+2:]
	for i := range n {
		if len(entries) < 12*i+12 {
			return
		}
		e := entries[12*i:]
		tag, value := order.Uint16(e), order.Uint32(e[8:])
		switch tag {
		case tagOrientation:
			if turn := int(order.Uint16(e[8:])); depth == 0 && turn >= 1 && turn <= 8 {
				f.turn = turn
			}
		case tagExif:
			f.directory(b, order, value, depth+1)
		default:
			f.traces[traceOf(tag)] = true
		}
	}
	if next := entries[12*n:]; depth == 0 && len(next) >= 4 && order.Uint32(next) != 0 {
		f.traces[thumbnail] = true
	}
}
