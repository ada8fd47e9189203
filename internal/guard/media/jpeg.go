package media

import (
	"bytes"
	"encoding/binary"
)

// Markers of JPEG (ITU-T T.81, table B.1).
const (
	soi  = 0xD8
	eoi  = 0xD9
	sos  = 0xDA
	dqt  = 0xDB
	dri  = 0xDD
	dht  = 0xC4
	sof0 = 0xC0 // baseline
	sof1 = 0xC1 // extended
	sof2 = 0xC2 // progressive
	app0 = 0xE0
	com  = 0xFE
)

// mostScans is more than any camera or program writes; every scan costs a walk over the whole picture.
const mostScans = 64

// openJPEG copies what is needed to show the picture and looks at everything else.
func (f *file) openJPEG(b []byte) error {
	f.decode, f.lossy, f.ready = readJPEG, true, true
	f.picture = append(make([]byte, 0, len(b)), 0xFF, soi)
	scans := 0
	for at := 2; ; {
		if at+1 >= len(b) || b[at] != 0xFF {
			return broken()
		}
		marker := b[at+1]
		if marker == 0xFF { // filling
			at++
			continue
		}
		if marker == eoi {
			f.picture = append(f.picture, 0xFF, eoi)
			if rest := b[at+2:]; len(rest) > 0 {
				f.remove(after, rest)
			}
			break
		}
		if at+4 > len(b) {
			return broken()
		}
		end := at + 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if end < at+4 || end > len(b) {
			return broken()
		}
		segment := b[at+4 : end]
		switch marker {
		case sof0, sof1, sof2:
			if f.width != 0 || !f.frame(marker, segment) {
				return broken()
			}
			fallthrough
		case dqt, dht, dri:
			f.picture = append(f.picture, b[at:end]...)
		case sos:
			if scans++; scans > mostScans {
				return broken()
			}
			end += scanLength(b[end:])
			f.picture = append(f.picture, b[at:end]...)
		default:
			f.application(marker, segment, b[at:end])
		}
		at = end
	}
	if scans == 0 {
		return broken()
	}
	return nil
}

// frame reads the size from the header of the frame.
func (f *file) frame(marker byte, s []byte) bool {
	if len(s) < 6 || len(s) != 6+3*int(s[5]) {
		return false
	}
	f.height, f.width = int(binary.BigEndian.Uint16(s[1:])), int(binary.BigEndian.Uint16(s[3:]))
	total, largest := 0, 1
	for i := range int(s[5]) {
		h, v := int(s[7+3*i]>>4), int(s[7+3*i]&15)
		total += h * v
		largest = max(largest, h*v)
	}
	f.cost = max(1, total*samples/largest)
	if marker == sof2 { // keeps four bytes of every coefficient besides
		f.cost *= 5
	}
	if s[5] != 1 && s[5] != 3 {
		f.ready = false
	}
	return true
}

// scanLength is how far a scan goes: up to a marker that is neither a stuffed byte nor a restart.
func scanLength(b []byte) int {
	for i := 0; i+1 < len(b); i++ {
		if b[i] == 0xFF && b[i+1] != 0 && (b[i+1] < 0xD0 || b[i+1] > 0xD7) {
			return i
		}
	}
	return len(b)
}

// application looks at a segment that says nothing about what is seen; but Adobe's says how colours are meant, and so
// the picture is written anew.
func (f *file) application(marker byte, s, whole []byte) {
	name, data, _ := bytes.Cut(s, []byte{0})
	switch {
	case marker == app0+14 && bytes.HasPrefix(s, []byte("Adobe")) && len(s) == 12:
		f.picture = append(f.picture, whole...)
		f.ready = false
		return
	case marker == app0 && string(name) == "JFIF" && len(s) <= 14:
		return
	case marker == app0: // JFIF or JFXX with a thumbnail
		f.remove(thumbnail, s)
	case marker == app0+1 && string(name) == "Exif":
		f.exif(bytes.TrimPrefix(data, []byte{0}))
		f.rest = append(f.rest, s)
	case marker == app0+1:
		f.xmp(s)
	case marker == app0+2 && string(name) == "ICC_PROFILE":
		f.profiled(data[min(2, len(data)):], s) // one that takes several parts is a printer's, and not read
	case marker == app0+13:
		f.press(s)
	case marker == com:
		f.remove(caption, s)
	default:
		f.remove(other, s)
	}
}
