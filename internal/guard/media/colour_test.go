package media_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"image/color"
	"math"
	"slices"
	"testing"
)

// displayP3 is a profile as telephones write it: the primaries of Display P3 seen from D50, and the curve of sRGB.
func displayP3() []byte {
	fixed := func(out []byte, v ...float64) []byte {
		for _, v := range v {
			out = binary.BigEndian.AppendUint32(out, uint32(int32(math.Round(v*65536))))
		}
		return out
	}
	xyz := func(v ...float64) string { return string(fixed([]byte("XYZ \x00\x00\x00\x00"), v...)) }
	curve := string(fixed([]byte("para\x00\x00\x00\x00\x00\x03\x00\x00"), 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045))
	tags := []struct{ name, data string }{
		{"rXYZ", xyz(0.51512, 0.24120, -0.00105)}, {"gXYZ", xyz(0.29198, 0.69225, 0.04189)}, {"bXYZ", xyz(0.15710, 0.06657, 0.78407)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve}, {"desc", secretProfile},
	}
	p := make([]byte, 128)
	copy(p[16:], "RGB XYZ ")
	p = binary.BigEndian.AppendUint32(p, uint32(len(tags)))
	at := len(p) + 12*len(tags)
	var data string
	for _, t := range tags {
		p = append(p, t.name...)
		p = binary.BigEndian.AppendUint32(p, uint32(at+len(data)))
		p = binary.BigEndian.AppendUint32(p, uint32(len(t.data)))
		data += t.data
	}
	return append(p, data...)
}

// TestColours compares with the matrix from Display P3 to sRGB of CSS Color 4, which knows no profiles.
func TestColours(t *testing.T) {
	light := func(v uint8) float64 { return math.Pow((float64(v)/255+0.055)/1.055, 2.4) }
	value := func(l float64) int {
		return int(math.Round(255 * (1.055*math.Pow(min(1, max(0, l)), 1/2.4) - 0.055)))
	}
	for _, c := range []color.RGBA{{200, 100, 100, 255}, {100, 160, 90, 255}, {80, 90, 190, 255}, {128, 128, 128, 255}, {230, 180, 160, 255}} {
		img := image.NewRGBA(image.Rect(0, 0, 32, 32))
		for i := range img.Pix {
			img.Pix[i] = []uint8{c.R, c.G, c.B, 255}[i%4]
		}
		r, g, b := light(c.R), light(c.G), light(c.B)
		want := [3]int{
			value(1.2249401763*r - 0.2249401763*g), value(-0.0420569547*r + 1.0420569547*g),
			value(-0.0196375546*r - 0.0786360456*g + 1.0982736002*b),
		}
		plain := asJPEG(img, 100)
		var packed bytes.Buffer
		w := zlib.NewWriter(&packed)
		_, _ = w.Write(displayP3())
		_ = w.Close()
		drawn := asPNG(img)
		for name, file := range map[string][]byte{
			"JPEG": slices.Concat(plain[:2], segment(0xE2, "ICC_PROFILE\x00\x01\x01", string(displayP3())), plain[2:]),
			"PNG":  slices.Concat(drawn[:33], chunk("iCCP", "Display P3\x00\x00"+packed.String()), drawn[33:]),
		} {
			got := clean(t, file)
			r, g, b, _ := decoded(t, got).At(16, 16).RGBA()
			for i, v := range []uint32{r, g, b} {
				if abs(int(v>>8)-want[i]) > 4 { // a JPEG rounds, twice
					t.Errorf("%s: %v of Display P3 comes out as %d %d %d, want %v", name, c, r>>8, g>>8, b>>8, want)
					break
				}
			}
			if !slices.Equal(got.Removed, []string{"a colour profile"}) {
				t.Errorf("%s: removed %q", name, got.Removed)
			}
		}
	}
}
