// Package media makes a picture fit to be shown: it takes out everything but what is seen, and asks people about what
// can be seen.
//
// It promises that what [Clean] returns is a JPEG or a PNG that stands upright and holds nothing but dots: no place, no
// name, no small copy from before it was cropped, nothing after its end; that cleaning it again changes nothing; and
// that no file, whatever it claims, takes more memory than its limits say. Callers owe the questions of [Leaks] to
// whoever puts a picture up: who and what is in it, no program here can tell. The original belongs sealed and unseen.
package media

import (
	"bytes"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"bedside/internal/fault"
)

// Limits bound what is taken and what comes out.
type Limits struct {
	Bytes  int64 // of the file
	Memory int   // bytes that the dots may take while they are read
	Side   int   // dots of the longer side of what comes out
	Out    int   // bytes of what comes out
}

// Standard takes what telephones of 50 megapixels make, and makes of it what every channel takes: Bluesky, the
// narrowest, up to 2,000,000 bytes.
func Standard() Limits {
	return Limits{Bytes: 40 << 20, Memory: 160 << 20, Side: 2048, Out: 2_000_000}
}

// Types of what comes out.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
)

// Cleaned is a picture without anything but what is seen.
type Cleaned struct {
	Bytes         []byte
	Type          string // JPEG or PNG
	Width, Height int
	Removed       []string // what was found in the file and taken out, in words; the less harmless first
}

// Clean reads a JPEG, PNG, GIF (its first picture) or WebP, which it knows by content, and makes it fit to be shown.
// Whatever else it gets, too large or broken is an Invalid fault that says what to do.
func Clean(r io.Reader, l Limits) (Cleaned, error) {
	b, err := io.ReadAll(io.LimitReader(r, l.Bytes+1))
	if err != nil {
		return Cleaned{}, fault.Wrap(fault.Invalid, "media.Clean", "The picture did not arrive whole. Send it again.", err)
	}
	if int64(len(b)) > l.Bytes {
		return Cleaned{}, invalid("This file is larger than %d MB. Save a smaller copy of the picture.", l.Bytes>>20)
	}
	f, err := open(b)
	if err != nil {
		return Cleaned{}, err
	}
	if what := foreign(f.rest); what != "" {
		return Cleaned{}, invalid("This file is a picture and %s at once. Save the picture anew, or take another one.", what)
	}
	if f.width < 1 || f.height < 1 {
		return Cleaned{}, broken()
	}
	if most := l.Memory * samples / f.cost; f.width > most/f.height {
		return Cleaned{}, invalid("This picture has %d × %d dots, which is too many: up to %d million are taken. Save a smaller copy.",
			f.width, f.height, most/1e6)
	}
	img, err := f.decode(f.picture)
	if err != nil {
		return Cleaned{}, fault.Wrap(fault.Invalid, "media.Clean", fault.Message(broken()), err)
	}
	c, err := l.render(img, f)
	c.Removed = f.traces.words()
	return c, err
}

// samples is the unit of file.cost, so that a cost of one and a half bytes is a whole number.
const samples = 4

// file is a picture file as it was found.
type file struct {
	width, height int
	cost          int // memory for a dot, in quarters of a byte
	turn          int // as EXIF has it: 1 is upright
	lossy         bool
	ready         bool   // picture is a JPEG that could be shown as it is
	picture       []byte // what is decoded: only what is needed for that
	rest          [][]byte
	colours       *colours // how they are meant; nil for sRGB
	traces        traces
	decode        func([]byte) (image.Image, error)
}

// open reads what a file holds, by its first bytes.
func open(b []byte) (*file, error) {
	has := func(at int, s string) bool { return len(b) >= at+len(s) && string(b[at:at+len(s)]) == s }
	f := &file{turn: 1, picture: b}
	var err error
	switch {
	case has(0, "\xff\xd8\xff"):
		return f, f.openJPEG(b)
	case has(0, "\x89PNG\r\n\x1a\n"):
		f.decode = read(png.Decode)
		err = f.openPNG(b)
	case has(0, "GIF87a"), has(0, "GIF89a"):
		f.decode = read(gif.Decode)
		err = f.openGIF(b)
	case has(0, "RIFF") && has(8, "WEBP"):
		f.decode = read(webp.Decode)
		err = f.openWebP(b)
	case has(4, "ftypavif"), has(4, "ftyphei"), has(4, "ftyphev"), has(4, "ftypmif1"):
		return nil, invalid("HEIC pictures cannot be read here. Export it as a JPEG; on an iPhone, Settings, Camera, Formats, Most Compatible.")
	case looksSVG(b):
		return nil, invalid("An SVG can hold programs and is not taken. Export it as a PNG.")
	default:
		return nil, invalid("This is no picture that can be read here. Save it as a JPEG or PNG.")
	}
	return f, err
}

func read(decode func(io.Reader) (image.Image, error)) func([]byte) (image.Image, error) {
	return func(b []byte) (image.Image, error) { return decode(bytes.NewReader(b)) }
}

func readJPEG(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) }

// size reads the size from the header, and with it what a dot costs.
func (f *file) size(config func(io.Reader) (image.Config, error)) error {
	c, err := config(bytes.NewReader(f.picture))
	if err != nil {
		return fault.Wrap(fault.Invalid, "media.Clean", fault.Message(broken()), err)
	}
	f.width, f.height, f.cost = c.Width, c.Height, costOf(c.ColorModel)
	return nil
}

func looksSVG(b []byte) bool {
	return bytes.Contains(bytes.ToLower(b[:min(len(b), 4096)]), []byte("<svg"))
}

// foreign says what else than a picture hides in bytes that are none.
func foreign(rest [][]byte) string {
	for _, part := range rest {
		lower := bytes.ToLower(part)
		for _, sign := range []string{"<script", "<html", "<!doctype", "<?php", "javascript:"} {
			if bytes.Contains(lower, []byte(sign)) {
				return "a web page or a program"
			}
		}
		switch {
		case bytes.Contains(part, []byte("%PDF-")):
			return "a PDF document"
		case bytes.Contains(part, []byte("PK\x03\x04")) && bytes.Contains(part, []byte("PK\x05\x06")):
			return "an archive of files"
		}
	}
	return ""
}

func invalid(format string, args ...any) error {
	return fault.New(fault.Invalid, "media.Clean", fmt.Sprintf(format, args...))
}

func broken() error {
	return invalid("This picture is broken or cut off. Send the original once more, or save it anew as a JPEG or PNG.")
}
