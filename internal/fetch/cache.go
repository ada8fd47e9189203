package fetch

import (
	"bytes"
	"container/list"
	"context"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	mostKept  = 16 << 20 // bytes of all answers together
	longKept  = 24 * time.Hour
	entryCost = 4 << 10 // what an entry counts besides its body
)

// cache keeps answers to plain GETs (RFC 9111, a small part of it), the one used last in front.
type cache struct {
	mu    sync.Mutex
	known map[string]*list.Element
	order list.List // of *kept
	size  int
}

type kept struct {
	key   string
	res   Response
	fresh time.Time // until then it is not asked for again
}

// cached answers from what is kept while the server said so, asks whether it has changed afterwards, and keeps what
// may be kept.
func (c *Client) cached(ctx context.Context, r Request, u *url.URL) (Response, error) {
	if r.Method != http.MethodGet || len(r.Header) > 0 || len(r.Body) > 0 {
		return c.round(ctx, r, u)
	}
	key := u.String() + " " + strings.Join(r.Types, ",")
	old, have := c.cache.get(key)
	if have && int64(len(old.res.Body)) > r.Most {
		have = false
	}
	if have && c.Now().Before(old.fresh) {
		return old.copy(), nil
	}
	if have {
		r.Header = http.Header{}
		for from, to := range map[string]string{"Etag": "If-None-Match", "Last-Modified": "If-Modified-Since"} {
			if v := old.res.Header.Get(from); v != "" {
				r.Header.Set(to, v)
			}
		}
	}
	res, err := c.round(ctx, r, u)
	if err != nil {
		return res, err
	}
	if have && res.Status == http.StatusNotModified {
		header := old.res.Header.Clone()
		maps.Copy(header, res.Header)
		old.res.Header = header
		res = old.copy()
	}
	c.cache.put(key, res, c.Now())
	return res, nil
}

// copy is the answer with a body of its own.
func (k kept) copy() Response {
	k.res.Body, k.res.Header = bytes.Clone(k.res.Body), k.res.Header.Clone()
	return k.res
}

func (c *cache) get(key string) (kept, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.known[key]
	if !ok {
		return kept{}, false
	}
	c.order.MoveToFront(e)
	return *e.Value.(*kept), true
}

// put keeps an answer that may be kept and forgets one that may not.
func (c *cache) put(key string, res Response, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.known[key]; ok {
		c.drop(e)
	}
	age, may := lifetime(res)
	if !may {
		return
	}
	if c.known == nil {
		c.known = map[string]*list.Element{}
	}
	k := &kept{key: key, res: res, fresh: now.Add(age)}
	k.res = k.copy()
	c.known[key] = c.order.PushFront(k)
	c.size += len(res.Body) + entryCost
	for c.size > mostKept {
		c.drop(c.order.Back())
	}
}

func (c *cache) drop(e *list.Element) {
	k := c.order.Remove(e).(*kept)
	delete(c.known, k.key)
	c.size -= len(k.res.Body) + entryCost
}

// lifetime returns how long an answer need not be asked for again, and whether it may be kept at all.
func lifetime(res Response) (time.Duration, bool) {
	if res.Status != http.StatusOK || res.Header.Get("Vary") == "*" {
		return 0, false
	}
	age, ok := time.Duration(0), res.Header.Get("Etag") != "" || res.Header.Get("Last-Modified") != ""
	for _, directive := range strings.Split(strings.ToLower(res.Header.Get("Cache-Control")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch name {
		case "no-store", "private":
			return 0, false
		case "no-cache":
			return 0, ok
		case "max-age":
			if n, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 31); err == nil && n > 0 {
				age, ok = min(time.Duration(n)*time.Second, longKept), true
			}
		}
	}
	return age, ok
}
