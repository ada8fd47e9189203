package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"bedside/internal/guard/name"
)

func (v *vocabulary) readGrammar() {
	for _, l := range lines("grammar.txt") {
		if key, list, ok := strings.Cut(l, "="); ok && key != "" && strings.IndexFunc(key, func(r rune) bool { return r < 'a' || r > 'z' }) < 0 {
			v.slots[key] = strings.Split(list, "|")
			continue
		}
		v.lines = append(v.lines, l)
	}
	for _, l := range lines("cues.txt") {
		f := strings.Fields(l)
		v.slots[map[string]string{"says": "say", "acts": "act", "kin": "kin", "spanish": "sp", "credential": "credential", "famous": "famous"}[f[0]]] = f[1:]
	}
}

// text is a made text; in names stand the bytes of the persons' names, begin and end in turn.
type text struct {
	strings.Builder
	names []int
}

// writer makes texts from the vocabulary, the same for the same seed.
type writer struct {
	*vocabulary
	*rand.Rand
}

func pick[T any](w *writer, list []T) T { return list[w.IntN(len(list))] }

// in reports true in p of 100 draws.
func (w *writer) in(p int) bool { return w.IntN(100) < p }

// write makes one text of one to three lines.
func (w *writer) write() *text {
	t := &text{}
	for n := 1 + max(0, w.IntN(5)-2); n > 0; n-- {
		if t.Len() > 0 {
			t.WriteString(pick(w, []string{" ", " ", "\n", "\n\n"}))
		}
		if w.in(60) {
			w.sentence(t)
		} else {
			w.expand(t, pick(w, w.lines))
		}
	}
	return w.styled(t)
}

// someone are words of sentences whose place a name can take.
var someone = []string{"the man ", "the woman ", "the boy ", "the girl ", "the child ", "the teacher ", "The man ", "The woman ", "his wife ", "her husband ", "my friend ", " him ", " him.", " him,", " she ", " he ", "She ", "He ", "somebody", "someone", "the patient", "The patient", "a patient", "A patient", "the caller", "your doctor", "the doctor", "a person"}

// sentence writes a sentence of the project's own; every second that tells of somebody gets a name.
func (w *writer) sentence(t *text) {
	s := pick(w, w.prose)
	if w.in(70) {
		s = w.example()
	}
	if w.in(50) {
		for _, one := range someone {
			before, after, ok := strings.Cut(s, one)
			if ok && !strings.HasPrefix(after, "s") && !strings.HasPrefix(after, " else") && !strings.HasPrefix(after, "of ") {
				t.WriteString(before)
				if one[0] == ' ' {
					t.WriteByte(' ')
				}
				w.slot(t, "P")
				if end := one[len(one)-1]; end < 'A' {
					t.WriteByte(end)
				}
				t.WriteString(after)
				return
			}
		}
	}
	t.WriteString(s)
}

