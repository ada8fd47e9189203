package media

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"io"
	"math"

	"golang.org/x/image/draw"
)

// colours turns the colours of a profile into those of sRGB, which is what a picture without a profile means.
// Telephones write Display P3; without this, skin would turn pale when the profile goes.
type colours struct {
	linear [3][256]float64 // light of each value of red, green and blue
	matrix [3][3]float64   // from that light to the light of sRGB
}

// fromXYZ is the light of sRGB of a colour of the space that profiles connect through (IEC 61966-2-1, adapted to D50).
var fromXYZ = [3][3]float64{
	{3.1338561, -1.6168667, -0.4906146},
	{-0.9787684, 1.9161415, 0.0334540},
	{0.0719453, -0.2289914, 1.4052427},
}

// coloursOf reads a profile made of three primaries and three curves (ICC.1:2022), as cameras and screens have. It
// returns nil for any other, and for sRGB itself.
func coloursOf(p []byte) *colours {
	if len(p) < 132 || string(p[16:20]) != "RGB " || string(p[20:24]) != "XYZ " {
		return nil
	}
	tags := map[string][]byte{}
	for i := range min(int(binary.BigEndian.Uint32(p[128:])), 64) {
		at := 132 + 12*i
		if at+12 > len(p) {
			return nil
		}
		start, size := uint64(binary.BigEndian.Uint32(p[at+4:])), uint64(binary.BigEndian.Uint32(p[at+8:]))
		if start+size > uint64(len(p)) {
			return nil
		}
		tags[string(p[at:at+4])] = p[start : start+size]
	}
	c := &colours{}
	var primaries [3][3]float64
	for i, name := range []string{"r", "g", "b"} {
		xyz := tags[name+"XYZ"]
		if len(xyz) < 20 || !c.curve(i, tags[name+"TRC"]) {
			return nil
		}
		for k := range 3 {
			primaries[k][i] = fixed(xyz[8+4*k:])
		}
	}
	for i := range 3 {
		for k := range 3 {
			for n := range 3 {
				c.matrix[i][k] += fromXYZ[i][n] * primaries[n][k]
			}
		}
	}
	if c.isStandard() {
		return nil
	}
	return c
}

// fixed reads a number of sixteen bits before and sixteen behind the point.
func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

// curve fills the light of channel i from a curve of a profile.
func (c *colours) curve(i int, b []byte) bool {
	if len(b) < 12 {
		return false
	}
	var light func(v float64) float64
	switch string(b[:4]) {
	case "curv":
		n := int(binary.BigEndian.Uint32(b[8:]))
		table := b[12:]
		switch {
		case n < 0 || n > len(table)/2:
			return false
		case n == 0:
			light = func(v float64) float64 { return v }
		case n == 1:
			gamma := float64(binary.BigEndian.Uint16(table)) / 256
			light = func(v float64) float64 { return math.Pow(v, gamma) }
		default:
			at := func(k int) float64 { return float64(binary.BigEndian.Uint16(table[2*k:])) / 65535 }
			light = func(v float64) float64 {
				k := min(int(v*float64(n-1)), n-2)
				part := v*float64(n-1) - float64(k)
				return at(k)*(1-part) + at(k+1)*part
			}
		}
	case "para":
		var g [7]float64
		kind := int(binary.BigEndian.Uint16(b[8:]))
		if kind > 4 || len(b) < 12+4*[]int{1, 3, 4, 5, 7}[kind] {
			return false
		}
		for k := range []int{1, 3, 4, 5, 7}[kind] {
			g[k] = fixed(b[12+4*k:])
		}
		light = parametric(kind, g)
	default:
		return false
	}
	for v := range 256 {
		l := light(float64(v) / 255)
		if !(l > -1 && l < 2) { // no light, or not even a number
			return false
		}
		c.linear[i][v] = l
	}
	return true
}

// parametric is a curve of one of the five kinds (ICC.1:2022, table 68).
func parametric(kind int, p [7]float64) func(float64) float64 {
	gamma, a, b, c, d, e, f := p[0], p[1], p[2], p[3], p[4], p[5], p[6]
	switch kind {
	case 0:
		a, c, d = 1, 0, 0
	case 1:
		c, d = 0, -b/a
	case 2:
		e, f, d, c = c, c, -b/a, 0
	}
	return func(v float64) float64 {
		if v >= d {
			return math.Pow(math.Max(0, a*v+b), gamma) + e
		}
		return c*v + f
	}
}

// isStandard reports whether nothing would change that can be seen.
func (c *colours) isStandard() bool {
	for i := range 3 {
		for v := 0; v < 256; v += 15 {
			if math.Abs(c.linear[i][v]-standardLight(float64(v)/255)) > 0.004 {
				return false
			}
		}
		for k := range 3 {
			want := 0.0
			if i == k {
				want = 1
			}
			if math.Abs(c.matrix[i][k]-want) > 0.01 {
				return false
			}
		}
	}
	return true
}

// standardLight is the light of a value of sRGB.
func standardLight(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// lights is how finely light is told apart on the way back to values.
const lights = 1 << 14

// convert returns the picture in the colours of sRGB; a nil c and a picture that shines through stay as they are.
func (c *colours) convert(img image.Image) image.Image {
	if c == nil || !isOpaque(img) {
		return img
	}
	out := image.NewRGBA(image.Rectangle{Max: img.Bounds().Size()})
	draw.Draw(out, out.Bounds(), img, img.Bounds().Min, draw.Src)
	var values [lights + 1]byte
	v := 0
	for i := range values {
		for v < 255 && standardLight((float64(v)+0.5)/255) < float64(i)/lights {
			v++
		}
		values[i] = byte(v)
	}
	for p := out.Pix; len(p) >= 4; p = p[4:] {
		r, g, b := c.linear[0][p[0]], c.linear[1][p[1]], c.linear[2][p[2]]
		for k, m := range c.matrix {
			p[k] = values[int(math.Max(0, math.Min(1, m[0]*r+m[1]*g+m[2]*b))*lights+0.5)]
		}
	}
	return out
}

// inflated is the profile of a PNG, which is packed behind its name; nil if it cannot be read or is overlong.
func inflated(chunk []byte) []byte {
	_, packed, _ := bytes.Cut(chunk, []byte{0})
	if len(packed) < 2 {
		return nil
	}
	r, err := zlib.NewReader(bytes.NewReader(packed[1:]))
	if err != nil {
		return nil
	}
	p, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return nil
	}
	return p
}
