package media_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
)

// secrets stand in the files that are built here, each in a part of its own.
const (
	secretSerial  = "SERIAL-0048291"
	secretOwner   = "OWNER-GONZALEZ"
	secretCaption = "CAPTION-room-12"
	secretThumb   = "THUMBNAIL-of-the-whole"
	secretXMP     = "XMP-maria"
	secretPress   = "PRESS-maria"
	secretComment = "COMMENT-maria"
	secretAfter   = "AFTER-the-end"
	secretProfile = "PROFILE-of-a-screen"
	secretPlace   = "\x2f\x00\x00\x00\x01\x00\x00\x00\x37" // degrees and minutes
)

func secrets() []string {
	return []string{secretSerial, secretOwner, secretCaption, secretThumb, secretXMP, secretPress, secretComment, secretAfter, secretProfile, secretPlace}
}

// drawing is a picture of four colours, one in each corner.
func drawing(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, corners[2*(2*y/h)+2*x/w])
		}
	}
	return img
}

var corners = [4]color.RGBA{{200, 30, 30, 255}, {30, 200, 30, 255}, {30, 30, 200, 255}, {220, 220, 30, 255}}

// corner names the colour of a corner: 0 to 3 as in corners.
func corner(img image.Image, right, down bool) int {
	b := img.Bounds()
	x, y := b.Min.X+b.Dx()/8, b.Min.Y+b.Dy()/8
	if right {
		x = b.Max.X - 1 - b.Dx()/8
	}
	if down {
		y = b.Max.Y - 1 - b.Dy()/8
	}
	r, g, bl, _ := img.At(x, y).RGBA()
	best, least := 0, 1<<30
	for i, c := range corners {
		d := abs(int(r>>8)-int(c.R)) + abs(int(g>>8)-int(c.G)) + abs(int(bl>>8)-int(c.B))
		if d < least {
			best, least = i, d
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

func asJPEG(img image.Image, quality int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func asPNG(img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// exif builds a block with an orientation, texts, a place and a small copy.
func exif(order binary.AppendByteOrder, turn int) []byte {
	type entry struct {
		tag, kind uint16
		count     uint32
		value     []byte
	}
	text := func(tag uint16, s string) entry { return entry{tag, 2, uint32(len(s) + 1), []byte(s + "\x00")} }
	b := []byte("II*\x00")
	if order.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	directory := func(entries []entry, next func(at uint32) uint32) {
		b = order.AppendUint16(b, uint16(len(entries)))
		data := len(b) + 12*len(entries) + 4
		var tail []byte
		for _, e := range entries {
			b = order.AppendUint16(b, e.tag)
			b = order.AppendUint16(b, e.kind)
			b = order.AppendUint32(b, e.count)
			if len(e.value) <= 4 {
				b = append(b, append(e.value, 0, 0, 0, 0)[:4]...)
				continue
			}
			b = order.AppendUint32(b, uint32(data+len(tail)))
			tail = append(tail, e.value...)
		}
		b = order.AppendUint32(b, next(uint32(data+len(tail))))
		b = append(b, tail...)
	}
	none := func(uint32) uint32 { return 0 }
	short := order.AppendUint16(nil, uint16(turn))
	first := []entry{{0x0112, 3, 1, short}, text(0x010E, secretCaption), text(0x010F, "Acme"), {0x8769, 4, 1, nil}, {0x8825, 4, 1, nil}}
	size := 2 + 12*len(first) + 4 + len(secretCaption) + 1 + len("Acme") + 1
	sub := []entry{text(0xA431, secretSerial), text(0xA430, secretOwner), text(0x9003, "2026:11:22 10:00:00")}
	subSize := 2 + 12*len(sub) + 4 + len(secretSerial) + len(secretOwner) + len("2026:11:22 10:00:00") + 3
	gps := []entry{{2, 5, 3, []byte(secretPlace + strings.Repeat("\x00", 15))}}
	gpsSize := 2 + 12 + 4 + 24
	first[3].value = order.AppendUint32(nil, uint32(8+size))
	first[4].value = order.AppendUint32(nil, uint32(8+size+subSize))
	directory(first, func(uint32) uint32 { return uint32(8 + size + subSize + gpsSize) })
	directory(sub, none)
	directory(gps, none)
	directory([]entry{{0x0201, 4, 1, order.AppendUint32(nil, uint32(len(b)+30))}}, none)
	return append(b, secretThumb...)
}

func segment(marker byte, parts ...string) []byte {
	data := strings.Join(parts, "")
	return append([]byte{0xFF, marker, byte((len(data) + 2) >> 8), byte(len(data) + 2)}, data...)
}

// loaded is a JPEG with everything that a camera and an editor put into one.
func loaded(img image.Image, turn int, order binary.AppendByteOrder) []byte {
	b := asJPEG(img, 90)
	out := slices.Concat(b[:2],
		segment(0xE0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00"),
		segment(0xE1, "Exif\x00\x00", string(exif(order, turn))),
		segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta><dc:creator>", secretXMP, "</dc:creator>"),
		segment(0xE2, "ICC_PROFILE\x00\x01\x01", secretProfile),
		segment(0xED, "Photoshop 3.0\x008BIM\x04\x04\x00\x00", secretPress),
		segment(0xFE, secretComment),
		b[2:])
	return append(out, secretAfter...)
}

func chunk(name, data string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func loadedPNG(img image.Image, turn int) []byte {
	b := asPNG(img)
	const header = 8 + 25
	out := slices.Concat(b[:header],
		chunk("eXIf", string(exif(binary.BigEndian, turn))),
		chunk("tEXt", "Author\x00"+secretComment),
		chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00<x:xmpmeta>"+secretXMP),
		chunk("iCCP", secretProfile+"\x00\x00"),
		chunk("tIME", "\x07\xea\x0b\x16\x0a\x00\x00"),
		chunk("prVt", secretPress),
		b[header:])
	return append(out, secretAfter...)
}

// webpPhoto is the drawing as WebP, with EXIF.
func webpPhoto(t testing.TB, turn int) []byte {
	t.Helper()
	const vp8 = "0AUAnQEqQAAwAD7JWqFLp6WjIbK9uADwGQlAGQsvH8r/GbaXuRfjtWfgM7V/fFS75Iwxqr50IAD+6tHj" +
		"unamRQTJZDAqHIsFfD2kkZ1p2fme/uyi15yurHsNPk/L2/UAtYaw3ZUchJnY06pZEMv1YAAA"
	photo, err := base64.StdEncoding.DecodeString(vp8)
	if err != nil {
		t.Fatal(err)
	}
	part := func(name, data string) string {
		return name + string(binary.LittleEndian.AppendUint32(nil, uint32(len(data)))) + data + strings.Repeat("\x00", len(data)%2)
	}
	all := "WEBP" + part("VP8X", "\x08\x00\x00\x00\x3f\x00\x00\x2f\x00\x00") + part("VP8 ", string(photo)) +
		part("EXIF", string(exif(binary.LittleEndian, turn)))
	return []byte("RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(all)))) + all)
}
