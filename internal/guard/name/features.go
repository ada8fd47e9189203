package name

// Features is the most features that a window has.
const Features = 40

// coarse is a token as its neighbours see it.
func (v *View) coarse() uint64 {
	f := v.Info
	c := uint64(v.Shape) | uint64(f.Kind())<<3
	if f.Given() > 0 {
		c |= 1 << 8
	}
	if f.Surname() > 0 {
		c |= 1 << 9
	}
	switch {
	case v.Shape == mark:
		return v.ID<<16 | uint64(mark)
	case f.Ordinary() == 3:
		c |= 2 << 10
	case f.Ordinary() > 0:
		c |= 1 << 10
	}
	return c
}

// gist is less than coarse: for three tokens together.
func (v *View) gist() uint64 {
	if v.Shape == mark {
		return v.ID<<8 | uint64(mark)
	}
	g := uint64(v.Shape)
	if v.Info.Listed() {
		g |= 1 << 3
	}
	if v.Info.Ordinary() > 0 {
		g |= 1 << 4
	}
	if v.Info.Kind() != None {
		g |= 1 << 5
	}
	return g
}

// Found are the features of a window: where their weights stand.
type Found struct {
	N  int
	At [Features]uint32
}

func (c *Found) add(template, a, b uint64) {
	h := (template+1)*0x9e3779b97f4a7c15 ^ a*0xff51afd7ed558ccd ^ (b+0x51)*0xc4ceb9fe1a85ec53
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	c.At[c.N] = uint32(h >> (64 - weightBits))
	c.N++
}

// Features finds what the window shows.
func (w *Window) Features(c *Found) {
	c.N = 0
	t, p, n := &w.At[reach], &w.At[reach-1], &w.At[reach+1]
	p2, n2, p3, n3 := &w.At[reach-2], &w.At[reach+2], &w.At[reach-3], &w.At[reach+3]
	f := t.Info
	full := uint64(f)<<3 | uint64(t.Shape)
	lists := uint64(f & 63)
	start, prev := uint64(0), uint64(0)
	if w.Start {
		start = 1
	}
	if w.Prev {
		prev = 1
	}
	if n.Line {
		start |= 2
	}
	own, before, after := t.coarse(), p.coarse(), n.coarse()
	c.add(0, 0, 0)
	c.add(1, full, 0)
	c.add(2, lists|start<<8, uint64(t.Shape))
	c.add(3, lists, uint64(w.Style))
	c.add(4, p.ID, 0)
	c.add(5, n.ID, 0)
	c.add(6, before, 0)
	c.add(7, after, 0)
	c.add(8, before, own)
	c.add(9, after, own)
	c.add(10, p2.coarse(), before)
	c.add(11, n2.coarse(), after)
	c.add(12, prev, own)
	c.add(13, prev, before)
	c.add(14, prev, after)
	c.add(15, before, after)
	c.add(16, p.ID, lists)
	c.add(17, n.ID, lists)
	c.add(18, p2.ID, before)
	c.add(19, n2.ID, after)
	c.add(20, p2.ID, 0)
	c.add(21, n2.ID, 0)
	c.add(22, t.gist()<<40^p.gist()<<20^n.gist(), start)
	c.add(23, t.gist()<<40^p.gist()<<20^p2.gist(), prev)
	c.add(24, t.gist()<<40^n.gist()<<20^n2.gist(), 0)
	c.add(25, p3.gist(), p2.gist()<<20^p.gist())
	c.add(26, n3.gist(), n2.gist()<<20^n.gist())
	c.add(27, uint64(w.Style)<<8|start, uint64(t.Shape))
	c.add(28, prev|start<<1, lists)
	if f.Ordinary() < 2 {
		w.spelling(c, lists&48)
	}
}

// spelling adds the ends of the word, and its beginning, without case.
func (w *Window) spelling(c *Found, lists uint64) {
	s := w.Word
	n := len(s)
	c.add(30, uint64(min(n, 12)), lists)
	var end uint64
	for k := 1; k <= 4 && k <= n; k++ {
		end = end<<8 | uint64(s[n-k]|0x20)
		if k > 1 {
			c.add(30+uint64(k), end, 0)
		}
	}
	var begin uint64
	for k := 0; k < 3 && k < n; k++ {
		begin = begin<<8 | uint64(s[k]|0x20)
	}
	c.add(36, begin, 0)
}
