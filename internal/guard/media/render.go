package media

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
)

// Qualities of JPEG that are tried, the better first.
const (
	good   = 88
	enough = 76
)

// render turns the picture upright, gives it the colours that all expect, makes it no larger than the limits, and writes it. Where nothing has to change, a
// JPEG stays as it is: writing it anew would make it worse.
func (l Limits) render(img image.Image, f *file) (Cleaned, error) {
	size := img.Bounds().Size()
	if f.ready && f.turn == 1 && max(size.X, size.Y) <= l.Side && len(f.picture) <= l.Out && foreign([][]byte{f.picture}) == "" {
		return Cleaned{Bytes: f.picture, Type: JPEG, Width: size.X, Height: size.Y}, nil
	}
	opaque := isOpaque(img)
	for side := l.Side; side > 0; side = side * 3 / 4 {
		now := turned(f.colours.convert(shrunk(img, side)), f.turn)
		for _, write := range writers(f.lossy, opaque) {
			b, kind, err := write(now)
			if err != nil {
				return Cleaned{}, err
			}
			if len(b) <= l.Out {
				size := now.Bounds().Size()
				return Cleaned{Bytes: b, Type: kind, Width: size.X, Height: size.Y}, nil
			}
		}
	}
	return Cleaned{}, broken()
}

type writer func(image.Image) ([]byte, string, error)

// writers are the ways to write a picture, in the order in which they are tried: photographs as JPEG, drawings as PNG
// unless they are too large for it and nothing shines through.
func writers(lossy, opaque bool) []writer {
	var all []writer
	if !lossy || !opaque {
		all = append(all, func(img image.Image) ([]byte, string, error) {
			var b bytes.Buffer
			e := png.Encoder{CompressionLevel: png.BestCompression}
			err := e.Encode(&b, img)
			return b.Bytes(), PNG, err
		})
	}
	if opaque {
		for _, quality := range []int{good, enough} {
			all = append(all, func(img image.Image) ([]byte, string, error) {
				var b bytes.Buffer
				err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
				return b.Bytes(), JPEG, err
			})
		}
	}
	return all
}

func isOpaque(img image.Image) bool {
	o, ok := img.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// shrunk is the picture with no side longer than most; one that fits is returned as it is. It averages whole dots down
// to less than twice the size, in strips to spare memory, and interpolates the rest.
func shrunk(img image.Image, most int) image.Image {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	long := max(w, h)
	if long <= most {
		return img
	}
	toW, toH := max(1, w*most/long), max(1, h*most/long)
	factor := max(1, long/most)
	midW, midH := max(1, w/factor), max(1, h/factor)
	mid := image.NewRGBA(image.Rect(0, 0, midW, midH))
	strip := image.NewRGBA(image.Rect(0, 0, w, (h+midH-1)/midH))
	for y := range midH {
		from, to := y*h/midH, (y+1)*h/midH
		draw.Draw(strip, image.Rect(0, 0, w, to-from), img, b.Min.Add(image.Pt(0, from)), draw.Src)
		for x := range midW {
			average(mid.Pix[mid.PixOffset(x, y):], strip, x*w/midW, (x+1)*w/midW, to-from)
		}
	}
	out := image.NewRGBA(image.Rect(0, 0, toW, toH))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), mid, mid.Bounds(), draw.Src, nil)
	return out
}

// average writes the mean of the dots from..to of the first rows of a strip.
func average(out []byte, strip *image.RGBA, from, to, rows int) {
	var sum [4]int
	for y := range rows {
		row := strip.Pix[y*strip.Stride:]
		for x := from; x < to; x++ {
			for c := range sum {
				sum[c] += int(row[4*x+c])
			}
		}
	}
	n := (to - from) * rows
	for c := range sum {
		out[c] = byte((sum[c] + n/2) / n)
	}
}

// turned is the picture as EXIF's orientation means it to be seen.
func turned(img image.Image, turn int) image.Image {
	if turn == 1 {
		return img
	}
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	src := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(src, src.Bounds(), img, b.Min, draw.Src)
	size := image.Rect(0, 0, w, h)
	if turn >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			var toX, toY int
			switch turn {
			case 2:
				toX, toY = w-1-x, y
			case 3:
				toX, toY = w-1-x, h-1-y
			case 4:
				toX, toY = x, h-1-y
			case 5:
				toX, toY = y, x
			case 6:
				toX, toY = h-1-y, x
			case 7:
				toX, toY = h-1-y, w-1-x
			case 8:
				toX, toY = y, w-1-x
			}
			copy(out.Pix[out.PixOffset(toX, toY):][:4], src.Pix[src.PixOffset(x, y):])
		}
	}
	return out
}
