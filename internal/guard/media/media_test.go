package media_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"bedside/internal/fault"
	"bedside/internal/guard/media"
)

func clean(t testing.TB, b []byte) media.Cleaned {
	t.Helper()
	c, err := media.Clean(bytes.NewReader(b), media.Standard())
	if err != nil {
		t.Fatalf("a good picture is refused: %v", err)
	}
	return c
}

// decoded checks what holds for everything that comes out.
func decoded(t interface{ Fatalf(string, ...any) }, c media.Cleaned) image.Image {
	img, kind, err := image.Decode(bytes.NewReader(c.Bytes))
	if err != nil || "image/"+kind != c.Type {
		t.Fatalf("what comes out as %s is %s, %v", c.Type, kind, err)
	}
	if size := img.Bounds().Size(); size.X != c.Width || size.Y != c.Height {
		t.Fatalf("what comes out is %v and said to be %d × %d", size, c.Width, c.Height)
	}
	for _, s := range secrets() {
		if bytes.Contains(c.Bytes, []byte(s)) {
			t.Fatalf("%q remains", s)
		}
	}
	again, err := media.Clean(bytes.NewReader(c.Bytes), media.Standard())
	if err != nil || !bytes.Equal(again.Bytes, c.Bytes) || len(again.Removed) > 0 {
		t.Fatalf("cleaning again changes the picture, finds %q, fails with %v", again.Removed, err)
	}
	return img
}

func TestJPEG(t *testing.T) {
	want := []string{
		"the place where it was taken", "a small copy, which may show what was cropped away", "the name of a person",
		"a caption, comment or keywords", "a serial number", "when it was taken", "which camera or telephone took it",
		"what programs wrote about how it was edited", "bytes after its end", "data of programs", "a colour profile",
	}
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		b := loaded(drawing(64, 48), 1, order)
		for _, s := range secrets() {
			if !bytes.Contains(b, []byte(s)) && s != secretPlace {
				t.Fatalf("%q is not in the file to begin with", s)
			}
		}
		c := clean(t, b)
		decoded(t, c)
		if !slices.Equal(c.Removed, want) {
			t.Errorf("%s: removed\n%q\nwant\n%q", order, c.Removed, want)
		}
		if plain := asJPEG(drawing(64, 48), 90); !bytes.Equal(c.Bytes, plain) {
			t.Errorf("%s: an upright JPEG is written anew: %d bytes of %d", order, len(c.Bytes), len(plain))
		}
	}
}

func TestTurned(t *testing.T) {
	for turn, want := range map[int][4]int{ // upper left, upper right, lower left, lower right
		1: {0, 1, 2, 3}, 2: {1, 0, 3, 2}, 3: {3, 2, 1, 0}, 4: {2, 3, 0, 1}, 5: {0, 2, 1, 3}, 6: {2, 0, 3, 1}, 7: {3, 1, 2, 0}, 8: {1, 3, 0, 2}, 9: {0, 1, 2, 3},
	} {
		files := map[string][]byte{
			"JPEG": loaded(drawing(64, 48), turn, binary.LittleEndian),
			"PNG":  loadedPNG(drawing(64, 48), turn),
			"WebP": webpPhoto(t, turn),
		}
		if turn == 6 { // as a telephone held upright writes it
			files["large JPEG"] = loaded(drawing(2100, 1400), turn, binary.LittleEndian)
		}
		for name, b := range files {
			img := decoded(t, clean(t, b))
			if got := [4]int{corner(img, false, false), corner(img, true, false), corner(img, false, true), corner(img, true, true)}; got != want {
				t.Errorf("%s, orientation %d: corners are %v, want %v", name, turn, got, want)
			}
			if size := img.Bounds().Size(); (size.X > size.Y) != (turn < 5 || turn > 8) {
				t.Errorf("%s, orientation %d: the size is %v", name, turn, size)
			}
		}
	}
}

