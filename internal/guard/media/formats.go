package media

import (
	"bytes"
	"encoding/binary"
	"image/color"
	"image/gif"
	"image/png"

	"golang.org/x/image/webp"
)

// costOf is what a dot costs in memory, in quarters of a byte.
func costOf(m color.Model) int {
	switch m {
	case color.GrayModel:
		return 1 * samples
	case color.Gray16Model:
		return 2 * samples
	case color.RGBA64Model, color.NRGBA64Model:
		return 8 * samples
	}
	if _, ok := m.(color.Palette); ok {
		return 1 * samples
	}
	return 4 * samples
}

// openPNG looks at the chunks of a PNG.
func (f *file) openPNG(b []byte) error {
	for at := 8; ; {
		if at+12 > len(b) {
			return broken()
		}
		length := int64(binary.BigEndian.Uint32(b[at:]))
		if int64(at)+12+length > int64(len(b)) {
			return broken()
		}
		name, data := string(b[at+4:at+8]), b[at+8:at+8+int(length)]
		at += 12 + int(length)
		switch name {
		case "IHDR", "PLTE", "IDAT", "tRNS", "sRGB", "gAMA", "cHRM", "pHYs", "bKGD", "sBIT", "hIST":
		case "tEXt", "zTXt", "iTXt":
			f.remove(caption, data)
			if bytes.Contains(data, []byte("xmp")) {
				f.xmp(data)
			}
		case "eXIf":
			f.exif(data)
			f.rest = append(f.rest, data)
		case "tIME":
			f.remove(when, data)
		case "iCCP":
			f.profiled(inflated(data), data)
		case "acTL", "fcTL", "fdAT":
			f.traces[further] = true
		case "IEND":
			if at < len(b) {
				f.remove(after, b[at:])
			}
			return f.size(png.DecodeConfig)
		default:
			f.remove(other, data)
		}
	}
}

// openGIF looks at the blocks of a GIF.
func (f *file) openGIF(b []byte) error {
	if len(b) < 13 {
		return broken()
	}
	at, pictures := 13+tableLength(b[10]), 0
	for at < len(b) {
		switch b[at] {
		case 0x3B: // the end
			if at+1 < len(b) {
				f.remove(after, b[at+1:])
			}
			return f.size(gif.DecodeConfig)
		case 0x21: // an extension
			if at+2 > len(b) {
				return broken()
			}
			label, start := b[at+1], at+2
			at = start + blocksLength(b[start:])
			switch data := b[min(start, len(b)):min(at, len(b))]; {
			case label == 0xFE:
				f.remove(caption, data)
			case label == 0xFF && bytes.Contains(data, []byte("XMP")):
				f.xmp(data)
			case label == 0x01: // plain text, which nobody shows
				f.remove(caption, data)
			case label == 0xFF && !bytes.Contains(data, []byte("NETSCAPE2.0")):
				f.remove(other, data)
			}
		case 0x2C: // a picture
			if at+10 > len(b) {
				return broken()
			}
			if pictures++; pictures > 1 {
				f.traces[further] = true
			}
			at += 10 + tableLength(b[at+9]) + 1
			at += blocksLength(b[min(at, len(b)):])
		default:
			return broken()
		}
	}
	return broken()
}

// tableLength is the bytes of a colour table whose presence and size the flags of a GIF say.
func tableLength(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (1 + flags&7)
}

// blocksLength is the bytes of a GIF's blocks up to and with the empty one.
func blocksLength(b []byte) int {
	at := 0
	for at < len(b) && b[at] != 0 {
		at += 1 + int(b[at])
	}
	return at + 1
}

// openWebP looks at the chunks of a WebP.
func (f *file) openWebP(b []byte) error {
	end := int64(binary.LittleEndian.Uint32(b[4:])) + 8
	if end > int64(len(b)) {
		return broken()
	}
	if end < int64(len(b)) {
		f.remove(after, b[end:])
	}
	for at := int64(12); at+8 <= end; {
		name, length := string(b[at:at+4]), int64(binary.LittleEndian.Uint32(b[at+4:]))
		if at+8+length > end {
			return broken()
		}
		data := b[at+8 : at+8+length]
		at += 8 + length + length&1
		switch name {
		case "VP8 ":
			f.lossy = true
		case "VP8L", "VP8X", "ALPH":
		case "EXIF":
			f.exif(bytes.TrimPrefix(data, []byte("Exif\x00\x00")))
			f.rest = append(f.rest, data)
		case "XMP ":
			f.xmp(data)
		case "ICCP":
			f.profiled(data, data)
		case "ANIM", "ANMF":
			return invalid("A moving WebP cannot be read here. Save one of its pictures as a JPEG or PNG.")
		default:
			f.remove(other, data)
		}
	}
	return f.size(webp.DecodeConfig)
}
