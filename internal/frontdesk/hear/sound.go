package hear

import "strings"

// spoken is a name as it sounds, so that names that are taken for one another on the telephone lie near: one letter a
// sound, S for sh, C for ch, J for the beginning of "June", T for th. An r after a vowel, which half of the speakers do
// not say, and a mute e are left out, and a doubled letter is one.
type spoken struct {
	plain string // small letters only
	sound string
	mask  uint32 // which consonants it has
}

// longest is how many sounds of a name are compared.
const longest = 28

// say returns the spoken form of a name in small letters without accents.
func say(name string) spoken {
	b := make([]byte, 0, len(name))
	for i := range len(name) {
		if c := name[i]; c >= 'a' && c <= 'z' {
			b = append(b, c)
		}
	}
	w := string(b)
	s := spoken{plain: w}
	out := make([]byte, 0, longest)
	for i := 0; i < len(w) && len(out) < longest-4; {
		sound, n := sounds(w, i)
		i += n
		for j := range len(sound) {
			if len(out) == 0 || out[len(out)-1] != sound[j] {
				out = append(out, sound[j])
			}
		}
	}
	s.sound = string(out)
	for _, c := range out {
		if !vowel(c) {
			s.mask |= 1 << (kin(c) & 31)
		}
	}
	return s
}

// sounds returns what is heard of w at i, and of how many letters.
func sounds(w string, i int) (string, int) {
	rest := w[i:]
	first, last := i == 0, func(n int) bool { return i+n == len(w) }
	has := func(p string) bool { return strings.HasPrefix(rest, p) }
	soft := len(rest) > 1 && strings.IndexByte("eiy", rest[1]) >= 0
	switch {
	case first && (has("kn") || has("gn") || has("wr") || has("ps")):
		return rest[1:2], 2
	case first && has("mc"):
		return "mak", 2
	case first && has("x"):
		return "s", 1
	case has("tch"):
		return "C", 3
	case has("sch"):
		return "S", 3
	case has("ph"):
		return "f", 2
	case has("sh"):
		return "S", 2
	case has("ch"):
		return "C", 2
	case has("th"):
		return "T", 2
	case has("gh"):
		return "", 2
	case has("ck"):
		return "k", 2
	case has("qu"):
		return "kw", 2
	case has("wh"):
		return "w", 2
	case has("dg") && soft:
		return "J", 2
	}
	switch c := rest[0]; c {
	case 'c':
		if soft {
			return "s", 1
		}
		return "k", 1
	case 'g':
		if soft {
			return "J", 1
		}
		return "g", 1
	case 'j':
		return "J", 1
	case 'q':
		return "k", 1
	case 'x':
		return "ks", 1
	case 'z':
		return "s", 1
	case 'h':
		if first {
			return "h", 1
		}
		return "", 1
	case 'r':
		if !first && vowel(w[i-1]) && (last(1) || !vowel(rest[1]) && rest[1] != 'r') {
			return "", 1
		}
		return "r", 1
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return vowels(w, i)
	case 'w':
		if !first && vowel(w[i-1]) {
			return "", 1
		}
		return "w", 1
	default:
		return rest[:1], 1
	}
}

// vowels returns the sound of the vowel at i.
func vowels(w string, i int) (string, int) {
	rest := w[i:]
	if rest == "e" && i > 1 {
		return "", 1
	}
	if len(rest) > 1 {
		switch rest[:2] {
		case "ee", "ea", "ie":
			return "i", 2
		case "oo", "ou", "ew":
			return "u", 2
		case "ai", "ay", "ei":
			return "a", 2
		case "ey":
			if len(rest) == 2 {
				return "i", 2
			}
			return "a", 2
		case "au", "aw", "ow", "oa":
			return "o", 2
		case "er", "or", "ar", "re":
			if len(rest) == 2 && i > 0 {
				return "a", 2
			}
		}
	}
	if rest[0] == 'y' {
		if i == 0 {
			return "y", 1
		}
		return "i", 1
	}
	return rest[:1], 1
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// kin is the family of a consonant: those of one are easily taken for each other.
func kin(c byte) int {
	switch c {
	case 'b', 'p':
		return 1
	case 'd', 't':
		return 2
	case 'g', 'k':
		return 3
	case 'f', 'v', 'T':
		return 4
	case 's', 'S', 'C', 'J':
		return 5
	case 'm', 'n':
		return 6
	case 'l':
		return 7
	case 'r':
		return 8
	case 'w':
		return 9
	}
	return 10
}

// Costs of a difference between two sounds.
const (
	costVowel   = 0.35 // one vowel for another
	costKin     = 0.35 // one consonant for its like
	costNear    = 0.6  // two families that are still near: th and s, r and w, r and l
	costLost    = 0.9  // a consonant more or less
	costLostLow = 0.45 // a vowel or h more or less
)

// phones are the costs of all pairs of sounds, by the low six bits of their letters.
type phones struct {
	swap [64][64]float32
	lost [64]float32
}

func newPhones() *phones {
	p := &phones{}
	all := "abcdefghijklmnopqrstuvwxyzSCJT"
	for _, a := range []byte(all) {
		p.lost[a&63] = costLost
		if vowel(a) || a == 'h' {
			p.lost[a&63] = costLostLow
		}
		for _, b := range []byte(all) {
			p.swap[a&63][b&63] = swap(a, b)
		}
	}
	return p
}

func swap(a, b byte) float32 {
	switch {
	case a == b:
		return 0
	case vowel(a) && vowel(b):
		return costVowel
	case vowel(a) != vowel(b):
		return 1
	}
	x, y := min(kin(a), kin(b)), max(kin(a), kin(b))
	if x == y {
		return costKin
	}
	switch [2]int{x, y} {
	case [2]int{4, 5}, [2]int{7, 8}, [2]int{8, 9}, [2]int{4, 9}, [2]int{2, 5}, [2]int{1, 4}, [2]int{3, 5}, [2]int{2, 4}:
		return costNear
	}
	return 1
}

// distance is the least sum of costs that makes b of a.
func (p *phones) distance(a, b string) float32 {
	var one, two [longest + 1]float32
	prev, next := one[:len(b)+1], two[:len(b)+1]
	for j := range len(b) {
		prev[j+1] = prev[j] + p.lost[b[j]&63]
	}
	for i := range len(a) {
		swap, lost := &p.swap[a[i]&63], p.lost[a[i]&63]
		left := prev[0] + lost
		next[0] = left
		for j := range len(b) {
			left = min(prev[j]+swap[b[j]&63], prev[j+1]+lost, left+p.lost[b[j]&63])
			next[j+1] = left
		}
		prev, next = next, prev
	}
	return prev[len(b)]
}

// like is how near two spoken names are, from 0 to 1; 1 is the same spelling.
func (p *phones) like(a, b spoken) float64 {
	if a.plain == b.plain {
		return 1
	}
	if len(a.sound) == 0 || len(b.sound) == 0 {
		return 0
	}
	n := float64(max(len(a.sound), len(b.sound)))
	s := 1 - float64(p.distance(a.sound, b.sound))/n
	if s < 0 {
		return 0
	}
	return 0.97 * s
}
