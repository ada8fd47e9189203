package ident

import "bedside/internal/guard/lex"

const leftOut = "[left out]" // what the rewrite puts for what only words speak of

// biometric reads words for a mark of somebody's body: her fingerprints, a retinal scan, his voice recording. It is
// Weak: only of a person is it an identifier.
func (s *scan) biometric(i int) int {
	end := i + 1
	if s.isMark(end, '-') && s.glued(end) {
		end++
	}
	switch {
	case s.isWord(i, hVoice) && s.isWord(end, hRecognition):
		return 0 // software
	case s.minor(end)&mScan != 0:
		end++
	case s.isWord(i, hIris, hRetina, hRetinal, hFacial, hBiometric, hVoice, hFinger, hPalm, hThumb, hFootprint, hFootprints, hHuella, hHuellas):
		return 0 // alone they are anatomy, or footprints in the sand
	default:
		end = i + 1
	}
	s.add(Biometric, i, end, leftOut).Weak = true
	return end
}

var (
	hIris, hRetina, hRetinal, hFacial = hash("iris"), hash("retina"), hash("retinal"), hash("facial")
	hRecognition                      = hash("recognition")
	hBiometric, hVoice, hFinger       = hash("biometric"), hash("voice"), hash("finger")
	hPalm, hThumb, hFootprint         = hash("palm"), hash("thumb"), hash("footprint")
	hFootprints, hHuella, hHuellas    = hash("footprints"), hash("huella"), hash("huellas")
	hPictured, hHere, hX2, hRay       = hash("pictured"), hash("here"), hash("x"), hash("ray")
	hImage, hImages, hVideo, hVideos  = hash("image"), hash("images"), hash("video"), hash("videos")
	hThem, hTheir, hAbove, hBelow     = hash("them"), hash("their"), hash("above"), hash("below")
)

// photo reads words for a picture of somebody: here is her photo, a before-and-after photo of our patient, pictured
// below. It is Weak: only of a person is it an identifier.
func (s *scan) photo(i int) int {
	if s.is(i-1, cCare) || s.isMark(i-1, '-') && s.isWord(i-2, hX2) || s.isWord(i-1, hRay) { // a picture of the inside
		return 0
	}
	from, end := i, i+1
	whose := func(k int) bool { return s.is(k, cThird|cPatient|cKin) || s.isWord(k, hThem, hTheir) }
	seen := false
	switch {
	case s.isWord(i, hPictured):
		if s.isMark(end, ':') || s.isWord(end, hAbove, hBelow, hHere, hIs, hWith) || whose(end) || s.capital(end) {
			seen = true
		}
	case whose(i - 1), s.toks[max(i-1, 0)].Hash == lex.Possessive && i > 1 && (whose(i-2) || s.is(i-2, cGiven)), whose(i-2) && s.is(i-1, cFacility|cCommon|cCare) && s.toks[i-1].Kind == lex.Word:
		seen = true
	case s.isWord(end, hOf, hWith, hFrom):
		for k := end + 1; k <= end+4 && k < len(s.toks) && s.toks[k].Kind != lex.Punct; k++ {
			if whose(k) || s.is(k, cGiven) && s.capital(k) {
				seen = true
			}
		}
	case s.minor(i-2)&mShown != 0 || s.minor(i-3)&mShown != 0:
		seen = !s.isWord(i, hImage, hImages, hVideo, hVideos)
	}
	if !seen {
		return 0
	}
	for n := 0; n < 5 && s.isMark(from-1, '-') && s.glued(from) && s.glued(from-1) && from >= 2; n++ { // before-and-after
		from -= 2
	}
	s.add(Photo, from, end, leftOut).Weak = true
	return end
}