func TestFormats(t *testing.T) {
	paletted := image.NewPaletted(image.Rect(0, 0, 40, 30), color.Palette{color.Black, color.White})
	var moving bytes.Buffer
	err := gif.EncodeAll(&moving, &gif.GIF{Image: []*image.Paletted{paletted, paletted}, Delay: []int{1, 1}})
	if err != nil {
		t.Fatal(err)
	}
	clear := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	clear.SetNRGBA(3, 3, color.NRGBA{200, 10, 10, 128})
	deep := image.NewNRGBA64(image.Rect(0, 0, 40, 30))
	deep.SetNRGBA64(3, 3, color.NRGBA64{1, 2, 3, 4})
	gray := image.NewGray(image.Rect(0, 0, 40, 30))
	for _, c := range []struct {
		name    string
		b       []byte
		kind    string
		removed int
	}{
		{"PNG with everything", loadedPNG(drawing(64, 48), 1), media.PNG, 11},
		{"PNG with a palette", asPNG(paletted), media.PNG, 0},
		{"PNG that shines through", asPNG(clear), media.PNG, 0},
		{"PNG of 16 bits", asPNG(deep), media.PNG, 0},
		{"gray PNG", asPNG(gray), media.PNG, 0},
		{"gray JPEG", asJPEG(gray, 80), media.JPEG, 0},
		{"moving GIF", slices.Concat(moving.Bytes()[:moving.Len()-1], []byte("\x21\xfe\x05"), []byte("COMME"), []byte("\x00\x3b")), media.PNG, 2},
		{"WebP of a photograph", webpPhoto(t, 1), media.JPEG, 8},
	} {
		got := clean(t, c.b)
		decoded(t, got)
		if got.Type != c.kind || len(got.Removed) != c.removed {
			t.Errorf("%s: comes out as %s, without %q", c.name, got.Type, got.Removed)
		}
	}
}

// TestOut holds the limits of what comes out, for the picture that is hardest to make small.
func TestOut(t *testing.T) {
	noise := image.NewNRGBA(image.Rect(0, 0, 530, 430))
	state := uint32(1)
	for i := range noise.Pix {
		state = state*1664525 + 1013904223
		noise.Pix[i] = byte(state >> 24)
	}
	opaque := image.NewRGBA(noise.Rect)
	copy(opaque.Pix, noise.Pix)
	for i := 3; i < len(opaque.Pix); i += 4 {
		opaque.Pix[i] = 255
	}
	l := media.Standard()
	l.Side, l.Out = 500, 100_000
	for name, b := range map[string][]byte{"JPEG": asJPEG(opaque, 100), "PNG": asPNG(opaque), "PNG that shines through": asPNG(noise)} {
		c, err := media.Clean(bytes.NewReader(b), l)
		if err != nil {
			t.Fatal(err)
		}
		decoded(t, c)
		if len(c.Bytes) > l.Out || max(c.Width, c.Height) > l.Side {
			t.Errorf("%s: %d bytes, %d × %d", name, len(c.Bytes), c.Width, c.Height)
		}
	}
}

