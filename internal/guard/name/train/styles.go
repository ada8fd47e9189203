package main

import "strings"

// styled changes the whole text as some people write: all small, all capitals, capitals on every word, names small,
// marks apart.
func (w *writer) styled(t *text) *text {
	s := t.String()
	switch n := w.IntN(100); {
	case n < 8:
		return w.remade(t, strings.ToLower)
	case n < 13:
		return w.remade(t, strings.ToUpper)
	case n < 17:
		return w.remade(t, capital)
	case n < 24: // the names alone
		out := &text{}
		for i, at := range t.names {
			from := 0
			if i > 0 {
				from = t.names[i-1]
			}
			part := s[from:at]
			if i%2 == 1 {
				part = strings.ToLower(part)
			}
			out.WriteString(part)
			out.names = append(out.names, out.Len())
		}
		if n := len(t.names); n > 0 {
			s = s[t.names[n-1]:]
		}
		out.WriteString(s)
		return out
	case n < 36:
		return w.remade(t, apart)
	}
	return t
}

// apart puts white space around marks, as texts cut into words for study have it.
func apart(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(".,!?:;'\"()@#&/-", r) {
			b.WriteString(" " + string(r) + " ")
			continue
		}
		b.WriteRune(r)
	}
	return strings.ReplaceAll(b.String(), "  ", " ")
}

// remade applies a change to the pieces between the bounds of names.
func (w *writer) remade(t *text, change func(string) string) *text {
	s, out, from := t.String(), &text{}, 0
	for _, at := range t.names {
		out.WriteString(change(s[from:at]))
		out.names = append(out.names, out.Len())
		from = at
	}
	out.WriteString(change(s[from:]))
	return out
}