// example is one of everyday English, as people end their sentences.
func (w *writer) example() string {
	s := pick(w, w.usage)
	if w.in(20) {
		s = w.branded(s)
	}
	if w.in(75) {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	return s + pick(w, w.slots["end"])
}

// branded puts the name of a thing or a place where a sentence has an ordinary one: drove the Camry.
func (w *writer) branded(s string) string {
	words := strings.Split(s, " ")
	at := w.IntN(len(words))
	for k := range words {
		k = (at + k) % len(words)
		if k == 0 || !slices.Contains(beforeThings, words[k-1]) || strings.Trim(words[k], "abcdefghijklmnopqrstuvwxyz") != "" {
			continue
		}
		t := &text{}
		w.slot(t, pick(w, []string{"made", "made", "brand", "work", "E"}))
		words[k] = t.String()
		if words[k-1] == "in" || words[k-1] == "from" {
			words[k] = pick(w, w.others["place"])
		}
		break
	}
	return strings.Join(words, " ")
}

var beforeThings = strings.Fields("the a an his her my our their this that new in from on at of with by for to and")

// expand writes a template.
func (w *writer) expand(t *text, template string) {
	for i := 0; i < len(template); i++ {
		switch c := template[i]; {
		case c == '{':
			end := i + strings.IndexByte(template[i:], '}')
			w.slot(t, template[i+1:end])
			i = end
		case c == '(' && strings.IndexByte(template[i:], '|') > 0:
			depth, end := 0, i
			for ; end < len(template); end++ {
				if template[end] == '(' {
					depth++
				}
				if template[end] == ')' {
					if depth--; depth == 0 {
						break
					}
				}
			}
			if choices := strings.Split(template[i+1:end], "|"); end < len(template) && len(choices) > 1 {
				w.expand(t, pick(w, choices))
				i = end
				continue
			}
			t.WriteByte(c)
		default:
			t.WriteByte(c)
		}
	}
}

func (w *writer) slot(t *text, slot string) {
	switch slot {
	case "P", "G", "S", "F":
		t.names = append(t.names, t.Len())
		t.WriteString(w.person(slot))
		t.names = append(t.names, t.Len())
	case "initial":
		t.WriteByte(byte('A' + w.IntN(26)))
	case "E":
		t.WriteString(w.one(1))
	case "W":
		t.WriteString(capital(w.word()))
	case "word":
		t.WriteString(w.word())
	case "w3":
		t.WriteString(capital(w.word()))
	case "num":
		t.WriteString(fmt.Sprint(w.IntN(pick(w, []int{10, 100, 2030, 10000}))))
	case "es":
		t.WriteString(pick(w, w.spanish))
	case "Es":
		t.WriteString(capital(pick(w, w.spanish)))
	case "Sp":
		t.WriteString(capital(pick(w, w.slots["sp"])))
	case "abbr":
		for range 2 + w.IntN(4) {
			t.WriteByte(byte('A' + w.IntN(26)))
		}
	case "camel":
		t.WriteString(capital(w.word()) + capital(w.word()))
	case "made": // a word of no list that is no name: a make, a place, a thing
		a, b := w.word(), w.word()
		t.WriteString(capital(a[:(len(a)+1)/2] + b[len(b)/2:]))
	case "code":
		for range 8 {
			t.WriteByte("abcdefghijkmnopqrstuvwxyzABCDEFGH23456789"[w.IntN(41)])
		}
	case "handle", "tag":
		t.WriteString(w.handle())
	case "proper": // one that is no name as well
		for {
			if what := pick(w, w.others[slot]); !w.info(what).Listed() || w.in(5) {
				t.WriteString(what)
				return
			}
		}
	case "city":
		t.WriteString(pick(w, w.others[pick(w, []string{"city", "city", "place"})]))
	case "brand":
		if w.in(50) {
			w.expand(t, pick(w, w.slots[slot]))
			return
		}
		t.WriteString(pick(w, w.others["group"]))
	case "work":
		t.WriteString(pick(w, w.others[pick(w, []string{"work", "title"})]))
	case "country", "street", "org", "genre", "dish", "animal":
		t.WriteString(pick(w, w.others[slot]))
	default:
		list := w.slots[slot]
		if list == nil {
			panic("grammar.txt: no list is called " + slot)
		}
		w.expand(t, pick(w, list))
	}
}

// word draws an ordinary word, seldom one that is a common name too: in real texts those have a capital as names.
func (w *writer) word() string {
	if w.in(4) {
		return pick(w, w.slang)
	}
	for {
		s := pick(w, w.words[[]int{3, 3, 3, 3, 2, 2, 1}[w.IntN(7)]])
		if f := w.info(s); f.Given() < 3 && f.Surname() < 3 || w.in(15) {
			return w.sloppy(s)
		}
	}
}

// sloppy writes some words as people in a hurry do: goin, hapy, happpy.
func (w *writer) sloppy(s string) string {
	if n := len(s); n > 4 {
		at := 1 + w.IntN(n-2)
		switch w.IntN(60) {
		case 0:
			return s[:at] + s[at+1:]
		case 1:
			return s[:at] + s[at:at+1] + s[at:]
		case 2, 3, 4:
			return strings.TrimSuffix(s, "g")
		}
	}
	return s
}

func (w *writer) info(word string) name.Info { return w.table[name.Hashes(word)[0]] }

func (w *writer) handle() string {
	switch h := w.word() + pick(w, w.words[3]); w.IntN(4) {
	case 0:
		return h + fmt.Sprint(w.IntN(100))
	case 1:
		return strings.ReplaceAll(capital(w.one(0))+capital(w.one(1)), "'", "")
	case 2:
		return capital(w.word()) + capital(w.word())
	default:
		return h
	}
}

func (v *vocabulary) show(n int) {
	w := &writer{v, rand.New(rand.NewPCG(seed, 2))}
	for range n {
		t := w.write()
		s, from := t.String(), 0
		for i, at := range t.names {
			fmt.Print(s[from:at], []string{"[", "]"}[i%2])
			from = at
		}
		fmt.Println(s[from:])
	}
	fmt.Println(len(v.table), "words,", len(v.lines), "templates")
}