func TestRefused(t *testing.T) {
	small := asJPEG(drawing(64, 48), 90)
	withComment := func(s string) []byte { return slices.Concat(small[:2], segment(0xFE, s), small[2:]) }
	// A header that says 14,143 × 14,143 dots; nothing of the kind follows.
	bomb := bytes.Clone(small)
	at := bytes.Index(bomb, []byte("\xff\xc0"))
	copy(bomb[at+5:], "\x37\x3f\x37\x3f")
	bombPNG := slices.Concat([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", "\x00\x00\x37\x3f\x00\x00\x37\x3f\x08\x06\x00\x00\x00"),
		chunk("IDAT", ""), chunk("IEND", ""))
	scans := small[:len(small)-2]
	start := bytes.Index(small, []byte("\xff\xda"))
	for range 70 {
		scans = append(bytes.Clone(scans), small[start:len(small)-2]...)
	}
	for _, c := range []struct {
		name string
		b    []byte
		says string
	}{
		{"nothing", nil, "no picture"},
		{"words", []byte("a picture"), "no picture"},
		{"an SVG", []byte("<?xml version='1.0'?>\n<SVG onload='x()'/>"), "An SVG"},
		{"an iPhone's", []byte("\x00\x00\x00\x18ftypheic\x00\x00"), "HEIC"},
		{"a JPEG and a page", withComment("<HTML><body>"), "a web page"},
		{"a JPEG and a program", withComment("<?php echo 1;"), "a program"},
		{"a JPEG and a PDF", append(bytes.Clone(small), "%PDF-1.7"...), "a PDF"},
		{"a JPEG and an archive", append(bytes.Clone(small), "PK\x03\x04....PK\x05\x06"...), "an archive"},
		{"a PNG and a page", append(asPNG(drawing(8, 8)), "<script>"...), "a web page"},
		{"200 million dots", bomb, "14143 × 14143"},
		{"200 million dots, PNG", bombPNG, "14143 × 14143"},
		{"too many scans", append(scans, 0xFF, 0xD9), "broken"},
		{"no scan", []byte("\xff\xd8\xff\xd9"), "broken"},
		{"a page that says it is a JPEG", []byte("\xff\xd8\xff<html>"), "broken"},
	} {
		_, err := media.Clean(bytes.NewReader(c.b), media.Standard())
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for name, whole := range map[string][]byte{"JPEG": small, "PNG": asPNG(drawing(64, 48)), "WebP": webpPhoto(t, 1)} {
		for _, part := range []int{1, 4, 20, len(whole) / 2, len(whole) - 3} {
			if _, err := media.Clean(bytes.NewReader(whole[:part]), media.Standard()); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%d of %d bytes of a %s: %v", part, len(whole), name, err)
			}
		}
	}
	if _, err := media.Clean(io.LimitReader(zeros{}, 50<<20), media.Standard()); !strings.Contains(fault.Message(err), "larger than 40 MB") {
		t.Errorf("50 MB: %v", err)
	}
	if _, err := media.Clean(iotest.ErrReader(errors.New("cut")), media.Standard()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a line that was cut: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// TestAnything holds what Clean promises for JPEGs of any parts in any order.
func TestAnything(t *testing.T) {
	b := asJPEG(drawing(32, 24), 80)
	rapid.Check(t, func(t *rapid.T) {
		out := bytes.Clone(b[:2])
		for range rapid.IntRange(0, 6).Draw(t, "segments") {
			marker := rapid.SampledFrom([]byte{0xE0, 0xE1, 0xE2, 0xE5, 0xED, 0xEE, 0xEF, 0xFE}).Draw(t, "marker")
			name := rapid.SampledFrom([]string{"", "JFIF\x00", "Exif\x00\x00II*\x00\x08\x00\x00\x00", "Adobe\x00d", secretOwner, "ICC_PROFILE\x00"}).Draw(t, "name")
			data := rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "data")
			out = append(out, segment(marker, name, string(data), secretComment)...)
		}
		out = append(out, b[2:]...)
		out = append(out, rapid.SampledFrom([]string{"", secretAfter, string(b)}).Draw(t, "tail")...)
		c, err := media.Clean(bytes.NewReader(out), media.Standard())
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		decoded(t, c)
	})
}

// TestAnyPNG holds the same for PNGs.
func TestAnyPNG(t *testing.T) {
	b := asPNG(drawing(32, 24))
	rapid.Check(t, func(t *rapid.T) {
		out := bytes.Clone(b[:8+25])
		for range rapid.IntRange(0, 6).Draw(t, "chunks") {
			name := rapid.SampledFrom([]string{"tEXt", "iTXt", "zTXt", "eXIf", "iCCP", "tIME", "prVt", "gAMA", "acTL", "fdAT"}).Draw(t, "name")
			out = append(out, chunk(name, secretComment+string(rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "data")))...)
		}
		c, err := media.Clean(bytes.NewReader(append(out, b[8+25:]...)), media.Standard())
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		decoded(t, c)
	})
}

func TestLeaks(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range media.Leaks() {
		if seen[l.ID] || !strings.HasSuffix(l.Question, "?") || l.Look == "" {
			t.Errorf("the question %q is not one", l.ID)
		}
		seen[l.ID] = true
	}
	if len(seen) != 5 {
		t.Errorf("there are %d questions", len(seen))
	}
}

func FuzzClean(f *testing.F) {
	img := drawing(24, 16)
	f.Add(loaded(img, 6, binary.LittleEndian))
	f.Add(loadedPNG(img, 3))
	f.Add(webpPhoto(f, 8))
	var b bytes.Buffer
	if err := gif.Encode(&b, img, nil); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	small := media.Limits{Bytes: 1 << 20, Memory: 1 << 20, Side: 64, Out: 1 << 20}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := media.Clean(bytes.NewReader(b), small)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		again, err := media.Clean(bytes.NewReader(c.Bytes), small)
		if err != nil || !bytes.Equal(again.Bytes, c.Bytes) || len(again.Removed) > 0 {
			t.Fatalf("cleaning again changes the picture, finds %q, fails with %v", again.Removed, err)
		}
	})
}

func BenchmarkTelephone(b *testing.B) {
	photo := loaded(drawing(4032, 3024), 6, binary.BigEndian)
	b.ReportAllocs()
	for b.Loop() {
		clean(b, photo)
	}
}

func BenchmarkUpright(b *testing.B) {
	photo := loaded(drawing(2000, 1500), 1, binary.BigEndian)
	for b.Loop() {
		clean(b, photo)
	}
}
